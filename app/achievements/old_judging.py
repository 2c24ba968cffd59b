"""What each row of an earlier years' list would write, and every problem at its cell.

Nothing is guessed in silence: a unit whose name is only near is asked about, once for the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.achievements import rules
from app.achievements.initiatives import uses_in
from app.achievements.known import known_award
from app.achievements.old_lists import TITLES, OldSheet
from app.achievements.old_ratings import (
    Draft,
    blockers_in,
    mark_of,
    ratings_in,
    standings_in,
)
from app.achievements.old_rows import Against, Here, Question, Remark
from app.achievements.rules import About, AwardDraft, Use
from app.achievements.states import (
    FAMILY_TITLES,
    GROUND_TITLES,
    LEVEL_TITLES,
    Family,
    Ground,
    Level,
    Source,
    Subject,
)
from app.imports.cells import Kind, letters
from app.imports.facts import Facts
from app.imports.names import looks_like_name, people_in
from app.imports.problems import Level as Weight
from app.imports.problems import cell_name
from app.imports.unit_names import nearest, spelled
from app.imports.values import day_value, share_value
from app.kernel.dates import parse_day
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line, search_text

_SPLIT = re.compile(r"\s*[;\n]\s*|\s*,\s+")
_COLLECTIVE = ("phong ", "uy ban ", "ubnd ", "truong ", "trung tam ", "ban ", "to ", "doi ",
               "chi bo", "hoi ", "tram ", "van phong", "cong ty", "khoa ", "tap the ", "bo phan ",
               "mttq", "doan ")  # fmt: skip


class Outcome(StrEnum):
    """What a line would do; the words stand in the address."""

    NEW = "moi"
    SAME = "da-co"
    ASK = "can-tra-loi"
    WRONG = "loi"


OUTCOME_TITLES = {
    Outcome.NEW: T("Ghi mới"),
    Outcome.SAME: T("Đã có trong sổ"),
    Outcome.ASK: T("Cần trả lời"),
    Outcome.WRONG: T("Có lỗi"),
}


@dataclass(frozen=True, slots=True)
class OldLine:
    """One award, rating or standing of the list."""

    place: str
    outcome: Outcome
    draft: Draft
    remarks: tuple[Remark, ...] = ()

    @property
    def award(self) -> AwardDraft:
        """The award of a line that is one."""
        if not isinstance(self.draft, AwardDraft):
            raise TypeError(f"{self.place} is no award")
        return self.draft


def judge(sheets: Sequence[OldSheet], ground: Against, stored: Mapping[str, int]
          ) -> tuple[list[OldLine], list[Question]]:  # fmt: skip
    """Every award of the list, and every question. `stored`: fingerprints of the ledger."""
    lines: list[OldLine] = []
    asked: dict[str, Question] = {}
    seen: dict[str, str] = {}
    for sheet in sheets:
        facts = Facts(sheet.facts)
        section = ""
        for row in sheet.rows:
            if row["section"] and not any(row["cells"].get(key) for key in SAYS):
                section = row["section"]
                continue
            here = Here(sheet, row, ground, facts)
            drafts: list[Draft] = [*_drafts(here, section), *_other_drafts(here, section)]
            lines += [_line(here, draft, stored, seen) for draft in drafts]
            for text in here.asks:
                key = search_text(text)
                asked.setdefault(key, _question(text, ground))
    return lines, list(asked.values())


def _question(text: str, ground: Against) -> Question:
    units = [(key, name) for name, keys in ground.units.items() for key in keys]
    near = [replace(one, name=ground.unit_names[one.unit_id]) for one in nearest(text, units)]
    return Question(text, tuple(near), ground.answers.get(search_text(text)))


def _line(here: Here, draft: Draft, stored: Mapping[str, int], seen: dict[str, str]) -> OldLine:
    place = cell_name(here.sheet.name, letters(here.sheet.columns["name"]), here.row["number"])
    remarks = list(dict.fromkeys(here.remarks))  # an award and a rating read the same cells
    for blocker in blockers_in(draft, here.ground.today):
        key = {"award_name": "award", "decided_on": "day", "decision_number": "number",
               "unit_id": "unit", "last_day": "to"}.get(
            blocker.field, blocker.field)  # fmt: skip
        column = letters(here.sheet.columns.get(key, here.sheet.columns["name"]))
        cell = cell_name(here.sheet.name, column, here.row["number"])
        remarks.append(Remark(cell, Weight.ERROR, blocker.message))
    mark = mark_of(draft)
    outcome = Outcome.NEW
    if any(one.weight is Weight.ERROR for one in remarks):
        outcome = Outcome.WRONG
    elif here.asks - {t for t in here.asks if search_text(t) in here.ground.answers}:
        outcome = Outcome.ASK
    elif mark in stored:
        outcome = Outcome.SAME
    elif mark in seen:
        outcome = Outcome.SAME
        remarks.append(Remark(place, Weight.NOTE, T("Trùng với %(cell)s", cell=seen[mark])))
    seen.setdefault(mark, place)
    return OldLine(place, outcome, draft, tuple(remarks))


def _drafts(here: Here, section: str) -> list[AwardDraft]:
    """The awards of one row: each name of the cell with each award of the cell."""
    names = here.text("name")
    if not names.strip() or _says_other(here):
        return []
    kind = _kind(here, names, section)
    abouts = _abouts(here, names, kind, section)
    awards = _awards(here, kind, section)
    year, day = _year(here), _day(here)
    number = clean_line(here.text("number")) or here.sheet.decision
    if here.sheet.columns.get("number") is not None and not here.cell("number").text.strip():
        number = here.sheet.decision
    uses = _uses(here)
    share = _share(here)
    if share is not None and len(uses) == 1 and uses[0].share is None:
        uses = (replace(uses[0], share=share),)
    found = []
    for about in abouts:
        for name, code, family, level in awards:
            found.append(AwardDraft(
                about, name, family, year, code, level, _ground(here), number[:60], day,
                clean_line(here.text("issuer"))[:160], uses, Source.IMPORT,
            ))  # fmt: skip
    return found


SAYS = ("award", "rating", "from")
"""Columns of which a row of the list fills at least one; a line that fills none is a heading."""


def _says_other(here: Here) -> bool:
    """A row without an award that says something else: a rating, or what stands against one."""
    return not here.cell("award").text.strip() and any(
        here.cell(key).text.strip() for key in SAYS[1:]
    )


def _other_drafts(here: Here, section: str) -> list[Draft]:
    """The rating of the year, and what stands against the subject, of one row."""
    rated, since = here.cell("rating").text.strip(), here.cell("from").text.strip()
    names = here.text("name") if rated or since else ""
    if not names.strip():
        return []
    abouts = _abouts(here, names, _kind(here, names, section), section)
    found: list[Draft] = list(ratings_in(here, abouts, _year(here))) if rated else []
    return [*found, *(standings_in(here, abouts) if since else [])]


def _kind(here: Here, names: str, section: str) -> Subject:
    said = search_text(here.text("kind") or section)
    if "tap the" in said:
        return Subject.COLLECTIVE
    if "ca nhan" in said:
        return Subject.INDIVIDUAL
    folded = search_text(names)
    if folded in here.ground.units or folded.startswith(_COLLECTIVE):
        return Subject.COLLECTIVE
    return Subject.INDIVIDUAL


def _abouts(here: Here, names: str, kind: Subject, section: str) -> list[About]:
    if kind is Subject.COLLECTIVE:
        name = clean_line(names)
        unit_id = _unit(here, "name", name, ask=not here.text("unit"))
        home = name if unit_id is None else here.ground.unit_names[unit_id]
        if unit_id is None and (text := clean_line(here.text("unit"))):
            home = text
        return [About(kind, name, unit_id=unit_id, unit_name=home)]
    people, doubts = people_in(names)
    for doubt in doubts:
        here.tell("name", Weight.NOTE if doubt.level is Weight.ASK else doubt.level, doubt.message)
    if len(people) > 1:
        here.tell("name", Weight.NOTE, T("Ô có %(n)s người; mỗi người được ghi một dòng",
                                         n=len(people)))  # fmt: skip
    text = clean_line(here.text("unit")) or _section_unit(here, section)
    unit_id = _unit(here, "unit", text, ask=bool(here.text("unit"))) if text else None
    unit_name = here.ground.unit_names[unit_id] if unit_id is not None else text
    born = _born(here) if len(people) == 1 else None
    return [_person(here, one.name, unit_id, unit_name, born) for one in people]


def _section_unit(here: Here, section: str) -> str:
    return section if spelled(section) in here.ground.units else ""


def _person(here: Here, name: str, unit_id: int | None, unit_name: str, born: date | None) -> About:
    """The account of that name in that unit, when there is exactly one; else the name alone."""
    about = About(Subject.INDIVIDUAL, name, None, unit_id, unit_name, born)
    if not looks_like_name(name):
        here.tell("name", Weight.NOTE, T("“%(name)s” có thể không phải là tên một người",
                                         name=name[:80]))  # fmt: skip
    same = [key for key, unit in here.ground.accounts.get(rules.name_mark(name), ())
            if unit_id is not None and unit == unit_id]  # fmt: skip
    if len(same) == 1:
        return replace(about, account_id=same[0], born=None)
    if len(same) > 1:
        here.tell("name", Weight.NOTE, T("Có %(n)s tài khoản trùng họ tên trong đơn vị; ghi theo "
                                         "họ tên, gắn tài khoản sau", n=len(same)))  # fmt: skip
    return about


def _unit(here: Here, key: str, text: str, *, ask: bool) -> int | None:
    """The unit of a text: exactly, as answered, or asked about when only near."""
    found = here.ground.units.get(spelled(text), ())
    if len(found) == 1:
        return found[0]
    folded = search_text(text)
    if folded in here.ground.answers:
        return here.ground.answers[folded] or None
    if not ask:
        return None
    question = _question(text, here.ground)
    if question.candidates:
        here.asks.add(text)
        here.tell(key, Weight.ASK, T("“%(text)s” gần giống %(unit)s; chọn ở phần câu hỏi",
                  text=text[:80], unit=question.candidates[0].name))  # fmt: skip
    else:
        here.tell(key, Weight.NOTE, T("Không có đơn vị “%(text)s” trong danh mục; ghi theo tên",
                                      text=text[:80]))  # fmt: skip
    return None


def _awards(here: Here, kind: Subject, section: str) -> list[tuple[str, str, Family, Level]]:
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
        here.tell("award", Weight.ERROR, T("Thiếu danh hiệu, hình thức khen thưởng"))
        return [("?", "", Family.FORM, Level.BASE)]
    return found


def _said(here: Here, key: str, titles: Mapping[Any, Text]) -> Any:
    words = search_text(here.text(key))
    return next((one for one, title in titles.items() if search_text(str(title)) == words), None)


def _ground(here: Here) -> Ground:
    words = search_text(here.text("ground"))
    for key, title in GROUND_TITLES.items():
        if words and (words in search_text(str(title)) or search_text(str(title)) in words):
            return key
    return Ground.MOVEMENT if "chuyen de" in words else Ground.UNKNOWN


def _year(here: Here) -> int:
    text = search_text(here.text("year")) or here.sheet.year
    found = re.findall(r"(?:19|20)\d{2}", text)
    if found:
        # "2023-2024" of a school is the year it ends.
        return int(found[-1])
    here.tell("year", Weight.ERROR, T("Không rõ năm của thành tích; ghi năm vào cột “Năm” hoặc "
                                      "dòng tiêu đề"))  # fmt: skip
    return 0


def _day(here: Here) -> date | None:
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


def _born(here: Here) -> date | None:
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


def _uses(here: Here) -> tuple[Use, ...]:
    found = []
    for what, share in uses_in(here.text("uses")):
        code = here.ground.codes.get(what)
        found.append(Use(code, "" if code else what[:300], share))
    return tuple(found)


def _share(here: Here) -> Decimal | None:
    cell = here.cell("share")
    if not cell.text.strip():
        return None
    value, doubts = share_value(cell)
    for doubt in doubts:
        here.tell("share", doubt.level if doubt.level is Weight.ERROR else Weight.NOTE,
                  doubt.message)  # fmt: skip
    return value


__all__ = ["OUTCOME_TITLES", "TITLES", "OldLine", "Outcome", "Question", "judge"]
