"""Letters about a certificate or a recognition that ended: held, looked at, then let go.

What a letter says of the decision is its number and day. The reason is read after signing in.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas.models import Idea
from app.ideas.states import DECIDED
from app.kernel.actor import Actor
from app.kernel.dates import document_day
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.outbox.actions import cancel_held, let_go_held
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import notices, policy, queries
from app.review.models import CertificateEnd, InitiativeCertificate
from app.review.revocation_models import RecognitionRevocation
from app.review.states import Ended
from app.rounds.models import Round

CERTIFICATE, RECOGNITION = "certificate_ended", "recognition_revoked"


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """One letter as it would leave."""

    address: str
    title: str
    body: str


def about_certificate(
    session: Session, idea: Idea, row: InitiativeCertificate, end: CertificateEnd, now: datetime
) -> None:
    """To the one author whose paper counts no more; held."""
    people = notices.authors(session, idea, [row.author_id])
    if end.kind is Ended.REPLACED:
        title = T("Giấy chứng nhận sáng kiến số %(number)s được cấp lại", number=row.number)
        body = T("Giấy chứng nhận sáng kiến số %(number)s của Ông/Bà được cấp lại. Tờ giấy cũ "
                 "không còn giá trị; tờ cấp lại có mã tra cứu khác.\nĐăng nhập hệ thống Sáng kiến "
                 "số, mục Kết quả, để tải giấy mới.", number=row.number)  # fmt: skip
    else:
        title = T("Giấy chứng nhận sáng kiến số %(number)s bị thu hồi", number=row.number)
        body = T("Giấy chứng nhận sáng kiến số %(number)s của Ông/Bà bị thu hồi theo Quyết định số "
                 "%(decision)s %(day)s.\nĐăng nhập hệ thống Sáng kiến số, mục Kết quả, để xem. Ông/"
                 "Bà có quyền khiếu nại quyết định này theo quy định của pháp luật.",
                 number=row.number, decision=end.decision_number,
                 day=document_day(end.decided_on) if end.decided_on else "")  # fmt: skip
    notices.tell(session, people, CERTIFICATE, idea.subject, now, title, body, held=True)


def about_recognition(
    session: Session, idea: Idea, row: RecognitionRevocation, now: datetime
) -> None:
    """To every author of the dossier; held. Letters about the first decision never leave now."""
    notices.tell(
        session, notices.authors(session, idea), RECOGNITION, idea.subject, now,
        T("Quyết định về việc công nhận sáng kiến, hồ sơ %(code)s", code=idea.code),
        T("Việc công nhận sáng kiến của hồ sơ %(code)s bị hủy bỏ theo Quyết định số %(number)s "
          "%(day)s; giấy chứng nhận đã cấp không còn giá trị.\nĐăng nhập hệ thống Sáng kiến số, "
          "mục Kết quả, để xem lý do. Ông/Bà có quyền khiếu nại quyết định này theo quy định của "
          "pháp luật.", code=idea.code, number=row.decision_number,
          day=document_day(row.decided_on)),
        held=True,
    )  # fmt: skip


def drop_first_letters(session: Session, actor: Actor, idea: Idea, now: datetime) -> None:
    """What was never published of the recognition is not sent any more."""
    held = _held(session, idea, ("review_decided",))
    cancel_held(session, actor, held, "Việc công nhận đã bị hủy bỏ", now)


def held_letters(session: Session, idea: Idea) -> list[HeldLetter]:
    """What waits to be let go, in words."""
    return [HeldLetter(one.address, one.title, one.body)
            for one in _held(session, idea, (CERTIFICATE, RECOGNITION))]  # fmt: skip


def let_go(session: Session, actor: Actor, idea: Idea, now: datetime) -> int:
    """Send them, all at once; how many. Of an undecided dossier there is nothing to know."""
    if idea.state not in DECIDED:
        raise Denied(NOT_FOUND)
    round_ = session.get_one(Round, idea.round_id)
    shut = queries.shut_codes(session, actor, [idea.id])
    require(policy.keep_certificates(actor, round_.council_id, shut))
    letters = _held(session, idea, (CERTIFICATE, RECOGNITION))
    require_ready([] if letters else [Blocker("letters", T("Không có thư nào chờ gửi"))])
    count = let_go_held(session, actor, letters, now)
    record(session, actor, "idea:tell_end", idea, now, letters=count)
    return count


def _held(session: Session, idea: Idea, kinds: Collection[str]) -> list[OutboxMessage]:
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.kind.in_(kinds), OutboxMessage.about == idea.subject,
                OutboxMessage.state == MessageState.HELD,
            )
            .order_by(OutboxMessage.id)
        )
    )  # fmt: skip
