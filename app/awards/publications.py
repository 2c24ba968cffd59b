"""Reads about publication for comment and complaints."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.awards.complaint_states import OPEN_COMPLAINTS, ComplaintState
from app.awards.list_models import Complaint, ListPublication, ListVersion
from app.awards.models import Nomination, NominationList

_HANDS = (
    "nomination:add", "nomination:change", "nomination:override", "nomination:override_confirm",
    "nomination:override_refuse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """All that a reader of a published list sees of a line."""

    nomination_id: int
    name: str
    unit_name: str
    award_name: str
    achievement: str

    @property
    def plain(self) -> dict[str, object]:
        """As it is stored."""
        return asdict(self)


def stored_lines(content: str) -> tuple[PublishedLine, ...]:
    """The lines of a publication, as they were on its first day."""
    return tuple(PublishedLine(**one) for one in json.loads(content))


def running(session: Session, list_id: int, today: date) -> ListPublication | None:
    """The publication whose last day has not passed."""
    return session.scalars(
        select(ListPublication)
        .where(ListPublication.list_id == list_id, _is_shown(today))
        .order_by(ListPublication.id.desc())
        .limit(1)
    ).one_or_none()


def _is_shown(today: date) -> ColumnElement[bool]:
    return ListPublication.ended_at.is_(None) & (ListPublication.last_day >= today)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list that hangs out now."""

    key: str
    title: str
    last_day: date


def shown_now(session: Session, today: date) -> list[ShownList]:
    """Every list in its time of comment, the nearest last day first."""
    rows = session.execute(
        select(ListPublication.key, NominationList.title, ListPublication.last_day)
        .join(NominationList, NominationList.id == ListPublication.list_id)
        .where(_is_shown(today))
        .order_by(ListPublication.last_day, ListPublication.id)
    )
    return [ShownList(*row) for row in rows]


def publications_of(session: Session, list_id: int) -> list[ListPublication]:
    """All of one list, the newest first."""
    return list(
        session.scalars(
            select(ListPublication)
            .where(ListPublication.list_id == list_id)
            .order_by(ListPublication.id.desc())
        )
    )


def compilers_of(session: Session, list_id: int) -> set[int | None]:
    """Who had a hand in the list, and so looks into no complaint about it.

    Who made it or locked a version of it; who put, changed or concluded on a line that stands on
    it, and who confirmed or refused such a conclusion as the second person.
    """
    lines = select(Nomination.id, Nomination.added_by, Nomination.override_by,
                   Nomination.override_confirmed_by)  # fmt: skip
    rows = session.execute(lines.where(Nomination.list_id == list_id)).all()
    made = session.execute(
        select(NominationList.created_by, NominationList.locked_by).where(
            NominationList.id == list_id
        )
    ).one()
    locked = session.scalars(select(ListVersion.locked_by).where(ListVersion.list_id == list_id))
    acted = session.scalars(
        select(AuditEntry.actor_id)
        .where(AuditEntry.subject.in_([f"nomination:{row[0]}" for row in rows]),
               AuditEntry.verb.in_(_HANDS))
        .distinct()
    )  # fmt: skip
    return {*made, *locked, *acted, *(key for row in rows for key in row[1:])}


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as one person may know it.

    Of a withheld filer there is neither name nor key, but for the filer and for who answers.
    """

    complaint_id: int
    list_id: int
    list_number: int
    list_year: int
    list_title: str
    nomination_id: int | None
    about: str
    state: ComplaintState
    text: str
    filed_at: datetime
    due_on: date
    withheld: bool
    filed_by: int | None
    filer: str
    assigned_to: int | None
    assignee: str
    answer: str
    answered_at: datetime | None


def complaint_rows(
    session: Session, reader: int | None, *conditions: ColumnElement[bool]
) -> list[ComplaintRow]:
    """Complaints as this person may know them, those that wait first, by their last day."""
    filer, assignee = aliased(Account), aliased(Account)
    told = or_(~Complaint.withheld, Complaint.filed_by == reader, Complaint.assigned_to == reader)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Complaint.id, Complaint.list_id, NominationList.number, NominationList.year,
            NominationList.title, Complaint.nomination_id, Complaint.about, Complaint.state,
            Complaint.text, Complaint.filed_at, Complaint.due_on, Complaint.withheld,
            case((told, Complaint.filed_by)),
            case((told, func.coalesce(filer.full_name, Complaint.filer_name)), else_=""),
            Complaint.assigned_to, func.coalesce(assignee.full_name, ""), Complaint.answer,
            Complaint.answered_at,
        )
        .join(NominationList, NominationList.id == Complaint.list_id)
        .outerjoin(filer, filer.id == Complaint.filed_by)
        .outerjoin(assignee, assignee.id == Complaint.assigned_to)
        .where(*conditions)
        .order_by(Complaint.state.not_in(OPEN_COMPLAINTS), Complaint.due_on, Complaint.id)
        .limit(200)
    )  # fmt: skip
    return [ComplaintRow(*row) for row in session.execute(statement)]


def complaints_of_list(session: Session, reader: int | None, list_id: int) -> list[ComplaintRow]:
    """All about one list."""
    return complaint_rows(session, reader, Complaint.list_id == list_id)


def complaints_by(session: Session, account_id: int | None) -> list[ComplaintRow]:
    """Those one person filed."""
    return complaint_rows(session, account_id, Complaint.filed_by == account_id)


def waiting_complaints(
    session: Session, account_id: int | None, *, to_assign: bool
) -> list[ComplaintRow]:
    """Those that wait for this person's answer, and for `to_assign` those nobody has."""
    is_mine = Complaint.assigned_to == account_id
    mine: ColumnElement[bool] = (Complaint.state == ComplaintState.ASSIGNED) & is_mine
    if to_assign:
        mine = or_(mine, Complaint.state == ComplaintState.FILED)
    return complaint_rows(session, account_id, mine)


def may_read(row: ComplaintRow, account_id: int | None, *, reader: bool) -> bool:
    """The filer, who answers, and the readers of lists."""
    return reader or account_id in {row.filed_by, row.assigned_to} - {None}


def line_choices(session: Session, list_id: int) -> list[tuple[int, str]]:
    """The lines of a list to choose from, in its order."""
    rows: Collection[tuple[int, str, str]] = [
        (key, name, unit)
        for key, name, unit in session.execute(
            select(Nomination.id, Nomination.name, Nomination.unit_name)
            .where(Nomination.list_id == list_id)
            .order_by(Nomination.subject_kind, Nomination.unit_order, Nomination.name_key)
        )
    ]
    return [(key, name if name == unit else f"{name}, {unit}") for key, name, unit in rows]
