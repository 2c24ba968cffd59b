"""Mails about a dossier. No score and no reviewer can occur: this room knows neither."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import agency_on, holders
from app.ideas.consents import ConsentLine
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import ConsentAnswer
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, deadline_text, instant_text, local_date
from app.kernel.numbers import decimal_text
from app.kernel.text import T, Text
from app.outbox.actions import queue
from app.outbox.reminders import link_to
from app.rounds.models import Round

Person = tuple[int, str, str]
"""Account id, name, address."""


def submitted(session: Session, idea: Idea, round_: Round, now: datetime) -> None:
    """To the authors, and to the unit's clerks who have to confirm."""
    _tell(session, _authors(session, idea), idea, now, "submitted",
          T("Đã nộp hồ sơ %(code)s", code=idea.code),
          T("Hồ sơ “%(title)s” đã được nộp với mã %(code)s và đang chờ đơn vị xác nhận.",
            title=idea.title, code=idea.code))  # fmt: skip
    _tell(session, _clerks(session, idea, now), idea, now, "to_endorse",
          T("Hồ sơ %(code)s chờ đơn vị xác nhận", code=idea.code),
          T("Hồ sơ “%(title)s” chờ đơn vị xác nhận hoặc trả lại trước %(end)s.",
            title=idea.title, end=deadline_text(round_.endorse_until)))  # fmt: skip


def endorsed(session: Session, idea: Idea, round_: Round, now: datetime) -> None:
    """To the authors, and to the secretaries who check it."""
    _tell(session, _authors(session, idea), idea, now, "endorsed",
          T("Đơn vị đã xác nhận hồ sơ %(code)s", code=idea.code),
          T("Hồ sơ “%(title)s” đã được đơn vị xác nhận và chuyển đến thư ký Hội đồng.",
            title=idea.title),
    )  # fmt: skip
    _tell(session, _secretaries(session, round_, now), idea, now, "to_check",
          T("Hồ sơ %(code)s chờ kiểm tra", code=idea.code),
          T("Hồ sơ “%(title)s” đã được đơn vị xác nhận và chờ kiểm tra.", title=idea.title),
    )  # fmt: skip


def returned(
    session: Session, idea: Idea, round_: Round, reason: str, due_on: date, now: datetime
) -> None:
    """To the authors, with the unit's reason and until when they may send it again."""
    _tell(session, _authors(session, idea), idea, now, "returned",
          T("Hồ sơ %(code)s được trả lại, nộp lại đến hết ngày %(day)s", code=idea.code,
            day=day_text(due_on)),
          T("Đơn vị trả lại hồ sơ “%(title)s” để hoàn thiện. Lý do: %(reason)s\n"
            "Nộp lại đến hết ngày %(day)s; đơn vị xác nhận trước %(end)s.",
            title=idea.title, reason=reason, day=day_text(due_on),
            end=deadline_text(round_.endorse_until)))  # fmt: skip


def reopened(session: Session, idea: Idea, reason: str, due_on: date, now: datetime) -> None:
    """To the authors: why the office opened it, and by when it has to be back."""
    _tell(session, _authors(session, idea), idea, now, "reopened",
          T("Hồ sơ %(code)s được mở lại đến hết ngày %(day)s", code=idea.code,
            day=day_text(due_on)),
          T("Thư ký Hội đồng mở lại hồ sơ “%(title)s” để tác giả sửa đến hết ngày %(day)s. "
            "Lý do: %(reason)s\nBản đã nộp vẫn được giữ; sửa xong, đề nghị nộp lại.",
            title=idea.title, day=day_text(due_on), reason=reason))  # fmt: skip


def restored(session: Session, idea: Idea, reason: str, due_on: date, now: datetime) -> None:
    """To the authors: the withdrawn dossier may be sent again."""
    _tell(session, _authors(session, idea), idea, now, "restored",
          T("Hồ sơ %(code)s được nộp lại đến hết ngày %(day)s", code=idea.code,
            day=day_text(due_on)),
          T("Thư ký Hội đồng cho nộp lại hồ sơ đã rút “%(title)s” đến hết ngày %(day)s. "
            "Lý do: %(reason)s\nNộp lại xong, hồ sơ chờ đơn vị xác nhận.",
            title=idea.title, day=day_text(due_on), reason=reason))  # fmt: skip


