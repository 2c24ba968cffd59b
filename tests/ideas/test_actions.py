"""The way of a dossier: from the first line to the office's answer."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
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
from app.ideas.drafts import AiSheet, AuthorLine, Effect, Texts
from app.ideas.models import Idea, IdeaVersion, SupplementRequest
from app.ideas.queries import author_lines, stored_draft
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.ideas.written import EFFECT, SHEET, TEXTS, S, mails, written
from tests.people import NOON, World
from tests.rounds.builders import make_round


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
