"""The page of a draft judges its own lines; what is kept of the others is never stale."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.actions import NominationChange, change_nomination
from app.awards.compiling import compile_list
from app.awards.drafted import KeptLine, drafted
from app.awards.list_models import ListVerdicts
from app.awards.models import AwardKind, EligibilityRule, Nomination, NominationList
from app.awards.states import Verdict
from app.awards.verdicts import keep_verdicts, kept_verdicts, refresh_one
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea
from app.review.models import Recognition
from tests.achievements.builders import make_standing, person
from tests.awards.builders import ready_list
from tests.awards.growing import grow
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in


def nobody(_whole: object) -> list[int]:
    return []


def _adoption_ends(session: Session, _world: World) -> None:
    session.execute(update(Adoption).values(state=AdoptionState.REJECTED))


def _annulled(session: Session, _world: World) -> None:
    session.execute(update(Recognition).values(revoked_on=NOON.date()))


def _disciplined(session: Session, world: World) -> None:
    make_standing(session, world, person(world), from_on=date(2026, 1, 1))


def _rule_gone(session: Session, _world: World) -> None:
    rule = session.scalars(select(EligibilityRule).limit(1)).one()
    session.delete(rule)


def _award_ends(session: Session, _world: World) -> None:
    session.execute(update(AwardKind).where(AwardKind.code == "GK-CN")
                    .values(valid_to=date(2027, 1, 1)))  # fmt: skip


def _unit_ends(session: Session, _world: World) -> None:
    unit = session.scalars(select(Unit).limit(1)).one()
    unit.valid_to, unit.version = date(2026, 1, 1), unit.version + 1


def _title_changes(session: Session, _world: World) -> None:
    session.scalars(select(Idea)).first().title = "Tên khác"  # type: ignore[union-attr]


def _line_more(session: Session, _world: World) -> None:
    grow(session, 1)


@BOTH
@pytest.mark.parametrize(
    "change",
    [_adoption_ends, _annulled, _disciplined, _rule_gone, _award_ends, _unit_ends, _title_changes,
     _line_more],
)  # fmt: skip
def test_whatever_a_rule_looks_at_voids_what_was_kept(
    world: World, session: Session, change: Callable[[Session, World], None]
) -> None:
    list_ = ready_list(session, world)
    keep_verdicts(session, list_)
    before = kept_verdicts(session, list_)

    change(session, world)
    session.flush()
    session.expire_all()

    assert before is not None
    assert kept_verdicts(session, list_) is None
    assert not any(isinstance(line, KeptLine) for line in drafted(session, list_, nobody).lines)


def test_what_is_kept_says_what_judging_says(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    grow(session, 5)
    keep_verdicts(session, list_)
    whole = compile_list(session, list_)

    counted = drafted(session, list_, nobody)

    assert all(isinstance(line, KeptLine) for line in counted.lines)
    assert [line.nomination_id for line in counted.lines] == [
        line.nomination_id for line in whole.lines
    ]
    assert counted.verdicts == whole.verdicts
    assert (counted.money, counted.sums) == (whole.money, whole.sums)
    assert counted.waiting_count == whole.waiting_count


def test_a_kept_verdict_that_judging_contradicts_is_not_shown(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    keep_verdicts(session, list_)
    row = session.get_one(ListVerdicts, list_.id)
    row.content = row.content.replace("met", "lacking")
    first = session.scalars(select(Nomination.id).order_by(Nomination.id)).all()

    shown = drafted(session, list_, lambda _whole: first)

    assert shown.verdicts == compile_list(session, list_).verdicts
    assert set(shown.verdicts) == {Verdict.MET}


def test_an_act_on_a_line_keeps_the_list_anew_and_the_worker_what_changed_elsewhere(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    assert refresh_one(NOON) in {0, 1}
    with transaction() as session:
        row = session.scalars(select(Nomination).order_by(Nomination.id).limit(1)).one()
        change_nomination(session, world.awards_officer, row,
                          NominationChange(row.award_kind_id, "Việc khác"), NOON,
                          version=row.version)  # fmt: skip
    db.session.remove()
    after_act = kept_verdicts(db.session(), db.session.get_one(NominationList, list_id))
    with transaction() as session:
        session.execute(update(Recognition).values(revoked_on=NOON.date()))
    elsewhere = kept_verdicts(db.session(), db.session.get_one(NominationList, list_id))
    sign_in(client, world.email("awards_officer"))
    page = client.get(f"/khen-thuong/{list_id}").text

    assert after_act is not None
    assert elsewhere is None
    assert "Đã bị hủy công nhận" in page or "thiếu" in page
    assert (refresh_one(NOON), refresh_one(NOON)) == (1, 0)
    again = kept_verdicts(db.session(), db.session.get_one(NominationList, list_id))
    assert again is not None
    assert {one.verdict for one in again.values()} == {Verdict.LACKING}
