"""Chuyển danh sách lên cấp trên và nhận danh sách của cấp dưới, by files alone."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.audit.exports import record_export
from app.awards import upward
from app.awards.models import NominationList
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.files.limits import content_of, uploads
from app.forwarding import actions, policy, queries, receiving, standings
from app.forwarding.forms import AnswerForm, BundleForm, LetterForm, ReasonForm
from app.forwarding.models import Forwarding, ReceivedBundle, ReceivedLine
from app.forwarding.states import (
    ANSWER_SHAPES,
    ANSWER_TITLES,
    RECEIVED_LIFECYCLE,
    RECEIVED_SHAPES,
    SENT_LIFECYCLE,
    SENT_SHAPES,
    LineAnswer,
    SentState,
)
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.kernel.text import T
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

bp = Blueprint("forwarding", __name__, template_folder="templates")
WORDS: dict[str, Any] = {
    "sent_titles": SENT_LIFECYCLE.titles, "sent_shapes": SENT_SHAPES,
    "received_titles": RECEIVED_LIFECYCLE.titles, "received_shapes": RECEIVED_SHAPES,
    "answer_titles": ANSWER_TITLES, "answer_shapes": ANSWER_SHAPES,
}  # fmt: skip


def join(registry: Registry) -> None:
    """The tab, who reads the files of bundles, and what the pages of awards say of them."""
    registry.tabs.append(Tab(T("Chuyển cấp trên"), "forwarding.index", 54, policy.READERS))
    readable_by(receiving.PURPOSE, receiving.may_read)
    upward.hooks.standings, upward.hooks.answer = standings.standings, standings.answer


def _content(file: FileStorage | None) -> bytes:
    """The bytes of the bundle; choosing none is told at the box."""
    if file is None or not file.filename:
        raise Blocked([Blocker("file", T("Chọn tệp gói .zip"))])
    return content_of(file)


@bp.get("/chuyen-cap-tren")
@needs(*policy.READERS)
def index() -> Answer:
    """What was sent, what was received, what can be sent."""
    return _index_page(BundleForm(formdata=None))


def _index_page(form: BundleForm, status: int = 200) -> Answer:
    session, number, size = db.session(), asked_page(), asked_size()
    rows, total = queries.sent_page(session, limit=size, offset=(number - 1) * size)
    return render_template(
        "forwarding/index.html", page=page_of(rows, total, number, size), form=form,
        to_send=queries.lists_to_send(session), received=queries.received_list(session),
        sends=policy.send(actor()) is None, **WORDS,
    ), status  # fmt: skip


@bp.post("/chuyen-cap-tren/lap-goi/<int:list_id>")
@needs(Role.AWARDS_OFFICER)
def make(list_id: int) -> Answer:
    """Make the bundle of a locked list."""
    with transaction() as session:
        list_ = to_change(session, NominationList, list_id)
        row = actions.make_bundle(session, actor(), list_, now(),
                                  evidence=request.form.get("evidence") == "1")  # fmt: skip
        target = url_for(".sent", forwarding_id=row.id)
    flash(_("Đã lập gói. Tải gói về, gửi kèm công văn ghi mã gói."), "ok")
    return redirect(target, 303)


@bp.get("/chuyen-cap-tren/da-gui/<int:forwarding_id>")
@needs(*policy.READERS)
def sent(forwarding_id: int) -> Answer:
    """One bundle that was made: its code, its file, the answer line by line."""
    return _sent_page(forwarding_id, BundleForm(formdata=None), ReasonForm(formdata=None))


def _sent_page(
    forwarding_id: int, form: BundleForm, reason: ReasonForm, status: int = 200
) -> Answer:
    session = db.session()
    row, sends = queries.sent(session, forwarding_id), policy.send(actor()) is None
    answered = sends and row.state is SentState.ANSWERED
    return render_template(
        "forwarding/sent.html", row=row, form=form,
        to_decide=answered and standings.waits_for_decision(session, row.list_id),
        reason_form=reason, answers=queries.answers(session, forwarding_id), sends=sends, **WORDS,
    ), status  # fmt: skip


@bp.get("/chuyen-cap-tren/da-gui/<int:forwarding_id>/goi.zip")
@needs(Role.AWARDS_OFFICER)
def download(forwarding_id: int) -> Answer:
    """The bundle itself; that it left is recorded."""
    content, name, rows = queries.packed(db.session(), forwarding_id)
    answer = Response(content, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    record_export(actor(), name, f"forwarding:{forwarding_id}", now(), rows=rows)
    return answer


@bp.post("/chuyen-cap-tren/da-gui/<int:forwarding_id>/tra-loi")
@needs(Role.AWARDS_OFFICER)
@uploads
def take_answer(forwarding_id: int) -> Answer:
    """Take the answer bundle of the higher level in."""
    form = BundleForm()
    try:
        content = _content(request.files.get("file"))
        with transaction() as session:
            row = to_change(session, Forwarding, forwarding_id)
            actions.take_answer(session, actor(), row, content, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _sent_page(forwarding_id, form, ReasonForm(formdata=None), 422)
    flash(_("Đã nhập trả lời của cấp trên."), "ok")
    return redirect(url_for(".sent", forwarding_id=forwarding_id), 303)


@bp.post("/chuyen-cap-tren/da-gui/<int:forwarding_id>/rut")
@needs(Role.AWARDS_OFFICER)
def withdraw(forwarding_id: int) -> Answer:
    """Call a bundle back."""
    form = ReasonForm()
    if form.validate():
        try:
            with transaction() as session:
                row = to_change(session, Forwarding, forwarding_id)
                actions.withdraw(session, actor(), row, form.reason.data, now())
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _sent_page(forwarding_id, BundleForm(formdata=None), form, 422)
    flash(_("Đã rút gói; danh sách lập gói lại được."), "ok")
    return redirect(url_for(".sent", forwarding_id=forwarding_id), 303)


@bp.post("/chuyen-cap-tren/nhan")
@needs(Role.AWARDS_OFFICER)
@uploads
def take_in() -> Answer:
    """Verify a bundle of another authority and show it."""
    form = BundleForm()
    try:
        content = _content(request.files.get("file"))
        with transaction() as session:
            row = actions.take_in(session, actor(), content, now())
            target = url_for(".received", bundle_id=row.id)
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _index_page(form, 422)
    flash(_("Gói nguyên vẹn. Đối chiếu mã gói với công văn rồi tiếp nhận."), "ok")
    return redirect(target, 303)


@bp.get("/chuyen-cap-tren/da-nhan/<int:bundle_id>")
@needs(*policy.READERS)
def received(bundle_id: int) -> Answer:
    """One received list: the nominated, the files, the answers."""
    return _received_page(bundle_id, LetterForm(formdata=None))


def _received_page(bundle_id: int, form: LetterForm, status: int = 200) -> Answer:
    session = db.session()
    return render_template(
        "forwarding/received.html", row=queries.received(session, bundle_id), form=form,
        lines=queries.lines(session, bundle_id), files=queries.files(session, bundle_id),
        sends=policy.send(actor()) is None, code_length=receiving.CODE_LENGTH, **WORDS,
    ), status  # fmt: skip


@bp.post("/chuyen-cap-tren/da-nhan/<int:bundle_id>/tiep-nhan")
@needs(Role.AWARDS_OFFICER)
def accept(bundle_id: int) -> Answer:
    """Receive it, when the code of the letter agrees."""
    form = LetterForm()
    if form.validate():
        try:
            with transaction() as session:
                row = to_change(session, ReceivedBundle, bundle_id)
                actions.accept(session, actor(), row, form.letter_code.data, now())
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _received_page(bundle_id, form, 422)
    flash(_("Đã tiếp nhận danh sách."), "ok")
    return redirect(url_for(".received", bundle_id=bundle_id), 303)


@bp.post("/chuyen-cap-tren/da-nhan/<int:bundle_id>/khong-tiep-nhan")
@needs(Role.AWARDS_OFFICER)
def drop(bundle_id: int) -> Answer:
    """It is not for us."""
    with transaction() as session:
        actions.drop(session, actor(), to_change(session, ReceivedBundle, bundle_id), now())
    flash(_("Đã ghi: không tiếp nhận gói này."), "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/chuyen-cap-tren/da-nhan/<int:bundle_id>/dong/<int:line_id>")
@needs(Role.AWARDS_OFFICER)
def line(bundle_id: int, line_id: int) -> Answer:
    """The form of one answer; the decision of the last line granted stands there already."""
    found = _line(bundle_id, line_id)
    decision = found if found.answer else queries.last_granted(db.session(), bundle_id) or found
    data = {"answer": str(found.answer or ""), "reason": found.reason,
            "decision_number": decision.decision_number,
            "decided_on": decision.decided_on}  # fmt: skip
    return _line_page(bundle_id, found, AnswerForm(formdata=None, data=data), found.version)


def _line(bundle_id: int, line_id: int) -> queries.LineRow:
    for found in queries.lines(db.session(), bundle_id):
        if found.line_id == line_id:
            return found
    raise Denied(NOT_FOUND)


def _line_page(
    bundle_id: int, found: queries.LineRow, form: AnswerForm, version: int, status: int = 200
) -> Answer:
    session = db.session()
    shown = [one for one in queries.files(session, bundle_id) if one.about in found.codes.split()]
    return render_template(
        "forwarding/line.html", row=queries.received(session, bundle_id), line=found, form=form,
        version=version, files=shown, **WORDS,
    ), status  # fmt: skip


@bp.post("/chuyen-cap-tren/da-nhan/<int:bundle_id>/dong/<int:line_id>")
@needs(Role.AWARDS_OFFICER)
def answer_line(bundle_id: int, line_id: int) -> Answer:
    """Write one answer down; a first answer leads to the next line that waits."""
    form, found = AnswerForm(), _line(bundle_id, line_id)
    version = request.form.get("version", default=0, type=whole)
    if form.validate():
        try:
            with transaction() as session:
                row = to_change(session, ReceivedLine, line_id)
                actions.answer_line(
                    session, actor(), row, LineAnswer(form.answer.data), reason=form.reason.data,
                    number=form.decision_number.data, decided_on=form.decided_on.data,
                    version=version, now=now(),
                )  # fmt: skip
        except Blocked as refused:
            form.add_blockers(refused.blockers)
    if form.errors:
        return _line_page(bundle_id, found, form, version, 422)
    flash(_("Đã ghi trả lời cho %(name)s.", name=found.name), "ok")
    following = queries.next_unanswered(db.session(), bundle_id) if found.answer is None else None
    if following is None:
        return redirect(url_for(".received", bundle_id=bundle_id), 303)
    return redirect(url_for(".line", bundle_id=bundle_id, line_id=following), 303)


@bp.post("/chuyen-cap-tren/da-nhan/<int:bundle_id>/chot")
@needs(Role.AWARDS_OFFICER)
def finish(bundle_id: int) -> Answer:
    """Close the answer."""
    with transaction() as session:
        actions.finish(session, actor(), to_change(session, ReceivedBundle, bundle_id), now())
    flash(_("Đã chốt trả lời. Tải gói trả lời về và gửi lại nơi đề nghị."), "ok")
    return redirect(url_for(".received", bundle_id=bundle_id), 303)


@bp.get("/chuyen-cap-tren/da-nhan/<int:bundle_id>/tra-loi.zip")
@needs(Role.AWARDS_OFFICER)
def answer_file(bundle_id: int) -> Answer:
    """The answer as a file; that it left is recorded."""
    session = db.session()
    queries.received(session, bundle_id)
    content, rows = actions.answer_bundle(session, session.get_one(ReceivedBundle, bundle_id))
    answer = Response(content, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"tra-loi-{bundle_id}.zip")
    record_export(actor(), "tra-loi.zip", f"received_bundle:{bundle_id}", now(), rows=rows)
    return answer
