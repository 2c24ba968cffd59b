"""Forms of this room: they read what was typed; rules and actions decide."""

from collections.abc import Sequence
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField

from app.kernel.keys import key_in
from app.kernel.refusals import Blocker
from app.plan.drafts import (
    DOCUMENT_NUMBER_LIMIT,
    LINE_LIMIT,
    NO,
    NUMBERS,
    PROSE_LIMIT,
    REASON_LIMIT,
    TEXTS,
    ItemChange,
    ReportDraft,
    ReportLine,
    line_field,
)
from app.plan.states import TASK_LIFECYCLE, TaskState
from app.web.forms import (
    AtMost,
    CountField,
    DayField,
    LineField,
    ProseField,
    Wanted,
    WebForm,
    YearField,
)


def chosen_id(typed: Any) -> int:
    """The id of a chosen row; 0 when nothing that could be one was sent."""
    text = str(typed or "")
    return key_in(text) or 0


class PercentField(CountField):
    """0 to 100, with or without the sign; an empty box is 0."""

    problem = _l("Tỷ lệ hoàn thành phải từ 0 đến 100")

    def parse(self, text: str) -> int:
        """ "67" or "67%"."""
        return super().parse(text.removesuffix("%").strip())

    def show(self, value: int) -> str:
        """Nothing for 0, so that an untouched task stays empty."""
        return str(value) if value else ""


class BoardForm(WebForm):
    """Filters of the board; what is not offered is left out."""

    group = SelectField(_l("Nhóm nhiệm vụ"), validate_choice=False, default="")
    unit = SelectField(_l("Đơn vị chủ trì hoặc phối hợp"), validate_choice=False, default="")
    state = SelectField(_l("Trạng thái"), validate_choice=False, default="")

    def offer(self, groups: Sequence[tuple[str, str]], units: Sequence[tuple[int, str]]) -> Self:
        """The choices of the lists."""
        self.group.choices = [
            SelectChoice("", _("Tất cả các nhóm")),
            *(SelectChoice(ref, f"{ref}. {title}") for ref, title in groups),
        ]
        self.unit.choices = [
            SelectChoice("", _("Tất cả các đơn vị")),
            *(SelectChoice(str(key), name) for key, name in units),
        ]
        self.state.choices = [
            SelectChoice("", _("Tất cả trạng thái")),
            *(
                SelectChoice(str(state), title.translated(_))
                for state, title in TASK_LIFECYCLE.titles.items()
            ),
        ]
        return self


class ItemForm(WebForm):
    """What the plan officer notes on a task."""

    move = RadioField(_l("Cập nhật trạng thái"), validate_choice=False, default="")
    note = ProseField(_l("Ghi chú tiến độ"), [AtMost(PROSE_LIMIT, _l("Ghi chú tiến độ"))])
    due_on = DayField(_l("Hạn hoàn thành"))

    def offer(self, state: TaskState) -> Self:
        """The moves that exist from this state, and staying as it is."""
        title = TASK_LIFECYCLE.titles[state].translated(_)
        self.move.choices = [SelectChoice("", _("Giữ trạng thái “%(state)s”", state=title))]
        self.move.choices += [
            SelectChoice(move.name, move.title.translated(_))
            for move in TASK_LIFECYCLE.moves
            if state in move.sources
        ]
        return self

    def change(self) -> ItemChange:
        """What was typed. A move that is not of the life cycle counts as none."""
        known = {move.name for move in TASK_LIFECYCLE.moves}
        asked = self.move.data if self.move.data in known else ""
        return ItemChange(asked or "", self.note.data or "", self.due_on.data)


class LineForm(WebForm):
    """What the unit did on one task."""

    text = ProseField(_l("Kết quả thực hiện"), [AtMost(LINE_LIMIT, _l("Kết quả thực hiện"))])
    percent = PercentField(_l("Tỷ lệ hoàn thành"))


