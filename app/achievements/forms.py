"""Forms of the ledger: whom a row is about, an award, a rating, what stands against."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from app.achievements.known import known_award
from app.achievements.rules import About, AwardDraft, RatingDraft, StandingDraft, Use
from app.achievements.states import (
    AWARD_LIMIT,
    FAMILY_TITLES,
    GROUND_TITLES,
    ISSUER_LIMIT,
    LEVEL_TITLES,
    MEASURE_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    RATING_TITLES,
    REASON_LIMIT,
    STANDING_TITLES,
    SUBJECT_TITLES,
    Family,
    Ground,
    Level,
    RatingLevel,
    StandingKind,
    Subject,
)
from app.kernel.keys import key_in
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


def _choices(titles: dict[Any, Any], first: Any = None) -> list[SelectChoice]:
    start = [] if first is None else [SelectChoice("", first)]
    return [*start, *(SelectChoice(str(key), title) for key, title in titles.items())]


class AboutForm(WebForm):
    """Whom the row is about: an account by its address, a unit, or a name alone."""

    kind = RadioField(_l("Ghi cho"), choices=_choices(SUBJECT_TITLES), default=Subject.INDIVIDUAL)
    email = LineField(_l("Địa chỉ thư công vụ"))
    name = LineField(_l("Họ và tên, tên tập thể"), [AtMost(NAME_LIMIT, _l("Tên"))])
    unit_id = SelectField(_l("Đơn vị"), validate_choice=False, default="")
    born = DayField(_l("Ngày sinh"))
    reason = LineField(_l("Lý do sửa"), [AtMost(REASON_LIMIT, _l("Lý do sửa"))])

    @property
    def subject(self) -> Subject:
        """Whom it is about; a person when the box was tampered with."""
        return Subject(self.kind.data) if self.kind.data in set(Subject) else Subject.INDIVIDUAL

    def offer(self, units: Iterable[tuple[int, str]]) -> None:
        """The units to choose from."""
        offered = [SelectChoice(str(key), name) for key, name in units]
        self.unit_id.choices = [SelectChoice("", _l("Chọn đơn vị")), *offered]

    def about(self, found: tuple[int, str, int, str] | None, units: dict[int, str]) -> About:
        """What was typed; `found` is the account of the address."""
        asked = key_in(self.unit_id.data)
        unit_id = asked if asked in units else None
        unit_name = units.get(unit_id or 0, "")
        if self.kind.data == Subject.COLLECTIVE:
            return About(Subject.COLLECTIVE, self.name.data or unit_name, unit_id=unit_id,
                         unit_name=unit_name or self.name.data)  # fmt: skip
        if found is not None:
            account_id, name, home, home_name = found
            return About(Subject.INDIVIDUAL, self.name.data or name, account_id, unit_id or home,
                         unit_name or home_name, self.born.data)  # fmt: skip
        return About(Subject.INDIVIDUAL, self.name.data, None, unit_id, unit_name, self.born.data)


class AwardForm(AboutForm):
    """One award."""

    award_name = LineField(
        _l("Danh hiệu, hình thức khen thưởng"),
        [Wanted(_l("Nhập tên danh hiệu hoặc hình thức khen thưởng")),
         AtMost(AWARD_LIMIT, _l("Tên danh hiệu"))],
    )  # fmt: skip
    family = SelectField(_l("Loại"), choices=_choices(FAMILY_TITLES, _l("Theo tên đã nhập")))
    level = SelectField(_l("Cấp"), choices=_choices(LEVEL_TITLES, _l("Theo tên đã nhập")))
    ground = SelectField(
        _l("Loại hình khen thưởng"), choices=_choices(GROUND_TITLES), default=Ground.UNKNOWN
    )
    year = YearField(_l("Năm của thành tích"), [Wanted(_l("Nhập năm của thành tích"))])
    decision_number = LineField(_l("Số quyết định"), [AtMost(NUMBER_LIMIT, _l("Số quyết định"))])
    decided_on = DayField(_l("Ngày quyết định"))
    issuer = LineField(_l("Cơ quan, người ký"), [AtMost(ISSUER_LIMIT, _l("Cơ quan"))])
    uses = ProseField(_l("Sáng kiến làm căn cứ"), [AtMost(4000, _l("Sáng kiến"))])

    def validate_family(self, field: Any) -> None:
        """Danh hiệu and hình thức are told apart by the name, or by the person."""
        known = known_award(self.award_name.data, self.subject)
        if known is None and not (field.data and self.level.data):
            raise ValidationError(str(_l("Tên này không có trong danh mục: chọn loại và cấp")))
        if known is not None and field.data not in {"", None, str(known.family)}:
            raise ValidationError(str(_l("%(name)s là %(family)s", name=known.name,
                                    family=str(FAMILY_TITLES[known.family]).lower())))  # fmt: skip

    def draft(self, about: About, uses: tuple[Use, ...]) -> AwardDraft:
        """What was typed, once the form is valid."""
        known = known_award(self.award_name.data, about.kind)
        return AwardDraft(
            about, known.name if known else self.award_name.data,
            Family(self.family.data or (known.family if known else Family.FORM)),
            int(self.year.data or 0), known.code if known else "",
            Level(self.level.data or (known.level if known else Level.BASE)),
            Ground(self.ground.data), self.decision_number.data, self.decided_on.data,
            self.issuer.data, uses,
        )  # fmt: skip


class RatingForm(AboutForm):
    """A year's rating, and the figures of a collective."""

    year = YearField(_l("Năm"), [Wanted(_l("Nhập năm"))])
    rating = SelectField(_l("Mức xếp loại chất lượng"), choices=_choices(RATING_TITLES))
    decision_number = LineField(_l("Số văn bản"), [AtMost(NUMBER_LIMIT, _l("Số văn bản"))])
    members = CountField(_l("Tổng số người của tập thể"))
    progressive = CountField(_l("Đạt Lao động tiên tiến"))
    fighters = CountField(_l("Đạt Chiến sĩ thi đua cơ sở"))
    completed = CountField(_l("Hoàn thành nhiệm vụ trở lên"))
    disciplined = CountField(_l("Bị kỷ luật từ cảnh cáo trở lên"))

    def draft(self, about: About) -> RatingDraft:
        """What was typed."""
        return RatingDraft(
            about, int(self.year.data or 0), RatingLevel(self.rating.data),
            self.decision_number.data, self.members.data, self.progressive.data,
            self.fighters.data, self.completed.data, self.disciplined.data,
        )  # fmt: skip


