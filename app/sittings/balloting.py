"""Vote on the item on the table: openly, secretly, on paper, in writing; count once."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.councils.states import Office
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, Blocker, require, require_ready
from app.kernel.text import T
from app.sittings import (
    agenda_queries,
    ballot_queries,
    policy,
    queries,
    rules,
)
from app.sittings.letters import blockers_to_receive, cast_letters
from app.sittings.models import (
    Ballot,
    BallotCast,
    CountSheet,
    LetterAnswer,
    SecretSlip,
    Sitting,
    SittingItem,
    SittingMember,
)
from app.sittings.planning import touch
from app.sittings.rules import Tally
from app.sittings.running import call_back, quorum_of, require_at, share_of
from app.sittings.states import ITEM_LIFECYCLE, BallotKind, Choice

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
_ONLY_OPEN = T("Ý kiến bằng văn bản chỉ nhập được khi đang biểu quyết công khai; phiếu kín do tổ "
               "kiểm phiếu nhập")  # fmt: skip


def open_ballot(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, kind: BallotKind,
    now: datetime,
) -> Ballot:  # fmt: skip
    """Begin a vote on the item on the table; refused when it would be void."""
    require_at(session, actor, sitting, item)
    require_ready([] if item.voted else [Blocker("ballot", T("Nội dung này không biểu quyết"))])
    people = queries.people_at(session, sitting.id, item.id, None)
    going_on = ballot_queries.open_ballot(session, item.id, lock=True) is not None
    found = rules.blockers_to_ballot(people, quorum_of(sitting), open_ballot=going_on)
    if kind is BallotKind.PAPER:
        found += rules.blockers_to_count(len(tellers_of(session, sitting, item)))
    require_ready(found)
    count = len(ballot_queries.ballots(session, [item.id]).get(item.id, []))
    ballot = Ballot(item_id=item.id, number=count + 1, kind=kind, opened_at=now,
                    appointed=people.appointed, present=people.present,
                    recused=people.recused)  # fmt: skip
    session.add(ballot)
    session.flush()
    cast_letters(session, sitting, item, ballot)
    record(session, actor, "sitting_item:ballot", item, now, number=ballot.number, kind=str(kind))
    touch(sitting)
    return ballot


def tellers_of(session: Session, sitting: Sitting, item: SittingItem) -> list[SittingMember]:
    """Who counts slips of this item: named for it, there, and with no need to keep away."""
    here = queries.present_accounts(session, sitting.id)
    here -= agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    members = queries.members(session, sitting.id)
    return [one for one in members if one.teller and one.account_id in here]


def enter_count(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, tally: Tally,
    written: int, now: datetime,
) -> None:  # fmt: skip
    """What one teller counted, without seeing what another did; entered anew it takes its place."""
    ballot = ballot_queries.open_ballot(session, item.id, lock=True)
    if ballot is None or ballot.kind is not BallotKind.PAPER:
        raise AlreadyDone(T("Cuộc kiểm phiếu đã kết thúc."), "sittings.seat", sitting_id=sitting.id)
    if ballot.joint_id is not None:
        require_ready([Blocker("yes", T("Nội dung này trên phiếu chung; nhập ở trang kiểm phiếu "
                                        "chung"))])  # fmt: skip
    tellers = {one.account_id for one in tellers_of(session, sitting, item)}
    members = {one.account_id for one in queries.members(session, sitting.id)}
    require(policy.count(actor, members, tellers))
    ballot.written = written
    people = queries.people_at(session, sitting.id, item.id, ballot)
    given = replace(tally, entitled=people.in_room + written)
    require_ready(rules.blockers_of_count(given, people, _letters_back(session, sitting, item)))
    ballot.written = 0
    key = (ballot.id, actor.user_id or 0)
    sheet = session.get(CountSheet, key) or CountSheet(ballot_id=key[0], teller_id=key[1])
    sheet.yes, sheet.no, sheet.other, sheet.void = tally.yes, tally.no, tally.other, tally.void
    sheet.blank, sheet.written, sheet.entered_at = tally.blank, written, now
    session.add(sheet)
    record(session, actor, "sitting_item:count", item, now, number=ballot.number)
    touch(sitting)


def _letters_back(session: Session, sitting: Sitting, item: SittingItem) -> int:
    """How many absent members sent their slip back in time and need not keep away."""
    away = queries.present_accounts(session, sitting.id)
    away |= agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    found = ballot_queries.letters(session, sitting.id)
    return sum(key not in away for key, letter in found.items() if letter.received_at)


def cast_vote(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, choice: Choice,
    now: datetime,
) -> str:  # fmt: skip
    """One member's answer, once. A secret one gives back the code of the slip, shown only now."""
    ballot = ballot_queries.open_ballot(session, item.id, lock=True)
    if ballot is None or ballot.kind is BallotKind.PAPER:
        raise AlreadyDone(T("Cuộc biểu quyết đã kết thúc."), "sittings.seat",
                          sitting_id=sitting.id)  # fmt: skip
    recused = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    members = {member.account_id for member in queries.members(session, sitting.id)}
    here = queries.present_accounts(session, sitting.id)
    require(policy.vote(actor, members, here, recused))
    if session.get(BallotCast, (ballot.id, actor.user_id)) is not None:
        raise AlreadyDone(T("Ông/Bà đã biểu quyết nội dung này."), "sittings.seat",
                          sitting_id=sitting.id)  # fmt: skip
    hidden = ballot.kind is BallotKind.SECRET
    session.add(BallotCast(ballot_id=ballot.id, account_id=actor.user_id or 0,
                           choice=None if hidden else choice))  # fmt: skip
    # Who answered is noted, never how: the open answers stand in the minutes.
    record(session, actor, "sitting_item:cast", item, now, number=ballot.number)
    touch(sitting)
    return _slip(session, ballot, choice) if hidden else ""


