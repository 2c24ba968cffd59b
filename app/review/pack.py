"""The offline pack: my sheets of a round as one workbook, filled without a network, read back.

Blind-safe by construction: it holds what `GridRow` and the texts of the dossier hold, no author,
no unit, no file name, and never the part that is to be kept secret.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from app.documents.xlsx_writer import Cell, SheetColumn, to_xlsx
from app.documents.xlsx_writer import Sheet as Page
from app.files.packages import package_problem
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.review.grid import GridEdit, GridRow, cell_text, typed_mark
from app.review.rules import REMARK_LIMIT, MarkDraft, SheetDraft, mark_blockers
from app.rounds.rubrics import CriterionView, RubricView

SHEET, DOSSIERS, SCALE = "Phiếu", "Hồ sơ", "Thang điểm"
MOST_BYTES, MOST_ROWS = 5 << 20, 2000
FIRST = ("Mã hồ sơ", "Tên giải pháp")
LAST = ("Nhận xét chung", "Mã phiếu", "Phiên bản")
TEXTS = {
    "summary": "Tóm tắt", "problem": "Vấn đề", "solution": "Giải pháp", "novelty": "Điểm mới",
    "conditions": "Điều kiện áp dụng", "application": "Tình hình áp dụng", "effect": "Hiệu quả",
}  # fmt: skip


def heads(rubric: RubricView) -> list[str]:
    """The head of the sheet that is filled in; it must come back as it went out."""
    pairs = [
        (f"{c.position}. {c.name} (0–{decimal_text(c.maximum)})", f"Nhận xét {c.position}")
        for c in rubric.criteria
    ]
    return [*FIRST, *[head for pair in pairs for head in pair], *LAST]


def pack_xlsx(
    rows: Sequence[GridRow], texts: Mapping[int, Mapping[str, str]], rubric: RubricView, title: str
) -> bytes:
    """Three sheets: what to fill in, the dossiers to read, the scale."""
    columns = tuple(SheetColumn(head, 30 if "Nhận xét" in head else 16) for head in heads(rubric))
    lines = tuple(_line(row, rubric) for row in rows if row.open)
    dossiers = tuple(
        (row.code, row.title, *[texts.get(row.sheet_id, {}).get(name, "") for name in TEXTS])
        for row in rows if row.open
    )  # fmt: skip
    scale = tuple(
        (c.position, c.name, f"{decimal_text(band.low)}–{decimal_text(band.high)}", band.label,
         band.anchor)
        for c in rubric.criteria for band in c.bands
    )  # fmt: skip
    wide = tuple(SheetColumn(head, 60) for head in TEXTS.values())
    return to_xlsx([
        Page(SHEET, columns, lines),
        Page(DOSSIERS, (SheetColumn(FIRST[0], 16), SheetColumn(FIRST[1], 40), *wide), dossiers,
             title=title),
        Page(SCALE, tuple(SheetColumn(head, 24) for head in
                          ("Tiêu chí", "Tên", "Điểm", "Mức", "Mô tả")), scale, title=title),
    ])  # fmt: skip


def _line(row: GridRow, rubric: RubricView) -> tuple[Cell, ...]:
    marks = [row.draft.mark_of(c.criterion_id) for c in rubric.criteria]
    filled = [part for mark in marks for part in (cell_text(mark), mark.remark)]
    return (row.code, row.title, *filled, row.draft.remark, str(row.sheet_id), str(row.version))


@dataclass(frozen=True, slots=True)
class PackRead:
    """What a pack that came back asks for, and everything wrong with it, cell by cell."""

    edits: tuple[GridEdit, ...]
    problems: tuple[Blocker, ...]
    same: int


def read_pack(content: bytes, rows: Sequence[GridRow], rubric: RubricView) -> PackRead:
    """Lines that say what is stored already are counted and left; the same file twice is harmless.

    Raises Blocked when it is no such workbook. A line of a sheet that is locked, gone or somebody
    else's is a problem only when it asks for a change.
    """
    lines = _lines(content)
    wanted = heads(rubric)
    if not lines or [clean_line(_text(cell)) for cell in lines[0][: len(wanted)]] != wanted:
        raise _bad(T("Trang “%(sheet)s” không có đúng hàng tiêu đề của gói chấm này. Tải gói mới "
                     "rồi chép điểm sang", sheet=SHEET))  # fmt: skip
    known = {row.sheet_id: row for row in rows}
    edits: list[GridEdit] = []
    problems: list[Blocker] = []
    same, seen = 0, set[int]()
    for number, cells in enumerate(lines[1:], start=2):
        texts = [_text(cell) for cell in (*cells, *[None] * len(wanted))][: len(wanted)]
        if not any(texts):
            continue
        key = int(texts[-2]) if texts[-2].isdecimal() and len(texts[-2]) < 12 else 0
        row = known.get(key)
        if row is None or row.code != clean_line(texts[0]) or key in seen:
            problems.append(_at(number, len(wanted) - 2, T("không phải phiếu của Ông/Bà trong đợt "
                                                           "này, hoặc lặp lại")))  # fmt: skip
            continue
        seen.add(key)
        draft, wrong = _draft(row, texts, rubric.criteria, number)
        problems += wrong
        stored = SheetDraft(
            tuple(row.draft.mark_of(c.criterion_id) for c in rubric.criteria), row.draft.remark
        )
        if not wrong and draft == stored:
            same += 1
        elif not wrong and not row.open:
            problems.append(_at(number, 0, T("phiếu đã chốt hoặc đã hết hạn, không sửa được")))
        elif not wrong:
            version = texts[-1]
            shown = int(version) if version.isdecimal() and len(version) < 10 else 0
            problems += _conflicts(row, draft, shown, rubric.criteria, number)
            edits.append(GridEdit(key, row.version, draft))
    return PackRead(tuple(edits), tuple(problems), same)


def _draft(
    row: GridRow, texts: list[str], criteria: Sequence[CriterionView], number: int
) -> tuple[SheetDraft, list[Blocker]]:
    marks: list[MarkDraft] = []
    wrong: list[Blocker] = []
    for place, criterion in enumerate(criteria):
        column = len(FIRST) + 2 * place
        stored = row.draft.mark_of(criterion.criterion_id)
        try:
            mark = replace(typed_mark(texts[column], stored), remark=clean(texts[column + 1]))
        except ValueError:
            wrong.append(_at(number, column, T("“%(text)s” không phải là số",
                                               text=texts[column][:20])))  # fmt: skip
            continue
        if len(mark.remark) > REMARK_LIMIT:
            wrong.append(_at(number, column + 1, T("nhận xét quá %(n)s ký tự", n=REMARK_LIMIT)))
        wrong += [_at(number, column, b.message) for b in mark_blockers(mark, criterion)]
        marks.append(mark)
    remark = clean(texts[-3])
    if len(remark) > REMARK_LIMIT:
        wrong.append(_at(number, len(texts) - 3, T("nhận xét quá %(n)s ký tự", n=REMARK_LIMIT)))
    return SheetDraft(tuple(marks), remark), wrong


def _conflicts(
    row: GridRow, draft: SheetDraft, shown: int, criteria: Sequence[CriterionView], number: int
) -> list[Blocker]:
    """The sheet was saved here after the pack was made: both values, and nothing is overwritten."""
    if shown == row.version:
        return []
    found = []
    for place, criterion in enumerate(criteria):
        mine = draft.mark_of(criterion.criterion_id)
        stored = row.draft.mark_of(criterion.criterion_id)
        for offset, here, there in ((0, cell_text(mine), cell_text(stored)),
                                    (1, mine.remark, stored.remark)):  # fmt: skip
            if here != there:
                found.append(_at(number, len(FIRST) + 2 * place + offset, T(
                    "đã sửa trên hệ thống sau khi tải gói: đang là “%(there)s”, tệp ghi "
                    "“%(here)s”", there=there[:60], here=here[:60])))  # fmt: skip
    if draft.remark != row.draft.remark:
        found.append(_at(number, len(FIRST) + 2 * len(criteria),
                         T("nhận xét chung đã sửa trên hệ thống sau khi tải gói")))  # fmt: skip
    return found


def _at(number: int, column: int, what: object) -> Blocker:
    """A problem at its cell: "Phiếu!C5"."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return Blocker("file", T("%(cell)s: %(what)s", cell=f"{SHEET}!{letters}{number}", what=what))


def _lines(content: bytes) -> list[list[Any]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, needed only here

    if not content:
        raise _bad(T("Chọn gói chấm (.xlsx) để nhập"))
    if len(content) > MOST_BYTES:
        raise _bad(T("Tệp lớn hơn %(n)s MB", n=MOST_BYTES >> 20))
    problem = package_problem(BytesIO(content), ".xlsx")
    if problem is not None:
        raise _bad(problem)
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        with closing(book):
            sheet = book[SHEET]
            sheet.reset_dimensions()
            found = [list(line) for line in sheet.iter_rows(max_row=MOST_ROWS, values_only=True)]
    except Exception:
        raise _bad(T("Không đọc được gói chấm. Lưu lại tệp bằng Excel ở dạng .xlsx rồi thử "
                     "lại")) from None  # fmt: skip
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, ".6f").rstrip("0").rstrip(".").replace(".", ",")
    return str(value).strip()


def _bad(text: object) -> Blocked:
    return Blocked([Blocker("file", text)])  # type: ignore[arg-type]
