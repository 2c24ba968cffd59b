"""Earlier awards of those on a list, from the ledger: three queries, whatever the size."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.achievements.ledger import AwardRow, achievements_of
from app.awards.models import Nomination
from app.awards.states import SubjectKind

Earlier = Mapping[int, tuple[AwardRow, ...]]


def earlier_awards(session: Session, list_id: int) -> Earlier:
    """By nomination, the oldest first; what this list itself gave is left out."""
    rows = session.execute(
        select(Nomination.id, Nomination.subject_kind, Nomination.account_id, Nomination.unit_id)
        .where(Nomination.list_id == list_id)
    ).all()  # fmt: skip
    people = {account for _, kind, account, _ in rows if account and _is_person(kind)}
    units = {unit for _, kind, _, unit in rows if unit and kind is SubjectKind.COLLECTIVE}
    found: dict[tuple[bool, int], list[AwardRow]] = defaultdict(list)
    own = {f"nomination:{key}" for key, *_ in rows}
    for award in achievements_of(session, people, units):
        person = award.account_id if award.kind == "individual" else None
        if award.source_ref not in own:
            found[person is not None, person or award.unit_id or 0].append(award)
    return {
        key: tuple(found.get((_is_person(kind), (account if _is_person(kind) else unit) or 0), ()))
        for key, kind, account, unit in rows
    }


def _is_person(kind: SubjectKind) -> bool:
    return kind is SubjectKind.INDIVIDUAL


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
