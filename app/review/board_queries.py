"""The assignment board: dossiers of a round by reviewers, and the proposal over all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.review.assigning import Pair, propose_assignment
from app.review.expertise import bounds_of, expertise_of, matches
from app.review.models import Sheet
from app.review.proposing import propose_matched
from app.review.queries import (
    ASSIGNABLE,
    Reviewer,
    called,
    chunks,
    facts_of,
    panel_of,
    shut_for,
)
from app.review.stage_queries import judges_of
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.states import RoundState


def rounds_at_work(session: Session, actor: Actor, *roles: str) -> list[tuple[int, str]]:
    """Announced rounds of the councils the actor works in, the newest first: id and title."""
    councils = {grant.council_id for grant in actor.grants if grant.role in roles}
    rows = rows_of(session, _rounds_of_councils(), {"councils": list(councils)})
    return [(key, title) for key, title in rows]


@cache
def _rounds_of_councils() -> Select[int, str]:
    return (
        select(Round.id, Round.title)
        .where(
            Round.council_id.in_(bindparam("councils", expanding=True)),
            Round.state != RoundState.DRAFT,
        )
        .order_by(Round.scoring_opens_at.desc(), Round.id.desc())
        .limit(20)
    )


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to."""

    text: str = ""
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One dossier on the board."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    state: IdeaState
    active: int
    shut: bool


def _active() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(Sheet.idea_id == Idea.id, Sheet.state != SheetState.DECLINED)
        .correlate(Idea)
        .scalar_subquery()
    )


def _on_board(session: Session, round_: Round, wanted: BoardFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Idea.round_id == round_.id, Idea.state.in_(ASSIGNABLE)]
    if wanted.lacking:
        found.append(_active() < round_.reviews_wanted)
    if wanted.text:
        found.append(called(session, round_.id, wanted.text))
    return found


def board_count(session: Session, round_: Round, wanted: BoardFilter) -> int:
    """How many dossiers the board holds."""
    statement = select(func.count(Idea.id)).where(*_on_board(session, round_, wanted))
    return session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """The counters over the board, of the whole round. `to_open`: eligible, not scored yet."""

    every: int
    lacking: int
    to_open: int


def board_counts(session: Session, round_: Round) -> BoardCounts:
    """Counted in one query, along indexes only."""
    lacking = func.count().filter(_active() < round_.reviews_wanted)
    to_open = func.count().filter(Idea.state == IdeaState.ELIGIBLE)
    everything = _on_board(session, round_, BoardFilter())
    row = session.execute(select(func.count(Idea.id), lacking, to_open).where(*everything)).one()
    return BoardCounts(*row)