def supplement_asked(
    session: Session, idea: Idea, reason: str, due_on: date, now: datetime
) -> None:
    """To the authors: what is missing and by when."""
    _tell(session, _authors(session, idea), idea, now, "supplement_asked",
          T("Yêu cầu bổ sung hồ sơ %(code)s đến hết ngày %(day)s", code=idea.code,
            day=day_text(due_on)),
          T("Thư ký Hội đồng yêu cầu bổ sung hồ sơ “%(title)s” đến hết ngày %(day)s. "
            "Nội dung cần bổ sung: %(reason)s",
            title=idea.title, day=day_text(due_on), reason=reason))  # fmt: skip


def supplement_reminded(
    session: Session, idea: Idea, reason: str, due_on: date, now: datetime
) -> None:
    """To the authors: what is still missing and by when."""
    _tell(session, _authors(session, idea), idea, now, "supplement_reminded",
          T("Nhắc bổ sung hồ sơ %(code)s đến hết ngày %(day)s", code=idea.code,
            day=day_text(due_on)),
          T("Hồ sơ “%(title)s” còn chờ bổ sung đến hết ngày %(day)s. "
            "Nội dung cần bổ sung: %(reason)s",
            title=idea.title, day=day_text(due_on), reason=reason))  # fmt: skip


def supplement_extended(
    session: Session, idea: Idea, reason: str, due_on: date, now: datetime
) -> None:
    """To the authors: the new last day, and why."""
    by_unit = idea.state is IdeaState.RETURNED
    who = T("Đơn vị") if by_unit else T("Thư ký Hội đồng")
    what = T("hoàn thiện") if by_unit else T("bổ sung")
    _tell(session, _authors(session, idea), idea, now, "supplement_extended",
          T("Gia hạn %(what)s hồ sơ %(code)s đến hết ngày %(day)s", what=what, code=idea.code,
            day=day_text(due_on)),
          T("%(who)s gia hạn %(what)s hồ sơ “%(title)s” đến hết ngày %(day)s. "
            "Lý do: %(reason)s", who=who, what=what,
            title=idea.title, day=day_text(due_on), reason=reason))  # fmt: skip


def supplemented(session: Session, idea: Idea, round_: Round, now: datetime) -> None:
    """To the secretaries."""
    _tell(session, _secretaries(session, round_, now), idea, now, "supplemented",
          T("Hồ sơ %(code)s đã được bổ sung", code=idea.code),
          T("Tác giả đã bổ sung hồ sơ “%(title)s”.", title=idea.title),
    )  # fmt: skip


def accepted(session: Session, idea: Idea, now: datetime) -> None:
    """To the authors."""
    _tell(session, _authors(session, idea), idea, now, "accepted",
          T("Đã tiếp nhận hồ sơ %(code)s", code=idea.code),
          T("Hồ sơ “%(title)s” đủ điều kiện và được chuyển sang chấm điểm.", title=idea.title),
    )  # fmt: skip


def refused(session: Session, idea: Idea, reason: str, now: datetime) -> None:
    """To the authors, with the reason: a refusal is in writing and says why."""
    _tell(session, _authors(session, idea), idea, now, "refused",
          T("Kết quả kiểm tra hồ sơ %(code)s", code=idea.code),
          T("Hồ sơ “%(title)s” không đủ điều kiện dự xét trong đợt này. Lý do: %(reason)s",
            title=idea.title, reason=reason))  # fmt: skip


def withdrawn(session: Session, idea: Idea, round_: Round, reason: str, now: datetime) -> None:
    """To the other authors, the clerks and, once it was with the office, the secretaries."""
    _tell(session, [who for who in _authors(session, idea) if who[0] != idea.owner_id], idea, now,
          "withdrawn", T("Hồ sơ %(code)s đã được rút", code=idea.code),
          T("Người lập hồ sơ đã rút hồ sơ “%(title)s”. Lý do: %(reason)s", title=idea.title,
            reason=reason))  # fmt: skip
    people = _clerks(session, idea, now)
    if idea.endorsed_at is not None:
        people += _secretaries(session, round_, now)
    _tell(session, people, idea, now, "withdrawn",
          T("Hồ sơ %(code)s đã được rút", code=idea.code),
          T("Tác giả đã rút hồ sơ “%(title)s”. Lý do: %(reason)s", title=idea.title,
            reason=reason))  # fmt: skip


