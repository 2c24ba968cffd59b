"""Decisions that were recorded: who may read them, and the certificates they carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.ideas.models import Idea, IdeaAuthor
from app.ideas.queries import written_by
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denied
from app.review.models import CertificateEnd, InitiativeCertificate, Recognition
from app.review.policy import OFFICE, READERS, ResultStanding
from app.review.states import Ended
from app.rounds.models import Round

_PRINTED_NAME = func.coalesce(
    func.nullif(InitiativeCertificate.printed_name, ""), IdeaAuthor.full_name
)
_REVOKED = exists().where(
    CertificateEnd.key == InitiativeCertificate.key, CertificateEnd.kind == Ended.REVOKED
)


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One decided dossier in the list."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    recognised: bool
    decision_number: str
    decided_on: date
    revoked_on: date | None = None


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """`policy.read_decision` as a condition on decided dossiers."""
    if actor.has(*READERS):
        return Idea.id.is_not(None)
    councils = actor.councils_as(*OFFICE)
    units = actor.units_as(Role.UNIT_CLERK)
    in_council = select(Round.id).where(Round.council_id.in_(councils))
    return or_(
        written_by(actor),
        Idea.unit_id.in_(units) if units else false(),
        Idea.round_id.in_(in_council) if councils else false(),
    )


def decided_count(session: Session, actor: Actor) -> int:
    """How many decided dossiers the actor may read."""
    statement = (
        select(func.count(Recognition.id))
        .join(Idea, Idea.id == Recognition.idea_id)
        .where(_seen_by(actor))
    )
    return session.scalar(statement) or 0


def decided_lines(session: Session, actor: Actor, *, limit: int, offset: int) -> list[DecidedLine]:
    """Decided dossiers the actor may read, the newest decision first."""
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Recognition.unit_name, Recognition.recognised,
               Recognition.decision_number, Recognition.decided_on,
               Recognition.revoked_on)
        .join(Idea, Idea.id == Recognition.idea_id)
        .where(_seen_by(actor))
        .order_by(Recognition.decided_on.desc(), Idea.code, Idea.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [
        DecidedLine(key, code or "", title, unit, recognised, number, day, revoked_on)
        for key, code, title, unit, recognised, number, day, revoked_on in rows
    ]


def result_standing(session: Session, idea_id: int) -> ResultStanding:
    """The facts that reading a decision depends on; 404 when there is no such dossier."""
    row = session.execute(
        select(Round.council_id, Idea.unit_id, Idea.state, Idea.owner_id)
        .join(Round, Round.id == Idea.round_id)
        .where(Idea.id == idea_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    council_id, unit_id, state, owner_id = row
    accounts = session.scalars(select(IdeaAuthor.account_id).where(IdeaAuthor.idea_id == idea_id))
    authors = frozenset(key for key in accounts if key is not None)
    return ResultStanding(council_id, unit_id, state, authors | {owner_id})


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """One author's certificate, with the words that stand on it."""

    certificate_id: int
    author_id: int
    account_id: int | None
    holder: str
    workplace: str
    number: str
    key: str
    issued_at: datetime
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on one dossier. No score is in it."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    round_title: str
    recognised: bool
    level: str
    decision_number: str
    decided_on: date
    sat_on: date
    votes_for: int
    votes_of: int
    reason: str
    certificates: tuple[IssuedCertificate, ...]
    revoked_on: date | None = None


def decision_on(session: Session, idea_id: int) -> Decided:
    """The decision with its certificates; 404 when there is none."""
    row = session.execute(
        select(Recognition, Idea.code, Idea.title, Round.title)
        .join(Idea, Idea.id == Recognition.idea_id)
        .join(Round, Round.id == Recognition.round_id)
        .where(Recognition.idea_id == idea_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    found, code, title, round_title = row
    certificates = _certificates(session, [found.id]).get(found.id, ())
    return _decided(found, code, title, round_title, certificates)


def _decided(
    found: Recognition, code: str | None, title: str, round_title: str,
    certificates: tuple[IssuedCertificate, ...],
) -> Decided:  # fmt: skip
    return Decided(
        idea_id=found.idea_id,
        code=code or "",
        title=title,
        unit_name=found.unit_name,
        round_title=round_title,
        recognised=found.recognised,
        level=found.level,
        decision_number=found.decision_number,
        decided_on=found.decided_on,
        sat_on=found.sat_on,
        votes_for=found.votes_for,
        votes_of=found.votes_of,
        reason=found.reason,
        certificates=certificates,
        revoked_on=found.revoked_on,
    )


def _certificates(
    session: Session, recognitions: Sequence[int]
) -> dict[int, tuple[IssuedCertificate, ...]]:
    """The certificates of each decision, in the order of the authors."""
    rows = session.execute(
        select(InitiativeCertificate.recognition_id, InitiativeCertificate.id, IdeaAuthor.id,
               IdeaAuthor.account_id,
               _PRINTED_NAME, IdeaAuthor.workplace, InitiativeCertificate.number,
               InitiativeCertificate.key, InitiativeCertificate.issued_at, _REVOKED)
        .join(IdeaAuthor, IdeaAuthor.id == InitiativeCertificate.author_id)
        .where(InitiativeCertificate.recognition_id.in_(recognitions))
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    )  # fmt: skip
    found: dict[int, tuple[IssuedCertificate, ...]] = {}
    for row in rows:
        found[row[0]] = (*found.get(row[0], ()), IssuedCertificate(*row[1:]))
    return found


def rounds_with_certificates(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Rounds whose certificates the actor prints, the newest first."""
    rows = session.execute(
        select(Round.id, Round.title)
        .join(Idea, Idea.round_id == Round.id)
        .join(Recognition, Recognition.idea_id == Idea.id)
        .join(InitiativeCertificate, InitiativeCertificate.recognition_id == Recognition.id)
        .where(_seen_by(actor))
        .group_by(Round.id, Round.title)
        .order_by(Round.id.desc())
    )
    return [(key, title) for key, title in rows]


def certified_in(session: Session, actor: Actor, round_id: int) -> list[Decided]:
    """The recognised dossiers of a round that the actor reads, in the order of their codes."""
    rows = session.execute(
        select(Recognition, Idea.code, Idea.title, Round.title)
        .join(Idea, Idea.id == Recognition.idea_id)
        .join(Round, Round.id == Recognition.round_id)
        .where(Recognition.round_id == round_id, Recognition.standing(), _seen_by(actor))
        .order_by(Idea.code, Idea.id)
    ).all()
    certificates = _certificates(session, [row[0].id for row in rows])
    return [_decided(*row, certificates.get(row[0].id, ())) for row in rows]
