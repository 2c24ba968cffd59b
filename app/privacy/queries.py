"""Reads about requests, consent, periods, and what ties a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit
from app.awards.models import Nomination, NominationList
from app.awards.states import ListState
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import ROLE_TITLES
from app.kernel.refusals import NOT_FOUND, Denied
from app.privacy.catalogue import RecordKind, record_kinds
from app.privacy.models import Anonymised, Consent, ConsentText, DataRequest, RetentionPeriod
from app.privacy.rules import Ties
from app.privacy.states import FIRST_TEXTS, Purpose, RequestKind, RequestState
from app.review.models import Sheet
from app.review.states import OPEN_SHEETS

CLOSED_DOSSIERS = frozenset({*DECIDED, IdeaState.INELIGIBLE, IdeaState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request, for its owner and for the office."""

    request_id: int
    account_id: int
    name: str
    unit_name: str
    kind: RequestKind
    state: RequestState
    text: str
    asked_at: datetime
    due_on: date
    answer: str
    answered_at: datetime | None

    def is_late(self, today: date) -> bool:
        """Whether it still waits after its last day."""
        return self.state is RequestState.OPEN and today > self.due_on


_REQUEST = (
    select(
        DataRequest.id, DataRequest.account_id, Account.full_name, Unit.name, DataRequest.kind,
        DataRequest.state, DataRequest.text, DataRequest.asked_at, DataRequest.due_on,
        DataRequest.answer, DataRequest.answered_at,
    )
    .join(Account, Account.id == DataRequest.account_id)
    .join(Unit, Unit.id == Account.unit_id)
)  # fmt: skip


def own_requests(session: Session, account_id: int) -> list[RequestLine]:
    """What a person has asked, the latest first."""
    rows = session.execute(
        _REQUEST.where(DataRequest.account_id == account_id).order_by(DataRequest.id.desc())
    )
    return [RequestLine(*row) for row in rows]


def request_lines(
    session: Session, state: RequestState | None, *, limit: int, offset: int
) -> list[RequestLine]:
    """One page of all requests: the open ones first, those due first."""
    statement = _REQUEST if state is None else _REQUEST.where(DataRequest.state == state)
    rows = session.execute(
        statement.order_by(DataRequest.answered_at.is_not(None), DataRequest.due_on, DataRequest.id)
        .limit(limit)
        .offset(offset)
    )
    return [RequestLine(*row) for row in rows]


def request_counts(session: Session) -> dict[RequestState, int]:
    """How many requests stand in each state."""
    rows = session.execute(
        select(DataRequest.state, func.count(DataRequest.id)).group_by(DataRequest.state)
    )
    return {state: count for state, count in rows}


def request_line(session: Session, request_id: int) -> RequestLine:
    """One request; 404 when there is none."""
    row = session.execute(_REQUEST.where(DataRequest.id == request_id)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return RequestLine(*row)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in force for a purpose."""

    purpose: Purpose
    version: int
    text: str


def wording(session: Session, purpose: Purpose) -> Wording:
    """The latest version of a text; the one that comes with the software is version 1."""
    row = session.execute(
        select(ConsentText.version, ConsentText.text)
        .where(ConsentText.purpose == purpose)
        .order_by(ConsentText.version.desc())
        .limit(1)
    ).one_or_none()
    return Wording(purpose, *row) if row else Wording(purpose, 1, FIRST_TEXTS[purpose])


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One time that a person agreed."""

    purpose: Purpose
    version: int
    text: str
    given_at: datetime
    withdrawn_at: datetime | None


def consents(session: Session, account_id: int) -> list[ConsentLine]:
    """What a person agreed to, the latest first."""
    rows = session.execute(
        select(Consent.purpose, Consent.version, Consent.text, Consent.given_at,
               Consent.withdrawn_at)
        .where(Consent.account_id == account_id)
        .order_by(Consent.id.desc())
    )  # fmt: skip
    return [ConsentLine(*row) for row in rows]


def unwilling(session: Session, account_ids: Collection[int]) -> set[int]:
    """Who of these has withdrawn the consent to be named and not given it again."""
    if not account_ids:
        return set()
    rows = session.execute(
        select(Consent.account_id, func.count(Consent.id), func.count(Consent.withdrawn_at))
        .where(Consent.account_id.in_(account_ids), Consent.purpose == Purpose.GALLERY_NAME)
        .group_by(Consent.account_id)
    )
    return {key for key, given, withdrawn in rows if given == withdrawn}


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind of record is kept, and on what that rests."""

    kind: RecordKind
    months: int
    basis: str
    changed_at: datetime | None


def periods(session: Session) -> list[Period]:
    """Every kind with its period: the authority's own, else the default."""
    own = {
        row.kind: row for row in session.scalars(select(RetentionPeriod)).all()
    }  # a dozen rows at most
    return [
        Period(kind, own[code].months, own[code].basis, own[code].changed_at)
        if code in own
        else Period(kind, kind.months, "", None)
        for code, kind in record_kinds().items()
    ]


def ties(session: Session, account_id: int, today: date, by: int | None) -> Ties:
    """What still ties a person to work here, on this day or later."""
    roles = session.scalars(
        select(RoleGrant.role)
        .where(
            RoleGrant.account_id == account_id,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
        )
        .order_by(RoleGrant.id)
    ).all()
    wrote = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == account_id)
    dossiers = session.scalar(
        select(func.count(Idea.id)).where(
            or_(Idea.owner_id == account_id, Idea.id.in_(wrote)),
            Idea.state.not_in(CLOSED_DOSSIERS),
        )
    )
    sheets = session.scalar(
        select(func.count(Sheet.id)).where(
            Sheet.reviewer_id == account_id, Sheet.state.in_(OPEN_SHEETS)
        )
    )
    lists = session.scalar(
        select(func.count(distinct(NominationList.id)))
        .join(Nomination, Nomination.list_id == NominationList.id)
        .where(Nomination.account_id == account_id, NominationList.state != ListState.ISSUED)
    )
    return Ties(
        roles=[str(ROLE_TITLES[role]) for role in roles],
        open_dossiers=dossiers or 0,
        open_sheets=sheets or 0,
        open_lists=lists or 0,
        anonymised=session.get(Anonymised, account_id) is not None,
        oneself=account_id == by,
    )
