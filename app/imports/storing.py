"""The third step: rows become dossiers by the very acts of the pages; and the way back."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.audit.attempts import attempt
from app.database.transaction import to_change
from app.ideas import actions as ideas
from app.ideas.behalf import Person, start_for
from app.ideas.drafts import AiSheet, AuthorLine, Effect, Information, Texts
from app.ideas.models import Idea
from app.ideas.people_models import AuthorConsent
from app.ideas.queries import author_lines, stored_draft
from app.ideas.states import IdeaState
from app.imports.models import DossierImport, DossierRow
from app.imports.states import IMPORT_LIFECYCLE, ImportState, Outcome, Verdict
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.refusals import Blocked, Denied, IllegalMove, Refusal, StaleEdit
from app.kernel.text import T
from app.rounds.models import Round

STEP_ROWS = 15
Section = Information | Texts | Effect | AiSheet
_SAVERS: Mapping[type[Section], Callable[[Session, Actor, Idea, Any, datetime, int], None]] = {
    Information: ideas.save_information, Texts: ideas.save_texts, Effect: ideas.save_effect,
    AiSheet: ideas.save_ai_sheet,
}  # fmt: skip
_TYPES = {"first_applied_on": date.fromisoformat}


class Stopped(Refusal):
    """A row could not be stored where all or none were wanted; the argument says why."""


def wanted(batch: DossierImport) -> tuple[str, ...]:
    """The verdicts whose rows are stored."""
    return (Verdict.NEW, Verdict.CHANGED) if batch.update else (Verdict.NEW,)


def store_some(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> bool:
    """Store the next rows; True while there are more. Stops at the first failure if asked to."""
    if json.loads(batch.counts).get("stopped"):
        return undo_some(session, actor, batch, now)
    rows = list(
        session.scalars(
            select(DossierRow)
            .where(DossierRow.import_id == batch.id, DossierRow.verdict.in_(wanted(batch)),
                   DossierRow.outcome == Outcome.NONE)
            .order_by(DossierRow.id)
            .limit(STEP_ROWS)
        )
    )  # fmt: skip
    round_ = session.get_one(Round, batch.round_id)
    for row in rows:
        try:
            with attempt(session):
                _store(session, actor, batch, round_, row, now)
        except (Blocked, Denied, IllegalMove, StaleEdit) as refused:
            row.outcome, row.note = Outcome.LEFT, str(refused)[:500]
            if not batch.only_good:
                raise Stopped(T("Dòng %(n)s: %(why)s", n=row.number, why=row.note)) from refused
    counts = json.loads(batch.counts)
    counts["stored"] = counts.get("stored", 0) + len(rows)
    batch.counts = json.dumps(counts, ensure_ascii=False)
    if len(rows) == STEP_ROWS:
        return True
    batch.decided_at = now
    move(session, actor, batch, IMPORT_LIFECYCLE, "finish", now, rows=counts["stored"])
    return False


def _store(
    session: Session, actor: Actor, batch: DossierImport, round_: Round, row: DossierRow,
    now: datetime,
) -> None:  # fmt: skip
    values = json.loads(row.values)
    if row.idea_id is None:
        people = values["authors"]
        reason = str(T("Nhập từ bảng “%(file)s”, dòng %(n)s", file=batch.file_name[:200],
                       n=row.number))  # fmt: skip
        # Without the address: who has an account is linked by it below, as an author.
        person = Person(people[0]["full_name"])
        idea = start_for(session, actor, round_, person, values["unit_id"], reason, now)
        row.outcome = Outcome.ADDED
    else:
        idea = to_change(session, Idea, row.idea_id)
        row.before = json.dumps(_before(session, idea), default=str, ensure_ascii=False)
        row.outcome = Outcome.UPDATED
    write(session, actor, idea, values, now)
    if batch.submit and row.outcome is Outcome.ADDED:
        _submit(session, actor, idea, row, now)
    session.flush()
    row.idea_id, row.idea_version = idea.id, idea.version


def _submit(session: Session, actor: Actor, idea: Idea, row: DossierRow, now: datetime) -> None:
    try:
        with attempt(session):
            ideas.submit_idea(session, actor, idea, now)
        row.outcome = Outcome.SUBMITTED
    except Blocked as refused:
        row.note = str(T("Để ở bản nháp: %(why)s", why=str(refused)))[:500]


def write(
    session: Session, actor: Actor, idea: Idea, values: dict[str, Any], now: datetime
) -> None:
    """Save what the values give, section by section; what they do not name stays."""
    for kind, save in _SAVERS.items():
        names = [field.name for field in fields(kind) if field.name in values]
        if not names:
            continue
        given: dict[str, Any] = {
            name: _TYPES[name](values[name]) if name in _TYPES and values[name] else values[name]
            for name in names
        }
        stored: Section = stored_draft(session, idea.id, kind)
        save(session, actor, idea, replace(stored, **given), now, idea.version)
    if values.get("authors"):
        workplace = author_lines(session, idea.id)[0].workplace
        lines = [_line(one, workplace if not place else "")
                 for place, one in enumerate(values["authors"])]  # fmt: skip
        ideas.save_authors(session, actor, idea, lines, now, idea.version)


def _line(one: dict[str, str], workplace: str) -> AuthorLine:
    known = {field.name for field in fields(AuthorLine)} - {"share", "number"}
    texts = {name: value for name, value in one.items() if name in known}
    texts["workplace"] = texts.get("workplace") or workplace
    return AuthorLine(**texts, share=Decimal(one.get("share") or 0))  # type: ignore[arg-type]


def _before(session: Session, idea: Idea) -> dict[str, Any]:
    """What an update changes, to be able to put it back."""
    found: dict[str, Any] = {}
    for kind in _SAVERS:
        draft: Section = stored_draft(session, idea.id, kind)
        found |= {field.name: getattr(draft, field.name) for field in fields(draft)}
    found["authors"] = [
        {field.name: str(getattr(line, field.name)) for field in fields(line)
         if field.name != "number"}
        for line in author_lines(session, idea.id)
    ]  # fmt: skip
    return found


def undo_some(session: Session, actor: Actor, batch: DossierImport, now: datetime) -> bool:
    """Take the next rows back; True while there are more. Touched dossiers stay, and are named."""
    rows = list(
        session.scalars(
            select(DossierRow)
            .where(DossierRow.import_id == batch.id,
                   DossierRow.outcome.in_((Outcome.ADDED, Outcome.SUBMITTED, Outcome.UPDATED)))
            .order_by(DossierRow.id)
            .limit(STEP_ROWS)
        )
    )  # fmt: skip
    for row in rows:
        try:
            with attempt(session):
                row_undone = _undo(session, actor, batch, row, now)
        except (Blocked, Denied, IllegalMove, StaleEdit) as refused:
            row_undone, row.note = Outcome.KEPT, str(refused)[:500]
        row.outcome = row_undone
    if len(rows) == STEP_ROWS:
        return True
    name = "undone" if batch.state is ImportState.UNDOING else "fail"
    move(session, actor, batch, IMPORT_LIFECYCLE, name, now, reason=batch.note)
    return False


def _undo(
    session: Session, actor: Actor, batch: DossierImport, row: DossierRow, now: datetime
) -> Outcome:
    idea = to_change(session, Idea, row.idea_id)
    answered = session.scalar(
        select(AuthorConsent.id).where(AuthorConsent.idea_id == idea.id).limit(1)
    )
    if idea.version != row.idea_version or answered is not None:
        row.note = str(T("Hồ sơ đã được sửa hoặc xử lý sau khi nhập (lần cuối %(when)s)",
                         when=instant_text(idea.updated_at)))  # fmt: skip
        return Outcome.KEPT
    if row.outcome == Outcome.UPDATED:
        before = json.loads(row.before)
        write(session, actor, idea, {**before, "authors": before["authors"]}, now)
        return Outcome.UNDONE
    reason = str(T("Hoàn tác lần nhập từ bảng “%(file)s”", file=batch.file_name[:200]))
    ideas.withdraw_idea(session, actor, idea, "" if idea.state is IdeaState.DRAFT else reason, now)
    return Outcome.UNDONE
