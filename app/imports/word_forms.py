"""The page on which a person compares each field of a Word application with its passage."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, SelectField

from app.ideas.choices import SECTORS
from app.ideas.drafts import AuthorLine, Effect, Information, ParticipantLine, Texts
from app.ideas.forms import AppliedOnField
from app.ideas.people_forms import AuthorForm, ParticipantForm
from app.ideas.section_form import label_of, line_of, prose_of
from app.imports.word_reading import Application
from app.kernel.dates import parse_day
from app.kernel.keys import key_in
from app.web.forms import WebForm

NAMES = ("title", "sector", "investor", "first_applied_on", "problem", "solution", "novelty",
         "application", "confidential", "conditions", "effect", "effect_by_others")  # fmt: skip
PEOPLE = ("full_name", "born", "workplace", "job_title", "qualification")


class WordUploadForm(WebForm):
    """The file and where it belongs."""

    round_id = SelectField(_l("Đợt xét"), coerce=int)
    unit_id = SelectField(_l("Đơn vị của tác giả"), coerce=int, validate_choice=False)
    file = FileField(_l("Đơn yêu cầu công nhận sáng kiến (.docx)"))


class WordForm(WebForm):
    """Every field, its box "compared", the people."""

    round_id = SelectField(_l("Đợt xét"), coerce=int)
    unit_id = SelectField(_l("Đơn vị của tác giả"), coerce=int, validate_choice=False)
    category_id = SelectField(label_of("category_id"), validate_choice=False, default="")
    title = line_of("title")
    sector = SelectField(label_of("sector"), validate_choice=False, default="")
    investor = line_of("investor")
    first_applied_on = AppliedOnField(label_of("first_applied_on"))
    problem = prose_of("problem")
    solution = prose_of("solution")
    novelty = prose_of("novelty")
    application = prose_of("application")
    confidential = prose_of("confidential")
    conditions = prose_of("conditions")
    effect = prose_of("effect")
    effect_by_others = prose_of("effect_by_others")
    authors = FieldList(FormField(AuthorForm), min_entries=1)
    participants = FieldList(FormField(ParticipantForm), min_entries=0)
    compared_people = BooleanField(_l("Đã đối chiếu"))

    def offer(
        self, rounds: Sequence[tuple[int, str]], units: Sequence[tuple[int, str]],
        categories: Mapping[int, str],
    ) -> None:  # fmt: skip
        """The choices."""
        self.round_id.choices = list(rounds)
        self.unit_id.choices = list(units)
        empty = ("", _("Chọn một mục"))
        self.category_id.choices = [empty, *((str(key), name) for key, name in categories.items())]
        known = list(SECTORS)
        if self.sector.data and self.sector.data not in known:
            known.append(self.sector.data)
        self.sector.choices = [empty, *((name, name) for name in known)]

    def information(self) -> Information:
        """The first section."""
        chosen = str(self.category_id.data or "")
        return Information(
            title=self.title.data or "",
            category_id=key_in(chosen),
            sector=str(self.sector.data or "")[:80], investor=self.investor.data or "",
        )  # fmt: skip

    def texts(self) -> Texts:
        """Problem and solution."""
        names = ("problem", "solution", "novelty", "conditions", "confidential")
        return Texts(**{name: self[name].data or "" for name in names})

    def effects(self) -> Effect:
        """Application and effect."""
        return Effect(
            first_applied_on=self.first_applied_on.data, application=self.application.data or "",
            effect=self.effect.data or "", effect_by_others=self.effect_by_others.data or "",
        )  # fmt: skip

    def author_lines(self) -> list[AuthorLine]:
        """The authors that have a name."""
        return [
            AuthorLine(**_people(entry), email=entry.form.email.data or "",
                       share=entry.form.share.data or Decimal(0))
            for entry in self.authors
            if entry.form.full_name.data
        ]  # fmt: skip

    def participant_lines(self) -> list[ParticipantLine]:
        """The helpers that have a name."""
        return [
            ParticipantLine(**_people(entry), support=entry.form.support.data or "")
            for entry in self.participants
            if entry.form.full_name.data
        ]

    def not_compared(self, posted: Mapping[str, str]) -> list[str]:
        """The fields with a text whose box is not ticked."""
        return [
            name for name in NAMES
            if getattr(self, name).data and posted.get(f"compared-{name}") != "1"
        ]  # fmt: skip


def _people(entry: Any) -> dict[str, Any]:
    return {name: entry.form[name].data or "" for name in PEOPLE}


def filled(found: Application) -> dict[str, Any]:
    """An application as the data of the form."""
    data: dict[str, Any] = {name: one.text for name, one in found.fields.items()}
    day = data.get("first_applied_on")
    data["first_applied_on"] = parse_day(day) if day else None
    data["authors"] = [asdict(line) for line in found.authors]
    data["participants"] = [asdict(line) for line in found.participants]
    data["authors"] = data["authors"] or [{}]
    return data
