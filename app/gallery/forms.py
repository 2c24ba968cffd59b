"""The public text as it is typed."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.gallery.rules import (
    DECISION_LIMIT,
    NOTE_LIMIT,
    REASON_LIMIT,
    SECTOR_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    PublicText,
)
from app.web.forms import AtMost, LineField, ProseField, Wanted, WebForm


class PublicForm(WebForm):
    """What the public will read of a solution."""

    title = LineField(
        _l("Tên giải pháp"),
        [Wanted(_l("Nhập tên giải pháp")), AtMost(TITLE_LIMIT, _l("Tên giải pháp"))],
    )
    problem = ProseField(
        _l("Vấn đề"),
        [Wanted(_l("Nhập vấn đề giải pháp xử lý")), AtMost(TEXT_LIMIT, _l("Vấn đề"))],
    )
    solution = ProseField(
        _l("Giải pháp"),
        [Wanted(_l("Nhập nội dung giải pháp")), AtMost(TEXT_LIMIT, _l("Giải pháp"))],
    )
    effect = ProseField(_l("Hiệu quả"), [AtMost(TEXT_LIMIT, _l("Hiệu quả"))])
    ai_note = ProseField(
        _l("Trí tuệ nhân tạo trong giải pháp"), [AtMost(NOTE_LIMIT, _l("Nội dung"))]
    )
    sector = LineField(_l("Lĩnh vực"), [AtMost(SECTOR_LIMIT, _l("Lĩnh vực"))])
    decision_text = LineField(
        _l("Quyết định công nhận"), [AtMost(DECISION_LIMIT, _l("Quyết định công nhận"))]
    )
    show_authors = BooleanField(_l("Nêu tên tác giả"))

    def text(self) -> PublicText:
        """What was typed."""
        return PublicText(
            title=self.title.data or "",
            problem=self.problem.data or "",
            solution=self.solution.data or "",
            effect=self.effect.data or "",
            ai_note=self.ai_note.data or "",
            sector=self.sector.data or "",
            decision_text=self.decision_text.data or "",
            show_authors=bool(self.show_authors.data),
        )


class WithdrawForm(WebForm):
    """Why a solution is taken away from the public."""

    reason = ProseField(_l("Lý do gỡ công khai"), [AtMost(REASON_LIMIT, _l("Lý do"))])
