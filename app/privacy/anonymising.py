"""Make an account say nothing about the person any more, while totals and the chain stay.

What was decided with a name (recognised dossiers, certificates, issued lists, the versions as
submitted) keeps the name as long as those records are kept; see docs/decisions/0010.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress
from app.achievements.models import Achievement, Standing, YearlyRating
from app.audit.actions import record
from app.awards.models import Nomination
from app.finding.actions import index_again
from app.gallery.actions import refresh_names
from app.ideas.desk_models import ListLayout, SavedView
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorConsent, AuthorInvitation, ConsentAnswer
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import name_sort_key
from app.outbox.models import OutboxMessage
from app.privacy import policy, queries, rules
from app.privacy.models import Anonymised, Consent, DataRequest
from app.privacy.states import Purpose
from app.review.figure_models import PersonalTie, ReviewExpertise, ReviewLoad
from app.review.models import Conflict
from app.signin.models import (
    OutsideIdentity,
    Passkey,
    RecoveryCode,
    SignIn,
    SignInLink,
    TotpSecret,
)

UNUSABLE = "!"
KEYS = (TotpSecret, RecoveryCode, Passkey, OutsideIdentity, SignInLink)
OWN = (ReviewExpertise, ReviewLoad, SavedView, ListLayout)
"""What the person told of themselves or chose for their own pages: nothing counts on it."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of the preview: what it is and how many."""

    text: Text
    count: int
    kept: bool = False


def effects(session: Session, account_id: int) -> list[Effect]:
    """What would be replaced and what stays, before anything is done."""

    def count(key: object, *conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(key)).where(*conditions)) or 0  # type: ignore[arg-type]

    recognised = select(Idea.id).where(Idea.state.in_((IdeaState.RECOGNISED, IdeaState.REVOKED)))
    wrote = IdeaAuthor.account_id == account_id
    return [
        Effect(T("Họ tên, địa chỉ thư, chức vụ và mật khẩu của tài khoản"), 1),
        Effect(T("Địa chỉ thư trước đây của tài khoản"),
               count(FormerAddress.id, FormerAddress.account_id == account_id)),
        Effect(T("Địa chỉ thư của người thân, cấp trên đã khai"),
               count(PersonalTie.id, PersonalTie.account_id == account_id)),
        Effect(T("Phiên đăng nhập: địa chỉ mạng và trình duyệt"),
               count(SignIn.id, SignIn.account_id == account_id)),
        Effect(T("Phương thức đăng nhập: hai lớp, khóa truy cập, liên kết"),
               sum(count(kind.id, kind.account_id == account_id) for kind in KEYS)),
        Effect(T("Tên tác giả trong hồ sơ không được công nhận"),
               count(IdeaAuthor.id, wrote, IdeaAuthor.idea_id.not_in(recognised))),
        Effect(T("Ghi chú của khai báo xung đột lợi ích"),
               count(Conflict.id, Conflict.reviewer_id == account_id, Conflict.note != "")),
        Effect(T("Lĩnh vực chuyên môn đã khai, bộ lọc đã lưu"),
               sum(count(kind.account_id, kind.account_id == account_id) for kind in OWN)),
        Effect(T("Thư đã gửi cho người này: địa chỉ và nội dung"),
               count(OutboxMessage.id, OutboxMessage.account_id == account_id,
                     OutboxMessage.sent_at.is_not(None))),
        Effect(T("Nội dung yêu cầu về dữ liệu cá nhân"),
               count(DataRequest.id, DataRequest.account_id == account_id)),
        Effect(T("Tên trong hồ sơ đã được công nhận, giấy chứng nhận"),
               count(IdeaAuthor.id, wrote, IdeaAuthor.idea_id.in_(recognised)), kept=True),
        Effect(T("Ngày sinh, ghi chú trong sổ thành tích"),
               count(Achievement.id, Achievement.account_id == account_id)),
        Effect(T("Tên trong sổ thành tích: khen thưởng đã có quyết định"),
               count(Achievement.id, Achievement.account_id == account_id), kept=True),
        Effect(T("Tên trong danh sách khen thưởng đã ban hành"),
               count(Nomination.id, Nomination.account_id == account_id), kept=True),
    ]  # fmt: skip


