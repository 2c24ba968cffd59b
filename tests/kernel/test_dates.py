from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import dates

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(1976, 1, 1), date(2199, 12, 31))


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    """A time of November 2026 on a clock in Vietnam."""
    return datetime(2026, 11, day, hour, minute, tzinfo=dates.LOCAL)


def test_instants_are_shown_on_a_clock_in_vietnam() -> None:
    late_in_utc = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)

    assert dates.local(late_in_utc).isoformat() == "2026-11-21T00:30:00+07:00"
    assert dates.local_date(late_in_utc) == date(2026, 11, 21)
    assert dates.instant_text(late_in_utc) == "00:30 21/11/2026"
    assert dates.instant_text(at(17)) == "17:00 20/11/2026"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.local(datetime(2026, 11, 20, 17))  # noqa: DTZ001 - the mistake itself


def test_a_day_ends_where_the_next_begins() -> None:
    assert dates.start_of_day(FRIDAY) == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert dates.end_of_day_exclusive(FRIDAY) == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert dates.start_of_day(FRIDAY).tzinfo is UTC


@given(DAYS)
def test_every_instant_of_a_day_belongs_to_it(day: date) -> None:
    first, end = dates.start_of_day(day), dates.end_of_day_exclusive(day)

    assert dates.local_date(first) == dates.local_date(end - timedelta(microseconds=1)) == day
    assert dates.local_date(end) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "short", "formal"),
    [
        (date(2026, 2, 5), "05/02/2026", "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 15), "15/01/2026", "ngày 15 tháng 01 năm 2026"),
        (date(2026, 3, 9), "09/03/2026", "ngày 09 tháng 3 năm 2026"),
        (date(2026, 3, 10), "10/03/2026", "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 1), "01/12/2026", "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_zeros_follow_the_rule_of_documents(day: date, short: str, formal: str) -> None:
    assert dates.day_text(day) == short
    assert dates.document_day(day) == formal


def test_the_week_has_its_names() -> None:
    monday = date(2026, 11, 16)

    assert [dates.weekday_text(monday + timedelta(days=n)) for n in range(7)] == [
        "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (at(0, 0, 21), "23:59 thứ Sáu 20/11/2026"),
        (at(17), "17:00 thứ Sáu 20/11/2026"),
        (at(17).astimezone(UTC), "17:00 thứ Sáu 20/11/2026"),
        (at(0, 1, 21), "00:01 thứ Bảy 21/11/2026"),
        (dates.end_of_day_exclusive(date(2026, 11, 22)), "23:59 Chủ nhật 22/11/2026"),
    ],
)
def test_a_deadline_shows_the_last_moment_to_act(end: datetime, shown: str) -> None:
    assert dates.deadline_text(end) == shown


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(days=6, hours=4, minutes=59), "còn 6 ngày 4 giờ"),
        (timedelta(days=1, minutes=59), "còn 1 ngày"),
        (timedelta(days=1) - timedelta(seconds=1), "còn 23 giờ 59 phút"),
        (timedelta(hours=3, minutes=12), "còn 3 giờ 12 phút"),
        (timedelta(hours=3), "còn 3 giờ"),
        (timedelta(minutes=15, seconds=59), "còn 15 phút"),
        (timedelta(minutes=1), "còn 1 phút"),
        (timedelta(seconds=59), "còn dưới 1 phút"),
        (timedelta(), "đã hết hạn"),
        (timedelta(days=-3), "đã hết hạn"),
    ],
)
def test_what_is_left_is_told_in_two_units(left: timedelta, shown: str) -> None:
    assert dates.remaining_text(at(17), at(17) + left) == shown


@pytest.mark.parametrize(
    "typed", ["5/2/2026", "05-02-2026", "2026-02-05", "05.02.2026", "2026-2-5", " 05/02/2026 "]
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert dates.parse_day(typed) == date(2026, 2, 5)


@pytest.mark.parametrize(
    "typed",
    ["", "hôm nay", "29/02/2026", "31/04/2026", "0/1/2026", "1/13/2026", "5/2/26", "5/2-2026",
     "2026/02/05", "05/02/0206", "01/01/1899", "01/01/2200", "٥/٢/٢٠٢٦", "5/2/2026 17:00",
     "1" * 1_000_000],
    ids=lambda typed: ascii(typed[:12]),
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"not a|day|month"):
        dates.parse_day(typed)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_that_is_shown_can_be_typed_again(day: date) -> None:
    assert dates.parse_day(dates.day_text(day)) == day
    assert dates.parse_day(day.isoformat()) == day
