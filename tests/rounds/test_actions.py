"""Setting up a round, announcing and ending it: what is stored, recorded and refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import PENDING
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.rounds.actions import (
    announce_round,
    change_round,
    clone_round,
    close_round,
    create_round,
    set_categories,
)
from app.rounds.drafts import CategoryDraft
from app.rounds.models import Round
from app.rounds.queries import round_with_rubric, rubric_of
from app.rounds.rubrics import draft_of
from app.rounds.sample import rubric_sample
from app.rounds.states import RoundState
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import (
    CATEGORIES,
    PUBLISHED,
    SCORING,
    WINDOWS,
    at,
    make_round,
    round_draft,
)

JULY = at(1, 7)


def verbs(session: Session) -> list[tuple[str, str]]:
    """What this transaction has recorded so far."""
    return [(entry.verb, entry.reason) for entry in session.info.get(PENDING, [])]


def fields(refusal: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [blocker.field for blocker in refusal.value.blockers]


def names(session: Session, found: Round) -> list[str]:
    session.expire_all()
    return [category.name for category in round_with_rubric(session, found.id).categories]


def kept(session: Session, found: Round) -> dict[str, int]:
    whole = round_with_rubric(session, found.id)
    return {category.name: category.id for category in whole.categories}


@BOTH
def test_a_new_round_is_a_draft_of_the_secretarys_council(world: World, session: Session) -> None:
    made = create_round(session, world.secretary, round_draft(), JULY)

    session.expire_all()
    assert (made.state, made.council_id, made.code) == (
        RoundState.DRAFT, world.council_id, "DX-2026",
    )  # fmt: skip
    assert {name: getattr(made, name) for name in WINDOWS} == WINDOWS
    assert verbs(session) == [("round:created", "")]


def test_only_a_secretary_makes_a_round(world: World, session: Session) -> None:
    for person in (world.chair, world.reviewer, world.admin, world.author):
        with pytest.raises(Denied):
            create_round(session, person, round_draft(), JULY)

    assert session.scalar(select(func.count()).select_from(Round)) == 0


def test_a_code_names_one_round(world: World, session: Session) -> None:
    create_round(session, world.secretary, round_draft(), JULY)

    with pytest.raises(Blocked) as refusal:
        create_round(session, world.secretary, round_draft(quorum=0), JULY)

    assert fields(refusal) == ["quorum", "code"]


def test_a_change_records_what_was_and_why(world: World, session: Session) -> None:
    found = make_round(session, world)
    wanted = round_draft(closes_at=at(22, 10, 17), summary="Mời")

    change_round(session, world.secretary, found, wanted, NOON, reason="Gia hạn 2 ngày")
    change_round(session, world.secretary, found, wanted, NOON)

    assert (found.closes_at, found.summary) == (at(22, 10, 17), "Mời")
    assert verbs(session) == [("round:changed", "Gia hạn 2 ngày")]


def test_a_refused_change_changes_nothing(world: World, session: Session) -> None:
    found = make_round(session, world)
    wanted = round_draft(closes_at=at(22, 10, 17), quorum=1)

    with pytest.raises(Blocked) as refusal:
        change_round(session, world.secretary, found, wanted, SCORING, reason="Gia hạn")
    with pytest.raises(Denied):
        change_round(session, world.chair, found, wanted, NOON, reason="Gia hạn")

    assert fields(refusal) == ["closes_at", "quorum"]
    assert (found.closes_at, found.quorum) == (WINDOWS["closes_at"], 2)


@BOTH
def test_categories_are_added_renamed_swapped_and_removed_in_a_draft(
    world: World, session: Session
) -> None:
    found = make_round(session, world, state=RoundState.DRAFT)
    ids, version = kept(session, found), found.version

    set_categories(session, world.secretary, found, [
        CategoryDraft("Quản lý đô thị", ids["Hành chính công"]),
        CategoryDraft("Hành chính công", ids["Quản lý đô thị"]),
        CategoryDraft("Kinh tế"),
    ], JULY)  # fmt: skip

    assert names(session, found) == ["Quản lý đô thị", "Hành chính công", "Kinh tế"]
    assert kept(session, found)["Quản lý đô thị"] == ids["Hành chính công"]
    assert found.version > version
    assert verbs(session) == [("round:categories_set", "")]


def test_an_announced_category_is_renamed_but_not_removed(world: World, session: Session) -> None:
    found = make_round(session, world)
    ids = kept(session, found)
    renamed = [CategoryDraft(f"{name} (mới)", key) for name, key in ids.items()]

    set_categories(session, world.secretary, found, renamed, NOON)
    with pytest.raises(Blocked):
        set_categories(session, world.secretary, found, renamed[:2], NOON)

    assert names(session, found) == [f"{name} (mới)" for name in CATEGORIES]


def test_categories_stand_fast_once_scoring_has_opened(world: World, session: Session) -> None:
    found = make_round(session, world)

    with pytest.raises(Blocked):
        set_categories(session, world.secretary, found, [CategoryDraft("Kinh tế")], SCORING)
    with pytest.raises(Denied):
        set_categories(session, world.author, found, [CategoryDraft("Kinh tế")], NOON)

    assert names(session, found) == list(CATEGORIES)


def test_a_category_of_another_round_is_not_taken_over(world: World, session: Session) -> None:
    other = make_round(session, world, code="KHAC", state=RoundState.DRAFT)
    found = make_round(session, world, state=RoundState.DRAFT)
    stolen = kept(session, other)["Hành chính công"]

    set_categories(session, world.secretary, found, [CategoryDraft("Kinh tế", stolen)], JULY)

    assert names(session, other) == list(CATEGORIES)
    assert names(session, found) == ["Kinh tế"]


def test_announcing_makes_it_public_and_tells_every_clerk_once(
    world: World, session: Session
) -> None:
    found = make_round(session, world, state=RoundState.DRAFT)

    announce_round(session, world.secretary, found, JULY)

    session.flush()
    assert found.state is RoundState.ANNOUNCED
    assert verbs(session) == [("round:announce", "")]
    mails = session.scalars(select(OutboxMessage).order_by(OutboxMessage.address)).all()
    assert [mail.address for mail in mails] == ["clerk@quan3.example", "other-clerk@quan3.example"]
    assert mails[0].body == (
        "Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm 2026 đã được công bố.\n"
        "Nhận hồ sơ đến 17:00 thứ Ba 20/10/2026, giờ Việt Nam.\n"
        "Thể lệ, tiêu chí và các mốc thời gian: xem trang “Đợt đang mở” của hệ thống."
    )


def test_an_unready_round_stays_a_draft(world: World, session: Session) -> None:
    found = create_round(session, world.secretary, round_draft(), JULY)

    with pytest.raises(Blocked) as refusal:
        announce_round(session, world.secretary, found, JULY)
    with pytest.raises(Denied):
        announce_round(session, world.chair, found, JULY)

    assert fields(refusal) == ["categories", "rubric"]
    assert found.state is RoundState.DRAFT
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_round_is_announced_once(world: World, session: Session) -> None:
    with pytest.raises(IllegalMove):
        announce_round(session, world.secretary, make_round(session, world), NOON)


def test_a_round_ends_after_its_result_is_out(world: World, session: Session) -> None:
    found = make_round(session, world)

    with pytest.raises(Blocked) as early:
        close_round(session, world.secretary, found, NOON)
    with pytest.raises(Denied):
        close_round(session, world.chair, found, PUBLISHED)
    close_round(session, world.secretary, found, PUBLISHED)
    with pytest.raises(IllegalMove):
        close_round(session, world.secretary, found, PUBLISHED)

    assert fields(early) == ["publishes_on"]
    assert found.state is RoundState.CLOSED
    assert verbs(session) == [("round:close", "")]


@BOTH
def test_a_copy_has_everything_but_the_dossiers_and_the_year(
    world: World, session: Session
) -> None:
    rubric = replace(rubric_sample(), note="Ban hành năm 2026")
    source = make_round(session, world, rubric=rubric, state=RoundState.CLOSED, last_serial=61,
                        summary="Mời", quorum=3, coauthor_years=5)  # fmt: skip

    made = clone_round(session, world.secretary, source, 2027, PUBLISHED)
    again = clone_round(session, world.secretary, source, 2027, PUBLISHED)

    assert (made.code, made.title, made.year) == (
        "DX-2027", "Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm 2027", 2027,
    )  # fmt: skip
    assert again.code == "DX-2027-2"
    assert (made.state, made.last_serial, made.summary, made.quorum, made.coauthor_years) == (
        RoundState.DRAFT, 0, "Mời", 3, 5,
    )  # fmt: skip
    assert (made.opens_at, made.closes_at) == (at(7, 9, 8, year=2027), at(20, 10, 17, year=2027))
    assert (made.sits_on, made.publishes_on) == (date(2027, 11, 10), date(2027, 11, 17))
    assert names(session, made) == list(CATEGORIES)
    view = rubric_of(session, made.id)
    assert view is not None
    assert (draft_of(view), view.frozen_at) == (rubric, None)
    assert verbs(session) == [("round:cloned", ""), ("round:cloned", "")]


def test_a_leap_day_becomes_the_28th(world: World, session: Session) -> None:
    windows = {name: value.replace(year=2028) for name, value in WINDOWS.items()}
    windows |= {"opens_at": at(29, 2, 8, year=2028)}
    source = make_round(session, world, year=2028, code="DX-2028", **windows)

    made = clone_round(session, world.secretary, source, 2029, NOON)

    assert made.opens_at == at(28, 2, 8, year=2029)


def test_a_copy_is_not_made_for_an_earlier_year_nor_by_others(
    world: World, session: Session
) -> None:
    source = make_round(session, world)

    with pytest.raises(Blocked) as refusal:
        clone_round(session, world.secretary, source, 2025, NOON)
    with pytest.raises(Denied):
        clone_round(session, world.reviewer, source, 2027, NOON)

    assert fields(refusal) == ["year"]
    assert session.scalar(select(func.count()).select_from(Round)) == 1
