"""From a draft to the signer's desk: lock, open again by two people, put to the council, submit.

Every lock makes a numbered version that stays as it was; one version at most is standing, and the
database refuses a second.
"""

from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import holders
from app.audit.actions import move, record
from app.awards import policy, rules
from app.awards.compiled import content_hash, seen_code
from app.awards.compiling import compile_list
from app.awards.dossier_facts import frozen
from app.awards.dossier_queries import read_dossier
from app.awards.list_models import ListPublication, ListVersion, ReopenRequest
from app.awards.models import Nomination, NominationList
from app.awards.quota_queries import quotas_of
from app.awards.quotas import blockers_of_quotas
from app.awards.states import LIST_LIFECYCLE, REASON_LIMIT, Ending, ListState, ReturnedBy
from app.awards.verification import give_list_codes
from app.awards.vote_queries import ballots_not_held
from app.citations.actions import cite
from app.citations.queries import acts_on
from app.database.reading import rows_of
from app.kernel import refusals
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, instant_text, local_date
from app.kernel.refusals import AlreadyDone, Blocked, Blocker, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean
from app.outbox.actions import queue


def lock_list(
    session: Session, actor: Actor, list_: NominationList, now: datetime, *, seen: str = ""
) -> None:
    """Close a list and freeze what it says as the next version. Raises `Blocked` with every reason.

    Of two officers who lock at the same moment one wins; the other is told who did. `seen` is the
    code of what the officer had on the screen: a list changed since is looked at again first.
    """
    accounts = session.scalars(
        select(Nomination.account_id).where(
            Nomination.list_id == list_.id, Nomination.account_id.is_not(None)
        )
    )
    require(policy.lock(actor, set(accounts)))
    if list_.state is ListState.LOCKED:
        raise _locked_before(session, list_)
    LIST_LIFECYCLE.after(list_.state, "lock")
    compiled = compile_list(session, list_)
    found = rules.blockers_to_lock(
        compiled.verdicts, issuer=compiled.heading.issuer, money=compiled.money,
        limit=list_.money_limit, salary=compiled.heading.salary,
    )  # fmt: skip
    found += blockers_of_quotas(quotas_of(session, compiled))
    require_ready([*found, *blockers_of_comment_period(session, list_, now)])
    if seen and seen != seen_code(compiled, list_.version):
        raise Blocked([Blocker("seen", T("Danh sách đã có thay đổi từ lúc mở trang. "
                                         "Xem lại rồi chốt"))])  # fmt: skip
    text = frozen(compiled, read_dossier(session, list_))
    digest = content_hash(text)
    number = (
        session.scalar(select(func.max(ListVersion.number)).where(ListVersion.list_id == list_.id))
        or 0
    ) + 1
    list_.snapshot, list_.locked_by, list_.locked_at = text, actor.user_id, now
    version = ListVersion(list_id=list_.id, number=number, content=text, content_hash=digest,
                          locked_by=actor.user_id, locked_at=now)  # fmt: skip
    session.add(version)
    session.flush()
    give_list_codes(session, version, now)
    move(session, actor, list_, LIST_LIFECYCLE, "lock", now, lines=len(compiled.lines),
         money=compiled.money, number=number, sha256=digest)  # fmt: skip
    acts = acts_on(session, list_.judged_on)
    cite(session, list_.subject, [act.act_id for act in acts], list_.judged_on)
    _tell_leaders(session, list_, len(compiled.lines), now)


def _locked_before(session: Session, list_: NominationList) -> AlreadyDone:
    who = session.get(Account, list_.locked_by) if list_.locked_by else None
    told = T("%(who)s đã chốt danh sách này lúc %(when)s; chỉ có một bản chốt.",
             who=who.full_name if who else "", when=instant_text(list_.locked_at)
             if list_.locked_at else "")  # fmt: skip
    return AlreadyDone(told, "awards.show", list_id=list_.id)


def blockers_of_comment_period(
    session: Session, list_: NominationList, now: datetime
) -> list[Blocker]:
    """A list that hangs out for comment is locked after the last day of its period."""
    [(last,)] = rows_of(session, _last_day_of_comment(), {"of_list": list_.id})
    if last is None or last < local_date(now):
        return []
    return [Blocker("comment", T("Danh sách đang công khai lấy ý kiến đến hết ngày %(day)s",
                                 day=day_text(last)))]  # fmt: skip


@cache
def _last_day_of_comment() -> Select[date | None]:
    return select(func.max(ListPublication.last_day)).where(
        ListPublication.list_id == bindparam("of_list"), ListPublication.ended_at.is_(None)
    )


def _tell_leaders(session: Session, list_: NominationList, lines: int, now: datetime) -> None:
    for leader in holders(session, local_date(now), Role.LEADER):
        queue(
            session, kind="nomination_list_locked", address=leader.email,
            account_id=leader.account_id, now=now, about=list_.subject,
            title=T("Danh sách đề nghị khen thưởng số %(number)s đã chốt",
                    number=f"{list_.number:02d}"),
            body=T("Danh sách số %(number)s năm %(year)s đã chốt với %(n)s đối tượng, "
                   "chờ trình ký.", number=f"{list_.number:02d}", year=list_.year,
                   n=lines),
        )  # fmt: skip


def standing_version(session: Session, list_: NominationList) -> ListVersion | None:
    """The one version that counts; None for a draft."""
    return session.scalars(
        select(ListVersion).where(
            ListVersion.list_id == list_.id, ListVersion.ending == Ending.STANDING
        )
    ).one_or_none()


def open_request(session: Session, list_: NominationList) -> ReopenRequest | None:
    """The request to reopen that waits for its second person."""
    return session.scalars(
        select(ReopenRequest)
        .where(ReopenRequest.list_id == list_.id, ReopenRequest.ended_at.is_(None))
        .order_by(ReopenRequest.id)
        .limit(1)
    ).one_or_none()


