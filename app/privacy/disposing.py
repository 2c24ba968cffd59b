"""Act on what is over its time: look, confirm, and the contents are gone, with a record.

Nothing happens by a clock: an administrator looks at what is due, gives a reason and the number
that was shown. If the number has changed meanwhile, nothing is done. Rows that are counted stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import IDEA_LIFECYCLE
from app.kernel.actor import Actor
from app.kernel.dates import local_date, start_of_day
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T, Text
from app.outbox.models import OutboxMessage
from app.plan.models import UnitReport
from app.privacy import anonymising, emptying, policy, queries, retention, rules
from app.privacy.models import Consent, DataRequest, Disposed
from app.problems.models import Problem

BATCH = 200
"""Records at a time: the transaction stays short, and what is left is shown again."""

Act = Callable[[Session, Actor, Sequence[int], str, datetime], None]


@dataclass(frozen=True, slots=True)
class Disposal:
    """What is done with one kind: what goes, what stays, in words."""

    goes: Text
    stays: Text
    act: Act


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were disposed of, how many of this kind are still due, how many are tied."""

    done: int
    left: int
    tied: int


def _accounts(
    session: Session, actor: Actor, ids: Sequence[int], reason: str, now: datetime
) -> None:
    for account in session.scalars(select(Account).where(Account.id.in_(ids)).order_by(Account.id)):
        anonymising.anonymise(session, actor, account, reason, now)


def _drafts(session: Session, actor: Actor, ids: Sequence[int], reason: str, now: datetime) -> None:
    """What was left lying is withdrawn first: nobody writes on in an emptied dossier."""
    drafts = select(Idea).where(Idea.id.in_(ids), Idea.state.in_(retention.LEFT)).order_by(Idea.id)
    for idea in session.scalars(drafts).all():
        move(session, actor, idea, IDEA_LIFECYCLE, "withdraw", now, reason=reason)
    session.flush()
    emptying.empty(session, ids, names=True)
    session.expire_all()


