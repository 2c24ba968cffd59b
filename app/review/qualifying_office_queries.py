"""What the office reads of a qualification: what was said, who may be asked, the even proposal."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.ideas.qualifying import ASKED, Standing, outcomes, standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Outcome
from app.ideas.states import IdeaState
from app.review import queries
from app.review.assigning import Pair, propose_assignment
from app.review.qualifying_policy import QUALIFIERS
from app.review.qualifying_queries import AT_WORK
from app.review.queries import Reviewer
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One dossier of the office's list."""

    idea_id: int
    code: str
    title: str
    state: IdeaState
    outcome: Outcome
    standing: Standing


def _at_work(round_: Round) -> Any:
    return outcomes(round_).where(Idea.state.in_(AT_WORK)).subquery()


def office_counts(session: Session, round_: Round) -> tuple[dict[Outcome, int], int]:
    """How many dossiers stand where, and how many lack people."""
    table = _at_work(round_)
    rows = session.execute(
        select(table.c.outcome, func.count(), func.count().filter(table.c.lacking > 0))
        .group_by(table.c.outcome)
    ).all()  # fmt: skip
    found = {Outcome(name): number for name, number, _lacking in rows}
    return {one: found.get(one, 0) for one in Outcome}, sum(row[2] for row in rows)


def office_lines(
    session: Session, round_: Round, only: Outcome | None, *, limit: int, offset: int
) -> list[OfficeLine]:
    """Dossiers with their qualifiers, by code."""
    table = _at_work(round_)
    asked = select(Idea.id, Idea.code, Idea.title, Idea.state, table.c.outcome).join(
        table, table.c.id == Idea.id
    )
    if only is not None:
        asked = asked.where(table.c.outcome == only)
    rows = session.execute(asked.order_by(Idea.code).limit(limit).offset(offset)).all()
    said = standings(session, round_, [row[0] for row in rows])
    return [
        OfficeLine(key, code or "", title, state, Outcome(outcome), said[key])
        for key, code, title, state, outcome in rows
    ]


def members(session: Session, round_: Round, day: date) -> list[Reviewer]:
    """Who of the council may be asked."""
    return queries.members_of(session, round_.council_id, day, *QUALIFIERS)


def pairs_of(session: Session, where: ColumnElement[bool]) -> set[Pair]:
    """Who is asked about which dossier."""
    rows = session.execute(
        select(Qualification.idea_id, Qualification.qualifier_id)
        .join(Idea, Idea.id == Qualification.idea_id)
        .where(where, ASKED)
    )
    return {(idea, person) for idea, person in rows}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Pairs to add so that every dossier has its people, as far as conflicts allow."""

    pairs: tuple[Pair, ...]
    loads: dict[int, tuple[int, int]]
    """For each person: dossiers now, and with the proposal."""
    short: int
    """Dossiers that would still lack somebody."""


def proposal(session: Session, round_: Round, people: Iterable[int], day: date) -> Proposal:
    """A fair, repeatable proposal among these members; conflicts are shut."""
    chosen = set(people)
    seats = [one for one in members(session, round_, day) if one.account_id in chosen]
    here = and_(Idea.round_id == round_.id, Idea.state.in_(AT_WORK))
    rows = session.execute(outcomes(round_).where(Idea.state.in_(AT_WORK)).order_by(Idea.id))
    lacking = {row.id: row.lacking for row in rows if row.lacking}
    panel = queries.panel_of(session, seats)
    shut = {key: set(panel.grounds(facts)) for key, facts in queries.facts_of(session, here).items()
            if key in lacking}  # fmt: skip
    standing_pairs = pairs_of(session, here)
    has = Counter(idea for idea, _person in standing_pairs)
    added: set[Pair] = set()
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for key, lack in lacking.items():
        groups[has[key] + lack].append(key)
    order = [one.account_id for one in seats]
    for wanted in sorted(groups):
        known = standing_pairs | added
        added |= set(propose_assignment(groups[wanted], order, wanted, shut, known))
    now_has = Counter(person for _idea, person in standing_pairs)
    gets = Counter(person for _idea, person in added)
    reached = Counter(idea for idea, _person in added)
    return Proposal(
        tuple(sorted(added)),
        {key: (now_has[key], now_has[key] + gets[key]) for key in order},
        sum(reached[key] < lack for key, lack in lacking.items()),
    )


def free_for(session: Session, round_: Round, idea_id: int, day: date) -> list[Reviewer]:
    """Members who may be asked about this dossier and were not yet; a conflict shuts out."""
    seats = members(session, round_, day)
    facts = queries.facts_of(session, Idea.id == idea_id)[idea_id]
    shut = queries.panel_of(session, seats).grounds(facts)
    known = set(session.scalars(
        select(Qualification.qualifier_id).where(Qualification.idea_id == idea_id)))  # fmt: skip
    return [one for one in seats if one.account_id not in shut and one.account_id not in known]
