from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.working_days import Calendar

# Invented for the tests: a Tuesday off, worked on the Saturday before.
TUESDAY_OFF = date(2026, 11, 24)
SATURDAY_WORKED = date(2026, 11, 21)
YEAR = Calendar(off=frozenset({TUESDAY_OFF}), make_up=frozenset({SATURDAY_WORKED}))


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (november(20), True),
        (SATURDAY_WORKED, True),
        (november(22), False),
        (november(23), True),
        (TUESDAY_OFF, False),
        (november(28), False),
    ],
)
def test_days_off_and_make_up_days_beat_the_week(day: date, works: bool) -> None:
    assert YEAR.is_working(day) is works


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (november(20), 0, november(20)),
        (november(20), 1, SATURDAY_WORKED),
        (november(20), 2, november(23)),
        (november(20), 3, november(25)),
        (november(22), 1, november(23)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, n: int, day: date) -> None:
    assert YEAR.add_working_days(start, n) == day


@pytest.mark.parametrize(
    ("start", "n", "working", "last"),
    [
        (november(16), 2, False, november(18)),
        (november(16), 5, False, SATURDAY_WORKED),
        (november(16), 6, False, november(23)),
        (november(16), 8, False, november(25)),
        (november(22), 0, False, november(23)),
        (november(16), 5, True, SATURDAY_WORKED),
        (november(16), 7, True, november(25)),
        (november(22), 0, True, november(23)),
    ],
)
def test_a_limit_never_ends_on_a_day_off(start: date, n: int, working: bool, last: date) -> None:
    assert YEAR.last_day(start, n, working=working) == last


def test_a_limit_over_new_year_moves_past_the_holiday() -> None:
    calendar = Calendar(off=frozenset({date(2027, 1, 1)}))

    assert calendar.last_day(date(2026, 12, 2), 30, working=False) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (november(20), november(20), 0),
        (november(20), november(16), 0),
        (november(20), november(22), 1),
        (november(16), november(25), 7),
    ],
)
def test_working_days_between_leave_out_the_first(start: date, end: date, count: int) -> None:
    assert YEAR.working_days_between(start, end) == count


@pytest.mark.parametrize("working", [True, False])
def test_a_limit_below_nothing_is_refused(working: bool) -> None:
    with pytest.raises(ValueError, match="cannot be shorter"):
        YEAR.last_day(november(20), -1, working=working)


def test_a_day_cannot_be_off_and_worked() -> None:
    with pytest.raises(ValueError, match="both a day off and a make-up day: 2026-11-24"):
        Calendar(off=frozenset({TUESDAY_OFF}), make_up=frozenset({TUESDAY_OFF}))


_START = date(2026, 1, 1)
_DAYS = st.integers(0, 90).map(lambda n: _START + timedelta(days=n))


@given(st.frozensets(_DAYS), st.frozensets(_DAYS), _DAYS, st.integers(0, 40))
def test_counting_forth_and_back_agrees(
    off: frozenset[date], make_up: frozenset[date], start: date, n: int
) -> None:
    calendar = Calendar(off=off - make_up, make_up=make_up)
    end = calendar.add_working_days(start, n)

    assert calendar.working_days_between(start, end) == n
    assert end == start or calendar.is_working(end)
    assert calendar.is_working(calendar.last_day(start, n, working=False))
