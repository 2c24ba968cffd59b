"""What is typed before a passkey is made."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from app.signin.forms import PasswordAgainForm
from app.signin.passkey_rules import NAME_LIMIT
from app.web.forms import LineField, Wanted


class AddPasskeyForm(PasswordAgainForm):
    """The name and, where there is one, the password again; sent to ask for the options."""

    name = LineField(
        _l("Tên khóa"), [Wanted(_l("Nhập tên để nhận ra khóa sau này")), Length(max=NAME_LIMIT)]
    )
