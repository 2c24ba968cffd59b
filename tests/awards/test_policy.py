"""Who may do what with a list: every role against every act."""

import pytest

from app.awards import policy
from app.kernel.actor import SYSTEM, Actor, Grant, Role

MINE, OTHER = 1, 2
YES: dict[str, set[Role]] = {
    "see": {Role.AWARDS_OFFICER, Role.PLAN_OFFICER, Role.LEADER, Role.INSPECTOR},
    "fill": {Role.AWARDS_OFFICER, Role.PLAN_OFFICER},
    "settle": {Role.AWARDS_OFFICER},
    "confirm_reopen": {Role.AWARDS_OFFICER, Role.LEADER},
    "return": {Role.AWARDS_OFFICER, Role.LEADER},
    "compile": {Role.AWARDS_OFFICER},
    "load": {Role.AWARDS_OFFICER},
    "change": {Role.AWARDS_OFFICER, Role.PLAN_OFFICER},
    "propose": {Role.AWARDS_OFFICER, Role.LEADER},
    "confirm": {Role.AWARDS_OFFICER, Role.LEADER},
    "lock": {Role.AWARDS_OFFICER},
    "reopen": {Role.AWARDS_OFFICER, Role.LEADER},
}
ACTS = {
    "see": policy.see,
    "compile": policy.compile_lists,
    "load": policy.load_catalogue,
    "change": lambda actor: policy.change_nomination(actor, OTHER),
    "propose": lambda actor: policy.propose_override(actor, account_id=OTHER),
    "confirm": lambda actor: policy.confirm_override(actor, asked_by=OTHER, account_id=OTHER),
    "lock": lambda actor: policy.lock(actor, {OTHER}),
    "reopen": policy.reopen,
    "fill": policy.fill_lists,
    "settle": lambda actor: policy.settle_line(actor, OTHER),
    "confirm_reopen": lambda actor: policy.confirm_reopen(actor, OTHER),
    "return": lambda actor: policy.return_list(actor, OTHER),
}


def person(role: Role) -> Actor:
    return Actor(MINE, "Người thử", grants=(Grant(role),))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(ACTS))
def test_rights_follow_roles(act: str, role: Role) -> None:
    assert (ACTS[act](person(role)) is None) == (role in YES[act])


def test_the_command_line_loads_the_catalogue_and_nothing_else() -> None:
    assert policy.load_catalogue(SYSTEM) is None
    assert policy.compile_lists(SYSTEM) is not None


@pytest.mark.parametrize("role", [Role.AWARDS_OFFICER, Role.LEADER])
def test_who_concluded_does_not_confirm_it(role: Role) -> None:
    refusal = policy.confirm_override(person(role), asked_by=MINE, account_id=None)

    assert refusal is not None
    assert refusal.code == "same_person"


def test_nobody_works_on_his_own_nomination() -> None:
    me = person(Role.AWARDS_OFFICER)
    refusals = [
        policy.change_nomination(me, MINE),
        policy.propose_override(me, account_id=MINE),
        policy.confirm_override(me, asked_by=OTHER, account_id=MINE),
        policy.lock(me, {OTHER, MINE}),
        policy.settle_line(me, MINE),
    ]

    assert [refusal.code if refusal else None for refusal in refusals] == ["self"] * 5
