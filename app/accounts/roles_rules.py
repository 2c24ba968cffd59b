"""Dated roles: what a grant must say, and that an administrator is there on every day to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

SEATS = frozenset({Role.SECRETARY, Role.REVIEWER, Role.CHAIR})
"""Roles that are held in a council; all others are held in a unit."""

DUTIES: dict[Role, Text] = {
    Role.AUTHOR: T("Viết và nộp hồ sơ sáng kiến của mình"),
    Role.UNIT_CLERK: T("Xác nhận hồ sơ, nơi áp dụng và báo cáo của đơn vị"),
    Role.SECRETARY: T("Lập đợt xét, tiếp nhận hồ sơ, phân công và ghi kết quả của Hội đồng"),
    Role.REVIEWER: T("Chấm những hồ sơ được phân công trong Hội đồng"),
    Role.CHAIR: T("Phân công, xem kết quả và đề xuất quyết định trong Hội đồng"),
    Role.AWARDS_OFFICER: T("Lập danh sách và hồ sơ đề nghị khen thưởng"),
    Role.PLAN_OFFICER: T("Theo dõi nhiệm vụ, kỳ báo cáo và báo cáo tổng hợp của kế hoạch"),
    Role.COMMUNICATIONS: T("Đưa giải pháp đã công nhận lên trang công khai"),
    Role.LEADER: T("Xem hồ sơ, kết quả, khen thưởng và kế hoạch để chỉ đạo"),
    Role.INSPECTOR: T("Xem hồ sơ, kết quả, khen thưởng và kế hoạch để kiểm tra, không sửa"),
    Role.ADMIN: T("Quản lý người dùng, vai trò, đơn vị và cài đặt; không xem hồ sơ chấm điểm"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day (exclusive; None: without end)."""

    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def first_day_lost(before: Iterable[Span], after: Iterable[Span], today: date) -> date | None:
    """The first day from today on that had an administrator and would have none.

    Who is there changes only where a span begins or ends, so these days and today are enough.
    """
    old, new = list(before), list(after)
    edges = {today}
    for span in (*old, *new):
        edges |= {day for day in (span.valid_from, span.valid_to) if day and day > today}
    for day in sorted(edges):
        if any(s.holds(day) for s in old) and not any(s.holds(day) for s in new):
            return day
    return None


def last_administrator(lost: date | None, today: date) -> list[Blocker]:
    """The refusal of an act that would leave a day without any administrator."""
    if lost is None:
        return []
    if lost <= today:
        text = T("Đây là quản trị viên cuối cùng. Giao quyền quản trị cho người khác trước")
    else:
        text = T("Từ ngày %(day)s sẽ không còn quản trị viên nào. Giao quyền quản trị không thời "
                 "hạn cho người khác trước", day=day_text(lost))  # fmt: skip
    return [Blocker("", text)]


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A role as it is to be given. `last_day` is the last day on which it counts."""

    role: Role
    valid_from: date
    last_day: date | None = None
    unit_id: int | None = None
    council_id: int | None = None

    @property
    def valid_to(self) -> date | None:
        """The exclusive end."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """A grant the person already has, as far as a new one must be compared with it."""

    role: Role
    unit_id: int | None
    council_id: int | None
    span: Span


def blockers_to_grant(draft: RoleDraft, held: Sequence[HeldSpan], today: date) -> list[Blocker]:
    """Every reason this role cannot be given as typed. A role never begins before today.

    A role in the past would rewrite who was allowed to do what has already been done.
    """
    found: list[Blocker] = []
    if draft.valid_from < today:
        found.append(Blocker("valid_from", T("Vai trò bắt đầu từ hôm nay hoặc một ngày sau đó")))
    if draft.last_day is not None and draft.last_day < draft.valid_from:
        found.append(Blocker("last_day", T("Ngày cuối không được trước ngày bắt đầu")))
    if draft.role in SEATS and draft.council_id is None:
        found.append(Blocker("council_id", T("Chọn Hội đồng cho vai trò này")))
    if draft.role not in SEATS and draft.unit_id is None:
        found.append(Blocker("unit_id", T("Chọn đơn vị cho vai trò này")))
    if any(_same_place(draft, one) and _overlap(draft, one.span) for one in held):
        found.append(Blocker("role", T("Người này đã có vai trò “%(role)s” ở nơi này trong thời "
                                       "gian đó", role=ROLE_TITLES[draft.role])))  # fmt: skip
    return found


def _same_place(draft: RoleDraft, one: HeldSpan) -> bool:
    if draft.role is not one.role:
        return False
    if draft.role in SEATS:
        return draft.council_id == one.council_id
    return draft.unit_id == one.unit_id


def _overlap(draft: RoleDraft, span: Span) -> bool:
    if span.valid_to is not None and span.valid_to <= draft.valid_from:
        return False
    return draft.valid_to is None or span.valid_from < draft.valid_to


def blockers_to_end(span: Span, last_day: date, today: date) -> list[Blocker]:
    """A role ends at the end of yesterday (at once), of today or of a later day; not twice."""
    if span.valid_to is not None and span.valid_to <= today:
        return [Blocker("last_day", T("Vai trò này đã kết thúc"))]
    if last_day < today - timedelta(days=1):
        return [Blocker("last_day", T("Ngày cuối sớm nhất là hôm qua: vai trò hết hiệu lực ngay"))]
    return []
