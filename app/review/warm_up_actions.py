"""Make samples; score one, once; keep real sheets shut until the required ones are scored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import record
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.review import policy
from app.review.models import Sheet
from app.review.states import SheetState
from app.review.warm_up_models import WarmUpSample, WarmUpSheet
from app.review.warm_up_queries import lacking, reference_of, samples_of
from app.review.warm_up_rules import MOST_SAMPLES, blockers_of_points, usable
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView


@dataclass(frozen=True, slots=True)
class SampleDraft:
    """A sample as the secretary typed it."""

    title: str
    content: str
    explanation: str = ""
    required: bool = False
    points: Mapping[int, Decimal | None] = field(default_factory=dict)
    whys: Mapping[int, str] = field(default_factory=dict)


def keep_sample(
    session: Session, actor: Actor, round_: Round, sample: WarmUpSample | None, draft: SampleDraft,
    version: int, now: datetime,
) -> WarmUpSample:  # fmt: skip
    """Add or change a sample. Once somebody has scored it, it stands as it is."""
    require(policy.open_scoring(actor, round_.council_id))
    if sample is not None and (sample.round_id != round_.id or sample.version != version):
        raise StaleDataError("the sample has changed since it was shown")
    rubric = rubric_of(session, round_.id)
    if rubric is None:
        raise Blocked([Blocker("rubric", T("Đợt xét chưa có thang điểm"))])
    taken = {one.position for one in samples_of(session, round_.id)}
    if sample is None and len(taken) >= MOST_SAMPLES:
        raise Blocked([Blocker("title", T("Mỗi đợt có nhiều nhất %(n)s hồ sơ mẫu",
                                          n=MOST_SAMPLES))])  # fmt: skip
    if sample is not None:
        _require_unscored(session, sample)
    require_ready(blockers_of_points(draft.points, rubric.criteria))
    free = next(n for n in range(1, MOST_SAMPLES + 2) if n not in taken)
    sample = sample or WarmUpSample(round_id=round_.id, position=free)
    sample.title, sample.content = draft.title, draft.content
    sample.explanation, sample.required = draft.explanation, draft.required
    reference = {c.criterion_id: [str(draft.points[c.criterion_id]),
                                  draft.whys.get(c.criterion_id, "")]
                 for c in rubric.criteria}  # fmt: skip
    sample.reference = json.dumps(reference, ensure_ascii=False)
    sample.made_by, sample.made_at = actor.user_id, now
    session.add(sample)
    session.flush()
    record(session, actor, "review:warm_up_sample", round_, now, position=sample.position)
    return sample


def drop_sample(
    session: Session, actor: Actor, round_: Round, sample: WarmUpSample, now: datetime
) -> None:
    """Take a sample away with what was given for it: it never counted for anything."""
    require(policy.open_scoring(actor, round_.council_id))
    if sample.round_id != round_.id:
        raise Denied(NOT_FOUND)
    session.execute(delete(WarmUpSheet).where(WarmUpSheet.sample_id == sample.id))
    session.delete(sample)
    session.flush()
    record(session, actor, "review:warm_up_dropped", round_, now, position=sample.position)


def _require_unscored(session: Session, sample: WarmUpSample) -> None:
    scored = select(WarmUpSheet.id).where(WarmUpSheet.sample_id == sample.id).limit(1)
    if session.scalar(scored) is not None:
        raise Blocked([Blocker("title", T("Đã có người chấm thử hồ sơ này nên không sửa được; xóa "
                                          "rồi tạo hồ sơ mẫu khác nếu cần"))])  # fmt: skip


def score_sample(
    session: Session, actor: Actor, round_: Round, sample: WarmUpSample,
    points: Mapping[int, Decimal | None], now: datetime,
) -> None:  # fmt: skip
    """A reviewer with sheets in the round, once: the reference is shown afterwards."""
    require_reviewer(session, actor, round_)
    rubric = rubric_of(session, round_.id)
    if rubric is None or not usable(reference_of(sample)[0], rubric.criteria):
        raise Denied(NOT_FOUND)
    known = select(WarmUpSheet.id).where(
        WarmUpSheet.sample_id == sample.id, WarmUpSheet.reviewer_id == actor.user_id
    )
    if session.scalar(known) is not None:
        raise Blocked([Blocker("points", T("Ông/Bà đã chấm thử hồ sơ này"))])
    require_ready(blockers_of_points(points, rubric.criteria))
    given = {c.criterion_id: str(points[c.criterion_id]) for c in rubric.criteria}
    session.add(WarmUpSheet(sample_id=sample.id, reviewer_id=actor.user_id or 0,
                            points=json.dumps(given), given_at=now))  # fmt: skip
    session.flush()


def require_reviewer(session: Session, actor: Actor, round_: Round) -> None:
    """A reviewer of the council who has sheets in this round; for anybody else there is none."""
    mine = select(Sheet.id).where(
        Sheet.round_id == round_.id, Sheet.reviewer_id == actor.user_id,
        Sheet.state != SheetState.DECLINED,
    )  # fmt: skip
    if not actor.in_council(round_.council_id, Role.REVIEWER) or session.scalar(mine) is None:
        raise Denied(NOT_FOUND)


def require_warmed_up(session: Session, actor: Actor, rubric: RubricView) -> None:
    """Real sheets open once every required sample is scored."""
    left = lacking(session, actor, rubric.round_id, rubric.criteria)
    if left:
        raise Blocked([Blocker("remark", T("Chấm thử %(n)s hồ sơ mẫu bắt buộc của đợt trước khi "
                                           "chấm hồ sơ thật (mục Chấm điểm, Chấm thử)",
                                           n=left))])  # fmt: skip
