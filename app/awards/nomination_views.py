"""Pages of the awards room about who is on a list: candidates, preview, one nomination."""

from collections.abc import Callable, Sequence
from functools import cache

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.awards import actions, candidates, policy, queries
from app.awards.candidates import CandidateFilter
from app.awards.forms import NominationForm, RemovalForm
from app.awards.models import Nomination, NominationList
from app.awards.pages import WORDS, Forms, bp, compile_page
from app.awards.queries import KindChoice
from app.awards.rules import parts_of
from app.awards.states import SubjectKind
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_query, asked_size, page_of


def asked_list(session: Session, list_id: int) -> NominationList:
    """The list of the address, to read; 404 when there is none."""
    list_ = session.scalar(_of_address(), {"key": list_id})
    if list_ is None:
        raise Denied(NOT_FOUND)
    return list_


@cache
def _of_address() -> Select[NominationList]:
    return select(NominationList).where(NominationList.id == bindparam("key"))


def chosen_kinds(kinds: Sequence[KindChoice]) -> dict[SubjectKind, list[KindChoice]]:
    """The list's awards for each kind of subject, the one asked for in address or form first."""
    wanted = {request.values.get("ca_nhan"), request.values.get("tap_the")}
    found: dict[SubjectKind, list[KindChoice]] = {}
    for kind in sorted(kinds, key=lambda one: one.code not in wanted):
        found.setdefault(kind.subject_kind, []).append(kind)
    return found


def asked_ticks() -> dict[str, str | None]:
    """The ticked boxes of the form, each with the award chosen beside it (`loai:` and the box)."""
    return {tick: request.form.get(f"loai:{tick}") for tick in request.form.getlist("chon")}


@bp.get("/khen-thuong/<int:list_id>/ung-vien", endpoint="candidates")
@needs(*policy.FILLERS)
def candidate_list(list_id: int) -> Answer:
    """Recognised solutions with the people and units behind them."""
    return _candidates_page(list_id)


def _candidates_page(list_id: int, problem: str = "") -> str:
    session = db.session()
    list_ = asked_list(session, list_id)
    args, choices = request.args, queries.kinds_for(session, list_)
    kinds = chosen_kinds(choices)
    wanted = CandidateFilter(
        words=args.get("q", "")[:200], round_id=args.get("dot", default=None, type=whole),
        unused="chua_dung" in args, applied="dang_ap_dung" in args,
    )  # fmt: skip
    # A solution has three people and a unit on average: 25 make a page of a hundred rows.
    number, size = asked_page(), asked_size(25)
    rows = candidates.candidate_ideas(
        session, list_, wanted, kinds, first=(number - 1) * size, most=size
    )
    total = candidates.candidate_count(session, list_, wanted)
    return render_template(
        "awards/candidates.html", list=list_, page=page_of(rows, total, number, size),
        wanted=wanted, rounds=queries.award_rounds(session), kinds=kinds, problem=problem,
        errors=bool(problem),
        choices=choices, query=asked_query(), **WORDS,
    )  # fmt: skip


@bp.post("/khen-thuong/<int:list_id>/ung-vien")
@needs(*policy.FILLERS)
def preview(list_id: int) -> Answer:
    """What the ticked boxes would add; nothing is written."""
    session = db.session()
    list_ = asked_list(session, list_id)
    salary = queries.salary_on(session, list_.judged_on)
    rows = candidates.previews(
        session, list_, asked_ticks(), chosen_kinds(queries.kinds_for(session, list_)),
        salary.amount if salary else None,
    )  # fmt: skip
    if not rows:
        return _candidates_page(list_id, _("Chọn ít nhất một đối tượng")), 422
    compiled = queries.shown_list(session, list_)
    return render_template(
        "awards/preview.html", list=list_, rows=rows, compiled=compiled,
        money=compiled.money + sum(row.amount or 0 for row in rows),
        ticks=asked_ticks(), asked=request.args.to_dict(), query=asked_query(), **WORDS,
    )  # fmt: skip


