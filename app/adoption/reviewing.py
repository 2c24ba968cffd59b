"""The applying unit says, some months on, how the application goes: figures, or that it ended."""

from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.adoption import actions, policy, review_queries
from app.adoption.models import Adoption, FollowUp
from app.adoption.review_rules import FollowUpDraft, blockers_to_follow_up
from app.adoption.states import ADOPTION_LIFECYCLE, AdoptionState
from app.audit.actions import record
from app.database.once import earlier_result, remember
from app.files.actions import keep_upload
from app.ideas.models import Idea
from app.ideas.queries import standing_of
from app.kernel.actor import Actor
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import AlreadyDone, Blocker, IllegalMove, require, require_ready
from app.kernel.text import T

Upload = tuple[BinaryIO, str | None]


def follow_up(
    session: Session, actor: Actor, adoption: Adoption, draft: FollowUpDraft, now: datetime,
    *, upload: Upload | None = None, once_key: str = "",
) -> FollowUp:  # fmt: skip
    """Note what the unit measured for the review that is open, with its evidence, if any.

    An application that ended is stopped in the same act. A second line for the same review takes
    the place of the first, which stays to be read. `adoption` is loaded to change.
    """
    standing = standing_of(session, session.get_one(Idea, adoption.idea_id))
    require(policy.follow_up(actor, adoption, standing))
    if earlier_result(session, once_key, actor.user_id) is not None:
        raise AlreadyDone(T("Kết quả rà soát này đã được ghi."), "adoption.show",
                          adoption_id=adoption.id)  # fmt: skip
    if adoption.state is not AdoptionState.CONFIRMED or adoption.confirmed_at is None:
        raise IllegalMove("follow_up", adoption.state, ADOPTION_LIFECYCLE.open_from(adoption.state))
    months = _months(adoption.confirmed_at, now)
    has_figure = adoption.before_value is not None
    today = local_date(now)
    require_ready(blockers_to_follow_up(draft, adoption.since, today, has_figure=has_figure))
    line = _line(actor, adoption, draft, months, now)
    if upload is not None:
        line.evidence_id = keep_upload(
            session, actor, *upload, purpose=actions.PURPOSE, owner_id=adoption.id, now=now
        ).id
    session.add(line)
    record(session, actor, "adoption:follow_up", adoption, now, months=months,
           goes_on=draft.goes_on, measured_on=draft.measured_on.isoformat())  # fmt: skip
    remember(session, once_key, actor.user_id, str(adoption.id), now)
    _stop_or_tell(session, actor, adoption, draft, now)
    return line


def _months(confirmed_at: datetime, now: datetime) -> int:
    """The review that is open; a Blocker says from when there is one."""
    at, coming = review_queries.reviews(confirmed_at, now)
    if at is not None:
        return at.months
    day: date = coming.day if coming else local_date(now)
    require_ready([Blocker("measured_on", T("Kỳ rà soát đầu tiên là ngày %(day)s; ghi kết quả "
                                            "sớm nhất 30 ngày trước ngày đó.",
                                            day=day_text(day)))])  # fmt: skip
    raise AssertionError("a Blocker was given")


def _line(
    actor: Actor, adoption: Adoption, draft: FollowUpDraft, months: int, now: datetime
) -> FollowUp:
    return FollowUp(
        adoption_id=adoption.id, months=months, measured_on=draft.measured_on,
        goes_on=draft.goes_on, value=draft.value if adoption.before_value is not None else None,
        sample_size=draft.sample_size, saved_vnd=draft.saved_vnd, effect=draft.effect,
        recorded_by=actor.user_id, recorded_at=now,
    )  # fmt: skip


def _stop_or_tell(
    session: Session, actor: Actor, adoption: Adoption, draft: FollowUpDraft, now: datetime
) -> None:
    if draft.goes_on or draft.stopped_on is None:
        actions.tell_higher_rooms(session, adoption, now)
        return
    actions.stop_adoption(session, actor, adoption, draft.stopped_on, draft.reason, now)
