"""Writes of the registry: an act, a new version of one, what cites which; the shipped acts."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.versions import put_after, require_newest
from app.audit.actions import record
from app.citations import policy
from app.citations.acts import ActDraft, blockers_in_act, blockers_in_reason
from app.citations.models import LegalBasis, LegalCitation
from app.citations.states import REGISTER, Certainty
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.shipped import read_shipped
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line, search_text

SHIPPED = Path(__file__).with_name("data") / "legal_acts.yaml"


def add_act(session: Session, actor: Actor, draft: ActDraft, now: datetime) -> LegalBasis:
    """Write an act down; one of the same number and day is there once."""
    require(policy.keep(actor))
    found = blockers_in_act(draft)
    if not found and _there(session, draft) is not None:
        found = [Blocker("number", T("Văn bản số này, ngày này đã có trong danh mục"))]
    require_ready(found)
    row = _row(draft, secrets.token_hex(16), 1, "", actor, now)
    session.add(row)
    record(session, actor, "legal_basis:add", row, now, number=row.number)
    return row


def correct_act(
    session: Session, actor: Actor, old: LegalBasis, draft: ActDraft, reason: str, now: datetime
) -> LegalBasis:
    """A new version, with the reason: documents keep what they cited. `old`: loaded to change."""
    require(policy.keep(actor))
    require_newest(session, old, attrgetter("edition"))
    found = blockers_in_act(draft) + blockers_in_reason(reason)
    other = None if found else _there(session, draft)
    if other is not None and other != old.id:
        found = [Blocker("number", T("Văn bản số này, ngày này đã có trong danh mục"))]
    require_ready(found)
    row = _row(draft, old.line, old.edition + 1, clean_line(reason), actor, now)
    put_after(session, old, row)
    record(session, actor, "legal_basis:correct", row, now, reason=row.reason, replaces=old.id)
    return row


def cite(session: Session, thing: str, act_ids: Iterable[int], day: date) -> None:
    """Note that a document cites these versions; what it cited before is forgotten."""
    session.execute(delete(LegalCitation).where(LegalCitation.thing == thing))
    session.add_all(
        LegalCitation(basis_id=key, thing=thing, cited_on=day) for key in dict.fromkeys(act_ids)
    )


def load_acts(session: Session, actor: Actor, now: datetime) -> int:
    """Add what is missing of the shipped acts; returns how many.

    An act already there, known by its number, is left as the office has made it.
    """
    require(policy.keep(actor))
    stored = set(session.scalars(select(LegalBasis.number)))
    rows: list[Mapping[str, Any]] = read_shipped(SHIPPED)
    new = [
        _row(_draft(row, place), secrets.token_hex(16), 1, "", actor, now)
        for place, row in enumerate(rows, start=1)
        if row["number"] not in stored
    ]
    session.add_all(new)
    session.flush()
    if new:
        record(session, actor, "legal_basis:load", "legal_basis:all", now, rows=len(new))
    return len(new)


def _draft(row: Mapping[str, Any], place: int) -> ActDraft:
    last = row.get("last_day")
    return ActDraft(
        row["kind"], row["number"], row["issuer"], row.get("issued_on"), clean_line(row["subject"]),
        row["valid_from"], last, row.get("replaced_by", ""), Certainty(row["certainty"]),
        clean_line(row.get("note", "")), row.get("used_for", REGISTER), place,
    )  # fmt: skip


def _row(
    draft: ActDraft, line: str, edition: int, reason: str, actor: Actor, now: datetime
) -> LegalBasis:
    kind, number, subject = map(clean_line, (draft.kind, draft.number, draft.subject))
    issuer = clean_line(draft.issuer)
    return LegalBasis(
        kind=kind, number=number, issuer=issuer, issued_on=draft.issued_on, subject=subject,
        valid_from=draft.valid_from, valid_to=draft.valid_to, used_for=draft.used_for,
        position=draft.position, replaced_by=clean_line(draft.replaced_by),
        certainty=draft.certainty, note=clean(draft.note), line=line, edition=edition,
        newest=True, reason=reason, recorded_by=actor.user_id, recorded_at=now,
        searched=search_text(f"{kind} {number} {issuer} {subject} {draft.replaced_by}"),
    )  # fmt: skip


def _there(session: Session, draft: ActDraft) -> int | None:
    return session.scalar(
        select(LegalBasis.id).where(
            LegalBasis.newest, LegalBasis.number == clean_line(draft.number),
            LegalBasis.issued_on == draft.issued_on if draft.issued_on
            else LegalBasis.issued_on.is_(None),
            LegalBasis.issuer == clean_line(draft.issuer),
        )
    )  # fmt: skip
