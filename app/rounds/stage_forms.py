"""The form of a round's stages: one row a stage, an empty row is left out."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectChoice, SelectField

from app.kernel.dates import local
from app.kernel.refusals import Blocker
from app.rounds.forms import TimeField, end_of, start_of
from app.rounds.stages import (
    RULE_TITLES,
    STAGE_NAME_LIMIT,
    STAGES_AT_MOST,
    StageDraft,
    StageRule,
)
from app.rounds.states import BLIND_TITLES, BlindMode
from app.web.forms import AtMost, CountField, DayField, ExactField, LineField, WebForm

_AS_BEFORE = _l("Như vòng trước")


class StageRow(WebForm):
    """One stage."""

    name = LineField(_l("Tên vòng"), [AtMost(STAGE_NAME_LIMIT, _l("Tên vòng"))])
    rule = SelectField(
        _l("Ai vào vòng sau"),
        choices=[SelectChoice(str(rule), _l(text.message)) for rule, text in RULE_TITLES.items()],
        default=str(StageRule.TOP),
    )
    count = CountField(_l("Số hồ sơ"))
    points = ExactField(_l("Mức điểm"))
    share = ExactField(_l("Tỷ trọng trong kết quả"))
    blind = SelectField(
        _l("Người chấm thấy gì"),
        choices=[
            SelectChoice("", _AS_BEFORE),
            *(SelectChoice(str(mode), _l(text.message)) for mode, text in BLIND_TITLES.items()),
        ],
        default="",
    )
    reviews_wanted = CountField(_l("Số phiếu mỗi hồ sơ"))
    quorum = CountField(_l("Số phiếu tối thiểu"))
    scoring_opens_at = DayField(_l("Mở chấm"))
    scoring_opens_at_time = TimeField(_l("Giờ mở chấm"))
    scoring_closes_at = DayField(_l("Hạn chấm"))
    scoring_closes_at_time = TimeField(_l("Giờ hết hạn chấm"))
    own_rubric = BooleanField(_l("Chấm theo thang điểm riêng"))


class StagesForm(WebForm):
    """All stages in order; always room for one more."""

    stages = FieldList(FormField(StageRow))
    shows_earlier = BooleanField(_l("Người chấm vòng sau thấy điểm chính thức của vòng trước"))

    def filled(self) -> list[Any]:
        """The rows with a name."""
        return [entry for entry in self.stages if entry.form.name.data]

    def drafts(self, old: Sequence[StageDraft]) -> list[StageDraft]:
        """What was typed; a stage's own rubric is edited on its own page and kept."""
        return [
            _draft(entry.form, old[n] if n < len(old) else None)
            for n, entry in enumerate(self.filled())
        ]

    def add_blockers(self, blockers: Sequence[Blocker]) -> None:
        """Beside the boxes they name (``1.count``), the others at the top."""
        rows = self.filled()
        left = []
        for one in blockers:
            place, _dot, name = one.field.partition(".")
            row = rows[int(place)].form if place.isdecimal() and int(place) < len(rows) else None
            if row is not None and name in row._fields:
                row[name].errors = [
                    *row[name].errors,
                    _l(one.message.message, **one.message.values),
                ]
            else:
                left.append(Blocker("", one.message))
        self.stages.errors = [entry.errors for entry in self.stages if entry.errors]
        super().add_blockers(left)


def _draft(row: Any, old: StageDraft | None) -> StageDraft:
    opens, closes = row.scoring_opens_at.data, row.scoring_closes_at.data
    return StageDraft(
        name=row.name.data, rule=StageRule(row.rule.data), count=row.count.data,
        points=row.points.data, share=row.share.data,
        blind=BlindMode(row.blind.data) if row.blind.data else None,
        reviews_wanted=row.reviews_wanted.data, quorum=row.quorum.data,
        scoring_opens_at=start_of(opens, row.scoring_opens_at_time.data) if opens else None,
        scoring_closes_at=end_of(closes, row.scoring_closes_at_time.data) if closes else None,
        rubric=old.rubric if old and row.own_rubric.data else None,
    )  # fmt: skip


def typed_stages(drafts: Sequence[StageDraft], *, shows_earlier: bool) -> dict[str, Any]:
    """The stages as the boxes show them, with an empty row more while there is room."""
    rows = [_typed(one) for one in drafts]
    for _more in range(min(max(2, len(rows) + 1), STAGES_AT_MOST) - len(rows)):
        rows.append({})
    return {"stages": rows, "shows_earlier": shows_earlier}


def _typed(one: StageDraft) -> dict[str, Any]:
    names = ("name", "count", "points", "share", "reviews_wanted", "quorum")
    values: dict[str, Any] = {name: getattr(one, name) for name in names}
    values |= {"rule": str(one.rule), "blind": str(one.blind or ""),
               "own_rubric": one.rubric is not None}  # fmt: skip
    for name in ("scoring_opens_at", "scoring_closes_at"):
        moment = getattr(one, name)
        if moment is None:
            continue
        shown = local(moment)
        midnight = shown.time() == time()
        if midnight and name == "scoring_closes_at":
            shown -= timedelta(days=1)
        values[name] = shown.date()
        values[f"{name}_time"] = None if midnight else shown.time()
    return values
