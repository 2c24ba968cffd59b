"""The form of a problem."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from app.kernel.keys import key_in
from app.kernel.vietnamese import clean_line
from app.problems.drafts import LABELS, LIMITS, ProblemDraft
from app.problems.rules import REASON_LIMIT
from app.web.forms import AtMost, DayField, LineField, ProseField, Wanted, WebForm


def _label(name: str) -> Any:
    return _l(LABELS[name].message)


def _prose(name: str) -> ProseField:
    return ProseField(_label(name), [AtMost(LIMITS[name], _label(name))])


def _line(name: str, *wanted: Any) -> LineField:
    return LineField(_label(name), [*wanted, AtMost(LIMITS[name], _label(name))])


def _unit(typed: Any) -> int | None:
    text = clean_line(str(typed or ""))
    return key_in(text)


class ProblemForm(WebForm):
    """A problem; `version` is the one that was shown."""

    version = HiddenField()
    title = _line("title", Wanted(_l("Nhập tên bài toán")))
    unit_id = SelectField(_label("unit_id"), coerce=_unit, validate_choice=False)
    sector = SelectField(_label("sector"), validate_choice=False, default="")
    description = _prose("description")
    size = _prose("size")
    data_available = _prose("data_available")
    wished_result = _prose("wished_result")
    closes_on = DayField(
        _label("closes_on"), [Wanted(_l("Nhập ngày cuối nhận lời giải, ví dụ 30/11/2026"))]
    )
    contact_unit_id = SelectField(_label("contact_unit_id"), coerce=_unit, validate_choice=False)
    contact = _line("contact")

    @property
    def shown_version(self) -> int:
        """The version the page was made from; 0, older than all, when it was tampered with."""
        text = str(self.version.data or "")
        return key_in(text) or 0

    def offer(
        self, own: Sequence[tuple[int, str]], units: Sequence[tuple[int, str]],
        sectors: Sequence[str],
    ) -> None:  # fmt: skip
        """Units and sectors to choose from."""
        self.unit_id.choices = list(own)
        self.contact_unit_id.choices = list(units)
        known = [*sectors]
        if self.sector.data and self.sector.data not in known:
            known.append(self.sector.data)
        self.sector.choices = [("", _("Chọn một mục")), *((name, name) for name in known)]

    def draft(self) -> ProblemDraft:
        """What was typed, once the form is valid."""
        names = ("title", "sector", "description", "size", "data_available", "wished_result",
                 "contact")  # fmt: skip
        texts: dict[str, str] = {name: self[name].data or "" for name in names}
        unit_id, closes_on = self.unit_id.data or 0, self.closes_on.data
        if closes_on is None:
            raise ValueError("ask for the draft of a valid form only")
        contact_unit_id = self.contact_unit_id.data or unit_id
        return ProblemDraft(
            unit_id=unit_id, contact_unit_id=contact_unit_id, closes_on=closes_on, **texts
        )  # fmt: skip


class CloseForm(WebForm):
    """Why it is closed."""

    reason = ProseField(_l("Lý do đóng"), [AtMost(REASON_LIMIT, _l("Lý do đóng"))])