class StandingForm(AboutForm):
    """What stands against an award."""

    what = SelectField(_l("Nội dung"), choices=_choices(STANDING_TITLES))
    measure = LineField(_l("Hình thức kỷ luật"), [AtMost(MEASURE_LIMIT, _l("Hình thức kỷ luật"))])
    document_number = LineField(_l("Số văn bản"), [AtMost(NUMBER_LIMIT, _l("Số văn bản"))])
    from_on = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày bắt đầu"))])
    last_day = DayField(_l("Đến hết ngày"))
    note = ProseField(_l("Ghi chú"), [AtMost(NOTE_LIMIT, _l("Ghi chú"))])

    def draft(self, about: About) -> StandingDraft:
        """What was typed."""
        last = self.last_day.data
        if self.from_on.data is None:
            raise ValueError("ask for the draft of a valid form only")
        return StandingDraft(
            about, StandingKind(self.what.data), self.from_on.data,
            None if last is None else last + timedelta(days=1), self.measure.data,
            self.document_number.data, self.note.data,
        )  # fmt: skip


class RevokeForm(WebForm):
    """The decision that annulled an award."""

    number = LineField(_l("Số quyết định hủy"), [AtMost(NUMBER_LIMIT, _l("Số quyết định hủy"))])
    revoked_on = DayField(_l("Ngày quyết định hủy"), [Wanted(_l("Nhập ngày quyết định hủy"))])
    reason = LineField(_l("Lý do hủy"), [Wanted(_l("Nhập lý do hủy")),
                                         AtMost(REASON_LIMIT, _l("Lý do hủy"))])  # fmt: skip


class UploadForm(WebForm):
    """One workbook of earlier years."""

    file = FileField(_l("Tệp Excel (.xlsx)"))
