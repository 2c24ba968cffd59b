"""The first step: the rows of the file become rows of a table, the columns are counted."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.actions import move
from app.imports.cells import Cell, Row, cell_of
from app.imports.columns import guess_all
from app.imports.facts import Facts
from app.imports.models import DossierImport, DossierRow
from app.imports.opening import SheetFacts, forget, opened_at
from app.imports.states import IMPORT_LIFECYCLE
from app.imports.structure import HEAD_WITHIN, find_head
from app.imports.workbook_reading import Damaged
from app.kernel.actor import Actor
from app.kernel.text import T

MOST_ROWS = 120_000
STEP_ROWS, SAMPLES = 500, 3


def read_some(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> bool:
    """Store the next rows; True while there are more. A file that cannot be read fails here."""
    structure = json.loads(batch.structure)
    try:
        file = opened_at(batch.id, batch.sha256, batch.file_name, structure.get("given", 0))
        rows = file.following(STEP_ROWS)
    except Damaged:
        forget()
        batch.note = str(T("Không đọc được tệp. Mở tệp bằng Excel, lưu lại ở dạng .xlsx rồi tải "
                           "lên lại"))  # fmt: skip
        move(session, actor, batch, IMPORT_LIFECYCLE, "fail", now, reason=batch.note)
        return False
    if not structure:
        structure = {"sheets": [sheet_of(one) for one in file.sheets],
                     "eight_bit": file.eight_bit, "given": 0}  # fmt: skip
    facts = {number: Facts(one["facts"]) for number, one in enumerate(structure["sheets"])}
    for sheet, row in rows:
        _keep(session, batch, structure["sheets"][sheet], facts[sheet], sheet, row)
    for number, one in enumerate(structure["sheets"]):
        one["facts"] = facts[number].stored()
    structure["given"] += len(rows)
    batch.rows = structure["given"]
    more = len(rows) == STEP_ROWS
    if batch.rows > MOST_ROWS:
        forget()
        batch.note = str(T("Tệp có hơn %(n)s dòng; chia thành nhiều tệp", n=MOST_ROWS))
        move(session, actor, batch, IMPORT_LIFECYCLE, "fail", now, reason=batch.note)
        return False
    if not more:
        forget()
        for one in structure["sheets"]:
            one.update(headed(one))
    batch.structure = json.dumps(structure, ensure_ascii=False)
    if not more:
        move(session, actor, batch, IMPORT_LIFECYCLE, "read", now, rows=batch.rows)
    return more


def sheet_of(one: SheetFacts) -> dict[str, Any]:
    return {**asdict(one), "facts": {}, "rows": 0, "hidden_rows": 0, "top": []}


def _keep(
    session: Session, batch: DossierImport, sheet: dict[str, Any], facts: Facts, number: int,
    row: Row,
) -> None:  # fmt: skip
    cells = {place: cell.stored() for place, cell in row.cells.items()}
    session.add(
        DossierRow(
            import_id=batch.id, sheet=number, number=row.number, hidden=row.hidden,
            cells=json.dumps(cells, ensure_ascii=False),
        )
    )  # fmt: skip
    see_row(sheet, facts, row)


def see_row(sheet: dict[str, Any], facts: Facts, row: Row) -> None:
    """Count a row; the first ones are kept to find the headings among them."""
    sheet["rows"] += 1
    sheet["hidden_rows"] += row.hidden
    if len(sheet["top"]) < HEAD_WITHIN:
        short = {place: _short(cell).stored() for place, cell in row.cells.items()}
        sheet["top"].append([row.number, short, int(row.hidden)])
    for place, cell in row.cells.items():
        if not cell.merged:
            facts.see(place, cell)


def _short(cell: Cell) -> Cell:
    return Cell(cell.kind, cell.text[:300], cell.font, cell.shape, cell.formula, cell.merged)


def row_of(stored: DossierRow) -> Row:
    """The row as it was read."""
    cells = {int(place): cell_of(cell) for place, cell in json.loads(stored.cells).items()}
    return Row(stored.number, cells, stored.hidden)


def headed(sheet: dict[str, Any]) -> dict[str, Any]:
    """Where the headings are, what each column seems to hold, some of its values."""
    rows = [
        Row(number, {int(place): cell_of(cell) for place, cell in cells.items()}, bool(hidden))
        for number, cells, hidden in sheet["top"]
    ]
    head = find_head(rows, Facts(sheet["facts"]).encoding(-1))
    guesses = guess_all(head.headings)
    below = [row for row in rows if row.number > head.last]
    places = sorted({*head.headings, *(place for row in below for place in row.cells)})
    columns = {
        str(place): {
            "heading": head.headings.get(place, ""),
            "guess": guesses[place].key if place in guesses else "",
            "exact": place in guesses and guesses[place].exact,
            "scale": guesses[place].scale if place in guesses else 1,
            "samples": [row.at(place).shown[:80] for row in below
                        if row.at(place).text.strip()][:SAMPLES],
        }
        for place in places
    }  # fmt: skip
    return {"head": [head.first, head.last], "columns": columns, "top": []}
