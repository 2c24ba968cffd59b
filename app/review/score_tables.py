"""Score lines become sheets: weighted means per sheet, dossiers and reviewers by number."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.review.calibration import Real, Whole
from app.review.score_files import BadFile, Columns, read_columns


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Names sorted; per sheet the number of its dossier and of its reviewer, and its total.

    `fields`: a number per dossier. `unscored`: dossiers that have lines but no score at all.
    """

    ideas: list[str]
    reviewers: list[str]
    idea: Whole
    reviewer: Whole
    total: Real
    fields: Whole
    unscored: list[str]


def read_scores(path: Path) -> ScoreTable:
    """Read `idea,reviewer,criterion,score[,weight][,field]`, one line per criterion.

    An empty score leaves the criterion out of the sheet's weighted mean; an empty weight is 1.
    """
    columns = ("idea", "reviewer", "criterion", "score"), ("weight", "field")
    table = read_columns(path, *columns)
    ideas, idea = _numbered(table.names("idea"))
    people, person = _numbered(table.names("reviewer"))
    _, criterion = _numbered(table.names("criterion"))
    score = np.array(table.numbers("score", float("nan")))
    weight = np.array(table.numbers("weight", 1.0))
    if (weight < 0).any():
        table.refuse(int(np.argmax(weight < 0)), "cột weight: trọng số không được âm")
    _refuse_twice(table, idea, person, criterion)
    fields = _fields(table, idea, len(ideas))
    sheet = idea * len(people) + person
    given = ~np.isnan(score)
    if not given.any():
        raise BadFile(f"{path.name}: không có điểm nào")
    keys, total = _totals(table, sheet, score, weight, given)
    scored, own = np.unique(keys // len(people), return_inverse=True)
    active, own_people = np.unique(keys % len(people), return_inverse=True)
    without = sorted(set(range(len(ideas))) - set(scored.tolist()))
    return ScoreTable(
        ideas=[ideas[number] for number in scored],
        reviewers=[people[number] for number in active],
        idea=own,
        reviewer=own_people,
        total=total,
        fields=fields[scored],
        unscored=[ideas[number] for number in without],
    )


def _numbered(names: list[str]) -> tuple[list[str], Whole]:
    distinct = sorted(set(names))
    place = {name: number for number, name in enumerate(distinct)}
    return distinct, np.fromiter(map(place.__getitem__, names), dtype=np.int64, count=len(names))


def _refuse_twice(table: Columns, idea: Whole, person: Whole, criterion: Whole) -> None:
    if not table.size:
        return
    width = int(criterion.max()) + 1
    keys = (idea * (int(person.max()) + 1) + person) * width + criterion
    order = np.argsort(keys, kind="stable")
    twice = order[1:][np.diff(keys[order]) == 0]
    if len(twice):
        index = int(twice.min())
        idea_name, reviewer, name = (
            table.cells[column][index] for column in ("idea", "reviewer", "criterion")
        )
        table.refuse(index, f"trùng điểm của hồ sơ {idea_name}, người chấm {reviewer}, "
                            f"tiêu chí {name}")  # fmt: skip


def _fields(table: Columns, idea: Whole, ideas: int) -> Whole:
    if set(table.cells["field"]) <= {""}:
        return np.zeros(ideas, dtype=np.int64)
    _, field = _numbered([name.casefold() for name in table.cells["field"]])
    found = np.zeros(ideas, dtype=np.int64)
    found[idea] = field
    if (found[idea] != field).any():
        index = int(np.argmax(found[idea] != field))
        table.refuse(index, f"hồ sơ {table.cells['idea'][index]} có hai lĩnh vực khác nhau")
    return found


def _totals(
    table: Columns, sheet: Whole, score: Real, weight: Real, given: np.ndarray
) -> tuple[Whole, Real]:
    """The weighted mean of each sheet, added up in the order of its values: no other order, of
    lines or of names, can change a last bit.
    """
    lines = np.flatnonzero(given)
    lines = lines[np.lexsort((weight[lines], score[lines], sheet[lines]))]
    starts = np.flatnonzero(np.diff(sheet[lines], prepend=-1))
    keys = sheet[lines[starts]]
    weights = np.add.reduceat(weight[lines], starts)
    if (weights <= 0).any():
        index = int(lines[starts[np.argmax(weights <= 0)]])
        table.refuse(index, f"phiếu của {table.cells['reviewer'][index]} cho hồ sơ "
                            f"{table.cells['idea'][index]} có tổng trọng số 0")  # fmt: skip
    totals = np.add.reduceat((score * weight)[lines], starts) / weights
    single = np.diff(starts, append=len(lines)) == 1
    totals[single] = score[lines[starts[single]]]
    return keys, totals
