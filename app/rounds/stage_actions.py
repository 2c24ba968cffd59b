"""Plan the stages of a round and name their panels."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.rounds import policy
from app.rounds.models import Round
from app.rounds.rubric_actions import touch
from app.rounds.settings_versions import keep_version
from app.rounds.stage_models import StageReviewer
from app.rounds.stage_queries import put_stages, stages_of
from app.rounds.stages import StageDraft, blockers_in_stages
from app.rounds.states import RoundState


def set_stages(
    session: Session,
    actor: Actor,
    found: Round,
    drafts: Sequence[StageDraft],
    now: datetime,
    *,
    shows_earlier: bool | None = None,
) -> None:
    """Store the plan. A stage that has ended stays as it was lived; none can be taken away then.

    Shares cannot change once a stage has ended: its authors scored under them.
    """
    require(policy.manage(actor, found))
    old = stages_of(session, found.id)
    ended = [stage for stage in old if stage.ended_at is not None]
    blockers = [*blockers_in_stages(drafts), *_blockers_of_round(found, drafts)]
    lived = [one.name for one in ended] != [one.name for one in drafts[: len(ended)]]
    if ended and (lived or len(drafts) <= len(ended)):
        blockers.append(Blocker("", T("Vòng đã kết thúc không sửa, không bỏ được")))
    if ended and [s.draft.share for s in old] != [d.share for d in drafts]:
        blockers.append(Blocker("0.share", T("Đã có vòng kết thúc, không đổi tỷ trọng được nữa")))
    require_ready(blockers)
    if shows_earlier is not None:
        found.shows_earlier = shows_earlier
    put_stages(session, found, drafts)
    touch(session, found)
    record(session, actor, "round:stages_set", found, now, names=[d.name for d in drafts])
    keep_version(session, actor, found, "stages", now)


def _blockers_of_round(found: Round, drafts: Sequence[StageDraft]) -> list[Blocker]:
    blockers = []
    if found.state is RoundState.CLOSED:
        blockers.append(Blocker("", T("Đợt đã kết thúc, không sửa được nữa")))
    if len(drafts) < found.stage and found.stage > 1:
        blockers.append(Blocker("", T("Đợt đang ở vòng %(n)s", n=found.stage)))
    first = next((d.scoring_opens_at for d in drafts[found.stage :] if d.scoring_opens_at), None)
    if first is not None and first < found.scoring_closes_at:
        message = T("Vòng sau mở chấm từ khi vòng trước hết hạn chấm")
        blockers.append(Blocker(f"{found.stage}.scoring_opens_at", message))
    return blockers


def set_panel(
    session: Session, actor: Actor, found: Round, position: int, members: Collection[int],
    now: datetime,
) -> None:  # fmt: skip
    """Who scores in a stage that has not ended: members of the council; nobody: all of them.

    A sheet that somebody who leaves the panel already has stays theirs.
    """
    require(policy.manage(actor, found))
    stage = next((s for s in stages_of(session, found.id) if s.position == position), None)
    if stage is None:
        raise Denied(NOT_FOUND)
    day = local_date(now)
    seated = holders(session, day, Role.REVIEWER, council_id=found.council_id)
    known = {one.account_id for one in seated}
    blockers = []
    if stage.ended_at is not None:
        blockers.append(Blocker("", T("Vòng đã kết thúc không sửa, không bỏ được")))
    if set(members) - known:
        blockers.append(Blocker("", T("Có người không còn là ủy viên của Hội đồng")))
    require_ready(blockers)
    session.execute(delete(StageReviewer).where(StageReviewer.stage_id == stage.stage_id))
    session.add_all(
        StageReviewer(stage_id=stage.stage_id, account_id=key) for key in sorted(set(members))
    )
    touch(session, found)
    record(session, actor, "round:panel_set", found, now, stage=stage.name,
           members=sorted(set(members)))  # fmt: skip
