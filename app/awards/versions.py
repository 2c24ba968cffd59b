"""Reads of a closed list: its versions, the request to reopen it, each line's outcome."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.awards.compiled import CompiledList, from_json
from app.awards.list_models import AwardRevocation, ListVersion, ReopenRequest
from app.awards.models import Nomination, NominationList
from app.awards.states import Ending, LineOutcome
from app.awards.verification import LIST
from app.database.reading import rows_of
from app.kernel.refusals import NOT_FOUND, Denied
from app.papers.models import PaperCode


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One locked version, without its content."""

    number: int
    content_hash: str
    locked_by: str
    locked_at: datetime
    ending: Ending
    ended_by: str
    ended_at: datetime | None
    reason: str
    lookup_code: str


def version_rows(session: Session, list_id: int) -> list[VersionRow]:
    """The newest first."""
    return [VersionRow(*row) for row in rows_of(session, _versions(), {"of_list": list_id})]


@cache
def _versions() -> Select[*tuple[Any, ...]]:
    locker, ender = aliased(Account), aliased(Account)
    return (
        select(ListVersion.number, ListVersion.content_hash,
               func.coalesce(locker.full_name, ""), ListVersion.locked_at, ListVersion.ending,
               func.coalesce(ender.full_name, ""), ListVersion.ended_at, ListVersion.reason,
               func.coalesce(PaperCode.code, ""))
        .outerjoin(locker, locker.id == ListVersion.locked_by)
        .outerjoin(ender, ender.id == ListVersion.ended_by)
        .outerjoin(PaperCode, (PaperCode.thing_id == ListVersion.id) & (PaperCode.kind == LIST))
        .where(ListVersion.list_id == bindparam("of_list"))
        .order_by(ListVersion.number.desc())
    )  # fmt: skip


def version_content(session: Session, list_id: int, number: int) -> CompiledList:
    """What was locked as this version; 404 when there was none."""
    text = session.scalar(
        select(ListVersion.content).where(
            ListVersion.list_id == list_id, ListVersion.number == number
        )
    )
    if text is None:
        raise Denied(NOT_FOUND)
    return from_json(text)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request to reopen that waits."""

    asked_by: int
    name: str
    asked_at: datetime
    reason: str


def reopen_request(session: Session, list_id: int) -> OpenRequest | None:
    """The one that waits for its second person."""
    row = session.execute(
        select(ReopenRequest.asked_by, Account.full_name, ReopenRequest.asked_at,
               ReopenRequest.reason)
        .join(Account, Account.id == ReopenRequest.asked_by)
        .where(ReopenRequest.list_id == list_id, ReopenRequest.ended_at.is_(None))
        .order_by(ReopenRequest.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    return OpenRequest(*row) if row else None


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request to reopen that somebody else may confirm."""

    list_id: int
    number: int
    year: int
    title: str
    name: str


def waiting_requests(session: Session, account_id: int | None) -> list[WaitingRequest]:
    """Those of other people."""
    rows = session.execute(
        select(NominationList.id, NominationList.number, NominationList.year, NominationList.title,
               Account.full_name)
        .join(ReopenRequest, ReopenRequest.list_id == NominationList.id)
        .join(Account, Account.id == ReopenRequest.asked_by)
        .where(ReopenRequest.ended_at.is_(None), ReopenRequest.asked_by != account_id)
        .order_by(ReopenRequest.id)
    )  # fmt: skip
    return [WaitingRequest(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one line."""

    outcome: LineOutcome
    reason: str
    decision_number: str
    decided_on: date | None
    revocation: AwardRevocation | None = None


def outcomes_of(session: Session, list_id: int) -> dict[int, OutcomeRow]:
    """Each line of an issued list by nomination."""
    rows = session.execute(
        select(Nomination.id, Nomination.outcome, Nomination.outcome_reason,
               Nomination.decision_number, Nomination.decided_on, AwardRevocation)
        .outerjoin(AwardRevocation, AwardRevocation.nomination_id == Nomination.id)
        .where(Nomination.list_id == list_id)
    )  # fmt: skip
    return {
        key: OutcomeRow(outcome, reason, number, day, revocation)
        for key, outcome, reason, number, day, revocation in rows
    }


def revocation_of(nomination_id: int) -> Select[AwardRevocation]:
    """The revocation of one award, as a query."""
    return select(AwardRevocation).where(AwardRevocation.nomination_id == nomination_id)
