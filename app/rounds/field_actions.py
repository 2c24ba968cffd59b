"""Set what a round asks beside the form: its questions, and those before the form."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.rounds import policy, queries
from app.rounds.field_models import EligibilityQuestion, RoundField
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.field_rules import mistakes_in_eligibility, mistakes_in_fields
from app.rounds.field_specs import eligibility_values, spec_text
from app.rounds.fields import EligibilityDraft, FieldSpec
from app.rounds.models import Category, Round
from app.rounds.reading import Mistake
from app.rounds.rubric_actions import touch
from app.rounds.settings_versions import keep_version

FROZEN = Blocker("", T("Đợt đã mở chấm điểm, không đổi được câu hỏi của đợt"))


def set_fields(
    session: Session,
    actor: Actor,
    found: Round,
    specs: Sequence[FieldSpec],
    now: datetime,
    *,
    categories: Sequence[str] | None = None,
) -> None:
    """The questions of the round in their order; refused once scoring has opened.

    A question is the same one as long as key and kind are: its answers stay with it. One that is
    left out, or changes its kind, is no longer asked; answers given to it are kept and shown as
    "câu hỏi cũ". `categories` are the names questions may refer to (the stored ones otherwise).
    """
    require(policy.manage(actor, found))
    if [question.spec for question in questions_of(session, found.id)] == list(specs):
        return
    _require_open(session, found, now)
    names = _category_names(session, found) if categories is None else categories
    require_ready(as_blockers(mistakes_in_fields(specs, names)))
    put_fields(session, found, specs, now)
    touch(session, found)
    record(session, actor, "round:fields_set", found, now, keys=[spec.key for spec in specs])
    keep_version(session, actor, found, "fields", now)


def as_blockers(mistakes: Sequence[Mistake]) -> list[Blocker]:
    """Mistakes as reasons; the path is the name of the field."""
    return [Blocker(mistake.path, mistake.message) for mistake in mistakes]


def _require_open(session: Session, found: Round, now: datetime) -> None:
    if queries.rubric_is_frozen(session, found, now):
        raise Blocked([FROZEN])


def _category_names(session: Session, found: Round) -> list[str]:
    rows = select(Category.name).where(Category.round_id == found.id)
    return list(session.scalars(rows.order_by(Category.position, Category.id)))


def put_fields(session: Session, found: Round, specs: Sequence[FieldSpec], now: datetime) -> None:
    """Write the rows; nothing is deleted."""
    rows = {
        (row.key, row.kind): row
        for row in session.scalars(
            select(RoundField).where(RoundField.round_id == found.id).with_for_update()
        )
    }
    kept = set()
    for position, spec in enumerate(specs, start=1):
        place = (spec.key, str(spec.kind))
        kept.add(place)
        row = rows.get(place)
        if row is None:
            row = RoundField(round_id=found.id, key=spec.key, kind=str(spec.kind))
            session.add(row)
        row.position, row.spec, row.removed_at = position, spec_text(spec), None
    for place, row in rows.items():
        if place not in kept and row.removed_at is None:
            row.removed_at = now
    session.flush()


def rename_categories(session: Session, found: Round, names: dict[str, str]) -> None:
    """Questions for single categories follow when those get other names."""
    specs = [question.spec for question in questions_of(session, found.id)]
    renamed = [
        replace(spec, categories=tuple(names.get(one, one) for one in spec.categories))
        for spec in specs
    ]
    if renamed != specs:
        rows = {
            row.key: row
            for row in session.scalars(
                select(RoundField).where(
                    RoundField.round_id == found.id, RoundField.removed_at.is_(None)
                )
            )
        }
        for spec in renamed:
            rows[spec.key].spec = spec_text(spec)
        session.flush()


def blockers_of_used_categories(
    session: Session, found: Round, gone: Sequence[str]
) -> list[Blocker]:
    """A category that a question is meant for cannot go: the question would be for all."""
    return [
        Blocker("", T("Lĩnh vực “%(name)s” đang dùng trong câu hỏi “%(label)s”; sửa câu hỏi trước",
                      name=name, label=question.spec.label))
        for question in questions_of(session, found.id)
        for name in question.spec.categories
        if name in gone
    ]  # fmt: skip


def set_eligibility(
    session: Session, actor: Actor, found: Round, drafts: Sequence[EligibilityDraft], now: datetime
) -> None:
    """The questions before the form, in their order. A changed question is asked anew.

    Dossiers that were begun already answer it before they are submitted.
    """
    require(policy.manage(actor, found))
    stored = eligibility_of(session, found.id)
    if [eligibility_values(one) for one in stored] == [eligibility_values(one) for one in drafts]:
        return
    _require_open(session, found, now)
    require_ready(as_blockers(mistakes_in_eligibility(drafts)))
    put_eligibility(session, found, drafts, now)
    touch(session, found)
    record(session, actor, "round:eligibility_set", found, now, count=len(drafts))
    keep_version(session, actor, found, "eligibility", now)


def put_eligibility(
    session: Session, found: Round, drafts: Sequence[EligibilityDraft], now: datetime
) -> None:
    """Write the rows. The same question with the same wanted answer keeps its number."""
    rows = {
        (row.question, row.wanted): row
        for row in session.scalars(
            select(EligibilityQuestion)
            .where(EligibilityQuestion.round_id == found.id)
            .order_by(EligibilityQuestion.id)
        )
    }
    kept = set()
    for position, draft in enumerate(drafts, start=1):
        row = rows.get((draft.question, draft.wanted))
        if row is None:
            row = EligibilityQuestion(
                round_id=found.id, question=draft.question, wanted=draft.wanted
            )
            session.add(row)
        row.position, row.explanation, row.blocks = position, draft.explanation, draft.blocks
        row.removed_at = None
        kept.add((draft.question, draft.wanted))
    for place, row in rows.items():
        if place not in kept and row.removed_at is None:
            row.removed_at = now
    session.flush()
