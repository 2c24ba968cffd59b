"""What the secretary looks through before a blind round is scored: texts and files of a dossier."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.files.cleaning import clean_copies
from app.files.inline import shown_inline
from app.files.models import CleanCopy, StoredFile
from app.ideas.blind_models import BlindCopy
from app.ideas.blinding import TEXTS, Redactor, redactors
from app.ideas.fields import LABELS, LIMITS
from app.ideas.hiding import Finder, Kind
from app.ideas.models import Evidence, Idea
from app.ideas.projections import BlindIdea, blind_idea, files_of
from app.ideas.searching import submitted_texts, texts_of
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.text import T, Text
from app.review.queries import ASSIGNABLE, shut_for
from app.rounds.fields import FieldKind
from app.rounds.models import Round
from app.rounds.states import BlindMode

TYPED = (FieldKind.TEXT, FieldKind.RICH)
"""The answers that may be edited here; in the others the finder hides what it finds."""


@dataclass(frozen=True, slots=True)
class RedactionLine:
    """One dossier of the list."""

    idea_id: int
    code: str
    title: str
    files: int
    held: int
    confirmed_at: datetime | None
    outdated: bool
    unjudged: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original; `kind` where it tells who wrote it."""

    text: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One text: as it is, what was found in it, and what reviewers read."""

    name: str
    label: Text | str
    raw: str
    pieces: tuple[Piece, ...]
    shown: str
    most: int
    rich: bool = False

    @property
    def found(self) -> int:
        """How many places tell who wrote it."""
        return sum(piece.kind is not None for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file: whether it has a copy without metadata, and what its visible text tells."""

    file_id: int
    name: str
    label: Text
    problem: Text | str
    said: str
    """"seen", "held", or nothing yet."""
    tells: tuple[Kind, ...]
    picture: bool = False
    inside: bool = False
    """Whether its pages are shown on the page: as a picture, or a paper that can be leafed."""


@dataclass(frozen=True, slots=True)
class RedactionPage:
    """Everything of one dossier that reviewers will read."""

    idea: Idea
    parts: tuple[Part, ...]
    files: tuple[FilePart, ...]
    confirmed_at: datetime | None
    outdated: bool
    version: int


def _list(session: Session, actor: Actor, round_: Round) -> Select[int]:
    return (
        select(Idea.id)
        .outerjoin(BlindCopy, BlindCopy.idea_id == Idea.id)
        .where(Idea.round_id == round_.id, Idea.state.in_(ASSIGNABLE), ~shut_for(session, actor))
    )


def _open() -> ColumnElement[bool]:
    return or_(BlindCopy.idea_id.is_(None), BlindCopy.content_hash != Idea.content_hash)


def counts(session: Session, actor: Actor, round_: Round) -> tuple[int, int]:
    """All dossiers to look through, and how many are not confirmed as they now stand."""
    row = session.execute(
        _list(session, actor, round_).with_only_columns(
            func.count(), func.coalesce(func.sum(case((_open(), 1), else_=0)), 0)
        )
    ).one()
    return row[0], row[1]


def lines(
    session: Session, actor: Actor, round_: Round, *, only_open: bool, limit: int, offset: int
) -> list[RedactionLine]:
    """The dossiers by code."""
    files = _file_count()
    held = _file_count().join(CleanCopy, CleanCopy.file_id == Evidence.file_id)
    held = held.where(CleanCopy.copy_id.is_(None))
    found = _list(session, actor, round_).with_only_columns(
        Idea.id, Idea.code, Idea.title, files.scalar_subquery(), held.scalar_subquery(),
        BlindCopy.confirmed_at,
        case((and_(BlindCopy.idea_id.is_not(None), _open()), True), else_=False),
    )  # fmt: skip
    if only_open:
        found = found.where(_open())
    rows = session.execute(found.order_by(Idea.code, Idea.id).limit(limit).offset(offset))
    found_lines = [RedactionLine(key, code or "", *rest) for key, code, *rest in rows]
    left = unjudged(session, Idea.id.in_([line.idea_id for line in found_lines]))
    return [replace(line, unjudged=left[line.idea_id]) for line in found_lines]


def _file_count() -> Select[int]:
    return (
        select(func.count())
        .select_from(Evidence)
        .where(Evidence.idea_id == Idea.id, Evidence.removed_at.is_(None))
        .correlate(Idea)
    )


def next_open(session: Session, actor: Actor, round_: Round, after: Idea) -> int | None:
    """The next dossier that is not confirmed, round and round by code."""
    left = _list(session, actor, round_).where(_open(), Idea.id != after.id)
    behind = case((Idea.code > (after.code or ""), 0), else_=1)
    return session.scalar(left.order_by(behind, Idea.code, Idea.id).limit(1))


