"""Reads of answers: what a dossier is asked, what it answered, columns for lists and exports."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.ideas.answer_rules import Asked, applying
from app.ideas.answers import Answer, answer_text, read
from app.ideas.models import Evidence, Idea, IdeaAnswer
from app.rounds.field_models import RoundField
from app.rounds.field_queries import questions_of
from app.rounds.field_specs import spec_of
from app.rounds.fields import FieldKind, FieldSpec, RoundQuestion, Stage, Visibility
from app.rounds.models import Category


@dataclass(frozen=True, slots=True)
class Place:
    """Which questions a dossier is asked: its round, its category, and how far it has come."""

    idea_id: int
    round_id: int
    category: str
    submitted_at: datetime | None
    endorsed_at: datetime | None
    accepted_at: datetime | None

    @property
    def stage(self) -> Stage:
        """The last gate it went through."""
        gates = (
            (self.accepted_at, Stage.ACCEPT),
            (self.endorsed_at, Stage.ENDORSE),
            (self.submitted_at, Stage.SUBMIT),
        )
        return next((stage for at, stage in gates if at is not None), Stage.DRAFT)


def asked_of(session: Session, idea_id: int) -> Asked:
    """The questions of the dossier's round with what it answered, the removed ones too."""
    round_id, category, *gates = session.execute(
        select(Idea.round_id, Category.name, Idea.submitted_at, Idea.endorsed_at, Idea.accepted_at)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.id == idea_id)
    ).one()
    counts = session.execute(
        select(Evidence.field_id, func.count())
        .where(Evidence.idea_id == idea_id, Evidence.removed_at.is_(None),
               Evidence.field_id.is_not(None))
        .group_by(Evidence.field_id)
    )  # fmt: skip
    files = {key: n for key, n in counts if key is not None}
    return _asked(session, Place(idea_id, round_id, category or "", *gates), files)


def asked_at(session: Session, place: Place, files: Iterable[Any]) -> Asked:
    """`asked_of` of a dossier whose row and files (with a `field_id`) were read before."""
    counts = Counter(file.field_id for file in files if file.field_id is not None)
    return _asked(session, place, counts)


def _asked(session: Session, place: Place, files: Mapping[int, int]) -> Asked:
    questions = questions_of(session, place.round_id, removed=True)
    if not questions:
        return Asked()
    specs = {question.field_id: question.spec for question in questions}
    rows = rows_of(session, _answers(), {"of_idea": place.idea_id})
    values = {key: read(specs[key], value) for key, value in rows if key in specs}
    # A removed question is of interest only to a dossier that answered it.
    given = values.keys() | files.keys()
    kept = tuple(q for q in questions if not q.removed or q.field_id in given)
    return Asked(kept, values, files, place.category, place.stage)


@cache
def _answers() -> Select[int, str]:
    return select(IdeaAnswer.field_id, IdeaAnswer.value).where(
        IdeaAnswer.idea_id == bindparam("of_idea")
    )


def answers_shown(
    asked: Asked, files: Iterable[Any] = (), only: Collection[Visibility] = tuple(Visibility)
) -> tuple[Answer, ...]:
    """The answers as they are read: those that apply, then those of questions no longer asked.

    `files` are open or blind files with a `field_id`; `only` the visibilities that may be seen.
    """
    attached = [file for file in files if file.field_id is not None]
    old = tuple(question for question in asked.questions if question.removed)
    return tuple(
        _answer(question, asked, [f for f in attached if f.field_id == question.field_id])
        for question in (*applying(asked), *old)
        if question.spec.visibility in only and asked.answered(question)
    )


def _answer(question: RoundQuestion, asked: Asked, files: list[Any]) -> Answer:
    spec = question.spec
    return Answer(
        question.field_id, spec.key, spec.label, spec.kind, asked.values.get(question.field_id),
        spec.unit, spec.columns, spec.visibility, question.removed, tuple(files),
    )  # fmt: skip


def hidden_fields(session: Session, round_id: int, only: Collection[Visibility]) -> set[int]:
    """The questions of a round whose answers these readers do not receive."""
    return {
        question.field_id
        for question in questions_of(session, round_id, removed=True)
        if question.spec.visibility not in only
    }


# What lists and exports of officers may hold: the flag decides, not the reader's patience.
EXPORTED = (Visibility.PUBLIC, Visibility.BLIND)


def extra_columns(session: Session, round_id: int) -> list[FieldSpec]:
    """The questions of a round as columns of a list or an export, in their order.

    Confidential questions are no columns, and neither are files. Two rounds are told apart by key.
    """
    return [
        question.spec
        for question in questions_of(session, round_id)
        if question.spec.visibility in EXPORTED and question.spec.kind is not FieldKind.FILE
    ]


def extra_values(
    session: Session, idea_ids: Collection[int], *, columns: Collection[str] | None = None
) -> dict[int, dict[str, Any]]:
    """Typed answers by dossier and key of the question: ``extra_values(s, [7])[7]["kinh-phi"]``.

    Three queries for any number of dossiers; answers to conditions that do not hold are left out
    (a condition may hang on a file: such answers are not exported). Values are as
    `app.ideas.answers` describes; use `extra_text` for what people read.
    """
    found: dict[int, dict[str, Any]] = {key: {} for key in idea_ids}
    for idea_id, asked in _asked_of_many(session, idea_ids).items():
        for question in applying(asked):
            spec = question.spec
            wanted = spec.visibility in EXPORTED and (columns is None or spec.key in columns)
            if wanted and asked.answered(question) and spec.kind is not FieldKind.FILE:
                found[idea_id][spec.key] = asked.values[question.field_id]
    return found


def _asked_of_many(session: Session, idea_ids: Collection[int]) -> dict[int, Asked]:
    if not idea_ids:
        return {}
    places = session.execute(
        select(Idea.id, Idea.round_id, Category.name)
        .outerjoin(Category, Category.id == Idea.category_id)
        .where(Idea.id.in_(idea_ids))
    ).all()
    questions: dict[int, list[RoundQuestion]] = {}
    fields = session.scalars(
        select(RoundField)
        .where(RoundField.round_id.in_({round_id for _key, round_id, _name in places}),
               RoundField.removed_at.is_(None))
        .order_by(RoundField.position, RoundField.id)
    )  # fmt: skip
    for field in fields:
        question = RoundQuestion(field.id, spec_of(field.spec))
        questions.setdefault(field.round_id, []).append(question)
    specs = {one.field_id: one.spec for asked in questions.values() for one in asked}
    values: dict[int, dict[int, Any]] = {}
    for idea_id, field_id, value in session.execute(
        select(IdeaAnswer.idea_id, IdeaAnswer.field_id, IdeaAnswer.value)
        .where(IdeaAnswer.idea_id.in_(idea_ids), IdeaAnswer.field_id.in_(list(specs)))
    ):  # fmt: skip
        values.setdefault(idea_id, {})[field_id] = read(specs[field_id], value)
    return {
        idea_id: Asked(tuple(questions.get(round_id, ())), values.get(idea_id, {}),
                       category=name or "")
        for idea_id, round_id, name in places
    }  # fmt: skip


def extra_text(spec: FieldSpec, value: Any) -> str:
    """An extra value as people read it."""
    return answer_text(spec, value)
