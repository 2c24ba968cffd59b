"""Reads of dossiers. `visible_ideas` is the one source of every list, count, search and export."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.database.reading import rows_of
from app.files.models import StoredFile
from app.files.states import FileState
from app.ideas.answer_queries import asked_of, extra_columns, extra_values
from app.ideas.drafts import AuthorLine, ParticipantLine
from app.ideas.eligibility import unmet_conditions
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaVersion, SupplementRequest
from app.ideas.policy import JUDGES, READ_ALL, Standing
from app.ideas.projections import (
    BlindFile,
    BlindIdea,
    OpenAuthor,
    OpenFile,
    OpenIdea,
    authors_of,
    blind_idea,
    files_of,
    open_idea,
    participants_of,
    submitted_idea,
)
from app.ideas.rules import Facts
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.rounds.models import Category, Round
from app.rounds.states import RoundState

D = TypeVar("D")


def standing_of(session: Session, idea: Idea) -> Standing:
    """The facts that rights on this dossier depend on."""
    round_ = session.get_one(Round, idea.round_id)  # whole: pages show it as well
    accounts = rows_of(session, _author_accounts(), {"of_idea": idea.id})
    return Standing(
        owner_id=idea.owner_id,
        unit_id=idea.unit_id,
        council_id=round_.council_id,
        qualified=round_.qualifiers is not None,
        state=idea.state,
        was_submitted=idea.submitted_at is not None,
        was_endorsed=idea.endorsed_at is not None,
        on_behalf=bool(idea.on_behalf_of) and idea.handed_over_at is None,
        author_ids=frozenset(key for (key,) in accounts if key is not None),
    )


@cache
def _author_accounts() -> Select[int | None]:
    """Put together once, as are those below: they are asked for every dossier that is opened."""
    return select(IdeaAuthor.account_id).where(
        IdeaAuthor.idea_id == bindparam("of_idea"), IdeaAuthor.account_id.is_not(None)
    )


def written_by(actor: Actor) -> ColumnElement[bool]:
    """The actor began the dossier or is one of its authors."""
    if actor.user_id is None:
        return false()
    authored = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == actor.user_id)
    return or_(Idea.owner_id == actor.user_id, Idea.id.in_(authored))


def of_units_of(actor: Actor) -> ColumnElement[bool]:
    """Submitted dossiers of the units whose clerk the actor is."""
    units = actor.units_as(Role.UNIT_CLERK)
    return (Idea.unit_id.in_(units) & Idea.submitted_at.is_not(None)) if units else false()


def office_rounds(actor: Actor) -> ColumnElement[bool] | None:
    """The rounds whose endorsed dossiers the actor reads as secretary, inspector or leader."""
    reach = _reach(actor)
    return None if reach is None else _rounds(*reach)


def _reach(actor: Actor) -> tuple[bool, frozenset[int]] | None:
    """(True, councils): every round but theirs; (False, councils): theirs alone; None: no round."""
    if actor.has(*READ_ALL):
        return True, actor.councils_as(*JUDGES) - actor.councils_as(Role.SECRETARY)
    councils = actor.councils_as(Role.SECRETARY)
    return (False, councils) if councils else None


def _rounds(but: bool, councils: frozenset[int]) -> ColumnElement[bool]:
    return Round.council_id.not_in(councils) if but else Round.council_id.in_(councils)


def at_office_for(actor: Actor, rounds: Sequence[int] | None = None) -> ColumnElement[bool]:
    """Endorsed dossiers of `office_rounds`; `rounds` are those, when they were looked up before."""
    reach = _reach(actor)
    if reach is None:
        return false()
    if rounds is not None:
        return Idea.endorsed_at.is_not(None) & Idea.round_id.in_(rounds)
    return _at_office(*reach)


@lru_cache(maxsize=256)
def _at_office(but: bool, councils: frozenset[int]) -> ColumnElement[bool]:
    """Asked for each dossier rather than as a list of rounds: the lists are walked in their own
    order then, not round by round and sorted. Put together once: a list asks it four times.
    """
    here = exists().where(Round.id == Idea.round_id, _rounds(but, councils)).correlate(Idea)
    return Idea.endorsed_at.is_not(None) & here


def seen_by(actor: Actor, rounds: Sequence[int] | None = None) -> ColumnElement[bool]:
    """`policy.read` as a condition on `Idea`; `rounds` as in `at_office_for`."""
    return or_(written_by(actor), of_units_of(actor), at_office_for(actor, rounds))


def visible_ideas(actor: Actor) -> Select[Idea]:
    """Every dossier the actor may read in this room."""
    return select(Idea).where(seen_by(actor))


def stored_draft(session: Session, idea_id: int, kind: type[D]) -> D:
    """One section as it is stored: `stored_draft(session, 7, Texts)`."""
    columns = [getattr(Idea, field.name) for field in fields(kind)]  # type: ignore[arg-type]
    return kind(*session.execute(select(*columns).where(Idea.id == idea_id)).one())


def author_lines(session: Session, idea_id: int) -> list[AuthorLine]:
    """The authors as the form shows them."""
    return [
        AuthorLine(one.full_name, one.workplace, one.job_title, one.email, one.share, one.born,
                   one.qualification)
        for one in authors_of(session, idea_id)
    ]  # fmt: skip


def participant_lines(session: Session, idea_id: int) -> list[ParticipantLine]:
    """Those who helped to apply first, as the form shows them."""
    return [
        ParticipantLine(one.full_name, one.born, one.workplace, one.job_title, one.qualification,
                        one.support)
        for one in participants_of(session, idea_id)
    ]  # fmt: skip


def accounts_by_email(session: Session, emails: list[str]) -> dict[str, int]:
    """Active accounts by their address."""
    if not emails:
        return {}
    rows = session.execute(
        select(Account.email, Account.id).where(Account.email.in_(emails), Account.active)
    )
    return {email: key for email, key in rows}


def category_names(session: Session, round_id: int) -> dict[int, str]:
    """The categories of a round, in their order."""
    rows = session.execute(
        select(Category.id, Category.name)
        .where(Category.round_id == round_id)
        .order_by(Category.position, Category.id)
    )
    return {key: name for key, name in rows}


def evidence_hashes(session: Session, idea_id: int) -> list[str]:
    """Contents attached now."""
    return list(
        session.scalars(
            select(StoredFile.sha256)
            .join(Evidence, Evidence.file_id == StoredFile.id)
            .where(Evidence.idea_id == idea_id, Evidence.removed_at.is_(None))
        )
    )


_NOT_COLUMNS = {
    "categories_offered", "authors", "file_count", "infected", "participants", "asked", "unmet",
}  # fmt: skip
_FACT_COLUMNS = [getattr(Idea, f.name) for f in fields(Facts) if f.name not in _NOT_COLUMNS]


def facts_of(session: Session, idea: Idea) -> Facts:
    """What decides whether the dossier may be submitted, as stored now."""
    values = session.execute(select(*_FACT_COLUMNS).where(Idea.id == idea.id)).one()._asdict()
    shares = session.execute(
        select(IdeaAuthor.full_name, IdeaAuthor.share)
        .where(IdeaAuthor.idea_id == idea.id)
        .order_by(IdeaAuthor.position)
    )
    files = session.execute(
        select(StoredFile.name, StoredFile.state)
        .join(Evidence, Evidence.file_id == StoredFile.id)
        .where(Evidence.idea_id == idea.id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    ).all()
    return Facts(
        **values,
        categories_offered=bool(category_names(session, idea.round_id)),
        authors=tuple((name, share) for name, share in shares),
        file_count=len(files),
        infected=tuple(name for name, state in files if state is FileState.INFECTED),
        participants=len(participants_of(session, idea.id)),
        asked=asked_of(session, idea.id),
        unmet=tuple(unmet_conditions(session, idea)),
    )


def open_request(session: Session, idea_id: int) -> SupplementRequest | None:
    """The supplement that is asked for and not answered yet."""
    return session.scalar(_open_request(), {"of_idea": idea_id})


@cache
def _open_request() -> Select[SupplementRequest]:
    return (
        select(SupplementRequest)
        .where(
            SupplementRequest.idea_id == bindparam("of_idea"),
            SupplementRequest.answered_at.is_(None),
        )
        .order_by(SupplementRequest.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One frozen version."""

    number: int
    submitted_at: datetime
    content_hash: str


