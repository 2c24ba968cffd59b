"""Reads about councils."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.hooks import CouncilChoice
from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.roles_rules import SEATS
from app.councils.models import Council, CouncilKind, CouncilOffice
from app.councils.states import USUAL_OFFICE, Office
from app.files.models import StoredFile
from app.kernel.actor import Role
from app.kernel.refusals import NOT_FOUND, Denied


def council_in_term(session: Session, kind: CouncilKind, day: date) -> Council | None:
    """The council of this kind whose term holds on that day; the newest when several do."""
    return session.scalar(
        select(Council)
        .where(
            Council.kind == kind,
            Council.term_from <= day,
            or_(Council.term_to.is_(None), Council.term_to > day),
        )
        .order_by(Council.term_from.desc(), Council.id.desc())
        .limit(1)
    )


def council_for_role(session: Session, role: Role, day: date) -> int | None:
    """The initiative council in term, for roles that sit in it; None for other roles."""
    if role not in SEATS:
        return None
    council = council_in_term(session, CouncilKind.INITIATIVE, day)
    return council.id if council else None


@dataclass(frozen=True, slots=True)
class CouncilLine:
    """One council, with how many people sit in it on a day."""

    council_id: int
    name: str
    kind: CouncilKind
    decision_number: str
    decided_on: date
    term_from: date
    term_to: date | None
    members: int


def council_lines(session: Session, day: date) -> list[CouncilLine]:
    """All councils, newest term first."""
    seated = (
        select(RoleGrant.council_id, func.count(RoleGrant.account_id.distinct()).label("n"))
        .where(
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day),
        )
        .group_by(RoleGrant.council_id)
        .subquery()
    )
    rows = session.execute(
        select(Council.id, Council.name, Council.kind, Council.decision_number,
               Council.decided_on, Council.term_from, Council.term_to,
               func.coalesce(seated.c.n, 0))
        .outerjoin(seated, seated.c.council_id == Council.id)
        .order_by(Council.term_from.desc(), Council.id.desc())
    )  # fmt: skip
    return [CouncilLine(*row) for row in rows]


def council_choices(session: Session) -> list[CouncilChoice]:
    """All councils for a select, newest term first."""
    rows = session.execute(
        select(Council.id, Council.name).order_by(Council.term_from.desc(), Council.id.desc())
    )
    return [CouncilChoice(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's role in a council, from a day to a day."""

    account_id: int
    name: str
    unit_name: str
    role: Role
    grant_id: int
    valid_from: date
    valid_to: date | None
    active: bool


def seats(session: Session, council_id: int) -> list[Seat]:
    """Everybody who sits or sat in a council: chair, secretaries, reviewers, by given name."""
    order = case({Role.CHAIR: 0, Role.SECRETARY: 1}, value=RoleGrant.role, else_=2)
    rows = session.execute(
        select(Account.id, Account.full_name, Unit.name, RoleGrant.role, RoleGrant.id,
               RoleGrant.valid_from, RoleGrant.valid_to, Account.active)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(RoleGrant.council_id == council_id)
        .order_by(order, Account.name_key, Account.id, RoleGrant.valid_from)
    )  # fmt: skip
    return [Seat(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office of one member, from a day to a day (exclusive)."""

    account_id: int
    name: str
    office: Office
    decision_number: str
    valid_from: date
    valid_to: date | None


def office_lines(session: Session, council_id: int) -> list[OfficeLine]:
    """Every office given in a council, the newest first."""
    rows = session.execute(
        select(CouncilOffice.account_id, Account.full_name, CouncilOffice.office,
               CouncilOffice.decision_number, CouncilOffice.valid_from, CouncilOffice.valid_to)
        .join(Account, Account.id == CouncilOffice.account_id)
        .where(CouncilOffice.council_id == council_id)
        .order_by(CouncilOffice.valid_from.desc(), CouncilOffice.id.desc())
    )  # fmt: skip
    return [OfficeLine(*row) for row in rows]


def offices_on(session: Session, council_id: int, day: date) -> dict[int, Office]:
    """What members are in the council on that day, where it is not what their role says."""
    rows = session.execute(
        select(CouncilOffice.account_id, CouncilOffice.office).where(
            CouncilOffice.council_id == council_id, CouncilOffice.valid_from <= day,
            or_(CouncilOffice.valid_to.is_(None), CouncilOffice.valid_to > day),
        )
    ).all()  # fmt: skip
    return {account_id: office for account_id, office in rows}


def office_of(seat: Seat, offices: dict[int, Office]) -> Office:
    """The office given, or the one that goes with the role."""
    return offices.get(seat.account_id) or USUAL_OFFICE.get(seat.role, Office.MEMBER)


def decision_file_name(session: Session, found: Council) -> str:
    """What the signed decision's file is called; empty when there is none."""
    file = session.get(StoredFile, found.decision_file_id) if found.decision_file_id else None
    return file.name if file else ""


def council(session: Session, council_id: int) -> Council:
    """One council; 404 when there is none."""
    found = session.get(Council, council_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found
