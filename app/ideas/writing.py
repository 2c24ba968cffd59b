"""Write a dossier while it is with its authors: start, save each section, evidence.

Drafts are not in the audit chain: what counts is frozen, whole, at every submit.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import IO, BinaryIO, TypeVar, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.actions import normal_email
from app.accounts.models import Account, Unit
from app.audit.actions import record
from app.database.once import earlier_result, remember
from app.files.actions import keep_upload
from app.ideas import policy, queries, rules
from app.ideas.consent_queries import claims_of
from app.ideas.drafts import (
    LABELS,
    MOST_FILES,
    SECTION_OF,
    AiSheet,
    AuthorLine,
    Draft,
    Effect,
    Information,
    ParticipantLine,
    Section,
    Texts,
    typed_text,
)
from app.ideas.eligibility import blockers_of_eligibility, kept_answers
from app.ideas.fields import AUTHOR_FIELDS, PARTICIPANT_FIELDS, PROSE
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaParticipant
from app.ideas.states import EDITABLE, IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.refusals import (
    NOT_FOUND,
    Blocked,
    Blocker,
    Denied,
    Difference,
    IllegalMove,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line, name_sort_key
from app.rounds.field_queries import eligibility_of
from app.rounds.models import Round

D = TypeVar("D")
AUTHOR_NAMES = tuple(field.name for field in AUTHOR_FIELDS)
PARTICIPANT_NAMES = tuple(field.name for field in PARTICIPANT_FIELDS)


def start_idea(
    session: Session, actor: Actor, round_: Round, now: datetime, *, once_key: str = "",
    eligibility: Mapping[int, bool] | None = None,
) -> Idea:  # fmt: skip
    """Begin a dossier in an open round; its first author is the actor.

    The same `once_key` again gives the dossier it made the first time. `eligibility`: the answers
    to the round's questions before the form; None (imports, on behalf) asks them later, before
    the dossier is submitted.
    """
    require(policy.start(actor))
    earlier = earlier_result(session, once_key, actor.user_id)
    if earlier:
        return session.get_one(Idea, int(earlier))
    require_ready(rules.blockers_of_window(round_, IdeaState.DRAFT, now))
    conditions = eligibility_of(session, round_.id)
    if eligibility is not None:
        require_ready(blockers_of_eligibility(conditions, eligibility))
    account = session.get(Account, actor.user_id)
    if account is None:
        raise Denied(NOT_FOUND)
    unit = session.get_one(Unit, account.unit_id)
    idea = Idea(
        round_id=round_.id, unit_id=unit.id, unit_name=unit.name, owner_id=account.id,
        state=IdeaState.DRAFT, created_at=now, updated_at=now, updated_by=account.id,
        demo=account.demo,
        eligibility=json.dumps(kept_answers(conditions, eligibility or {}), ensure_ascii=False),
    )  # fmt: skip
    session.add(idea)
    record(session, actor, "idea:start", idea, now, after=str(IdeaState.DRAFT))
    first = AuthorLine(account.full_name, unit.name, account.position, account.email, Decimal(100))
    put_authors(session, idea, [first])
    remember(session, once_key, actor.user_id, str(idea.id), now)
    return idea


def save_information(
    session: Session, actor: Actor, idea: Idea, draft: Information, now: datetime, version: int
) -> None:
    """Title, category, sector, summary. Raises `StaleEdit` when somebody saved them since."""
    _save(session, actor, idea, draft, now, version)


def save_texts(
    session: Session, actor: Actor, idea: Idea, draft: Texts, now: datetime, version: int
) -> None:
    """Problem, solution, novelty, conditions, confidential part; otherwise as above."""
    _save(session, actor, idea, draft, now, version)


def save_effect(
    session: Session, actor: Actor, idea: Idea, draft: Effect, now: datetime, version: int
) -> None:
    """First application, effect, money saved; otherwise as above."""
    _save(session, actor, idea, draft, now, version)


def save_ai_sheet(
    session: Session, actor: Actor, idea: Idea, draft: AiSheet, now: datetime, version: int
) -> None:
    """The AI sheet; otherwise as above."""
    _save(session, actor, idea, draft, now, version)


def _save(
    session: Session, actor: Actor, idea: Idea, draft: Draft, now: datetime, version: int
) -> None:
    """Equal texts change nothing; an incomplete draft is fine, one over its limits is not."""
    require_writable(session, actor, idea)
    draft = cleaned(draft)
    stored = queries.stored_draft(session, idea.id, type(draft))
    if draft == stored:
        return
    section = SECTION_OF[type(draft)]
    names = [field.name for field in fields(draft)]
    labels = queries.category_names(session, idea.round_id)
    require_fresh(session, idea, section, version, [
        Difference(name, LABELS[name], mine, theirs)
        for name in names
        for mine, theirs in [tuple(_shown(name, getattr(d, name), labels) for d in (draft, stored))]
        if mine != theirs
    ])  # fmt: skip
    require_ready(rules.blockers_to_save(draft, labels))
    for name in names:
        setattr(idea, name, getattr(draft, name))
    note_edit(idea, actor, section, now)
    session.flush()


def cleaned(draft: D) -> D:
    """NFC and without invisible signs, whoever calls: page, importer, demo."""
    texts = {
        name: (clean if name in PROSE else clean_line)(value)
        for name in (field.name for field in fields(draft))  # type: ignore[arg-type]
        if isinstance(value := getattr(draft, name), str)
    }
    if "email" in texts:
        texts["email"] = normal_email(texts["email"])
    return replace(draft, **texts)  # type: ignore[type-var]


def _shown(name: str, value: object, categories: dict[int, str]) -> str:
    if name == "category_id" and isinstance(value, int):
        return categories.get(value, str(value))
    return typed_text(name, value)


def save_authors(
    session: Session,
    actor: Actor,
    idea: Idea,
    lines: Sequence[AuthorLine],
    now: datetime,
    version: int,
) -> None:
    """The authors in their order. An e-mail of an account lets that person write along."""
    require_writable(session, actor, idea)
    lines = [cleaned(line) for line in lines if line != AuthorLine()]
    stored = queries.author_lines(session, idea.id)
    if lines == stored:
        return
    differences = row_differences(lines, stored, AUTHOR_NAMES, "authors")
    require_fresh(session, idea, Section.AUTHORS, version, differences)
    require_ready(rules.blockers_of_authors(lines))
    put_authors(session, idea, lines)
    note_edit(idea, actor, Section.AUTHORS, now)
    session.flush()


def row_differences(
    mine: Sequence[AuthorLine | ParticipantLine],
    theirs: Sequence[AuthorLine | ParticipantLine],
    names: Sequence[str],
    prefix: str,
) -> list[Difference]:
    """Two lists of people row by row; `prefix` is the name of the list on the page."""
    found = []
    # Rows that were removed on the page leave gaps in its numbers.
    gap = max([line.number for line in mine], default=-1) + 1 - len(mine)
    for place, (left, right) in enumerate(zip_longest(mine, theirs)):
        number = left.number if left and left.number >= 0 else place + max(gap, 0)
        for name in names:
            a, b = (typed_text(name, getattr(row, name)) if row else "" for row in (left, right))
            if a != b:
                label = T("%(what)s, dòng %(n)s", what=LABELS[name], n=place + 1)
                found.append(Difference(f"{prefix}-{number}-{name}", label, a, b))
    return found


def put_authors(session: Session, idea: Idea, lines: Sequence[AuthorLine]) -> None:
    """Store the authors as they are; who may is asked before."""
    session.flush()
    emails = [line.email for line in lines if line.email]
    accounts = queries.accounts_by_email(session, emails)
    claimed = claims_of(session, idea.id)
    rows = list(
        session.scalars(
            select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id).order_by(IdeaAuthor.position)
        )
    )
    for row in rows[len(lines) :]:
        session.delete(row)
    for position, line in enumerate(lines, start=1):
        if position <= len(rows):
            row = rows[position - 1]
        else:
            row = IdeaAuthor(idea_id=idea.id)
            session.add(row)
        row.position, row.share = position, line.share
        row.full_name, row.name_key = line.full_name, name_sort_key(line.full_name)
        row.workplace, row.job_title = line.workplace, line.job_title
        row.born, row.qualification = line.born, line.qualification
        row.email = line.email
        row.account_id = accounts.get(row.email) or claimed.get(row.email)
    session.flush()


def save_participants(
    session: Session,
    actor: Actor,
    idea: Idea,
    lines: Sequence[ParticipantLine],
    now: datetime,
    version: int,
) -> None:
    """Those who helped to apply first, in their order: no authors, no share, other pay."""
    require_writable(session, actor, idea)
    lines = [line for line in map(cleaned, lines) if line != ParticipantLine(number=line.number)]
    stored = queries.participant_lines(session, idea.id)
    if lines == stored:
        return
    differences = row_differences(lines, stored, PARTICIPANT_NAMES, "participants")
    require_fresh(session, idea, Section.PARTICIPANTS, version, differences)
    require_ready(rules.blockers_of_participants(lines))
    session.execute(delete(IdeaParticipant).where(IdeaParticipant.idea_id == idea.id))
    for position, line in enumerate(lines, start=1):
        values = {name: getattr(line, name) for name in PARTICIPANT_NAMES}
        session.add(IdeaParticipant(idea_id=idea.id, position=position, **values))
    note_edit(idea, actor, Section.PARTICIPANTS, now)
    session.flush()


def add_evidence(
    session: Session,
    actor: Actor,
    idea: Idea,
    stream: IO[bytes],
    name: str | None,
    note: str,
    now: datetime,
    *,
    field_id: int | None = None,
) -> Evidence:
    """Attach a file; at most `MOST_FILES`, each content once. Raises `Blocked` with the reason.

    With `field_id` it answers a question of the round.
    """
    require_writable(session, actor, idea)
    note = clean_line(note)
    require_ready(rules.blockers_of_note(note))
    present = queries.evidence_hashes(session, idea.id)
    if len(present) >= MOST_FILES:
        raise Blocked([Blocker("file", T("Chỉ được tải tối đa %(n)s tệp", n=MOST_FILES))])
    file = keep_upload(
        session,
        actor,
        cast("BinaryIO", stream),
        name,
        purpose="evidence",
        owner_id=idea.id,
        now=now,
    )
    if file.sha256 in present:
        raise Blocked([Blocker("file", T("Tệp này đã có trong hồ sơ"))])
    row = Evidence(idea_id=idea.id, file_id=file.id, note=note, added_at=now, field_id=field_id)
    session.add(row)
    note_edit(idea, actor, Section.EVIDENCE, now)
    session.flush()
    return row


def remove_evidence(
    session: Session, actor: Actor, idea: Idea, evidence_id: int, now: datetime
) -> None:
    """Take a file out of the dossier; versions that were submitted with it keep it."""
    require_writable(session, actor, idea)
    row = session.scalar(
        select(Evidence).where(
            Evidence.id == evidence_id, Evidence.idea_id == idea.id, Evidence.removed_at.is_(None)
        )
    )
    if row is None:
        raise Denied(NOT_FOUND)
    row.removed_at = now
    note_edit(idea, actor, Section.EVIDENCE, now)
    session.flush()


def require_writable(session: Session, actor: Actor, idea: Idea) -> None:
    """Only its authors, and only while the dossier is with them."""
    require(policy.write(actor, queries.standing_of(session, idea)))
    if idea.state not in EDITABLE:
        raise IllegalMove("edit", idea.state, IDEA_LIFECYCLE.open_from(idea.state))


def require_fresh(
    session: Session, idea: Idea, section: Section, version: int, differences: list[Difference]
) -> None:
    """Refuse when this section was saved after the version the person was shown."""
    last = json.loads(idea.section_edits).get(section)
    if last is not None and last["version"] > version:
        raise stale_edit(session, idea, section, differences)


def stale_edit(
    session: Session, idea: Idea, section: Section, differences: Sequence[Difference]
) -> StaleEdit:
    """Both texts, and who saved the stored one of this section last."""
    last = json.loads(idea.section_edits).get(section) or {}
    account = session.get(Account, last["by"]) if last.get("by") else None
    when = instant_text(datetime.fromisoformat(last["at"])) if last else ""
    return StaleEdit(account.full_name if account else "", when, differences, idea.version)


def note_edit(idea: Idea, actor: Actor, section: Section, now: datetime) -> None:
    """Remember who saved the section last, and with which version."""
    edits = json.loads(idea.section_edits or "{}")
    # The flush that follows raises the version by one.
    edits[section] = {"version": idea.version + 1, "by": actor.user_id, "at": now.isoformat()}
    idea.section_edits = json.dumps(edits, sort_keys=True)
    idea.updated_at, idea.updated_by = now, actor.user_id
