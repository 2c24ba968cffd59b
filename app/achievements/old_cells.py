"""What the cells of one row of an earlier years' list say: awards, days, shares, uses."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.achievements.initiatives import uses_in
from app.achievements.known import known_award
from app.achievements.old_rows import Here
from app.achievements.rules import Use
from app.achievements.states import (
    FAMILY_TITLES,
    GROUND_TITLES,
    LEVEL_TITLES,
    Family,
    Ground,
    Level,
    Subject,
)
from app.imports.cells import Kind
from app.imports.problems import Level as Weight
from app.imports.values import day_value, share_value
from app.kernel.dates import parse_day
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line, search_text

_SPLIT = re.compile(r"\s*[;\n]\s*|\s*,\s+")


def awards_of(here: Here, kind: Subject, section: str) -> list[tuple[str, str, Family, Level]]:
    """The awards of the cell, or of the section; several in one cell become several."""
    text = here.text("award")
    whole = known_award(text, kind)
    pieces = [text] if whole else [part for part in _SPLIT.split(text) if part.strip()]
    if not pieces and known_award(section, kind):
        pieces = [section]
    found = []
    for piece in pieces:
        known = known_award(piece, kind)
        if known:
            found.append((known.name, known.code, known.family, known.level))
            continue
        family = _said(here, "family", FAMILY_TITLES)
        level = _said(here, "level", LEVEL_TITLES)
        if family is None:
            here.tell("award", Weight.ERROR, T(
                "“%(text)s” không có trong danh mục; sửa tên trong tệp hoặc thêm cột “Loại” và "
                "“Cấp”", text=piece[:80]))  # fmt: skip
        found.append((clean_line(piece)[:200], "", family or Family.FORM, level or Level.BASE))
    if not found:
        missing = T("Thiếu danh hiệu, hình thức khen thưởng")
        if "award" not in here.sheet.columns:
            missing = T("Trang này không có cột danh hiệu, hình thức khen thưởng")
        here.tell("award", Weight.ERROR, missing)
        return [("?", "", Family.FORM, Level.BASE)]
    return found


def _said(here: Here, key: str, titles: Mapping[Any, Text]) -> Any:
    words = search_text(here.text(key))
    return next((one for one, title in titles.items() if search_text(str(title)) == words), None)


def ground_of(here: Here) -> Ground:
    words = search_text(here.text("ground"))
    for key, title in GROUND_TITLES.items():
        if words and (words in search_text(str(title)) or search_text(str(title)) in words):
            return key
    return Ground.MOVEMENT if "chuyen de" in words else Ground.UNKNOWN


def year_of(here: Here) -> int:
    text = search_text(here.text("year")) or here.sheet.year
    found = re.findall(r"(?:19|20)\d{2}", text)
    if found:
        # "2023-2024" of a school is the year it ends.
        return int(found[-1])
    here.tell("year", Weight.ERROR, T("Không rõ năm của thành tích; ghi năm vào cột “Năm” hoặc "
                                      "dòng tiêu đề"))  # fmt: skip
    return 0


def day_of(here: Here) -> date | None:
    cell = here.cell("day")
    if not cell.text.strip():
        return _title_day(here)
    value, doubts = day_value(cell, here.facts.column(here.sheet.columns["day"]))
    for doubt in doubts:
        here.tell("day", doubt.level if doubt.level is Weight.ERROR else Weight.NOTE,
                  doubt.message)  # fmt: skip
    return value


def _title_day(here: Here) -> date | None:
    """The day of the decision that the lines above the list name."""
    if not here.sheet.day:
        return None
    try:
        return parse_day(here.sheet.day)
    except ValueError:
        here.tell("day", Weight.NOTE, T("“%(day)s” ở dòng tiêu đề không phải là ngày có thật; bỏ "
                                        "qua", day=here.sheet.day))  # fmt: skip
        return None


def born_of(here: Here) -> date | None:
    """A full day of birth; a year alone tells too little and is left out."""
    cell = here.cell("born")
    if not cell.text.strip():
        return None
    if cell.kind is Kind.DAY:
        return date.fromisoformat(cell.text)
    try:
        return parse_day(cell.text.strip())
    except ValueError:
        if not re.fullmatch(r"(?:19|20)\d{2}", cell.text.strip()):
            here.tell("born", Weight.NOTE, T("“%(text)s” không phải là ngày sinh đầy đủ; bỏ qua",
                                             text=cell.text[:40]))  # fmt: skip
        return None


def uses_of(here: Here) -> tuple[Use, ...]:
    found = []
    for what, share in uses_in(here.text("uses")):
        code = here.ground.codes.get(what)
        found.append(Use(code, "" if code else what[:300], share))
    return tuple(found)


def share_of(here: Here) -> Decimal | None:
    cell = here.cell("share")
    if not cell.text.strip():
        return None
    value, doubts = share_value(cell)
    for doubt in doubts:
        here.tell("share", doubt.level if doubt.level is Weight.ERROR else Weight.NOTE,
                  doubt.message)  # fmt: skip
    return value
