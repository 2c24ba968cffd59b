"""Forms of a sitting: planning, other business, reasons, what tellers counted."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.accounts.admin_forms import given
from app.sittings.joint_rules import LineCount, Slips
from app.sittings.rules import (
    PLACE_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
    Share,
    SittingDraft,
    Tally,
)
from app.switches.forms import MomentField
from app.web.forms import AtMost, CountField, LineField, ProseField, TypedField, Wanted, WebForm

LINE_BOXES = ("yes", "no", "blank", "void")
"""In the order of `LineCount`."""


class ShareField(TypedField):
    """A part of the council such as 2/3 or 80%."""

    problem = _l("Nhập một phân số hoặc phần trăm, ví dụ 2/3 hoặc 80%%")

    def parse(self, text: str) -> Share:
        """Two whole numbers, or per cent."""
        if text.endswith("%"):
            text = f"{text[:-1].strip()}/100"
        above, _slash, below = text.partition("/")
        share = Share(int(above), int(below))
        if not 0 < share.numerator <= share.denominator <= 1000:
            raise ValueError(text)
        return share

    def show(self, value: Share) -> str:
        """As it is typed."""
        return str(value.text)


class SittingForm(WebForm):
    """A sitting to be planned."""

    title = LineField(
        _l("Tên phiên họp"),
        [Wanted(_l("Nhập tên phiên họp")), AtMost(TITLE_LIMIT, _l("Tên phiên họp"))],
    )
    starts_at = MomentField(_l("Bắt đầu lúc"), [Wanted(_l("Nhập giờ và ngày họp"))])
    place = LineField(_l("Địa điểm"), [AtMost(PLACE_LIMIT, _l("Địa điểm"))])
    quorum = ShareField(_l("Phải có mặt ít nhất"), [Wanted(_l("Nhập phần Hội đồng phải có mặt"))])

    def draft(self) -> SittingDraft:
        """What was typed."""
        return SittingDraft(
            self.title.data, given(self.starts_at), self.place.data, given(self.quorum)
        )


class BusinessForm(WebForm):
    """Other business on the agenda."""

    title = LineField(
        _l("Nội dung khác"), [Wanted(_l("Nhập nội dung")), AtMost(300, _l("Nội dung"))]
    )
    rule = SelectField(_l("Biểu quyết theo"), choices=[], validate_choice=False)

    def offer(self, rules: list[tuple[str, str]]) -> "BusinessForm":
        """The rules that hold on the day, and no vote at all."""
        self.rule.choices = [("", _l("Chỉ thảo luận, không biểu quyết")), *rules]
        return self


class ReasonForm(WebForm):
    """A reason or a conclusion that stands in the minutes."""

    reason = ProseField(_l("Lý do"), [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))])


class LetterForm(WebForm):
    """Until when absent members answer in writing."""

    due_at = MomentField(_l("Hạn trả lời"), [Wanted(_l("Nhập giờ và ngày hết hạn trả lời"))])


class JointForm(WebForm):
    """The whole count of a joint slip: how many slips, and the boxes of each line.

    The boxes of a line are named by its ballot ("12-yes"): `lines` reads them all.
    """

    handed_out = CountField(_l("Số phiếu phát ra"), [Wanted(_l("Nhập số phiếu phát ra"))])
    collected = CountField(_l("Số phiếu thu về"), [Wanted(_l("Nhập số phiếu thu về"))])
    written = CountField(_l("Trong đó phiếu của người vắng mặt"))

    def slips(self) -> Slips:
        """The slips; an empty last box is none."""
        return Slips(*(int(one.data or 0) for one in (self.handed_out, self.collected,
                                                       self.written)))  # fmt: skip

    def lines(self, typed: Mapping[str, str], ballots: Collection[int]) -> dict[int, LineCount]:
        """The count of each line; what is no number is said by its box. An empty box is none."""
        found = {}
        for place, key in enumerate(ballots, start=1):
            texts = [typed.get(f"{key}-{name}", "").strip() for name in LINE_BOXES]
            if any(text and not (text.isdecimal() and len(text) < 5) for text in texts):
                self.form_errors.append(_("Dòng %(n)s: nhập số nguyên, ví dụ 7", n=place))
            elif not any(texts):
                self.form_errors.append(_("Dòng %(n)s: nhập số phiếu", n=place))
            else:
                found[key] = LineCount(*(int(text or 0) for text in texts))
        return found


class CountForm(WebForm):
    """What the tellers counted."""

    yes = CountField(_l("Đồng ý"), [Wanted(_l("Nhập số phiếu đồng ý"))])
    no = CountField(_l("Không đồng ý"), [Wanted(_l("Nhập số phiếu không đồng ý"))])
    other = CountField(_l("Ý kiến khác"))
    blank = CountField(_l("Phiếu trắng"))
    void = CountField(_l("Không hợp lệ"))
    written = CountField(_l("Trong đó phiếu của người vắng mặt"))

    def tally(self) -> Tally:
        """The counts; an empty box is none."""
        yes, no, other, void, blank = (
            int(box.data or 0) for box in (self.yes, self.no, self.other, self.void, self.blank)
        )
        return Tally(yes, no, other, void, blank=blank)

    @property
    def letters(self) -> int:
        """Slips that absent members sent."""
        value: Any = self.written.data
        return int(value or 0)