def anonymise(session: Session, actor: Actor, account: Account, reason: str, now: datetime) -> None:
    """Replace what says who this is. Cannot be undone; refused while the person is tied.

    `account` is loaded to change. Nothing is deleted that is counted: dossiers, sheets and
    lists keep their rows.
    """
    require(policy.look_after(actor))
    tied = queries.ties(session, account.id, local_date(now), actor.user_id)
    missing = T("Nhập lý do")
    require_ready(
        rules.blockers_to_anonymise(tied)
        + rules.blockers_to_write("reason", reason, rules.REASON_LIMIT, missing)
    )
    record(session, actor, "personal_data:anonymise", account, now, reason=reason)
    session.add(Anonymised(account_id=account.id, at=now, by=actor.user_id, reason=reason))
    name = rules.pseudonym(account.id)
    former, account.full_name, account.name_key = account.email, name, name_sort_key(name)
    account.email = rules.pseudonym_address(account.id)
    account.position = ""
    account.password_hash, account.active = UNUSABLE, False
    session.flush()
    _forget_ties(session, account, former)
    _forget_sign_ins(session, account.id, now)
    _forget_texts(session, account.id, name)
    _withdraw_consents(session, account.id, now)
    written = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == account.id)
    index_again(session.connection(), session.scalars(written))
    refresh_names(session, account.id)


def _forget_sign_ins(session: Session, account_id: int, now: datetime) -> None:
    """Where the person signed in from, by what, the addresses they had, and those of their kin."""
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id)
        .values(address="", agent="", ended_at=func.coalesce(SignIn.ended_at, now))
        .execution_options(synchronize_session=False)
    )
    for kind in (*KEYS, FormerAddress, PersonalTie):
        session.execute(
            delete(kind)
            .where(kind.account_id == account_id)
            .execution_options(synchronize_session=False)
        )


def _forget_ties(session: Session, account: Account, former: str) -> None:
    """What others declared about this person stays, without the address: they still step aside."""
    earlier = select(FormerAddress.email).where(FormerAddress.account_id == account.id)
    declared: set[tuple[int, str]] = set()
    for tie in session.scalars(
        select(PersonalTie)
        .where((PersonalTie.email == former) | PersonalTie.email.in_(earlier))
        .order_by(PersonalTie.id)
    ).all():
        if (tie.account_id, tie.kind) in declared:  # told twice, under two addresses
            session.delete(tie)
        else:
            declared.add((tie.account_id, tie.kind))
            tie.email = account.email
    session.flush()
    for kind in OWN:
        session.execute(
            delete(kind)
            .where(kind.account_id == account.id)
            .execution_options(synchronize_session=False)
        )


def _forget_texts(session: Session, account_id: int, name: str) -> None:
    """Free texts and copies of the name outside what was decided with it."""
    recognised = select(Idea.id).where(Idea.state.in_((IdeaState.RECOGNISED, IdeaState.REVOKED)))
    mine = IdeaAuthor.account_id == account_id
    changes = (
        update(IdeaAuthor).where(mine).values(email="", born=""),
        update(IdeaAuthor)
        .where(mine, IdeaAuthor.idea_id.not_in(recognised))
        .values(
            full_name=name,
            name_key=name_sort_key(name),
            workplace="",
            job_title="",
            qualification="",
        ),
        update(AuthorInvitation)
        .where(AuthorInvitation.account_id == account_id)
        .values(email="", full_name=name),
        update(AuthorConsent)
        .where(
            AuthorConsent.account_id == account_id,
            AuthorConsent.answer == ConsentAnswer.CONFIRMED,
        )
        .values(author_key="", full_name=name, reason=""),
        update(AuthorConsent)
        .where(
            AuthorConsent.account_id == account_id,
            AuthorConsent.answer != ConsentAnswer.CONFIRMED,
        )
        .values(author_key="", full_name=name, reason=name),
        *(
            update(table).where(table.account_id == account_id).values(born=None)
            for table in (Achievement, YearlyRating)
        ),
        update(Standing)
        .where(Standing.account_id == account_id)
        .values(
            name=name, name_key=name_sort_key(name), born=None, note="", measure="", searched=""
        ),
        update(Conflict).where(Conflict.reviewer_id == account_id).values(note=""),
        update(DataRequest).where(DataRequest.account_id == account_id).values(text="", answer=""),
        update(OutboxMessage)
        .where(OutboxMessage.account_id == account_id, OutboxMessage.sent_at.is_not(None))
        .values(address="", title="", body="", first_title=None, first_body=None),
    )
    for change in changes:
        session.execute(change.execution_options(synchronize_session=False))


def _withdraw_consents(session: Session, account_id: int, now: datetime) -> None:
    """Nobody who is anonymous stays named in public: consents end, and one "no" stands."""
    words = queries.wording(session, Purpose.GALLERY_NAME)
    session.execute(
        update(Consent)
        .where(Consent.account_id == account_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    session.add(
        Consent(account_id=account_id, purpose=Purpose.GALLERY_NAME, version=words.version,
                text=words.text, given_at=now, withdrawn_at=now)
    )  # fmt: skip
    session.flush()
