"""Danh mục văn bản căn cứ: the list, one act, its versions; checking the citations of a text."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.citations import actions, policy, queries
from app.citations.acts import Act, citation
from app.citations.forms import ActForm, LintForm
from app.citations.models import LegalBasis
from app.citations.queries import ActFilter
from app.citations.reading import text_to_check
from app.citations.references import citing_documents, named_by
from app.citations.states import (
    CERTAINTY_SHAPES,
    CERTAINTY_TITLES,
    FAULT_SHAPES,
    FAULT_TITLES,
    KINDS,
    USE_TITLES,
)
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.limits import content_of, uploads
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.kernel.text import T
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

bp = Blueprint("citations", __name__, template_folder="templates")
WORDS = {"certainties": CERTAINTY_TITLES, "certainty_shapes": CERTAINTY_SHAPES,
         "uses": USE_TITLES}  # fmt: skip


def join(registry: Registry) -> None:
    """The tab."""
    registry.tabs.append(Tab(T("Văn bản căn cứ"), "citations.index", 76, policy.READERS))


@bp.get("/van-ban-can-cu")
@needs(*policy.READERS)
def index() -> Answer:
    """The registry, searched with or without diacritics."""
    today, number, size = local_date(now()), asked_page(), asked_size()
    asked = ActFilter(request.args.get("q", "")[:200], request.args.get("hieu-luc", ""))
    rows, total = queries.find_acts(
        db.session(), asked, today, limit=size, offset=(number - 1) * size
    )
    return render_template(
        "citations/index.html", page=page_of(rows, total, number, size), asked=asked, today=today,
        keeps=policy.keep(actor()) is None, **WORDS,
    )  # fmt: skip


@bp.get("/van-ban-can-cu/<int:act_id>")
@needs(*policy.READERS)
def show(act_id: int) -> Answer:
    """One act: validity, successor, versions, what cites it."""
    session = db.session()
    found = queries.versions(session, act_id)
    act = found[0].act
    return render_template(
        "citations/show.html", act=act, versions=found, line=citation(act),
        successor=queries.successor(session, act.replaced_by) if act.replaced_by else None,
        cited=citing_documents(session, act_id), named=named_by(session, act),
        today=local_date(now()), keeps=policy.keep(actor()) is None, **WORDS,
    )  # fmt: skip


@bp.get("/van-ban-can-cu/moi")
@needs(*policy.EDITORS)
def new() -> Answer:
    """The form of an act; a number may be given."""
    data = {"number": request.args.get("so", "")[:60], "kind": request.args.get("loai", "")[:40]}
    return _form_page(ActForm(formdata=None, data=data), None)


def _form_page(form: ActForm, old: Act | None, status: int = 200) -> Answer:
    return render_template("citations/form.html", form=form, old=old, kinds=KINDS), status


@bp.post("/van-ban-can-cu/moi")
@needs(*policy.EDITORS)
def add() -> Answer:
    """Write the act down, once."""
    form, person, key, target = ActForm(), actor(), request.form.get("once_key", ""), ""
    if form.validate():
        try:
            with transaction() as session:
                target = earlier_result(session, key, person.user_id) or ""
                if not target:
                    made = actions.add_act(session, person, form.draft(), now())
                    session.flush()
                    target = url_for(".show", act_id=made.id)
                    remember(session, key, person.user_id, target, now())
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors or not target:
        return _form_page(form, None, 422)
    flash(_("Đã thêm văn bản vào danh mục."), "ok")
    return redirect(target, 303)


@bp.get("/van-ban-can-cu/<int:act_id>/sua")
@needs(*policy.EDITORS)
def edit(act_id: int) -> Answer:
    """The form with what the newest version says."""
    session = db.session()
    newest = queries.versions(session, act_id)[0]
    act = newest.act
    data: dict[str, Any] = {
        "kind": act.kind, "number": act.number, "issuer": act.issuer, "issued_on": act.issued_on,
        "subject": act.subject, "valid_from": act.valid_from,
        "last_day": act.valid_to - timedelta(days=1) if act.valid_to else None,
        "replaced_by": act.replaced_by, "certainty": str(act.certainty), "note": newest.note,
        "used_for": act.used_for, "position": queries.position(session, act.act_id),
    }  # fmt: skip
    return _form_page(ActForm(formdata=None, data=data), act)


@bp.post("/van-ban-can-cu/<int:act_id>/sua")
@needs(*policy.EDITORS)
def correct(act_id: int) -> Answer:
    """A new version, with its reason."""
    form, target = ActForm(), ""
    if form.validate():
        try:
            with transaction() as session:
                old = to_change(session, LegalBasis, act_id)
                made = actions.correct_act(
                    session, actor(), old, form.draft(), form.reason.data, now()
                )
                session.flush()
                target = url_for(".show", act_id=made.id)
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors or not target:
        return _form_page(form, queries.versions(db.session(), act_id)[0].act, 422)
    flash(_("Đã ghi bản sửa; văn bản đã viện dẫn vẫn giữ bản cũ."), "ok")
    return redirect(target, 303)


@bp.get("/van-ban-can-cu/soat")
@needs(*policy.READERS)
def check() -> Answer:
    """Paste a text or choose a Word file."""
    form = LintForm(formdata=None, data={"day": local_date(now())})
    return render_template("citations/check.html", form=form, found=None, **_lint_words())


def _lint_words() -> dict[str, Any]:
    return {"faults": FAULT_TITLES, "shapes": FAULT_SHAPES,
            "keeps": policy.keep(actor()) is None}  # fmt: skip


@bp.post("/van-ban-can-cu/soat")
@needs(*policy.READERS)
@uploads
def checked() -> Answer:
    """What is to be looked at; nothing is stored."""
    form = LintForm()
    content = content_of(request.files.get("file"))
    found = None
    if form.validate():
        try:
            text = text_to_check(form.text.data, content)
            found = queries.lint(db.session(), text, form.day.data or local_date(now()))
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    status = 422 if form.errors or found is None else 200
    page = render_template("citations/check.html", form=form, found=found, **_lint_words())
    return page, status
