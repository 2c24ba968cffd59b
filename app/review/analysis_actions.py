"""Ask for the analysis of a round, and make it in the background. It never touches a score."""

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.jobs.actions import ask
from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker, Denial, require, require_ready
from app.kernel.text import T
from app.review import analysis_queries, policy
from app.review.figure_models import CalibrationRun, IdeaEstimate
from app.rounds.models import Round
from app.rounds.queries import rubric_of

JOB = "score_analysis"
CUT_AT_MOST = 100_000


def ask_analysis(session: Session, actor: Actor, round_: Round, cut: int, now: datetime) -> None:
    """Have the round analysed for this number of places; the worker begins within seconds."""
    require(policy.work_in(actor, round_.council_id))
    blockers = []
    if not 1 <= cut <= CUT_AT_MOST:
        blockers.append(Blocker("cut", T("Số suất phải từ 1 đến %(most)s", most=CUT_AT_MOST)))
    if not analysis_queries.locked_sheets(session, round_.id):
        blockers.append(Blocker("cut", T("Chưa có phiếu nào được chốt để phân tích")))
    require_ready(blockers)
    args: Args = {"round": round_.id, "council": round_.council_id, "cut": cut}
    ask(session, actor, JOB, args, now)


def make_analysis(session: Session, actor: Actor, round_: Round, cut: int, now: datetime) -> int:
    """Compute and keep the analysis of the locked sheets; how many dossiers it holds."""
    require(policy.work_in(actor, round_.council_id))
    from app.review.analysis import analyse  # noqa: PLC0415 - numpy: never at the start

    mark = analysis_queries.input_mark(session, round_.id)
    sheets = analysis_queries.sheet_scores(session, round_.id)
    require_ready([] if sheets else [Blocker("cut", T("Chưa có phiếu nào được chốt để phân tích"))])
    rubric = rubric_of(session, round_.id)
    maxima = {c.criterion_id: float(c.maximum) for c in rubric.criteria} if rubric else {}
    found = analyse(sheets, analysis_queries.fields_of(session, round_.id), maxima, cut)
    session.execute(delete(IdeaEstimate).where(IdeaEstimate.round_id == round_.id))
    session.execute(delete(CalibrationRun).where(CalibrationRun.round_id == round_.id))
    values = found.estimates
    inside = values.inside if values.inside is not None else values.mean * 0
    columns = (values.calibrated, values.error, values.rank, values.low, values.high, inside)
    rows = zip(found.ideas, *(column.tolist() for column in columns), strict=True)
    session.execute(insert(IdeaEstimate), [
        {"idea_id": key, "round_id": round_.id, "calibrated": _exact(calibrated),
         "error": _exact(error), "place": place, "low": low, "high": high, "inside": _exact(chance)}
        for key, calibrated, error, place, low, high, chance in rows
    ])  # fmt: skip
    summary = json.dumps(asdict(found.summary), sort_keys=True)
    run = CalibrationRun(round_id=round_.id, input_mark=mark, computed_at=now, cut=cut,
                         summary=summary)  # fmt: skip
    session.add(run)
    record(session, actor, "review:analyse", round_, now, cut=cut, sheets=len(sheets))
    return len(found.ideas)


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:.4f}") + 0


def _may(actor: Actor, args: Args) -> Denial | None:
    return policy.work_in(actor, int(args["council"]))


def _step(session: Session, actor: Actor, args: Args, _cursor: str, now: datetime) -> Step:
    round_ = session.get_one(Round, int(args["round"]))
    count = make_analysis(session, actor, round_, int(args["cut"]), now)
    return Step("", count, count, finished=True)


ANALYSIS = Kind(JOB, T("Phân tích điểm của đợt"), "text/plain", lambda _args: "", _may, _step)
