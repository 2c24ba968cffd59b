"""What each act on tasks and reports does, and whom it refuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import seal
from app.audit.queries import history_of
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove, StaleEdit
from app.outbox.models import OutboxMessage
from app.plan import actions
from app.plan.drafts import ReportDraft, ReportLine
from app.plan.models import UnitReport, UnitReportItem
from app.plan.states import ReportState
from app.plan.unit_report_queries import report_draft
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.plan.builders import LATE, clerk_of, item, make_draft, make_plan, make_report, period

LATER = NOON + timedelta(hours=1)


def mails(session: Session) -> list[tuple[str, str]]:
    """Kind and address of every mail in the outbox, in order."""
    session.flush()
    rows = session.execute(
        select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
    )
    return [(kind, address) for kind, address in rows]


# ---- tasks


# ---- reports


@BOTH
def test_a_draft_is_kept_whole(world: World, session: Session) -> None:
    make_plan(session, world)
    draft = make_draft(session)

    report = actions.save_report(
        session, world.clerk, period(session), world.units["P9"], draft, NOON
    )

    assert report_draft(session, report.id) == draft
    assert (report.state, report.unit_name, report.version, report.sent_at) == (
        ReportState.DRAFT, "Ủy ban nhân dân Phường 9", 1, None,
    )  # fmt: skip


def test_texts_are_cleaned_and_empty_or_foreign_lines_left_out(
    world: World, session: Session
) -> None:
    make_plan(session, world)
    first, second = item(session, "II.1.1").id, item(session, "II.2.1").id
    lines = (ReportLine(second, 10, " B "), ReportLine(first), ReportLine(99_999, 5, "Lạ"))

    report = actions.save_report(
        session, world.clerk, period(session), world.units["P9"],
        ReportDraft(achievements=" Một  hai \n", lines=lines), NOON,
    )  # fmt: skip

    assert report_draft(session, report.id) == ReportDraft(
        achievements="Một hai", lines=(ReportLine(second, 10, "B"),)
    )


def test_saving_the_same_twice_is_one_report_of_one_version(world: World, session: Session) -> None:
    make_plan(session, world)

    first = make_report(session, world, sent=False)
    second = make_report(session, world, sent=False, now=LATER)

    assert (first.id, second.version, second.updated_at) == (second.id, 1, NOON)
    assert session.scalar(select(func.count()).select_from(UnitReportItem)) == 1


def test_a_changed_line_raises_the_version(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world, sent=False)
    changed = make_draft(session, lines=(ReportLine(item(session).id, 90, "Xong."),))

    actions.save_report(
        session, world.clerk, period(session), world.units["P9"], changed, NOON, report.version
    )

    assert (report.version, report_draft(session, report.id)) == (2, changed)


def test_two_clerks_at_once_see_both_texts(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world, sent=False)
    mine = make_draft(session, no_activity=True, trained_people=1040,
                      lines=(ReportLine(item(session, "II.1.1").id, 5, "Khác."),))  # fmt: skip

    with pytest.raises(StaleEdit) as refusal:
        actions.save_report(
            session, world.clerk, period(session), world.units["P9"], mine, LATER, 0
        )

    first, second = item(session, "II.1.1").id, item(session).id
    assert [(d.name, d.mine, d.theirs) for d in refusal.value.differences] == [
        ("no_activity", "Có", "Không"),
        ("trained_people", "1.040", "40"),
        (f"item-{first}-text", "Khác.", ""),
        (f"item-{first}-percent", "5", ""),
        (f"item-{second}-text", "", "Đã có chương trình ứng dụng."),
        (f"item-{second}-percent", "", "60"),
    ]
    assert (refusal.value.version, report.version) == (1, 1)


def test_over_the_limits_nothing_is_stored(world: World, session: Session) -> None:
    make_plan(session, world)

    with pytest.raises(Blocked):
        make_report(session, world, trained_people=1_000_001)

    assert session.scalar(select(UnitReport.id)) is None


@pytest.mark.parametrize("who", ["other_clerk", "plan_officer", "admin", "author"])
def test_nobody_else_writes_or_sends_a_report(world: World, session: Session, who: str) -> None:
    make_plan(session, world)
    report = make_report(session, world, sent=False)
    actor, unit = world.actors[who], world.units["P9"]

    with pytest.raises(Denied) as writing:
        actions.save_report(session, actor, period(session), unit, ReportDraft(), NOON, 1)
    with pytest.raises(Denied):
        actions.send_report(session, actor, report, NOON)

    assert writing.value.denial.hidden
    assert report.state is ReportState.DRAFT


def test_units_report_for_their_own_periods_only(world: World, session: Session) -> None:
    make_plan(session, world)

    with pytest.raises(Denied):
        make_report(session, world, name="Báo cáo tổng hợp")


def test_sending_notes_who_and_when_and_happens_once(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world, sent=False)

    actions.send_report(session, world.clerk, report, NOON, report.version)
    session.flush()
    with pytest.raises(AlreadyDone) as again:
        actions.send_report(session, world.clerk, report, LATER)
    seal(session)

    assert (report.state, report.sent_at, report.sent_by) == (
        ReportState.SENT, NOON, world.clerk.user_id,
    )  # fmt: skip
    assert (again.value.endpoint, str(again.value.message)) == (
        "plan.report", "Báo cáo này đã được gửi lúc 12:00 01/10/2026.",
    )  # fmt: skip
    assert [line.verb for line in history_of(session, report.subject)] == ["unit_report:send"]


def test_an_empty_report_is_not_sent(world: World, session: Session) -> None:
    make_plan(session, world)
    row, unit = period(session), world.units["P9"]
    report = actions.save_report(session, world.clerk, row, unit, ReportDraft(), NOON)

    with pytest.raises(Blocked) as refusal:
        actions.send_report(session, world.clerk, report, NOON)

    assert [b.field for b in refusal.value.blockers] == ["achievements"]
    assert report.state is ReportState.DRAFT


def test_what_was_changed_meanwhile_is_not_sent_unseen(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world, sent=False)

    with pytest.raises(Blocked, match="vừa được cập nhật"):
        actions.send_report(session, world.clerk, report, NOON, report.version + 1)

    assert report.state is ReportState.DRAFT


def test_a_sent_report_is_not_edited(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world)

    with pytest.raises(IllegalMove):
        actions.save_report(
            session, world.clerk, period(session), world.units["P9"], ReportDraft(), LATER,
            report.version,
        )  # fmt: skip

    assert report_draft(session, report.id) == make_draft(session)


def test_a_returned_report_is_mended_and_stays_in_time(world: World, session: Session) -> None:
    make_plan(session, world)
    report = make_report(session, world)

    actions.return_report(session, world.plan_officer, report, "Thiếu số liệu.", NOON)
    session.flush()
    assert (report.state, mails(session)) == (
        ReportState.RETURNED, [("plan:returned", world.email("clerk"))],
    )  # fmt: skip
    mended = make_draft(session, trained_people=41)
    actions.save_report(
        session, world.clerk, period(session), world.units["P9"], mended, LATE, report.version
    )
    actions.send_report(session, world.clerk, report, LATE)
    session.flush()

    assert (report.state, report.sent_at) == (ReportState.SENT, NOON)


def test_a_return_needs_a_reason_and_a_sent_report(world: World, session: Session) -> None:
    make_plan(session, world)
    sent, draft = make_report(session, world), make_report(session, world, "P1", sent=False)

    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Blocked):
            actions.return_report(session, world.plan_officer, sent, reason, NOON)
    with pytest.raises(IllegalMove):
        actions.return_report(session, world.plan_officer, draft, "Thiếu.", NOON)
    with pytest.raises(Denied):
        actions.return_report(session, world.leader, sent, "Thiếu.", NOON)

    assert (sent.state, draft.state, mails(session)) == (ReportState.SENT, ReportState.DRAFT, [])


# ---- urging and issuing


@BOTH
def test_urging_reminds_each_clerk_once_a_day(world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world, "P1")
    row, everybody = period(session), set(world.units.values())

    first = actions.urge(session, world.plan_officer, row, everybody, LATE)
    second = actions.urge(session, world.plan_officer, row, everybody, LATE)
    third = actions.urge(session, world.plan_officer, row, everybody, LATE + timedelta(days=1))

    ward = "Ủy ban nhân dân Phường 9"
    others = ("Phòng Kinh tế", "Phòng Nội vụ", "Hội Doanh nghiệp Quận 3")
    assert (first.mailed, first.already, set(first.without_clerk), first.mails) == (
        (ward,), (), set(others), 1,
    )  # fmt: skip
    assert (second.mailed, second.already, second.mails) == ((), (ward,), 0)
    assert (third.mailed, third.mails) == ((ward,), 1)
    assert mails(session) == [("plan:urge", world.email("clerk"))] * 2
    title, body = session.execute(
        select(OutboxMessage.title, OutboxMessage.body).order_by(OutboxMessage.id).limit(1)
    ).one()
    assert title == "[Sáng kiến AI] Đề nghị gửi Báo cáo năm 2026 trước ngày 15 tháng 11"
    assert "ngày cuối là 14/11/2026" in body


def test_urging_needs_a_unit_that_has_not_sent(world: World, session: Session) -> None:
    make_plan(session, world)
    make_report(session, world)
    sent, owing = {world.units["P9"], 99_999}, {world.units["P1"]}

    with pytest.raises(Blocked):
        actions.urge(session, world.plan_officer, period(session), sent, LATE)
    with pytest.raises(Blocked):
        actions.urge(session, world.plan_officer, period(session), set(), LATE)
    summed = period(session, "Báo cáo tổng hợp")
    with pytest.raises(Blocked):
        actions.urge(session, world.plan_officer, summed, owing, LATE)
    with pytest.raises(Denied):
        actions.urge(session, world.leader, period(session), owing, LATE)

    assert mails(session) == []


def test_the_number_of_the_registry_is_noted_once(world: World, session: Session) -> None:
    make_plan(session, world)
    row, officer, day = period(session, "Báo cáo tổng hợp"), world.plan_officer, date(2026, 11, 17)

    actions.note_issued(session, officer, row, " 125/BC-UBND ", day, LATE)
    with pytest.raises(AlreadyDone):
        actions.note_issued(session, officer, row, "126/BC-UBND", day, LATE)

    assert (row.document_number, row.issued_on) == ("125/BC-UBND", day)
    with pytest.raises(Denied):
        actions.note_issued(session, officer, period(session), "1/BC", day, LATE)
    with pytest.raises(Denied):
        actions.note_issued(session, world.leader, row, "1/BC", day, LATE)


def test_a_clerk_of_two_units_writes_for_both(world: World, session: Session) -> None:
    make_plan(session, world)
    both = replace(world.clerk, grants=(*world.clerk.grants, *clerk_of(world, "P1").grants))

    for unit in ("P9", "P1"):
        actions.save_report(
            session, both, period(session), world.units[unit], make_draft(session), NOON
        )

    assert session.scalar(select(func.count()).select_from(UnitReport)) == 2
