"""The catalogue changes from a day on: nothing used is rewritten, nothing overlaps."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import load_catalogue, lock_list
from app.awards.catalogue_actions import add_kind, change_kind, draft_of, end_kind, set_salary
from app.awards.catalogue_queries import kinds_on, salary_on, versions_of
from app.awards.catalogue_rules import KindDraft, read_vote
from app.awards.models import AwardKind, BaseSalary
from app.awards.rule_states import DeadlineUnit
from app.awards.states import SubjectKind
from app.database.transaction import transaction
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied
from app.sittings.thresholds import thresholds
from tests.awards.builders import ready_list
from tests.people import NOON, World, sign_in

SINCE = date(2027, 1, 1)


def newest(session: Session, code: str = "GK-CN") -> AwardKind:
    load_catalogue(session, SYSTEM, NOON)
    return versions_of(session, code)[0]


def change(session: Session, world: World, since: date | None = SINCE, **changes: Any) -> AwardKind:
    row = newest(session)
    draft = replace(draft_of(row), **changes)
    return change_kind(session, world.awards_officer, "GK-CN", draft, since, NOON, newest_id=row.id)


def fields(problem: pytest.ExceptionInfo[Blocked]) -> list[str]:
    return [one.field for one in problem.value.blockers]


def test_a_change_is_a_new_row_and_the_former_stays_as_it_was(
    world: World, session: Session
) -> None:
    before = draft_of(newest(session))

    made = change(session, world, money_factor=Decimal("0.4"), vote="> 2/3")

    new, old = versions_of(session, "GK-CN")
    assert (new.id, new.money_factor, new.vote_numerator, new.vote_strict) == (
        made.id, Decimal("0.4"), 2, True,
    )  # fmt: skip
    assert (draft_of(old), old.valid_to, new.valid_from) == (before, SINCE, SINCE)
    on_days = {
        day: [kind.money_factor for kind in kinds_on(session, day) if kind.code == "GK-CN"]
        for day in (date(2026, 12, 31), SINCE)
    }
    assert on_days == {date(2026, 12, 31): [Decimal("0.30")], SINCE: [Decimal("0.40")]}


def test_days_that_were_used_are_not_changed(world: World, session: Session) -> None:
    ready_list(session, world)

    with pytest.raises(Blocked) as problem:
        change(session, world, date(2026, 10, 1), name="Khác")

    assert "Đã có 2 đề nghị" in str(problem.value.blockers[0].message)
    assert len(versions_of(session, "GK-CN")) == 1


@pytest.mark.parametrize(
    ("since", "changes", "wrong"),
    [
        (None, {"name": "Khác"}, ["valid_from"]),
        (date(2025, 7, 1), {"name": "Khác"}, ["valid_from"]),
        (SINCE, {}, ["name"]),
        (SINCE, {"vote": "4/3"}, ["vote"]),
        (SINCE, {"vote": "> 1/1"}, ["vote"]),
        (SINCE, {"sets": 0}, ["sets"]),
        (SINCE, {"money_factor": Decimal(-1)}, ["money_factor"]),
        (SINCE, {"parts": "chỉ một ô"}, ["parts"]),
        (SINCE, {"parts": "A|Một\nA|Hai"}, ["parts"]),
        (SINCE, {"deadline_unit": DeadlineUnit.WORKING}, ["deadline_count"]),
        (SINCE, {"deadline_unit": DeadlineUnit.DAY, "deadline_day": "02-29"}, ["deadline_day"]),
        (SINCE, {"standard": "", "clause": " "}, ["clause", "standard"]),
    ],
)
def test_what_is_not_sound_is_refused(
    world: World, session: Session, since: date | None, changes: dict[str, Any], wrong: list[str]
) -> None:
    with pytest.raises(Blocked) as problem:
        change(session, world, since, **changes)

    assert fields(problem) == wrong


def test_a_second_change_on_the_same_row_is_told(world: World, session: Session) -> None:
    first = newest(session)
    change(session, world, name="Một")

    with pytest.raises(Blocked):
        change_kind(session, world.awards_officer, "GK-CN", draft_of(first), date(2027, 2, 1),
                    NOON, newest_id=first.id)  # fmt: skip

    assert len(versions_of(session, "GK-CN")) == 2


def test_family_and_subject_never_change(world: World, session: Session) -> None:
    made = change(session, world, name="Khác", subject_kind=SubjectKind.COLLECTIVE)

    assert made.subject_kind is SubjectKind.INDIVIDUAL


def test_a_new_award_has_a_code_of_its_own(world: World, session: Session) -> None:
    draft: KindDraft = draft_of(newest(session))

    with pytest.raises(Blocked) as problem:
        add_kind(session, world.awards_officer, draft, SINCE, NOON)
    made = add_kind(session, world.awards_officer, replace(draft, code="GK-DX"), SINCE, NOON)

    assert fields(problem) == ["code"]
    assert (made.code, made.valid_from, made.valid_to) == ("GK-DX", SINCE, None)


def test_an_award_ends_with_a_reason(world: World, session: Session) -> None:
    newest(session)

    with pytest.raises(Blocked) as problem:
        end_kind(session, world.awards_officer, "GK-CN", SINCE, "", NOON)
    end_kind(session, world.awards_officer, "GK-CN", SINCE, "Hết hiệu lực", NOON)

    assert fields(problem) == ["end_reason"]
    assert "GK-CN" not in {kind.code for kind in kinds_on(session, SINCE)}


def test_a_new_salary_counts_from_its_day_and_never_behind_a_locked_list(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    officer = world.awards_officer

    with pytest.raises(Blocked) as problem:
        set_salary(session, officer, 2_700_000, "Nghị định mới", date(2026, 9, 1), NOON)
    set_salary(session, officer, 2_700_000, "Nghị định mới", SINCE, NOON)

    assert fields(problem) == ["valid_from"]
    found = {day: salary_on(session, day) for day in (date(2026, 12, 31), SINCE)}
    assert [row.amount if row else None for row in found.values()] == [2_530_000, 2_700_000]
    spans = session.execute(select(BaseSalary.valid_from, BaseSalary.valid_to)).all()
    assert (date(2026, 7, 1), SINCE) in [tuple(one) for one in spans]


@pytest.mark.parametrize("who", ["leader", "inspector", "admin"])
def test_only_awards_officers_change_it(world: World, session: Session, who: str) -> None:
    row = newest(session)

    with pytest.raises(Denied):
        change_kind(session, getattr(world, who), "GK-CN", draft_of(row), SINCE, NOON,
                    newest_id=row.id)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "share"),
    [("90%", (90, 100, False)), ("2/3", (2, 3, False)), ("> 1/2", (1, 2, True)),
     ("0/3", None), ("5/4", None), ("một nửa", None)],
)  # fmt: skip
def test_a_vote_is_read_as_it_is_written(text: str, share: tuple[int, int, bool] | None) -> None:
    found = read_vote(text)

    assert (found and (found.numerator, found.denominator, found.strict)) == share


RULES = {"CSTD-TQ": "national_title", "CSTD-TINH": "national_title", "CSTD-CS": "grassroots_title"}


def test_the_votes_of_the_catalogue_are_those_of_the_council_room(
    world: World, session: Session
) -> None:
    """Two files say how a council votes on an award; they must say the same."""
    newest(session)
    by_code = {one.code: one for one in thresholds() if one.council == "emulation"}

    for kind in session.scalars(select(AwardKind)):
        rule = RULES.get(kind.code, "other_award")
        share = by_code[rule].share
        assert (kind.vote_numerator, kind.vote_denominator, kind.vote_strict, kind.ballot) == (
            share.numerator, share.denominator, share.strict, rule != "other_award",
        ), kind.code  # fmt: skip


def test_the_pages_of_the_catalogue_and_a_change(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        key = newest(session).id
    sign_in(client, world.email("awards_officer"))
    form = client.get("/khen-thuong/danh-muc/GK-CN/thay-doi").get_data(as_text=True)

    done = client.post("/khen-thuong/danh-muc/GK-CN/thay-doi", data={
        "newest_id": key, "valid_from": "01/01/2027", "name": "Giấy khen", "standard": "Tiêu chuẩn",
        "authority": "Chủ tịch", "clause": "Điều 75", "money_factor": "0,4", "vote": "> 1/2",
        "vote_base": "appointed", "sets": "2", "deadline_unit": "day", "deadline_day": "10/12",
        "parts": "TTr | Tờ trình |",
    })  # fmt: skip
    page = client.get("/khen-thuong/danh-muc/GK-CN").get_data(as_text=True)

    assert "0,3" in form
    assert done.status_code == 303
    assert "đến hết ngày 10/12" in page
    assert "0,4 × mức lương cơ sở" in page
    assert client.get("/khen-thuong/danh-muc/KHONG-CO").status_code == 404
