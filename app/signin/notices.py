"""Mails about an account's safety. None holds a code or a password; links go as secret mails."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.kernel.dates import deadline_text
from app.kernel.text import T, Text
from app.outbox.actions import queue
from app.signin.states import LinkKind

_UNASKED = T("Nếu không phải Ông/Bà thực hiện, báo ngay cho quản trị viên của cơ quan.")
_LINK_TITLES = {
    LinkKind.INVITATION: T("Đặt mật khẩu để bắt đầu dùng hệ thống Sáng kiến số"),
    LinkKind.RESET: T("Đặt lại mật khẩu hệ thống Sáng kiến số"),
}
_LINK_REASONS = {
    LinkKind.INVITATION: T("Ông/Bà được cấp tài khoản trên hệ thống Sáng kiến số. Mở liên kết sau "
                           "để đặt mật khẩu:"),
    LinkKind.RESET: T("Có yêu cầu đặt lại mật khẩu cho tài khoản của Ông/Bà. Mở liên kết sau để "
                      "đặt mật khẩu mới:"),
}  # fmt: skip


def link(
    session: Session, account: Account, kind: LinkKind, url: str, until: datetime, now: datetime
) -> None:
    """The link itself; a secret mail, so that nobody reads it in the outbox."""
    body = T("Kính gửi Ông/Bà %(name)s,\n%(why)s\n\n%(url)s\n\nLiên kết dùng được một lần, đến "
             "%(until)s. Nếu Ông/Bà không yêu cầu, bỏ qua thư này: mật khẩu hiện tại không thay "
             "đổi.\nTrân trọng.", name=account.full_name, why=_LINK_REASONS[kind], url=url,
             until=deadline_text(until))  # fmt: skip
    queue(session, kind=f"sign_in_{kind}", address=account.email, title=_LINK_TITLES[kind],
          body=body, now=now, account_id=account.id, about=account.subject,
          secret=True)  # fmt: skip


def factor_set_up(session: Session, account: Account, now: datetime) -> None:
    """A second factor now guards the account."""
    _tell(session, account, now, T("Đã bật xác thực hai lớp"),
          T("Tài khoản của Ông/Bà đã bật xác thực hai lớp."))  # fmt: skip


def factor_removed(session: Session, account: Account, now: datetime) -> None:
    """The second factor is gone."""
    _tell(session, account, now, T("Đã gỡ xác thực hai lớp"),
          T("Xác thực hai lớp của tài khoản Ông/Bà đã được gỡ bỏ."))  # fmt: skip


def recovery_code_used(session: Session, account: Account, now: datetime) -> None:
    """One of the codes on paper was used."""
    _tell(session, account, now, T("Một mã dự phòng vừa được dùng"),
          T("Một mã dự phòng vừa được dùng để đăng nhập tài khoản của Ông/Bà."))  # fmt: skip


def password_changed(session: Session, account: Account, now: datetime) -> None:
    """The password is another."""
    _tell(session, account, now, T("Mật khẩu đã được thay đổi"),
          T("Mật khẩu tài khoản của Ông/Bà vừa được thay đổi. Các phiên đăng nhập khác đã "
            "kết thúc."))  # fmt: skip


def outside_linked(session: Session, account: Account, now: datetime) -> None:
    """An identity of the agency's provider opens the account from now on."""
    _tell(session, account, now, T("Đã liên kết tài khoản cơ quan"),
          T("Tài khoản của Ông/Bà vừa được liên kết với một tài khoản cơ quan và đăng nhập được "
            "bằng tài khoản đó."))  # fmt: skip


def outside_unlinked(session: Session, account: Account, now: datetime) -> None:
    """The identity no longer opens the account."""
    _tell(session, account, now, T("Đã bỏ liên kết tài khoản cơ quan"),
          T("Một tài khoản cơ quan không còn đăng nhập được vào tài khoản của "
            "Ông/Bà."))  # fmt: skip


def passkey_added(session: Session, account: Account, name: str, now: datetime) -> None:
    """A passkey opens the account from now on."""
    _tell(session, account, now, T("Đã thêm khóa truy cập"),
          T("Khóa truy cập “%(name)s” vừa được thêm vào tài khoản của Ông/Bà.",
            name=name))  # fmt: skip


def passkey_removed(session: Session, account: Account, name: str, now: datetime) -> None:
    """The passkey no longer opens the account."""
    _tell(session, account, now, T("Đã gỡ khóa truy cập"),
          T("Khóa truy cập “%(name)s” đã được gỡ khỏi tài khoản của Ông/Bà.",
            name=name))  # fmt: skip


def _tell(session: Session, account: Account, now: datetime, title: Text, what: Text) -> None:
    body = T("Kính gửi Ông/Bà %(name)s,\n%(what)s\n%(unasked)s\nTrân trọng.",
             name=account.full_name, what=what, unasked=_UNASKED)  # fmt: skip
    queue(session, kind="account_safety", address=account.email, title=title, body=body, now=now,
          account_id=account.id, about=account.subject)  # fmt: skip
