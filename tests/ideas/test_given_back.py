"""What is given back to its authors: more days, working days, late supplements."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.queries import history_of
from app.database.transaction import transaction
from app.ideas import actions
from app.ideas.models import IdeaVersion
from app.ideas.states import EXTENDED
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.ideas.written import S, mails
from tests.people import NOON, World
from tests.rounds.builders import make_round


def test_returning_needs_a_reason(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.AWAITING_UNIT)

    with pytest.raises(Blocked) as refused:
        actions.return_idea(session, world.clerk, idea, "  \u200b ", NOON)

    assert [str(b.message) for b in refused.value.blockers] == ["Nhập lý do"]


@BOTH
def test_the_secretary_gives_more_days_after_the_end_of_a_supplement(
    app: Flask, world: World
) -> None:
    over, late = NOON + timedelta(days=20), date(2026, 10, 30)
    with transaction() as session:
        idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)
        actions.ask_supplement(session, world.secretary, idea, "Thiếu số liệu", NOON)
        with pytest.raises(Blocked):
            actions.supplement_idea(session, world.author, idea, over)

        actions.extend_supplement(session, world.secretary, idea, late, "Tác giả ốm", over)
        actions.supplement_idea(session, world.author, idea, over + timedelta(days=1))

        assert idea.state is S.SUPPLEMENTED
        subject = idea.subject
        told = session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "idea_supplement_extended")
        ).one()
        assert told.address == "author@quan3.example"
        assert "đến hết ngày 30/10/2026. Lý do: Tác giả ốm" in told.body
    with transaction() as session:
        acts = [line for line in history_of(session, subject) if line.verb == EXTENDED]
        assert [(act.before, act.after, act.reason) for act in acts] == [
            ("2026-10-08", "2026-10-30", "Tác giả ốm")
        ]


@pytest.mark.parametrize(
    ("due_on", "reason", "said"),
    [
        (date(2026, 10, 8), "Lý do", ["Hạn mới phải sau hạn đang có, ngày 08/10/2026"]),
        (date(2026, 10, 20), "Lý do", ["Hạn mới không được là ngày đã qua"]),
        (date(2026, 10, 30), " ", ["Nhập lý do"]),
    ],
)
def test_more_days_need_a_later_day_and_a_reason(
    world: World, session: Session, due_on: date, reason: str, said: list[str]
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)
    request = actions.ask_supplement(session, world.secretary, idea, "Thiếu số liệu", NOON)
    over = NOON + timedelta(days=20)

    with pytest.raises(Blocked) as refused:
        actions.extend_supplement(session, world.secretary, idea, due_on, reason, over)

    assert [str(b.message) for b in refused.value.blockers] == said
    assert request.due_on == date(2026, 10, 8)


def test_only_the_secretary_gives_more_days_and_only_where_some_are_asked(
    world: World, session: Session
) -> None:
    round_, late = make_round(session, world), date(2026, 10, 30)
    asked = make_idea(session, world, round_, S.SUBMITTED)
    actions.ask_supplement(session, world.secretary, asked, "Thiếu số liệu", NOON)
    waiting = make_idea(session, world, round_, S.SUBMITTED)

    for person in (world.author, world.clerk, world.leader, world.chair, world.admin):
        with pytest.raises(Denied):
            actions.extend_supplement(session, person, asked, late, "Lý do", NOON)
    with pytest.raises(Blocked):
        actions.extend_supplement(session, world.secretary, waiting, late, "Lý do", NOON)

    assert not [kind for kind, _ in mails(session) if kind == "idea_supplement_extended"]


@BOTH
def test_a_supplement_is_due_on_a_working_day(app: Flask, world: World) -> None:
    with transaction() as session:
        idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)
        request = actions.ask_supplement(session, world.secretary, idea, "Thiếu số liệu", NOON)
        assert request.due_on == date(2026, 10, 8)  # five working days after Thursday 1/10
        with pytest.raises(Blocked):
            actions.refuse_idea(session, world.secretary, idea, "Không bổ sung", NOON)
        actions.supplement_idea(session, world.author, idea, NOON + timedelta(days=7))

        assert idea.state is S.SUPPLEMENTED
        assert request.answered_at == NOON + timedelta(days=7)
        numbers = session.scalars(select(IdeaVersion.number).order_by(IdeaVersion.number)).all()
        assert numbers == [1, 2]


def test_a_late_supplement_is_refused_and_the_office_may_close(
    world: World, session: Session
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)
    actions.ask_supplement(session, world.secretary, idea, "Thiếu số liệu", NOON)
    late = NOON + timedelta(days=8)

    with pytest.raises(Blocked) as refused:
        actions.supplement_idea(session, world.author, idea, late)
    actions.refuse_idea(session, world.secretary, idea, "Không bổ sung trong hạn", late)

    assert str(refused.value.blockers[0].message) == "Đã hết hạn bổ sung hồ sơ ngày 08/10/2026."
    assert idea.state is S.INELIGIBLE
