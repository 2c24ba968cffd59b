"""Prepare a sitting: plan it, fill and order its agenda, call it off."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.councils.models import Council
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, IllegalMove, require, require_ready
from app.kernel.text import T, Text
from app.sittings import (
    agenda,
    agenda_queries,
    policy,
    queries,
    rules,
)
from app.sittings.agenda import Candidate
from app.sittings.models import ItemPart, LetterAnswer, Recusal, Sitting, SittingItem
from app.sittings.rules import Share, SittingDraft
from app.sittings.states import SITTING_LIFECYCLE, ItemState, SittingState
from app.sittings.thresholds import Threshold, in_force


def plan_sitting(
    session: Session, actor: Actor, council: Council, draft: SittingDraft, now: datetime
) -> Sitting:
    """Set a day, a place and how many must be there."""
    require(policy.run(actor, council.id))
    require_ready(rules.blockers_in_sitting(draft))
    sitting = Sitting(
        council_id=council.id, title=draft.title, place=draft.place, starts_at=draft.starts_at,
        quorum_numerator=draft.quorum.numerator, quorum_denominator=draft.quorum.denominator,
    )  # fmt: skip
    session.add(sitting)
    record(session, actor, "sitting:plan", sitting, now, title=sitting.title,
           council_id=council.id)  # fmt: skip
    return sitting


def add_items(
    session: Session, actor: Actor, sitting: Sitting, candidates: Sequence[Candidate], now: datetime
) -> int:
    """Put these at the end of the agenda, those already on one left out; returns how many."""
    _require_open_to_change(actor, sitting)
    require_ready([] if candidates else [Blocker("subject", T("Chọn ít nhất một nội dung"))])
    fresh = _fresh(session, candidates)
    last, count = _last_and_count(session, sitting)
    if count + len(fresh) > rules.MOST_ITEMS:
        require_ready([Blocker("subject", T("Chương trình có tối đa %(n)s nội dung",
                                            n=rules.MOST_ITEMS))])  # fmt: skip
    held = {one.code: one for one in rules_of(session, sitting)}
    made = [_item(sitting, position, one, one.own or held.get(one.rule))
            for position, one in enumerate(fresh, start=last + 1)]  # fmt: skip
    session.add_all(made)
    session.flush()
    for item, one in zip(made, fresh, strict=True):
        session.add_all(ItemPart(item_id=item.id, subject=part.subject, title=part.title[:300],
                                 unit_name=part.unit_name[:200]) for part in one.parts)  # fmt: skip
    session.flush()
    refresh_recusals(session, sitting)
    touch(sitting)
    record(session, actor, "sitting:agenda", sitting, now, count=len(fresh))
    return len(fresh)


def _fresh(session: Session, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that stand on no agenda, neither alone nor as a part, each once."""
    about = [{one.subject, *(part.subject for part in one.parts)} for one in candidates]
    taken = agenda_queries.subjects_on_agendas(session, set().union(*about))
    fresh = []
    for one, subjects in zip(candidates, about, strict=True):
        if taken.isdisjoint(subjects):
            fresh.append(one)
            taken |= subjects
    return fresh


def rules_of(session: Session, sitting: Sitting) -> list[Threshold]:
    """The shares that this council votes by on the day of the sitting."""
    kind = session.get_one(Council, sitting.council_id).kind
    return in_force(kind, local_date(sitting.starts_at))


def _last_and_count(session: Session, sitting: Sitting) -> tuple[int, int]:
    counted = select(func.coalesce(func.max(SittingItem.position), 0), func.count(SittingItem.id))
    row = session.execute(counted.where(SittingItem.sitting_id == sitting.id)).one()
    return row[0], row[1]


def _item(sitting: Sitting, position: int, one: Candidate, rule: Threshold | None) -> SittingItem:
    item = SittingItem(
        sitting_id=sitting.id, position=position, subject=one.subject, code=one.code,
        title=one.title[:300], unit_name=one.unit_name[:200], summary=one.summary[:1000],
    )  # fmt: skip
    share = rule.share if rule else Share(2, 3)
    if one.share is not None:
        share = Share(*one.share)
    item.share_numerator, item.share_denominator = share.numerator, share.denominator
    item.share_strict = share.strict
    if rule is not None:
        item.rule, item.clause, item.share_base = rule.title[:60], rule.clause[:300], rule.base
        item.chair_breaks_tie = rule.chair_breaks_tie
    return item


