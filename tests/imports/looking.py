"""A file looked at without storing anything: what each row would mean, and every problem.

Pages take the same steps through the database; the corpus and the measurements take them here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from app.imports.facts import Facts
from app.imports.judged import Judged, Setting
from app.imports.judging import judge
from app.imports.opening import OpenFile
from app.imports.reading import headed, see_row, sheet_of
from app.imports.states import Verdict
from app.imports.structure import grouped


@dataclass(frozen=True)
class Ground:
    """What rows are judged against: units by folded name, their names, categories, answers."""

    units: Mapping[str, Sequence[int]]
    unit_names: Mapping[int, str]
    categories: Mapping[int, str] = field(default_factory=dict)
    own_unit: int | None = None
    allowed: frozenset[int] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """One dossier of the file, or a row that is none."""

    sheet: str
    judged: Judged


def look_at(stream: BinaryIO, name: str, ground: Ground, *, hidden: bool = False) -> list[Look]:
    """Every row under the headings, judged with the columns as guessed.

    Hidden sheets are looked at when asked for. Raises `Damaged`.
    """
    file = OpenFile(stream, name)
    try:
        rows = file.following(10**6)
    finally:
        file.close()
    sheets = [sheet_of(one) for one in file.sheets]
    facts = [Facts() for _one in sheets]
    for number, row in rows:
        see_row(sheets[number], facts[number], row)
    settings: dict[int, Setting] = {}
    for number, sheet in enumerate(sheets):
        sheet["facts"] = facts[number].stored()
        sheet.update(headed(sheet))
        if not sheet["head"][1] or (sheet["hidden"] and not hidden):
            continue
        columns = {int(place): one["guess"] for place, one in sheet["columns"].items()
                   if one["guess"]}  # fmt: skip
        scales = {int(place): one["scale"] for place, one in sheet["columns"].items()}
        headings = {int(place): one["heading"] for place, one in sheet["columns"].items()}
        settings[number] = Setting(
            sheet["name"], columns, scales, facts[number], ground.units, ground.unit_names,
            ground.allowed, ground.own_unit, ground.categories, ground.answers, file.eight_bit,
            headings,
        )  # fmt: skip
    titles = {number: place for number, one in settings.items()
              if (place := one.column_of("title")) is not None}  # fmt: skip
    heads = {number: sheet["head"][1] for number, sheet in enumerate(sheets)}
    found: list[Look] = []
    sections: dict[int, str] = {}
    for group in grouped(rows, titles, heads):
        number, first = rows[group[0]]
        setting = settings.get(number)
        if setting is None or first.number <= heads[number]:
            continue
        judged = judge([rows[place][1] for place in group], setting, sections.get(number, ""))
        if judged.verdict is Verdict.SKIPPED and judged.section:
            sections[number] = judged.section
        found.append(Look(setting.sheet, judged))
    return found
