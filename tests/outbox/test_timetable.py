"""Which day of the timetable has come, counted in Vietnam, and files that make no sense."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.kernel.dates import months_later
from app.outbox.timetable import KIND_TITLES, SHIPPED, read_timetable
from config import Settings
from tests.rounds.builders import at

TABLE = read_timetable(None)
CLOSES = at(20, 10, 17)
KIND = "idea_draft"  # 7, 3, 1


@pytest.mark.parametrize(("now", "on"), [
    (at(12, 10, 23, 59), None),
    (at(13, 10), date(2026, 10, 13)),
    (at(16, 10, 23, 59), date(2026, 10, 13)),  # the worker was off for three days: still once
    (at(17, 10), date(2026, 10, 17)),
    (at(19, 10, 6), date(2026, 10, 19)),
    (at(20, 10, 16, 59), date(2026, 10, 19)),  # late, but before the end
    (CLOSES, None),  # the end is exclusive
])  # fmt: skip
def test_the_last_day_that_has_come_counts_until_the_end(now: datetime, on: date | None) -> None:
    assert TABLE.before(KIND, CLOSES, now) == on


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    assert TABLE.before(KIND, at(21, 10), at(19, 10, 8)) == date(2026, 10, 19)
    assert TABLE.before(KIND, at(21, 10, 0, 1), at(19, 10, 8)) == date(2026, 10, 18)


def test_what_began_on_or_after_the_day_waits_for_the_next_one() -> None:
    now = at(18, 10, 8)

    assert TABLE.before(KIND, CLOSES, now, at(16, 10, 23, 59)) == date(2026, 10, 17)
    assert TABLE.before(KIND, CLOSES, now, at(17, 10)) is None


@pytest.mark.parametrize(("now", "on"), [
    (at(7, 10, 23), None),
    (at(8, 10), date(2026, 10, 8)),
    (at(14, 10), date(2026, 10, 8)),
    (at(15, 10), date(2026, 10, 15)),
    (at(22, 10), date(2026, 10, 15)),
    (at(23, 10), None),  # more than late_days
])  # fmt: skip
def test_after_an_event_a_reminder_is_late_for_a_week_at_most(
    now: datetime, on: date | None
) -> None:
    assert TABLE.after("adoption_confirm", at(1, 10, 22), now) == on


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2026, 8, 31), 12) == date(2027, 8, 31)
    assert months_later(date(2026, 12, 1), 1) == date(2027, 1, 1)
    confirmed = at(30, 11, 9)
    assert TABLE.after("adoption_follow_up", confirmed, at(28, 2, 9, year=2027)) == date(
        2027, 2, 28
    )


@pytest.mark.parametrize("kind", ["idea_draft", "plan_report"])
def test_queries_look_as_far_as_any_reminder_reaches(kind: str) -> None:
    now = at(1, 10, 12)
    most = max(TABLE.days_before[kind])
    last = at(1, 10) + timedelta(days=most + 1)  # the end of the last day that is reminded of

    assert TABLE.before(kind, last, now) == date(2026, 10, 1)
    assert last < TABLE.horizon(kind, now)


@pytest.mark.parametrize(("kind", "days"), [("adoption_confirm", 21), ("adoption_follow_up", 372)])
def test_queries_look_back_as_far_as_any_reminder_reaches(kind: str, days: int) -> None:
    now = at(28, 10, 12)
    event = at(28, 10) - timedelta(days=days)

    assert TABLE.after(kind, event, now) is not None
    assert TABLE.earliest(kind, now) <= event


@pytest.mark.parametrize(("old", "new", "said"), [
    ("from_hour: 7", "from_hour: 24", "from_hour must be from 0 to 23, not 24."),
    ("[7, 3, 1]", "[7, 0]", "idea_draft must be from 1 to 366, not 0."),
    ("[7, 3, 1]", "[7, true]", "idea_draft must be from 1 to 366, not True."),
    ("[7, 3, 1]", "7", "idea_draft must be a list of whole numbers."),
    ("idea_draft", "idea_drafts", "days_before must name exactly"),
    ("late_days", "late", "must say exactly: from_hour, late_days"),
    ("days_before:", "days_before: ][", "cannot be read"),
])  # fmt: skip
def test_a_file_that_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "nhac.yaml"
    path.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(SystemExit, match=r"^nhac\.yaml") as refused:
        read_timetable(path)
    assert said in str(refused.value)


def test_every_kind_has_a_title_and_its_days_in_words() -> None:
    kinds = {*TABLE.days_before, *TABLE.days_after, *TABLE.months_after}
    assert kinds == set(KIND_TITLES)
    assert str(TABLE.in_words("adoption_confirm")) == "sau 7, 14 ngày"


def test_an_own_file_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "nhac.yaml"
    path.write_text(SHIPPED.read_text("utf-8").replace("[7, 3, 1]", "[]"), "utf-8")
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "REMINDERS_FILE": str(path)})

    table = read_timetable(settings.reminders_file)

    assert table.before(KIND, CLOSES, at(19, 10, 8)) is None
    assert str(table.in_words(KIND)) == "không nhắc"
    assert table.days_after == TABLE.days_after


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="REMINDERS_FILE names no file"):
        Settings.from_env({"DATA_DIR": str(tmp_path), "REMINDERS_FILE": str(tmp_path / "none")})
