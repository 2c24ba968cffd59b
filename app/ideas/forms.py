"""Forms of the dossier: they read what was typed into the records of `drafts`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField

from app.ideas.choices import SECTORS
from app.ideas.drafts import NOTE_LIMIT, AiSheet, Draft, Effect, Information, Section, Texts
from app.ideas.fields import names_in
from app.ideas.people_forms import AuthorsForm, ParticipantsForm
from app.ideas.rules import REASON_LIMIT
from app.ideas.section_form import SectionForm, label_of, line_of, one_of, prose_of
from app.kernel.vietnamese import clean_line
from app.web.forms import AtMost, DayField, DongField, LineField, ProseField, Wanted, WebForm


class InformationForm(SectionForm):
    """Title, category, sector, summary."""

    title = line_of("title")
    category_id = SelectField(label_of("category_id"), validate_choice=False, default="")
    sector = SelectField(label_of("sector"), validate_choice=False, default="")
    investor = line_of("investor")
    summary = prose_of("summary")

    def offer(self, categories: Mapping[int, str]) -> None:
        """Lists start empty, so that nothing is chosen by accident."""
        empty = ("", _("Chọn một mục"))
        self.category_id.choices = [empty, *((str(key), name) for key, name in categories.items())]
        known = list(SECTORS)
        if self.sector.data and self.sector.data not in known:
            known.append(self.sector.data)
        self.sector.choices = [empty, *((name, name) for name in known)]
        self._categories = {name: key for key, name in categories.items()}

    def draft(self) -> Information:
        """A category is posted by its id, or by its name after an edit conflict."""
        typed = str(self.category_id.data or "")
        key = int(typed) if typed.isdecimal() and len(typed) < 10 else self._categories.get(typed)
        return Information(
            title=self.title.data or "",
            category_id=key,
            sector=clean_line(self.sector.data),
            investor=self.investor.data or "",
            summary=self.summary.data or "",
        )


class TextsForm(SectionForm):
    """The problem and the solution."""

    problem = prose_of("problem")
    solution = prose_of("solution")
    novelty = prose_of("novelty")
    conditions = prose_of("conditions")
    confidential = prose_of("confidential")

    def draft(self) -> Texts:
        """What was typed."""
        names = ("problem", "solution", "novelty", "conditions", "confidential")
        return Texts(**{name: self[name].data or "" for name in names})


class AppliedOnField(DayField):
    """The day of the first application."""

    problem = _l("Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026")


class EffectForm(SectionForm):
    """Application and effect."""

    first_applied_on = AppliedOnField(label_of("first_applied_on"))
    applied_stage = one_of("applied_stage")
    application = prose_of("application")
    effect = prose_of("effect")
    effect_by_others = prose_of("effect_by_others")
    saved_vnd = DongField(label_of("saved_vnd"))

    def draft(self) -> Effect:
        """What was typed."""
        return Effect(
            first_applied_on=self.first_applied_on.data,
            applied_stage=self.applied_stage.data or "",
            application=self.application.data or "",
            effect=self.effect.data or "",
            effect_by_others=self.effect_by_others.data or "",
            saved_vnd=self.saved_vnd.data,
        )


class AiSheetForm(SectionForm):
    """What artificial intelligence is used and what happens to data."""

    uses_ai = one_of("uses_ai")
    ai_kind = one_of("ai_kind")
    ai_product = line_of("ai_product")
    data_location = one_of("data_location")
    personal_data = one_of("personal_data")
    state_secret = one_of("state_secret")
    decision_role = one_of("decision_role")
    human_check = one_of("human_check")
    ai_label = one_of("ai_label")
    risk_level = one_of("risk_level")
    risk_reason = prose_of("risk_reason")
    risk_line = line_of("risk_line")
    classification_no = line_of("classification_no")
    dpia_no = line_of("dpia_no")
    test_results = prose_of("test_results")
    stop_plan = prose_of("stop_plan")

    def draft(self) -> AiSheet:
        """What was typed."""
        names = names_in(Section.AI_SHEET)
        return AiSheet(**{name: self[name].data or "" for name in names})


class EvidenceForm(WebForm):
    """A file and what it shows."""

    file = FileField(_l("Tệp minh chứng"))
    note = LineField(_l("Tệp này chứng minh điều gì"), [AtMost(NOTE_LIMIT, _l("Ghi chú"))])


class ReasonForm(WebForm):
    """A reason that the other side will read."""

    reason = ProseField(_l("Lý do"), [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))])


def _why() -> ProseField:
    return ProseField(
        _l("Lý do quyết định khác kết quả thẩm định"),
        [AtMost(REASON_LIMIT, _l("Lý do quyết định khác kết quả thẩm định"))],
    )


class AcceptForm(WebForm):
    """Why the office accepts what the qualification does not carry; the office alone reads it."""

    why = _why()


class RefuseForm(ReasonForm):
    """The reason for the authors, and why the office declines against the qualification."""

    why = _why()


class ExtensionForm(WebForm):
    """Until when authors may supplement now, and why."""

    due_on = DayField(_l("Hạn bổ sung mới"), [Wanted(_l("Nhập hạn bổ sung mới"))])
    reason = ProseField(
        _l("Lý do gia hạn"), [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))]
    )


class WithdrawForm(WebForm):
    """Why a dossier is taken back; the rule says when a reason is wanted."""

    reason = ProseField(_l("Lý do rút hồ sơ"), [AtMost(REASON_LIMIT, _l("Lý do"))])


class SubmitForm(WebForm):
    """The declaration of the statutory form."""

    truth = BooleanField(
        _l(
            "Tôi (chúng tôi) cam đoan mọi thông tin nêu trong hồ sơ là trung thực, đúng sự thật "
            "và hoàn toàn chịu trách nhiệm trước pháp luật."
        )
    )


FORMS: Mapping[Section, type[SectionForm]] = {
    Section.INFORMATION: InformationForm,
    Section.AUTHORS: AuthorsForm,
    Section.TEXTS: TextsForm,
    Section.EFFECT: EffectForm,
    Section.PARTICIPANTS: ParticipantsForm,
    Section.AI_SHEET: AiSheetForm,
}


def filled(draft: Draft) -> dict[str, Any]:
    """A stored section as the boxes show it."""
    values = asdict(draft)
    if "category_id" in values:
        values["category_id"] = str(values["category_id"] or "")
    return values
