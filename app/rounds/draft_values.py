"""Drafts as plain values (JSON, YAML) and back, by the types of their fields."""

import types
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from app.kernel.dates import local
from app.kernel.text import T
from app.rounds.drafts import CODE_LIMIT, TITLE_LIMIT
from app.rounds.reading import Reader
from app.rounds.rubrics import (
    BANDS_AT_MOST,
    CRITERIA_AT_MOST,
    BandDraft,
    CriterionDraft,
    RubricDraft,
)

_LENGTHS = {"code": CODE_LIMIT, "title": TITLE_LIMIT, "name": 200, "note": 300, "label": 120,
            "anchor": 300, "guidance": 2000}  # fmt: skip
_PROSE_LIMIT = 2000


def values_of(thing: Any) -> Any:
    """Plain values of a draft: instants with Vietnam's zone, decimals as text."""
    if isinstance(thing, datetime):
        return local(thing).isoformat()
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Decimal):
        return format(thing.normalize(), "f")
    if isinstance(thing, StrEnum):
        return str(thing)
    if isinstance(thing, tuple | list):
        return [values_of(one) for one in thing]
    if hasattr(thing, "__dataclass_fields__"):
        return {one.name: values_of(getattr(thing, one.name)) for one in fields(thing)}
    return thing


def read_rubric(reader: Reader) -> RubricDraft:
    """A rubric out of a file."""
    criteria = tuple(
        read_draft(
            CriterionDraft, one,
            bands=tuple(read_draft(BandDraft, b) for b in one.readers("bands", BANDS_AT_MOST)),
        )
        for one in reader.readers("criteria", CRITERIA_AT_MOST)
    )  # fmt: skip
    read: RubricDraft = read_draft(RubricDraft, reader, criteria=criteria)
    return read


def read_draft(kind: Any, reader: Reader, **known: Any) -> Any:
    """A draft whose fields are read by their types; what the file leaves out has its default."""
    hints = get_type_hints(kind)
    reader.unknown(tuple(hints))
    values = dict(known)
    for one in fields(kind):
        if one.name in known:
            continue
        default = None if one.default is MISSING else one.default
        if one.name not in reader.values and one.default is MISSING:
            reader.wrong(one.name, T("Không được để trống"))
            continue
        values[one.name] = _read_value(reader, one.name, hints[one.name], default)
    if any(one.name not in values and one.default is MISSING for one in fields(kind)):
        return None
    return kind(**values)


def _read_value(reader: Reader, name: str, hint: Any, default: Any) -> Any:
    optional = isinstance(hint, types.UnionType) and type(None) in get_args(hint)
    if optional:
        if reader.values.get(name) is None:
            return None if name in reader.values else default
        hint = next(one for one in get_args(hint) if one is not type(None))
    if hint is str:
        most = _LENGTHS.get(name, _PROSE_LIMIT)
        prose = name in {"summary", "who_may_enter", "guidance", "anchor"}
        return reader.text(name, most, wanted=name in {"code", "title", "name"}, lines=prose)
    if hint is bool:
        return reader.truth(name, default=bool(default))
    if hint is int:
        return reader.whole(name, default or 0, 0, 1_000_000)
    if hint is Decimal:
        return reader.decimal(name, default if default is not None else Decimal(0))
    if hint is datetime:
        return reader.instant(name)
    if hint is date:
        return reader.day(name)
    return reader.one_of(name, hint, default)