@bp.post("/khen-thuong/<int:list_id>/doi-tuong")
@needs(*policy.FILLERS)
def add(list_id: int) -> Answer:
    """Add what was previewed, once."""
    person, key = actor(), request.form.get("once_key", "")
    target = url_for("awards.show", list_id=list_id)
    with transaction() as session:
        if earlier_result(session, key, person.user_id):
            return redirect(target, 303)
        list_ = to_change(session, NominationList, list_id)
        kinds = chosen_kinds(queries.kinds_for(session, list_))
        rows = candidates.previews(session, list_, asked_ticks(), kinds, None)
        added = actions.add_nominations(session, person, list_, [row.draft for row in rows], now())
        remember(session, key, person.user_id, target, now())
        count = len(added)
    flash(_("Đã đưa %(n)s đối tượng vào danh sách.", n=count), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>")
@needs(*policy.FILLERS)
def change_nomination(list_id: int, nomination_id: int) -> Answer:
    """Save award, wording and parts."""
    session = db.session()
    list_, row = asked_list(session, list_id), asked_nomination(session, list_id, nomination_id)
    kinds = [k for k in queries.kinds_for(session, list_) if k.subject_kind is row.subject_kind]
    ids = {kind.code: kind.kind_id for kind in kinds}
    parts = {part for kind in kinds for part in parts_of(kind.parts)}
    form = NominationForm().offer(
        [(kind.code, kind.name) for kind in kinds], sorted(parts, key=str)
    )
    version = request.form.get("version", default=0, type=whole)

    def save(writing: Session, nomination: Nomination) -> None:
        change = actions.NominationChange(
            ids[form.award.data],
            form.achievement.data or "",
            tuple(form.parts.data or ()),
            *form.counted(),
            months=(form.months_worked.data, form.maternity_months.data)
            if "months_worked" in request.form
            else None,
        )
        actions.change_nomination(writing, actor(), nomination, change, now(), version=version)

    if not done(form, list_id, nomination_id, save):
        return refused(list_id, nomination_id, Forms(change=form))
    flash(_("Đã lưu."), "ok")
    return redirect(row_url(list_id, nomination_id), 303)


@bp.post("/khen-thuong/<int:list_id>/doi-tuong/<int:nomination_id>/loai")
@needs(*policy.FILLERS)
def remove(list_id: int, nomination_id: int) -> Answer:
    """Take off, with a reason."""
    form = RemovalForm()

    def take_off(session: Session, nomination: Nomination) -> None:
        reason = form.removal_reason.data or ""
        actions.remove_nomination(session, actor(), nomination, reason, now())

    if not done(form, list_id, nomination_id, take_off):
        return refused(list_id, nomination_id, Forms(removal=form))
    flash(_("Đã loại khỏi danh sách."), "ok")
    return redirect(url_for("awards.show", list_id=list_id), 303)


def asked_nomination(session: Session, list_id: int, nomination_id: int) -> Nomination:
    """The nomination of the address, which must be on that list."""
    row = session.get(Nomination, nomination_id)
    if row is None or row.list_id != list_id:
        raise Denied(NOT_FOUND)
    return row


def done(
    form: WebForm, list_id: int, nomination_id: int, work: Callable[[Session, Nomination], None]
) -> bool:
    """Validate, then work on the locked row; False: the form now says why not."""
    if not form.validate():
        return False
    try:
        with transaction() as session:
            row = to_change(session, Nomination, nomination_id)
            if row.list_id != list_id:
                raise Denied(NOT_FOUND)
            work(session, row)
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return False
    return True


def refused(list_id: int, nomination_id: int, forms: Forms) -> Answer:
    session = db.session()
    list_ = asked_list(session, list_id)
    page = compile_page(session, actor(), list_, now(), open_id=nomination_id, forms=forms)
    return page, 422


def row_url(list_id: int, nomination_id: int) -> str:
    anchor = f"dt-{nomination_id}"
    return url_for("awards.show", list_id=list_id, mo=nomination_id, _anchor=anchor)
