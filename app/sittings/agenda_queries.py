"""Reads of an agenda: items, their parts, who keeps away. Rows to change are locked by id."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.sittings.models import (
    ItemPart,
    Recusal,
    Sitting,
    SittingItem,
)
from app.sittings.states import SittingState

LIVE = frozenset({SittingState.PLANNED, SittingState.OPEN})


def items_to_change(session: Session, sitting_id: int) -> Sequence[SittingItem]:
    """All items, locked, in the order of the agenda."""
    rows = session.scalars(
        select(SittingItem)
        .where(SittingItem.sitting_id == sitting_id)
        .order_by(SittingItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return sorted(rows, key=lambda item: (item.position, item.id))


def items_in_order(session: Session, sitting_id: int) -> list[SittingItem]:
    """All items in the order of the agenda, to read."""
    rows = select(SittingItem).where(SittingItem.sitting_id == sitting_id)
    return list(session.scalars(rows.order_by(SittingItem.position, SittingItem.id)))


def subjects_on_agendas(session: Session, subjects: Collection[str]) -> set[str]:
    """Those of these subjects that wait on, or were decided by, a sitting that was not called off.

    What was put off may come again. A subject that is part of an item stands on its agenda too.
    """
    standing = (
        Sitting.state != SittingState.CANCELLED,
        or_(SittingItem.state.in_(("on_table", "decided")), Sitting.state.in_(LIVE)),
    )
    alone = (
        select(SittingItem.subject)
        .join(Sitting, Sitting.id == SittingItem.sitting_id)
        .where(SittingItem.subject.in_(subjects), *standing)
    )
    together = (
        select(ItemPart.subject)
        .join(SittingItem, SittingItem.id == ItemPart.item_id)
        .join(Sitting, Sitting.id == SittingItem.sitting_id)
        .where(ItemPart.subject.in_(subjects), *standing)
    )
    return set(session.scalars(alone.union(together)))


def parts_of(session: Session, item_ids: Collection[int]) -> dict[int, list[ItemPart]]:
    """What these items put to the vote together, in the order in which it was put there."""
    found: dict[int, list[ItemPart]] = {}
    rows = select(ItemPart).where(ItemPart.item_id.in_(item_ids)).order_by(ItemPart.id)
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def subjects_of(session: Session, items: Collection[SittingItem]) -> dict[int, list[str]]:
    """What each of these items is about: its parts, or itself."""
    parts = parts_of(session, [item.id for item in items])
    return {
        item.id: [part.subject for part in parts.get(item.id, ())] or [item.subject]
        for item in items
    }


def recusal_rows(session: Session, item_ids: Collection[int]) -> dict[int, list[Recusal]]:
    """The recusals of these items, by item."""
    found: dict[int, list[Recusal]] = {}
    rows = select(Recusal).where(Recusal.item_id.in_(item_ids)).order_by(Recusal.id)
    for row in session.scalars(rows):
        found.setdefault(row.item_id, []).append(row)
    return found


def recused_by_item(session: Session, item_ids: Collection[int]) -> dict[int, set[int]]:
    """Who must keep away from each of these items."""
    rows = recusal_rows(session, item_ids)
    return {key: {row.account_id for row in found} for key, found in rows.items()}
