"""Two people edited the same round: nothing is overwritten, both texts are shown."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session
from wtforms import FieldList, FormField

from app.kernel.dates import instant_text
from app.kernel.refusals import Difference, StaleEdit
from app.kernel.text import Text
from app.rounds.models import Round
from app.rounds.queries import last_act
from app.web.forms import WebForm


def refuse_stale(
    session: Session, found: Round, version: int | None, mine: WebForm, stored: WebForm
) -> None:
    """Raise `StaleEdit` when the form was opened on an older version than the stored one.

    `stored` is the same form, filled with what is in the database now.
    """
    if version is None or version == found.version:
        return
    who, when = last_act(session, found.subject)
    theirs = {name: (label, text) for name, label, text in _boxes(stored)}
    typed = {name: (label, text) for name, label, text in _boxes(mine)}
    differences = []
    for name, (label, _) in {**theirs, **typed}.items():
        one, other = typed.get(name, ("", ""))[1], theirs.get(name, ("", ""))[1]
        if one != other:
            differences.append(Difference(name, Text(label), one, other))
    raise StaleEdit(who, instant_text(when), differences, found.version)


def _boxes(form: Any) -> Iterator[tuple[str, str, str]]:
    """Every box of a form, rows included: name, label, text as it would be posted."""
    for field in form:
        yield from _of_field(field)


def _of_field(field: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _of_field(entry)
    elif isinstance(field, FormField):
        yield from _boxes(field.form)
    elif field.type == "BooleanField":
        yield field.name, str(field.label.text), "y" if field.data else ""
    elif field.type == "RadioField":
        yield field.name, str(field.label.text), str(field.data or "")
    else:
        yield field.name, str(field.label.text), str(field._value()).replace("\r\n", "\n")
