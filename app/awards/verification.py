"""What anybody may know of a list, a decision or a Giấy khen by its code: nothing private.

A list's code belongs to one locked version, a Giấy khen's to one line. Neither name nor amount is
said; a line with a complaint reads like one that still waits for its decision.
"""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.awards.list_models import AwardRevocation, ListVersion
from app.awards.models import Nomination, NominationList
from app.awards.states import Ending, LineOutcome, ListState
from app.kernel.dates import day_text, instant_text
from app.kernel.text import T, Text
from app.papers.codes import CodeAnswer, Standing, address, answered_by, codes_of, give_codes

LIST, HONOUR = "award_list", "award_honour"
Facts = tuple[tuple[Text, Text | str], ...]


def give_list_codes(session: Session, version: ListVersion, now: datetime) -> None:
    """The locked version and each of its lines get their codes, once."""
    give_codes(session, LIST, [version.id], now)
    lines = session.scalars(select(Nomination.id).where(Nomination.list_id == version.list_id))
    give_codes(session, HONOUR, lines.all(), now)


def lookups(session: Session, list_: NominationList) -> dict[str, str]:
    """What papers of a locked list print: its code, each line's by id, and where they lead."""
    if list_.state is ListState.DRAFT:
        return {}
    version = session.scalar(
        select(ListVersion.id).where(
            ListVersion.list_id == list_.id, ListVersion.ending == Ending.STANDING
        )
    )
    lines = session.scalars(select(Nomination.id).where(Nomination.list_id == list_.id)).all()
    own = codes_of(session, LIST, [version]) if version else {}
    found = {str(key): code for key, code in codes_of(session, HONOUR, lines).items()}
    return found | {"list": own.get(version or 0, ""), "base": address("")}


def about_list(session: Session, version_id: int) -> CodeAnswer | None:
    """One locked version of a list: does it stand, and which decision followed it."""
    row = session.execute(
        select(ListVersion, NominationList)
        .join(NominationList, NominationList.id == ListVersion.list_id)
        .where(ListVersion.id == version_id)
    ).one_or_none()
    if row is None:
        return None
    version, list_ = row
    facts: Facts = (
        (T("Danh sách số"), f"{list_.number:02d}/{list_.year}"),
        (T("Bản chốt thứ"), str(version.number)),
        (T("Chốt lúc"), instant_text(version.locked_at)),
        (T("Mã băm SHA-256"), version.content_hash),
    )
    paper = T("Danh sách đề nghị khen thưởng")
    if version.ending is not Ending.STANDING:
        why = T("Bản này đã được mở lại hoặc trả lại sau khi chốt; chỉ bản chốt sau có giá trị.")
        return CodeAnswer(paper, Standing.REPLACED, facts, why)
    if list_.state is not ListState.ISSUED:
        return CodeAnswer(paper, Standing.VALID, facts, T("Bản chốt đang chờ quyết định."))
    facts += _decision(list_.decision_number, list_.decided_on)
    lines, revoked = _counts(session, list_.id)
    if lines and revoked == lines:
        return CodeAnswer(paper, Standing.REVOKED, facts, T("Mọi khen thưởng của danh sách này "
                                                            "đã bị thu hồi."))  # fmt: skip
    if revoked:
        why = T("Danh sách đã có quyết định; %(n)s khen thưởng trong đó đã bị thu hồi sau này.",
                n=revoked)  # fmt: skip
        return CodeAnswer(paper, Standing.VALID, facts, why)
    return CodeAnswer(paper, Standing.VALID, facts, T("Danh sách đã có quyết định."))


def about_honour(session: Session, nomination_id: int) -> CodeAnswer | None:
    """One Giấy khen: has it a decision, and was that taken back."""
    row = session.execute(
        select(Nomination.outcome, Nomination.decision_number, Nomination.decided_on,
               AwardRevocation.decision_number, AwardRevocation.decided_on)
        .outerjoin(AwardRevocation, AwardRevocation.nomination_id == Nomination.id)
        .where(Nomination.id == nomination_id)
    ).one_or_none()  # fmt: skip
    paper = T("Giấy khen, giấy chứng nhận danh hiệu")
    if row is None or row[0] not in {LineOutcome.ISSUED, LineOutcome.REVOKED}:
        why = T("Chưa có quyết định khen thưởng nào cho giấy mang mã này.")
        return CodeAnswer(paper, Standing.PENDING, (), why)
    outcome, number, day, revoked_by, revoked_on = row
    facts = _decision(number, day)
    if outcome is LineOutcome.ISSUED:
        return CodeAnswer(paper, Standing.VALID, facts)
    facts += (
        (T("Quyết định thu hồi số"), revoked_by or ""),
        (T("Ngày thu hồi"), day_text(revoked_on) if revoked_on else ""),
    )
    return CodeAnswer(paper, Standing.REVOKED, facts, T("Khen thưởng này đã bị thu hồi."))


def _decision(number: str, day: date | None) -> Facts:
    shown = day_text(day) if day else ""
    return ((T("Quyết định số"), number), (T("Ngày quyết định"), shown))


def _counts(session: Session, list_id: int) -> tuple[int, int]:
    """Lines that were issued once, and those of them that were revoked."""
    revoked = Nomination.outcome == LineOutcome.REVOKED
    issued = Nomination.outcome.in_((LineOutcome.ISSUED, LineOutcome.REVOKED))
    row = session.execute(
        select(func.count(Nomination.id), func.count(Nomination.id).filter(revoked))
        .where(Nomination.list_id == list_id, issued)
    ).one()  # fmt: skip
    return row[0], row[1]


answered_by(LIST, about_list)
answered_by(HONOUR, about_honour)
