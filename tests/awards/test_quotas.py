"""Numbers of awards that the office set: dated, edited on a page, counted, kept before the lock."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements.states import RatingLevel
from app.awards.actions import lock_list
from app.awards.compiling import compile_list
from app.awards.quota_actions import QuotaDraft, end_quota, set_quota
from app.awards.quota_models import AwardQuota
from app.awards.quota_queries import quotas_of
from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.awards.quotas import Quota, blockers_of_quotas, decimal_text_of, filled, of_list
from app.database.transaction import transaction
from app.kernel.refusals import Blocked, Denied
from tests.achievements.builders import collective, make_rating
from tests.awards.builders import ready_list
from tests.people import NOON, World, sign_in

CLAUSE = "Kế hoạch số 99/KH-UBND"
TYPED = {"award_code": "GK-CN", "scope": "list", "unit_id": "0", "measure": "count", "number": "1",
         "refuse": "y", "clause": CLAUSE, "valid_from": "01/01/2026"}  # fmt: skip


def draft(number: str = "1", **changes: Any) -> QuotaDraft:
    values: dict[str, Any] = {
        "award_code": "GK-CN", "scope": QuotaScope.LIST, "measure": QuotaMeasure.COUNT,
        "number": Decimal(number), "clause": CLAUSE, "valid_from": date(2026, 1, 1), **changes,
    }  # fmt: skip
    return QuotaDraft(**values)


def quota(hundredths: int, **changes: Any) -> Quota:
    values: dict[str, Any] = {
        "award": "GK-CN", "scope": QuotaScope.LIST, "measure": QuotaMeasure.COUNT,
        "hundredths": hundredths, "refuse": True, "clause": "KH 99",
        "valid_from": date(2026, 1, 1), **changes,
    }  # fmt: skip
    return Quota(**values)


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(0, "0"), (2500, "25"), (1250, "12,5"), (1205, "12,05"), (10_000_000, "100.000")],
)
def test_a_number_is_written_as_people_write_it(hundredths: int, text: str) -> None:
    assert decimal_text_of(hundredths) == text


@pytest.mark.parametrize(
    ("most", "state"), [(3, (False, False)), (2, (True, False)), (1, (False, True))]
)
def test_two_giay_khen_reach_two_and_exceed_one(
    world: World, session: Session, most: int, state: tuple[bool, bool]
) -> None:
    compiled = compile_list(session, ready_list(session, world))

    found = filled(compiled, [quota(most * 100)])

    assert {code: (one.count, one.reached, one.exceeded) for code, one in of_list(found).items()} \
        == {"GK-CN": (2, *state)}  # fmt: skip
    assert bool(blockers_of_quotas(found)) is state[1]


def test_a_share_is_never_rounded_up_and_asks_for_its_figure(
    world: World, session: Session
) -> None:
    compiled = compile_list(session, ready_list(session, world))
    unit = next(line.unit_name for line in compiled.lines if line.award_code == "GK-CN")
    share = quota(1500, measure=QuotaMeasure.SHARE, scope=QuotaScope.UNIT, unit_name=unit)

    unknown = filled(compiled, [share])
    thirteen = filled(compiled, [share], {unit: 13})
    fourteen = filled(compiled, [share], {unit: 14})

    assert [(one.most, str(blockers_of_quotas(unknown)[0].message)) for one in unknown] == [
        (None, f"Giấy khen, {unit}: {unknown[0].count}; chưa có số lao động tiên tiến của năm để "
               "tính tỷ lệ (KH 99)")
    ]  # fmt: skip
    assert [one.most for one in (*thirteen, *fourteen)] == [1, 2]


def test_each_unit_is_counted_apart(world: World, session: Session) -> None:
    compiled = compile_list(session, ready_list(session, world))
    each = quota(100, scope=QuotaScope.EACH_UNIT)

    found = {one.unit_name: one.count for one in filled(compiled, [each])}

    wanted: dict[str, int] = {}
    for line in compiled.lines:
        if line.award_code == "GK-CN":
            wanted[line.unit_name] = wanted.get(line.unit_name, 0) + 1
    assert found == wanted


def test_the_figure_of_a_share_is_the_rating_of_the_year(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    make_rating(session, world, collective(world), year=list_.year, rating=RatingLevel.GOOD,
                members=40, progressive=20)  # fmt: skip
    tenth = draft("10", measure=QuotaMeasure.SHARE, scope=QuotaScope.EACH_UNIT)
    set_quota(session, world.awards_officer, tenth, NOON)
    session.flush()

    found = {one.unit_name: one.most for one in quotas_of(session, compile_list(session, list_))}

    name = collective(world).name
    assert found.get(name, 2) == 2
    assert set(found.values()) <= {2, None}


def test_more_than_was_set_is_not_locked(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    set_quota(session, world.awards_officer, draft("1"), NOON)

    with pytest.raises(Blocked) as refusal:
        lock_list(session, world.awards_officer, list_, NOON)

    assert [(one.field, str(one.message)) for one in refusal.value.blockers] == [
        ("quota", f"Giấy khen: 2, vượt số lượng 1 ({CLAUSE})")
    ]


def test_a_number_counts_from_its_day_to_its_day(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    day = list_.judged_on
    ended = set_quota(session, world.awards_officer, draft("0"), NOON)
    end_quota(session, world.awards_officer, ended, date(2026, 1, 31), NOON)
    set_quota(session, world.awards_officer, draft("0", valid_from=date(day.year + 1, 1, 1)), NOON)
    set_quota(session, world.awards_officer, draft("0", award_code="LDTT"), NOON)
    session.flush()

    assert quotas_of(session, compile_list(session, list_)) == []


def test_two_numbers_of_one_kind_do_not_overlap(world: World, session: Session) -> None:
    ready_list(session, world)
    set_quota(session, world.awards_officer, draft("3"), NOON)
    session.flush()

    with pytest.raises(Blocked, match="Đã có một số lượng cùng loại"):
        set_quota(session, world.awards_officer, draft("4", valid_from=date(2026, 6, 1)), NOON)
    with pytest.raises(Denied):
        set_quota(session, world.leader, draft("4", award_code="GK-TT"), NOON)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "2,5"}, "Số lượng phải là số nguyên"),
        ({"number": "101", "measure": "share"}, "Tỷ lệ không được quá 100%"),
        ({"number": "12,345", "measure": "share"}, "Tỷ lệ có nhiều nhất hai chữ số thập phân"),
        ({"scope": "unit"}, "Chọn đơn vị"),
        ({"clause": " "}, "Nhập căn cứ"),
        ({"last_day": "01/01/2025"}, "Ngày cuối không được trước ngày bắt đầu"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(
    client: FlaskClient, world: World, typed: dict[str, str], said: str
) -> None:
    with transaction() as session:
        ready_list(session, world)
    sign_in(client, world.email("awards_officer"))

    answer = client.post("/khen-thuong/so-luong", data=TYPED | typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_the_page_sets_and_ends_a_number(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        ready_list(session, world)
    sign_in(client, world.email("awards_officer"))

    made = client.post("/khen-thuong/so-luong", data=TYPED)
    with transaction() as session:
        key = session.scalars(select(AwardQuota.id)).one()
    ended = client.post(f"/khen-thuong/so-luong/{key}/ket-thuc", data={"ends_on": "31/12/2026"})
    twice = client.post(f"/khen-thuong/so-luong/{key}/ket-thuc", data={"ends_on": "31/12/2026"})
    page = client.get("/khen-thuong/so-luong").text

    assert (made.status_code, ended.status_code, twice.status_code) == (303, 303, 422)
    assert CLAUSE in page
    assert "đến hết 31/12/2026" in page
    assert 'data-l="Nhiều nhất">1</td>' in page


@pytest.mark.parametrize(
    ("most", "refuse", "mark", "shut"),
    [("2", True, "đã đủ số lượng", False), ("1", False, "vượt 1", False),
     ("1", True, "vượt 1", True)],
)  # fmt: skip
def test_the_list_marks_the_number_and_tells_before_locking(
    client: FlaskClient, world: World, most: str, refuse: bool, mark: str, shut: bool
) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        set_quota(session, world.awards_officer, draft(most, refuse=refuse), NOON)
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"/khen-thuong/{list_id}").text

    assert f"<small>/{most}</small>" in page
    assert mark in page
    assert (f"vượt số lượng 1 ({CLAUSE})" in page) is (most == "1")
    assert ('aria-describedby="chua-chot"' in page) is shut
