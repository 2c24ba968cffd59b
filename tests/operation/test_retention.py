"""Seven days, four weeks, twelve months: which backups stay."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.operation.backup import backups_in, prune
from app.operation.retention import Retention, kept

START = datetime(2026, 10, 31, 19, 0, tzinfo=UTC)  # 2:00 on 1 November in Vietnam


def test_a_year_of_nightly_backups_thins_out() -> None:
    nights = [START - timedelta(days=n) for n in range(400)]

    stays = kept(nights, Retention(7, 4, 12))

    days = sorted(
        ((night + timedelta(hours=7)).date().isoformat() for night in stays), reverse=True
    )
    assert days == [
        *("2026-11-01", "2026-10-31", "2026-10-30", "2026-10-29", "2026-10-28", "2026-10-27"),
        *("2026-10-26", "2026-10-25", "2026-10-18", "2026-10-11"),  # the last day of each week
        *("2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30"),
        *("2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"),
    ]


def test_the_newest_of_a_day_stays() -> None:
    morning, evening = START, START + timedelta(hours=10)

    assert kept([morning, evening], Retention(1, 0, 0)) == {evening}


def test_the_newest_backup_always_stays() -> None:
    assert kept([START, START - timedelta(days=9)], Retention(0, 0, 0)) == {START}


def test_days_are_those_of_vietnam() -> None:
    before_midnight = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 10, 31, 17, 1, tzinfo=UTC)

    assert len(kept([before_midnight, after_midnight], Retention(2, 0, 0))) == 2


def test_pruning_deletes_archive_and_checksum_and_nothing_else(tmp_path: Path) -> None:
    names = [f"sangkien-2026100{day}T050000Z-v0.1.0.tar.gz" for day in range(1, 5)]
    for name in [*names, "ghi-chu.txt", "sangkien-khac.tar.gz"]:
        (tmp_path / name).write_bytes(b"x")
        (tmp_path / f"{name}.sha256").write_text("x")

    gone = prune(tmp_path, Retention(2, 0, 0), START)

    assert sorted(path.name for path in gone) == names[:2]
    assert [backup.path.name for backup in backups_in(tmp_path)] == names[:1:-1]
    assert len(list(tmp_path.iterdir())) == 8
