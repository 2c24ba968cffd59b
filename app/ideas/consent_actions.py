"""Invite co-authors by link, take up an invitation, answer for one's share."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import grant_role
from app.accounts.addresses import had_by
from app.accounts.models import Account
from app.accounts.passwords import NO_PASSWORD
from app.accounts.people_actions import add_person
from app.accounts.people_rules import PersonDraft
from app.audit.actions import record
from app.ideas import notices, policy, queries
from app.ideas.consent_queries import Invited, consent_lines, invited_by_token
from app.ideas.consents import AGREED, Consent, ConsentLine
from app.ideas.limiting import blockers_of_limits, lock_round
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorConsent, AuthorInvitation, ConsentAnswer
from app.ideas.rules import blockers_of_reason
from app.ideas.states import COUNTED, EDITABLE, IDEA_LIFECYCLE
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.dates import instant_text, local_date
from app.kernel.numbers import decimal_text
from app.kernel.refusals import (
    NOT_FOUND,
    Blocked,
    Blocker,
    Denied,
    IllegalMove,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.signin.link_actions import make_link
from app.signin.tokens import new_token, token_hash

LIFE = timedelta(days=14)
PAUSE = timedelta(minutes=5)
DEAD = T("Lời mời này đã dùng, đã hết hạn, hoặc dòng tác giả đã thay đổi; "
         "đề nghị người lập hồ sơ gửi lời mời mới")  # fmt: skip


def line_at(session: Session, idea: Idea, position: int) -> ConsentLine:
    """The author on this line; 404 when there is none."""
    for line in consent_lines(session, idea):
        if line.position == position:
            return line
    raise Denied(NOT_FOUND)


def invite_author(session: Session, actor: Actor, idea: Idea, position: int, now: datetime) -> None:
    """Mail a one-time link, bound to the line and its address; earlier links of it are void."""
    _require_editable(session, actor, idea)
    line = line_at(session, idea, position)
    require_ready(_blockers_to_invite(line, now))
    for row in _living_of(session, idea, line.email, now):
        row.expires_at = now
    token = new_token()
    session.add(
        AuthorInvitation(
            idea_id=idea.id, email=line.email, full_name=line.full_name,
            token_hash=token_hash(token), invited_by=actor.user_id, created_at=now,
            expires_at=now + LIFE,
        )
    )  # fmt: skip
    record(session, actor, "idea:invite_author", idea, now, position=position)
    notices.invited(session, actor, idea, line, token, now + LIFE, now)


def _require_editable(session: Session, actor: Actor, idea: Idea) -> None:
    require(policy.write(actor, queries.standing_of(session, idea)))
    if idea.state not in EDITABLE:
        raise IllegalMove("edit", idea.state, IDEA_LIFECYCLE.open_from(idea.state))


def _blockers_to_invite(line: ConsentLine, now: datetime) -> list[Blocker]:
    if not line.email:
        text = T("%(name)s chưa có địa chỉ thư; nhập địa chỉ hoặc ghi nhận đồng ý trên giấy",
                 name=line.full_name)  # fmt: skip
        return [Blocker("", text)]
    if line.consent in AGREED:
        return [Blocker("", T("%(name)s đã xác nhận", name=line.full_name))]
    if line.invited_at is not None and now < line.invited_at + PAUSE:
        text = T("Vừa gửi lời mời lúc %(when)s; gửi lại sau 5 phút",
                 when=instant_text(line.invited_at))  # fmt: skip
        return [Blocker("", text)]
    return []


def _living_of(session: Session, idea: Idea, email: str, now: datetime) -> list[AuthorInvitation]:
    return list(
        session.scalars(
            select(AuthorInvitation).where(
                AuthorInvitation.idea_id == idea.id, AuthorInvitation.email == email,
                AuthorInvitation.used_at.is_(None), AuthorInvitation.expires_at > now,
            )
        )
    )  # fmt: skip


def _taken(session: Session, token: str, now: datetime) -> tuple[Idea, AuthorInvitation, Invited]:
    """The dossier behind a link, locked, and its invitation, still living under that lock."""
    digest = token_hash(token)
    key = session.scalar(
        select(AuthorInvitation.idea_id).where(AuthorInvitation.token_hash == digest)
    )
    idea = session.get(Idea, key, with_for_update=True, populate_existing=True) if key else None
    found = invited_by_token(session, digest, now)
    if idea is None or found is None:
        raise Blocked([Blocker("", DEAD)])
    return idea, session.get_one(AuthorInvitation, found.invitation_id), found


def accept_invitation(session: Session, actor: Actor, token: str, now: datetime) -> Idea:
    """The signed-in person becomes the author on the line, and reads and writes along from now.

    The one who entered the dossier for this person hands it over with it. The limits of the
    round hold here too: the line now means another person's account.
    """
    if actor.user_id is None:
        raise Denied(NOT_FOUND)
    idea, invitation, _found = _taken(session, token, now)
    author = session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id,
                                 IdeaAuthor.email == invitation.email)
    ).one()  # fmt: skip
    require_ready(_blockers_to_accept(session, idea, actor.user_id, author))
    author.account_id = actor.user_id
    invitation.used_at, invitation.account_id = now, actor.user_id
    session.flush()
    round_ = lock_round(session, idea)
    if idea.state in COUNTED:
        endorsed = idea.endorsed_at is not None
        require_ready(blockers_of_limits(session, idea, round_, endorsing=endorsed))
    record(session, actor, "idea:join_author", idea, now, account_id=actor.user_id)
    if author.position == 1 and idea.on_behalf_of and idea.handed_over_at is None:
        give_to(session, actor, idea, actor.user_id, now)
    return idea


def _blockers_to_accept(
    session: Session, idea: Idea, user_id: int, author: IdeaAuthor
) -> list[Blocker]:
    others = session.scalar(
        select(IdeaAuthor.full_name).where(
            IdeaAuthor.idea_id == idea.id, IdeaAuthor.account_id == user_id,
            IdeaAuthor.id != author.id,
        )
    )  # fmt: skip
    if others is not None:
        text = T("Tài khoản này đã là tác giả “%(name)s” của hồ sơ; đăng nhập bằng tài khoản của "
                 "người được mời", name=others)  # fmt: skip
        return [Blocker("", text)]
    if user_id == idea.owner_id and not idea.on_behalf_of:
        return [Blocker("", T("Người lập hồ sơ không tự nhận lời mời gửi cho đồng tác giả"))]
    if author.account_id is not None and author.account_id != user_id:
        return [Blocker("", T("Địa chỉ được mời đã có tài khoản; đăng nhập bằng tài khoản đó"))]
    return []


def give_to(session: Session, actor: Actor, idea: Idea, account_id: int, now: datetime) -> None:
    """The person it was entered for now owns the dossier; the mark of the entry stays."""
    idea.owner_id, idea.handed_over_at = account_id, now
    record(session, actor, "idea:hand_over", idea, now, account_id=account_id)
    notices.handed_over(session, idea, now)


def account_by_invitation(session: Session, token: str, now: datetime) -> str:
    """An account for the invited address, as author in the dossier's unit; its password link.

    Holding the mailed link proves the address, as it does for a forgotten password. The link may
    be used for this again until a password is chosen.
    """
    idea, invitation, found = _taken(session, token, now)
    account = session.scalar(select(Account).where(Account.email == found.email))
    if account is None and had_by(session, [found.email]):
        raise Blocked(
            [
                Blocker(
                    "",
                    T(
                        "Địa chỉ này từng là của một tài khoản. Đăng nhập bằng địa "
                        "chỉ hiện nay, hoặc đề nghị quản trị viên cấp tài khoản"
                    ),
                )
            ]
        )
    if account is None:
        draft = PersonDraft(found.email, found.full_name, idea.unit_id)
        account = add_person(session, SYSTEM, draft, now, invited=False)
        grant_role(session, SYSTEM, account, Role.AUTHOR, now, valid_from=local_date(now),
                   unit_id=idea.unit_id)  # fmt: skip
        session.flush()
        _link_line(session, idea, invitation.email, account, now)
    elif account.password_hash != NO_PASSWORD or not account.active:
        raise Blocked([Blocker("", T("Địa chỉ này đã có tài khoản; đăng nhập để tiếp tục"))])
    return make_link(session, SYSTEM, account, now)[1]


def _link_line(session: Session, idea: Idea, email: str, account: Account, now: datetime) -> None:
    author = session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id, IdeaAuthor.email == email)
    ).one()
    author.account_id = account.id
    who = Actor(account.id, account.full_name)
    record(session, who, "idea:join_author", idea, now, account_id=account.id)
    if author.position == 1 and idea.on_behalf_of and idea.handed_over_at is None:
        give_to(session, who, idea, account.id, now)


def answer_for_share(
    session: Session, actor: Actor, idea: Idea, shown: str, answer: ConsentAnswer, reason: str,
    now: datetime,
) -> ConsentLine:  # fmt: skip
    """An author confirms or declines the own share (`shown` on the page), declining with a reason.

    Also after the dossier was submitted: who declines then is told to the owner at once.
    """
    require(policy.answer_for_share(actor, queries.standing_of(session, idea)))
    line = next(one for one in consent_lines(session, idea) if one.account_id == actor.user_id)
    reason = clean(reason)
    blockers = blockers_of_reason(reason) if answer is ConsentAnswer.DECLINED else []
    if shown != decimal_text(line.share):
        text = T("Tỷ lệ vừa đổi thành %(share)s%%; xem lại rồi trả lời",
                 share=decimal_text(line.share))  # fmt: skip
        blockers = [Blocker("", text), *blockers]
    if line.consent is Consent.OWNER:
        blockers = [Blocker("", T("Người lập hồ sơ xác nhận tỷ lệ của mình khi nộp"))]
    require_ready(blockers)
    _keep(session, actor, idea, line, answer, reason, now)
    notices.share_answered(session, idea, line, answer, reason, now)
    return line


def note_on_paper(
    session: Session, actor: Actor, idea: Idea, position: int, reason: str, now: datetime
) -> None:
    """An author without an address agreed on paper: who keeps the paper says where and why."""
    _require_editable(session, actor, idea)
    line, reason = line_at(session, idea, position), clean(reason)
    blockers = blockers_of_reason(reason)
    if line.email or line.account_id is not None:
        text = T("%(name)s có địa chỉ thư: gửi lời mời để chính người đó xác nhận",
                 name=line.full_name)  # fmt: skip
        blockers = [Blocker("reason", text)]
    require_ready(blockers)
    _keep(session, actor, idea, line, ConsentAnswer.ON_PAPER, reason, now)


def _keep(
    session: Session, actor: Actor, idea: Idea, line: ConsentLine, answer: ConsentAnswer,
    reason: str, now: datetime,
) -> None:  # fmt: skip
    session.add(
        AuthorConsent(
            idea_id=idea.id, author_key=line.key, full_name=line.full_name, share=line.share,
            answer=answer, reason=reason, account_id=actor.user_id, given_at=now,
        )
    )  # fmt: skip
    record(session, actor, "idea:share_answered", idea, now, reason=reason, answer=str(answer),
           share=decimal_text(line.share), position=line.position)  # fmt: skip
