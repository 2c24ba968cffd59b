from datetime import date

import pytest

from app.kernel.periods import DueState, due_state, strictly_before

LAST_DAY = date(2026, 11, 24)


def test_before_a_day_means_the_day_before() -> None:
    assert strictly_before(15, 6, 2026) == date(2026, 6, 14)
    assert strictly_before(1, 1, 2027) == date(2026, 12, 31)
    assert strictly_before(1, 3, 2028) == date(2028, 2, 29)


def test_an_office_may_take_the_day_itself_as_on_time() -> None:
    assert strictly_before(15, 6, 2026, inclusive=True) == date(2026, 6, 15)


def test_an_unreal_day_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        strictly_before(31, 6, 2026)


@pytest.mark.parametrize(
    ("today", "done_on", "state"),
    [
        (date(2026, 11, 16), None, DueState.OPEN),
        (date(2026, 11, 17), None, DueState.DUE_SOON),
        (LAST_DAY, None, DueState.DUE_SOON),
        (date(2026, 11, 25), None, DueState.LATE),
        (date(2026, 12, 25), LAST_DAY, DueState.ON_TIME),
        (date(2026, 12, 25), date(2026, 11, 25), DueState.LATE_DONE),
    ],
)
def test_what_is_due_stands_somewhere(today: date, done_on: date | None, state: DueState) -> None:
    assert due_state(today, LAST_DAY, done_on) is state


def test_how_soon_is_soon_can_be_chosen() -> None:
    three_days_before = date(2026, 11, 21)

    assert due_state(three_days_before, LAST_DAY, None, soon_days=2) is DueState.OPEN
    assert due_state(three_days_before, LAST_DAY, None, soon_days=3) is DueState.DUE_SOON