def board_rows(
    session: Session, actor: Actor, round_: Round, wanted: BoardFilter, *, limit: int, offset: int
) -> list[BoardRow]:
    """One page of the board, by code."""
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.unit_name, Idea.state, _active(),
               shut_for(session, actor))
        .where(*_on_board(session, round_, wanted))
        .order_by(Idea.code, Idea.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [
        BoardRow(key, code or "", title, unit, state, active, bool(shut))
        for key, code, title, unit, state, active, shut in rows
    ]


def sheet_states(session: Session, idea_ids: Collection[int]) -> dict[Pair, SheetState]:
    """Who has a sheet for these dossiers, and how it stands."""
    rows = session.execute(
        select(Sheet.idea_id, Sheet.reviewer_id, Sheet.state).where(Sheet.idea_id.in_(idea_ids))
    )
    return {(idea, reviewer): state for idea, reviewer, state in rows}


@dataclass(frozen=True, slots=True)
class Load:
    """How much one reviewer has, and how much of it is locked."""

    given: int = 0
    locked: int = 0


def loads_of(session: Session, round_id: int, reviewers: Sequence[Reviewer]) -> dict[int, Load]:
    """The loads of these reviewers in the round; declined sheets are no load."""
    locked = func.count().filter(Sheet.state == SheetState.LOCKED)
    rows = session.execute(
        select(Sheet.reviewer_id, func.count(), locked)
        .where(
            Sheet.reviewer_id.in_([reviewer.account_id for reviewer in reviewers]),
            Sheet.round_id == round_id,
            Sheet.state != SheetState.DECLINED,
        )
        .group_by(Sheet.reviewer_id)
    )
    return {reviewer: Load(given, done) for reviewer, given, done in rows}


def codes_of(session: Session, round_id: int, idea_ids: Collection[int]) -> dict[int, str]:
    """The codes of these dossiers of the round."""
    return {key: code for key, (code, _title) in names_of(session, round_id, idea_ids).items()}


def names_of(
    session: Session, round_id: int, idea_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """Code and title of these dossiers of the round."""
    found: dict[int, tuple[str, str]] = {}
    for keys in chunks(idea_ids):
        rows = session.execute(
            select(Idea.id, Idea.code, Idea.title)
            .where(Idea.id.in_(keys), Idea.round_id == round_id)
        )  # fmt: skip
        found.update({key: (code or "", title) for key, code, title in rows})
    return found


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal over the whole round. `mark` names its pairs: what was shown is applied."""

    pairs: tuple[Pair, ...]
    reviewers: tuple[Reviewer, ...]
    lacking_before: int
    lacking_after: int
    shut: int
    percents: Mapping[Pair, int] = field(default_factory=dict)
    """How well each reviewer fits each dossier; empty where no expertise is declared."""

    @property
    def match(self) -> int | None:
        """The mean match of the pairs in percent."""
        if not self.percents:
            return None
        return sum(self.percents.get(pair, 0) for pair in self.pairs) // max(len(self.pairs), 1)

    @property
    def mark(self) -> str:
        """A short fingerprint of the pairs."""
        return sha256(repr(self.pairs).encode()).hexdigest()[:24]


def suggestion(session: Session, actor: Actor, round_: Round, day: date) -> Suggestion:
    """The pairs that would give every dossier its reviewers; dossiers in conflict with the actor
    are left to somebody else.
    """
    here = (Idea.round_id == round_.id) & Idea.state.in_(ASSIGNABLE)
    reviewers = judges_of(session, round_, day)
    panel, facts = panel_of(session, reviewers), facts_of(session, here)
    shut = set(session.scalars(select(Idea.id).where(here, shut_for(session, actor))))
    barred = {key: set(panel.grounds(fact)) for key, fact in facts.items()}
    standing, stood_back = _standing(session, round_.id)
    for idea, reviewer in stood_back:
        barred.setdefault(idea, set()).add(reviewer)
    ideas = sorted(key for key in facts if key not in shut)
    people = [reviewer.account_id for reviewer in reviewers]
    pairs, percents = _proposed(session, round_, ideas, people, barred, standing)
    return Suggestion(
        pairs=tuple(pairs),
        reviewers=tuple(reviewers),
        lacking_before=_lacking(facts, standing, round_.reviews_wanted),
        lacking_after=_lacking(facts, [*standing, *pairs], round_.reviews_wanted),
        shut=len(shut),
        percents=percents,
    )


def _proposed(
    session: Session,
    round_: Round,
    ideas: list[int],
    people: list[int],
    barred: dict[int, set[int]],
    standing: list[Pair],
) -> tuple[list[Pair], Mapping[Pair, int]]:
    """By field where anything about fields or loads was declared, else evenly; and the matches."""
    bounds, known = bounds_of(session, round_.id), expertise_of(session, people)
    if not bounds and not known:
        return propose_assignment(ideas, people, round_.reviews_wanted, barred, standing), {}
    here = (Idea.round_id == round_.id) & Idea.state.in_(ASSIGNABLE)
    percents = matches(session, here, known)
    pairs = propose_matched(
        ideas, people, round_.reviews_wanted, barred, standing, percents, bounds
    )
    return pairs, percents


def _standing(session: Session, round_id: int) -> tuple[list[Pair], list[Pair]]:
    """The pairs that stand, and those that were declined."""
    rows = session.execute(
        select(Sheet.idea_id, Sheet.reviewer_id, Sheet.state).where(Sheet.round_id == round_id)
    ).all()
    gone = [(idea, person) for idea, person, state in rows if state is SheetState.DECLINED]
    kept = [(idea, person) for idea, person, state in rows if state is not SheetState.DECLINED]
    return kept, gone


def _lacking(ideas: Collection[int], pairs: Sequence[Pair], wanted: int) -> int:
    counts = dict.fromkeys(ideas, 0)
    for idea, _ in pairs:
        if idea in counts:
            counts[idea] += 1
    return sum(count < wanted for count in counts.values())
