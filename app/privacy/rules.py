"""What is due when, and what stands in the way. Values in, values or Blockers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.dates import local_date
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.kernel.working_days import Calendar

TEXT_LIMIT = 4000
REASON_LIMIT = 1000
BASIS_LIMIT = 300
MOST_MONTHS = 1200
ANSWER_DAYS = 2
"""A request is answered within two working days (Nghị định 356/2025/NĐ-CP)."""


def due_on(asked_at: datetime, calendar: Calendar) -> date:
    """The last day on which a request is answered in time; the first day is not counted."""
    return calendar.last_day(local_date(asked_at), ANSWER_DAYS, working=True)


def blockers_to_write(field: str, text: str, most: int, missing: Text) -> list[Blocker]:
    """A text that must be there, and not too long."""
    if not text:
        return [Blocker(field, missing)]
    if len(text) > most:
        return [Blocker(field, T("Rút ngắn còn tối đa %(n)s ký tự", n=most))]
    return []


def blockers_to_keep(months: int, basis: str) -> list[Blocker]:
    """A period has a length and says on what it rests."""
    found: list[Blocker] = []
    if not 1 <= months <= MOST_MONTHS:
        found.append(Blocker("months", T("Nhập số tháng từ 1 đến %(n)s", n=MOST_MONTHS)))
    return found + blockers_to_write("basis", basis, BASIS_LIMIT, T("Nhập căn cứ của thời hạn"))


@dataclass(frozen=True, slots=True)
class Ties:
    """What still ties a person to the work of the authority, without what it is about.

    Whoever anonymises need not know which dossier or which draft list: numbers are enough.
    """

    roles: Sequence[str] = ()
    open_dossiers: int = 0
    open_sheets: int = 0
    open_lists: int = 0
    anonymised: bool = False
    oneself: bool = False


def blockers_to_anonymise(ties: Ties) -> list[Blocker]:
    """Every reason this person cannot be anonymised yet.

    Nobody with a role can be: so neither can the last administrator.
    """
    found: list[Blocker] = []
    if ties.anonymised:
        found.append(Blocker("account", T("Tài khoản này đã được ẩn danh.")))
    if ties.oneself:
        found.append(Blocker("account", T("Không ẩn danh tài khoản đang dùng.")))
    if ties.roles:
        named = ", ".join(ties.roles)
        found.append(Blocker("roles", T("Kết thúc vai trò trước: %(names)s.", names=named)))
    if ties.open_dossiers:
        found.append(
            Blocker("dossiers", T("Còn %(n)s hồ sơ chưa có kết quả.", n=ties.open_dossiers))
        )
    if ties.open_sheets:
        found.append(Blocker("sheets", T("Còn %(n)s phiếu chấm chưa chốt.", n=ties.open_sheets)))
    if ties.open_lists:
        found.append(
            Blocker("lists", T("Còn %(n)s danh sách khen thưởng chưa ban hành.", n=ties.open_lists))
        )
    return found


def months_before(day: date, months: int) -> date:
    """The day so many months earlier; the last of the month when that day does not exist."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def pseudonym(account_id: int) -> str:
    """What stands where the name was."""
    return f"Người đã ẩn danh {account_id}"


def pseudonym_address(account_id: int) -> str:
    """An address that nobody has and that stays unique."""
    return f"an-danh-{account_id}@an-danh.invalid"
