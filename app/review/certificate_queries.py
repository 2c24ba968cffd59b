"""Certificates one by one: what the public may know of a code, and what became of each paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.kernel.dates import day_text, local_date
from app.kernel.text import T, Text
from app.papers.codes import CodeAnswer, Standing
from app.review.models import CertificateEnd, InitiativeCertificate, Recognition
from app.review.states import Ended

PublicTitle = Callable[[Session, int], str]
_titles: list[PublicTitle] = []


def titled_by(found: PublicTitle) -> None:
    """Register the room that knows the published title of a dossier; "" while it is not public."""
    if found not in _titles:
        _titles.append(found)


@dataclass(frozen=True, slots=True)
class PastCode:
    """One code that ended, as the secretary reads it."""

    kind: Ended
    decision_number: str
    decided_on: date | None
    reason: str
    recorded_by: str
    recorded_at: datetime


def answer_for_key(session: Session, key: str) -> CodeAnswer | None:
    """Does the certificate with this code count; never a name, a unit or a reason."""
    row = session.execute(
        select(InitiativeCertificate.number, InitiativeCertificate.issued_at,
               Recognition.idea_id, Recognition.decision_number, Recognition.decided_on,
               CertificateEnd)
        .join(Recognition, Recognition.id == InitiativeCertificate.recognition_id)
        .outerjoin(CertificateEnd, (CertificateEnd.certificate_id == InitiativeCertificate.id)
                   & (CertificateEnd.key == key))
        .where(or_(InitiativeCertificate.key == key, CertificateEnd.key == key),
               Recognition.recognised)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    number, issued_at, idea_id, decision, decided_on, end = row
    facts: list[tuple[Text, Text | str]] = [
        (T("Số giấy chứng nhận"), number), (T("Quyết định công nhận số"), decision),
        (T("Ngày quyết định"), day_text(decided_on)),
    ]  # fmt: skip
    if title := next(filter(None, (found(session, idea_id) for found in _titles)), ""):
        facts.append((T("Tên sáng kiến đã công khai"), title))
    if end is None:
        facts.append((T("Ngày cấp"), day_text(local_date(issued_at))))
    return _answer(tuple(facts), end)


def _answer(facts: tuple[tuple[Text, Text | str], ...], end: CertificateEnd | None) -> CodeAnswer:
    paper = T("Giấy chứng nhận sáng kiến")
    if end is None:
        why = T("Giấy chứng nhận này có trong sổ của hệ thống. So nội dung dưới đây với bản giấy; "
                "trang này không nêu tên tác giả.")  # fmt: skip
        return CodeAnswer(paper, Standing.VALID, facts, why)
    if end.kind is Ended.REPLACED:
        facts += ((T("Ngày cấp lại"), day_text(local_date(end.recorded_at))),)
        why = T("Tờ giấy mang mã này đã được thay thế; chỉ tờ cấp lại, có mã khác, còn giá trị.")
        return CodeAnswer(paper, Standing.REPLACED, facts, why)
    facts += (
        (T("Quyết định thu hồi số"), end.decision_number),
        (T("Ngày thu hồi"), day_text(end.decided_on) if end.decided_on else ""),
    )
    return CodeAnswer(paper, Standing.REVOKED, facts, T("Giấy chứng nhận này đã bị thu hồi."))


def known_key(session: Session, key: str) -> bool:
    """Whether exactly this code is, or was, on a certificate."""
    return answer_for_key(session, key) is not None


def past_codes(session: Session, certificate_id: int) -> list[PastCode]:
    """What was done to one certificate, newest first."""
    rows = session.execute(
        select(CertificateEnd, Account.full_name)
        .outerjoin(Account, Account.id == CertificateEnd.recorded_by)
        .where(CertificateEnd.certificate_id == certificate_id)
        .order_by(CertificateEnd.id.desc())
    )
    return [
        PastCode(one.kind, one.decision_number, one.decided_on, one.reason, who or "",
                 one.recorded_at)
        for one, who in rows
    ]  # fmt: skip
