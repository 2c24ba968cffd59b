"""Who may what, as tables; a conflict beats every role."""

from datetime import timedelta
from typing import Any

import pytest

from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor, Grant, Role
from app.review import policy
from app.review.conflicts import Ground
from app.review.policy import ResultStanding, SheetStanding
from app.review.states import SheetState
from tests.people import NOON

COUNCIL, OTHER = 1, 2


def member(*roles: Role, council: int = COUNCIL, user: int = 7) -> Actor:
    return Actor(user, "Ai đó", grants=tuple(Grant(role, council_id=council) for role in roles))


def standing(**changes: Any) -> SheetStanding:
    facts: dict[str, Any] = {
        "reviewer_id": 7, "council_id": COUNCIL, "state": SheetState.DRAFT,
        "idea_state": IdeaState.SCORING, "opens_at": NOON, "closes_at": NOON + timedelta(days=7),
        **changes,
    }  # fmt: skip
    return SheetStanding(**facts)


def code(denial: object) -> str | None:
    return getattr(denial, "code", None)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"reviewer_id": 8}, "missing"),
        ({"reviewer_id": 8, "conflict": Ground.AUTHOR}, "missing"),
        ({"conflict": Ground.SAME_UNIT}, "conflict"),
        ({"conflict": Ground.SAME_UNIT, "idea_state": IdeaState.SCORED}, "conflict"),
        ({"council_id": OTHER}, "not_reviewer"),
        ({"state": SheetState.DECLINED}, "declined"),
        ({"idea_state": IdeaState.ELIGIBLE}, "closed"),
        ({"idea_state": IdeaState.SCORED}, "closed"),
        ({"opens_at": NOON + timedelta(hours=1)}, "early"),
        ({"closes_at": NOON}, "late"),
        ({"closes_at": NOON, "state": SheetState.REOPENED}, None),
        ({"closes_at": NOON + timedelta(seconds=1)}, None),
    ],
)
def test_scoring(changes: dict[str, Any], refused: str | None) -> None:
    assert code(policy.score(member(Role.REVIEWER), standing(**changes), NOON)) == refused


def test_a_role_that_has_ended_ends_the_reading_too() -> None:
    assert code(policy.read_sheet(member(Role.AUTHOR), standing())) == "not_reviewer"


ABILITIES = {
    "work_in": lambda actor: policy.work_in(actor, COUNCIL),
    "open_scoring": lambda actor: policy.open_scoring(actor, COUNCIL),
    "settle": lambda actor: policy.settle(actor, COUNCIL),
    "work_on": lambda actor: policy.work_on(actor, COUNCIL, []),
    "record_decision": lambda actor: policy.record_decision(actor, COUNCIL, []),
}
ALLOWED = {
    Role.SECRETARY: {"work_in", "open_scoring", "settle", "work_on", "record_decision"},
    Role.CHAIR: {"work_in", "settle", "work_on", "record_decision"},
}


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_may_do_in_its_own_council_and_nothing_in_another(role: Role) -> None:
    here = {name for name, ask in ABILITIES.items() if ask(member(role)) is None}
    elsewhere = {n for n, ask in ABILITIES.items() if ask(member(role, council=OTHER)) is None}

    assert here == ALLOWED.get(role, set())
    assert elsewhere == set()


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR])
def test_a_conflict_beats_secretary_and_chair(role: Role) -> None:
    for rule in (policy.work_on, policy.record_decision):
        denial = rule(member(role), COUNCIL, ["SK-2", "SK-1"])
        assert code(denial) == "conflict"
        assert denial is not None
        assert "SK-1, SK-2" in str(denial.reason)


def test_a_stranger_learns_of_no_conflict() -> None:
    assert code(policy.work_on(member(Role.REVIEWER), COUNCIL, ["SK-1"])) == "not_office"


@pytest.mark.parametrize(
    ("state", "readable"),
    [(state, state in DECIDED) for state in IdeaState],
)
def test_a_decision_is_read_once_there_is_one(state: IdeaState, readable: bool) -> None:
    result = ResultStanding(COUNCIL, 5, state, frozenset({7}))

    assert (policy.read_decision(member(Role.AUTHOR), result) is None) == readable
    assert (policy.read_decision(member(Role.CHAIR, user=9), result) is None) == readable
    assert policy.read_decision(member(Role.REVIEWER, user=9), result) is not None
    assert policy.read_decision(member(Role.CHAIR, council=OTHER, user=9), result) is not None
