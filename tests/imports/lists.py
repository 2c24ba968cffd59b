"""Lists for tests: workbooks from plain rows, and the steps of an import."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.imports import actions
from app.imports.columns import guess_all
from app.imports.models import DossierImport, DossierRow
from app.imports.page import shown_sheets
from app.kernel.actor import Actor
from app.rounds.models import Round
from tests.people import NOON

HEAD = ("STT", "Tên sáng kiến", "Tác giả", "Đơn vị", "Ngày áp dụng", "Hiệu quả")


def book(rows: Sequence[Sequence[Any]], title: str = "Danh sách") -> io.BytesIO:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(made)


def saved(made: openpyxl.Workbook) -> io.BytesIO:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def take_in(
    session: Session, actor: Actor, stream: io.BytesIO, round_: Round, unit_id: int | None,
    name: str = "danh-sach.xlsx", now: Any = NOON,
) -> DossierImport:  # fmt: skip
    """Upload."""
    return actions.take_in(session, actor, stream, name, round_, unit_id, now)


def map_as_guessed(session: Session, actor: Actor, batch: DossierImport, now: Any = NOON) -> None:
    """Take what the page proposes."""
    mapping = {
        sheet["number"]: {column["place"]: column["key"] for column in sheet["columns"]}
        for sheet in shown_sheets(session, batch, {})
        if sheet["ticked"]
    }
    actions.map_columns(session, actor, batch, mapping, now)


def rows_of(session: Session, batch: DossierImport) -> list[DossierRow]:
    """The rows in order."""
    return list(
        session.scalars(
            select(DossierRow).where(DossierRow.import_id == batch.id).order_by(DossierRow.id)
        )
    )


__all__ = ["HEAD", "book", "guess_all", "map_as_guessed", "rows_of", "saved", "take_in"]
