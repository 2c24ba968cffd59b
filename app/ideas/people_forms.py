"""Forms of the people of a dossier: its authors, and those who helped to apply it first."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList, FormField
from wtforms.validators import ValidationError

from app.ideas.drafts import AuthorLine, ParticipantLine
from app.ideas.saving_rules import SHARE_WRONG
from app.ideas.section_form import BirthField, SectionForm, label_of, line_of
from app.web.forms import ExactField, LineField, WebForm


class AuthorForm(WebForm):
    """One author; an empty row is left out."""

    full_name = line_of("full_name")
    workplace = line_of("workplace")
    job_title = line_of("job_title")
    email = line_of("email")
    born = BirthField(label_of("born"))
    qualification = line_of("qualification")
    share = ExactField(label_of("share"))

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
            raise ValidationError(SHARE_WRONG.translated(_))


class ParticipantForm(WebForm):
    """One person who helped to apply first; an empty row is left out."""

    full_name = line_of("full_name")
    born = BirthField(label_of("born"))
    workplace = line_of("workplace")
    job_title = line_of("job_title")
    qualification = line_of("qualification")
    support = line_of("support")

    def validate_full_name(self, field: LineField) -> None:
        """A row that says something says who."""
        if not field.data and any(self[name].data for name in PARTICIPANT_TEXTS):
            raise ValidationError(_("Nhập họ và tên"))


AUTHOR_TEXTS = ("full_name", "workplace", "job_title", "email", "born", "qualification")
PARTICIPANT_TEXTS = ("full_name", "born", "workplace", "job_title", "qualification", "support")


class RowsForm(SectionForm):
    """A section that is a list of rows; without scripts its buttons add and remove one."""

    @property
    def rows(self) -> FieldList:
        """The list."""
        raise NotImplementedError

    def change_rows(self, posted: Mapping[str, str]) -> bool:
        """Add or remove a row for browsers without scripts; True when one was asked for."""
        if posted.get("add_row"):
            self.rows.append_entry()
            return True
        gone = posted.get("remove_row")
        if not gone:
            return False
        kept = [entry for entry in self.rows.entries if entry.name != gone]
        self.rows.entries = kept or self.rows.entries
        return True

    def all_errors(self) -> list[str]:
        """The rows' messages too."""
        rows = [e for row in self.rows for f in row.form for e in f.errors]
        return [*map(str, rows), *(str(e) for e in self.rows.errors if not isinstance(e, dict))]


def _texts(entry: Any, names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: entry.form[name].data or "" for name in names}
    return {**found, "number": int(entry.name.rpartition("-")[2])}


class AuthorsForm(RowsForm):
    """The authors with their shares."""

    authors = FieldList(FormField(AuthorForm), min_entries=1)

    @property
    def rows(self) -> FieldList:
        """The authors."""
        return self.authors

    def lines(self) -> list[AuthorLine]:
        """The rows that hold something, each with its number on the page."""
        return [
            AuthorLine(**_texts(entry, AUTHOR_TEXTS), share=entry.form.share.data or Decimal(0))
            for entry in self.authors
        ]


class ParticipantsForm(RowsForm):
    """Those who helped to apply the solution for the first time."""

    participants = FieldList(FormField(ParticipantForm), min_entries=1)

    @property
    def rows(self) -> FieldList:
        """The people."""
        return self.participants

    def lines(self) -> list[ParticipantLine]:
        """The rows that hold something, each with its number on the page."""
        return [ParticipantLine(**_texts(entry, PARTICIPANT_TEXTS)) for entry in self.participants]


def filled_authors(lines: Sequence[AuthorLine]) -> dict[str, Any]:
    """The stored authors as rows of the form."""
    return {"authors": [asdict(line) for line in lines] or [{}]}


def filled_participants(lines: Sequence[ParticipantLine]) -> dict[str, Any]:
    """The stored people as rows of the form."""
    return {"participants": [asdict(line) for line in lines] or [{}]}
