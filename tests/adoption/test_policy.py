"""Who may do what with a record, as one table; and the lists agree with it."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.adoption import policy
from app.adoption.lists import (
    Filters,
    Scope,
    adoption_lines,
    adoption_total,
    scopes_of,
    waiting_to_confirm,
)
from app.ideas.policy import Standing
from app.ideas.queries import standing_of
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Grant, Role
from app.kernel.refusals import Denial
from tests.adoption.builders import make_adoption, make_solution
from tests.people import World

HOME, APPLYING, ELSEWHERE = 9, 1, 5
SOLUTION = Standing(
    owner_id=10, unit_id=HOME, council_id=1, state=IdeaState.RECOGNISED, was_submitted=True,
    was_endorsed=True, author_ids=frozenset({10, 11}),
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A record reported by person 20."""

    unit_id: int = APPLYING
    reported_by: int | None = 20


def person(key: int | None, *grants: tuple[Role, int]) -> Actor:
    return Actor(key, "x", grants=tuple(Grant(role, unit) for role, unit in grants))


CLERK = Role.UNIT_CLERK
ACTORS = {
    "author": person(10, (Role.AUTHOR, HOME)),
    "co-author": person(11, (Role.AUTHOR, HOME)),
    "clerk at home": person(30, (CLERK, HOME)),
    "clerk there": person(31, (CLERK, APPLYING)),
    "reporter, clerk there": person(20, (CLERK, APPLYING)),
    "author, clerk there": person(11, (Role.AUTHOR, HOME), (CLERK, APPLYING)),
    "clerk elsewhere": person(32, (CLERK, ELSEWHERE)),
    "other author": person(33, (Role.AUTHOR, ELSEWHERE)),
    "secretary": person(34, (Role.SECRETARY, ELSEWHERE)),
    "awards officer": person(35, (Role.AWARDS_OFFICER, ELSEWHERE)),
    "inspector": person(36, (Role.INSPECTOR, ELSEWHERE)),
    "reviewer": person(37, (Role.REVIEWER, ELSEWHERE)),
    "admin": person(38, (Role.ADMIN, ELSEWHERE)),
    "nobody": person(None),
}


def word(denial: Denial | None) -> str:
    """ "-" for allowed, "hidden", or the code of the refusal."""
    if denial is None:
        return "-"
    return "hidden" if denial.hidden else denial.code


MATRIX = {
    #                         see       decide               stop                 change
    "author":                ("-",      "own_solution",      "not_applying_unit", "not_reporter"),
    "co-author":             ("-",      "own_solution",      "not_applying_unit", "not_reporter"),
    "clerk at home":         ("-",      "not_applying_unit", "not_applying_unit", "not_reporter"),
    "clerk there":           ("-",      "-",                 "-",                 "not_reporter"),
    "reporter, clerk there": ("-",      "own_report",        "-",                 "-"),
    "author, clerk there":   ("-",      "own_solution",      "-",                 "not_reporter"),
    "clerk elsewhere":       ("hidden", "hidden",            "hidden",            "hidden"),
    "other author":          ("hidden", "hidden",            "hidden",            "hidden"),
    "secretary":             ("-",      "not_applying_unit", "not_applying_unit", "not_reporter"),
    "awards officer":        ("-",      "not_applying_unit", "not_applying_unit", "not_reporter"),
    "inspector":             ("-",      "not_applying_unit", "not_applying_unit", "not_reporter"),
    "reviewer":              ("hidden", "hidden",            "hidden",            "hidden"),
    "admin":                 ("hidden", "hidden",            "hidden",            "hidden"),
    "nobody":                ("hidden", "hidden",            "hidden",            "hidden"),
}  # fmt: skip


@pytest.mark.parametrize("who", list(ACTORS))
def test_rights_on_a_record(who: str) -> None:
    actor, record = ACTORS[who], Record()
    answers = tuple(
        word(rule(actor, record, SOLUTION))
        for rule in (policy.see, policy.decide, policy.stop, policy.change)
    )

    assert answers == MATRIX[who]


REPORTING = {
    #                         open the form  there     elsewhere
    "author":                ("-",           "-",          "-"),
    "co-author":             ("-",           "-",          "-"),
    "clerk at home":         ("-",           "-",          "-"),
    "clerk there":           ("-",           "-",          "other_unit"),
    "reporter, clerk there": ("-",           "-",          "other_unit"),
    "author, clerk there":   ("-",           "-",          "-"),
    "clerk elsewhere":       ("-",           "other_unit", "-"),
    "other author":          ("hidden",      "hidden",     "hidden"),
    "secretary":             ("hidden",      "hidden",     "hidden"),
    "awards officer":        ("hidden",      "hidden",     "hidden"),
    "inspector":             ("hidden",      "hidden",     "hidden"),
    "reviewer":              ("hidden",      "hidden",     "hidden"),
    "admin":                 ("hidden",      "hidden",     "hidden"),
    "nobody":                ("hidden",      "hidden",     "hidden"),
}  # fmt: skip


@pytest.mark.parametrize("who", list(ACTORS))
def test_rights_to_report(who: str) -> None:
    answers = tuple(
        word(policy.report(ACTORS[who], SOLUTION, unit)) for unit in (None, APPLYING, ELSEWHERE)
    )

    assert answers == REPORTING[who]


def test_lists_and_rights_agree(world: World, session: Session) -> None:
    ideas = [make_solution(session, world), make_solution(session, world, author="other_author")]
    records = [
        make_adoption(session, world, idea, unit, confirmed=confirmed)
        for idea, unit, confirmed in (
            (ideas[0], "P1", False), (ideas[0], "P9", True), (ideas[0], "PKT", False),
        )
    ]  # fmt: skip
    standings = {idea.id: standing_of(session, idea) for idea in ideas}

    for actor in world.actors.values():
        listed = {
            line.adoption_id
            for scope in scopes_of(actor)
            for line in adoption_lines(session, actor, Filters(scope), 0, 50)
        }
        allowed = {
            record.id
            for record in records
            if policy.see(actor, record, standings[record.idea_id]) is None
        }
        decidable = {
            record.id
            for record in records
            if record.state == "reported"
            and policy.decide(actor, record, standings[record.idea_id]) is None
        }
        waiting = {line.adoption_id for line in waiting_to_confirm(session, actor)}
        assert (listed, waiting) == (allowed, decidable), actor.name


def test_a_scope_one_does_not_have_is_empty(world: World, session: Session) -> None:
    make_adoption(session, world, make_solution(session, world))
    filters = Filters(Scope.ALL)

    assert adoption_lines(session, world.author, filters, 0, 50) == []
    assert adoption_total(session, world.author, filters) == 0
