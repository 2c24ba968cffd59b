"""Post, change, close a problem."""

from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.audit.actions import move, record
from app.audit.edits import stale_edit
from app.database.once import earlier_result, remember
from app.kernel.actor import Actor
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import (
    Blocker,
    Difference,
    IllegalMove,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line, search_text
from app.problems import policy, rules
from app.problems.drafts import LABELS, ProblemDraft
from app.problems.models import Problem
from app.problems.states import PROBLEM_LIFECYCLE, ProblemState

LINES = frozenset({"title", "sector", "contact"})
NAMES = tuple(field.name for field in fields(ProblemDraft))
SEARCHED = ("title", "sector", "description", "size", "data_available", "wished_result")


def create_problem(
    session: Session, actor: Actor, draft: ProblemDraft, now: datetime, *, once_key: str = ""
) -> Problem:
    """A draft that only the posting unit and the secretaries see."""
    require(policy.manage(actor, draft.unit_id))
    earlier = earlier_result(session, once_key, actor.user_id)
    if earlier:
        return session.get_one(Problem, int(earlier))
    draft = _cleaned(draft)
    require_ready(rules.blockers_to_save(draft) + _units_there(session, draft))
    values = {name: getattr(draft, name) for name in NAMES}
    found = Problem(**values, created_by=actor.user_id, created_at=now)
    found.searched = _searched(draft)
    session.add(found)
    record(session, actor, "problem:created", found, now, title=draft.title)
    remember(session, once_key, actor.user_id, str(found.id), now)
    return found


def change_problem(
    session: Session, actor: Actor, found: Problem, draft: ProblemDraft, version: int,
    now: datetime,
) -> None:  # fmt: skip
    """Change what was typed; a posted one must stay complete, a closed one stays as it is.

    The posting unit cannot be changed. Raises `StaleEdit` when somebody saved since `version`.
    """
    require(policy.manage(actor, found.unit_id))
    if found.state is ProblemState.CLOSED:
        raise IllegalMove("change", found.state, PROBLEM_LIFECYCLE.open_from(found.state))
    if found.version > version:
        raise _stale(session, found, replace(_cleaned(draft), unit_id=found.unit_id))
    draft = replace(_cleaned(draft), unit_id=found.unit_id)
    blockers = rules.blockers_to_save(draft) + _units_there(session, draft)
    if found.state is ProblemState.PUBLISHED:
        blockers += rules.blockers_to_publish(draft, local_date(now))
    require_ready(list(dict.fromkeys(blockers)))
    was = {name: str(getattr(found, name)) for name in NAMES}
    for name in NAMES:
        setattr(found, name, getattr(draft, name))
    now_is = {name: text for name in NAMES if (text := str(getattr(found, name))) != was[name]}
    if not now_is:
        return
    found.searched = _searched(draft)
    record(session, actor, "problem:changed", found, now,
           was={name: was[name] for name in now_is}, now_is=now_is)  # fmt: skip


def _stale(session: Session, found: Problem, mine: ProblemDraft) -> StaleEdit:
    names = {str(key): name for key, name in session.execute(select(Unit.id, Unit.name))}
    differences = [
        Difference(name, LABELS[name], _typed(mine, name), _typed(found, name),
                   (_shown(mine, name, names), _shown(found, name, names)))
        for name in NAMES if getattr(mine, name) != getattr(found, name)
    ]  # fmt: skip
    return stale_edit(session, found, differences)


def _typed(thing: ProblemDraft | Problem, name: str) -> str:
    """As the form posts it: a unit by its key."""
    value = getattr(thing, name)
    return day_text(value) if name == "closes_on" else str(value)


def _shown(thing: ProblemDraft | Problem, name: str, units: dict[str, str]) -> str:
    typed = _typed(thing, name)
    return units.get(typed, "") if name.endswith("unit_id") else typed


def publish_problem(session: Session, actor: Actor, found: Problem, now: datetime) -> None:
    """Post it for everybody; complete, with a last day that lies ahead."""
    require(policy.manage(actor, found.unit_id))
    name = "republish" if found.state is ProblemState.CLOSED else "publish"
    PROBLEM_LIFECYCLE.after(found.state, name)
    require_ready(rules.blockers_to_publish(_draft_of(found), local_date(now)))
    found.published_at = now
    move(session, actor, found, PROBLEM_LIFECYCLE, name, now)


def close_problem(
    session: Session, actor: Actor, found: Problem, reason: str, now: datetime
) -> None:
    """Take no more answers, with a reason. Dossiers that answer it keep their link."""
    require(policy.manage(actor, found.unit_id))
    reason = clean(reason)
    PROBLEM_LIFECYCLE.after(found.state, "close")
    require_ready(rules.blockers_of_reason(reason))
    move(session, actor, found, PROBLEM_LIFECYCLE, "close", now, reason=reason)


def _draft_of(found: Problem) -> ProblemDraft:
    return ProblemDraft(**{name: getattr(found, name) for name in NAMES})


def _cleaned(draft: ProblemDraft) -> ProblemDraft:
    texts = {
        name: (clean_line if name in LINES else clean)(value)
        for name in NAMES
        if isinstance(value := getattr(draft, name), str)
    }
    return replace(draft, **texts)  # type: ignore[arg-type]


def _searched(draft: ProblemDraft) -> str:
    """Folded words, each behind a blank, so that a search finds beginnings of words."""
    return f" {search_text(' '.join(getattr(draft, name) for name in SEARCHED))} "


def _units_there(session: Session, draft: ProblemDraft) -> list[Blocker]:
    return [
        Blocker(name, T("Chọn đơn vị trong danh sách"))
        for name in ("unit_id", "contact_unit_id")
        if session.get(Unit, getattr(draft, name)) is None
    ]
