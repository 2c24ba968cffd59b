"""What each act on an application record does, and whom it refuses."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adoption import actions
from app.adoption.edits import draft_of
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.audit.actions import seal
from app.audit.queries import AuditLine, history_of
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove, StaleEdit
from app.outbox.models import OutboxMessage
from tests.adoption.builders import SINCE, clerk_of, make_adoption, make_draft, make_solution
from tests.ideas.builders import PDF, make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

TODAY = local_date(NOON)


def mails(session: Session) -> list[tuple[str, str]]:
    """Kind and address of every mail in the outbox, in order."""
    session.flush()
    rows = session.execute(
        select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
    )
    return [(kind, address) for kind, address in rows]


def test_reporting_notes_who_and_asks_the_applying_unit(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    draft = make_draft(world)

    adoption = actions.report_adoption(session, world.author, idea, draft, NOON)

    assert draft_of(adoption) == draft
    assert (adoption.state, adoption.unit_name) == (
        AdoptionState.REPORTED, "Ủy ban nhân dân Phường 1",
    )  # fmt: skip
    assert (adoption.reported_by, adoption.reported_at) == (world.author.user_id, NOON)
    assert mails(session) == [("adoption:asked", world.email("other_clerk"))]


def test_confirming_counts_and_tells_the_reporter(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)

    actions.confirm_adoption(session, world.other_clerk, adoption, NOON)

    assert adoption.state is AdoptionState.CONFIRMED
    assert (adoption.confirmed_by, adoption.confirmed_at) == (world.other_clerk.user_id, NOON)
    assert mails(session)[1:] == [("adoption:confirmed", world.email("author"))]
    session.flush()


def test_the_chain_tells_what_happened(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)
    actions.reject_adoption(session, world.other_clerk, adoption, "Mới dùng thử một buổi.", NOON)
    seal(session)

    who = world.other_clerk
    assert history_of(session, adoption.subject)[-1] == AuditLine(
        NOON, who.user_id, who.name, "adoption:reject", "reported", "rejected",
        "Mới dùng thử một buổi.", {},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["author", "clerk", "author2"])
def test_nobody_confirms_without_being_clerk_there(
    world: World, session: Session, who: str
) -> None:
    idea = make_solution(session, world, coauthors=("author2",))
    adoption = make_adoption(session, world, idea, confirmed=False)

    with pytest.raises(Denied):
        actions.confirm_adoption(session, getattr(world, who), adoption, NOON)

    assert adoption.state is AdoptionState.REPORTED


def test_the_reporter_does_not_confirm_his_own_report(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    adoption = actions.report_adoption(session, world.other_clerk, idea, make_draft(world), NOON)

    with pytest.raises(Denied) as refusal:
        actions.confirm_adoption(session, world.other_clerk, adoption, NOON)

    assert (refusal.value.denial.code, refusal.value.denial.hidden) == ("own_report", False)
    assert adoption.state is AdoptionState.REPORTED


def test_an_author_who_is_also_clerk_does_not_confirm(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    adoption = actions.report_adoption(session, world.clerk, idea, make_draft(world, "P9"), NOON)
    both = replace(world.author, grants=(*world.author.grants, *world.clerk.grants))

    with pytest.raises(Denied) as refusal:
        actions.confirm_adoption(session, both, adoption, NOON)

    assert refusal.value.denial.code == "own_solution"


@pytest.mark.parametrize("who", ["reviewer", "communications", "other_author", "admin"])
def test_for_strangers_the_solution_does_not_exist(
    world: World, session: Session, who: str
) -> None:
    idea = make_solution(session, world)

    with pytest.raises(Denied) as refusal:
        actions.report_adoption(session, world.actors[who], idea, make_draft(world), NOON)

    assert refusal.value.denial.hidden


def test_a_clerk_reports_for_his_own_unit_only(world: World, session: Session) -> None:
    idea = make_solution(session, world)

    with pytest.raises(Denied) as refusal:
        actions.report_adoption(session, world.other_clerk, idea, make_draft(world, "PKT"), NOON)

    assert (refusal.value.denial.code, refusal.value.denial.hidden) == ("other_unit", False)


def test_another_units_unrecognised_dossier_is_hidden(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.SCORED)

    with pytest.raises(Denied) as refusal:
        actions.report_adoption(session, world.other_clerk, idea, make_draft(world), NOON)

    assert refusal.value.denial.hidden


def test_only_what_is_recognised_is_applied(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.SCORED)

    with pytest.raises(Blocked) as refusal:
        actions.report_adoption(session, world.author, idea, make_draft(world), NOON)

    assert [blocker.field for blocker in refusal.value.blockers] == ["idea"]
    assert session.scalars(select(Adoption)).all() == []


def test_one_unit_reports_a_solution_once(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    make_adoption(session, world, idea)

    with pytest.raises(Blocked) as refusal:
        actions.report_adoption(session, world.other_clerk, idea, make_draft(world), NOON)

    assert refusal.value.blockers == (actions.TAKEN,)


def test_a_second_press_leads_to_the_first_record(world: World, session: Session) -> None:
    idea = make_solution(session, world)
    made = actions.report_adoption(session, world.author, idea, make_draft(world), NOON, "khoa")

    with pytest.raises(AlreadyDone) as refusal:
        actions.report_adoption(session, world.author, idea, make_draft(world), NOON, "khoa")

    assert refusal.value.values == {"adoption_id": made.id}


def test_a_rejected_report_is_mended_and_sent_again(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)
    actions.reject_adoption(session, world.other_clerk, adoption, "Sai ngày.", NOON)
    session.flush()
    better = make_draft(world, since=date(2026, 4, 1))

    actions.change_adoption(session, world.author, adoption, better, adoption.version, NOON)

    assert adoption.state is AdoptionState.REPORTED
    assert draft_of(adoption) == better
    kinds = [kind for kind, _address in mails(session)]
    assert kinds == ["adoption:asked", "adoption:rejected", "adoption:asked"]


def test_a_rejected_report_stays_away_when_another_took_its_place(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world)
    old = make_adoption(session, world, idea, confirmed=False)
    actions.reject_adoption(session, world.other_clerk, old, "Sai ngày.", NOON)
    make_adoption(session, world, idea)

    with pytest.raises(Blocked):
        actions.change_adoption(session, world.author, old, make_draft(world), old.version, NOON)
    with pytest.raises(Blocked):
        actions.confirm_adoption(session, world.other_clerk, old, NOON)

    assert old.state is AdoptionState.REJECTED


def test_what_is_confirmed_is_not_changed(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))

    with pytest.raises(IllegalMove):
        actions.change_adoption(
            session, world.author, adoption, make_draft(world, what="Khác"), adoption.version, NOON
        )

    assert draft_of(adoption) == make_draft(world)


def test_only_the_reporter_changes_a_report(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)

    with pytest.raises(Denied):
        actions.change_adoption(
            session, world.other_clerk, adoption, make_draft(world), adoption.version, NOON
        )


def test_two_edits_at_once_lose_nothing(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)
    seal(session)
    seen = adoption.version
    first = make_draft(world, method="Đếm tay")
    actions.change_adoption(session, world.author, adoption, first, seen, NOON)
    session.flush()
    second = make_draft(world, method="Đếm bằng máy")

    with pytest.raises(StaleEdit) as refusal:
        actions.change_adoption(session, world.author, adoption, second, seen, NOON)

    assert [(d.name, d.mine, d.theirs) for d in refusal.value.differences] == [
        ("method", "Đếm bằng máy", "Đếm tay")
    ]
    assert draft_of(adoption) == first


def test_stopping_keeps_the_record_and_ends_the_counting(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))

    actions.stop_adoption(session, world.other_clerk, adoption, TODAY, "Thay bằng bản mới.", NOON)

    assert (adoption.state, adoption.stopped_on) == (AdoptionState.STOPPED, TODAY)
    assert adoption.confirmed_at == NOON


@pytest.mark.parametrize("day", [SINCE - timedelta(days=1), TODAY + timedelta(days=1)])
def test_the_last_day_lies_within_the_application(
    world: World, session: Session, day: date
) -> None:
    adoption = make_adoption(session, world, make_solution(session, world))

    with pytest.raises(Blocked) as refusal:
        actions.stop_adoption(session, world.other_clerk, adoption, day, "Lý do", NOON)

    assert [blocker.field for blocker in refusal.value.blockers] == ["stopped_on"]
    assert adoption.state is AdoptionState.CONFIRMED


def test_higher_rooms_hear_of_confirming_and_stopping(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(
        actions, "after_change", [lambda _session, idea_id, _now: heard.append(idea_id)]
    )
    idea = make_solution(session, world)
    adoption = make_adoption(session, world, idea, confirmed=False)

    actions.confirm_adoption(session, clerk_of(world, "P1"), adoption, NOON)
    actions.stop_adoption(session, clerk_of(world, "P1"), adoption, TODAY, "Hết hạn.", NOON)

    assert heard == [idea.id, idea.id]


def test_evidence_is_kept_with_the_record(world: World, session: Session) -> None:
    adoption = make_adoption(session, world, make_solution(session, world), confirmed=False)

    file = actions.attach_evidence(
        session, world.author, adoption, io.BytesIO(PDF), "xác nhận.pdf", NOON
    )

    assert adoption.evidence_id == file.id
    assert (file.purpose, file.owner_id, file.name) == ("adoption", adoption.id, "xác nhận.pdf")
