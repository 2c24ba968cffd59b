"""Answers to the questions before the form: what they must be, and how a dossier keeps them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.rounds.field_queries import eligibility_of
from app.rounds.fields import EligibilityDraft


def eligibility_name(question_id: int | None) -> str:
    """The name of the question's box: "dk12"."""
    return f"dk{question_id}"


def is_condition(name: str) -> bool:
    """Whether a blocker is about a question before the form."""
    return name.startswith("dk") and name[2:].isdecimal()


def blockers_of_eligibility(
    questions: Sequence[EligibilityDraft], given: Mapping[int, bool]
) -> list[Blocker]:
    """Questions without an answer, and answers that keep a person out, with what to do instead."""
    found: list[Blocker] = []
    for question in questions:
        key = question.question_id or 0
        name = eligibility_name(key)
        if key not in given:
            text = T("Trả lời câu hỏi điều kiện “%(question)s”", question=question.question)
            found.append(Blocker(name, text))
        elif given[key] is not question.wanted and question.blocks:
            text = T("Chưa đủ điều kiện: %(why)s", why=question.explanation)
            found.append(Blocker(name, text))
    return found


def kept_answers(
    questions: Sequence[EligibilityDraft], given: Mapping[int, bool]
) -> list[dict[str, Any]]:
    """The answers as the dossier keeps them, with the questions as they stood."""
    return [
        {"id": one.question_id, "question": one.question, "wanted": one.wanted,
         "answer": given[one.question_id or 0], "explanation": one.explanation}
        for one in questions
        if (one.question_id or 0) in given
    ]  # fmt: skip


def given_answers(text: str) -> dict[int, bool]:
    """The kept answers by question."""
    return {one["id"]: one["answer"] for one in json.loads(text or "[]")}


def unmet_conditions(session: Session, idea: Idea) -> list[Blocker]:
    """What the round asks before the form and this dossier did not answer, or answered wrongly.

    Dossiers that an import or somebody else began are asked here, before they are submitted.
    """
    questions = eligibility_of(session, idea.round_id)
    return blockers_of_eligibility(questions, given_answers(idea.eligibility))
