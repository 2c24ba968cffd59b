"""A dossier entered for somebody who has no account: by the unit's clerk or a secretary."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import normal_email
from app.accounts.addresses import all_of, holders_of
from app.accounts.models import Account, Unit
from app.audit.actions import record
from app.database.once import earlier_result, remember
from app.ideas import policy, queries, rules
from app.ideas.consent_actions import give_to
from app.ideas.drafts import AuthorLine
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.ideas.writing import put_authors
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.rounds.models import Round

REASON_MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """For whom a dossier is entered; the address may be missing."""

    full_name: str
    workplace: str = ""
    job_title: str = ""
    email: str = ""


def start_for(
    session: Session, actor: Actor, round_: Round, person: Person, unit_id: int, reason: str,
    now: datetime, *, once_key: str = "",
) -> Idea:  # fmt: skip
    """Begin a dossier of the named person; the officer writes it, marked as entered for them.

    The person is its first author; the officer is none. Limits of the round are asked for when
    it is submitted, as for every dossier. Raises `Blocked` when the person has an account.
    """
    require(policy.start_for(actor, unit_id))
    earlier = earlier_result(session, once_key, actor.user_id)
    if earlier:
        return session.get_one(Idea, int(earlier))
    unit = session.get(Unit, unit_id)
    if unit is None or actor.user_id is None:
        raise Denied(NOT_FOUND)
    line = AuthorLine(clean_line(person.full_name), clean_line(person.workplace) or unit.name,
                      clean_line(person.job_title), normal_email(person.email),
                      Decimal(100))  # fmt: skip
    reason = clean_line(reason)
    blockers = rules.blockers_of_window(round_, IdeaState.DRAFT, now)
    require_ready(blockers + _blockers(session, line, reason))
    idea = Idea(
        round_id=round_.id, unit_id=unit.id, unit_name=unit.name, owner_id=actor.user_id,
        state=IdeaState.DRAFT, created_at=now, updated_at=now, updated_by=actor.user_id,
        on_behalf_of=line.full_name, behalf_reason=reason,
    )  # fmt: skip
    session.add(idea)
    record(session, actor, "idea:start_for", idea, now, after=str(IdeaState.DRAFT),
           reason=reason, on_behalf_of=line.full_name)  # fmt: skip
    put_authors(session, idea, [line])
    remember(session, once_key, actor.user_id, str(idea.id), now)
    return idea


def _blockers(session: Session, line: AuthorLine, reason: str) -> list[Blocker]:
    found = rules.blockers_of_authors([line])
    found = [Blocker("email" if "thư" in str(b.message) else b.field, b.message) for b in found]
    if not line.full_name:
        found.append(Blocker("full_name", T("Nhập họ và tên tác giả")))
    if not reason:
        found.append(Blocker("reason", T("Nhập lý do nhập thay")))
    elif len(reason) > REASON_MOST:
        found.append(Blocker("reason", T("Lý do không được quá %(n)s ký tự", n=REASON_MOST)))
    holder = holders_of(session, [line.email]).get(line.email)
    if holder and session.scalar(select(Account.active).where(Account.id == holder)):
        text = T("Người này đã có tài khoản; đề nghị tự lập hồ sơ hoặc nhận bàn giao")
        found.append(Blocker("email", text))
    return found


def hand_over(session: Session, actor: Actor, idea: Idea, email: str, now: datetime) -> None:
    """Give the dossier to the person it was entered for, who has an account by now."""
    require(policy.hand_over(actor, queries.standing_of(session, idea)))
    address = normal_email(email)
    account = session.scalar(select(Account).where(Account.email == address, Account.active))
    if account is None or account.id == actor.user_id:
        text = T("Không có tài khoản đang hoạt động nào của tác giả với địa chỉ thư này")
        raise Blocked([Blocker("email", text)])
    first = session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)
        .order_by(IdeaAuthor.position).limit(1)
    ).one_or_none()  # fmt: skip
    theirs = all_of(session, [account.id])[account.id]
    if first is None or (first.email and first.email not in theirs):
        text = T("Địa chỉ thư khác với địa chỉ của tác giả chính trong hồ sơ")
        raise Blocked([Blocker("email", text)])
    first.email, first.account_id = account.email, account.id
    give_to(session, actor, idea, account.id, now)


def may_start_for(actor: Actor) -> bool:
    """Whether the person enters dossiers for others at all."""
    return actor.has(Role.UNIT_CLERK, Role.SECRETARY)
