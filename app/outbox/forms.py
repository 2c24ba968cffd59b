"""What an administrator types about mails."""

from flask_babel import lazy_gettext as _l

from app.outbox.rules import BODY_MOST, TITLE_MOST
from app.web.forms import AtMost, LineField, ProseField, WebForm


class FilterForm(WebForm):
    """Filters of the list, from the address."""

    q = LineField(_l("Địa chỉ hoặc tiêu đề"), [AtMost(200, _l("Từ tìm kiếm"))])


class ReasonForm(WebForm):
    """Why a mail is held or cancelled."""

    reason = LineField(_l("Lý do"), [AtMost(300, _l("Lý do"))])


class MendForm(WebForm):
    """The new words of a held mail."""

    title = LineField(_l("Tiêu đề"), [AtMost(TITLE_MOST, _l("Tiêu đề"))])
    body = ProseField(_l("Nội dung"), [AtMost(BODY_MOST, _l("Nội dung"))])
