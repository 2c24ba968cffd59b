"""The administrator's part: requests, periods, consent texts, anonymising."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.privacy import actions, anonymising, disposing, queries, retention, rules
from app.privacy.blueprint import bp
from app.privacy.forms import AnonymiseForm, AnswerForm, DisposeForm, PeriodForm, TextForm
from app.privacy.models import DataRequest
from app.privacy.states import (
    PURPOSE_TITLES,
    REQUEST_TITLES,
    STATE_SHAPES,
    STATE_TITLES,
    Purpose,
    RequestState,
)
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of


@bp.get("/quan-tri/du-lieu-ca-nhan")
@needs(Role.ADMIN)
def requests() -> Answer:
    """All requests, those due first."""
    session, asked = db.session(), request.args.get("xem", "")
    state = RequestState(asked) if asked in set(RequestState) else None
    number, size = asked_page(), asked_size()
    counts = queries.request_counts(session)
    rows = queries.request_lines(session, state, limit=size, offset=(number - 1) * size)
    total = counts.get(state, 0) if state else sum(counts.values())
    return render_template(
        "privacy/requests.html", page=page_of(rows, total, number, size), state=state,
        counts=counts, states=STATE_TITLES, shapes=STATE_SHAPES, kinds=REQUEST_TITLES,
        today=local_date(now()),
    )  # fmt: skip


@bp.get("/quan-tri/du-lieu-ca-nhan/yeu-cau/<int:request_id>")
@needs(Role.ADMIN)
def request_page(request_id: int) -> Answer:
    """One request, to be answered."""
    return _request_page(request_id, AnswerForm(formdata=None))


def _request_page(request_id: int, form: AnswerForm, status: int = 200) -> Answer:
    line = queries.request_line(db.session(), request_id)
    return render_template(
        "privacy/request.html", line=line, form=form, states=STATE_TITLES, shapes=STATE_SHAPES,
        kinds=REQUEST_TITLES, today=local_date(now()),
    ), status  # fmt: skip


@bp.post("/quan-tri/du-lieu-ca-nhan/yeu-cau/<int:request_id>/tra-loi")
@needs(Role.ADMIN)
def answer(request_id: int) -> Answer:
    """Say what was done, or why not."""
    form = AnswerForm()
    if not form.validate():
        return _request_page(request_id, form, 422)
    with transaction() as session:
        actions.answer(
            session, actor(), to_change(session, DataRequest, request_id), form.answer.data or "",
            accepted=form.outcome.data == "accept", now=now(),
        )  # fmt: skip
    flash(_("Đã trả lời yêu cầu; người yêu cầu được báo qua thư."), "ok")
    return redirect(url_for("privacy.request_page", request_id=request_id), 303)


@bp.get("/quan-tri/du-lieu-ca-nhan/thoi-han")
@needs(Role.ADMIN)
def periods() -> Answer:
    """How long each kind of record is kept, and what is over its time."""
    return _periods()


def _periods(kind: str = "", form: PeriodForm | None = None, status: int = 200) -> Answer:
    lines = retention.overdue(db.session(), now())
    forms = {
        line.period.kind.code: PeriodForm(formdata=None, prefix=line.period.kind.code,
                                          data={"months": line.period.months,
                                                "basis": line.period.basis})
        for line in lines
    }  # fmt: skip
    if form is not None:
        forms[kind] = form
    return render_template(
        "privacy/periods.html", lines=lines, forms=forms, form=form, kept=disposing.KEPT_KINDS
    ), status


@bp.post("/quan-tri/du-lieu-ca-nhan/thoi-han/<kind>")
@needs(Role.ADMIN)
def set_period(kind: str) -> Answer:
    """Set one period."""
    form = PeriodForm(prefix=kind)
    if kind not in retention.LISTS:
        raise Denied(NOT_FOUND)
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            actions.set_period(
                session, actor(), kind, int(form.months.data or 0), form.basis.data or "", now()
            )
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _periods(kind, form, 422)
    flash(_("Đã lưu thời hạn lưu giữ."), "ok")
    return redirect(url_for("privacy.periods"), 303)


@bp.get("/quan-tri/du-lieu-ca-nhan/thoi-han/<kind>/xu-ly")
@needs(Role.ADMIN)
def dispose_page(kind: str) -> Answer:
    """What would go and what would stay, before anything is done."""
    return _dispose_page(kind, DisposeForm(formdata=None))


def _dispose_page(kind: str, form: DisposeForm, status: int = 200) -> Answer:
    session, instant = db.session(), now()
    ids = disposing.due_ids(session, kind, instant)
    [period] = [one for one in queries.periods(session) if one.kind.code == kind]
    return render_template(
        "privacy/dispose.html", form=form, period=period, ids=ids[: retention.SHOWN],
        total=len(ids), disposal=disposing.DISPOSALS[kind], batch=disposing.BATCH,
        before=retention.due_before(session, kind, instant),
    ), status  # fmt: skip


@bp.post("/quan-tri/du-lieu-ca-nhan/thoi-han/<kind>/xu-ly")
@needs(Role.ADMIN)
def dispose(kind: str) -> Answer:
    """Do it; it cannot be undone."""
    form = DisposeForm()
    if kind not in disposing.DISPOSALS:
        raise Denied(NOT_FOUND)
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            outcome = disposing.dispose(
                session, actor(), kind, int(form.shown.data or 0), form.reason.data or "", now()
            )
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _dispose_page(kind, form, 422)
    flash(_("Đã xử lý %(n)s bản ghi; còn %(left)s.", n=outcome.done, left=outcome.left), "ok")
    where = "privacy.dispose_page" if outcome.left else "privacy.periods"
    return redirect(url_for(where, kind=kind if outcome.left else None), 303)


def _purpose(name: str) -> Purpose:
    if name not in set(Purpose):
        raise Denied(NOT_FOUND)
    return Purpose(name)


@bp.get("/quan-tri/du-lieu-ca-nhan/loi-van/<name>")
@needs(Role.ADMIN)
def text(name: str) -> Answer:
    """The words in force for a purpose."""
    return _text(_purpose(name), TextForm(formdata=None))


def _text(purpose: Purpose, form: TextForm, status: int = 200) -> Answer:
    words = queries.wording(db.session(), purpose)
    title = PURPOSE_TITLES[purpose]
    return render_template("privacy/text.html", words=words, title=title, form=form), status


@bp.post("/quan-tri/du-lieu-ca-nhan/loi-van/<name>")
@needs(Role.ADMIN)
def write_text(name: str) -> Answer:
    """Put new words in force."""
    purpose, form = _purpose(name), TextForm()
    if not form.validate():
        return _text(purpose, form, 422)
    with transaction() as session:
        actions.write_text(session, actor(), purpose, form.text.data or "", now())
    flash(_("Lời văn mới có hiệu lực từ bây giờ; sự đồng ý đã có giữ nguyên lời văn cũ."), "ok")
    return redirect(url_for("privacy.text", name=name), 303)


@bp.get("/quan-tri/du-lieu-ca-nhan/an-danh/<int:account_id>")
@needs(Role.ADMIN)
def anonymise_page(account_id: int) -> Answer:
    """What anonymising would do to this person, and what stands in the way."""
    return _anonymise_page(account_id, AnonymiseForm(formdata=None))


def _anonymise_page(account_id: int, form: AnonymiseForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    account: Any = session.get(Account, account_id)
    if account is None:
        raise Denied(NOT_FOUND)
    tied = queries.ties(session, account_id, local_date(now()), person.user_id)
    return render_template(
        "privacy/anonymise.html", account=account, form=form,
        blockers=rules.blockers_to_anonymise(tied),
        effects=anonymising.effects(session, account_id), pseudonym=rules.pseudonym(account_id),
    ), status  # fmt: skip


@bp.post("/quan-tri/du-lieu-ca-nhan/an-danh/<int:account_id>")
@needs(Role.ADMIN)
def anonymise(account_id: int) -> Answer:
    """Do it; it cannot be undone."""
    form = AnonymiseForm()
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            account = to_change(session, Account, account_id)
            anonymising.anonymise(session, actor(), account, form.reason.data or "", now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _anonymise_page(account_id, form, 422)
    flash(_("Đã ẩn danh tài khoản."), "ok")
    return redirect(url_for("privacy.requests"), 303)
