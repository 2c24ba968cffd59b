"""What if: other weights, another line. The address holds everything; nothing is stored."""

from decimal import Decimal
from typing import cast

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denied
from app.review.desk import bp, round_at_work
from app.review.models import Mark, Result, Sheet
from app.review.queries import shut_for
from app.review.states import SheetState
from app.review.what_if import Entry, Scored, outcome, reweighted
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import RubricView
from app.web.access import Answer, actor, needs
from app.web.forms import CountField, ExactField, WebForm
from app.web.paging import asked_page, asked_size, page_of

OFFICE = (Role.SECRETARY, Role.CHAIR)
MOST_WEIGHT = Decimal(100)


def _form(rubric: RubricView) -> WebForm:
    fields = {f"w{c.position}": ExactField(_("Hệ số %(name)s", name=c.name), default=c.weight)
              for c in rubric.criteria}  # fmt: skip
    fields |= {"suat": CountField(_l("Số suất")), "diem": ExactField(_l("hoặc từ điểm"))}
    made = type("WhatIfForm", (WebForm,), fields)
    found: WebForm = made(formdata=request.args if request.args else None)
    found.validate()
    for criterion in rubric.criteria:
        field = found[f"w{criterion.position}"]
        if not field.errors and not (field.data is None or 0 <= field.data <= MOST_WEIGHT):
            field.errors = [_("Hệ số từ 0 đến 100")]
    return found


@bp.get("/quyet-dinh/<int:round_id>/thu-trong-so")
@needs(*OFFICE)
def what_if(round_id: int) -> Answer:
    """The ranking with other weights or another line, beside the official one."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    rubric = rubric_of(session, round_id)
    if rubric is None:
        raise Denied(NOT_FOUND)
    form = _form(rubric)
    weights = {c.criterion_id: _weight(form, c.position, c.weight) for c in rubric.criteria}
    entries = _entries(session, person, found)
    quota, points = form["suat"].data, form["diem"].data
    if quota is None and points is None:
        points = rubric.pass_mark
    scores = reweighted(
        _sheets(session, found), weights, {c.criterion_id: c.maximum for c in rubric.criteria},
        rubric.maximum, found.rounding_digits,
    )  # fmt: skip
    made = outcome(entries, scores, None if points is not None else quota, points)
    number, size = asked_page(), asked_size()
    shown = made.lines[(number - 1) * size : number * size]
    return render_template(
        "review/what_if.html", found=found, form=form, rubric=rubric, made=made,
        digits=found.rounding_digits, page=page_of(list(shown), len(made.lines), number, size),
    ), 422 if form.errors else 200  # fmt: skip


def _weight(form: WebForm, position: int, usual: Decimal) -> Decimal:
    field = form[f"w{position}"]
    return cast(Decimal, usual if field.errors or field.data is None else field.data)


def _entries(session: Session, person: Actor, found: Round) -> list[Entry]:
    """Dossiers with an official score that the reader is not shut out of."""
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.unit_name, Result.mean, Idea.saved_vnd)
        .join(Result, Result.idea_id == Idea.id)
        .where(Result.round_id == found.id, Result.mean.is_not(None), ~shut_for(session, person))
    )
    return [Entry(key, code or "", title, unit, mean or Decimal(), saved or 0)
            for key, code, title, unit, mean, saved in rows]  # fmt: skip


def _sheets(session: Session, found: Round) -> list[Scored]:
    rows = session.execute(
        select(Mark.sheet_id, Sheet.idea_id, Mark.criterion_id, Mark.points)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.round_id == found.id, Sheet.state == SheetState.LOCKED,
               Mark.points.is_not(None), ~Mark.skipped)
        .order_by(Mark.sheet_id)
    )  # fmt: skip
    found_sheets: dict[int, tuple[int, dict[int, Decimal]]] = {}
    for sheet_id, idea_id, criterion_id, given in rows:
        _idea, points = found_sheets.setdefault(sheet_id, (idea_id, {}))
        points[criterion_id] = given or Decimal()
    return [Scored(idea_id, points) for idea_id, points in found_sheets.values()]
