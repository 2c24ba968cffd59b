"""The second step: every dossier of the list judged, compared, its questions gathered."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.imports.cells import Row, letters
from app.imports.comparing import as_json, compare, forget_titles
from app.imports.contexts import settings_of
from app.imports.judged import Judged, Setting
from app.imports.judging import judge, settle
from app.imports.models import DossierImport, DossierQuestion, DossierRow
from app.imports.problems import Code, Level, Problem, cell_name
from app.imports.reading import row_of
from app.imports.states import IMPORT_LIFECYCLE, Verdict
from app.imports.structure import grouped
from app.kernel.actor import Actor
from app.kernel.text import T

STEP_ROWS = 150
Group = list[tuple[DossierRow, Row]]


def check_some(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> bool:
    """Judge the next rows; True while there are more."""
    counts: dict[str, Any] = json.loads(batch.counts)
    structure, settings = json.loads(batch.structure), settings_of(session, actor, batch, now)
    stored = list(
        session.scalars(
            select(DossierRow)
            .where(DossierRow.import_id == batch.id, DossierRow.id > counts.get("at", 0))
            .order_by(DossierRow.id)
            .limit(STEP_ROWS)
        )
    )
    groups = _groups(stored, settings, structure)
    if len(stored) == STEP_ROWS and len(groups) > 1:
        groups.pop()  # its merged title may go on
    judged: list[tuple[Group, Judged, Setting]] = []
    sections = counts.setdefault("sections", {})
    for group in groups:
        row, setting = group[0][0], settings.get(group[0][0].sheet)
        if setting is None or row.number <= structure["sheets"][row.sheet]["head"][1]:
            _leave(row, Verdict.SKIPPED)
            continue
        found = judge([one for _stored, one in group], setting, sections.get(str(row.sheet), ""))
        if found.verdict is Verdict.SKIPPED and found.section:
            sections[str(row.sheet)] = found.section
        judged.append((group, found, setting))
    _finish_rows(session, actor, batch, judged, counts)
    if groups:
        counts["at"] = groups[-1][-1][0].id
    counts["done"] = counts.get("done", 0) + sum(len(group) for group in groups)
    more = len(stored) == STEP_ROWS
    if not more:
        forget_titles()
        counts["verdicts"] = _verdicts(session, batch.id)
        batch.checked_at = now
        move(session, actor, batch, IMPORT_LIFECYCLE, "check", now)
    batch.counts = json.dumps(counts, ensure_ascii=False)
    return more


def _groups(
    stored: Sequence[DossierRow], settings: dict[int, Setting], structure: dict[str, Any]
) -> list[Group]:
    """Rows that share a merged title cell are one dossier."""
    rows = [(one.sheet, row_of(one)) for one in stored]
    titles = {
        number: place
        for number, setting in settings.items()
        if (place := setting.column_of("title")) is not None
    }
    heads = {number: sheet["head"][1] for number, sheet in enumerate(structure["sheets"])}
    return [
        [(stored[place], rows[place][1]) for place in group]
        for group in grouped(rows, titles, heads)
    ]


def _finish_rows(
    session: Session, actor: Actor, batch: DossierImport,
    judged: list[tuple[Group, Judged, Setting]], counts: dict[str, Any],
) -> None:  # fmt: skip
    _find_twice(session, batch, judged)
    rows = [found for _group, found, _setting in judged]
    matches = compare(session, actor, batch, rows, counts.get("run", 0))
    for group, found, setting in judged:
        first = group[0][0]
        _leave(first, found.verdict)
        first.title, first.key = found.title, found.key if found.title else ""
        first.values = json.dumps(found.values, ensure_ascii=False)
        first.problems = as_json(found.problems)
        codes = sorted({str(one.code) for one in found.problems})
        first.codes = f" {' '.join(codes)} " if codes else ""
        first.idea_id = matches.get(id(found))
        for row, _cells in group[1:]:
            _leave(row, Verdict.SKIPPED)
            place = setting.column_of("title") or 0
            note = Problem(
                cell_name(setting.sheet, letters(place), row.number), Code.MERGED, Level.NOTE,
                T("Dòng thuộc hồ sơ ở dòng %(n)s (ô tên gộp)", n=first.number),
            )  # fmt: skip
            row.problems, row.codes = as_json([note]), f" {Code.MERGED} "
    _gather(session, batch, rows)


def _leave(row: DossierRow, verdict: Verdict) -> None:
    row.verdict, row.title, row.key, row.codes = str(verdict), "", "", ""
    row.values, row.problems, row.outcome, row.note = "{}", "[]", "", ""
    row.idea_id = None


def _find_twice(
    session: Session, batch: DossierImport, judged: list[tuple[Group, Judged, Setting]]
) -> None:
    """The same dossier further up in the file: left out when equal, asked about when not."""
    wanted = [(group[0][0], found, setting) for group, found, setting in judged if found.title]
    session.flush()
    first = wanted[0][0].id if wanted else 0
    seen: dict[str, tuple[int, str]] = {}
    if wanted:
        rows = session.execute(
            select(DossierRow.key, DossierRow.number, DossierRow.values)
            .where(DossierRow.key.in_({found.key for _row, found, _set in wanted}),
                   DossierRow.import_id == batch.id, DossierRow.id < first)
            .order_by(DossierRow.id.desc())
        )  # fmt: skip
        seen = {key: (number, values) for key, number, values in rows}
    for row, found, setting in wanted:
        values = json.dumps(found.values, ensure_ascii=False)
        earlier = seen.setdefault(found.key, (row.number, values))
        if earlier[0] == row.number or found.verdict is Verdict.SKIPPED:
            continue
        place = setting.column_of("title") or 0
        cell = cell_name(setting.sheet, letters(place), row.number)
        if earlier[1] == values:
            message = T("Giống hệt dòng %(n)s; chỉ nhập một lần", n=earlier[0])
            found.problems.append(Problem(cell, Code.TWICE, Level.NOTE, message, "title"))
            found.verdict = Verdict.SKIPPED
        else:
            ask = f"{Code.TWICE}|{setting.sheet}"[:300]
            message = T("Trùng tên giải pháp với dòng %(n)s nhưng nội dung khác; nhập thành hồ sơ "
                        "riêng?", n=earlier[0])  # fmt: skip
            found.problems.append(
                Problem(cell, Code.TWICE, Level.ASK, message, "title", ask, raw=found.title)
            )
            found.options[ask] = [("yes", ""), ("no", "")]
            settle(found, setting.answers)


def _gather(session: Session, batch: DossierImport, rows: Sequence[Judged]) -> None:
    """One question for each guess, however many rows need it; an example and the choices."""
    needed: dict[str, tuple[Problem, int, list[tuple[str, str]]]] = {}
    for row in rows:
        for ask in {one.ask for one in row.problems if one.ask}:
            problem = next(one for one in row.problems if one.ask == ask)
            first, number, options = needed.get(ask, (problem, 0, row.options.get(ask, [])))
            needed[ask] = (first, number + 1, options)
    keys = list(needed)
    known = {
        one.key: one
        for one in session.scalars(
            select(DossierQuestion).where(
                DossierQuestion.import_id == batch.id, DossierQuestion.key.in_(keys)
            )
        )
    }
    for key, (problem, number, options) in needed.items():
        question = known.get(key)
        if question is None:
            question = DossierQuestion(import_id=batch.id, key=key, rows=0, answer="")
            session.add(question)
        if not question.rows:
            question.code, question.raw = str(problem.code), problem.raw
            question.message, question.cell = str(problem.message), problem.cell[:200]
            question.options = json.dumps(options, ensure_ascii=False)
        question.rows += number


def _verdicts(session: Session, import_id: int) -> dict[str, int]:
    rows = session.execute(
        select(DossierRow.verdict, func.count())
        .where(DossierRow.import_id == import_id)
        .group_by(DossierRow.verdict)
    )
    return {verdict: number for verdict, number in rows}