def _slip(session: Session, ballot: Ballot, choice: Choice) -> str:
    """Keep one secret answer among the others, all written anew in the order of their codes."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    known = session.execute(
        select(SecretSlip.code, SecretSlip.choice).where(SecretSlip.ballot_id == ballot.id)
    ).all()
    slips = sorted([*((row.code, row.choice) for row in known), (code, choice)])
    session.execute(delete(SecretSlip).where(SecretSlip.ballot_id == ballot.id))
    session.execute(
        insert(SecretSlip),
        [{"code": one, "ballot_id": ballot.id, "choice": said} for one, said in slips],
    )
    return code


def enter_written(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, account_id: int,
    choice: Choice, now: datetime,
) -> None:  # fmt: skip
    """The written answer of an absent member, entered by whoever runs the sitting; open votes."""
    require_at(session, actor, sitting, item)
    ballot = ballot_queries.open_ballot(session, item.id, lock=True)
    member = queries.member_of(session, sitting.id, account_id)
    away = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
    found: list[Blocker] = []
    if ballot is None or ballot.kind is not BallotKind.OPEN:
        found.append(Blocker("written", _ONLY_OPEN))
    if account_id in queries.present_accounts(session, sitting.id):
        found.append(Blocker("written", T("%(name)s đang có mặt, tự biểu quyết", name=member.name)))
    if account_id in away:
        found.append(Blocker("written", T("%(name)s thuộc diện phải tránh", name=member.name)))
    letter = ballot_queries.letters(session, sitting.id).get(account_id)
    found += blockers_to_receive(letter, account_id, (), now)
    if ballot and session.get(BallotCast, (ballot.id, account_id)) is not None:
        found.append(Blocker("written", T("%(name)s đã có ý kiến", name=member.name)))
    require_ready(found)
    session.add(BallotCast(ballot_id=ballot.id if ballot else 0, account_id=account_id,
                           choice=choice, written=True))  # fmt: skip
    if letter is not None:
        letter.received_at = letter.received_at or now
        session.merge(LetterAnswer(letter_id=letter.id, item_id=item.id, choice=choice))
    record(session, actor, "sitting_item:written", item, now, account_id=account_id)
    touch(sitting)


def close_ballot(
    session: Session, actor: Actor, sitting: Sitting, item: SittingItem, now: datetime
) -> None:
    """End the vote, count it and write down what it decided.

    Slips of paper: two tellers' sheets say the same, or nothing is written down.
    """
    require_at(session, actor, sitting, item)
    ballot = ballot_queries.open_ballot(session, item.id, lock=True)
    if ballot is None:
        raise AlreadyDone(T("Cuộc biểu quyết đã kết thúc."), "sittings.desk", sitting_id=sitting.id)
    sheet = _agreed(session, sitting, item, ballot) if ballot.kind is BallotKind.PAPER else None
    if sheet is not None:
        ballot.written = sheet.written
    people = queries.people_at(session, sitting.id, item.id, ballot)
    require_ready(rules.blockers_to_ballot(people, quorum_of(sitting), open_ballot=False))
    if sheet is not None:
        tally = Tally(sheet.yes, sheet.no, sheet.other, sheet.void,
                      people.in_room + sheet.written, sheet.blank)  # fmt: skip
        letters = _letters_back(session, sitting, item)
        require_ready(rules.blockers_of_count(tally, people, letters))
    else:
        tally = _counted(session, ballot, people)
    write_down(ballot, item, tally, people, now, _chair_agrees(session, sitting, item, ballot))
    move(session, actor, item, ITEM_LIFECYCLE, "decide", now, number=ballot.number,
         yes=tally.yes, base=item.base, needed=item.needed)  # fmt: skip
    call_back(session, item, now)
    touch(sitting)


def _agreed(session: Session, sitting: Sitting, item: SittingItem, ballot: Ballot) -> CountSheet:
    """The one count on which the tellers agree; a sheet of somebody who no longer counts is left
    out.
    """
    names = {one.account_id: one.name for one in tellers_of(session, sitting, item)}
    sheets = ballot_queries.count_sheets(session, [ballot.id]).get(ballot.id, [])
    mine = [one for one in sheets if one.teller_id in names]
    require_ready(rules.blockers_of_sheets(
        [(names[one.teller_id],
          (one.yes, one.no, one.other, one.blank, one.void, one.written))
         for one in mine]
    ))  # fmt: skip
    return mine[0]


def _chair_agrees(
    session: Session, sitting: Sitting, item: SittingItem, ballot: Ballot
) -> bool | None:
    """The chair's side, which breaks a tie where the dated rule says so: of open votes only."""
    if not item.chair_breaks_tie or ballot.kind is not BallotKind.OPEN:
        return None
    chairs = [one.account_id for one in queries.members(session, sitting.id)
              if one.office is Office.CHAIR]  # fmt: skip
    casts = [session.get(BallotCast, (ballot.id, key)) for key in chairs]
    said = [cast.choice for cast in casts if cast is not None]
    return said[0] is Choice.YES if said else None


def _counted(session: Session, ballot: Ballot, people: rules.People) -> Tally:
    answers = BallotCast if ballot.kind is BallotKind.OPEN else SecretSlip
    said = list(session.scalars(select(answers.choice).where(answers.ballot_id == ballot.id)))
    return Tally(said.count(Choice.YES), said.count(Choice.NO), said.count(Choice.OTHER), 0,
                 people.in_room + people.written)  # fmt: skip


def write_down(
    ballot: Ballot, item: SittingItem, tally: Tally, people: rules.People, now: datetime,
    chair_agrees: bool | None,
) -> None:  # fmt: skip
    """The count of a vote, and what the item's rule makes of it."""
    ballot.closed_at = item.decided_at = now
    ballot.yes, ballot.no, ballot.other, ballot.void = tally.yes, tally.no, tally.other, tally.void
    ballot.blank = tally.blank
    ballot.present, ballot.recused = people.present, people.recused
    ballot.written, ballot.entitled = people.written, tally.entitled
    result = rules.outcome(tally, people, share_of(item), item.share_base,
                           chair_agrees=chair_agrees)  # fmt: skip
    item.passed, item.yes, item.tied = result.passed, result.yes, result.tied
    item.base, item.needed = result.base, result.needed
