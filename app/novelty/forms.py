"""What is typed in this room: the difference, a link, its end, the table of words."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, RadioField, SelectChoice

from app.novelty.actions import NOTE_LIMIT
from app.novelty.models import REASON_LIMIT, STATEMENT_LIMIT
from app.novelty.states import LINK_TITLES, LinkKind
from app.web.forms import AtMost, LineField, ProseField, Wanted, WebForm


class DifferenceForm(WebForm):
    """One line of the author."""

    text = LineField(
        _l("Điểm khác biệt"),
        [Wanted(_l("Nhập điểm khác biệt")), AtMost(STATEMENT_LIMIT, _l("Điểm khác biệt"))],
    )


class LinkForm(WebForm):
    """How the dossier stands to the other one."""

    kind = RadioField(
        _l("Kết luận"),
        choices=[SelectChoice(str(kind), title) for kind, title in LINK_TITLES.items()],
        default=str(LinkKind.DUPLICATE),
    )
    reason = ProseField(_l("Lý do"), [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))])


class EndForm(WebForm):
    """Why a link ends."""

    reason = ProseField(
        _l("Lý do bỏ liên kết"),
        [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )


class WordsForm(WebForm):
    """The whole table, in the box or as a file; the file wins."""

    content = ProseField(_l("Bảng từ (CSV)"))
    file = FileField(_l("Hoặc tải lên tệp CSV"))
    note = LineField(_l("Nội dung thay đổi"), [AtMost(NOTE_LIMIT, _l("Nội dung thay đổi"))])
    based_on = HiddenField()
