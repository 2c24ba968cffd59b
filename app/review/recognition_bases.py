"""What a decision on recognition rests on: acts named by number, taken from the registry."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from app.citations.acts import Act, citation
from app.citations.queries import acts_by_number
from app.kernel.dates import day_text
from app.kernel.shipped import read_shipped
from app.kernel.text import T
from app.sittings.agenda import PaperDoubt

_FILE = Path(__file__).with_name("data") / "recognition_bases.yaml"


@cache
def _numbers() -> tuple[str, ...]:
    loaded: list[str] = read_shipped(_FILE)
    return tuple(loaded)


def bases_on(session: Session, day: date) -> tuple[str, ...]:
    """The "Căn cứ" lines of a recognition, of the acts in force on that day: one query."""
    return tuple(
        citation(act) for act in acts_by_number(session, _numbers(), day) if act.in_force(day)
    )


def doubts_on(session: Session, sat_on: date, today: date) -> list[PaperDoubt]:
    """Acts that the draft leaves out, or that have ended since the council sat: one query."""
    found = {act.number: act for act in acts_by_number(session, _numbers(), sat_on)}
    told = (_doubt(number, found.get(number), (sat_on, today)) for number in _numbers())
    return [one for one in told if one is not None]


def _doubt(number: str, act: Act | None, days: Sequence[date]) -> PaperDoubt | None:
    if act is None:
        return PaperDoubt(T("%(number)s chưa có trong danh mục văn bản căn cứ; dự thảo không ghi "
                            "căn cứ này", number=number), None)  # fmt: skip
    if all(act.in_force(day) for day in days):
        return None
    if act.valid_to is None or act.valid_from > min(days):
        return PaperDoubt(T("%(name)s chưa có hiệu lực ngày %(day)s", name=act.name,
                            day=day_text(min(days))), act.act_id)  # fmt: skip
    return PaperDoubt(T("%(name)s hết hiệu lực từ ngày %(day)s", name=act.name,
                        day=day_text(act.valid_to)), act.act_id)  # fmt: skip
