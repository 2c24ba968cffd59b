"""Mails of the review. No score, no reviewer's name, no title of a dossier is in any of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import agency_on, holders
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.actor import Role
from app.kernel.dates import deadline_text, document_day, local_date
from app.kernel.text import T, Text
from app.outbox.actions import queue
from app.review.models import Sheet
from app.review.rules import Decision
from app.review.states import SheetState
from app.rounds.models import Round

Recipient = tuple[int | None, str, str]
"""Account id (None: an author without an account), name, address."""


def assigned(
    session: Session, round_: Round, totals: Mapping[int, int], now: datetime, *, held: bool
) -> None:
    """To each reviewer: how many dossiers they have now, and the deadline."""
    rows = session.execute(
        select(Account.id, Account.full_name, Account.email)
        .where(Account.id.in_(totals), Account.active)
        .order_by(Account.id)
    )
    for account_id, name, address in rows:
        total = totals[account_id]
        given = T("Đến nay Ông/Bà được phân công chấm %(total)s hồ sơ của %(round)s.\nHạn chốt "
                  "phiếu: %(end)s.\nĐăng nhập hệ thống Sáng kiến số, mục Chấm điểm.", total=total,
                  round=round_.title, end=deadline_text(round_.scoring_closes_at))  # fmt: skip
        none = T("Ông/Bà không còn hồ sơ phải chấm ở %(round)s.", round=round_.title)
        tell(
            session, [(account_id, name, address)], "review_assigned", round_.subject, now,
            T("Phân công chấm điểm đợt %(code)s", code=round_.code), given if total else none,
            discreet=True, held=held,
        )  # fmt: skip


def reopened(session: Session, reviewer_id: int, idea: Idea, reason: str, now: datetime) -> None:
    """To the reviewer, with the secretary's reason."""
    tell(
        session, accounts(session, [reviewer_id]), "review_reopened", idea.subject, now,
        T("Phiếu chấm hồ sơ %(code)s được mở lại", code=idea.code),
        T("Thư ký Hội đồng mở lại phiếu chấm hồ sơ %(code)s của Ông/Bà. Lý do: %(reason)s\n"
          "Đề nghị kiểm tra và chốt lại phiếu.", code=idea.code, reason=reason),
        discreet=True,
    )  # fmt: skip


def rubric_revised(
    session: Session, codes: Mapping[int, Sequence[str]], reason: str, now: datetime
) -> None:
    """To each reviewer with sheets that the new rubric could not carry over: one mail."""
    for reviewer_id in sorted(codes):
        own = sorted(codes[reviewer_id])
        tell(
            session, accounts(session, [reviewer_id]), "review_reopened", f"account:{reviewer_id}",
            now, T("%(n)s phiếu chấm được mở lại do thang điểm thay đổi", n=len(own)),
            T("Thang điểm đã được sửa sau khi mở chấm. Lý do: %(reason)s\nPhiếu chấm hồ sơ "
              "%(codes)s của Ông/Bà không quy đổi hết được nên được mở lại; các điểm quy đổi được "
              "vẫn giữ.\nĐề nghị chấm phần còn thiếu và chốt lại phiếu.", reason=reason,
              codes=", ".join(own)),
            discreet=True,
        )  # fmt: skip


def declined(session: Session, round_: Round, idea: Idea, now: datetime) -> None:
    """To the secretaries: somebody stepped back, another reviewer is needed."""
    found = holders(session, local_date(now), Role.SECRETARY, council_id=round_.council_id)
    tell(
        session, [(m.account_id, m.name, m.email) for m in found], "review_declined",
        idea.subject, now,
        T("Một ủy viên xin không chấm hồ sơ %(code)s", code=idea.code),
        T("Một ủy viên đã khai xung đột lợi ích và xin không chấm hồ sơ %(code)s.\n"
          "Đề nghị phân công người khác ở mục Phân công.", code=idea.code),
    )  # fmt: skip


