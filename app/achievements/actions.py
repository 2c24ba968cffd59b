"""Writes of the ledger. Nothing is overwritten: a correction is a new version with a reason."""

import secrets
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.versions import put_after, require_newest
from app.achievements import policy, rules
from app.achievements.models import Achievement, AchievementUse, Standing, YearlyRating
from app.achievements.rules import About, AwardDraft, RatingDraft, StandingDraft, Use
from app.achievements.states import Source, Subject
from app.audit.actions import record
from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line, name_sort_key, search_text, sort_key

__all__ = [
    "About", "AwardDraft", "RatingDraft", "StandingDraft", "Use", "correct_award",
    "correct_rating", "correct_standing", "rate", "record_award", "record_standing",
    "revoke_award",
]  # fmt: skip

_NUMBER = attrgetter("number")


def record_award(session: Session, actor: Actor, draft: AwardDraft, now: datetime) -> Achievement:
    """Write one award into the ledger.

    The awards room calls it for each line of an issued list (`source` LIST, `source_ref`
    "nomination:7"): a line that is in the ledger already is given back and not written twice.
    """
    _allow(actor, draft.source, draft.about)
    if draft.source_ref and draft.source is Source.LIST:
        stored = _by_source(session, draft.source_ref)
        if stored is not None:
            return stored
    require_ready(rules.blockers_in_award(draft, local_date(now)))
    row = _award(draft, secrets.token_hex(16), 1, "", actor, now)
    session.add(row)
    session.flush()
    _add_uses(session, row, draft.uses)
    record(session, actor, "achievement:record", row, now, subject_key=row.subject_key,
           award=row.award_code or row.award_name, year=row.year)  # fmt: skip
    return row


def correct_award(
    session: Session, actor: Actor, old: Achievement, draft: AwardDraft, reason: str, now: datetime
) -> Achievement:
    """A new version of an award, with the reason. `old` is loaded to change."""
    require(policy.keep(actor, old.account_id))
    require(policy.keep(actor, draft.about.account_id))
    require_newest(session, old, _NUMBER)
    require_ready(
        rules.blockers_in_award(draft, local_date(now)) + rules.blockers_in_reason(reason)
    )
    row = _award(draft, old.line, old.number + 1, clean_line(reason), actor, now)
    row.source, row.source_ref = old.source, old.source_ref
    row.revoked_on, row.revoked_number = old.revoked_on, old.revoked_number
    row.revoked_reason = old.revoked_reason
    put_after(session, old, row)
    _add_uses(session, row, draft.uses)
    record(session, actor, "achievement:correct", row, now, reason=clean_line(reason),
           replaces=old.id)  # fmt: skip
    return row


def revoke_award(
    session: Session,
    actor: Actor,
    old: Achievement,
    *,
    number: str,
    on: date,
    reason: str,
    now: datetime,
) -> Achievement:
    """The decision was annulled (Luật TĐKT, chương VII): by which decision, when, why.

    The row stays in the ledger and counts for nothing. A row that is revoked already is kept.
    """
    require(policy.follow_list(actor) if old.source is Source.LIST
            else policy.keep(actor, old.account_id))  # fmt: skip
    require_newest(session, old, _NUMBER)
    if old.revoked_on is not None:
        return old
    require_ready(_blockers_to_revoke(old, on, reason, local_date(now)))
    row = _copy(old, actor, now)
    row.revoked_on, row.revoked_number = on, clean_line(number)
    row.revoked_reason = row.reason = clean_line(reason)
    uses = session.scalars(
        select(AchievementUse)
        .where(AchievementUse.achievement_id == old.id)
        .order_by(AchievementUse.id)
    )
    kept = tuple(Use(use.idea_id, use.title, use.share) for use in uses)
    put_after(session, old, row)
    _add_uses(session, row, kept)
    record(session, actor, "achievement:revoke", row, now, reason=row.revoked_reason,
           decision=row.revoked_number, on=on.isoformat())  # fmt: skip
    return row


def current_of(session: Session, source_ref: str) -> Achievement | None:
    """The row that came from this source ("nomination:7"), locked; None when there is none."""
    found = _by_source(session, source_ref)
    return None if found is None else to_change(session, Achievement, found.id)


def rate(session: Session, actor: Actor, draft: RatingDraft, now: datetime) -> YearlyRating:
    """Write the rating of a year; there is one a year for each subject."""
    require(policy.keep(actor, draft.about.account_id))
    found = rules.blockers_in_rating(draft, local_date(now))
    if not found and _rated(session, draft) is not None:
        found = [Blocker("year", T("Năm này đã có mức xếp loại; sửa dòng đã ghi"))]
    require_ready(found)
    row = _rating(draft, secrets.token_hex(16), 1, "", actor, now)
    session.add(row)
    record(session, actor, "yearly_rating:record", row, now, year=row.year)
    return row


def correct_rating(
    session: Session, actor: Actor, old: YearlyRating, draft: RatingDraft, reason: str,
    now: datetime,
) -> YearlyRating:  # fmt: skip
    """A new version of a rating, with the reason. `old` is loaded to change."""
    require(policy.keep(actor, old.account_id))
    require(policy.keep(actor, draft.about.account_id))
    require_newest(session, old, _NUMBER)
    found = rules.blockers_in_rating(draft, local_date(now)) + rules.blockers_in_reason(reason)
    other = None if found else _rated(session, draft)
    if other is not None and other != old.id:
        found = [Blocker("year", T("Năm này đã có mức xếp loại; sửa dòng đã ghi"))]
    require_ready(found)
    row = _rating(draft, old.line, old.number + 1, clean_line(reason), actor, now)
    put_after(session, old, row)
    record(session, actor, "yearly_rating:correct", row, now, reason=row.reason, replaces=old.id)
    return row


