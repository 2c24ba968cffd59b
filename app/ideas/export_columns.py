"""What a table of dossiers can hold: each column's key, words and value.

One table for column choosers, exports and imports: a column that went out is known by the same
words when it comes back (`app.imports.columns`). Confidential fields are no columns.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer_group

from app.ideas.answer_queries import extra_columns, extra_text, extra_values
from app.ideas.births import birth_text
from app.ideas.choices import LISTS, title_of
from app.ideas.fields import AUTHOR_FIELDS, DOSSIER_FIELDS, LABELS
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IDEA_TITLES
from app.kernel.dates import local_date
from app.kernel.numbers import decimal_text
from app.kernel.text import T, Text
from app.rounds.models import Category, Round

Value = str | int | date | None
EXTRA = "cau-hoi:"
CHECK = "check"
_AUTHOR_NAMES = tuple(field.name for field in AUTHOR_FIELDS if field.name != "full_name")
_WIDTHS = {"title": 50, "authors": 34, "unit": 30, "solution": 60, "problem": 50, "effect": 50}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` is "day", "number" or "" for text."""

    key: str
    title: Text | str
    width: int = 22
    kind: str = ""


def _columns() -> dict[str, Column]:
    found = [
        Column("code", T("Mã hồ sơ"), 16),
        *(
            Column(field.name, field.label, _WIDTHS.get(field.name, 22), _kind(field.name))
            for field in DOSSIER_FIELDS
            if not field.confidential
        ),
        Column("unit", T("Đơn vị"), 30),
        Column("authors", T("Tác giả"), 34),
        *(Column(f"author_{name}", T("Tác giả: %(what)s", what=LABELS[name]))
          for name in _AUTHOR_NAMES),
        Column("state", T("Trạng thái"), 20),
        Column("submitted_on", T("Ngày nộp"), 12, "day"),
        Column("round", T("Đợt xét"), 34),
        Column(CHECK, T("Dấu kiểm"), 20),
    ]  # fmt: skip
    return {column.key: column for column in found}


def _kind(name: str) -> str:
    return {"first_applied_on": "day", "saved_vnd": "number"}.get(name, "")


COLUMNS = _columns()
LISTED = ("code", "title", "authors", "unit", "category_id", "state", "submitted_on")
"""The columns of the office's list as it is before anybody chooses others."""
WHOLE = tuple(key for key in COLUMNS if key not in {"state", "submitted_on", "round"})
"""Everything an import takes back."""


def columns_of(session: Session, keys: Sequence[str], round_id: int | None) -> list[Column]:
    """The columns of these keys, unknown ones left out; with a round, its questions too."""
    asked = {}
    if round_id is not None:
        asked = {
            f"{EXTRA}{spec.key}": Column(f"{EXTRA}{spec.key}", str(spec.label), 30)
            for spec in extra_columns(session, round_id)
        }
    known = COLUMNS | asked
    wanted = [*keys, *(key for key in asked if key not in keys)] if asked else keys
    return [known[key] for key in wanted if key in known]


def rows_of(
    session: Session, idea_ids: Sequence[int], columns: Sequence[Column], round_id: int | None
) -> list[tuple[Value, ...]]:
    """The dossiers in the order asked for; a handful of queries for any number."""
    ideas = _ideas(session, idea_ids)
    authors = _authors(session, idea_ids)
    extras: dict[int, dict[str, Any]] = {}
    specs = {}
    if round_id is not None and any(column.key.startswith(EXTRA) for column in columns):
        extras = extra_values(session, list(idea_ids))
        specs = {f"{EXTRA}{spec.key}": spec for spec in extra_columns(session, round_id)}
    found = []
    for key in idea_ids:
        if key not in ideas:
            continue
        idea, category, round_title = ideas[key]
        given = {**_values(idea, category, round_title), **_author_values(authors.get(key, []))}
        for name, spec in specs.items():
            value = extras.get(key, {}).get(spec.key)
            given[name] = "" if value is None else extra_text(spec, value)
        row = [given.get(column.key) for column in columns]
        found.append(_checked(row, columns))
    return found


def _ideas(session: Session, idea_ids: Sequence[int]) -> dict[int, tuple[Idea, str, str]]:
    rows = session.execute(
        select(Idea, Category.name, Round.title)
        .outerjoin(Category, Category.id == Idea.category_id)
        .join(Round, Round.id == Idea.round_id)
        .where(Idea.id.in_(idea_ids))
        .options(undefer_group("text"))
    )
    return {idea.id: (idea, category or "", title) for idea, category, title in rows}


def _authors(session: Session, idea_ids: Sequence[int]) -> dict[int, list[IdeaAuthor]]:
    found: dict[int, list[IdeaAuthor]] = {}
    for one in session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id.in_(idea_ids))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position)
    ):  # fmt: skip
        found.setdefault(one.idea_id, []).append(one)
    return found


def _values(idea: Idea, category: str, round_title: str) -> dict[str, Value]:
    given: dict[str, Value] = {
        "code": idea.code or "", "unit": idea.unit_name, "round": round_title,
        "state": str(IDEA_TITLES[idea.state]),
        "submitted_on": local_date(idea.submitted_at) if idea.submitted_at else None,
    }  # fmt: skip
    for field in DOSSIER_FIELDS:
        if field.confidential:
            continue
        value = getattr(idea, field.name)
        if field.name == "category_id":
            value = category
        elif field.name in LISTS and value:
            value = str(title_of(field.name, value))
        given[field.name] = value
    return given


def _author_values(authors: Sequence[IdeaAuthor]) -> dict[str, Value]:
    """One line for each author in every column; nothing when no author has the thing."""
    given: dict[str, Value] = {"authors": "\n".join(one.full_name for one in authors)}
    for name in _AUTHOR_NAMES:
        texts = [_author_text(one, name) for one in authors]
        given[f"author_{name}"] = "\n".join(texts) if any(texts) else ""
    return given


def _author_text(one: IdeaAuthor, name: str) -> str:
    value = getattr(one, name)
    if name == "share":
        return decimal_text(value)
    return birth_text(value) if name == "born" and value else str(value)


def _checked(row: list[Value], columns: Sequence[Column]) -> tuple[Value, ...]:
    for place, column in enumerate(columns):
        if column.key == CHECK:
            others = [
                (str(one.title), plain(value))
                for one, value in zip(columns, row, strict=True)
                if one.key not in {CHECK, "code"}
            ]
            row[place] = seal(others)
    return tuple(row)


def plain(value: Value) -> str:
    """A value as it is sealed: a day as 2026-02-05, a number as its digits."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def seal(cells: Sequence[tuple[str, str]]) -> str:
    """The mark of a row that nobody changed: an import takes such a row literally.

    It guards against misreading, not against fraud: who imports may write anything anyway.
    """
    text = "\x00".join(part for title, value in sorted(cells) for part in (title, value))
    return hashlib.sha256(text.encode()).hexdigest()[:20]
