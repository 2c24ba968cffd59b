"""Run a sitting: open it, note who comes and goes, call items, vote, undo, close."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.councils.states import OFFICE_TITLES
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, IllegalMove, require, require_ready
from app.kernel.text import T
from app.sittings import (
    agenda_queries,
    ballot_queries,
    policy,
    queries,
    rules,
)
from app.sittings.models import (
    Presence,
    Sitting,
    SittingItem,
    SittingMember,
)
from app.sittings.planning import refresh_recusals, touch
from app.sittings.rules import Share
from app.sittings.states import (
    ITEM_LIFECYCLE,
    SITTING_LIFECYCLE,
    ItemState,
    SittingState,
)

_SEALED = T("Phiên họp không ở trạng thái đang họp.")


def open_sitting(session: Session, actor: Actor, sitting: Sitting, now: datetime) -> None:
    """Take down who is appointed today; from now on attendance and items may be noted."""
    require(policy.run(actor, sitting.council_id))
    seats = queries.seats_on(session, sitting.council_id, now)
    require_ready([] if seats else [Blocker("members", T("Hội đồng chưa có thành viên nào"))])
    units = queries.names_of(session, [seat.account_id for seat, _office in seats])
    for position, (seat, office) in enumerate(seats, start=1):
        session.add(
            SittingMember(
                sitting_id=sitting.id, account_id=seat.account_id, position=position,
                name=seat.name, title=str(OFFICE_TITLES[office]), office=office,
                unit_name=units[seat.account_id][1],
            )
        )  # fmt: skip
    sitting.opened_at = now
    move(session, actor, sitting, SITTING_LIFECYCLE, "open", now, members=len(seats))
    session.flush()
    refresh_recusals(session, sitting)
    touch(sitting)


def note_presence(
    session: Session, actor: Actor, sitting: Sitting, account_ids: Collection[int], now: datetime,
    *, here: bool,
) -> None:  # fmt: skip
    """These members have come, or have left; who already is as said stays as noted."""
    require_running(actor, sitting)
    present = queries.present_accounts(session, sitting.id)
    for account_id in sorted(set(account_ids)):
        member = queries.member_of(session, sitting.id, account_id)
        if here and account_id not in present:
            session.add(Presence(member_id=member.id, came_at=now))
        elif not here and account_id in present:
            rows = select(Presence).where(Presence.member_id == member.id,
                                          Presence.left_at.is_(None))  # fmt: skip
            for row in session.scalars(rows.with_for_update()):
                row.left_at = now
        else:
            continue
        record(session, actor, "sitting:presence", sitting, now, account_id=account_id, here=here)
    touch(sitting)


def call_item(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, now: datetime
) -> None:
    """Put an item on the table; whoever must keep away is asked to leave the room."""
    refresh_recusals(session, sitting)
    away = agenda_queries.recusal_rows(session, [item.id]).get(item.id, [])
    require_running(actor, sitting, [row.account_id for row in away])
    busy = [one for one in agenda_queries.items_to_change(session, sitting.id)
            if one.state is ItemState.ON_TABLE and one.id != item.id]  # fmt: skip
    if busy:
        require_ready([Blocker("item", T("Đang xét %(title)s; ghi kết quả hoặc để lại trước khi "
                                         "sang nội dung khác", title=busy[0].title))])  # fmt: skip
    move(session, actor, item, ITEM_LIFECYCLE, "call", now)
    item.called_at = now
    for row in away:
        row.out_at, row.back_at = now, None
    touch(sitting)


def conclude(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, conclusion: str,
    now: datetime,
) -> None:  # fmt: skip
    """End an item that is discussed and not voted on, with what was concluded."""
    require_at(session, actor, sitting, item)
    require_ready([Blocker("conclusion", T("Nội dung này phải biểu quyết"))] if item.voted else [])
    require_ready(rules.blockers_of_reason(conclusion))
    item.conclusion, item.decided_at = conclusion, now
    move(session, actor, item, ITEM_LIFECYCLE, "decide", now, number=0, yes=0, base=0, needed=0)
    touch(sitting)


def undo(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, reason: str, now: datetime
) -> None:
    """Vote once more on the item that was decided last, while nothing else was called after it."""
    recused = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    require_running(actor, sitting, recused)
    require_ready(rules.blockers_of_reason(reason))
    others = [
        one for one in agenda_queries.items_to_change(session, sitting.id) if one.id != item.id
    ]
    # Items of one joint slip were called at one moment: one of them at a time is voted on anew.
    if any(one.state is ItemState.ON_TABLE for one in others) or any(
        one.called_at > item.called_at for one in others if one.called_at and item.called_at
    ):
        require_ready([Blocker("reason", T("Đã sang nội dung khác: chỉ còn đính chính có ghi nhận, "
                                           "không làm lại được"))])  # fmt: skip
    ballot = ballot_queries.last_ballot(session, item.id)
    if ballot is not None:
        ballot.undone_at, ballot.undone_reason = now, reason
    move(session, actor, item, ITEM_LIFECYCLE, "undo", now, reason=reason)
    item.passed = item.yes = item.base = item.needed = item.decided_at = None
    item.tied = False
    for row in agenda_queries.recusal_rows(session, [item.id]).get(item.id, []):
        row.back_at = None
    touch(sitting)


def correct(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, reason: str, now: datetime
) -> None:
    """A correction stands beside what was written down; it never takes its place."""
    recused = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    require(policy.run(actor, sitting.council_id, recused))
    if item.state is not ItemState.DECIDED:
        raise IllegalMove("correct", item.state, ITEM_LIFECYCLE.open_from(item.state))
    require_ready(rules.blockers_of_reason(reason))
    item.corrected = reason
    record(session, actor, "sitting_item:correct", item, now, reason=reason)
    touch(sitting)


def put_off(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, reason: str, now: datetime
) -> None:
    """Leave an item to another sitting; a vote that was going on counts for nothing."""
    recused = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    require_running(actor, sitting, recused)
    require_ready(rules.blockers_of_reason(reason))
    ballot = ballot_queries.open_ballot(session, item.id, lock=True)
    if ballot is not None:
        ballot.undone_at, ballot.undone_reason = now, reason
    move(session, actor, item, ITEM_LIFECYCLE, "put_off", now, reason=reason)
    item.note = reason
    call_back(session, item, now)
    touch(sitting)


def call_back(session: Session, item: SittingItem, now: datetime) -> None:
    for row in agenda_queries.recusal_rows(session, [item.id]).get(item.id, []):
        if row.out_at is not None and row.back_at is None:
            row.back_at = now


def quorum_of(sitting: Sitting) -> Share:
    """How many of the appointed members must be there."""
    return Share(sitting.quorum_numerator, sitting.quorum_denominator)


def share_of(item: SittingItem) -> Share:
    """How much of the council must agree to this item."""
    return Share(item.share_numerator, item.share_denominator, strict=item.share_strict)


def require_running(actor: Actor, sitting: Sitting, recused: Collection[int] = ()) -> None:
    require(policy.run(actor, sitting.council_id, recused))
    if sitting.state is not SittingState.OPEN:
        require_ready([Blocker("sitting", _SEALED)])


def require_at(session: Session, actor: Actor, sitting: Sitting, item: SittingItem) -> None:
    recused = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    require_running(actor, sitting, recused)
    if item.state is not ItemState.ON_TABLE:
        raise IllegalMove("vote", item.state, ITEM_LIFECYCLE.open_from(item.state))
