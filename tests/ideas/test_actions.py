"""The way of a dossier: from the first line to the office's answer."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.queries import history_of
from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from app.ideas import actions
from app.ideas.drafts import AiSheet, AuthorLine, Effect, Information, Texts
from app.ideas.models import Idea, IdeaVersion, SupplementRequest
from app.ideas.queries import author_lines, stored_draft
from app.ideas.states import EXTENDED, IdeaState
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

S = IdeaState
INFORMATION = Information("Trợ lý quầy một cửa", None, "Hành chính công", "Tóm tắt ngắn.")
TEXTS = Texts("Vấn đề", "Giải pháp", "Mới", "Máy tính", "Mật")
EFFECT = Effect(date(2026, 5, 5), "Áp dụng thử", "Giảm nửa thời gian", 186_000_000)
SHEET = AiSheet(
    ai_kind="language", ai_product="Mô hình nội bộ", data_location="own", personal_data="basic",
    human_check="always", risk_level="low", risk_reason="Chỉ gợi ý",
)  # fmt: skip


def written(session: Session, world: World, round_: Round) -> Idea:
    """A complete draft of `author`, made by the actions."""
    idea = actions.start_idea(session, world.author, round_, NOON)
    category = round_.categories[0].id
    information = replace(INFORMATION, category_id=category)
    actions.save_information(session, world.author, idea, information, NOON, idea.version)
    actions.save_texts(session, world.author, idea, TEXTS, NOON, idea.version)
    actions.save_effect(session, world.author, idea, EFFECT, NOON, idea.version)
    actions.save_ai_sheet(session, world.author, idea, SHEET, NOON, idea.version)
    return idea


def mails(session: Session) -> list[tuple[str, str]]:
    """Kind and address of every queued mail."""
    session.flush()
    rows = session.execute(
        select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
    )
    return [(kind, address) for kind, address in rows]


def test_a_new_dossier_has_its_first_author_from_the_profile(
    world: World, session: Session
) -> None:
    idea = actions.start_idea(session, world.author, make_round(session, world), NOON)

    assert author_lines(session, idea.id) == [
        AuthorLine("Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9", "Chuyên viên",
                   "author@quan3.example", Decimal("100.00"))
    ]  # fmt: skip
    assert (idea.state, idea.unit_id, idea.owner_id) == (
        S.DRAFT, world.units["P9"], world.author.user_id,
    )  # fmt: skip


def test_the_same_key_makes_one_dossier(world: World, session: Session) -> None:
    round_ = make_round(session, world)

    first = actions.start_idea(session, world.author, round_, NOON, once_key="k" * 32)
    second = actions.start_idea(session, world.author, round_, NOON, once_key="k" * 32)
    other = actions.start_idea(session, world.author2, round_, NOON, once_key="k" * 31)

    assert second is first
    assert other is not first


@pytest.mark.parametrize("who", ["clerk", "secretary", "reviewer", "admin"])
def test_only_authors_start(world: World, session: Session, who: str) -> None:
    round_ = make_round(session, world)

    with pytest.raises(Denied):
        actions.start_idea(session, getattr(world, who), round_, NOON)


def test_nothing_starts_after_the_end(world: World, session: Session) -> None:
    round_ = make_round(session, world)

    with pytest.raises(Blocked) as refused:
        actions.start_idea(session, world.author, round_, round_.closes_at)

    assert str(refused.value.blockers[0].message) == (
        "Đã hết hạn nộp hồ sơ lúc 17:00 thứ Ba 20/10/2026. Bản nháp vẫn được lưu; "
        "liên hệ thư ký Hội đồng nếu cần gia hạn."
    )


def test_what_is_saved_is_what_was_written(world: World, session: Session) -> None:
    idea = written(session, world, make_round(session, world))

    assert stored_draft(session, idea.id, Texts) == TEXTS
    assert stored_draft(session, idea.id, Effect) == EFFECT
    assert stored_draft(session, idea.id, AiSheet) == SHEET


@BOTH
def test_submitting_gives_code_receipt_and_a_frozen_version(app: Flask, world: World) -> None:
    with transaction() as session:
        idea = written(session, world, make_round(session, world))
        actions.submit_idea(session, world.author, idea, NOON)
        idea_id = idea.id
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        version = session.scalars(select(IdeaVersion)).one()

        assert (idea.state, idea.code, idea.submitted_at) == (
            S.AWAITING_UNIT, "SK-2026-00001", NOON,
        )  # fmt: skip
        assert len(idea.receipt_key or "") == 43
        assert version.content_hash == hashlib.sha256(version.content.encode()).hexdigest()
        assert version.content_hash == idea.content_hash
        content = json.loads(version.content)
        assert content["fields"]["problem"] == "Vấn đề"
        assert [author["share"] for author in content["authors"]] == ["100.00"]
        hit = IDEA_SEARCH.matches(session, Idea.__table__.c.id, "tro ly quay")
        assert session.scalars(select(Idea.id).where(hit)).all() == [idea_id]
        assert mails(session) == [
            ("idea_submitted", "author@quan3.example"),
            ("idea_to_endorse", "clerk@quan3.example"),
        ]


def test_submitting_is_recorded(world: World, session: Session) -> None:
    idea = written(session, world, make_round(session, world))

    actions.submit_idea(session, world.author, idea, NOON)

    assert idea.state is S.AWAITING_UNIT
    pending: list[Any] = session.info["audit_pending"]
    assert (pending[-1].verb, pending[-1].before, pending[-1].after, pending[-1].actor_name) == (
        "idea:submit", "draft", "awaiting_unit", "Trần Ngọc Ánh",
    )  # fmt: skip


def test_an_empty_draft_says_everything_at_once(world: World, session: Session) -> None:
    idea = actions.start_idea(session, world.author, make_round(session, world), NOON)

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.author, idea, NOON, truth_confirmed=False)

    assert [blocker.field for blocker in refused.value.blockers] == [
        "title", "category_id", "sector", "problem", "solution", "application", "effect", "truth",
    ]  # fmt: skip
    assert idea.state is S.DRAFT


def test_a_second_submit_tells_of_the_first(world: World, session: Session) -> None:
    idea = written(session, world, make_round(session, world))
    actions.submit_idea(session, world.author, idea, NOON)

    with pytest.raises(AlreadyDone) as refused:
        actions.submit_idea(session, world.author, idea, NOON + timedelta(minutes=1))

    assert str(refused.value.message) == (
        "Hồ sơ này đã được nộp lúc 12:00:00 ngày 01/10/2026, mã hồ sơ SK-2026-00001"
    )


def test_two_rounds_of_a_year_share_one_row_of_codes(world: World, session: Session) -> None:
    first = written(session, world, make_round(session, world))
    second = written(session, world, make_round(session, world, code="DX-2026-2"))
    actions.submit_idea(session, world.author, first, NOON)
    actions.submit_idea(session, world.author, second, NOON)

    assert [first.code, second.code] == ["SK-2026-00001", "SK-2026-00002"]


def test_what_the_unit_returned_keeps_its_code_and_day_of_filing(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = written(session, world, round_)
    actions.submit_idea(session, world.author, idea, NOON)
    key = idea.receipt_key
    actions.return_idea(session, world.clerk, idea, "Thiếu số liệu", NOON)
    late = round_.endorse_until - timedelta(minutes=1)

    actions.submit_idea(session, world.author, idea, late)

    versions = session.scalars(select(IdeaVersion).order_by(IdeaVersion.number)).all()
    assert [(v.number, v.submitted_at) for v in versions] == [(1, NOON), (2, late)]
    assert (idea.code, idea.receipt_key, idea.submitted_at, idea.state) == (
        "SK-2026-00001", key, NOON, S.AWAITING_UNIT,
    )  # fmt: skip


def test_a_draft_is_refused_after_the_end(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = written(session, world, round_)
    actions.save_texts(session, world.author, idea, replace(TEXTS, novelty="Sau hạn"),
                       round_.closes_at, idea.version)  # fmt: skip

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.author, idea, round_.closes_at)

    assert [blocker.field for blocker in refused.value.blockers] == ["window"]


def test_the_unit_confirms_and_the_office_hears_of_it(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.AWAITING_UNIT)

    actions.endorse_idea(session, world.clerk, idea, NOON)

    assert (idea.state, idea.endorsed_at) == (S.SUBMITTED, NOON)
    assert mails(session) == [
        ("idea_endorsed", "author@quan3.example"), ("idea_to_check", "secretary@quan3.example"),
    ]  # fmt: skip


def test_the_unit_is_too_late(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.AWAITING_UNIT)

    with pytest.raises(Blocked):
        actions.endorse_idea(session, world.clerk, idea, round_.endorse_until)

    assert idea.state is S.AWAITING_UNIT


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


def test_accepting_makes_it_ready_for_scoring(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)

    actions.accept_idea(session, world.secretary, idea, NOON)

    assert (idea.state, idea.accepted_at) == (S.ELIGIBLE, NOON)
    assert mails(session) == [("idea_accepted", "author@quan3.example")]


def test_withdrawing_tells_unit_and_office(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUBMITTED)

    actions.withdraw_idea(session, world.author, idea, "Chuyển đợt sau", NOON)

    assert idea.state is S.WITHDRAWN
    assert mails(session) == [
        ("idea_withdrawn", "clerk@quan3.example"), ("idea_withdrawn", "secretary@quan3.example"),
    ]  # fmt: skip


def test_a_draft_goes_without_reason_or_mail(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.DRAFT)

    actions.withdraw_idea(session, world.author, idea, "", NOON)

    assert idea.state is S.WITHDRAWN
    assert mails(session) == []


@pytest.mark.parametrize(
    ("act", "who"),
    [("submit", "author"), ("endorse", "clerk"), ("return", "clerk"), ("accept", "secretary"),
     ("refuse", "secretary"), ("ask", "secretary"), ("supplement", "author"),
     ("withdraw", "author")],
)  # fmt: skip
def test_a_dossier_that_is_being_scored_stays(
    world: World, session: Session, act: str, who: str
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SCORING)
    actor = getattr(world, who)
    acts = {
        "submit": lambda: actions.submit_idea(session, actor, idea, NOON),
        "endorse": lambda: actions.endorse_idea(session, actor, idea, NOON),
        "return": lambda: actions.return_idea(session, actor, idea, "Lý do", NOON),
        "accept": lambda: actions.accept_idea(session, actor, idea, NOON),
        "refuse": lambda: actions.refuse_idea(session, actor, idea, "Lý do", NOON),
        "ask": lambda: actions.ask_supplement(session, actor, idea, "Lý do", NOON),
        "supplement": lambda: actions.supplement_idea(session, actor, idea, NOON),
        "withdraw": lambda: actions.withdraw_idea(session, actor, idea, "Lý do", NOON),
    }

    with pytest.raises((IllegalMove, AlreadyDone)):
        acts[act]()

    assert idea.state is S.SCORING
    assert mails(session) == []
    assert session.scalars(select(SupplementRequest)).all() == []


def test_the_whole_way_is_in_the_history(app: Flask, world: World) -> None:
    with transaction() as session:
        idea = written(session, world, make_round(session, world))
        actions.submit_idea(session, world.author, idea, NOON)
        actions.endorse_idea(session, world.clerk, idea, NOON)
        actions.accept_idea(session, world.secretary, idea, NOON)
        subject = idea.subject
    with transaction() as session:
        lines = history_of(session, subject)
        assert [(line.actor_name, line.verb, line.after) for line in lines] == [
            ("Trần Ngọc Ánh", "idea:start", "draft"),
            ("Trần Ngọc Ánh", "idea:submit", "awaiting_unit"),
            ("Vũ Thị Hường", "idea:endorse", "submitted"),
            ("Nguyễn Thị Ếch", "idea:accept", "eligible"),
        ]  # fmt: skip
