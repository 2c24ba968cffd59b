"""Reads of the awards room: lists, one list as values, what waits, and the dated catalogue."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, case, exists, func, select
from sqlalchemy.orm import Session

from app.awards.candidates import applied_somewhere
from app.awards.catalogue_queries import (
    KindChoice,
    catalogue,
    citation,
    citations_on,
    kinds_on,
    salary_on,
)
from app.awards.compiled import CompiledList, fingerprint, from_json
from app.awards.compiling import compile_list, judged_lines
from app.awards.models import Nomination, NominationBasis, NominationList
from app.awards.states import ListState, SubjectKind, Verdict
from app.database.reading import rows_of
from app.review.models import Recognition
from app.rounds.models import Round

__all__ = [
    "KindChoice", "ListRow", "OpenList", "award_rounds", "catalogue", "citation", "citations_on",
    "kinds_for", "kinds_on", "line_count", "list_count", "list_rows", "lists_to_finish",
    "newest_draft", "salary_on", "shown_list", "snapshot_code", "unused_solution_count",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list in the table of lists."""

    list_id: int
    number: int
    year: int
    title: str
    upward: bool
    state: ListState
    due_on: date | None
    decision_number: str
    decided_on: date | None
    individuals: int
    collectives: int


def list_rows(session: Session, *, first: int, most: int) -> list[ListRow]:
    """The lists, the newest first."""
    counted = (
        select(
            Nomination.list_id,
            func.sum(case((Nomination.subject_kind == SubjectKind.INDIVIDUAL, 1), else_=0)).label(
                "individuals"
            ),
            func.sum(case((Nomination.subject_kind == SubjectKind.COLLECTIVE, 1), else_=0)).label(
                "collectives"
            ),
        )
        .group_by(Nomination.list_id)
        .subquery()
    )
    rows = session.execute(
        select(
            NominationList.id, NominationList.number, NominationList.year, NominationList.title,
            NominationList.upward, NominationList.state, NominationList.due_on,
            NominationList.decision_number, NominationList.decided_on,
            func.coalesce(counted.c.individuals, 0), func.coalesce(counted.c.collectives, 0),
        )
        .outerjoin(counted, counted.c.list_id == NominationList.id)
        .order_by(NominationList.year.desc(), NominationList.number.desc())
        .offset(first)
        .limit(most)
    )  # fmt: skip
    return [ListRow(*row) for row in rows]


def list_count(session: Session) -> int:
    """How many lists there are."""
    return session.scalar(select(func.count()).select_from(NominationList)) or 0


def shown_list(session: Session, list_: NominationList) -> CompiledList:
    """The list as values: a draft as it stands now, a locked one as it was locked."""
    if list_.state is ListState.DRAFT:
        return compile_list(session, list_)
    return from_json(list_.snapshot)


def line_count(session: Session, list_: NominationList) -> int:
    """How many nominations are on the list."""
    [(lines,)] = rows_of(session, _line_count(), {"of_list": list_.id})
    return lines


@cache
def _line_count() -> Select[int]:
    return (
        select(func.count())
        .select_from(Nomination)
        .where(Nomination.list_id == bindparam("of_list"))
    )


def snapshot_code(list_: NominationList) -> str:
    """The code printed under the documents of a locked list; "" for a draft."""
    return fingerprint(list_.snapshot) if list_.snapshot else ""


def kinds_for(session: Session, list_: NominationList) -> list[KindChoice]:
    """The awards that this list may hold."""
    return [
        kind
        for kind in kinds_on(session, list_.judged_on)
        if (kind.family, kind.upward) == (list_.family, list_.upward)
    ]


def award_rounds(session: Session) -> list[tuple[int, str]]:
    """Rounds with recognised solutions, the newest first."""
    return [(key, title) for key, title in rows_of(session, _rounds())]


@cache
def _rounds() -> Select[int, str]:
    recognised = exists().where(Recognition.round_id == Round.id, Recognition.standing())
    return (
        select(Round.id, Round.title).where(recognised).order_by(Round.year.desc(), Round.id.desc())
    )


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that is not issued yet. `asks` and `lacking`: lines of a draft that are open.

    `waiting_by`: who made each conclusion that waits for a second person.
    """

    list_id: int
    number: int
    year: int
    title: str
    state: ListState
    due_on: date | None
    created_by: int | None
    lines: int
    lacking: int
    asks: int
    locked_at: datetime | None
    waiting_by: tuple[int | None, ...] = ()


def lists_to_finish(session: Session) -> list[OpenList]:
    """The lists somebody has to go on with, the nearest due day first; the cost stays flat."""
    lists = session.scalars(
        select(NominationList)
        .where(NominationList.state != ListState.ISSUED)
        .order_by(NominationList.due_on.is_(None), NominationList.due_on, NominationList.id)
    ).all()
    drafts = [row for row in lists if row.state is ListState.DRAFT]
    lines = judged_lines(session, drafts, None) if drafts else {}
    found = []
    for row in lists:
        verdicts = [line.verdict for line in lines.get(row.id, [])]
        found.append(
            OpenList(
                row.id, row.number, row.year, row.title, row.state, row.due_on, row.created_by,
                len(verdicts), verdicts.count(Verdict.LACKING), verdicts.count(Verdict.ASK),
                row.locked_at,
                tuple(
                    line.override.by_id
                    for line in lines.get(row.id, [])
                    if line.waits and line.override
                ),
            )
        )  # fmt: skip
    return found


def newest_draft(session: Session) -> int | None:
    """The draft begun last."""
    return session.scalar(
        select(NominationList.id)
        .where(NominationList.state == ListState.DRAFT)
        .order_by(NominationList.id.desc())
        .limit(1)
    )


def unused_solution_count(session: Session) -> int:
    """Recognised and applied solutions that are on no list."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Recognition)
            .where(
                Recognition.standing(),
                applied_somewhere(),
                ~exists().where(NominationBasis.idea_id == Recognition.idea_id),
            )
        )
        or 0
    )
