"""What the authority's own entry must say, and from which day a new one may count."""

from dataclasses import dataclass
from datetime import date

from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

TEXTS = ("name", "short_name", "superior_name", "place", "symbol", "head_title", "contact")
NEEDED = ("name", "short_name", "place", "symbol", "head_title")
LIMITS = {"name": 200, "short_name": 60, "superior_name": 200, "place": 80, "symbol": 40,
          "head_title": 120, "contact": 300}  # fmt: skip
TITLES: dict[str, Text] = {
    "name": T("Tên cơ quan"),
    "short_name": T("Tên gọi tắt"),
    "superior_name": T("Cơ quan cấp trên"),
    "place": T("Địa danh ghi trên văn bản"),
    "symbol": T("Ký hiệu cơ quan trên văn bản"),
    "head_title": T("Chức danh người đứng đầu"),
    "contact": T("Thông tin liên hệ"),
}


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """How the authority is called from a day on."""

    name: str
    short_name: str
    superior_name: str
    place: str
    symbol: str
    head_title: str
    contact: str
    valid_from: date

    @property
    def texts(self) -> dict[str, str]:
        """What it is called, by column."""
        return {name: getattr(self, name) for name in TEXTS}


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored entry: what it says, from when, until when (exclusive)."""

    texts: dict[str, str]
    valid_from: date
    valid_to: date | None


def blockers_in_agency(draft: AgencyDraft, base: Entry | None) -> list[Blocker]:
    """Every reason `draft` cannot follow `base`, the entry that it ends.

    The days of the entries neither overlap nor leave a gap: a document of any day has one head.
    """
    found = [
        Blocker(name, T("Nhập %(what)s", what=str(TITLES[name]).lower()))
        for name in NEEDED if not draft.texts[name]
    ] + [
        Blocker(name, T("%(what)s không được quá %(n)s ký tự", what=TITLES[name], n=most))
        for name, most in LIMITS.items() if len(draft.texts[name]) > most
    ]  # fmt: skip
    if base is None:
        return found
    if draft.valid_from <= base.valid_from:
        found.append(Blocker("valid_from", T("Chọn ngày sau %(day)s, ngày bắt đầu của tên hiện có",
                                             day=day_text(base.valid_from))))  # fmt: skip
    if base.valid_to and draft.valid_from > base.valid_to:
        found.append(Blocker("valid_from", T("Chọn ngày không muộn hơn %(day)s để các thời kỳ liền "
                                             "nhau", day=day_text(base.valid_to))))  # fmt: skip
    if draft.texts == base.texts:
        found.append(Blocker("name", T("Sửa ít nhất một thông tin so với hiện có")))
    return found
