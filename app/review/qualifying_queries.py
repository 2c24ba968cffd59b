"""Reads of the qualification: a person's desk and page, the office's list, who may be asked."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.blinding import redacted_idea, redacted_titles, redactors
from app.ideas.models import Idea
from app.ideas.projections import BlindIdea, OpenIdea
from app.ideas.qualifying import ASKED, COUNTS, standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Verdict
from app.ideas.queries import open_idea
from app.ideas.states import AT_OFFICE, IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denied
from app.review import queries
from app.review.qualifying_policy import QUALIFIERS, QualifierStanding
from app.rounds.models import Round
from app.rounds.states import BlindMode

AT_WORK = AT_OFFICE | {IdeaState.SUPPLEMENT_ASKED}
"""Dossiers that the office has not decided on."""


def standing(session: Session, actor: Actor, row: Qualification) -> QualifierStanding:
    """The facts that rights on this answer depend on."""
    state, council_id, wanted, current = session.execute(
        select(Idea.state, Round.council_id, Round.qualifiers, COUNTS)
        .select_from(Qualification)
        .join(Idea, Idea.id == Qualification.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .where(Qualification.id == row.id)
    ).one()
    mine = actor.user_id == row.qualifier_id
    return QualifierStanding(
        row.qualifier_id, council_id, state, wanted is not None, row.declined_at is not None,
        bool(current), queries.ground_for(session, actor, row.idea_id) if mine else None,
    )  # fmt: skip


def own(session: Session, actor: Actor, qualification_id: int) -> Qualification:
    """My row; for anybody else there is none."""
    row = session.get(Qualification, qualification_id)
    if row is None or actor.user_id != row.qualifier_id:
        raise Denied(NOT_FOUND)
    return row


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier on a qualifier's desk."""

    qualification_id: int
    code: str
    title: str
    state: IdeaState
    verdict: Verdict | None
    begun: bool
    until: datetime


def _mine(actor: Actor) -> Select[Any]:
    return _rows_of_person(actor.user_id, actor.councils_as(*QUALIFIERS))


@lru_cache(maxsize=256)
def _rows_of_person(user_id: int | None, councils: frozenset[int]) -> Select[Any]:
    return (
        select(Qualification.id)
        .join(Idea, Idea.id == Qualification.idea_id)
        .join(Round, Round.id == Idea.round_id)
        .where(Qualification.qualifier_id == user_id, ASKED, Round.qualifiers.is_not(None),
               Round.council_id.in_(councils))
    )  # fmt: skip


def _waiting(session: Session, actor: Actor) -> Select[Any]:
    return _unanswered(actor).where(~queries.in_conflict(session, actor))


def _unanswered(actor: Actor) -> Select[Any]:
    return _mine(actor).where(Idea.state.in_(AT_OFFICE), ~func.coalesce(COUNTS, False))


def my_count(session: Session, actor: Actor, *, done: bool) -> int:
    """How many dossiers wait for my answer, or have it."""
    return (
        session.scalar(select(func.count()).select_from(_wanted(session, actor, done).subquery()))
        or 0
    )


def was_asked(session: Session, actor: Actor) -> bool:
    """Whether the actor was ever asked about a dossier: then there is something to find."""
    return bool(rows_of(session, _mine(actor).limit(1)))


def _wanted(session: Session, actor: Actor, done: bool) -> Select[Any]:
    if not done:
        return _waiting(session, actor)
    return _mine(actor).where(COUNTS, ~queries.in_conflict(session, actor))


