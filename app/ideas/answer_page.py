"""The page of a round's questions: each with its box, its condition in words, or its lock."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.ideas.answer_forms import on_page
from app.ideas.answer_queries import answers_shown, asked_of
from app.ideas.answer_rules import Asked, is_locked
from app.ideas.answers import Answer, question_name
from app.ideas.projections import OpenFile, files_of
from app.kernel.text import T, Text
from app.rounds.fields import (
    REQUIRED_TITLES,
    VISIBILITY_TITLES,
    FieldKind,
    FieldSpec,
    RoundQuestion,
    Stage,
)


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question on the page; `upon` is the box on which it hangs, for the script."""

    field_id: int
    name: str
    spec: FieldSpec
    locked: bool
    answer: Answer | None
    files: tuple[OpenFile, ...] = ()
    condition: Text | None = None
    upon: str = ""
    required: Text | None = None
    visibility: Text | None = None

    @property
    def is_file(self) -> bool:
        """Answered by uploads, which have their own forms."""
        return self.spec.kind is FieldKind.FILE


def questions_shown(session: Session, idea_id: int) -> dict[str, Any]:
    """What the page shows beside the form: questions in their order, and answers to old ones."""
    asked = asked_of(session, idea_id)
    files = files_of(session, idea_id)
    answers = {answer.field_id: answer for answer in answers_shown(asked, files)}
    known = {question.spec.key: question for question in asked.questions}
    return {
        "questions": [_shown(one, asked, known, answers, files) for one in on_page(asked)],
        "old_answers": [answer for answer in answers.values() if answer.old],
        "category_missing": not asked.category and any(q.spec.categories for q in asked.questions),
    }


def _shown(
    question: RoundQuestion,
    asked: Asked,
    known: dict[str, RoundQuestion],
    answers: dict[int, Answer],
    files: tuple[OpenFile, ...],
) -> ShownQuestion:
    spec = question.spec
    upon = known.get(spec.show_if.key) if spec.show_if else None
    return ShownQuestion(
        question.field_id, question_name(question.field_id), spec,
        is_locked(spec, asked.stage), answers.get(question.field_id),
        tuple(file for file in files if file.field_id == question.field_id),
        _condition(spec, upon), question_name(upon.field_id) if upon else "",
        None if spec.required_from is Stage.NEVER else REQUIRED_TITLES[spec.required_from],
        VISIBILITY_TITLES[spec.visibility],
    )  # fmt: skip


def _condition(spec: FieldSpec, upon: RoundQuestion | None) -> Text | None:
    """ "Nếu “Có dùng camera” là Có:" """
    if spec.show_if is None or upon is None:
        return None
    if not spec.show_if.values:
        return T("Nếu đã trả lời “%(label)s”:", label=upon.spec.label)
    return T("Nếu “%(label)s” là %(values)s:", label=upon.spec.label,
             values=" / ".join(spec.show_if.values))  # fmt: skip
