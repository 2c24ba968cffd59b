"""Reads of bundles: what became of a list, what was sent, what was received."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.awards.list_models import ListVersion
from app.awards.models import NominationList
from app.awards.states import Ending, ListState
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.states import FileState
from app.forwarding.models import (
    Forwarding,
    ForwardingAnswer,
    ReceivedBundle,
    ReceivedFile,
    ReceivedLine,
)
from app.forwarding.reading import read_list
from app.forwarding.states import LineAnswer, ReceivedState, SentState
from app.kernel.refusals import NOT_FOUND, Denied


def spaced(digest: str) -> str:
    """Groups of eight signs."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


@dataclass(frozen=True, slots=True)
class SentRow:
    """A bundle that was made of a list."""

    forwarding_id: int
    list_id: int
    title: str
    number: int
    year: int
    state: SentState
    digest: str
    made_at: datetime
    made_by: str
    answered_at: datetime | None
    answered_by: str
    reason: str

    @property
    def code(self) -> str:
        """What the letter carries."""
        return self.digest[:12]

    @property
    def spaced(self) -> str:
        """The whole digest in groups, so that it is read and breaks."""
        return spaced(self.digest)


_SENT: Any = (
    select(Forwarding.id, Forwarding.list_id, NominationList.title, NominationList.number,
           NominationList.year, Forwarding.state, Forwarding.digest, Forwarding.made_at,
           func.coalesce(Account.full_name, ""), Forwarding.answered_at,
           Forwarding.answered_by_name, Forwarding.reason)
    .join(NominationList, NominationList.id == Forwarding.list_id)
    .outerjoin(Account, Account.id == Forwarding.made_by)
)  # fmt: skip


def sent_page(session: Session, *, limit: int, offset: int) -> tuple[list[SentRow], int]:
    """Bundles that were made, newest first, and how many."""
    total = session.scalar(select(func.count()).select_from(Forwarding)) or 0
    rows = session.execute(_SENT.order_by(Forwarding.id.desc()).limit(limit).offset(offset))
    return [SentRow(*row) for row in rows], total


