"""Store a round's rubric, and freeze it."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.rounds import policy, queries
from app.rounds.models import Band, Criterion, Round, Rubric
from app.rounds.rubric_rules import blockers_in_rubric, blockers_to_store
from app.rounds.rubrics import CriterionDraft, RubricDraft, maximum_total
from app.rounds.settings_versions import keep_version
from app.rounds.states import RoundState

FROZEN = Blocker("", T("Đợt đã mở chấm điểm, thang điểm không sửa được nữa"))


def set_rubric(
    session: Session, actor: Actor, found: Round, draft: RubricDraft, now: datetime
) -> Rubric:
    """Replace the rubric. Refused once scoring has opened: sheets refer to its criteria.

    Before the announcement an unfinished rubric can be kept; afterwards only a complete one.
    """
    require(policy.manage(actor, found))
    if queries.rubric_is_frozen(session, found, now):
        raise Blocked([FROZEN])
    complete = found.state is RoundState.ANNOUNCED
    require_ready(blockers_in_rubric(draft) if complete else blockers_to_store(draft))
    rubric = put_rubric(session, found, draft)
    touch(session, found)
    record(session, actor, "round:rubric_set", found, now, name=draft.name,
           criteria=len(draft.criteria), maximum=str(maximum_total(draft.criteria)))  # fmt: skip
    keep_version(session, actor, found, "rubric", now)
    return rubric


def touch(session: Session, found: Round) -> None:
    """Count a change of the round's parts as a change of the round: its version goes up."""
    flag_modified(found, "title")
    session.flush()


def put_rubric(session: Session, found: Round, draft: RubricDraft) -> Rubric:
    """Write the rows of a rubric over those of the round's old one."""
    rubric = session.scalar(select(Rubric).where(Rubric.round_id == found.id).with_for_update())
    if rubric is None:
        rubric = Rubric(round_id=found.id)
        session.add(rubric)
    else:
        old = select(Criterion.id).where(Criterion.rubric_id == rubric.id)
        session.execute(delete(Band).where(Band.criterion_id.in_(old)))
        session.execute(delete(Criterion).where(Criterion.rubric_id == rubric.id))
    rubric.name, rubric.note, rubric.pass_mark = draft.name, draft.note, draft.pass_mark
    rubric.veto_reviewers = draft.veto_reviewers
    session.flush()
    for position, typed in enumerate(draft.criteria, start=1):
        criterion = Criterion(
            rubric_id=rubric.id, position=position, name=typed.name, guidance=typed.guidance,
            weight=typed.weight, maximum=typed.maximum, step=typed.step, floor=typed.floor,
            skippable=typed.skippable, veto=typed.veto,
        )  # fmt: skip
        criterion.bands = bands_of(typed)
        session.add(criterion)
    session.flush()
    session.expire(rubric, ["criteria"])
    session.expire(found, ["rubric"])
    return rubric


def bands_of(typed: CriterionDraft) -> list[Band]:
    """The rows of a criterion's levels."""
    return [
        Band(position=n, label=band.label, anchor=band.anchor, low=band.low, high=band.high,
             remark_wanted=band.remark_wanted)
        for n, band in enumerate(typed.bands, start=1)
    ]  # fmt: skip


def freeze_rubric(session: Session, actor: Actor, found: Round, now: datetime) -> None:
    """Freeze the rubric and the rules, whoever opens scoring calls this; again changes nothing."""
    require(policy.freeze(actor, found))
    rubric = session.scalar(select(Rubric).where(Rubric.round_id == found.id).with_for_update())
    if rubric is None:
        raise Blocked([Blocker("rubric", T("Đợt chưa có thang điểm"))])
    if rubric.frozen_at is None:
        rubric.frozen_at = now
        record(session, actor, "round:rubric_frozen", found, now)
