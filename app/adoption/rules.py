"""What an application record must say before it counts. Values in, Blockers out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.adoption.states import Extent
from app.ideas.states import IdeaState
from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

WHAT_LIMIT, INDICATOR_LIMIT, MEASURE_LIMIT, METHOD_LIMIT = 4000, 160, 60, 300
REASON_LIMIT = 1000
FIGURE_LIMIT = Decimal(10**12)
SAMPLE_LIMIT = 10**9
SAVED_LIMIT = 10**15
FIGURE_DIGITS = 2
NOT_RECOGNISED = Blocker("idea", T("Chỉ ghi nhận áp dụng cho giải pháp đã được công nhận."))


@dataclass(frozen=True, slots=True)
class AdoptionDraft:
    """What a report says. `before` and `after` are in `measure`; `saved_vnd` is đồng a year."""

    unit_id: int
    since: date
    extent: Extent = Extent.APPLIED
    what: str = ""
    indicator: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    measure: str = ""
    method: str = ""
    sample_size: int | None = None
    saved_vnd: int | None = None


def blockers_to_report(draft: AdoptionDraft, state: IdeaState, today: date) -> list[Blocker]:
    """Every reason this report cannot be taken, in the order of the form.

    Only a recognised solution counts as applied (Điều lệ Sáng kiến, Điều 3), and a figure counts
    only with its unit of measure and the way it was measured.
    """
    found: list[Blocker] = []
    if state is not IdeaState.RECOGNISED:
        found.append(NOT_RECOGNISED)
    if draft.since > today:
        found.append(
            Blocker(
                "since",
                T("Ngày bắt đầu áp dụng không được sau hôm nay, %(day)s", day=day_text(today)),
            )
        )
    return (
        found
        + _too_long(draft)
        + _figures(draft)
        + blockers_to_amounts(draft.sample_size, draft.saved_vnd)
    )


def _too_long(draft: AdoptionDraft) -> list[Blocker]:
    limits = (
        ("what", draft.what, WHAT_LIMIT),
        ("indicator", draft.indicator, INDICATOR_LIMIT),
        ("measure", draft.measure, MEASURE_LIMIT),
        ("method", draft.method, METHOD_LIMIT),
    )
    return [
        Blocker(name, T("Rút ngắn còn tối đa %(n)s ký tự", n=limit))
        for name, text, limit in limits
        if len(text) > limit
    ]


def _figures(draft: AdoptionDraft) -> list[Blocker]:
    found: list[Blocker] = []
    given = {"before": draft.before, "after": draft.after}
    measured = any(value is not None for value in given.values())
    for name, value in given.items():
        if value is None and measured:
            found.append(Blocker(name, T("Nhập đủ cả số liệu trước và sau khi áp dụng")))
        elif value is not None:
            found += blockers_to_figure(name, value)
    wanted = (
        ("indicator", draft.indicator, T("Nhập tên chỉ tiêu đã đo")),
        ("measure", draft.measure, T("Nhập đơn vị tính của số liệu")),
        ("method", draft.method, T("Nhập cách đo số liệu")),
    )
    if measured:
        found += [Blocker(name, message) for name, text, message in wanted if not text]
    return found


def blockers_to_figure(name: str, value: Decimal) -> list[Blocker]:
    """A figure lies in its bounds and has at most two digits after the comma."""
    if not 0 <= value < FIGURE_LIMIT:
        return [Blocker(name, T("Số liệu phải từ 0 đến dưới 1.000.000.000.000"))]
    if value != round(value, FIGURE_DIGITS):
        return [Blocker(name, T("Số liệu có tối đa 2 chữ số thập phân, ví dụ 18,45"))]
    return []


def blockers_to_amounts(sample_size: int | None, saved_vnd: int | None) -> list[Blocker]:
    """How often it was measured, and đồng a year, where they are stated."""
    found: list[Blocker] = []
    if sample_size is not None and not 1 <= sample_size <= SAMPLE_LIMIT:
        found.append(Blocker("sample_size", T("Số lượt đo phải từ 1 trở lên")))
    if saved_vnd is not None and not 0 <= saved_vnd <= SAVED_LIMIT:
        found.append(Blocker("saved_vnd", T("Giá trị làm lợi phải là số tiền từ 0 đồng trở lên")))
    return found


def blockers_to_reject(reason: str) -> list[Blocker]:
    """A refusal without a reason helps nobody to mend the report."""
    return _reasoned(reason, T("Nhập lý do không xác nhận"))


def blockers_to_stop(since: date, day: date, reason: str, today: date) -> list[Blocker]:
    """The last day lies between the first day of the application and today, and has a reason."""
    found: list[Blocker] = []
    if not since <= day <= today:
        found.append(
            Blocker(
                "stopped_on",
                T("Ngày dừng phải từ %(first)s đến %(last)s",
                  first=day_text(since), last=day_text(today)),
            )
        )  # fmt: skip
    return found + _reasoned(reason, T("Nhập lý do dừng áp dụng"))


def _reasoned(reason: str, message: Text) -> list[Blocker]:
    if not reason:
        return [Blocker("reason", message)]
    if len(reason) > REASON_LIMIT:
        return [Blocker("reason", T("Rút ngắn còn tối đa %(n)s ký tự", n=REASON_LIMIT))]
    return []