def sent(session: Session, forwarding_id: int) -> SentRow:
    """One bundle that was made; 404 when there is none."""
    row = session.execute(_SENT.where(Forwarding.id == forwarding_id)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return SentRow(*row)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was answered about one line."""

    nomination_id: int
    name: str
    award_name: str
    answer: LineAnswer
    reason: str
    decision_number: str
    decided_on: date | None


def answers(session: Session, forwarding_id: int) -> list[AnswerRow]:
    """The answer, line by line, as the list was ordered."""
    rows = session.execute(
        select(ForwardingAnswer.nomination_id, ForwardingAnswer.name, ForwardingAnswer.award_name,
               ForwardingAnswer.answer, ForwardingAnswer.reason, ForwardingAnswer.decision_number,
               ForwardingAnswer.decided_on)
        .where(ForwardingAnswer.forwarding_id == forwarding_id)
        .order_by(ForwardingAnswer.id)
    )  # fmt: skip
    return [AnswerRow(*row) for row in rows]


def packed(session: Session, forwarding_id: int) -> tuple[bytes, str, int]:
    """The bundle itself, its file name, and how many lines it has."""
    row = session.execute(
        select(StoredFile.sha256, StoredFile.name)
        .join(Forwarding, Forwarding.file_id == StoredFile.id)
        .where(Forwarding.id == forwarding_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    with storage().open(row[0]) as stream:
        content = stream.read()
    return content, row[1], len(read_list(content).lines)


@dataclass(frozen=True, slots=True)
class ListToSend:
    """A locked list of the higher level that no bundle stands for."""

    list_id: int
    title: str
    number: int
    year: int


def lists_to_send(session: Session) -> list[ListToSend]:
    """Lists that are closed, decided above, and whose locked version was not sent on yet."""
    live = exists().where(
        Forwarding.list_id == NominationList.id, Forwarding.state != SentState.WITHDRAWN,
        Forwarding.content_hash == ListVersion.content_hash,
    )  # fmt: skip
    rows = session.execute(
        select(NominationList.id, NominationList.title, NominationList.number, NominationList.year)
        .join(ListVersion, and_(ListVersion.list_id == NominationList.id,
                                ListVersion.ending == Ending.STANDING))
        .where(NominationList.upward, NominationList.state != ListState.DRAFT, ~live)
        .order_by(NominationList.year.desc(), NominationList.number.desc())
        .limit(50)
    )  # fmt: skip
    return [ListToSend(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A bundle of another authority."""

    bundle_id: int
    origin: str
    title: str
    movement: str
    list_label: str
    made_on: date
    digest: str
    state: ReceivedState
    uploaded_at: datetime
    finished_at: datetime | None

    @property
    def spaced(self) -> str:
        """The digest in groups."""
        return spaced(self.digest)


_RECEIVED: Any = select(
    ReceivedBundle.id, ReceivedBundle.origin, ReceivedBundle.title, ReceivedBundle.movement,
    ReceivedBundle.list_label, ReceivedBundle.made_on, ReceivedBundle.digest, ReceivedBundle.state,
    ReceivedBundle.uploaded_at, ReceivedBundle.finished_at,
)  # fmt: skip


def received_list(session: Session, most: int = 100) -> list[ReceivedRow]:
    """Received bundles, the newest first; those that wait for us before those that are done."""
    done = ReceivedBundle.state.in_((ReceivedState.ANSWERED, ReceivedState.DROPPED))
    rows = session.execute(_RECEIVED.order_by(done, ReceivedBundle.id.desc()).limit(most))
    return [ReceivedRow(*row) for row in rows]


def received(session: Session, bundle_id: int) -> ReceivedRow:
    """One received bundle; 404 when there is none."""
    row = session.execute(_RECEIVED.where(ReceivedBundle.id == bundle_id)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return ReceivedRow(*row)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One nominated of a received list."""

    line_id: int
    position: int
    individual: bool
    name: str
    job_title: str
    unit_name: str
    award_name: str
    achievement: str
    solutions: str
    codes: str
    answer: LineAnswer | None
    reason: str
    decision_number: str
    decided_on: date | None
    version: int


_LINES: Any = select(
    ReceivedLine.id, ReceivedLine.position, ReceivedLine.individual, ReceivedLine.name,
    ReceivedLine.job_title, ReceivedLine.unit_name, ReceivedLine.award_name,
    ReceivedLine.achievement, ReceivedLine.solutions, ReceivedLine.codes, ReceivedLine.answer,
    ReceivedLine.reason, ReceivedLine.decision_number, ReceivedLine.decided_on,
    ReceivedLine.version,
)  # fmt: skip


def lines(session: Session, bundle_id: int) -> list[LineRow]:
    """The lines of a received list, in its order."""
    rows = session.execute(
        _LINES.where(ReceivedLine.bundle_id == bundle_id).order_by(ReceivedLine.position)
    )
    return [LineRow(*row) for row in rows]


def last_granted(session: Session, bundle_id: int) -> LineRow | None:
    """The line granted last: a list mostly has one decision, typed once."""
    row = session.execute(
        _LINES.where(ReceivedLine.bundle_id == bundle_id, ReceivedLine.answer == LineAnswer.AGREED)
        .order_by(ReceivedLine.answered_at.desc(), ReceivedLine.position.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LineRow(*row)


def next_unanswered(session: Session, bundle_id: int) -> int | None:
    """The first line without an answer."""
    key: int | None = session.scalar(
        select(ReceivedLine.id)
        .where(ReceivedLine.bundle_id == bundle_id, ReceivedLine.answer.is_(None))
        .order_by(ReceivedLine.position)
        .limit(1)
    )
    return key


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a received list; `about`: the dossier's code, "" for a paper of the list."""

    file_id: int
    name: str
    about: str
    size: int
    state: FileState


def files(session: Session, bundle_id: int) -> list[FileRow]:
    """The files of a received list: its papers, then evidence by dossier."""
    rows = session.execute(
        select(StoredFile.id, StoredFile.name, ReceivedFile.about, StoredFile.size,
               StoredFile.state)
        .join(ReceivedFile, ReceivedFile.file_id == StoredFile.id)
        .where(ReceivedFile.bundle_id == bundle_id)
        .order_by(ReceivedFile.about, ReceivedFile.path)
    )  # fmt: skip
    return [FileRow(*row) for row in rows]
