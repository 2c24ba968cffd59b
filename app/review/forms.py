"""Forms of the review: the sheet (its fields come from the rubric), reasons, the decision."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectChoice

from app.kernel.numbers import decimal_text
from app.kernel.text import Text
from app.review.conflicts import DECLARED_TITLES, DeclaredGround
from app.review.rules import REASON_LIMIT, REMARK_LIMIT, Decision, MarkDraft, SheetDraft
from app.review.states import Proposal
from app.rounds.rubrics import CriterionView, RubricView
from app.web.forms import (
    AtMost,
    CountField,
    DayField,
    ExactField,
    LineField,
    ProseField,
    Wanted,
    WebForm,
)


class SheetFormBase(WebForm):
    """A sheet; `sheet_form` adds the fields of each criterion."""

    rubric: RubricView
    remark = ProseField(_l("Nhận xét chung"), [AtMost(REMARK_LIMIT, _l("Nhận xét chung"))])

    def draft(self) -> SheetDraft:
        """What was typed, as the action takes it."""
        marks = tuple(self._mark(criterion) for criterion in self.rubric.criteria)
        return SheetDraft(marks, self.remark.data or "")

    def _mark(self, criterion: CriterionView) -> MarkDraft:
        key = criterion.criterion_id
        band = self[f"band_{key}"].data or ""
        return MarkDraft(
            criterion_id=key,
            points=self[f"points_{key}"].data,
            band_id=int(band) if band.isdecimal() and len(band) < 10 else None,
            remark=self[f"remark_{key}"].data or "",
            skipped=bool(self[f"skipped_{key}"].data),
        )


def sheet_form(rubric: RubricView, stored: SheetDraft | None = None) -> SheetFormBase:
    """The sheet of this rubric, filled with what is stored when it is opened."""
    fields: dict[str, Any] = {"rubric": rubric}
    values: dict[str, Any] = {"remark": stored.remark} if stored else {}
    for criterion in rubric.criteria:
        key, place = criterion.criterion_id, f"tc{criterion.position}"
        fields[f"band_{key}"] = HiddenField(default="")
        fields[f"points_{key}"] = ExactField(criterion.name, id=f"{place}-points")
        fields[f"remark_{key}"] = ProseField(
            criterion.name,
            [AtMost(REMARK_LIMIT, _l("Nhận xét tiêu chí %(name)s", name=criterion.name))],
            id=f"{place}-remark",
        )
        fields[f"skipped_{key}"] = BooleanField(_l("Không áp dụng"), id=f"{place}-skipped",
                                                false_values=("", "false"))  # fmt: skip
        mark = stored.mark_of(key) if stored else MarkDraft(key)
        values[f"skipped_{key}"] = mark.skipped
        values[f"band_{key}"] = str(mark.band_id or "")
        values[f"points_{key}"], values[f"remark_{key}"] = mark.points, mark.remark
    made: SheetFormBase = type("SheetForm", (SheetFormBase,), fields)(data=values)
    return made


def criteria_shown(form: SheetFormBase) -> list[dict[str, Any]]:
    """The criteria as the macro `ui.criterion` wants them; the first unfinished one is open."""
    shown = [_criterion(form, criterion) for criterion in form.rubric.criteria]
    first = next((c for c in shown if c["errors"]), None) or next(
        (c for c in shown if not c["points"] and not c["skipped"]), shown[0] if shown else None
    )
    if first is not None:
        first["open"] = True
    return shown


def _criterion(form: SheetFormBase, criterion: CriterionView) -> dict[str, Any]:
    key = criterion.criterion_id
    points, remark = form[f"points_{key}"], form[f"remark_{key}"]
    chosen = form[f"band_{key}"].data
    return {
        "id": f"tc{criterion.position}",
        "number": criterion.position,
        "name": criterion.name,
        "maximum": criterion.maximum,
        "floor": criterion.floor,
        "hint": criterion.guidance,
        "step": format(criterion.step.normalize(), "f"),
        "open": False,
        "errors": [*points.errors, *remark.errors],
        "bands": [
            {
                "value": band.band_id,
                "low": format(band.low.normalize(), "f"),
                "high": format(band.high.normalize(), "f"),
                "text": band.label,
                "anchor": band.anchor,
                "checked": str(band.band_id) == chosen,
            }
            for band in criterion.bands
        ],
        "band_name": f"band_{key}",
        "skippable": criterion.skippable,
        "skipped": bool(form[f"skipped_{key}"].data),
        "skipped_name": f"skipped_{key}",
        "points_name": points.name,
        "points": points._value(),
        "remark_name": remark.name,
        "remark": remark.data,
        "remark_note": _remark_note(criterion),
    }


def _remark_note(criterion: CriterionView) -> Text | str:
    wanted = [
        f"{decimal_text(band.low)}–{decimal_text(band.high)}"
        for band in criterion.bands
        if band.remark_wanted
    ]
    return _l("cần khi chọn mức %(bands)s", bands=", ".join(wanted)) if wanted else ""


class ConflictForm(WebForm):
    """Why I step back."""

    ground = RadioField(
        _l("Lý do không chấm"),
        choices=[SelectChoice(str(g), _l(title.message)) for g, title in DECLARED_TITLES.items()],
        invalid_choice_message=_l("Chọn lý do không chấm"),
    )
    note = ProseField(_l("Giải thích thêm"), [AtMost(500, _l("Giải thích thêm"))])

    def declared(self) -> DeclaredGround:
        """The chosen ground."""
        return DeclaredGround(self.ground.data)


class ReasonForm(WebForm):
    """A reason that is kept."""

    reason = ProseField(_l("Lý do"), [Wanted(_l("Ghi lý do")), AtMost(REASON_LIMIT, _l("Lý do"))])


class ProposalForm(WebForm):
    """What is proposed to the council for the chosen dossiers."""

    proposal = RadioField(
        _l("Đề xuất"),
        choices=[
            SelectChoice(str(Proposal.RECOGNISE), _l("Đề xuất công nhận")),
            SelectChoice(str(Proposal.DECLINE), _l("Đề xuất không công nhận")),
            SelectChoice(str(Proposal.NONE), _l("Bỏ đề xuất")),
        ],
        invalid_choice_message=_l("Chọn đề xuất"),
    )
    reason = ProseField(_l("Lý do"), [AtMost(REASON_LIMIT, _l("Lý do"))])

    def chosen(self) -> Proposal:
        """The chosen proposal."""
        return Proposal(self.proposal.data)


class LineForm(Form):
    """The council's vote and the decision on one dossier."""

    idea_id = HiddenField()
    decision = RadioField(
        _l("Quyết định"),
        choices=[
            SelectChoice("recognise", _l("Công nhận")),
            SelectChoice("decline", _l("Không công nhận")),
            SelectChoice("later", _l("Chưa ghi lần này")),
        ],
        default="later",
        invalid_choice_message=_l("Chọn quyết định cho từng hồ sơ"),
    )
    votes_for = CountField(_l("Số phiếu đồng ý"))
    reason = ProseField(_l("Lý do"), [AtMost(REASON_LIMIT, _l("Lý do"))])


class DecisionForm(WebForm):
    """The head's decision: its paper, and one line for each dossier."""

    number = LineField(
        _l("Số, ký hiệu quyết định"),
        [Wanted(_l("Nhập số, ký hiệu quyết định")), AtMost(60, _l("Số, ký hiệu quyết định"))],
    )
    decided_on = DayField(_l("Ngày quyết định"), [Wanted(_l("Nhập ngày quyết định"))])
    sat_on = DayField(_l("Ngày họp Hội đồng"), [Wanted(_l("Nhập ngày họp Hội đồng"))])
    votes_of = CountField(
        _l("Tổng số thành viên Hội đồng"), [Wanted(_l("Nhập tổng số thành viên Hội đồng"))]
    )
    lines = FieldList(FormField(LineForm), _l("Hồ sơ"))

    def paper(self) -> Decision:
        """Number and days; only of a valid form."""
        decided_on, sat_on = self.decided_on.data, self.sat_on.data
        if decided_on is None or sat_on is None:
            raise ValueError("validate the form first")
        return Decision(self.number.data or "", decided_on, sat_on)

    def filled(self) -> Sequence[LineForm]:
        """The lines on which a decision was chosen."""
        return [entry.form for entry in self.lines if entry.form.decision.data != "later"]