def add_business(
    session: Session, actor: Actor, sitting: Sitting, title: str, rule: str, now: datetime
) -> SittingItem:
    """Other business, typed by hand; voted on by the rule of this code, else only discussed."""
    _require_open_to_change(actor, sitting)
    held = {one.code: one for one in rules_of(session, sitting)}
    found: list[Blocker] = []
    if not title:
        found.append(Blocker("title", T("Nhập nội dung")))
    if rule and rule not in held:
        found.append(Blocker("rule", T("Chọn một quy tắc trong danh sách")))
    require_ready(found)
    last, _count = _last_and_count(session, sitting)
    made = Candidate("", "", title, "", rule)
    item = _item(sitting, last + 1, made, held.get(rule))
    item.voted = bool(rule)
    session.add(item)
    session.flush()
    touch(sitting)
    record(session, actor, "sitting:agenda", sitting, now, count=1)
    return item


def remove_item(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, now: datetime
) -> None:
    """Take an item that was never called off the agenda."""
    _require_open_to_change(actor, sitting)
    if item.state is not ItemState.WAITING or item.called_at is not None:
        raise IllegalMove("remove", item.state, [])
    for table in (Recusal, ItemPart, LetterAnswer):
        session.execute(delete(table).where(table.item_id == item.id))
    session.delete(item)
    touch(sitting)
    record(session, actor, "sitting:agenda", sitting, now, count=-1)


def order_items(
    session: Session, actor: Actor, sitting: Sitting, wanted: Sequence[int], now: datetime
) -> None:
    """Give the items not yet called this order; an item that is not named goes to the end."""
    _require_open_to_change(actor, sitting)
    items = agenda_queries.items_to_change(session, sitting.id)
    place = {key: number for number, key in enumerate(wanted)}
    movable = [item for item in items if item.state is ItemState.WAITING]
    slots = sorted(item.position for item in movable)
    movable.sort(key=lambda item: (place.get(item.id, len(place)), item.position))
    for position, item in zip(slots, movable, strict=True):
        item.position = position
    touch(sitting)
    record(session, actor, "sitting:order", sitting, now)


def order_quietly(session: Session, actor: Actor, sitting: Sitting, now: datetime) -> None:
    """Order what is left so that members leave the room as seldom as possible."""
    waiting = [i for i in agenda_queries.items_to_change(session, sitting.id)
               if i.state is ItemState.WAITING]  # fmt: skip
    recused = agenda_queries.recused_by_item(session, [item.id for item in waiting])
    people = [frozenset(recused.get(item.id, ())) for item in waiting]
    order_items(session, actor, sitting, [waiting[at].id for at in rules.quiet_order(people)], now)


def cancel_sitting(
    session: Session, actor: Actor, sitting: Sitting, reason: str, now: datetime
) -> None:
    """Call off a sitting that was not opened; its items are free for another one."""
    require(policy.run(actor, sitting.council_id))
    require_ready(rules.blockers_of_reason(reason))
    move(session, actor, sitting, SITTING_LIFECYCLE, "cancel", now, reason=reason)


def refresh_recusals(session: Session, sitting: Sitting) -> None:
    """Ask again who must keep away from what is not decided yet; what was noted at a call stays."""
    items = [
        item
        for item in agenda_queries.items_to_change(session, sitting.id)
        if item.state in {ItemState.WAITING, ItemState.PUT_OFF} and item.subject
    ]
    accounts = queries.seated_accounts(session, sitting)
    about = agenda_queries.subjects_of(session, items)
    known = agenda.grounds(session, [one for found in about.values() for one in found], accounts)
    stored = agenda_queries.recusal_rows(session, [item.id for item in items])
    for item in items:
        wanted: dict[int, Text] = {}
        for one in about[item.id]:
            wanted |= known.get(one, {})
        for row in stored.get(item.id, []):
            if row.account_id not in wanted and row.out_at is None:
                session.delete(row)
        held = {row.account_id for row in stored.get(item.id, [])}
        for account_id in sorted(set(wanted) - held):
            ground = str(wanted[account_id])[:200]
            session.add(Recusal(item_id=item.id, account_id=account_id, ground=ground))
    session.flush()


def touch(sitting: Sitting) -> None:
    """Something that the screens show has changed."""
    sitting.beat += 1


def _require_open_to_change(actor: Actor, sitting: Sitting) -> None:
    require(policy.run(actor, sitting.council_id))
    if sitting.state not in {SittingState.PLANNED, SittingState.OPEN}:
        raise IllegalMove("change", sitting.state, SITTING_LIFECYCLE.open_from(sitting.state))
