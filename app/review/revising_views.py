"""Change the rubric after scoring was opened: edit, dry run, apply what was previewed."""

from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.review.analysis_queries import names_of, open_codes
from app.review.desk import bp
from app.review.revising_actions import Revised, revise_rubric
from app.rounds import policy as round_policy
from app.rounds.models import Round
from app.rounds.queries import round_with_rubric, rubric_is_frozen, rubric_of
from app.rounds.rubric_forms import RubricForm, typed_rubric
from app.rounds.rubrics import BANDS_AT_MOST, CRITERIA_AT_MOST, RubricView, draft_of
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, ProseField

SHOWN = 100


class RevisionForm(RubricForm):
    """The rubric with the reason for touching it now."""

    reason = ProseField(_l("Lý do sửa"), [AtMost(1000, _l("Lý do"))])

    def origins(self) -> list[int | None]:
        """For each filled row, the criterion in force that it stands for."""
        texts = [str(entry.form.origin.data or "") for entry in self.filled()]
        return [int(t) if t.isdecimal() and t.isascii() and len(t) < 12 else None for t in texts]


class _DryRun(Exception):
    """Everything went through; take it back."""


@bp.get("/dot-xet/<int:round_id>/sua-thang-diem")
@needs(Role.SECRETARY)
def revise(round_id: int) -> Answer:
    """The rubric in force, to be changed."""
    _found, rubric = _frozen(round_id)
    values = typed_rubric(draft_of(rubric))
    for row, criterion in zip(values["criteria"], rubric.criteria, strict=True):
        row["origin"] = str(criterion.criterion_id)
    return _page(round_id, RevisionForm(formdata=None, data=values))


def _frozen(round_id: int) -> tuple[Round, RubricView]:
    """The round and its rubric in force; 404 while it can still be edited freely."""
    session = db.session()
    found = session.get(Round, round_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(round_policy.manage(actor(), found))
    rubric = rubric_of(session, round_id)
    if rubric is None or not rubric_is_frozen(session, found, now()):
        raise Denied(NOT_FOUND)
    return found, rubric


def _page(
    round_id: int, form: RevisionForm, status: int = 200, plan: Revised | None = None, *,
    moved_on: bool = False,
) -> Answer:  # fmt: skip
    session, person = db.session(), actor()
    _frozen(round_id)
    found = round_with_rubric(session, round_id)
    shown: dict[str, Any] = {}
    if plan is not None:
        keys = {one.idea_id for one in plan.again} | {one.idea_id for one in plan.moved}
        codes = open_codes(session, person, found, keys)
        again = [one for one in plan.again if one.idea_id in codes]
        shown = {
            "codes": codes, "again": again[:SHOWN], "mark": _mark(plan),
            "moved": [one for one in plan.moved if one.idea_id in codes][:SHOWN],
            "hidden": len(keys) - len(codes),
            "names": names_of(session, {one.reviewer_id for one in again[:SHOWN]}),
        }  # fmt: skip
    return render_template(
        "review/revise.html", form=form, found=found, plan=plan, moved_on=moved_on, frozen=True,
        criteria_at_most=CRITERIA_AT_MOST, bands_at_most=BANDS_AT_MOST, is_closed=False,
        revising_at=url_for(".try_revision", round_id=round_id), **shown,
    ), status  # fmt: skip


def _mark(plan: Revised) -> str:
    """A short name of everything the preview said: what is applied must be the same."""
    words = [*map(str, plan.changes), plan.stay_locked, plan.recomputed, plan.proposals_dropped]
    words += [(one.idea_id, one.reviewer_id) for one in plan.again]
    words += [(one.idea_id, str(one.was), str(one.now_is)) for one in plan.moved]
    return sha256(repr(words).encode()).hexdigest()


@bp.post("/dot-xet/<int:round_id>/sua-thang-diem")
@needs(Role.SECRETARY)
def try_revision(round_id: int) -> Answer:
    """A dry run; or the page with a row more or less."""
    form = RevisionForm()
    _frozen(round_id)
    if "add_row" in request.form or "remove_row" in request.form:
        form.add_row(request.form.get("add_row", ""))
        form.remove_row(request.form.get("remove_row", ""))
        return _page(round_id, form)
    return _tried(round_id, form)


def _tried(round_id: int, form: RevisionForm, *, moved_on: bool = False) -> Answer:
    plan = None
    if form.validate():
        try:
            with transaction() as session:
                plan = _revise(session, round_id, form)
                raise _DryRun
        except _DryRun:
            pass
        except Blocked as problem:
            form.add_blockers(problem.blockers)
        finally:
            db.session.remove()
    status = 200 if plan is not None and not moved_on else 422
    return _page(round_id, form, status, plan, moved_on=moved_on)


def _revise(session: Any, round_id: int, form: RevisionForm) -> Revised:
    return revise_rubric(
        session, actor(), to_change(session, Round, round_id), form.draft(), form.origins(),
        form.reason.data or "", now(),
    )  # fmt: skip


@bp.post("/dot-xet/<int:round_id>/sua-thang-diem/ap-dung")
@needs(Role.SECRETARY)
def apply_revision(round_id: int) -> Answer:
    """Do what the preview said; when it would be something else by now, show that first."""
    form = RevisionForm()
    if not form.validate():
        return _page(round_id, form, 422)
    try:
        with transaction() as session:
            plan = _revise(session, round_id, form)
            if _mark(plan) != request.form.get("mark"):
                raise StaleDataError("the preview was of something else")
    except Blocked as problem:
        db.session.remove()
        form.add_blockers(problem.blockers)
        return _page(round_id, form, 422)
    except StaleDataError:
        db.session.remove()
        return _tried(round_id, form, moved_on=True)
    flash(
        _("Đã áp dụng thang điểm mới: %(n)s phiếu tính lại tổng, %(m)s phiếu được mở lại.",
          n=plan.recomputed, m=len(plan.again)), "ok",
    )  # fmt: skip
    return redirect(url_for("rounds.show", round_id=round_id), 303)