class ReportForm(WebForm):
    """A unit's report; the boxes of each task are in `lines`, by the task's id."""

    no_activity = BooleanField(
        _l("Không phát sinh: trong kỳ đơn vị không có hoạt động nào theo kế hoạch"),
        false_values=(False, "false", "", NO),
    )
    achievements = ProseField(_l("Kết quả nổi bật"), [AtMost(PROSE_LIMIT, _l("Kết quả nổi bật"))])
    difficulties = ProseField(
        _l("Khó khăn, vướng mắc"), [AtMost(PROSE_LIMIT, _l("Khó khăn, vướng mắc"))]
    )
    proposals = ProseField(
        _l("Kiến nghị, đề xuất"), [AtMost(PROSE_LIMIT, _l("Kiến nghị, đề xuất"))]
    )
    trained_people = CountField(_l("Lượt người được tập huấn, bồi dưỡng"))
    events_held = CountField(_l("Sự kiện, hội thảo đã tổ chức"))
    ideas_submitted = CountField(_l("Giải pháp đã nộp"))
    solutions_applied = CountField(_l("Giải pháp được đưa vào áp dụng"))
    lines: dict[int, LineForm]

    @classmethod
    def of(cls, item_ids: Sequence[int], draft: ReportDraft | None = None) -> Self:
        """The form for these tasks, filled from a draft; what was posted goes before it."""
        draft = draft or ReportDraft()
        form = cls(data={name: getattr(draft, name) for name in ("no_activity", *TEXTS, *NUMBERS)})
        stored = {line.item_id: line for line in draft.lines}
        form.lines = {}
        for item_id in item_ids:
            line = stored.get(item_id, ReportLine(item_id))
            form.lines[item_id] = LineForm(
                prefix=f"item-{item_id}", data={"text": line.text, "percent": line.percent}
            )
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """This form and the boxes of each task."""
        whole = bool(super().validate(extra_validators))
        return all([whole, *(line.validate() for line in self.lines.values())])

    def draft(self) -> ReportDraft:
        """What was typed; an empty number is 0."""
        typed: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        typed |= {name: self[name].data or 0 for name in NUMBERS}
        return ReportDraft(
            no_activity=bool(self.no_activity.data),
            **typed,
            lines=tuple(
                ReportLine(item_id, line.percent.data or 0, line.text.data or "")
                for item_id, line in self.lines.items()
            ),
        )

    def add_refusals(self, blockers: Sequence[Blocker]) -> None:
        """Each reason beside its box, a task's boxes included."""
        boxes = {
            line_field(item_id, name): (line, name)
            for item_id, line in self.lines.items()
            for name in ("text", "percent")
        }
        for blocker in blockers:
            if blocker.field in boxes:
                line, name = boxes[blocker.field]
                line.add_blockers([Blocker(name, blocker.message)])
            else:
                self.add_blockers([blocker])

    def line_errors(self, refs: dict[int, str]) -> list[dict[str, str]]:
        """The tasks' errors for the summary, each with the task it is about."""
        return [
            {"field": field.id, "message": f"{refs[item_id]}: {error}"}
            for item_id, line in self.lines.items()
            for field in line
            for error in field.errors
        ]


class YearForm(WebForm):
    """Which year's reporting periods are opened, and how "trước ngày" is counted."""

    year = YearField(_l("Năm"), [Wanted(_l("Nhập năm, ví dụ 2026"))])
    inclusive = BooleanField(_l("Tính cả ngày ghi trong kế hoạch là đúng hạn"))


class ReasonForm(WebForm):
    """Why a report is given back."""

    reason = ProseField(
        _l("Lý do trả lại"),
        [Wanted(_l("Ghi lý do trả lại báo cáo")), AtMost(REASON_LIMIT, _l("Lý do trả lại"))],
    )


class IssueForm(WebForm):
    """Number and day that the registry gave."""

    number = LineField(
        _l("Số, ký hiệu văn bản"), [AtMost(DOCUMENT_NUMBER_LIMIT, _l("Số, ký hiệu văn bản"))]
    )
    issued_on = DayField(_l("Ngày ban hành"))
