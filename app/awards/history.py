"""Earlier awards of those on a list, from the ledger: three queries, whatever the size; one to
count them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from sqlalchemy import Select, String, bindparam, cast, func, literal, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.achievements.ledger import AwardRow, achievements_of
from app.achievements.models import Achievement
from app.achievements.states import Subject
from app.awards.models import Nomination
from app.awards.subjects import unit_of
from app.database.reading import rows_of

Earlier = Mapping[int, tuple[AwardRow, ...]]


def earlier_awards(session: Session, list_id: int, only: Collection[int] | None = None) -> Earlier:
    """Of all lines or only these, the oldest first; what this list itself gave is left out.
    Whom the ledger could know by name alone is not looked up.
    """
    rows = session.execute(
        select(Nomination.id, Nomination.account_id, Nomination.subject_key)
        .where(Nomination.list_id == list_id, true() if only is None else Nomination.id.in_(only))
    ).all()  # fmt: skip
    people = {account for _, account, _ in rows if account}
    units = {unit for _, _, key in rows if (unit := unit_of(key))}
    found: dict[str, list[AwardRow]] = defaultdict(list)
    own = {f"nomination:{key}" for key, *_ in rows}
    for award in achievements_of(session, people, units):
        if award.source_ref not in own:
            found[award.subject_key].append(award)
    return {key: tuple(found.get(subject, ())) for key, _, subject in rows}


def earlier_counts(session: Session, list_id: int, only: Collection[int]) -> dict[int, int]:
    """How many `earlier_awards` each of these lines has: one query. None of them: not in it."""
    rows = rows_of(session, _counted(), {"of_list": list_id, "only": list(only)})
    return {key: number for key, number in rows}


@cache
def _counted() -> Select[int, int]:
    of_list = Nomination.list_id == bindparam("of_list")
    own = select(literal("nomination:") + cast(Nomination.id, String)).where(of_list)
    of_person = (Achievement.subject_kind == Subject.INDIVIDUAL) & (
        Achievement.account_id == Nomination.account_id
    )
    of_unit = (Achievement.subject_kind == Subject.COLLECTIVE) & (
        literal("unit:") + cast(Achievement.unit_id, String) == Nomination.subject_key
    )
    return (
        select(Nomination.id, func.count())
        .join(Achievement, Achievement.subject_key == Nomination.subject_key)
        .where(
            of_list, Nomination.id.in_(bindparam("only", expanding=True)), of_person | of_unit,
            Achievement.newest, Achievement.revoked_on.is_(None),
            Achievement.source_ref.not_in(own),
        )
        .group_by(Nomination.id)
    )  # fmt: skip


def added_by(session: Session, nomination_id: int) -> str:
    """Who put the line on the list; "" when it was carried over."""
    return (
        session.scalar(
            select(Account.full_name)
            .join(Nomination, Nomination.added_by == Account.id)
            .where(Nomination.id == nomination_id)
        )
        or ""
    )
