"""What is known of one person in the year of a list: whom to count, and the months that count.

Entered by the unit when it proposes, mended by who fills the list; what was entered once for a
person in a year is offered on the next list of that year. Nobody is guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.awards.models import Nomination, NominationList
from app.awards.states import Gender, PositionKind, SubjectKind
from app.kernel.refusals import Blocker
from app.kernel.text import T

MONTHS = 12


@dataclass(frozen=True, slots=True)
class PersonYear:
    """None: nobody said. Nghỉ thai sản counts as time worked (NĐ 152/2025, Điều 4)."""

    gender: Gender = Gender.UNKNOWN
    position_kind: PositionKind = PositionKind.UNKNOWN
    months_worked: int | None = None
    maternity_months: int | None = None


def blockers_of_months(worked: int | None, maternity: int | None) -> list[Blocker]:
    """Months of one year: together at most twelve, leave alone says nothing of the rest."""
    found = [
        Blocker(field, T("Số tháng phải từ 0 đến 12"))
        for field, value in (("months_worked", worked), ("maternity_months", maternity))
        if value is not None and not 0 <= value <= MONTHS
    ]
    if not found and (worked or 0) + (maternity or 0) > MONTHS:
        found.append(Blocker("maternity_months", T("Số tháng làm việc và nghỉ thai sản cộng lại "
                                                   "không quá 12")))  # fmt: skip
    return found


def take_over(row: Nomination, facts: PersonYear) -> None:
    """Write what is known into a line; only people have it."""
    if row.subject_kind is not SubjectKind.INDIVIDUAL:
        return
    row.gender, row.position_kind = facts.gender, facts.position_kind
    row.months_worked, row.maternity_months = facts.months_worked, facts.maternity_months


def known_of_year(session: Session, year: int, keys: Iterable[str]) -> dict[str, PersonYear]:
    """What the newest line of that year says of each person: one query."""
    rows = session.execute(
        select(Nomination.subject_key, Nomination.gender, Nomination.position_kind,
               Nomination.months_worked, Nomination.maternity_months)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(
            NominationList.year == year, Nomination.subject_key.in_(sorted(set(keys))),
            Nomination.subject_kind == SubjectKind.INDIVIDUAL,
            or_(Nomination.gender != Gender.UNKNOWN, Nomination.months_worked.is_not(None),
                Nomination.position_kind != PositionKind.UNKNOWN),
        )
        .order_by(Nomination.id)
    )  # fmt: skip
    return {
        key: PersonYear(gender, position, worked, leave)
        for key, gender, position, worked, leave in rows
    }