def invited(
    session: Session, actor: Actor, idea: Idea, line: ConsentLine, token: str, until: datetime,
    now: datetime,
) -> None:  # fmt: skip
    """To the address on an author's line: the one-time link. Nothing of the text is in it."""
    agency = agency_on(session, local_date(now))
    closing = f"Trân trọng.\n{agency.name}" if agency else "Trân trọng."
    body = T(
        "Kính gửi Ông/Bà %(name)s,\n\n%(who)s ghi Ông/Bà là đồng tác giả, tỷ lệ đóng góp "
        "%(share)s%%, của một hồ sơ đang soạn. Mở liên kết dưới đây để xem hồ sơ, xác nhận hoặc "
        "từ chối:\n%(link)s\n\nLiên kết dùng một lần, đến %(until)s. Nếu không liên quan, mở liên "
        "kết để từ chối hoặc bỏ qua thư này.\n\n%(closing)s",
        name=line.full_name, who=actor.name, share=decimal_text(line.share),
        link=link_to("ideas.invitation", token=token), until=instant_text(until), closing=closing,
    )  # fmt: skip
    queue(session, kind="idea_invited", address=line.email, title=T("Mời xác nhận đồng tác giả"),
          body=body, now=now, account_id=line.account_id, about=idea.subject,
          secret=True)  # fmt: skip


def share_answered(
    session: Session, idea: Idea, line: ConsentLine, answer: ConsentAnswer, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """To the owner: who confirmed or declined which share."""
    said = (
        T("đã xác nhận tỷ lệ đóng góp %(share)s%%", share=decimal_text(line.share))
        if answer is ConsentAnswer.CONFIRMED
        else T("không đồng ý đứng tên với tỷ lệ %(share)s%%. Lý do: %(reason)s",
               share=decimal_text(line.share), reason=reason)
    )  # fmt: skip
    _tell(session, _people(session, [idea.owner_id]), idea, now, "share_answered",
          T("Đồng tác giả trả lời về tỷ lệ đóng góp"),
          T("%(name)s %(said)s (hồ sơ “%(title)s”).", name=line.full_name, said=said,
            title=idea.title))  # fmt: skip


def handed_over(session: Session, idea: Idea, now: datetime) -> None:
    """To the person who now owns a dossier that was entered for them."""
    _tell(session, _people(session, [idea.owner_id]), idea, now, "handed_over",
          T("Bàn giao hồ sơ đã nhập thay"),
          T("Hồ sơ “%(title)s” đã được nhập thay và nay được bàn giao. Mở Hồ sơ của tôi để xem "
            "và viết tiếp.", title=idea.title))  # fmt: skip


def _people(session: Session, keys: Iterable[int]) -> list[Person]:
    rows = session.execute(
        select(Account.id, Account.full_name, Account.email)
        .where(Account.active, Account.id.in_(list(keys)))
        .order_by(Account.id)
    )
    return [(key, name, email) for key, name, email in rows]


def _authors(session: Session, idea: Idea) -> list[Person]:
    linked = select(IdeaAuthor.account_id).where(IdeaAuthor.idea_id == idea.id)
    rows = session.execute(
        select(Account.id, Account.full_name, Account.email)
        .where(Account.active, or_(Account.id == idea.owner_id, Account.id.in_(linked)))
        .order_by(Account.id)
    )
    return [(key, name, email) for key, name, email in rows]


def _clerks(session: Session, idea: Idea, now: datetime) -> list[Person]:
    found = holders(session, local_date(now), Role.UNIT_CLERK, unit_id=idea.unit_id)
    return [(person.account_id, person.name, person.email) for person in found]


def _secretaries(session: Session, round_: Round, now: datetime) -> list[Person]:
    found = holders(session, local_date(now), Role.SECRETARY, council_id=round_.council_id)
    return [(person.account_id, person.name, person.email) for person in found]


def _tell(
    session: Session, people: Iterable[Person], idea: Idea, now: datetime, kind: str,
    title: Text, body: Text,
) -> None:  # fmt: skip
    agency = agency_on(session, local_date(now))
    closing = f"Trân trọng.\n{agency.name}" if agency else "Trân trọng."
    for account_id, name, address in people:
        queue(
            session,
            kind=f"idea_{kind}",
            address=address,
            title=title,
            body=f"Kính gửi Ông/Bà {name},\n\n{body}\n\n{closing}",
            now=now,
            account_id=account_id,
            about=idea.subject,
        )
