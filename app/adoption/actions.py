"""Report, change, confirm, reject and stop an application of a solution."""

from collections.abc import Callable
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.rules import in_force
from app.adoption import notices, policy, queries, rules
from app.adoption.edits import stale, write
from app.adoption.models import Adoption
from app.adoption.rules import AdoptionDraft
from app.adoption.states import ADOPTION_LIFECYCLE, UNCONFIRMED, AdoptionState
from app.audit.actions import move, record
from app.database.once import earlier_result, remember
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.ideas.models import Idea
from app.ideas.policy import Standing
from app.ideas.queries import standing_of
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import AlreadyDone, Blocker, IllegalMove, require, require_ready
from app.kernel.text import T

PURPOSE = "adoption"
"""The purpose of evidence files of this room; `owner_id` is the record."""

AfterChange = Callable[[Session, int, datetime], None]
after_change: list[AfterChange] = []
"""Higher rooms append `(session, idea_id, now)` hooks: what is confirmed has changed."""

TAKEN = Blocker("unit_id", T("Đơn vị này đã có bản ghi nhận áp dụng giải pháp đang chờ hoặc "
                             "đã xác nhận"))  # fmt: skip


def report_adoption(
    session: Session, actor: Actor, idea: Idea, draft: AdoptionDraft, now: datetime,
    once_key: str = "",
) -> Adoption:  # fmt: skip
    """Note that a unit applies a solution; its clerks are asked to confirm.

    `idea` is loaded to change: its lock keeps a second report of the same unit waiting. A
    second request with the same key is sent to what the first one made (`AlreadyDone`).
    """
    require(policy.report(actor, standing_of(session, idea), draft.unit_id))
    _once(session, actor, once_key)
    today = local_date(now)
    unit = session.get(Unit, draft.unit_id)
    blockers = rules.blockers_to_report(draft, idea.state, today)
    if unit is None or not in_force(unit, today):
        blockers.append(Blocker("unit_id", T("Chọn đơn vị áp dụng")))
    elif queries.has_live_record(session, idea.id, unit.id):
        blockers.append(TAKEN)
    require_ready(blockers)
    adoption = Adoption(
        idea_id=idea.id, unit_id=draft.unit_id, unit_name=unit.name if unit else "",
        reported_by=actor.user_id, reported_at=now,
    )  # fmt: skip
    write(adoption, draft)
    session.add(adoption)
    record(session, actor, "adoption:report", adoption, now, after=str(AdoptionState.REPORTED),
           idea_id=idea.id, unit_id=draft.unit_id)  # fmt: skip
    remember(session, once_key, actor.user_id, str(adoption.id), now)
    notices.ask_to_confirm(session, actor, adoption, idea, now)
    return adoption


def change_adoption(
    session: Session, actor: Actor, adoption: Adoption, draft: AdoptionDraft, version: int,
    now: datetime,
) -> None:  # fmt: skip
    """Correct a report before it is confirmed; a rejected one is sent for confirmation again.

    The unit stays: another unit is another record. Raises `StaleEdit` when `version` is not the
    stored one any more.
    """
    idea, standing = _context(session, adoption)
    require(policy.change(actor, adoption, standing))
    _require_unconfirmed(adoption, "change")
    if version != adoption.version:
        raise stale(session, adoption, draft)
    require_ready(rules.blockers_to_report(draft, idea.state, local_date(now)))
    write(adoption, draft)
    if adoption.state is AdoptionState.REPORTED:
        record(session, actor, "adoption:change", adoption, now)
        return
    _require_free(session, adoption)
    move(session, actor, adoption, ADOPTION_LIFECYCLE, "resend", now)
    notices.ask_to_confirm(session, actor, adoption, idea, now)


