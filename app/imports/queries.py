"""Reads of uploaded lists: mine, one, its rows by verdict and problem, its questions."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, undefer

from app.accounts.models import Unit
from app.ideas.models import Idea
from app.imports import policy
from app.imports.columns import signature
from app.imports.comparing import from_json
from app.imports.models import DossierImport, DossierMapping, DossierQuestion, DossierRow
from app.imports.problems import Problem
from app.imports.states import ImportState, Outcome, Verdict
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.rounds.models import Round
from app.rounds.states import RoundState


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One upload of a list of uploads."""

    import_id: int
    file_name: str
    state: ImportState
    rows: int
    uploaded_at: datetime


def mine(session: Session, actor: Actor, *, limit: int, offset: int) -> list[ImportLine]:
    """One's own uploads, newest first."""
    rows = session.execute(
        select(DossierImport.id, DossierImport.file_name, DossierImport.state, DossierImport.rows,
               DossierImport.uploaded_at)
        .where(DossierImport.account_id == actor.user_id)
        .order_by(DossierImport.id.desc())
        .limit(limit).offset(offset)
    )  # fmt: skip
    return [ImportLine(*row) for row in rows]


def mine_total(session: Session, actor: Actor) -> int:
    """How many uploads one made."""
    count = select(func.count(DossierImport.id))
    return session.scalar(count.where(DossierImport.account_id == actor.user_id)) or 0


def one(session: Session, actor: Actor, import_id: int) -> DossierImport:
    """One upload of one's own; 404 for any other."""
    found = session.get(DossierImport, import_id, options=[undefer(DossierImport.structure)])
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.handle(actor, found.account_id))
    return found


def earlier(session: Session, batch: DossierImport) -> ImportLine | None:
    """The last upload of the very same file by the same person that was stored."""
    row = session.execute(
        select(DossierImport.id, DossierImport.file_name, DossierImport.state, DossierImport.rows,
               DossierImport.uploaded_at)
        .where(DossierImport.account_id == batch.account_id, DossierImport.id < batch.id,
               DossierImport.sha256 == batch.sha256, DossierImport.round_id == batch.round_id,
               DossierImport.state == ImportState.STORED)
        .order_by(DossierImport.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return ImportLine(*row) if row else None


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the preview or of the result."""

    sheet: str
    number: int
    title: str
    verdict: Verdict
    problems: tuple[Problem, ...]
    outcome: Outcome
    note: str
    idea_id: int | None
    values: dict[str, Any]


def rows(
    session: Session, batch: DossierImport, *, verdict: str = "", code: str = "",
    outcome: str = "", limit: int | None, offset: int = 0,
) -> list[RowLine]:  # fmt: skip
    """The rows asked for, in the order of the file; title rows and blank ones left out."""
    names = [sheet["name"] for sheet in json.loads(batch.structure).get("sheets", [])]
    found = session.scalars(
        select(DossierRow)
        .where(_wanted(batch, verdict, code, outcome))
        .order_by(DossierRow.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        RowLine(names[row.sheet] if row.sheet < len(names) else "", row.number, row.title,
                Verdict(row.verdict), tuple(from_json(row.problems)), Outcome(row.outcome),
                row.note, row.idea_id, json.loads(row.values))
        for row in found
    ]  # fmt: skip


def row_total(
    session: Session, batch: DossierImport, *, verdict: str = "", code: str = "", outcome: str = ""
) -> int:
    """How many rows `rows` finds in all."""
    count = select(func.count(DossierRow.id))
    return session.scalar(count.where(_wanted(batch, verdict, code, outcome))) or 0


def _wanted(batch: DossierImport, verdict: str, code: str, outcome: str) -> ColumnElement[bool]:
    wanted = [DossierRow.import_id == batch.id]
    if verdict:
        wanted.append(DossierRow.verdict == verdict)
    else:
        wanted.append((DossierRow.verdict != Verdict.SKIPPED) | (DossierRow.codes != ""))
    if code:
        wanted.append(DossierRow.codes.contains(f" {code} ", autoescape=True))
    if outcome:
        wanted.append(DossierRow.outcome == outcome)
    return and_(*wanted)


def code_counts(session: Session, batch: DossierImport) -> Counter[str]:
    """How many rows have each kind of problem."""
    found: Counter[str] = Counter()
    for codes, number in session.execute(
        select(DossierRow.codes, func.count())
        .where(DossierRow.import_id == batch.id, DossierRow.codes != "")
        .group_by(DossierRow.codes)
    ):
        for code in codes.split():
            found[code] += number
    return found


def outcome_counts(session: Session, batch: DossierImport) -> dict[str, int]:
    """How many rows came to each end."""
    found = session.execute(
        select(DossierRow.outcome, func.count())
        .where(DossierRow.import_id == batch.id, DossierRow.verdict.not_in((Verdict.SKIPPED, "")))
        .group_by(DossierRow.outcome)
    )
    return {outcome: number for outcome, number in found}


@dataclass(frozen=True, slots=True)
class Question:
    """A guess to confirm, with its choices (value, title)."""

    question_id: int
    code: str
    message: str
    cell: str
    rows: int
    answer: str
    options: tuple[tuple[str, str], ...]

    @property
    def chooses(self) -> bool:
        """Whether it offers more than yes and no."""
        return any(title for _value, title in self.options)


def questions(session: Session, batch: DossierImport) -> list[Question]:
    """What has to be confirmed, open ones first."""
    found = session.scalars(
        select(DossierQuestion)
        .where(DossierQuestion.import_id == batch.id, DossierQuestion.rows > 0)
        .order_by(DossierQuestion.answer != "", DossierQuestion.id)
    )
    return [
        Question(row.id, row.code, row.message, row.cell, row.rows, row.answer,
                 tuple((value, title) for value, title in json.loads(row.options)))
        for row in found
    ]  # fmt: skip


def remembered(
    session: Session, batch: DossierImport, sheet: dict[str, Any], mark: Any
) -> dict[str, str]:
    """The columns of the unit's last list with these headings; {} when there was none."""
    headings = [column["heading"] for column in sheet["columns"].values()]
    found = session.scalar(
        select(DossierMapping.columns).where(
            DossierMapping.unit_id == batch.unit_id,
            DossierMapping.signature == mark(signature(headings)),
        )
    )
    return dict(json.loads(found)) if found else {}


def open_rounds(session: Session, now: datetime) -> list[tuple[int, str]]:
    """The rounds that take dossiers in at this moment."""
    found = session.execute(
        select(Round.id, Round.title)
        .where(Round.state == RoundState.ANNOUNCED, Round.opens_at <= now, Round.closes_at > now)
        .order_by(Round.closes_at, Round.id)
    )
    return [(key, title) for key, title in found]


def my_units(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The units one may bring lists for."""
    wanted = select(Unit.id, Unit.name).order_by(Unit.official_order, Unit.id)
    if not actor.has(Role.SECRETARY):
        wanted = wanted.where(Unit.id.in_(actor.units_as(Role.UNIT_CLERK)))
    return [(key, name) for key, name in session.execute(wanted)]


def titles_of(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """The codes or titles of dossiers, for links."""
    found = session.execute(select(Idea.id, Idea.title).where(Idea.id.in_(keys)))
    return {key: title for key, title in found}
