"""The pages of one's own long jobs: progress, result, cancel, do again."""

from collections.abc import Iterator
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.jobs import actions, policy, queries
from app.jobs.kinds import known_kind
from app.jobs.models import Job
from app.jobs.queries import JobLine
from app.jobs.states import JOB_TITLES, OPEN, JobState
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.kernel.text import T
from app.web.access import Answer, actor, signed_in
from app.web.paging import asked_page, page_of
from app.web.refusals import wants_json
from app.web.registry import Door, Registry

bp = Blueprint("jobs", __name__, template_folder="templates")

ROWS = 50
SHAPES = {
    JobState.WAITING: "none", JobState.RUNNING: "doing", JobState.DONE: "ok",
    JobState.FAILED: "bad", JobState.CANCELLED: "no",
}  # fmt: skip


def join(registry: Registry) -> None:
    """One's own jobs are reached from one's account."""
    registry.personal.append(
        Door(T("Việc chạy lâu"), T("Tiến độ và kết quả của các tệp đang được lập"),
             "jobs.index", 60)
    )  # fmt: skip


@bp.get("/cong-viec")
@signed_in
def index() -> Answer:
    """My jobs, newest first."""
    session, me, number = db.session(), actor().user_id or 0, asked_page()
    rows = queries.own_jobs(session, me, (number - 1) * ROWS, ROWS)
    page = page_of(rows, queries.own_total(session, me), number, ROWS)
    return render_template("jobs/index.html", page=page, title_of=_title, titles=JOB_TITLES,
                           shapes=SHAPES)  # fmt: skip


@bp.get("/cong-viec/<int:job_id>")
@signed_in
def show(job_id: int) -> Answer:
    """How far one job is; a script of ours asks for the same facts as JSON."""
    job = _mine(job_id)
    text = str(JOB_TITLES[job.state])
    if wants_json():
        return jsonify(open=job.state in OPEN, percent=job.percent, done=job.done,
                       total=job.total, state=text)  # fmt: skip
    return render_template("jobs/show.html", job=job, title=_title(job), is_open=job.state in OPEN,
                           shape=SHAPES[job.state], state_text=text,
                           has_result=job.state is JobState.DONE and job.parts > 0)  # fmt: skip


@bp.get("/cong-viec/<int:job_id>/tep")
@signed_in
def result(job_id: int) -> Answer:
    """What the job made, to the one who asked, as long as the right to it lasts."""
    job = _mine(job_id)
    kind = known_kind(job.kind)
    session = db.session()
    numbers = queries.part_keys(session, job_id)
    if kind is None or job.state is not JobState.DONE or not numbers:
        raise Denied(NOT_FOUND)
    require(kind.may(actor(), job.args))
    answer = Response(stream_with_context(_pieces(job_id, numbers)), mimetype=kind.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=job.result_name)
    return answer


def _pieces(job_id: int, numbers: list[int]) -> Iterator[bytes]:
    """The result as it is sent. The connection goes back with the last piece, or when the reader
    leaves: nothing else ends the transaction of an answer that is sent after its request.
    """
    try:
        yield from queries.contents(db.session(), job_id, numbers)
    finally:
        db.session.remove()


@bp.post("/cong-viec/<int:job_id>/huy")
@signed_in
def cancel(job_id: int) -> Answer:
    """Stop it."""
    with transaction() as session:
        actions.cancel(session, actor(), to_change(session, Job, job_id), now())
    flash(_("Đã hủy việc này."), "ok")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.post("/cong-viec/<int:job_id>/lam-lai")
@signed_in
def retry(job_id: int) -> Answer:
    """Do it again from the beginning."""
    with transaction() as session:
        actions.retry(session, actor(), to_change(session, Job, job_id), now())
    flash(_("Việc này được thực hiện lại từ đầu."), "ok")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def _mine(job_id: int) -> JobLine:
    found = queries.job(db.session(), job_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.see(actor(), found.asked_by))
    return found


def _title(job: JobLine) -> Any:
    kind = known_kind(job.kind)
    return kind.title if kind else T("Việc không còn được hỗ trợ")
