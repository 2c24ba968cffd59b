"""What each row of an earlier years' list would write, and every problem at its cell.

Nothing is guessed in silence: a unit whose name is only near is asked about, once for the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.achievements.old_cells import awards_of, day_of, ground_of, share_of, uses_of, year_of
from app.achievements.old_lists import TITLES, OldSheet
from app.achievements.old_ratings import Draft, blockers_in, mark_of, ratings_in, standings_in
from app.achievements.old_rows import Against, Here, Question, Remark
from app.achievements.old_subjects import abouts_of, kind_of, question_of
from app.achievements.rules import AwardDraft
from app.achievements.states import Source
from app.imports.cells import letters
from app.imports.facts import Facts
from app.imports.problems import Level as Weight
from app.imports.problems import cell_name
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, search_text


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
                asked.setdefault(key, question_of(text, ground))
    return lines, list(asked.values())


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
    kind = kind_of(here, names, section)
    abouts = abouts_of(here, names, kind, section)
    awards = awards_of(here, kind, section)
    year, day = year_of(here), day_of(here)
    number = clean_line(here.text("number")) or here.sheet.decision
    if here.sheet.columns.get("number") is not None and not here.cell("number").text.strip():
        number = here.sheet.decision
    uses = uses_of(here)
    share = share_of(here)
    if share is not None and len(uses) == 1 and uses[0].share is None:
        uses = (replace(uses[0], share=share),)
    found = []
    for about in abouts:
        for name, code, family, level in awards:
            found.append(AwardDraft(
                about, name, family, year, code, level, ground_of(here), number[:60], day,
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
    abouts = abouts_of(here, names, kind_of(here, names, section), section)
    found: list[Draft] = list(ratings_in(here, abouts, year_of(here))) if rated else []
    return [*found, *(standings_in(here, abouts) if since else [])]


__all__ = ["OUTCOME_TITLES", "TITLES", "OldLine", "Outcome", "Question", "judge"]
