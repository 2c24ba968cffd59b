"""Two people edited the same thing: what differs, box by box, so that nothing is overwritten."""

from collections.abc import Iterator
from typing import Any

from wtforms import FieldList, FormField

from app.kernel.refusals import Difference
from app.kernel.text import Text
from app.web.forms import WebForm


def differences(mine: WebForm, stored: WebForm) -> list[Difference]:
    """Every box whose text differs; `stored` is the same form filled from the database."""
    theirs = {name: (label, text) for name, label, text in _boxes(stored)}
    typed = {name: (label, text) for name, label, text in _boxes(mine)}
    found = []
    for name, (label, _) in {**theirs, **typed}.items():
        one, other = typed.get(name, ("", ""))[1], theirs.get(name, ("", ""))[1]
        if one != other:
            found.append(Difference(name, Text(label), one, other))
    return found


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
    elif field.type in {"RadioField", "SelectField"}:
        yield field.name, str(field.label.text), str(field.data or "")
    else:
        yield field.name, str(field.label.text), str(field._value()).replace("\r\n", "\n")
