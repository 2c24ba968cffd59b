"""Vote on several items with one slip of paper: hand it out, count it whole, confirm, write down.

Quorum and the people in the room are those of the moment in which the slips were handed out:
the council may go on, and members may leave, while the tellers count.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, Blocker, require, require_ready
from app.kernel.text import T
from app.sittings import (
    agenda_queries,
    ballot_queries,
    joint_queries,
    joint_rules,
    policy,
    queries,
    rules,
)
from app.sittings.balloting import write_down
from app.sittings.joint_rules import LineCount, Slips
from app.sittings.models import Ballot, CountSheet, JointPaper, Sitting, SittingItem
from app.sittings.planning import refresh_recusals, touch
from app.sittings.rules import People, Tally
from app.sittings.running import call_back, quorum_of, require_at, require_running
from app.sittings.states import ITEM_LIFECYCLE, BallotKind, ItemState

_GOING_ON = T("Đang có phiếu chung chưa kiểm xong")


def set_aside(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, now: datetime
) -> None:
    """An item was discussed; it is voted on later, together with others on one slip."""
    require_at(session, actor, sitting, item)
    require_ready([] if item.voted else [Blocker("ballot", T("Nội dung này không biểu quyết"))])
    if ballot_queries.open_ballot(session, item.id, lock=True) is not None:
        require_ready([Blocker("ballot", T("Đang có cuộc biểu quyết chưa kết thúc"))])
    move(session, actor, item, ITEM_LIFECYCLE, "set_aside", now)
    call_back(session, item, now)
    touch(sitting)


def hand_out(
    session: Session, actor: Actor, sitting: Sitting, item_ids: Sequence[int], now: datetime
) -> JointPaper:
    """Give everybody one slip with a line for each item; refused when it would be void."""
    refresh_recusals(session, sitting)
    items = agenda_queries.items_to_change(session, sitting.id)
    chosen = [one for one in items if one.id in set(item_ids) and one.voted]
    away = agenda_queries.recused_by_item(session, [one.id for one in chosen])
    require_running(actor, sitting, {key for keys in away.values() for key in keys})
    people = queries.people_at(session, sitting.id, 0, None)
    found = rules.blockers_to_ballot(people, quorum_of(sitting), open_ballot=False)
    if joint_queries.open_joint(session, sitting.id) is not None:
        found.append(Blocker("ballot", _GOING_ON))
    if any(one.state is ItemState.ON_TABLE for one in items):
        found.append(Blocker("ballot", T("Đang xét một nội dung; ghi kết quả, để lại hoặc chuyển "
                                         "sang chờ phiếu chung trước")))  # fmt: skip
    tellers = joint_queries.tellers(session, sitting, [one.id for one in chosen])
    require_ready(found + joint_rules.blockers_to_hand_out(len(chosen), len(tellers)))
    joint = JointPaper(sitting_id=sitting.id, handed_at=now,
                       number=joint_queries.joint_count(session, sitting.id) + 1)  # fmt: skip
    session.add(joint)
    session.flush()
    votes = ballot_queries.ballots(session, [one.id for one in chosen])
    for item in chosen:
        _open_line(session, sitting, joint, item, len(votes.get(item.id, ())) + 1)
        move(session, actor, item, ITEM_LIFECYCLE, "hand_out", now, number=joint.number)
    record(session, actor, "sitting:joint_hand_out", sitting, now, number=joint.number,
           count=len(chosen))  # fmt: skip
    touch(sitting)
    return joint


def _open_line(
    session: Session, sitting: Sitting, joint: JointPaper, item: SittingItem, number: int
) -> None:
    people = queries.people_at(session, sitting.id, item.id, None)
    item.called_at = joint.handed_at
    session.add(
        Ballot(item_id=item.id, number=number, kind=BallotKind.PAPER, joint_id=joint.id,
               opened_at=joint.handed_at, appointed=people.appointed, present=people.present,
               recused=people.recused, entitled=people.in_room)
    )  # fmt: skip


def enter(
    session: Session, actor: Actor, sitting: Sitting, joint: JointPaper, slips: Slips,
    counts: Mapping[int, LineCount], now: datetime,
) -> None:  # fmt: skip
    """The whole count, by ballot, as one teller made it; it takes the place of an earlier one."""
    _require_open(session, actor, sitting, joint)
    lines = joint_queries.lines(session, sitting.id, joint)
    if set(counts) != {one.ballot_id for one in lines}:
        require_ready([Blocker("items", T("Nhập số phiếu của mọi nội dung trên phiếu"))])
    present, letters = joint_queries.possible(session, sitting.id, joint)
    require_ready(
        joint_rules.blockers_of_slips(slips, present, letters)
        or joint_rules.blockers_of_lines(slips, lines, dict(counts))
    )
    joint.handed_out, joint.collected, joint.written = (
        slips.handed_out, slips.collected, slips.written,
    )  # fmt: skip
    joint.entered_by, joint.entered_at = actor.user_id, now
    joint.confirmed_by = joint.confirmed_at = None
    session.execute(delete(CountSheet).where(CountSheet.ballot_id.in_(list(counts))))
    _keep_sheets(session, actor, counts, slips, now)
    record(session, actor, "sitting:joint_count", sitting, now, number=joint.number)
    touch(sitting)


def confirm(
    session: Session, actor: Actor, sitting: Sitting, joint: JointPaper, seen: int, now: datetime
) -> None:
    """Another teller compared the figures with the slips, and they are right."""
    _require_open(session, actor, sitting, joint)
    require_ready(
        joint_rules.blockers_to_confirm(joint.entered_by, actor.user_id, seen, joint.version)
    )
    if joint.confirmed_by is not None:
        raise AlreadyDone(
            T("Số phiếu đã được xác nhận."), "sittings.joint_slip", sitting_id=sitting.id
        )
    counts = joint_queries.counted(session, joint)
    joint.confirmed_by, joint.confirmed_at = actor.user_id, now
    _keep_sheets(session, actor, counts, slips_of(joint), now)
    record(session, actor, "sitting:joint_confirm", sitting, now, number=joint.number)
    touch(sitting)


def write_result(
    session: Session, actor: Actor, sitting: Sitting, joint: JointPaper, now: datetime
) -> None:
    """What two tellers agree on becomes the result of every item on the slip."""
    items = joint_queries.items_of(session, joint, lock=True)
    away = agenda_queries.recused_by_item(session, [one.id for one in items])
    require_running(actor, sitting, {key for keys in away.values() for key in keys})
    _require_unfinished(joint, sitting)
    if joint.confirmed_by is None:
        require_ready([Blocker("confirm", T("Chưa có người kiểm phiếu thứ hai xác nhận"))])
    counts = joint_queries.counted(session, joint)
    lines = joint_queries.lines(session, sitting.id, joint)
    letters_struck = joint_queries.letters_struck(session, sitting.id, items)
    struck = {one.ballot_id: one.away for one in lines}
    ballots = {one.item_id: one for one in joint_queries.ballots_of(session, joint)}
    for item in items:
        ballot = ballots[item.id]
        count = counts[ballot.id]
        written = max(joint.written - letters_struck.get(item.id, 0), 0)
        people = People(ballot.appointed, ballot.present, ballot.recused, written, ballot.entitled)
        tally = Tally(count.yes, count.no, 0, count.void,
                      joint.handed_out - struck[ballot.id], count.blank)  # fmt: skip
        write_down(ballot, item, tally, people, now, None)
        move(session, actor, item, ITEM_LIFECYCLE, "decide", now, number=ballot.number,
             yes=tally.yes, base=item.base, needed=item.needed)  # fmt: skip
    joint.closed_at = now
    touch(sitting)


def take_back(
    session: Session, actor: Actor, sitting: Sitting, joint: JointPaper, reason: str, now: datetime
) -> None:
    """The slips count for nothing; every item on them waits again."""
    items = joint_queries.items_of(session, joint, lock=True)
    away = agenda_queries.recused_by_item(session, [one.id for one in items])
    require_running(actor, sitting, {key for keys in away.values() for key in keys})
    _require_unfinished(joint, sitting)
    require_ready(rules.blockers_of_reason(reason))
    joint.undone_at, joint.undone_reason = now, reason
    for ballot in joint_queries.ballots_of(session, joint):
        ballot.undone_at, ballot.undone_reason = now, reason
    for item in items:
        move(session, actor, item, ITEM_LIFECYCLE, "take_back", now, reason=reason)
    record(session, actor, "sitting:joint_take_back", sitting, now, number=joint.number)
    touch(sitting)


def slips_of(joint: JointPaper) -> Slips:
    """How many slips were entered."""
    return Slips(joint.handed_out, joint.collected, joint.written)


def _require_open(session: Session, actor: Actor, sitting: Sitting, joint: JointPaper) -> None:
    """Who counts this slip, while it is not written down; a stranger learns nothing."""
    items = joint_queries.items_of(session, joint)
    tellers = joint_queries.tellers(session, sitting, [one.id for one in items])
    members = {one.account_id for one in queries.members(session, sitting.id)}
    require(policy.count(actor, members, {one.account_id for one in tellers}))
    _require_unfinished(joint, sitting)


def _require_unfinished(joint: JointPaper, sitting: Sitting) -> None:
    if joint.closed_at is not None or joint.undone_at is not None:
        raise AlreadyDone(T("Cuộc kiểm phiếu đã kết thúc."), "sittings.desk", sitting_id=sitting.id)


def _keep_sheets(
    session: Session, actor: Actor, counts: Mapping[int, LineCount], slips: Slips, now: datetime
) -> None:
    for ballot_id, one in counts.items():
        session.add(
            CountSheet(ballot_id=ballot_id, teller_id=actor.user_id or 0, yes=one.yes, no=one.no,
                       void=one.void, blank=one.blank, written=slips.written, entered_at=now)
        )  # fmt: skip
    session.flush()