def record_standing(
    session: Session, actor: Actor, draft: StandingDraft, now: datetime
) -> Standing:
    """Write down what stands against an award."""
    require(policy.keep(actor, draft.about.account_id))
    require_ready(rules.blockers_in_standing(draft))
    row = _standing(draft, secrets.token_hex(16), 1, "", actor, now)
    session.add(row)
    record(session, actor, "standing:record", row, now, kind=str(row.kind))
    return row


def correct_standing(
    session: Session, actor: Actor, old: Standing, draft: StandingDraft, reason: str, now: datetime
) -> Standing:
    """A new version, with the reason: it ended, or was written wrongly."""
    require(policy.keep(actor, old.account_id))
    require(policy.keep(actor, draft.about.account_id))
    require_newest(session, old, _NUMBER)
    require_ready(rules.blockers_in_standing(draft) + rules.blockers_in_reason(reason))
    row = _standing(draft, old.line, old.number + 1, clean_line(reason), actor, now)
    put_after(session, old, row)
    record(session, actor, "standing:correct", row, now, reason=row.reason, replaces=old.id)
    return row


def _allow(actor: Actor, source: Source, about: About) -> None:
    require(policy.follow_list(actor) if source is Source.LIST
            else policy.keep(actor, about.account_id))  # fmt: skip


def _by_source(session: Session, ref: str) -> Achievement | None:
    return session.scalars(
        select(Achievement).where(
            Achievement.source == Source.LIST, Achievement.source_ref == ref, Achievement.newest
        )
    ).one_or_none()


def _rated(session: Session, draft: RatingDraft) -> int | None:
    return session.scalar(
        select(YearlyRating.id).where(
            YearlyRating.subject_key == rules.subject_key(draft.about),
            YearlyRating.year == draft.year, YearlyRating.newest,
        )
    )  # fmt: skip


def _blockers_to_revoke(old: Achievement, on: date, reason: str, today: date) -> list[Blocker]:
    found = rules.blockers_in_reason(reason)
    if on > today or (old.decided_on is not None and on < old.decided_on):
        found.append(Blocker("revoked_on", T("Ngày hủy phải từ ngày quyết định đến hôm nay")))
    return found


def _add_uses(session: Session, row: Achievement, uses: tuple[Use, ...]) -> None:
    session.add_all(
        AchievementUse(achievement_id=row.id, idea_id=use.idea_id, title=clean_line(use.title),
                       share=use.share)
        for use in uses
    )  # fmt: skip


def _subject(about: About, *words: str) -> dict[str, Any]:
    name = clean_line(about.name)
    person = about.kind is Subject.INDIVIDUAL
    return {
        "subject_kind": about.kind, "subject_key": rules.subject_key(about),
        "account_id": about.account_id, "unit_id": about.unit_id, "name": name,
        "name_key": (name_sort_key if person else sort_key)(name)[:600],
        "unit_name": clean_line(about.unit_name), "born": about.born,
        "searched": search_text(" ".join((name, about.unit_name, *words))),
    }  # fmt: skip


def _version(line: str, number: int, reason: str, actor: Actor, now: datetime) -> dict[str, Any]:
    return {"line": line, "number": number, "newest": True, "reason": reason,
            "recorded_by": actor.user_id, "recorded_at": now}  # fmt: skip


def _award(
    draft: AwardDraft, line: str, number: int, reason: str, actor: Actor, now: datetime
) -> Achievement:
    words = (draft.award_name, draft.decision_number, *(use.title for use in draft.uses))
    return Achievement(
        **_subject(draft.about, *words), **_version(line, number, reason, actor, now),
        award_code=draft.award_code, award_name=clean_line(draft.award_name),
        family=draft.family, level=draft.level, ground=draft.ground, year=draft.year,
        decision_number=clean_line(draft.decision_number), decided_on=draft.decided_on,
        issuer=clean_line(draft.issuer), source=draft.source, source_ref=draft.source_ref,
        fingerprint=rules.fingerprint(draft),
    )  # fmt: skip


def _copy(old: Achievement, actor: Actor, now: datetime) -> Achievement:
    own = {"id", "line", "number", "newest", "reason", "recorded_by", "recorded_at"}
    values = {column.key: getattr(old, column.key) for column in Achievement.__table__.columns
              if column.key not in own}  # fmt: skip
    return Achievement(**values, **_version(old.line, old.number + 1, "", actor, now))


def _rating(
    draft: RatingDraft, line: str, number: int, reason: str, actor: Actor, now: datetime
) -> YearlyRating:
    return YearlyRating(
        **_subject(draft.about), **_version(line, number, reason, actor, now), year=draft.year,
        rating=draft.rating, decision_number=clean_line(draft.decision_number),
        members=draft.members, progressive=draft.progressive, fighters=draft.fighters,
        completed=draft.completed, disciplined=draft.disciplined,
    )  # fmt: skip


def _standing(
    draft: StandingDraft, line: str, number: int, reason: str, actor: Actor, now: datetime
) -> Standing:
    return Standing(
        **_subject(draft.about), **_version(line, number, reason, actor, now), kind=draft.kind,
        measure=clean_line(draft.measure), document_number=clean_line(draft.document_number),
        from_on=draft.from_on, to_on=draft.to_on, note=clean(draft.note),
    )  # fmt: skip
