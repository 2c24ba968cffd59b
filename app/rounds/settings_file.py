"""A round's settings as plain values: what the settings file holds, and how it is read back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.text import T
from app.rounds.draft_values import read_draft, read_rubric, values_of
from app.rounds.drafts import (
    CATEGORIES_AT_MOST,
    CATEGORY_LIMIT,
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
    RubricDraft,
    draft_of,
)
from app.rounds.stage_queries import read_stage, stages_of
from app.rounds.stages import STAGES_AT_MOST, StageDraft, blockers_in_stages

FORMAT = "sang-kien-so/dot-xet/1"
PARTS = ("format", "round", "categories", "rubric", "stages", "eligibility", "fields")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a secretary sets for a round."""

    draft: RoundDraft
    categories: tuple[str, ...] = ()
    rubric: RubricDraft | None = None
    eligibility: tuple[EligibilityDraft, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    stages: tuple[StageDraft, ...] = ()


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
        stages=tuple(stage.draft for stage in stages_of(session, found.id)),
    )


def settings_values(settings: Settings) -> dict[str, Any]:
    """The settings as the file writes them, in the order in which people read them."""
    return {
        "format": FORMAT,
        "round": values_of(settings.draft),
        "categories": list(settings.categories),
        "rubric": values_of(settings.rubric) if settings.rubric else None,
        "stages": [values_of(stage) for stage in settings.stages],
        "eligibility": [eligibility_values(one) for one in settings.eligibility],
        "fields": [spec_values(spec) for spec in settings.fields],
    }


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
        draft=read_draft(RoundDraft, about),
        categories=reader.texts("categories", CATEGORIES_AT_MOST, CATEGORY_LIMIT),
        rubric=read_rubric(rubric) if rubric else None,
        stages=tuple(read_stage(one) for one in reader.readers("stages", STAGES_AT_MOST)),
        eligibility=tuple(
            read_eligibility(one) for one in reader.readers("eligibility", MOST_ELIGIBILITY)
        ),
        fields=tuple(read_spec(one) for one in reader.readers("fields", MOST_FIELDS)),
    )
    if not reader.mistakes:
        reader.mistakes += mistakes_in_fields(settings.fields, settings.categories)
        reader.mistakes += mistakes_in_eligibility(settings.eligibility)
        reader.mistakes += [Mistake(f"stages.{one.field}", one.message)
                            for one in blockers_in_stages(settings.stages)]  # fmt: skip
    return (None if reader.mistakes else settings), reader.mistakes
