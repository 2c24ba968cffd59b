"""What a unit's entry must say; renaming and succession with the day they take effect."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.kernel.vietnamese import search_text

KINDS: dict[str, Text] = {
    "department": T("Phòng, ban"),
    "ward": T("Phường, xã"),
    "school": T("Trường học"),
    "public_service": T("Đơn vị sự nghiệp"),
    "political_social": T("Mặt trận, đoàn thể"),
    "association": T("Hội, hiệp hội"),
    "enterprise": T("Doanh nghiệp"),
    "superior": T("Cơ quan cấp trên"),
}
NAME_LIMIT, SHORT_LIMIT, CODE_LIMIT, ADDRESS_LIMIT, ALIAS_LIMIT = 200, 80, 20, 300, 200
ALIASES_AT_MOST = 20
_CODE = re.compile(r"[A-ZĐ0-9][A-ZĐ0-9.-]{0,19}")


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as typed. `renamed_from`: the new name counts from this day; None: a correction."""

    code: str
    name: str
    short_name: str
    kind: str
    official_order: int
    valid_from: date
    address: str = ""
    aliases: tuple[str, ...] = ()
    renamed_from: date | None = None


def folded(name: str) -> str:
    """How names of units are compared: "Phòng Văn hóa - Xã hội" is "phong van hoa xa hoi"."""
    return search_text(name)


def blockers_in_unit(draft: UnitDraft) -> list[Blocker]:
    """Every reason this entry cannot be stored as typed."""
    found: list[Blocker] = []
    if not _CODE.fullmatch(draft.code):
        found.append(Blocker("code", T("Mã đơn vị gồm chữ in hoa không dấu, số, dấu chấm hoặc gạch "
                                       "nối, tối đa %(n)s ký tự", n=CODE_LIMIT)))  # fmt: skip
    for name, label, limit in (
        ("name", T("Tên đơn vị"), NAME_LIMIT),
        ("short_name", T("Tên gọi tắt"), SHORT_LIMIT),
    ):
        text = getattr(draft, name)
        if not text:
            found.append(Blocker(name, T("Nhập %(what)s", what=str(label).lower())))
        elif len(text) > limit:
            found.append(
                Blocker(name, T("%(what)s không được quá %(n)s ký tự", what=label, n=limit))
            )
    if draft.kind not in KINDS:
        found.append(Blocker("kind", T("Chọn loại đơn vị")))
    if not 0 < draft.official_order < 10**6:
        found.append(Blocker("official_order", T("Thứ tự phải là số từ 1")))
    if len(draft.address) > ADDRESS_LIMIT:
        found.append(Blocker("address", T("Địa chỉ không được quá %(n)s ký tự", n=ADDRESS_LIMIT)))
    if len(draft.aliases) > ALIASES_AT_MOST or any(len(a) > ALIAS_LIMIT for a in draft.aliases):
        found.append(Blocker("aliases", T("Tối đa %(n)s tên khác, mỗi tên không quá %(most)s ký tự",
                                          n=ALIASES_AT_MOST, most=ALIAS_LIMIT)))  # fmt: skip
    return found


def blockers_to_rename(
    renamed_from: date, valid_from: date, last_rename: date | None, today: date
) -> list[Blocker]:
    """The new name counts from a day after the unit began and after the last new name."""
    if renamed_from > today:
        return [Blocker("renamed_from", T("Ghi nhận tên mới khi đã có hiệu lực: ngày đổi tên không "
                                          "được sau hôm nay"))]  # fmt: skip
    earliest = max(valid_from, last_rename or valid_from)
    if renamed_from <= earliest:
        return [Blocker("renamed_from", T("Ngày đổi tên phải sau ngày %(day)s",
                                          day=day_text(earliest)))]  # fmt: skip
    return []


@dataclass(frozen=True, slots=True)
class SuccessionDraft:
    """From a day on, these units are carried on by those.

    `goes_to`: for an account, the successor it belongs to, where the unit is split.
    """

    effective_on: date
    from_ids: tuple[int, ...]
    to_ids: tuple[int, ...]
    ends: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """How long a unit exists, for the rules of succession."""

    unit_id: int
    name: str
    valid_from: date
    valid_to: date | None


def blockers_to_succeed(
    draft: SuccessionDraft, units: Mapping[int, UnitSpan], today: date
) -> list[Blocker]:
    """Every reason this succession cannot be recorded. Only what has taken effect is recorded."""
    found: list[Blocker] = []
    if draft.effective_on > today:
        found.append(Blocker("effective_on", T("Ghi nhận khi đã có hiệu lực: ngày hiệu lực không "
                                               "được sau hôm nay")))  # fmt: skip
    if not draft.from_ids or any(key not in units for key in draft.from_ids):
        found.append(Blocker("from_ids", T("Chọn ít nhất một đơn vị được tiếp nhận")))
    if not draft.to_ids or any(key not in units for key in draft.to_ids):
        found.append(Blocker("to_ids", T("Chọn ít nhất một đơn vị tiếp nhận")))
    both = [units[key].name for key in draft.from_ids if key in draft.to_ids and key in units]
    if both:
        found.append(Blocker("to_ids", T("%(names)s không thể tự tiếp nhận chính mình",
                                         names=", ".join(both))))  # fmt: skip
    if not found:
        found += _out_of_time(draft, units)
    return found


def _out_of_time(draft: SuccessionDraft, units: Mapping[int, UnitSpan]) -> list[Blocker]:
    day, found = draft.effective_on, []
    for key in draft.from_ids:
        unit = units[key]
        if unit.valid_from >= day or (unit.valid_to is not None and unit.valid_to < day):
            found.append(Blocker("from_ids", T("%(name)s không hoạt động ngay trước ngày %(day)s",
                                               name=unit.name, day=day_text(day))))  # fmt: skip
    for key in draft.to_ids:
        unit = units[key]
        if unit.valid_from > day or (unit.valid_to is not None and unit.valid_to <= day):
            found.append(Blocker("to_ids", T("%(name)s không hoạt động vào ngày %(day)s",
                                             name=unit.name, day=day_text(day))))  # fmt: skip
    return found


def duplicates(names: Sequence[str]) -> list[str]:
    """Names that say the same as an earlier one of the list."""
    seen: set[str] = set()
    twice = []
    for name in names:
        if folded(name) in seen:
            twice.append(name)
        seen.add(folded(name))
    return twice
