"""Written opinions of absent members: sent with a day, received in time, cast when the vote opens.

They count in the total and stand apart in the minutes (law.md 2.5: absent members are asked in
writing). A secret vote on the machine takes none: it would show the secretary who says what.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.refusals import Blocker, IllegalMove, require, require_ready
from app.kernel.text import T
from app.sittings import (
    agenda_queries,
    ballot_queries,
    policy,
    queries,
)
from app.sittings.models import Ballot, BallotCast, Letter, LetterAnswer, Sitting, SittingItem
from app.sittings.planning import touch
from app.sittings.states import SITTING_LIFECYCLE, BallotKind, Choice, ItemState, SittingState


def send_letters(
    session: Session, actor: Actor, sitting: Sitting, account_ids: Collection[int],
    due_at: datetime, now: datetime,
) -> int:  # fmt: skip
    """Note that these members were asked in writing until then; one that came back stays."""
    _require_live(actor, sitting)
    members = _members(session, sitting, now)
    wanted = sorted(set(account_ids) & members)
    found: list[Blocker] = []
    if not wanted:
        found.append(Blocker("account", T("Chọn ít nhất một thành viên")))
    if due_at <= now:
        found.append(Blocker("due_at", T("Hạn trả lời phải sau thời điểm này")))
    require_ready(found)
    held = ballot_queries.letters(session, sitting.id)
    sent = 0
    for account_id in wanted:
        letter = held.get(account_id)
        if letter is not None and letter.received_at is not None:
            continue
        if letter is None:
            letter = Letter(sitting_id=sitting.id, account_id=account_id)
            session.add(letter)
        letter.sent_at, letter.due_at = now, due_at
        sent += 1
        record(session, actor, "sitting:letter_sent", sitting, now, account_id=account_id)
    touch(sitting)
    return sent


def receive_letter(
    session: Session, actor: Actor, sitting: Sitting, account_id: int,
    answers: Mapping[int, Choice], now: datetime,
) -> None:  # fmt: skip
    """What an absent member wrote, on items not yet decided; typed again it takes the old place.

    A sealed slip for a vote on paper has no answer here: tellers count it.
    """
    _require_live(actor, sitting)
    letter = ballot_queries.letters(session, sitting.id).get(account_id)
    here = queries.present_accounts(session, sitting.id)
    found = blockers_to_receive(letter, account_id, here, now)
    if account_id not in _members(session, sitting, now):
        found.append(Blocker("account", T("Ủy viên dự khuyết đã ngồi ghế này")))
    require_ready(found)
    if letter is None:
        return
    items = agenda_queries.items_to_change(session, sitting.id)
    recused = agenda_queries.recused_by_item(session, [item.id for item in items])
    open_ = [item.id for item in items if _may_answer(actor, item, recused.get(item.id, set()),
                                                      account_id)]  # fmt: skip
    session.execute(
        delete(LetterAnswer).where(
            LetterAnswer.letter_id == letter.id, LetterAnswer.item_id.in_(open_)
        )
    )
    session.add_all(LetterAnswer(letter_id=letter.id, item_id=key, choice=answers[key])
                    for key in open_ if key in answers)  # fmt: skip
    letter.received_at = letter.received_at or now
    record(session, actor, "sitting:letter_received", sitting, now, account_id=account_id)
    session.flush()
    touch(sitting)


def blockers_to_receive(
    letter: Letter | None, account_id: int, here: Collection[int], now: datetime
) -> list[Blocker]:
    """A letter was sent, it is not too late, and its writer is not there to speak."""
    if letter is None:
        return [Blocker("account", T("Chưa gửi phiếu lấy ý kiến cho thành viên này"))]
    found: list[Blocker] = []
    if letter.received_at is None and now > letter.due_at:
        found.append(Blocker("account", T("Đã quá hạn trả lời %(due)s, ý kiến không được tính",
                                          due=instant_text(letter.due_at))))  # fmt: skip
    if account_id in here:
        found.append(Blocker("account", T("Thành viên đang có mặt, tự biểu quyết")))
    return found


def _may_answer(actor: Actor, item: SittingItem, recused: Collection[int], account_id: int) -> bool:
    """Not decided, voted on, and neither the writer nor whoever types it must keep away."""
    if not item.voted or item.state not in {ItemState.WAITING, ItemState.PUT_OFF}:
        return False
    return account_id not in recused and actor.user_id not in recused


def cast_letters(session: Session, sitting: Sitting, item: SittingItem, ballot: Ballot) -> None:
    """An open vote begins with what absent members wrote; whoever is there answers in person."""
    if ballot.kind is not BallotKind.OPEN:
        return
    letters = ballot_queries.letters(session, sitting.id)
    answers = ballot_queries.letter_answers(session, [letter.id for letter in letters.values()])
    kept_out = queries.present_accounts(session, sitting.id)
    kept_out |= agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    seated = {member.account_id for member in queries.members(session, sitting.id)}
    for account_id, letter in letters.items():
        choice = answers.get(letter.id, {}).get(item.id)
        if choice is not None and account_id in seated - kept_out:
            session.add(BallotCast(ballot_id=ballot.id, account_id=account_id, choice=choice,
                                   written=True))  # fmt: skip


def _members(session: Session, sitting: Sitting, now: datetime) -> set[int]:
    if sitting.state is SittingState.OPEN:
        return {one.account_id for one in queries.members(session, sitting.id)}
    seats = queries.seats_on(session, sitting.council_id, now)
    return {seat.account_id for seat, _office in seats}


def _require_live(actor: Actor, sitting: Sitting) -> None:
    require(policy.run(actor, sitting.council_id))
    if sitting.state not in agenda_queries.LIVE:
        raise IllegalMove("letter", sitting.state, SITTING_LIFECYCLE.open_from(sitting.state))