def attach_evidence(
    session: Session, actor: Actor, adoption: Adoption, stream: BinaryIO, name: str | None,
    now: datetime,
) -> StoredFile:  # fmt: skip
    """Keep one file that shows the application; it takes the place of an earlier one."""
    _idea, standing = _context(session, adoption)
    require(policy.change(actor, adoption, standing))
    _require_unconfirmed(adoption, "attach")
    file = keep_upload(session, actor, stream, name, purpose=PURPOSE, owner_id=adoption.id,
                       now=now)  # fmt: skip
    adoption.evidence_id = file.id
    record(session, actor, "adoption:attach", adoption, now, sha256=file.sha256)
    return file


def confirm_adoption(session: Session, actor: Actor, adoption: Adoption, now: datetime) -> None:
    """The applying unit says that it is so; from now on the application counts."""
    idea, standing = _context(session, adoption)
    require(policy.decide(actor, adoption, standing))
    if adoption.state is AdoptionState.REJECTED:
        _require_free(session, adoption)
    adoption.confirmed_by, adoption.confirmed_at = actor.user_id, now
    move(session, actor, adoption, ADOPTION_LIFECYCLE, "confirm", now)
    title = T("%(unit)s đã xác nhận áp dụng giải pháp %(code)s",
              unit=adoption.unit_name, code=idea.code)  # fmt: skip
    notices.tell_outcome(session, actor, adoption, idea, now, title, notices.CONFIRMED)
    tell_higher_rooms(session, adoption, now)


def reject_adoption(
    session: Session, actor: Actor, adoption: Adoption, reason: str, now: datetime
) -> None:
    """The applying unit says that it is not so, and why."""
    idea, standing = _context(session, adoption)
    require(policy.decide(actor, adoption, standing))
    require_ready(rules.blockers_to_reject(reason))
    move(session, actor, adoption, ADOPTION_LIFECYCLE, "reject", now, reason=reason)
    title = T("%(unit)s không xác nhận áp dụng giải pháp %(code)s",
              unit=adoption.unit_name, code=idea.code)  # fmt: skip
    notices.tell_outcome(session, actor, adoption, idea, now, title, notices.REJECTED, reason)


def stop_adoption(
    session: Session, actor: Actor, adoption: Adoption, day: date, reason: str, now: datetime
) -> None:
    """The applying unit no longer applies it from the day after `day`; it stops counting."""
    idea, standing = _context(session, adoption)
    require(policy.stop(actor, adoption, standing))
    require_ready(rules.blockers_to_stop(adoption.since, day, reason, local_date(now)))
    move(session, actor, adoption, ADOPTION_LIFECYCLE, "stop", now, reason=reason,
         day=day.isoformat())  # fmt: skip
    adoption.stopped_on = day
    title = T("%(unit)s dừng áp dụng giải pháp %(code)s", unit=adoption.unit_name, code=idea.code)
    notices.tell_outcome(session, actor, adoption, idea, now, title, notices.STOPPED, reason)
    tell_higher_rooms(session, adoption, now)


def _context(session: Session, adoption: Adoption) -> tuple[Idea, Standing]:
    idea = session.get_one(Idea, adoption.idea_id)
    return idea, standing_of(session, idea)


def _once(session: Session, actor: Actor, once_key: str) -> None:
    made = earlier_result(session, once_key, actor.user_id)
    if made is not None:
        raise AlreadyDone(T("Bản ghi nhận này đã được gửi."), "adoption.show",
                          adoption_id=int(made))  # fmt: skip


def _require_unconfirmed(adoption: Adoption, act: str) -> None:
    """What a unit has confirmed is never edited: it is stopped, and reported anew."""
    if adoption.state not in UNCONFIRMED:
        raise IllegalMove(act, adoption.state, ADOPTION_LIFECYCLE.open_from(adoption.state))


def _require_free(session: Session, adoption: Adoption) -> None:
    """A rejected record comes back only while no other one of the unit has taken its place."""
    if queries.has_live_record(session, adoption.idea_id, adoption.unit_id):
        require_ready([TAKEN])


def tell_higher_rooms(session: Session, adoption: Adoption, now: datetime) -> None:
    """What is confirmed of this solution has changed: the gallery looks again."""
    session.flush()
    for hook in after_change:
        hook(session, adoption.idea_id, now)
