"""Answer the round's questions while the dossier is with its authors."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.answer_queries import asked_of
from app.ideas.answer_rules import (
    LOCKED,
    Asked,
    applying,
    blockers_to_save_answers,
    is_locked,
)
from app.ideas.answers import Value, is_empty, question_name, stored, value_text
from app.ideas.eligibility import blockers_of_eligibility, kept_answers
from app.ideas.fields import Section
from app.ideas.models import Evidence, Idea, IdeaAnswer
from app.ideas.rich_text import sanitised
from app.ideas.writing import add_evidence, note_edit, require_fresh, require_writable
from app.kernel.actor import Actor
from app.kernel.refusals import (
    NOT_FOUND,
    Blocked,
    Blocker,
    Denied,
    Difference,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.rounds.field_queries import eligibility_of
from app.rounds.fields import WRITTEN, FieldKind, FieldSpec, RoundQuestion, Stage


def save_answers(
    session: Session,
    actor: Actor,
    idea: Idea,
    given: Mapping[int, Value],
    now: datetime,
    version: int,
    *,
    complete: bool = True,
) -> None:
    """Store answers by question. Questions that are not named keep what they had.

    `complete` is False for what saves itself while somebody is still writing: then nothing is
    missed. Raises `Blocked` (too long, not on offer, locked), `StaleEdit` as every section.
    """
    require_writable(session, actor, idea)
    asked = asked_of(session, idea.id)
    given = _cleaned(asked, given)
    changed = {
        key: value for key, value in given.items() if not _same(value, asked.values.get(key))
    }
    require_ready(blockers_to_save_answers(asked, changed, complete=False))
    require_fresh(session, idea, Section.QUESTIONS, version, _differences(asked, changed))
    require_ready(blockers_to_save_answers(asked, changed, complete=complete))
    if not changed:
        return
    _store(session, idea, asked, changed)
    note_edit(idea, actor, Section.QUESTIONS, now)
    session.flush()


def _specs(asked: Asked) -> dict[int, FieldSpec]:
    return {
        question.field_id: question.spec
        for question in asked.questions
        if not question.removed and question.spec.kind is not FieldKind.FILE
    }


def _cleaned(asked: Asked, given: Mapping[int, Value]) -> dict[int, Value]:
    """NFC, safe HTML, exact digits; questions that are not asked are ignored."""
    specs = _specs(asked)
    return {key: _clean(specs[key].kind, value) for key, value in given.items() if key in specs}


def _clean(kind: FieldKind, value: Value) -> Value:
    if kind is FieldKind.TABLE:
        rows = (tuple(_clean_cell(cell) for cell in row) for row in value or ())
        return tuple(row for row in rows if any(not is_empty(cell) for cell in row))
    if kind is FieldKind.CHOICES:
        return tuple(dict.fromkeys(clean_line(one) for one in value or ()))
    if isinstance(value, str) and kind in WRITTEN:
        return sanitised(clean(value)) if kind is FieldKind.RICH else clean(value)
    return _clean_cell(value)


def _clean_cell(value: Value) -> Value:
    return (clean_line(value) or None) if isinstance(value, str) else value


def _same(mine: Value, theirs: Value) -> bool:
    return mine == theirs or (is_empty(mine) and is_empty(theirs))


def _differences(asked: Asked, changed: Mapping[int, Value]) -> list[Difference]:
    specs, found = _specs(asked), []
    for key, value in changed.items():
        spec, theirs = specs[key], asked.values.get(key)
        if spec.kind is FieldKind.TABLE:
            found += _table_differences(key, spec, value or (), theirs or ())
        else:
            label = T("%(label)s", label=spec.label)
            mine_text, their_text = _typed_text(spec, value), _typed_text(spec, theirs)
            found.append(Difference(question_name(key), label, mine_text, their_text))
    return found


def _typed_text(spec: FieldSpec, value: Value) -> str:
    """The answer as its box holds it."""
    if spec.kind is FieldKind.CHOICES:
        return "\n".join(value or ())
    if spec.kind is FieldKind.RICH:
        return value or ""
    return value_text(spec.kind, value).removesuffix(" đồng")


def _table_differences(
    key: int, spec: FieldSpec, mine: tuple[Any, ...], theirs: tuple[Any, ...]
) -> list[Difference]:
    """Cell by cell, under the names of the boxes."""
    empty = (None,) * len(spec.columns)
    found = []
    for n, (row, other) in enumerate(zip_longest(mine, theirs, fillvalue=empty)):
        for m, (column, a, b) in enumerate(zip(spec.columns, row, other, strict=False)):
            left, right = (value_text(column.kind, cell).removesuffix(" đồng") for cell in (a, b))
            if left != right:
                label = T("%(label)s, dòng %(n)s: %(column)s", label=spec.label, n=n + 1,
                          column=column.name)  # fmt: skip
                found.append(Difference(f"{question_name(key)}-{n}-c{m}", label, left, right))
    return found


def _store(session: Session, idea: Idea, asked: Asked, changed: Mapping[int, Value]) -> None:
    specs = _specs(asked)
    rows = {
        row.field_id: row
        for row in session.scalars(select(IdeaAnswer).where(IdeaAnswer.idea_id == idea.id))
    }
    for key, value in changed.items():
        row = rows.get(key)
        if is_empty(value):
            if row is not None:
                session.delete(row)
        elif row is None:
            text = stored(specs[key], value)
            session.add(IdeaAnswer(idea_id=idea.id, field_id=key, value=text))
        else:
            row.value = stored(specs[key], value)


def add_answer_file(
    session: Session, actor: Actor, idea: Idea, field_id: int, stream: IO[bytes],
    name: str | None, now: datetime,
) -> Evidence:  # fmt: skip
    """Attach the file a question asks for. It counts among the dossier's files."""
    require_writable(session, actor, idea)
    question = _file_question(asked_of(session, idea.id), field_id)
    row = add_evidence(session, actor, idea, stream, name, "", now, field_id=question.field_id)
    note_edit(idea, actor, Section.QUESTIONS, now)
    return row


def _file_question(asked: Asked, field_id: int) -> RoundQuestion:
    for question in asked.questions:
        if question.field_id == field_id and not question.removed:
            if question.spec.kind is not FieldKind.FILE:
                break
            if is_locked(question.spec, asked.stage):
                raise Blocked([Blocker(question_name(field_id), LOCKED)])
            return question
    raise Denied(NOT_FOUND)


def answer_eligibility(
    session: Session, actor: Actor, idea: Idea, given: Mapping[int, bool], now: datetime
) -> None:
    """Answer the questions before the form for a dossier that began without them."""
    require_writable(session, actor, idea)
    questions = eligibility_of(session, idea.round_id)
    require_ready(blockers_of_eligibility(questions, given))
    kept = json.dumps(kept_answers(questions, given), ensure_ascii=False)
    if kept != idea.eligibility:
        idea.eligibility = kept
        idea.updated_at, idea.updated_by = now, actor.user_id
        session.flush()


def blockers_at(session: Session, idea_id: int, stage: Stage) -> list[Blocker]:
    """What the round's questions want from this stage on, for the unit's and the office's act.

    They name what the author has to answer: the dossier is given back for it. Questions that were
    changed after a dossier had passed them hold nobody up.
    """
    asked = asked_of(session, idea_id)
    return [
        Blocker(
            question_name(question.field_id),
            T("Hồ sơ chưa đủ: cần tác giả trả lời câu hỏi “%(label)s”", label=question.spec.label),
        )
        for question in applying(asked)
        if question.spec.required_from is stage and not asked.answered(question)
    ]
