"""The sign-in form."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from app.web.forms import LineField, Wanted, WebForm


class SignInForm(WebForm):
    """Address and password; paste and password managers work."""

    email = LineField(_l("Địa chỉ thư công vụ"), [Wanted(_l("Nhập địa chỉ thư")), Length(max=254)])
    password = PasswordField(_l("Mật khẩu"), [Wanted(_l("Nhập mật khẩu")), Length(max=1000)])
    next = HiddenField()
