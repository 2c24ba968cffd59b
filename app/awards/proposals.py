"""Reads about units' own proposals, and what became of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.awards.list_models import UnitProposal
from app.awards.models import Nomination, NominationList
from app.awards.proposal_states import ProposalState
from app.awards.states import Gender, LineOutcome, ListState, PositionKind
from app.files.models import StoredFile
from app.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal with the list it went into."""

    proposal_id: int
    unit_id: int
    unit_name: str
    state: ProposalState
    subject_kind: str
    account_id: int | None
    name: str
    job_title: str
    gender: Gender
    position_kind: PositionKind
    months_worked: int | None
    maternity_months: int | None
    award_code: str
    idea_codes: str
    achievement: str
    meeting_on: date
    votes_for: int
    votes_of: int
    sender: str
    sent_at: datetime
    return_reason: str
    handler: str
    handled_at: datetime | None
    nomination_id: int | None
    list_id: int | None
    list_number: int | None
    list_year: int | None
    list_state: ListState | None
    outcome: LineOutcome | None
    decision_number: str
    decided_on: date | None


def scope_of(actor: Actor, readers: tuple[Role, ...]) -> ColumnElement[bool]:
    """Readers of lists see every unit's; a clerk the own unit's."""
    if actor.has(*readers):
        return UnitProposal.id.is_not(None)
    return UnitProposal.unit_id.in_(sorted(actor.units_as(Role.UNIT_CLERK)))


def proposal_rows(
    session: Session, *conditions: ColumnElement[bool], first: int = 0, most: int = 1
) -> list[ProposalRow]:
    """Those that wait first, the newest first."""
    sender, handler = aliased(Account), aliased(Account)
    one = UnitProposal
    rows = session.execute(
        select(
            one.id, one.unit_id, one.unit_name, one.state, one.subject_kind, one.account_id,
            one.name, one.job_title, one.gender, one.position_kind, one.months_worked,
            one.maternity_months, one.award_code,
            one.idea_codes, one.achievement, one.meeting_on, one.votes_for, one.votes_of,
            func.coalesce(sender.full_name, ""), one.sent_at, one.return_reason,
            func.coalesce(handler.full_name, ""), one.handled_at, one.nomination_id,
            NominationList.id, NominationList.number, NominationList.year, NominationList.state,
            Nomination.outcome, func.coalesce(Nomination.decision_number, ""),
            Nomination.decided_on,
        )
        .outerjoin(sender, sender.id == one.sent_by)
        .outerjoin(handler, handler.id == one.handled_by)
        .outerjoin(Nomination, Nomination.id == one.nomination_id)
        .outerjoin(NominationList, NominationList.id == Nomination.list_id)
        .where(*conditions)
        .order_by(one.state != ProposalState.SENT, one.id.desc())
        .offset(first)
        .limit(most)
    )  # fmt: skip
    return [ProposalRow(*plain) for plain in map(tuple, rows)]


def proposal_count(session: Session, *conditions: ColumnElement[bool]) -> int:
    """How many there are."""
    return session.scalar(select(func.count(UnitProposal.id)).where(*conditions)) or 0


def minutes_of(session: Session, proposal_id: int) -> list[tuple[int, str]]:
    """The papers that came with it."""
    rows = session.execute(
        select(StoredFile.id, StoredFile.name)
        .where(StoredFile.purpose == "unit_proposal", StoredFile.owner_id == proposal_id)
        .order_by(StoredFile.id)
    )
    return [(key, name) for key, name in rows]


def people_of(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Active people of a unit, by given name."""
    rows = session.execute(
        select(Account.id, Account.full_name, Account.position)
        .where(Account.unit_id == unit_id, Account.active)
        .order_by(Account.name_key, Account.id)
    )
    return [(key, f"{name}, {position}" if position else name) for key, name, position in rows]


def draft_lists(session: Session) -> list[tuple[int, str]]:
    """The drafts a proposal may go into, the newest first."""
    rows = session.execute(
        select(NominationList.id, NominationList.number, NominationList.year, NominationList.title)
        .where(NominationList.state == ListState.DRAFT)
        .order_by(NominationList.id.desc())
        .limit(50)
    )
    return [(key, f"{number:02d}/{year}. {title}") for key, number, year, title in rows]
