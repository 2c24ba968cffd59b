"""The rubric editor: criteria with levels, as rows that are added and removed by the server.

Rows are nested, so "add" and "remove" are ordinary submits that answer with the changed page:
the same with and without JavaScript. An empty row is left out.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField

from app.kernel.refusals import Blocker
from app.rounds.rubrics import (
    BANDS_AT_MOST,
    CRITERIA_AT_MOST,
    BandDraft,
    CriterionDraft,
    RubricDraft,
)
from app.web.forms import AtMost, CountField, ExactField, LineField, Wanted, WebForm

FIRST_BANDS = 4


class Row(WebForm):
    """A row that may be left empty; one that is not needs the fields named in `needed`."""

    needed: dict[str, Any] = {}

    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(
            self[name].raw_data and self[name].raw_data[0].strip() for name in self.needed
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Say what is missing, unless the whole row is empty."""
        if self.is_empty():
            return True
        fine: bool = super().validate(extra_validators)
        for name, message in self.needed.items():
            field = self[name]
            if not field.errors and field.data in (None, ""):
                field.errors = [*field.errors, str(message)]
                fine = False
        return fine


def _number(box: ExactField) -> Decimal:
    """The number of a box that validation has found filled."""
    value: Decimal | None = box.data
    if value is None:
        raise ValueError(f"{box.name} is empty: validate first")
    return value


class BandRow(Row):
    """One level."""

    label = LineField(_l("Tên mức"), [AtMost(120, _l("Tên mức"))])
    low = ExactField(_l("Từ"))
    high = ExactField(_l("Đến"))
    anchor = LineField(_l("Hồ sơ ở mức này trông thế nào"), [AtMost(300, _l("Mô tả mức"))])
    remark_wanted = BooleanField(_l("Cần nhận xét"))

    needed = {
        "label": _l("Nhập tên mức"),
        "low": _l("Nhập điểm đầu mức"),
        "high": _l("Nhập điểm cuối mức"),
    }

    def draft(self) -> BandDraft:
        """The level as typed."""
        return BandDraft(
            self.label.data, _number(self.low), _number(self.high), self.anchor.data,
            bool(self.remark_wanted.data),
        )  # fmt: skip


class CriterionRow(Row):
    """One criterion with its levels."""

    name = LineField(_l("Tên tiêu chí"), [AtMost(160, _l("Tên tiêu chí"))])
    guidance = LineField(_l("Hướng dẫn"), [AtMost(500, _l("Hướng dẫn"))])
    maximum = ExactField(_l("Điểm tối đa"))
    step = ExactField(_l("Bước điểm"))
    weight = ExactField(_l("Hệ số"))
    floor = ExactField(_l("Điểm sàn"))
    veto = ExactField(_l("Điểm liệt"))
    origin = HiddenField()
    """Which criterion in force this row stands for, when scoring has begun already."""
    skippable = BooleanField(_l("Được chọn “Không áp dụng”"))
    bands = FieldList(FormField(BandRow))

    needed = {
        "name": _l("Nhập tên tiêu chí"),
        "maximum": _l("Nhập điểm tối đa"),
    }

    def is_empty(self) -> bool:
        """A criterion with a level typed into it is not empty."""
        return super().is_empty() and not self.filled()

    def filled(self) -> list[Any]:
        """The entries of levels that hold something."""
        return [entry for entry in self.bands if not entry.form.is_empty()]

    def draft(self) -> CriterionDraft:
        """The criterion as typed; an empty step is 0,5 and an empty weight 1."""
        return CriterionDraft(
            name=self.name.data, guidance=self.guidance.data, maximum=_number(self.maximum),
            step=Decimal("0.5") if self.step.data is None else self.step.data,
            weight=Decimal(1) if self.weight.data is None else self.weight.data,
            floor=self.floor.data, veto=self.veto.data, skippable=bool(self.skippable.data),
            bands=tuple(entry.form.draft() for entry in self.filled()),
        )  # fmt: skip


class RubricForm(WebForm):
    """A rubric with all its rows."""

    name = LineField(
        _l("Tên thang điểm"),
        [Wanted(_l("Nhập tên thang điểm")), AtMost(200, _l("Tên thang điểm"))],
    )
    note = LineField(_l("Ghi chú về nơi ban hành"), [AtMost(300, _l("Ghi chú"))])
    pass_mark = ExactField(_l("Điểm đạt"), [Wanted(_l("Nhập điểm đạt, ví dụ 60"))])
    veto_reviewers = CountField(_l("Số phiếu dưới điểm liệt thì không đạt"))
    criteria = FieldList(FormField(CriterionRow))

    def filled(self) -> list[Any]:
        """The entries of criteria that hold something."""
        return [entry for entry in self.criteria if not entry.form.is_empty()]

    def draft(self) -> RubricDraft:
        """The rubric as typed, once `validate` has passed."""
        return RubricDraft(
            name=self.name.data, note=self.note.data, pass_mark=_number(self.pass_mark),
            veto_reviewers=1 if self.veto_reviewers.data is None else self.veto_reviewers.data,
            criteria=tuple(entry.form.draft() for entry in self.filled()),
        )  # fmt: skip

    def add_row(self, list_name: str) -> None:
        """Append an empty row to the list of this name, while there is room."""
        for rows, most in self._lists():
            if rows.name == list_name and len(rows.entries) < most:
                added = rows.append_entry()
                if rows is self.criteria:
                    for _ in range(FIRST_BANDS):
                        added.form.bands.append_entry()

    def remove_row(self, entry_name: str) -> None:
        """Take away the row of this name."""
        for rows, _most in self._lists():
            rows.entries = [entry for entry in rows.entries if entry.name != entry_name]

    def _lists(self) -> Iterator[tuple[Any, int]]:
        yield self.criteria, CRITERIA_AT_MOST
        for entry in self.criteria:
            yield entry.form.bands, BANDS_AT_MOST

    def add_blockers(self, blockers: Sequence[Blocker]) -> None:
        """Show each refusal beside the box it names: ``criteria-0-bands-2-low``."""
        for blocker in blockers:
            field = self._place(blocker.field)
            text = blocker.message.translated(gettext)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]
        for entry in self.criteria:
            entry.form.bands.errors = [band.errors for band in entry.form.bands]
        self.criteria.errors = [entry.errors for entry in self.criteria]

    def _place(self, path: str) -> Any:
        """The box of a path that counts only rows that hold something; None when there is none."""
        parts = path.split("-")
        if len(parts) == 1:
            return None if path == "criteria" else self._fields.get(path)
        criterion = self.filled()[int(parts[1])].form
        if len(parts) == 3:
            return criterion._fields.get(parts[2])
        bands = criterion.filled()
        return bands[int(parts[3])].form[parts[4]] if int(parts[3]) < len(bands) else None


def typed_rubric(draft: RubricDraft) -> dict[str, Any]:
    """A rubric as the boxes of `RubricForm` show it."""
    return {
        "name": draft.name,
        "note": draft.note,
        "pass_mark": draft.pass_mark,
        "veto_reviewers": draft.veto_reviewers,
        "criteria": [
            {
                "name": c.name, "guidance": c.guidance, "maximum": c.maximum, "step": c.step,
                "weight": c.weight, "floor": c.floor, "skippable": c.skippable,
                "veto": c.veto,
                "bands": [
                    {"label": b.label, "low": b.low, "high": b.high, "anchor": b.anchor,
                     "remark_wanted": b.remark_wanted}
                    for b in c.bands
                ],
            }
            for c in draft.criteria
        ],
    }  # fmt: skip
