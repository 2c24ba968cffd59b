"""A round's settings as plain values: what the settings file holds, and how it is read back."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from sqlalchemy.orm import Session

from app.kernel.dates import local
from app.kernel.text import T
from app.rounds.drafts import (
    CATEGORIES_AT_MOST,
    CATEGORY_LIMIT,
    CODE_LIMIT,
    TITLE_LIMIT,
    RoundDraft,
)
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.field_rules import mistakes_in_eligibility, mistakes_in_fields
from app.rounds.field_specs import (
    eligibility_values,
    read_eligibility,
    read_spec,
    spec_values,
)
from app.rounds.fields import MOST_ELIGIBILITY, MOST_FIELDS, EligibilityDraft, FieldSpec
from app.rounds.models import Round
from app.rounds.queries import round_with_rubric, rubric_view
from app.rounds.reading import Mistake, Reader
from app.rounds.rubrics import (
    BANDS_AT_MOST,
    CRITERIA_AT_MOST,
    BandDraft,
    CriterionDraft,
    RubricDraft,
    draft_of,
)

FORMAT = "sang-kien-so/dot-xet/1"
PARTS = ("format", "round", "categories", "rubric", "eligibility", "fields")
_LENGTHS = {"code": CODE_LIMIT, "title": TITLE_LIMIT, "name": 200, "note": 300, "label": 120,
            "anchor": 300, "guidance": 2000}  # fmt: skip
_PROSE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a secretary sets for a round."""

    draft: RoundDraft
    categories: tuple[str, ...] = ()
    rubric: RubricDraft | None = None
    eligibility: tuple[EligibilityDraft, ...] = ()
    fields: tuple[FieldSpec, ...] = ()


def stored_settings(session: Session, found: Round) -> Settings:
    """The settings of a round as they are stored."""
    whole = round_with_rubric(session, found.id)
    values = {field.name: getattr(found, field.name) for field in fields(RoundDraft)}
    return Settings(
        draft=RoundDraft(**values),
        categories=tuple(category.name for category in whole.categories),
        rubric=draft_of(rubric_view(whole.rubric)) if whole.rubric else None,
        eligibility=eligibility_of(session, found.id),
        fields=tuple(question.spec for question in questions_of(session, found.id)),
    )


def settings_values(settings: Settings) -> dict[str, Any]:
    """The settings as the file writes them, in the order in which people read them."""
    return {
        "format": FORMAT,
        "round": _values_of(settings.draft),
        "categories": list(settings.categories),
        "rubric": _values_of(settings.rubric) if settings.rubric else None,
        "eligibility": [eligibility_values(one) for one in settings.eligibility],
        "fields": [spec_values(spec) for spec in settings.fields],
    }


def _values_of(thing: Any) -> Any:
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
        return [_values_of(one) for one in thing]
    if hasattr(thing, "__dataclass_fields__"):
        return {one.name: _values_of(getattr(thing, one.name)) for one in fields(thing)}
    return thing


def read_settings(values: Any) -> tuple[Settings | None, list[Mistake]]:
    """Settings out of a file's values; None when there is any mistake."""
    if not isinstance(values, Mapping):
        return None, [Mistake("", T("Tệp phải là một nhóm tên: giá trị"))]
    reader = Reader(values)
    reader.unknown(PARTS)
    if values.get("format") != FORMAT:
        reader.wrong("format", T("Phải là “%(format)s”", format=FORMAT))
    about = reader.inner("round")
    if about is None:
        reader.wrong("round", T("Không được để trống"))
        return None, reader.mistakes
    rubric = reader.inner("rubric")
    settings = Settings(
        draft=_read_draft(RoundDraft, about),
        categories=reader.texts("categories", CATEGORIES_AT_MOST, CATEGORY_LIMIT),
        rubric=_read_rubric(rubric) if rubric else None,
        eligibility=tuple(
            read_eligibility(one) for one in reader.readers("eligibility", MOST_ELIGIBILITY)
        ),
        fields=tuple(read_spec(one) for one in reader.readers("fields", MOST_FIELDS)),
    )
    if not reader.mistakes:
        reader.mistakes += mistakes_in_fields(settings.fields, settings.categories)
        reader.mistakes += mistakes_in_eligibility(settings.eligibility)
    return (None if reader.mistakes else settings), reader.mistakes


def _read_rubric(reader: Reader) -> RubricDraft:
    criteria = tuple(
        _read_draft(
            CriterionDraft, one,
            bands=tuple(_read_draft(BandDraft, b) for b in one.readers("bands", BANDS_AT_MOST)),
        )
        for one in reader.readers("criteria", CRITERIA_AT_MOST)
    )  # fmt: skip
    read: RubricDraft = _read_draft(RubricDraft, reader, criteria=criteria)
    return read


def _read_draft(kind: Any, reader: Reader, **known: Any) -> Any:
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
