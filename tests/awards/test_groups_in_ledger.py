"""A group of a unit and a household are no unit: what they were given is not the unit's honour."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements.ledger import achievements_of
from app.achievements.models import Achievement
from app.awards.actions import issue_list
from app.awards.history import earlier_awards
from app.awards.models import Nomination, NominationList
from app.awards.proposing import ProposalDraft, propose, take
from app.awards.states import LineOutcome, SubjectKind
from tests.awards.builders import issued_list, make_list, submitted_list
from tests.conftest import BOTH
from tests.people import NOON, World

DAY = date(2026, 10, 1)
GROUP = ProposalDraft(SubjectKind.COLLECTIVE, "GK-TT", "Đọc 1.200 đơn", date(2026, 9, 28), 7, 8,
                      name="Tổ Một cửa")  # fmt: skip


def on_list(session: Session, world: World, list_: NominationList, draft: ProposalDraft
            ) -> Nomination:  # fmt: skip
    """What Phường 9 proposes, taken onto a list."""
    row = propose(session, world.clerk, world.units["P9"], draft, NOON)
    session.flush()
    made = take(session, world.awards_officer, row, list_, NOON)
    session.flush()
    return made


@BOTH
@pytest.mark.parametrize("kind", [SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD])
def test_the_award_of_a_group_is_not_written_as_the_award_of_its_unit(
    world: World, session: Session, kind: SubjectKind
) -> None:
    list_ = submitted_list(session, world)
    unit = session.scalars(
        select(Nomination).where(Nomination.unit_id == world.units["P9"],
                                 Nomination.subject_kind == SubjectKind.COLLECTIVE)
    ).one()  # fmt: skip
    unit.subject_kind, unit.subject_key, unit.name = kind, "collective:abc", "Tổ Một cửa"
    session.flush()

    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", DAY, NOON)

    assert unit.outcome is LineOutcome.ISSUED
    row = session.scalars(select(Achievement).where(Achievement.name == "Tổ Một cửa")).one()
    assert (row.unit_id, row.unit_name) == (None, "Ủy ban nhân dân Phường 9")
    assert achievements_of(session, unit_ids=[world.units["P9"]]) == []


def test_what_a_unit_was_given_is_not_shown_as_an_earlier_award_of_its_groups(
    world: World, session: Session
) -> None:
    issued_list(session, world)
    list_ = make_list(session, world)
    group = on_list(session, world, list_, GROUP)
    itself = on_list(session, world, list_, replace(GROUP, name=""))

    earlier = earlier_awards(session, list_.id, [group.id, itself.id])

    assert [len(earlier[one.id]) for one in (group, itself)] == [0, 1]
