"""What the signer decided: number and day of the decision, each line's outcome, and revocation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.achievements.states import REASON_LIMIT as LEDGER_REASON
from app.audit.actions import move, record
from app.awards import policy, rules
from app.awards.catalogue_queries import salary_on
from app.awards.compiled import CompiledList, Line, from_json
from app.awards.holding import held_lines, upheld_lines
from app.awards.ledger import mark_revoked, write_award
from app.awards.list_models import AwardRevocation
from app.awards.locking import blockers_of_reason, blockers_of_request
from app.awards.models import Nomination, NominationList
from app.awards.shaken import blockers_of_shaken
from app.awards.states import LIST_LIFECYCLE, NUMBER_LIMIT, LineOutcome, ListState
from app.awards.vote_queries import vote_blockers
from app.database.transaction import all_to_change, to_change
from app.kernel.actor import Actor
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import Blocked, Blocker, IllegalMove, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.outbox.actions import queue

AfterLine = Callable[[Session, Actor, NominationList, Nomination, Line, datetime], None]
after_issue: list[AfterLine] = []
after_revoke: list[AfterLine] = []
"""Other rooms append hooks: one award was issued, one was revoked."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """The decision that takes an award back, and what came back."""

    number: str
    decided_on: date | None
    reason: str
    money_recovered: int = 0
    recovered_on: date | None = None
    certificate_back: bool = False


def issue_list(
    session: Session, actor: Actor, list_: NominationList, number: str, decided_on: date | None,
    now: datetime, *, refused: Mapping[int, str] | None = None,
    own: Mapping[int, tuple[str, date | None]] | None = None,
) -> None:  # fmt: skip
    """Note number and day of the signed decision, what it refused, and tell the people honoured.

    A line with a complaint that is open or right is held back; the rest is issued. `own`: lines
    that another decision granted (a higher level may decide one list by several).
    """
    require(policy.compile_lists(actor))
    LIST_LIFECYCLE.after(list_.state, "issue")
    compiled = from_json(list_.snapshot)
    number = clean_line(number)
    reasons = {key: clean(text) for key, text in (refused or {}).items()}
    found = _blockers_of_decision(session, compiled, number, decided_on, now)
    found += blockers_of_request(session, list_)
    found += _blockers_of_refusals(compiled, reasons)
    decided = {key: (clean_line(text), day) for key, (text, day) in (own or {}).items()}
    for text, day in decided.values():
        found += _blockers_of_decision(session, compiled, text, day, now)
    found += vote_blockers(session, list_, but=set(reasons))
    names = {line.nomination_id: line.name for line in compiled.lines}
    held = held_lines(session, list_.id) - set(reasons)
    found += blockers_of_shaken(session, list_.id, names, but=[*reasons, *held])
    if set(names) - set(reasons) and not set(names) - set(reasons) - held:
        found.append(Blocker("number", T("Mọi dòng không bị từ chối đều đang giữ lại vì kiến nghị: "
                                         "giải quyết kiến nghị rồi ghi quyết định")))  # fmt: skip
    require_ready(found)
    list_.decision_number, list_.decided_on = number, decided_on
    rows = all_to_change(session, Nomination, [line.nomination_id for line in compiled.lines])
    outcomes = {row.id: _outcome_of(row.id, reasons, held) for row in rows}
    move(session, actor, list_, LIST_LIFECYCLE, "issue", now, decision=number, day=decided_on,
         refused=sorted(reasons), held=sorted(held & set(outcomes)),
         own={str(key): text for key, (text, _day) in sorted(decided.items())})  # fmt: skip
    lines = {line.nomination_id: line for line in compiled.lines}
    for row in rows:
        row.outcome, row.outcome_reason = outcomes[row.id], reasons.get(row.id, "")
        if row.outcome is LineOutcome.ISSUED:
            row.decision_number, row.decided_on = decided.get(row.id, (number, decided_on))
            write_award(session, actor, list_, row, lines[row.id], now)
            _tell_rooms(after_issue, session, actor, list_, row, lines[row.id], now)
    _tell_honoured(session, list_, [row for row in rows if row.outcome is LineOutcome.ISSUED], now)


def _outcome_of(key: int, reasons: Mapping[int, str], held: set[int]) -> LineOutcome:
    if key in reasons:
        return LineOutcome.REFUSED
    return LineOutcome.HELD if key in held else LineOutcome.ISSUED


def _blockers_of_decision(
    session: Session, compiled: CompiledList, number: str, decided_on: date | None, now: datetime
) -> list[Blocker]:
    salary = salary_on(session, decided_on) if decided_on else None
    differs = (salary.amount if salary else None) != compiled.heading.salary
    found = rules.blockers_to_issue(
        number, decided_on, judged_on=compiled.heading.judged_on, today=local_date(now),
        salary_differs=differs,
    )  # fmt: skip
    if len(number) > NUMBER_LIMIT:
        found.append(
            Blocker("number", T("Số quyết định không được quá %(n)s ký tự", n=NUMBER_LIMIT))
        )
    return found


def _blockers_of_refusals(compiled: CompiledList, reasons: Mapping[int, str]) -> list[Blocker]:
    names = {line.nomination_id: line.name for line in compiled.lines}
    found: list[Blocker] = []
    for key, reason in reasons.items():
        if key not in names:
            found.append(Blocker("refused", T("Có dòng không thuộc danh sách này")))
        elif not reason:
            found.append(Blocker("refused", T("Nhập lý do không khen thưởng %(name)s",
                                              name=names[key])))  # fmt: skip
        else:
            found += blockers_of_reason("refused", reason, T("Nhập lý do"))
    if reasons and set(reasons) >= set(names):
        found.append(Blocker("refused", T("Mọi dòng đều bị từ chối: ghi nhận là danh sách bị "
                                          "trả lại")))  # fmt: skip
    return found


def issue_line(
    session: Session, actor: Actor, nomination: Nomination, number: str, decided_on: date | None,
    now: datetime,
) -> None:  # fmt: skip
    """A line that was held back gets its own decision once no complaint speaks against it."""
    list_ = to_change(session, NominationList, nomination.list_id)
    require(policy.settle_line(actor, nomination.account_id))
    _require_held(nomination)
    compiled = from_json(list_.snapshot)
    line = line_of(compiled, nomination.id)
    number = clean_line(number)
    found = _blockers_of_decision(session, compiled, number, decided_on, now)
    if nomination.id in held_lines(session, list_.id):
        found.append(Blocker("number", T("Kiến nghị về dòng này chưa trả lời xong, hoặc được kết "
                                         "luận là đúng")))  # fmt: skip
    found += blockers_of_shaken(session, list_.id, {nomination.id: nomination.name})
    require_ready(found)
    nomination.outcome = LineOutcome.ISSUED
    nomination.decision_number, nomination.decided_on = number, decided_on
    write_award(session, actor, list_, nomination, line, now)
    record(session, actor, "nomination:issue", nomination, now, list=list_.id, decision=number,
           day=decided_on)  # fmt: skip
    _tell_rooms(after_issue, session, actor, list_, nomination, line, now)
    _tell_honoured(session, list_, [nomination], now)


def refuse_line(
    session: Session, actor: Actor, nomination: Nomination, reason: str, now: datetime
) -> None:
    """A line that was held back is not granted, with the reason."""
    require(policy.settle_line(actor, nomination.account_id))
    _require_held(nomination)
    reason = clean(reason)
    missing = T("Nhập lý do không khen thưởng %(name)s", name=nomination.name)
    require_ready(blockers_of_reason("refusal_reason", reason, missing))
    nomination.outcome, nomination.outcome_reason = LineOutcome.REFUSED, reason
    record(session, actor, "nomination:refuse", nomination, now, reason=reason,
           list=nomination.list_id, upheld=nomination.id in
           upheld_lines(session, nomination.list_id))  # fmt: skip


def _require_held(nomination: Nomination) -> None:
    if nomination.outcome is not LineOutcome.HELD:
        raise IllegalMove("settle", nomination.outcome, [])


def revoke_award(
    session: Session, actor: Actor, nomination: Nomination, draft: Revocation, now: datetime
) -> AwardRevocation:
    """Take one issued award back by a decision: false declaration, forged papers (law.md 2.4).

    Ledger, certificate page and gallery are told; what was paid is noted with what came back.
    """
    list_ = to_change(session, NominationList, nomination.list_id)
    require(policy.settle_line(actor, nomination.account_id))
    if list_.state is not ListState.ISSUED or nomination.outcome is not LineOutcome.ISSUED:
        raise IllegalMove("revoke", nomination.outcome, [])
    line = line_of(from_json(list_.snapshot), nomination.id)
    money = line.amount or 0
    number, reason = clean_line(draft.number), clean(draft.reason)
    require_ready(_blockers_to_revoke(nomination, draft, number, reason, money, local_date(now)))
    row = AwardRevocation(
        nomination_id=nomination.id, decision_number=number, decided_on=draft.decided_on,
        reason=reason, money=money, money_recovered=draft.money_recovered,
        recovered_on=draft.recovered_on, certificate_back=draft.certificate_back,
        recorded_by=actor.user_id, recorded_at=now,
    )  # fmt: skip
    session.add(row)
    nomination.outcome = LineOutcome.REVOKED
    record(session, actor, "nomination:revoke", nomination, now, reason=reason, list=list_.id,
           decision=number, day=draft.decided_on, money=money,
           recovered=draft.money_recovered)  # fmt: skip
    mark_revoked(session, actor, row, now)
    _tell_rooms(after_revoke, session, actor, list_, nomination, line, now)
    return row


def _blockers_to_revoke(
    nomination: Nomination, draft: Revocation, number: str, reason: str, money: int, today: date
) -> list[Blocker]:
    found = []
    if not number:
        found.append(Blocker("revoke_number", T("Nhập số quyết định thu hồi")))
    elif len(number) > NUMBER_LIMIT:
        found.append(Blocker("revoke_number", T("Số quyết định không được quá %(n)s ký tự",
                                                n=NUMBER_LIMIT)))  # fmt: skip
    day, issued = draft.decided_on, nomination.decided_on
    if day is None:
        found.append(Blocker("revoked_on", T("Nhập ngày quyết định, ví dụ 05/02/2026")))
    elif day > today:
        found.append(Blocker("revoked_on", T("Ngày quyết định không được sau ngày hôm nay")))
    elif issued is not None and day < issued:
        found.append(Blocker("revoked_on", T("Ngày thu hồi không được trước ngày khen thưởng "
                                             "%(day)s", day=day_text(issued))))  # fmt: skip
    found += blockers_of_reason("revoke_reason", reason, T("Nhập lý do thu hồi"), LEDGER_REASON)
    return found + blockers_of_recovery(draft.money_recovered, money, draft.recovered_on, today)


def blockers_of_recovery(got: int, money: int, day: date | None, today: date) -> list[Blocker]:
    """Money that cannot have come back so."""
    found = []
    if not 0 <= got <= money:
        found.append(Blocker("money_recovered", T("Số tiền đã thu phải từ 0 đến mức đã thưởng")))
    if got and day is None:
        found.append(Blocker("recovered_on", T("Nhập ngày thu tiền")))
    if day is not None and day > today:
        found.append(Blocker("recovered_on", T("Ngày thu tiền không được sau ngày hôm nay")))
    return found


def note_recovery(
    session: Session, actor: Actor, row: AwardRevocation, got: int, day: date | None,
    now: datetime, *, certificate_back: bool,
) -> None:  # fmt: skip
    """What has come back by now: money in all, and the certificate."""
    nomination = session.get_one(Nomination, row.nomination_id)
    require(policy.settle_line(actor, nomination.account_id))
    require_ready(blockers_of_recovery(got, row.money, day, local_date(now)))
    before = row.money_recovered
    row.money_recovered, row.recovered_on, row.certificate_back = got, day, certificate_back
    record(session, actor, "nomination:recover", nomination, now, was=before, now_is=got,
           certificate_back=certificate_back)  # fmt: skip


def line_of(compiled: CompiledList, nomination_id: int) -> Line:
    """The line as it was locked."""
    for line in compiled.lines:
        if line.nomination_id == nomination_id:
            return line
    raise Blocked([Blocker("line", T("Dòng này không có trong bản đã chốt"))])


def _tell_rooms(
    hooks: list[AfterLine], session: Session, actor: Actor, list_: NominationList,
    nomination: Nomination, line: Line, now: datetime,
) -> None:  # fmt: skip
    for hook in hooks:
        hook(session, actor, list_, nomination, line, now)


def _tell_honoured(
    session: Session, list_: NominationList, rows: list[Nomination], now: datetime
) -> None:
    """One mail to each, with every decision of these lines."""
    decisions: dict[int, dict[str, None]] = {}
    for row in rows:
        if row.account_id and row.decided_on:
            said = f"Quyết định số {row.decision_number} ngày {day_text(row.decided_on)}"
            decisions.setdefault(row.account_id, {})[said] = None
    own = rows[0].id if len(rows) == 1 else ""  # a line issued later is told of on its own
    people = session.execute(
        select(Account.id, Account.email, Account.full_name)
        .where(Account.id.in_(decisions), Account.active)
        .order_by(Account.id)
    )
    for key, email, name in people:
        queue(
            session, kind="award_issued", address=email, account_id=key, now=now,
            about=list_.subject, dedupe_key=f"award_issued:{list_.id}:{key}:{own}",
            title=T("Đã có quyết định khen thưởng"),
            body=T("Kính gửi Ông/Bà %(name)s,\n\n%(decisions)s đã ghi nhận thành tích của "
                   "Ông/Bà.\n\nTrân trọng.", name=name, decisions=", ".join(decisions[key])),
        )  # fmt: skip
