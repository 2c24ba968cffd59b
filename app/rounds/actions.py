"""Set up a round: settings, categories, announcement, end. The rubric is in `rubric_actions`."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.audit.actions import move, record
from app.kernel.actor import Actor, Role
from app.kernel.dates import deadline_text, local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.outbox.actions import queue
from app.rounds import policy, queries, rules
from app.rounds.cloning import clone_round
from app.rounds.drafts import CategoryDraft, RoundDraft
from app.rounds.field_actions import (
    blockers_of_used_categories,
    rename_categories,
    set_eligibility,
    set_fields,
)
from app.rounds.models import Category, Round
from app.rounds.rubric_actions import freeze_rubric, set_rubric, touch
from app.rounds.settings_versions import keep_version
from app.rounds.states import ROUND_LIFECYCLE, RoundState

__all__ = [
    "announce_round", "change_round", "clone_round", "close_round", "create_round",
    "freeze_rubric", "set_categories", "set_category_names", "set_eligibility", "set_fields",
    "set_rubric",
]  # fmt: skip

SETTINGS = tuple(field.name for field in fields(RoundDraft))


def create_round(
    session: Session,
    actor: Actor,
    draft: RoundDraft,
    now: datetime,
    *,
    council_id: int | None = None,
) -> Round:
    """A new round, not yet public, of the council whose secretary the actor is.

    `council_id` is needed only by someone who is secretary of several councils.
    """
    council_id = council_id or min(actor.councils_as(Role.SECRETARY), default=None)
    require(policy.create_in(actor, council_id))
    require_ready([*rules.blockers_in_settings(draft), *_code_taken(session, draft.code)])
    found = Round(council_id=council_id, **_settings(draft))
    session.add(found)
    session.flush()
    record(session, actor, "round:created", found, now, code=found.code)
    keep_version(session, actor, found, "created", now)
    return found


def change_round(
    session: Session,
    actor: Actor,
    found: Round,
    draft: RoundDraft,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """Store new settings. After the announcement a date moves only with a reason; see rules."""
    require(policy.manage(actor, found))
    frozen = queries.rubric_is_frozen(session, found, now)
    blockers = rules.blockers_to_change(found, draft, frozen=frozen, reason=reason)
    require_ready([*blockers, *_code_taken(session, draft.code, found.id)])
    changed = rules.changed_fields(found, draft, SETTINGS)
    if not changed:
        return
    before = {name: str(getattr(found, name)) for name in changed}
    for name in changed:
        setattr(found, name, getattr(draft, name))
    after = {name: str(getattr(draft, name)) for name in changed}
    record(session, actor, "round:changed", found, now, reason=reason, was=before, now_is=after)
    keep_version(session, actor, found, "changed", now)


def _settings(draft: RoundDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in SETTINGS}


def _code_taken(session: Session, code: str, own_id: int | None = None) -> list[Blocker]:
    holder = session.scalar(select(Round.id).where(Round.code == code))
    if holder is None or holder == own_id:
        return []
    return [Blocker("code", T("Mã đợt “%(code)s” đã dùng cho đợt khác", code=code))]


def set_categories(
    session: Session, actor: Actor, found: Round, drafts: Sequence[CategoryDraft], now: datetime
) -> None:
    """Store the categories in this order. After the announcement none can be removed.

    Dossiers may already name a category, so until scoring opens it can be renamed, not deleted.
    """
    require(policy.manage(actor, found))
    stored = {
        row.id: row
        for row in session.scalars(select(Category).where(Category.round_id == found.id))
    }
    kept = {draft.category_id for draft in drafts} & set(stored)
    blockers = rules.blockers_in_categories(drafts)
    if queries.rubric_is_frozen(session, found, now):
        blockers = [Blocker("", T("Đợt đã mở chấm điểm, không đổi được lĩnh vực"))]
    elif found.state is RoundState.ANNOUNCED:
        blockers += [
            Blocker("", T("Đợt đã công bố, không xóa được lĩnh vực “%(name)s”", name=row.name))
            for key, row in stored.items()
            if key not in kept
        ]
    gone = [row.name for key, row in stored.items() if key not in kept]
    require_ready([*blockers, *blockers_of_used_categories(session, found, gone)])
    renamed = {stored[key].name: d.name for d in drafts if (key := d.category_id or 0) in stored}
    _put_categories(session, found, drafts, stored)
    rename_categories(session, found, renamed)
    touch(session, found)
    names = [draft.name for draft in drafts]
    record(session, actor, "round:categories_set", found, now, names=names)
    keep_version(session, actor, found, "categories", now)


def set_category_names(
    session: Session, actor: Actor, found: Round, names: Sequence[str], now: datetime
) -> None:
    """The categories by their names alone (settings file): the same name is the same category."""
    rows = session.execute(
        select(Category.name, Category.id)
        .where(Category.round_id == found.id)
        .order_by(Category.position, Category.id)
    ).all()
    stored = {name: key for name, key in rows}
    if list(stored) != list(names):
        drafts = [CategoryDraft(name, stored.get(name)) for name in names]
        set_categories(session, actor, found, drafts, now)


def _put_categories(
    session: Session, found: Round, drafts: Sequence[CategoryDraft], stored: dict[int, Category]
) -> None:
    kept = {draft.category_id for draft in drafts}
    gone = [key for key in stored if key not in kept]
    session.execute(delete(Category).where(Category.id.in_(gone)))
    # Two that swap names would meet in between, where names are unique.
    for key, row in stored.items():
        if key in kept:
            row.name = f"\u2060{key}"
    session.flush()
    for position, draft in enumerate(drafts, start=1):
        known = stored.get(draft.category_id or 0)
        if known is None:
            session.add(Category(round_id=found.id, name=draft.name, position=position))
        else:
            known.name, known.position = draft.name, position
    session.flush()
    session.expire(found, ["categories"])


def announce_round(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Make the call public and tell the clerks of all units; every reason against it at once."""
    require(policy.manage(actor, found))
    rubric = queries.rubric_of(session, found.id)
    count = queries.category_count(session, found.id)
    ROUND_LIFECYCLE.after(found.state, "announce")
    require_ready(rules.blockers_to_announce(found, count, rubric, now))
    move(session, actor, found, ROUND_LIFECYCLE, "announce", now, code=found.code)
    body = T(
        "%(title)s đã được công bố.\nNhận hồ sơ đến %(end)s, giờ Việt Nam.\n"
        "Thể lệ, tiêu chí và các mốc thời gian: xem trang “Đợt đang mở” của hệ thống.",
        title=found.title, end=deadline_text(found.closes_at),
    )  # fmt: skip
    for clerk in holders(session, local_date(now), Role.UNIT_CLERK):
        queue(session, kind="round_announced", address=clerk.email, title=found.title, body=body,
              now=now, account_id=clerk.account_id, about=found.subject,
              dedupe_key=f"round_announced:{found.id}:{clerk.account_id}")  # fmt: skip


def close_round(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """End a round whose result has been published; nothing of it changes afterwards."""
    require(policy.manage(actor, found))
    ROUND_LIFECYCLE.after(found.state, "close")
    require_ready(rules.blockers_to_close(found, now))
    move(session, actor, found, ROUND_LIFECYCLE, "close", now)