def ask_to_reopen(
    session: Session, actor: Actor, list_: NominationList, reason: str, now: datetime
) -> ReopenRequest:
    """Ask for a locked list to be opened again; somebody else has to confirm."""
    require(policy.reopen(actor))
    LIST_LIFECYCLE.after(list_.state, "reopen")
    reason = clean(reason)
    found = blockers_of_reason("reopen_reason", reason, T("Nhập lý do mở lại danh sách"))
    if open_request(session, list_) is not None:
        found.append(Blocker("reopen_reason", T("Đã có yêu cầu mở lại đang chờ xác nhận")))
    require_ready(found)
    row = ReopenRequest(list_id=list_.id, asked_by=actor.user_id, asked_at=now, reason=reason)
    session.add(row)
    record(session, actor, "nomination_list:ask_reopen", list_, now, reason=reason)
    return row


def confirm_reopen(session: Session, actor: Actor, list_: NominationList, now: datetime) -> None:
    """The second person opens the list; the version that stood is kept with its reason."""
    row = _asked(session, list_)
    require(policy.confirm_reopen(actor, row.asked_by))
    row.confirmed_by, row.ended_at = actor.user_id, now
    _back_to_draft(session, actor, list_, "reopen", Ending.REOPENED, row.reason, now,
                   asked_by=row.asked_by)  # fmt: skip


def drop_reopen(session: Session, actor: Actor, list_: NominationList, now: datetime) -> None:
    """The list stays closed: the asker takes the request back, or another person declines it."""
    row = _asked(session, list_)
    require(policy.reopen(actor))
    row.ended_at = now
    record(session, actor, "nomination_list:drop_reopen", list_, now)


def _asked(session: Session, list_: NominationList) -> ReopenRequest:
    LIST_LIFECYCLE.after(list_.state, "reopen")
    row = open_request(session, list_)
    if row is None:
        raise Blocked([Blocker("reopen_reason", T("Không có yêu cầu mở lại nào đang chờ"))])
    return row


def put_to_vote(session: Session, actor: Actor, list_: NominationList, now: datetime) -> None:
    """The council for thi đua - khen thưởng votes on the locked list."""
    require(policy.compile_lists(actor))
    LIST_LIFECYCLE.after(list_.state, "vote")
    require_ready(blockers_of_request(session, list_))
    move(session, actor, list_, LIST_LIFECYCLE, "vote", now)


def submit_list(session: Session, actor: Actor, list_: NominationList, now: datetime) -> None:
    """The list goes to who signs, once the ballots that the law asks for were held.

    A line that the council voted down is refused when the decision is noted.
    """
    require(policy.compile_lists(actor))
    LIST_LIFECYCLE.after(list_.state, "submit")
    require_ready([*blockers_of_request(session, list_), *ballots_not_held(session, list_)])
    move(session, actor, list_, LIST_LIFECYCLE, "submit", now)


def return_list(
    session: Session,
    actor: Actor,
    list_: NominationList,
    by: ReturnedBy,
    reason: str,
    now: datetime,
    *,
    sealed: bool = False,
) -> None:
    """Council, signer or higher level sent the list back, with a reason; the next lock makes a new
    version. `sealed`: the answer came as a sealed bundle, so nobody need vouch for it.
    """
    require(policy.return_list(actor, list_.locked_by, sealed=sealed))
    LIST_LIFECYCLE.after(list_.state, "return")
    reason = clean(reason)
    require_ready(blockers_of_reason("return_reason", reason, T("Nhập lý do trả lại")))
    _back_to_draft(session, actor, list_, "return", Ending.RETURNED, reason, now, by=str(by))
    asked = open_request(session, list_)
    if asked is not None:
        asked.ended_at = now
    _tell_compiler(session, list_, reason, now)


def _back_to_draft(
    session: Session, actor: Actor, list_: NominationList, name: str, ending: Ending, reason: str,
    now: datetime, **detail: object,
) -> None:  # fmt: skip
    version = standing_version(session, list_)
    if version is not None:
        version.ending, version.reason = ending, reason
        version.ended_by, version.ended_at = actor.user_id, now
    move(session, actor, list_, LIST_LIFECYCLE, name, now, reason=reason,
         number=version.number if version else None, **detail)  # fmt: skip
    list_.snapshot, list_.locked_by, list_.locked_at = "", None, None


def _tell_compiler(session: Session, list_: NominationList, reason: str, now: datetime) -> None:
    compiler = session.get(Account, list_.created_by) if list_.created_by else None
    if compiler is not None and compiler.active:
        queue(
            session, kind="nomination_list_returned", address=compiler.email, now=now,
            account_id=compiler.id, about=list_.subject,
            title=T("Danh sách đề nghị khen thưởng số %(number)s bị trả lại",
                    number=f"{list_.number:02d}"),
            body=T("Danh sách số %(number)s năm %(year)s bị trả lại với lý do: %(reason)s",
                   number=f"{list_.number:02d}", year=list_.year, reason=reason),
        )  # fmt: skip


def blockers_of_request(session: Session, list_: NominationList) -> list[Blocker]:
    """While somebody asks to open the list, it does not go on."""
    if open_request(session, list_) is None:
        return []
    return [Blocker("reopen_reason", T("Có yêu cầu mở lại danh sách đang chờ người thứ hai "
                                       "xác nhận hoặc bác"))]  # fmt: skip


def blockers_of_reason(
    field: str, reason: str, missing: Text, most: int = REASON_LIMIT
) -> list[Blocker]:
    """A reason that is missing or too long."""
    return refusals.blockers_of_reason(reason, most, missing, field)
