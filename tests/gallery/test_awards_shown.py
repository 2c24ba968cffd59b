"""The page of a public solution names its awards without a person, and says what was revoked."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import Revocation, revoke_award
from app.awards.models import Nomination, NominationBasis
from app.awards.public_awards import PublicAward, awards_of_solution
from tests.awards.builders import issued_list, submitted_list
from tests.conftest import BOTH
from tests.people import NOON, World

DAY = date(2026, 10, 1)


@BOTH
def test_awards_are_counted_by_decision_and_revoked_ones_apart(
    world: World, session: Session
) -> None:
    issued_list(session, world)
    session.flush()
    idea_id = session.scalars(select(NominationBasis.idea_id).distinct()).one()
    row = session.scalars(select(Nomination).where(Nomination.name == "Phạm Đình Ân")).one()
    revoke_award(session, world.awards_officer, row, Revocation("9/QĐ-UBND", DAY, "Khai sai"), NOON)
    session.flush()

    found = awards_of_solution(session, idea_id)

    assert found == [PublicAward("Giấy khen", "455/QĐ-UBND", DAY, 3, 1)]


def test_what_is_not_decided_is_not_public(world: World, session: Session) -> None:
    submitted_list(session, world)
    session.flush()
    idea_id = session.scalars(select(NominationBasis.idea_id).distinct()).one()

    assert awards_of_solution(session, idea_id) == []