def page_of(session: Session, actor: Actor, round_: Round, idea_id: int) -> RedactionPage:
    """One dossier of the list; 404 for any other."""
    key = session.scalar(_list(session, actor, round_).where(Idea.id == idea_id))
    raw = blind_idea(session, key) if key else None
    if raw is None:
        raise Denied(NOT_FOUND)
    idea = session.get_one(Idea, idea_id)
    redactor = redactors(session, [idea_id])[idea_id]
    copy = session.get(BlindCopy, idea_id)
    return RedactionPage(
        idea, parts_of(raw, redactor), _files(session, raw, copy, redactor.finder),
        copy.confirmed_at if copy else None,
        copy is not None and copy.content_hash != idea.content_hash, copy.version if copy else 0,
    )  # fmt: skip


def parts_of(raw: BlindIdea, redactor: Redactor) -> tuple[Part, ...]:
    """The texts that are not empty, in the order of the form."""
    found = [
        _part(name, LABELS[name], getattr(raw, name), redactor, LIMITS[name])
        for name in TEXTS if getattr(raw, name)
    ]  # fmt: skip
    found += [
        _part(f"answer.{one.field_id}", one.label, str(one.value), redactor, len(one.value) + 2000,
              rich=one.kind is FieldKind.RICH)
        for one in raw.answers if one.kind in TYPED and one.value
    ]  # fmt: skip
    return tuple(found)


def _part(
    name: str, label: Text | str, raw: str, redactor: Redactor, most: int, *, rich: bool = False
) -> Part:
    pieces: list[Piece] = []
    place = 0
    for spot in redactor.finder.spots(raw):
        pieces += [Piece(raw[place : spot.start]), Piece(raw[spot.start : spot.end], spot.kind)]
        place = spot.end
    pieces.append(Piece(raw[place:]))
    kept = tuple(piece for piece in pieces if piece.text)
    return Part(name, label, raw, kept, redactor.text(name, raw), most, rich)


def _files(session: Session, raw: BlindIdea, copy: BlindCopy | None,
           found: Finder) -> tuple[FilePart, ...]:  # fmt: skip
    stored = {file.file_id: file for file in files_of(session, raw.idea_id)}
    made = clean_copies(session, stored)
    texts = _texts(session, raw.idea_id)
    kinds = {key: kind for key, kind in session.execute(
        select(StoredFile.id, StoredFile.media_type).where(StoredFile.id.in_(stored)))}  # fmt: skip
    papers = shown_inline(session, list(stored))
    said = said_of(copy)
    waits = T("Đang gỡ thông tin ẩn, thử lại sau ít phút")
    return tuple(
        FilePart(
            file.file_id, stored[file.file_id].name, file.label,
            waits if file.file_id not in made else made[file.file_id].held,
            said.get(file.file_id, ""), _tells(found, texts.get(file.file_id, "")),
            kinds.get(file.file_id, "").startswith("image/"), file.file_id in papers,
        )
        for file in raw.files
    )  # fmt: skip


def said_of(copy: BlindCopy | None) -> dict[int, str]:
    """What the secretary said of each file."""
    if copy is None:
        return {}
    said = dict.fromkeys(json.loads(copy.seen_files), "seen")
    return said | dict.fromkeys(json.loads(copy.held_files), "held")


def _tells(found: Finder, text: str) -> tuple[Kind, ...]:
    spots = found.spots(text)
    return tuple(kind for kind in Kind if any(spot.kind is kind for spot in spots))


def unjudged(session: Session, where: ColumnElement[bool]) -> Counter[int]:
    """How many files that could be sent nobody has looked at, by dossier; one query."""
    rows = session.execute(
        select(Evidence.idea_id, Evidence.file_id, BlindCopy)
        .join(Idea, Idea.id == Evidence.idea_id)
        .outerjoin(BlindCopy, BlindCopy.idea_id == Idea.id)
        .outerjoin(CleanCopy, CleanCopy.file_id == Evidence.file_id)
        .where(where, Evidence.removed_at.is_(None),
               or_(CleanCopy.file_id.is_(None), CleanCopy.copy_id.is_not(None)))
    )  # fmt: skip
    return Counter(key for key, file_id, copy in rows if file_id not in said_of(copy))


def _texts(session: Session, idea_id: int) -> dict[int, str]:
    """What can be read in the files that were submitted."""
    content = submitted_texts(session, [idea_id]).get(idea_id)
    return texts_of(session, content.files) if content else {}


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A blind round with dossiers that nobody has looked through as they now stand."""

    round_id: int
    code: str
    title: str
    closes_at: datetime
    number: int


def unconfirmed(session: Session, actor: Actor) -> list[Unconfirmed]:
    """Such rounds of the councils whose secretary the actor is, without what the actor must avoid.

    One query; none for anybody else.
    """
    councils = actor.councils_as(Role.SECRETARY)
    if not councils:
        return []
    rows = session.execute(
        select(Round.id, Round.code, Round.title, Round.scoring_closes_at, func.count())
        .join(Idea, Idea.round_id == Round.id)
        .outerjoin(BlindCopy, BlindCopy.idea_id == Idea.id)
        .where(Round.council_id.in_(councils), Round.blind != BlindMode.OPEN,
               Idea.state.in_(ASSIGNABLE), _open(), ~shut_for(session, actor))
        .group_by(Round.id)
        .order_by(Round.id)
    )  # fmt: skip
    return [Unconfirmed(*row) for row in rows]
