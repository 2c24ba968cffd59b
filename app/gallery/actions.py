"""Publish, change and withdraw a solution; keep what the cards say about units up to date."""

from dataclasses import fields
from datetime import datetime
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.adoption.queries import AppliedFact, applied_facts
from app.audit.actions import record
from app.audit.edits import stale_edit
from app.database.schema import GALLERY_SEARCH
from app.database.transaction import all_to_change, to_change
from app.gallery import policy, rules
from app.gallery.models import PublishedSolution
from app.gallery.naming import public_names
from app.gallery.rules import PublicText
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.actor import Actor
from app.kernel.refusals import (
    AlreadyDone,
    Difference,
    IllegalMove,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T, Text
from app.review.revocation_models import RecognitionRevocation
from app.review.revoking import Consequence
from app.rounds.models import Round

CHUNK = 500

LABELS: dict[str, Text] = {
    "title": T("Tên giải pháp"),
    "problem": T("Vấn đề"),
    "solution": T("Giải pháp"),
    "effect": T("Hiệu quả"),
    "ai_note": T("Trí tuệ nhân tạo trong giải pháp"),
    "sector": T("Lĩnh vực"),
    "decision_text": T("Quyết định công nhận"),
}
"""The boxes of the form, as the form names them."""


def publish_solution(
    session: Session, actor: Actor, idea: Idea, text: PublicText, now: datetime
) -> PublishedSolution:
    """Make a recognised and applied solution public; a withdrawn one returns to its address.

    `idea` is loaded to change: its lock keeps a second press waiting, which then is answered
    with `AlreadyDone`.
    """
    require(policy.publish(actor))
    entry = session.scalar(
        select(PublishedSolution).where(PublishedSolution.idea_id == idea.id).with_for_update()
    )
    if entry is not None and entry.withdrawn_at is None:
        raise AlreadyDone(T("Giải pháp này đang được công khai."), "gallery.edit", idea_id=idea.id)
    fact = applied_facts(session, [idea.id]).get(idea.id)
    count = fact.count if fact else 0
    require_ready(rules.blockers_to_publish(text, idea.state, count, idea.confidential))
    if entry is None:
        entry = PublishedSolution(
            idea_id=idea.id, slug=rules.slug_of(text.title, idea.id), unit_id=idea.unit_id,
            unit_name=idea.unit_name, year=session.get_one(Round, idea.round_id).year,
            demo=idea.demo, source=idea.source,
        )  # fmt: skip
        session.add(entry)
    entry.published_by, entry.published_at, entry.withdrawn_at = actor.user_id, now, None
    entry.adoption_count, entry.applied_in = count, _names(fact)
    _write(session, entry, text)
    record(session, actor, "gallery:publish", entry, now, after="published", slug=entry.slug,
           show_authors=text.show_authors)  # fmt: skip
    _index(session, entry)
    return entry


def entry_to_change(session: Session, idea_id: int) -> PublishedSolution:
    """The entry of a dossier, locked to be changed; 404 while it was never published."""
    key = session.scalar(select(PublishedSolution.id).where(PublishedSolution.idea_id == idea_id))
    return to_change(session, PublishedSolution, key)


def change_solution(
    session: Session, actor: Actor, solution: PublishedSolution, text: PublicText, version: int,
    now: datetime,
) -> None:  # fmt: skip
    """Change what the public reads. Raises `StaleEdit` when somebody saved in between."""
    require(policy.publish(actor))
    _require_public(solution, "change")
    if version != solution.version:
        raise _stale(session, solution, text)
    idea = session.get_one(Idea, solution.idea_id)
    require_ready(rules.blockers_in_text(text, idea.confidential))
    _write(session, solution, text)
    record(session, actor, "gallery:change", solution, now, show_authors=text.show_authors)
    session.flush()
    _index(session, solution)


def withdraw_solution(
    session: Session, actor: Actor, solution: PublishedSolution, reason: str, now: datetime
) -> None:
    """Take a solution away from the public, at once and from search too; the reason is kept."""
    require(policy.publish(actor))
    _require_public(solution, "withdraw")
    require_ready(rules.blockers_to_withdraw(reason))
    solution.withdrawn_at = now
    record(session, actor, "gallery:withdraw", solution, now, before="published",
           after="withdrawn", reason=reason)  # fmt: skip
    GALLERY_SEARCH.remove(session, solution.id)


def withdraw_revoked(
    session: Session, actor: Actor, idea: Idea, row: RecognitionRevocation, now: datetime
) -> None:
    """A solution whose recognition was annulled leaves the public pages in the same transaction.

    No right is asked: who may annul was asked there. A page on which it never stood stays so.
    """
    entry = session.scalar(
        select(PublishedSolution).where(PublishedSolution.idea_id == idea.id).with_for_update()
    )
    if entry is None or entry.withdrawn_at is not None:
        return
    entry.withdrawn_at = now
    reason = f"Hủy công nhận sáng kiến theo Quyết định số {row.decision_number}"
    record(session, actor, "gallery:withdraw", entry, now, before="published",
           after="withdrawn", reason=reason)  # fmt: skip
    GALLERY_SEARCH.remove(session, entry.id)


def what_follows(session: Session, idea_id: int) -> list[Consequence]:
    """For the page that annuls a recognition."""
    entry = session.scalar(
        select(PublishedSolution.id).where(
            PublishedSolution.idea_id == idea_id, PublishedSolution.withdrawn_at.is_(None)
        )
    )
    return [Consequence(T("Giải pháp được gỡ khỏi thư viện công khai."))] if entry else []


def refresh_adoptions(session: Session, idea_id: int, now: datetime) -> None:  # noqa: ARG001
    """Bring one entry up to date; `adoption` calls this when what is confirmed has changed.

    No right is asked and nothing recorded: the act that changed the facts was recorded.
    """
    _refresh(session, [idea_id])


def refresh_stale(session: Session, actor: Actor, now: datetime) -> int:
    """Bring every published entry up to date; returns how many said something else."""
    require(policy.publish(actor))
    published = iter(
        session.scalars(
            select(PublishedSolution.idea_id)
            .where(PublishedSolution.withdrawn_at.is_(None))
            .order_by(PublishedSolution.idea_id)
        ).all()
    )
    changed = 0
    while chunk := list(islice(published, CHUNK)):
        changed += _refresh(session, chunk)
    record(session, actor, "gallery:refresh", "gallery:all", now, changed=changed)
    return changed


def refresh_names(session: Session, account_id: int) -> int:
    """Name or hide one person on every published page, and in search; how many pages changed.

    Called by the room that keeps consent, in the transaction that records the choice. The
    dossiers are locked first, so that a page being published meanwhile cannot be missed.
    """
    wrote = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == account_id)
    ideas = session.scalars(select(Idea.id).where(Idea.id.in_(wrote)).order_by(Idea.id)).all()
    all_to_change(session, Idea, list(ideas))
    entries = session.scalars(
        select(PublishedSolution)
        .where(PublishedSolution.idea_id.in_(ideas), PublishedSolution.show_authors)
        .order_by(PublishedSolution.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    changed = 0
    for entry in entries:
        before = entry.author_names
        _name_authors(session, entry)
        if entry.author_names != before:
            changed += 1
            if entry.withdrawn_at is None:
                _index(session, entry)
    return changed


def _refresh(session: Session, idea_ids: list[int]) -> int:
    entries = session.scalars(
        select(PublishedSolution)
        .where(PublishedSolution.idea_id.in_(idea_ids), PublishedSolution.withdrawn_at.is_(None))
        .order_by(PublishedSolution.id)
        .with_for_update()  # two units that confirm at once: the second counts the first
        .execution_options(populate_existing=True)
    ).all()
    facts = applied_facts(session, [entry.idea_id for entry in entries])
    changed = 0
    for entry in entries:
        fact = facts.get(entry.idea_id)
        count, names = (fact.count if fact else 0), _names(fact)
        if (entry.adoption_count, entry.applied_in) == (count, names):
            continue
        # Not through the row: its version is for the officer who edits the text meanwhile.
        session.execute(
            update(PublishedSolution)
            .where(PublishedSolution.id == entry.id)
            .values(adoption_count=count, applied_in=names)
        )
        session.refresh(entry)
        _index(session, entry)
        changed += 1
    return changed


def _names(fact: AppliedFact | None) -> str:
    return "\n".join(fact.units) if fact else ""


def _write(session: Session, entry: PublishedSolution, text: PublicText) -> None:
    for name in fields(text):
        setattr(entry, name.name, getattr(text, name.name))
    _name_authors(session, entry)


def _name_authors(session: Session, entry: PublishedSolution) -> None:
    named = public_names(session, entry.idea_id) if entry.show_authors else ()
    entry.author_names = ", ".join(named)[:1000]


def _index(session: Session, entry: PublishedSolution) -> None:
    GALLERY_SEARCH.put(
        session, entry.id, entry.title, entry.problem, entry.solution, entry.effect,
        entry.ai_note, entry.sector, entry.unit_name, entry.applied_in, entry.author_names,
    )  # fmt: skip


def _require_public(solution: PublishedSolution, act: str) -> None:
    if solution.withdrawn_at is not None:
        raise IllegalMove(act, "withdrawn", ["publish"])


def _stale(session: Session, solution: PublishedSolution, text: PublicText) -> StaleEdit:
    differences = [
        Difference(name, label, getattr(text, name), getattr(solution, name))
        for name, label in LABELS.items()
        if getattr(text, name) != getattr(solution, name)
    ]
    return stale_edit(session, solution, differences)