def _declined(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    emptying.empty(session, ids, names=True)


def _recognised(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    emptying.empty(session, ids, names=False)


def _reports(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    session.execute(
        update(UnitReport)
        .where(UnitReport.id.in_(ids))
        .values(updated_by=None, sent_by=None)
        .execution_options(synchronize_session=False)
    )


def _problems(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    session.execute(
        update(Problem)
        .where(Problem.id.in_(ids))
        .values(contact="", created_by=None)
        .execution_options(synchronize_session=False)
    )


def _mails(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids))
        .values(address="", title="", body="", first_title=None, first_body=None, account_id=None,
                last_error="")
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _requests(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    session.execute(
        update(DataRequest)
        .where(DataRequest.id.in_(ids))
        .values(text="", answer="")
        .execution_options(synchronize_session=False)
    )


def _consents(
    session: Session, _actor: Actor, ids: Sequence[int], _reason: str, _now: datetime
) -> None:
    session.execute(delete(Consent).where(Consent.id.in_(ids)))


DISPOSALS = {
    "account": Disposal(
        T("Họ tên, địa chỉ thư, chức vụ, mật khẩu, phương thức đăng nhập; tên trong hồ sơ không "
          "được công nhận"),
        T("Tên trong hồ sơ đã công nhận, danh sách đã ban hành và nhật ký. Người còn vai trò, hồ "
          "sơ hay danh sách chưa xong thì để lại."), _accounts),
    "draft": Disposal(
        T("Tên giải pháp, nội dung, tệp, tên tác giả, các bản đã nộp; bản nháp và hồ sơ bỏ dở "
          "thành hồ sơ đã rút"),
        T("Mã hồ sơ, đơn vị, các mốc thời gian"), _drafts),
    "dossier": Disposal(
        T("Tên giải pháp, nội dung, tệp, tên tác giả, các bản đã nộp, nhận xét trên phiếu chấm"),
        T("Mã hồ sơ, đơn vị, điểm, kết quả, các mốc thời gian"), _declined),
    "recognised": Disposal(
        T("Nội dung chi tiết, tệp, các bản đã nộp, địa chỉ liên hệ của tác giả, nhận xét trên "
          "phiếu chấm"),
        T("Tên giải pháp, tên tác giả, quyết định, giấy chứng nhận, nơi áp dụng, khen thưởng, bài "
          "công khai"), _recognised),
    "report": Disposal(
        T("Tên người lập và người gửi báo cáo"), T("Nội dung và số liệu của báo cáo"), _reports),
    "problem": Disposal(
        T("Tên người liên hệ và người lập"), T("Nội dung bài toán, đơn vị, các hồ sơ trả lời"),
        _problems),
    "mail": Disposal(
        T("Địa chỉ, tiêu đề, nội dung thư và người nhận"), T("Loại thư và thời điểm gửi"), _mails),
    "request": Disposal(
        T("Nội dung yêu cầu và câu trả lời"), T("Loại yêu cầu, ngày hỏi, ngày trả lời"), _requests),
    "consent": Disposal(
        T("Các lần đồng ý cũ đã rút lại"),
        T("Lần gần nhất của mỗi người: ý muốn không nêu tên vẫn có hiệu lực"), _consents),
}  # fmt: skip
KEPT_KINDS = {
    "sign_in": T("Hệ thống tự xóa hằng ngày; ở đây không phải làm gì."),
    "upload": T("Hệ thống tự xóa hằng ngày; ở đây không phải làm gì."),
    "sitting": T("Biên bản và phiếu bầu không bị xóa; khi hết hạn, giao nộp theo quy định về lưu "
                 "trữ."),
    "award": T("Hồ sơ khen thưởng không bị xóa; khi hết hạn, giao nộp theo quy định về lưu trữ."),
    "audit": T("Nhật ký không sửa, không xóa được; khi hết hạn, xuất ra và lập cơ sở dữ liệu mới."),
}  # fmt: skip


def due_ids(session: Session, kind: str, now: datetime) -> Sequence[int]:
    """Every record of this kind that is due and can be disposed of, the oldest number first."""
    if kind not in DISPOSALS:
        raise Denied(NOT_FOUND)
    ids = session.scalars(retention.due_ids(session, kind, now)).all()
    return [key for key in ids if kind != "account" or not _tied(session, key, now)]


def _tied(session: Session, account_id: int, now: datetime) -> bool:
    tied = queries.ties(session, account_id, local_date(now), None)
    return bool(rules.blockers_to_anonymise(tied))


def dispose(
    session: Session, actor: Actor, kind: str, shown: int, reason: str, now: datetime
) -> Outcome:
    """Dispose of the next `BATCH` records of this kind; `shown` is how many the page said.

    Two at once: the second finds another number, or the row of `disposed`, and nothing is done.
    """
    require(policy.look_after(actor))
    ids = due_ids(session, kind, now)
    require_ready(
        _blockers(shown, len(ids))
        + rules.blockers_to_write("reason", reason, rules.REASON_LIMIT, T("Nhập lý do"))
    )
    batch = ids[:BATCH]
    DISPOSALS[kind].act(session, actor, batch, reason, now)
    session.add_all(
        [Disposed(kind=kind, record_id=key, at=now, by=actor.user_id, reason=reason)
         for key in batch]
    )  # fmt: skip
    due_before = start_of_day(retention.due_before(session, kind, now))
    record(session, actor, "retention:dispose", f"retention:{kind}", now, reason=reason, kind=kind,
           count=len(batch), due_before=due_before.isoformat(), records=list(batch))  # fmt: skip
    session.flush()
    total = len(session.scalars(retention.due_ids(session, kind, now)).all())
    left = len(ids) - len(batch)
    return Outcome(len(batch), left, total - left)


def _blockers(shown: int, found: int) -> list[Blocker]:
    if not found:
        return [Blocker("shown", T("Không còn bản ghi nào quá hạn"))]
    if shown != found:
        return [Blocker("shown", T("Nay có %(n)s bản ghi quá hạn, khác số đã xem; xem lại danh "
                                   "sách rồi nhập số này", n=found))]  # fmt: skip
    return []
