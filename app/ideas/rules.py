"""When a dossier may go on: windows, deadlines, reasons. Its content is in `content_rules`."""

from datetime import date, datetime
from typing import Protocol

from app.ideas.content_rules import (
    SECTION_OF_FIELD,
    Facts,
    blockers_of_content,
    blockers_of_shares,
    missing_in_sheet,
    named_in_text,
    section_of,
    total_share,
    warnings,
)
from app.ideas.saving_rules import (
    EMAIL_TWICE,
    SHARE_WRONG,
    WHOLE,
    blockers_of_authors,
    blockers_of_note,
    blockers_of_participants,
    blockers_to_save,
    over_limits,
)
from app.ideas.states import IdeaState
from app.kernel import refusals
from app.kernel.dates import day_text, deadline_text, end_of_day_exclusive, local, local_date
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.rounds.states import RoundState

__all__ = [
    "EMAIL_TWICE", "REASON_LIMIT", "SECTION_OF_FIELD", "SHARE_WRONG", "WHOLE", "Facts", "Window",
    "blockers_of_authors", "blockers_of_content", "blockers_of_note",
    "blockers_of_participants", "blockers_of_reason", "blockers_of_shares", "blockers_of_truth",
    "blockers_of_window",
    "blockers_to_endorse", "blockers_to_extend", "blockers_to_refuse", "blockers_to_save",
    "blockers_to_submit", "blockers_to_supplement", "deadline", "deadline_of", "filed_text",
    "missing_in_sheet", "named_in_text", "over_limits", "section_of", "total_share", "warnings",
]  # fmt: skip

REASON_LIMIT = 2_000


def filed_text(instant: datetime) -> str:
    """When something was filed, to the second: "10:30:12 ngày 20/11/2026" in Vietnam."""
    return f"{local(instant):%H:%M:%S} ngày {day_text(local_date(instant))}"


class Window(Protocol):
    """When a round takes dossiers in; ends are exclusive."""

    @property
    def state(self) -> RoundState: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def endorse_until(self) -> datetime: ...


def deadline(window: Window, state: IdeaState) -> datetime:
    """Until when authors may submit: dossiers that the unit returned have until the unit's end."""
    return window.endorse_until if state is IdeaState.RETURNED else window.closes_at


def deadline_of(window: Window, state: IdeaState, due_on: date | None) -> datetime:
    """Until when the authors may act on a dossier in this state.

    What was asked for or given back has its own day; the unit's end comes before it.
    """
    if state is IdeaState.SUPPLEMENT_ASKED and due_on is not None:
        return end_of_day_exclusive(due_on)
    if state is IdeaState.RETURNED and due_on is not None:
        return min(end_of_day_exclusive(due_on), window.endorse_until)
    return deadline(window, state)


def blockers_of_window(window: Window, state: IdeaState, now: datetime) -> list[Blocker]:
    """Whether the round takes dossiers in at this moment."""
    if window.state is not RoundState.ANNOUNCED or now < window.opens_at:
        return [Blocker("window", T("Đợt xét chưa mở hoặc đã kết thúc việc nhận hồ sơ."))]
    end = deadline(window, state)
    if now >= end:
        return [
            Blocker(
                "window",
                T(
                    "Đã hết hạn nộp hồ sơ lúc %(end)s. Bản nháp vẫn được lưu; "
                    "liên hệ thư ký Hội đồng nếu cần gia hạn.",
                    end=deadline_text(end),
                ),
            )
        ]
    return []


def blockers_to_submit(
    facts: Facts, window: Window, now: datetime, *, truth_confirmed: bool = True
) -> list[Blocker]:
    """Every reason the dossier cannot go in yet, in the order of the pages."""
    found = blockers_of_window(window, facts.state, now) + blockers_of_content(facts, now)
    return found + blockers_of_truth(truth_confirmed=truth_confirmed)


def blockers_of_truth(*, truth_confirmed: bool) -> list[Blocker]:
    """The declaration at the end of the statutory form (Thông tư 18/2013, Phụ lục I)."""
    if truth_confirmed:
        return []
    return [Blocker("truth", T("Đánh dấu vào ô cam đoan trước khi nộp"))]


def blockers_of_reason(reason: str) -> list[Blocker]:
    """A reason that other people will read."""
    return refusals.blockers_of_reason(reason, REASON_LIMIT)


def blockers_to_endorse(window: Window, now: datetime) -> list[Blocker]:
    """The unit confirms until its own end, which may lie after the authors' end."""
    if now < window.endorse_until:
        return []
    text = T("Đã hết hạn xác nhận của đơn vị lúc %(end)s.", end=deadline_text(window.endorse_until))
    return [Blocker("window", text)]


def blockers_to_supplement(due_on: date | None, now: datetime) -> list[Blocker]:
    """A supplement comes in by the end of the day it is due."""
    if due_on is None or local_date(now) <= due_on:
        return []
    return [Blocker("window", T("Đã hết hạn bổ sung hồ sơ ngày %(day)s.", day=day_text(due_on)))]


def blockers_to_extend(asked: date, due_on: date, now: datetime) -> list[Blocker]:
    """More days to supplement, also when the old end is over; `asked` is the end until now.

    The new end lies after the old one and not in the past: nobody loses days he was given.
    """
    if due_on <= asked:
        text = T("Hạn mới phải sau hạn đang có, ngày %(day)s", day=day_text(asked))
        return [Blocker("due_on", text)]
    if due_on < local_date(now):
        return [Blocker("due_on", T("Hạn mới không được là ngày đã qua"))]
    return []


def blockers_to_refuse(state: IdeaState, due_on: date | None, now: datetime) -> list[Blocker]:
    """While the author still has days to supplement, the office waits."""
    if state is not IdeaState.SUPPLEMENT_ASKED or due_on is None or local_date(now) > due_on:
        return []
    return [
        Blocker("state", T("Tác giả còn hạn bổ sung đến hết ngày %(day)s.", day=day_text(due_on)))
    ]
