"""What an entry of the catalogue must say, and when a new version of it may begin."""

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from app.awards.rule_states import NOTE_LIMIT, DeadlineUnit
from app.awards.states import AwardFamily, SubjectKind
from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line
from app.sittings.states import Base as VoteBase

CODE_LIMIT, NAME_LIMIT, AUTHORITY_LIMIT, CLAUSE_LIMIT, TEXT_LIMIT = 30, 160, 160, 200, 2000
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_VOTE = re.compile(r"(>\s*)?([0-9]{1,3})\s*/\s*([0-9]{1,3})")
_PERCENT = re.compile(r"(>\s*)?([0-9]{1,3})\s*%")
MOST_FACTOR = Decimal(100)


@dataclass(frozen=True, slots=True)
class KindDraft:
    """One entry as typed. `vote`: "9/10", "80%", or "> 1/2" for more than half."""

    code: str
    name: str
    family: AwardFamily
    subject_kind: SubjectKind
    authority: str
    upward: bool
    clause: str
    standard: str
    money_factor: Decimal
    vote: str
    vote_base: VoteBase
    ballot: bool
    parts: str
    sets: int
    deadline_unit: DeadlineUnit
    deadline_count: int | None
    deadline_day: str
    deadline_note: str
    to_verify: str


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the council that must agree."""

    numerator: int
    denominator: int
    strict: bool


def read_vote(text: str) -> Share | None:
    """ "9/10", "80%" or "> 1/2"; None when it is none of these or more than all."""
    found = _VOTE.fullmatch(text.strip())
    if found:
        share = Share(int(found[2]), int(found[3]), bool(found[1]))
    else:
        percent = _PERCENT.fullmatch(text.strip())
        if not percent:
            return None
        share = Share(int(percent[2]), 100, bool(percent[1]))
    whole = share.denominator if not share.strict else share.denominator - 1
    return share if 0 < share.numerator <= whole else None


def vote_text(numerator: int, denominator: int, *, strict: bool) -> str:
    """As it is typed and shown: "8/10", "90%", "> 1/2"."""
    share = f"{numerator}%" if denominator == 100 else f"{numerator}/{denominator}"
    return f"> {share}" if strict else share


def parts_text(text: str) -> str:
    """The parts as stored: one a line, "letters|name|form"; blank lines and blanks around go."""
    lines = [line for line in clean(text).splitlines() if line.strip()]
    return "\n".join("|".join(clean_line(cell) for cell in line.split("|")) for line in lines)


def blockers_in_kind(draft: KindDraft) -> list[Blocker]:
    """Every field that is not sound."""
    found = [
        Blocker(field, T("%(what)s không được quá %(n)s ký tự", what=what, n=limit))
        for field, limit, what in (
            ("name", NAME_LIMIT, T("Tên")), ("authority", AUTHORITY_LIMIT, T("Thẩm quyền")),
            ("clause", CLAUSE_LIMIT, T("Căn cứ")), ("standard", TEXT_LIMIT, T("Tiêu chuẩn")),
            ("deadline_note", NOTE_LIMIT, T("Ghi chú về hạn")),
            ("to_verify", NOTE_LIMIT, T("Nội dung cần đối chiếu")),
        )
        if len(getattr(draft, field)) > limit
    ]  # fmt: skip
    found += [
        Blocker(field, message)
        for field, message in (
            ("name", T("Nhập tên danh hiệu hoặc hình thức")),
            ("authority", T("Nhập thẩm quyền quyết định")),
            ("clause", T("Nhập căn cứ: điều, khoản, văn bản")),
            ("standard", T("Nhập tiêu chuẩn")),
        )
        if not getattr(draft, field)
    ]
    if len(draft.code) > CODE_LIMIT or not _CODE.fullmatch(draft.code):
        found.append(Blocker("code", T("Mã gồm chữ in hoa không dấu và số, nối bằng gạch ngang, "
                                       "ví dụ GK-CN")))  # fmt: skip
    if not 0 <= draft.money_factor <= MOST_FACTOR:
        found.append(Blocker("money_factor", T("Hệ số từ 0 đến 100, ví dụ 0,3")))
    if read_vote(draft.vote) is None:
        found.append(Blocker("vote", T("Nhập tỷ lệ phiếu, ví dụ 9/10, 80% hoặc > 1/2")))
    if not 1 <= draft.sets <= 99:
        found.append(Blocker("sets", T("Số bộ hồ sơ từ 1 đến 99")))
    return found + _blockers_in_parts(draft.parts) + _blockers_in_deadline(draft)


def _blockers_in_parts(parts: str) -> list[Blocker]:
    letters = [line.split("|")[0] for line in parts.splitlines()]
    shaped = all(
        1 < len(line.split("|")) <= 3 and all(cell for cell in line.split("|")[:2])
        and len(line.split("|")[0].split()) == 1 and len(line) <= NOTE_LIMIT
        for line in parts.splitlines()
    )  # fmt: skip
    if not shaped or len(set(letters)) < len(letters):
        message = T("Mỗi dòng một thành phần: ký hiệu | tên | mẫu số, ví dụ TTr | Tờ trình | "
                    "Mẫu số 01; ký hiệu không trùng nhau")  # fmt: skip
        return [Blocker("parts", message)]
    return []


def _blockers_in_deadline(draft: KindDraft) -> list[Blocker]:
    counted = draft.deadline_unit in {DeadlineUnit.WORKING, DeadlineUnit.CALENDAR}
    if counted and not (draft.deadline_count and 1 <= draft.deadline_count <= 366):
        return [Blocker("deadline_count", T("Nhập số ngày, từ 1 đến 366"))]
    if draft.deadline_unit is DeadlineUnit.DAY and not is_day_of_year(draft.deadline_day):
        return [Blocker("deadline_day", T("Nhập ngày và tháng, ví dụ 10/12"))]
    return []


def is_day_of_year(text: str) -> bool:
    """ "12-10" is a day of every year; "02-29" is not."""
    try:
        date.fromisoformat(f"2027-{text}")
    except ValueError:
        return False
    return True


def blockers_to_begin(
    since: date | None, newest: date | None, *, used_since: int, ends: date | None = None
) -> list[Blocker]:
    """A new version begins after the one before, never within days that were already used.

    `used_since`: nominations of lists judged on that day or later that rest on the one before.
    """
    if since is None:
        return [Blocker("valid_from", T("Nhập ngày bắt đầu có hiệu lực"))]
    found: list[Blocker] = []
    if newest is not None and since <= newest:
        found.append(_blocker(T("Dòng hiện có bắt đầu từ %(day)s; dòng mới phải bắt đầu sau ngày "
                                "đó", day=day_text(newest))))  # fmt: skip
    if ends is not None and since > ends:
        found.append(_blocker(T("Dòng hiện có hết hiệu lực từ %(day)s; dòng mới nối tiếp không "
                                "muộn hơn", day=day_text(ends))))  # fmt: skip
    if used_since:
        found.append(_blocker(T("Đã có %(n)s đề nghị xét từ ngày này dùng dòng hiện có; chọn ngày "
                                "sau đó", n=used_since)))  # fmt: skip
    return found


def _blocker(message: Text) -> Blocker:
    return Blocker("valid_from", message)


def same(draft: KindDraft, other: KindDraft) -> bool:
    """Whether nothing would change."""
    return all(getattr(draft, one.name) == getattr(other, one.name) for one in fields(draft))