def decided(session: Session, idea: Idea, decision: Decision, now: datetime) -> None:
    """To the authors, held until the results are published. The same words whatever was decided:
    a mail may be read by others.
    """
    tell(
        session, authors(session, idea), "review_decided", idea.subject, now,
        T("Kết quả xét hồ sơ %(code)s", code=idea.code),
        T("Đã có kết quả xét hồ sơ %(code)s theo Quyết định số %(number)s %(day)s.\n"
          "Đăng nhập hệ thống Sáng kiến số, mục Kết quả, để xem kết quả và lý do.",
          code=idea.code, number=decision.number, day=document_day(decision.decided_on)),
        held=True,
    )  # fmt: skip


def stage_ended(session: Session, idea: Idea, stage: str, now: datetime) -> None:
    """To the authors, held until the secretary lets the letters go; the same words for all."""
    tell(
        session, authors(session, idea), "review_stage", idea.subject, now,
        T("Kết quả vòng “%(stage)s”, hồ sơ %(code)s", stage=stage, code=idea.code),
        T("Đã có kết quả vòng “%(stage)s” của hồ sơ %(code)s.\nĐăng nhập hệ thống Sáng kiến số, "
          "mục Kết quả, để xem kết quả và lý do.", stage=stage, code=idea.code),
        held=True,
    )  # fmt: skip


def letter_released(session: Session, idea: Idea, now: datetime) -> None:
    """To the authors: what the council noted can be read. None of it is in the mail."""
    tell(
        session, authors(session, idea), "review_letter", idea.subject, now,
        T("Góp ý của Hội đồng về hồ sơ %(code)s", code=idea.code),
        T("Thư ký Hội đồng đã gửi góp ý về hồ sơ %(code)s.\n"
          "Đăng nhập hệ thống Sáng kiến số, mục Kết quả, để xem.", code=idea.code),
    )  # fmt: skip


def outcome_known(session: Session, round_: Round, idea_ids: list[int], now: datetime) -> None:
    """To everybody whose locked sheet counted: the dossiers they judged are decided, one mail."""
    rows = session.execute(
        select(Sheet.reviewer_id, func.count())
        .where(Sheet.idea_id.in_(idea_ids), Sheet.state == SheetState.LOCKED)
        .group_by(Sheet.reviewer_id)
        .order_by(Sheet.reviewer_id)
    )
    for reviewer_id, count in rows.all():
        tell(
            session, accounts(session, [reviewer_id]), "review_outcome", round_.subject, now,
            T("Đã có kết quả %(n)s hồ sơ Ông/Bà đã chấm", n=count),
            T("%(round)s: đã có quyết định về %(n)s hồ sơ Ông/Bà đã chấm.\nĐăng nhập hệ thống "
              "Sáng kiến số, mục Chấm điểm, để xem kết quả từng hồ sơ.", round=round_.title,
              n=count),
            discreet=True,
        )  # fmt: skip


def accounts(session: Session, keys: list[int]) -> list[Recipient]:
    """People by their accounts."""
    rows = session.execute(
        select(Account.id, Account.full_name, Account.email).where(Account.id.in_(keys))
    )
    return [(key, name, email) for key, name, email in rows]


def authors(session: Session, idea: Idea, only: Collection[int] = ()) -> list[Recipient]:
    """Each author once, or only these rows of the dossier: the account's address where there is
    one, else the one in the dossier.
    """
    statement = (
        select(Account.id, IdeaAuthor.full_name, Account.email, IdeaAuthor.email)
        .outerjoin(Account, Account.id == IdeaAuthor.account_id)
        .select_from(IdeaAuthor)
        .where(IdeaAuthor.idea_id == idea.id)
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    )
    if only:
        statement = statement.where(IdeaAuthor.id.in_(only))
    found = [(key, name, own or typed) for key, name, own, typed in session.execute(statement)]
    return [recipient for recipient in found if "@" in recipient[2]]


def tell(
    session: Session, people: Iterable[Recipient], kind: str, about: str, now: datetime,
    title: Text, body: Text, *, discreet: bool = False, held: bool = False,
) -> None:  # fmt: skip
    """One mail to each, signed by the agency."""
    agency = agency_on(session, local_date(now))
    closing = f"Trân trọng.\n{agency.name}" if agency else "Trân trọng."
    for account_id, name, address in people:
        queue(
            session,
            kind=kind,
            address=address,
            title=title,
            body=f"Kính gửi Ông/Bà {name},\n\n{body}\n\n{closing}",
            now=now,
            account_id=account_id,
            about=about,
            discreet=discreet,
            held=held,
        )
