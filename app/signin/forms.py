"""The forms of signing in and of one's own account. Paste and password managers work in all."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from app.web.forms import LineField, Wanted, WebForm

_MOST_TYPED = 1000
"""Longer than any password: the rule says what is too long, this only bounds the work."""


class SignInForm(WebForm):
    """Address and password."""

    email = LineField(_l("Địa chỉ thư công vụ"), [Wanted(_l("Nhập địa chỉ thư")), Length(max=254)])
    password = PasswordField(_l("Mật khẩu"), [Wanted(_l("Nhập mật khẩu")), Length(max=_MOST_TYPED)])
    next = HiddenField()


class ForgotForm(WebForm):
    """The address that the link goes to."""

    email = LineField(_l("Địa chỉ thư công vụ"), [Wanted(_l("Nhập địa chỉ thư")), Length(max=254)])


class NewPasswordForm(WebForm):
    """A new password, twice."""

    password = PasswordField(
        _l("Mật khẩu mới"), [Wanted(_l("Nhập mật khẩu mới")), Length(max=_MOST_TYPED)]
    )
    again = PasswordField(
        _l("Nhập lại mật khẩu mới"),
        [Wanted(_l("Nhập lại mật khẩu mới")), Length(max=_MOST_TYPED)],
    )


class ChangePasswordForm(NewPasswordForm):
    """The old one is asked first."""

    old = PasswordField(
        _l("Mật khẩu hiện tại"), [Wanted(_l("Nhập mật khẩu hiện tại")), Length(max=_MOST_TYPED)]
    )


class PasswordAgainForm(WebForm):
    """Asked before a lock of the account is changed."""

    password = PasswordField(_l("Mật khẩu"), [Wanted(_l("Nhập mật khẩu")), Length(max=_MOST_TYPED)])


class CodeForm(WebForm):
    """A code of the authenticator, or a recovery code."""

    code = LineField(_l("Mã xác thực"), [Wanted(_l("Nhập mã xác thực")), Length(max=60)])
