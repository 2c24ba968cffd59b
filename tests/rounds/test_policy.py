"""Who may set up a round: role by state, the whole table."""

import pytest

from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.rounds import policy
from app.rounds.models import Round
from app.rounds.states import RoundState

COUNCIL = 1


def person(role: Role, council_id: int | None = COUNCIL) -> Actor:
    return Actor(1, "Người thử", grants=(Grant(role, 1, council_id),))


@pytest.mark.parametrize("role", list(Role))
def test_only_the_secretary_of_the_council_manages_its_rounds(role: Role) -> None:
    announced = Round(council_id=COUNCIL, state=RoundState.ANNOUNCED)
    drafted = Round(council_id=COUNCIL, state=RoundState.DRAFT)
    outcomes = (
        policy.manage(person(role), announced),
        policy.manage(person(role), drafted),
        policy.create_in(person(role), COUNCIL),
        policy.freeze(person(role), announced),
    )

    if role is Role.SECRETARY:
        assert outcomes == (None, None, None, None)
    else:
        codes = [denial.code if denial else "" for denial in outcomes]
        assert codes == ["not_secretary", "missing", "not_secretary", "not_secretary"]


def test_the_secretary_of_another_council_does_not_learn_of_a_draft() -> None:
    other = person(Role.SECRETARY, council_id=2)
    denial = policy.manage(other, Round(council_id=COUNCIL, state=RoundState.DRAFT))

    assert denial is not None
    assert denial.hidden
    assert policy.create_in(other, COUNCIL) == policy.NOT_SECRETARY
    assert policy.create_in(other, None) == policy.NOT_SECRETARY


def test_the_system_freezes_but_does_not_manage() -> None:
    found = Round(council_id=COUNCIL, state=RoundState.ANNOUNCED)

    assert policy.freeze(SYSTEM, found) is None
    assert policy.manage(SYSTEM, found) == policy.NOT_SECRETARY