def version_lines(session: Session, idea_id: int) -> list[VersionLine]:
    """Every submitted version, oldest first."""
    return [VersionLine(*row) for row in rows_of(session, _versions(), {"of_idea": idea_id})]


@cache
def _versions() -> Select[int, datetime, str]:
    return (
        select(IdeaVersion.number, IdeaVersion.submitted_at, IdeaVersion.content_hash)
        .where(IdeaVersion.idea_id == bindparam("of_idea"))
        .order_by(IdeaVersion.number)
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What anyone with the key may check: no title, no name, no unit."""

    code: str
    state: IdeaState
    versions: list[VersionLine]


def receipt_of(session: Session, key: str) -> Receipt | None:
    """The receipt behind a key."""
    row = session.execute(
        select(Idea.id, Idea.code, Idea.state).where(Idea.receipt_key == key)
    ).one_or_none()
    if row is None:
        return None
    idea_id, code, state = row
    return Receipt(code or "", state, version_lines(session, idea_id))


def open_rounds(session: Session, now: datetime) -> list[Round]:
    """Rounds that take dossiers in at this moment, the first to close first."""
    return list(
        session.scalars(
            select(Round)
            .where(
                Round.state == RoundState.ANNOUNCED, Round.opens_at <= now, Round.closes_at > now
            )
            .order_by(Round.closes_at, Round.id)
        )
    )


def next_round(session: Session, now: datetime) -> Round | None:
    """The announced round that opens next."""
    return session.scalar(
        select(Round)
        .where(Round.state == RoundState.ANNOUNCED, Round.opens_at > now)
        .order_by(Round.opens_at, Round.id)
        .limit(1)
    )


__all__ = [
    "BlindFile",
    "BlindIdea",
    "OpenAuthor",
    "OpenFile",
    "OpenIdea",
    "Receipt",
    "VersionLine",
    "accounts_by_email",
    "at_office_for",
    "author_lines",
    "authors_of",
    "blind_idea",
    "category_names",
    "evidence_hashes",
    "extra_columns",
    "extra_values",
    "facts_of",
    "files_of",
    "next_round",
    "of_units_of",
    "open_idea",
    "open_request",
    "open_rounds",
    "participant_lines",
    "participants_of",
    "receipt_of",
    "seen_by",
    "standing_of",
    "stored_draft",
    "submitted_idea",
    "version_lines",
    "visible_ideas",
    "written_by",
]  # fmt: skip
