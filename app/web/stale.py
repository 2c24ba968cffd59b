"""Two people edited the same thing: what differs, box by box, so that nothing is overwritten."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList, FormField

from app.kernel.refusals import Difference
from app.kernel.text import Text
from app.web.forms import WebForm


@dataclass(frozen=True, slots=True)
class _Box:
    """`posted`: its text as the form posts it; `titles`: what the keys of a choice say."""

    label: str = ""
    posted: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


def differences(mine: WebForm, stored: WebForm) -> list[Difference]:
    """Every box whose text differs; `stored` is the same form filled from the database."""
    theirs, typed = dict(_boxes(stored)), dict(_boxes(mine))
    found = []
    for name in theirs | typed:
        one, other = typed.get(name, _Box()), theirs.get(name, _Box())
        if one.posted != other.posted:
            titles = {**other.titles, **one.titles}
            shown = tuple(titles.get(box.posted, box.posted) for box in (one, other))
            label = Text(one.label or other.label)
            found.append(Difference(name, label, one.posted, other.posted, (shown[0], shown[1])))
    return found


def _boxes(form: Any) -> Iterator[tuple[str, _Box]]:
    """Every box of a form by name, rows included."""
    for one in form:
        yield from _of_field(one)


def _of_field(one: Any) -> Iterator[tuple[str, _Box]]:
    if isinstance(one, FieldList):
        for entry in one.entries:
            yield from _of_field(entry)
    elif isinstance(one, FormField):
        yield from _boxes(one.form)
    else:
        yield one.name, _box(one)


def _box(one: Any) -> _Box:
    label = str(one.label.text)
    if one.type == "BooleanField":
        return _Box(label, "y" if one.data else "", {"y": _("Có"), "": _("Không")})
    if one.type in {"RadioField", "SelectField"}:
        titles = {str(value): str(title) for value, title, *_more in one.iter_choices() if value}
        return _Box(label, str(one.data or ""), titles)
    return _Box(label, str(one._value()).replace("\r\n", "\n"))
