"""Forms of the dossier: they read what was typed into the records of `drafts`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import ValidationError

from app.ideas.choices import LISTS, SECTORS, key_of
from app.ideas.drafts import (
    LABELS,
    LIMITS,
    AiSheet,
    AuthorLine,
    Draft,
    Effect,
    Information,
    Section,
    Texts,
)
from app.ideas.rules import REASON_LIMIT
from app.kernel.vietnamese import clean_line
from app.web.forms import (
    AtMost,
    DayField,
    DongField,
    ExactField,
    LineField,
    ProseField,
    Wanted,
    WebForm,
)


def _label(name: str) -> Any:
    return _l(LABELS[name].message)


def _line(name: str) -> LineField:
    return LineField(_label(name), [AtMost(LIMITS[name], _label(name))])


def _prose(name: str) -> ProseField:
    return ProseField(_label(name), [AtMost(LIMITS[name], _label(name))])


def _one_of(name: str) -> RadioField:
    """Radio buttons that start empty; the title is accepted for its key (edit conflicts)."""
    return RadioField(
        _label(name),
        coerce=lambda typed: key_of(name, str(typed or "")),
        validate_choice=False,
        default="",
        choices=[SelectChoice(key, _l(title.message)) for key, title in LISTS[name].items()],
    )


class SectionForm(WebForm):
    """Base of the forms that save one section; `version` is the one that was shown."""

    version = HiddenField()

    @property
    def shown_version(self) -> int:
        """The version the page was made from; 0, older than all, when it was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def offer(self, categories: Mapping[int, str]) -> None:
        """The categories of the round, for the form that asks for one."""

    def draft(self) -> Draft:
        """What was typed, once the form is valid."""
        raise NotImplementedError

    def all_errors(self) -> list[str]:
        """Every message, for scripts."""
        return [str(error) for field in self for error in field.errors]


class InformationForm(SectionForm):
    """Title, category, sector, summary."""

    title = _line("title")
    category_id = SelectField(_label("category_id"), validate_choice=False, default="")
    sector = SelectField(_label("sector"), validate_choice=False, default="")
    summary = _prose("summary")

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
            summary=self.summary.data or "",
        )


class TextsForm(SectionForm):
    """The problem and the solution."""

    problem = _prose("problem")
    solution = _prose("solution")
    novelty = _prose("novelty")
    conditions = _prose("conditions")
    confidential = _prose("confidential")

    def draft(self) -> Texts:
        """What was typed."""
        names = ("problem", "solution", "novelty", "conditions", "confidential")
        return Texts(**{name: self[name].data or "" for name in names})


class AppliedOnField(DayField):
    """The day of the first application."""

    problem = _l("Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026")


class EffectForm(SectionForm):
    """Application and effect."""

    first_applied_on = AppliedOnField(_label("first_applied_on"))
    application = _prose("application")
    effect = _prose("effect")
    saved_vnd = DongField(_label("saved_vnd"))

    def draft(self) -> Effect:
        """What was typed."""
        return Effect(
            first_applied_on=self.first_applied_on.data,
            application=self.application.data or "",
            effect=self.effect.data or "",
            saved_vnd=self.saved_vnd.data,
        )


class AiSheetForm(SectionForm):
    """What artificial intelligence is used and what happens to data."""

    ai_kind = _one_of("ai_kind")
    ai_product = _line("ai_product")
    data_location = _one_of("data_location")
    personal_data = _one_of("personal_data")
    human_check = _one_of("human_check")
    risk_level = _one_of("risk_level")
    risk_reason = _prose("risk_reason")

    def draft(self) -> AiSheet:
        """What was typed."""
        names = ("ai_kind", "ai_product", "data_location", "personal_data", "human_check",
                 "risk_level", "risk_reason")  # fmt: skip
        return AiSheet(**{name: self[name].data or "" for name in names})


class AuthorForm(WebForm):
    """One author; an empty row is left out."""

    full_name = _line("full_name")
    workplace = _line("workplace")
    job_title = _line("job_title")
    email = _line("email")
    share = ExactField(_label("share"))

    def validate_email(self, field: LineField) -> None:
        """Looks like an address."""
        text = field.data or ""
        if text and ("@" not in text[1:-1] or " " in text):
            raise ValidationError(_("Địa chỉ thư phải có dạng ten@coquan.example"))

    def validate_share(self, field: ExactField) -> None:
        """From 0 to 100 with at most two decimals."""
        share = field.data
        if share is not None and not (
            0 <= share <= 100 and share == share.quantize(Decimal("0.01"))
        ):
            raise ValidationError(
                _("Tỷ lệ đóng góp là số từ 0 đến 100, nhiều nhất hai chữ số thập phân")
            )


class AuthorsForm(SectionForm):
    """The authors with their shares."""

    authors = FieldList(FormField(AuthorForm), min_entries=1)

    def lines(self) -> list[AuthorLine]:
        """The rows that hold something, each with its number on the page."""
        found = []
        for entry in self.authors:
            row = entry.form
            texts = {
                name: row[name].data or ""
                for name in ("full_name", "workplace", "job_title", "email")
            }
            number = int(entry.name.rpartition("-")[2])
            found.append(AuthorLine(**texts, share=row.share.data or Decimal(0), number=number))
        return found

    def change_rows(self, posted: Mapping[str, str]) -> bool:
        """Add or remove a row for browsers without scripts; True when one was asked for."""
        if posted.get("add_row"):
            self.authors.append_entry()
            return True
        gone = posted.get("remove_row")
        if not gone:
            return False
        kept = [entry for entry in self.authors.entries if entry.name != gone]
        self.authors.entries = kept or self.authors.entries
        return True

    def all_errors(self) -> list[str]:
        """The rows' messages too."""
        rows = [e for row in self.authors for f in row.form for e in f.errors]
        return [*map(str, rows), *(str(e) for e in self.authors.errors if not isinstance(e, dict))]


class EvidenceForm(WebForm):
    """A file and what it shows."""

    file = FileField(_l("Tệp minh chứng"))
    note = LineField(_l("Tệp này chứng minh điều gì"), [AtMost(200, _l("Ghi chú"))])


class ReasonForm(WebForm):
    """A reason that the other side will read."""

    reason = ProseField(_l("Lý do"), [Wanted(_l("Nhập lý do")), AtMost(REASON_LIMIT, _l("Lý do"))])


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
    Section.AI_SHEET: AiSheetForm,
}


def filled(draft: Draft) -> dict[str, Any]:
    """A stored section as the boxes show it."""
    values = asdict(draft)
    if "category_id" in values:
        values["category_id"] = str(values["category_id"] or "")
    return values


def filled_authors(lines: Sequence[AuthorLine]) -> dict[str, Any]:
    """The stored authors as rows of the form."""
    return {"authors": [asdict(line) for line in lines] or [{}]}
