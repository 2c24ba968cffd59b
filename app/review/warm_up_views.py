"""Pages of the warm-up: the reviewer's, and the secretary's."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.review import policy, warm_up_actions, warm_up_queries
from app.review.desk import bp, posted_version, round_at_work
from app.review.warm_up_actions import SampleDraft, require_reviewer
from app.review.warm_up_models import WarmUpSample
from app.review.warm_up_rules import CONTENT_LIMIT, MOST_SAMPLES, TITLE_LIMIT, WHY_LIMIT
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, ExactField, LineField, ProseField, Wanted, WebForm


class PointsForm(WebForm):
    """One box for the points of each criterion, made for a rubric."""

    def points(self, rubric: RubricView) -> dict[int, Decimal | None]:
        """What was typed."""
        return {c.criterion_id: self[f"points_{c.criterion_id}"].data for c in rubric.criteria}


class SampleForm(PointsForm):
    """A sample with its reference."""

    title = LineField(
        _l("Tên hồ sơ mẫu"),
        [Wanted(_l("Nhập tên hồ sơ mẫu")), AtMost(TITLE_LIMIT, _l("Tên hồ sơ mẫu"))],
    )
    content = ProseField(
        _l("Nội dung"), [Wanted(_l("Nhập nội dung")), AtMost(CONTENT_LIMIT, _l("Nội dung"))]
    )
    explanation = ProseField(
        _l("Lời giải thích chung"), [AtMost(CONTENT_LIMIT, _l("Lời giải thích"))]
    )
    required = BooleanField(_l("Bắt buộc chấm thử trước khi chấm hồ sơ thật"))


def _points_form(rubric: RubricView, base: type[PointsForm], **values: Any) -> Any:
    fields: dict[str, Any] = {}
    for c in rubric.criteria:
        fields[f"points_{c.criterion_id}"] = ExactField(f"{c.position}. {c.name}")
        if base is SampleForm:
            label = _("Vì sao, tiêu chí %(n)s", n=c.position)
            fields[f"why_{c.criterion_id}"] = ProseField(label, [AtMost(WHY_LIMIT, label)])
    return type("WarmUpForm", (base,), fields)(**values)


def _rubric(session: Session, round_id: int) -> RubricView:
    rubric = rubric_of(session, round_id)
    if rubric is None:
        raise Denied(NOT_FOUND)
    return rubric


def _my_round(session: Session, round_id: int) -> Round:
    found = session.get(Round, round_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require_reviewer(session, actor(), found)
    return found


def _sample(session: Session, round_id: int, position: int) -> WarmUpSample:
    found = next((s for s in warm_up_queries.samples_of(session, round_id)
                  if s.position == position), None)  # fmt: skip
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@bp.get("/cham-diem/cham-thu/<int:round_id>")
@needs(Role.REVIEWER)
def warm_up(round_id: int) -> Answer:
    """The samples of a round in which I have sheets."""
    session, person = db.session(), actor()
    found = _my_round(session, round_id)
    criteria = _rubric(session, round_id).criteria
    lines = warm_up_queries.my_samples(session, person, round_id, criteria)
    return render_template("review/warm_up.html", found=found, lines=lines)


@bp.get("/cham-diem/cham-thu/<int:round_id>/<int:position>")
@needs(Role.REVIEWER)
def warm_up_sheet(round_id: int, position: int) -> Answer:
    """One sample: to be scored, or mine beside the reference."""
    return _sheet_page(round_id, position, None)


def _sheet_page(round_id: int, position: int, form: Any, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found, sample = _my_round(session, round_id), _sample(session, round_id, position)
    rubric = _rubric(session, round_id)
    mine = warm_up_queries.my_points(session, person, sample.id)
    lines = (
        warm_up_queries.comparison(session, person, sample, mine, rubric.criteria) if mine else []
    )
    return render_template(
        "review/warm_up_sheet.html", found=found, sample=sample, rubric=rubric, lines=lines,
        form=form or _points_form(rubric, PointsForm, formdata=None),
    ), status  # fmt: skip


@bp.post("/cham-diem/cham-thu/<int:round_id>/<int:position>")
@needs(Role.REVIEWER)
def score_warm_up(round_id: int, position: int) -> Answer:
    """Give my points, once."""
    rubric = _rubric(db.session(), round_id)
    form = _points_form(rubric, PointsForm)
    if form.validate():
        try:
            with transaction() as session:
                round_ = to_change(session, Round, round_id)
                sample = _sample(session, round_id, position)
                warm_up_actions.score_sample(session, actor(), round_, sample,
                                             form.points(rubric), now())  # fmt: skip
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _sheet_page(round_id, position, form, 422)
    flash(_("Đã ghi điểm chấm thử. Dưới đây là điểm tham chiếu và lời giải thích."), "ok")
    return redirect(url_for(".warm_up_sheet", round_id=round_id, position=position), 303)


def _office_round(round_id: int) -> Round:
    found = round_at_work(db.session(), actor(), round_id)
    require(policy.open_scoring(actor(), found.council_id))
    return found


@bp.get("/phan-cong/<int:round_id>/cham-thu")
@needs(Role.SECRETARY)
def warm_up_samples(round_id: int) -> Answer:
    """The samples of a round."""
    session, found = db.session(), _office_round(round_id)
    return render_template(
        "review/warm_up_samples.html", found=found, most=MOST_SAMPLES,
        samples=warm_up_queries.samples_of(session, round_id),
        counts=warm_up_queries.sheet_counts(session, round_id),
    )  # fmt: skip


@bp.get("/phan-cong/<int:round_id>/cham-thu/<int:position>")
@needs(Role.SECRETARY)
def warm_up_edit(round_id: int, position: int) -> Answer:
    """A sample to write or to change; position 0 is a new one."""
    return _edit_page(round_id, position, None)


def _edit_page(round_id: int, position: int, form: Any, status: int = 200) -> Answer:
    session, found = db.session(), _office_round(round_id)
    rubric = _rubric(session, round_id)
    sample = _sample(session, round_id, position) if position else None
    return render_template(
        "review/warm_up_edit.html", found=found, rubric=rubric, sample=sample, position=position,
        form=form or _points_form(rubric, SampleForm, formdata=None, data=_values(sample)),
    ), status  # fmt: skip


def _values(sample: WarmUpSample | None) -> dict[str, Any]:
    if sample is None:
        return {}
    points, whys = warm_up_queries.reference_of(sample)
    values = {name: getattr(sample, name)
              for name in ("title", "content", "explanation", "required")}  # fmt: skip
    values |= {f"points_{key}": given for key, given in points.items()}
    return values | {f"why_{key}": why for key, why in whys.items()}


@bp.post("/phan-cong/<int:round_id>/cham-thu/<int:position>")
@needs(Role.SECRETARY)
def keep_warm_up(round_id: int, position: int) -> Answer:
    """Keep the sample; with "drop", take it away."""
    _office_round(round_id)
    if request.form.get("then") == "drop" and position:
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            sample = _sample(session, round_id, position)
            warm_up_actions.drop_sample(session, actor(), round_, sample, now())
        flash(_("Đã xóa hồ sơ mẫu."), "ok")
        return redirect(url_for(".warm_up_samples", round_id=round_id), 303)
    rubric = _rubric(db.session(), round_id)
    form = _points_form(rubric, SampleForm)
    if form.validate():
        _keep(round_id, position, form, rubric)
    if form.errors:
        return _edit_page(round_id, position, form, 422)
    flash(_("Đã lưu hồ sơ mẫu."), "ok")
    return redirect(url_for(".warm_up_samples", round_id=round_id), 303)


def _keep(round_id: int, position: int, form: Any, rubric: RubricView) -> None:
    draft = SampleDraft(
        form.title.data, form.content.data, form.explanation.data or "", bool(form.required.data),
        form.points(rubric),
        {c.criterion_id: form[f"why_{c.criterion_id}"].data or "" for c in rubric.criteria},
    )  # fmt: skip
    try:
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            sample = _sample(session, round_id, position) if position else None
            warm_up_actions.keep_sample(session, actor(), round_, sample, draft, posted_version(),
                                        now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
