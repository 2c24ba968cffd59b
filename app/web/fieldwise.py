"""Two people write one page: saved field by field, so that only one same field can clash.

A page carries, for every field, a mark of the text it was read with (`read`). What comes back is
compared field by field: whoever did not touch a field does not send an old text over a new one,
and a field that both changed is given back with both texts. A script may send the touched
fields alone; it then names them (`touched`). Without the marks nothing here applies, and the
version of the whole page decides, as before.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from wtforms import FieldList, FileField, FormField, HiddenField, SubmitField

from app.kernel.refusals import Difference
from app.kernel.text import Text
from app.web.forms import TypedField, WebForm

READ, TOUCHED = "read", "touched"
_OWN_NAMES = frozenset({READ, TOUCHED, "csrf_token", "version", "once_key"})


def text_of(one: Any) -> str:
    """A field as one text: equal texts mean that nothing was changed."""
    if isinstance(one, FieldList):
        rows = [[text_of(box) for box in _boxes(entry)] for entry in one.entries]
        return json.dumps([row for row in rows if any(row)], ensure_ascii=False)
    if isinstance(one, FormField):
        return json.dumps([text_of(box) for box in one.form], ensure_ascii=False)
    if isinstance(one, TypedField) and one.data is not None and not one.process_errors:
        return one.show(one.data)
    if one.type == "BooleanField":
        return "y" if one.data else ""
    if one.type == "SelectMultipleField":
        return "\n".join(sorted(str(value) for value in one.data or ()))
    if one.type in {"RadioField", "SelectField"}:
        return str(one.data or "")
    return str(one._value()).replace("\r\n", "\n")


def _boxes(entry: Any) -> Iterable[Any]:
    return entry.form if isinstance(entry, FormField) else [entry]


def mark(text: str) -> str:
    """A short sign of a text; two texts share one only by chance of 1 in 2⁶⁴."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fields(form: WebForm) -> list[Any]:
    return [
        one for one in form
        if one.name not in _OWN_NAMES and not isinstance(one, FileField | SubmitField | HiddenField)
    ]  # fmt: skip


def marks_of(form: WebForm) -> dict[str, str]:
    """What the fields of a form that shows the stored texts were read with."""
    return {one.name: mark(text_of(one)) for one in _fields(form)}


def read_marks(form: WebForm) -> str:
    """The hidden `read` of a page; a form that came back keeps the marks it came with."""
    if request.method == "POST":
        return json.dumps(_posted_marks())
    return json.dumps(marks_of(form))


def _posted_marks() -> dict[str, str]:
    try:
        found = json.loads(request.form.get(READ, ""))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(sign)[:64] for name, sign in found.items()}


@dataclass(frozen=True, slots=True)
class Merged:
    """What a posted form says beside the stored one, after the untouched fields were replaced."""

    applies: bool
    touched: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    """Not touched here, and changed by somebody since this page was read."""
    clashes: tuple[Difference, ...] = ()
    rows_clash: bool = False
    """A list of rows was changed on both sides: the room itself shows it row by row."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """For the choice between two texts: the page's own marks, of the clashing fields the stored."""


def merge(form: WebForm, stored: WebForm) -> Merged:
    """Put the stored text into every field of `form` that was not touched; name the clashes."""
    read = _posted_marks()
    if not read:
        return Merged(applies=False)
    named = request.form.get(TOUCHED)
    sent = None if named is None else frozenset(named.split())
    touched, moved, clashes, rows_clash = set(), set(), [], False
    for one in _fields(form):
        name, here, there = one.name, text_of(one), text_of(stored[one.name])
        before = read.get(name, mark(there))
        if (name not in sent) if sent is not None else mark(here) == before:
            _take(form, stored, name)
            if mark(there) != before:
                moved.add(name)
            continue
        touched.add(name)
        if before != mark(there) and here != there:
            rows_clash = rows_clash or isinstance(one, FieldList | FormField)
            clashes.append(_difference(one, stored[name]))
    return Merged(applies=True, touched=frozenset(touched), moved=frozenset(moved),
                  clashes=tuple(clashes), rows_clash=rows_clash,
                  marks=read | {c.name: mark(c.theirs) for c in clashes})  # fmt: skip


def keep_stored(form: WebForm, stored: WebForm, names: Iterable[str]) -> None:
    """Leave these fields as they are stored: what was typed in them cannot be saved yet."""
    for name in names:
        _take(form, stored, name)


def went_on(
    merged: Merged, stored: WebForm, wrong: Mapping[str, list[str]]
) -> dict[str, Mapping[str, Any]]:
    """What a script goes on from after a save: new marks, others' new texts, what is wrong."""
    if not merged.applies:
        return {}
    marks = marks_of(stored)
    return {
        "marks": {name: marks[name] for name in merged.touched if name not in wrong},
        "moved": {
            name: {"text": text_of(stored[name]), "mark": marks[name]} for name in merged.moved
        },
        "invalid": wrong,
    }


def _take(form: WebForm, stored: WebForm, name: str) -> None:
    form._fields[name] = stored[name]
    setattr(form, name, stored[name])


def _difference(mine: Any, theirs: Any) -> Difference:
    return Difference(mine.name, Text(str(mine.label.text)), text_of(mine), text_of(theirs))


def names_with_errors(form: WebForm) -> dict[str, list[str]]:
    """Each field that is wrong, with every message about it, its rows' included."""
    return {one.name: found for one in form if (found := _messages(one))}


def _messages(one: Any) -> list[str]:
    if isinstance(one, FieldList):
        own = [str(error) for error in one.errors if isinstance(error, str)]
        return own + [text for entry in one.entries for text in _messages(entry)]
    if isinstance(one, FormField):
        return [text for box in one.form for text in _messages(box)]
    return [str(error) for error in one.errors]
