"""The grid of a second look: one line a dossier, one cell a criterion. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.kernel.numbers import decimal_text, parse_decimal
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.review.rules import MarkDraft, SheetDraft, mark_blockers
from app.rounds.rubrics import CriterionView, RubricView

LEFT_OUT = frozenset({"–", "-", "KAD", "KHÔNG ÁP DỤNG"})
"""What is typed for "không áp dụng"."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One sheet of the grid, with what is stored on it. `open`: it may be changed now."""

    sheet_id: int
    code: str
    title: str
    summary: str
    state_title: object
    shape: str
    version: int
    open: bool
    draft: SheetDraft
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class GridEdit:
    """What one line asks for; `version` is the one its reader saw."""

    sheet_id: int
    version: int
    draft: SheetDraft


def cell_name(sheet_id: int, criterion_id: int) -> str:
    """The box of one cell."""
    return f"o-{sheet_id}-{criterion_id}"


def cell_text(mark: MarkDraft) -> str:
    """A stored mark as its box shows it."""
    if mark.skipped:
        return "–"
    return "" if mark.points is None else decimal_text(mark.points)


def typed_mark(text: str, stored: MarkDraft) -> MarkDraft:
    """What a box says; the remark stays. Raises ValueError for what is no number."""
    plain = clean_line(text)
    if not plain:
        return replace(stored, points=None, band_id=None, skipped=False)
    if plain.upper() in LEFT_OUT:
        return replace(stored, points=None, band_id=None, skipped=True)
    points = parse_decimal(plain)
    same = points == stored.points
    return replace(stored, points=points, band_id=stored.band_id if same else None, skipped=False)


@dataclass(frozen=True, slots=True)
class GridRead:
    """What was typed into a grid: the lines that change something, the cells that are wrong."""

    edits: tuple[GridEdit, ...]
    problems: tuple[Blocker, ...]


def read_grid(
    rows: Sequence[GridRow],
    rubric: RubricView,
    typed: Mapping[str, str],
    versions: Mapping[int, int],
) -> GridRead:
    """Every open line whose cells differ from what is stored; each wrong cell with its reason."""
    edits: list[GridEdit] = []
    problems: list[Blocker] = []
    for row in rows:
        if not row.open:
            continue
        marks, wrong = _marks(row, rubric.criteria, typed)
        problems += wrong
        draft = SheetDraft(marks, row.draft.remark)
        stored = SheetDraft(
            tuple(row.draft.mark_of(c.criterion_id) for c in rubric.criteria), row.draft.remark
        )
        if not wrong and draft != stored:
            edits.append(GridEdit(row.sheet_id, versions.get(row.sheet_id, 0), draft))
    return GridRead(tuple(edits), tuple(problems))


def _marks(
    row: GridRow, criteria: Sequence[CriterionView], typed: Mapping[str, str]
) -> tuple[tuple[MarkDraft, ...], list[Blocker]]:
    marks: list[MarkDraft] = []
    wrong: list[Blocker] = []
    for criterion in criteria:
        stored = row.draft.mark_of(criterion.criterion_id)
        name = cell_name(row.sheet_id, criterion.criterion_id)
        if name not in typed:
            marks.append(stored)
            continue
        try:
            mark = typed_mark(typed[name], stored)
        except ValueError:
            wrong.append(_problem(name, row, T("“%(text)s” không phải là số",
                                               text=typed[name][:20])))  # fmt: skip
            continue
        wrong += [_problem(name, row, b.message) for b in mark_blockers(mark, criterion)]
        marks.append(mark)
    return tuple(marks), wrong


def _problem(name: str, row: GridRow, message: object) -> Blocker:
    return Blocker(name, T("%(code)s: %(what)s", code=row.code, what=message))


def pasted(
    text: str, rows: Sequence[GridRow], criteria: Sequence[CriterionView]
) -> tuple[dict[str, str], list[Blocker]]:
    """Cells copied from a spreadsheet: the code of a dossier, then its points, a line each.

    Returns the boxes they fill, and every line that fits no open dossier.
    """
    by_code = {row.code.upper(): row for row in rows}
    filled: dict[str, str] = {}
    problems: list[Blocker] = []
    for number, line in enumerate(text.splitlines(), start=1):
        code, *cells = [clean_line(part) for part in line.split("\t")]
        if not code:
            continue
        row = by_code.get(code.upper())
        if row is None or not row.open:
            reason = T("không có trong danh sách") if row is None else T("đã chốt, không sửa được")
            problems.append(Blocker("dan", T("Dòng %(n)s, %(code)s: %(why)s", n=number,
                                             code=code[:30], why=reason)))  # fmt: skip
        elif len(cells) > len(criteria):
            problems.append(Blocker("dan", T("Dòng %(n)s, %(code)s: có %(cells)s ô, thang điểm có "
                                             "%(wanted)s tiêu chí", n=number, code=code[:30],
                                             cells=len(cells), wanted=len(criteria))))  # fmt: skip
        else:
            pairs = zip(criteria, cells, strict=False)
            filled.update({cell_name(row.sheet_id, c.criterion_id): cell for c, cell in pairs})
    return filled, problems