def my_lines(session: Session, actor: Actor, *, done: bool, limit: int, offset: int) -> list[Line]:
    """My dossiers, those that wait or those that are done, by code."""
    rows = session.execute(
        _wanted(session, actor, done)
        .add_columns(Idea.id, Idea.code, Idea.title, Idea.state, Qualification.verdict,
                     Qualification.reason != "", Round.checked_until)
        .order_by(Idea.code)
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    titles = redacted_titles(session, {row[1]: row[3] for row in rows})
    return [
        Line(key, code or "", titles[idea_id], state, verdict if done else None, bool(begun), until)
        for key, idea_id, code, _title, state, verdict, begun, until in rows
    ]


def next_waiting(session: Session, actor: Actor, but: int) -> int | None:
    """Another dossier of mine that waits."""
    found: int | None = session.scalar(
        _waiting(session, actor).where(Qualification.id != but).order_by(Idea.code).limit(1)
    )
    return found


@dataclass(frozen=True, slots=True)
class Other:
    """What another qualifier said; nobody is named."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class QualifyPage:
    """All that a qualifier's page may show."""

    row: Qualification
    standing: QualifierStanding
    round_title: str
    until: datetime
    blind: BlindIdea
    open: OpenIdea | None
    others: tuple[Other, ...] = ()
    viewable: tuple[int, ...] = ()
    rubric: None = None


def page_of(session: Session, actor: Actor, row: Qualification) -> QualifyPage:
    """The dossier in the projection of the round's blind mode; others' answers after the own."""
    here = standing(session, actor, row)
    idea = session.get_one(Idea, row.idea_id)
    round_ = session.get_one(Round, idea.round_id)
    blind = redacted_idea(session, idea.id)
    if blind is None:
        raise Denied(NOT_FOUND)
    others: tuple[Other, ...] = ()
    if here.given:
        words = redactors(session, [idea.id])[idea.id]
        said = standings(session, round_, [idea.id])[idea.id]
        others = tuple(
            Other(one.verdict, words.text("reason", one.reason))
            for one in said.asked
            if one.verdict is not None and one.account_id != actor.user_id
        )
    shown = open_idea(session, idea.id) if round_.blind is BlindMode.OPEN else None
    return QualifyPage(row, here, round_.title, round_.checked_until, blind, shown, others)


def is_asked(session: Session, actor: Actor, idea_id: int) -> Qualification | None:
    """The person's row for this dossier, unless they stepped back."""
    return session.scalar(
        select(Qualification).where(
            Qualification.idea_id == idea_id, Qualification.qualifier_id == actor.user_id, ASKED
        )
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a round waits: for a qualifier the answers, for the office the assignment."""

    round_id: int
    code: str
    title: str
    until: datetime
    number: int


def to_answer(session: Session, actor: Actor) -> list[Waiting]:
    """My answers that wait, round by round."""
    if not actor.councils_as(*QUALIFIERS):
        return []
    if not rows_of(session, _unanswered(actor).limit(1)):
        return []  # what the actor must avoid is worked out where something waits at all
    by_round = (
        _waiting(session, actor)
        .with_only_columns(Round.id, Round.code, Round.title, Round.checked_until,
                           func.count(Qualification.id), maintain_column_froms=True)
        .group_by(Round.id, Round.code, Round.title, Round.checked_until)
        .order_by(Round.checked_until, Round.id)
    )  # fmt: skip
    return [Waiting(*row) for row in rows_of(session, by_round)]


def to_assign(session: Session, actor: Actor) -> list[Waiting]:
    """Dossiers with too few people asked, round by round; a called third person is not counted:
    the secretaries were told of it by mail.
    """
    councils = actor.councils_as(Role.SECRETARY)
    if not councils:
        return []
    people = (
        select(func.count())
        .select_from(Qualification)
        .where(Qualification.idea_id == Idea.id, ASKED)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Round.id, Round.code, Round.title, Round.checked_until, func.count(Idea.id))
        .join(Idea, Idea.round_id == Round.id)
        .where(Round.qualifiers.is_not(None), Round.council_id.in_(councils),
               Idea.state.in_(AT_WORK), people < Round.qualifiers)
        .group_by(Round.id, Round.code, Round.title, Round.checked_until)
        .order_by(Round.checked_until, Round.id)
    )  # fmt: skip
    return [Waiting(*row) for row in rows]
