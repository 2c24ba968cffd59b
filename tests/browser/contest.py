"""What the steps hand on to one another, and how time passes for the server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from app.kernel.dates import day_text, local_date
from tests.browser.live import LiveServer

INSTANTS = ("opens_at", "closes_at", "endorse_until", "checked_until", "scoring_opens_at",
            "scoring_closes_at")  # fmt: skip
DAYS = ("sits_on", "publishes_on")


@dataclass
class Contest:
    """One dossier's way; people are opened by the first part of their address."""

    live: LiveServer
    open_as: Callable[..., Page]
    visit: Callable[..., Page]
    folder: Path
    round_id: int = 0
    idea_id: int = 0
    code: str = ""
    title: str = "Đề án đô thị: trợ lý đọc phản ánh về vỉa hè"

    def person(self, name: str, **options: object) -> Page:
        """A page of that person of the demo."""
        return self.open_as(f"{name}@quan3.example", **options)

    def time_passes(self, column: str) -> None:
        """Move all dates of the round so far into the past that this one is over."""
        ends = datetime.fromisoformat(
            self.live.value(f"SELECT {column} FROM round WHERE id = ?", self.round_id)  # noqa: S608
        ).replace(tzinfo=UTC)
        back = f"-{(ends - datetime.now(UTC)).days + 1} days"
        moves = [
            f"{name} = strftime('%Y-%m-%d %H:%M:%f000', {name}, '{back}')" for name in INSTANTS
        ]
        moves += [f"{name} = date({name}, '{back}')" for name in DAYS]
        self.live.change(f"UPDATE round SET {', '.join(moves)} WHERE id = ?", self.round_id)  # noqa: S608


def day(days: int) -> str:
    """A day so many days from today, as one types it."""
    return day_text(local_date(datetime.now(UTC)) + timedelta(days=days))
