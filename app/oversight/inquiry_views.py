"""Pages on which an inspector opens the judging of a round or dossier, and reads it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.oversight import inquiries as room
from app.oversight import policy, queries
from app.oversight.blueprint import bp
from app.oversight.forms import InquiryForm
from app.oversight.models import JudgingInquiry
from app.web.access import Answer, actor, needs

ROWS = 50


@bp.get("/nhat-ky/kiem-tra")
@needs(*policy.READERS)
def inquiries() -> Answer:
    """Who opened what, why and until when; inspectors open here."""
    return _page(InquiryForm(formdata=None))


def _page(form: InquiryForm, status: int = 200) -> Answer:
    return render_template(
        "oversight/inquiries.html", form=form, lines=room.inquiries(db.session()), now=now(),
        refusal=policy.inquire(actor()), me=actor().user_id,
    ), status  # fmt: skip


@bp.post("/nhat-ky/kiem-tra")
@needs(*policy.READERS)
def open_inquiry() -> Answer:
    """Open one, with a reason."""
    form = InquiryForm()
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            inquiry = room.open_inquiry(
                session, actor(), (form.code.data or "").strip(), form.reason.data or "",
                int(form.days.data or 0), now(),
            )  # fmt: skip
            session.flush()
            inquiry_id = inquiry.id
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _page(form, 422)
    flash(_("Đã mở. Chủ tịch và thư ký Hội đồng được báo qua thư."), "ok")
    return redirect(url_for("oversight.inquiry", inquiry_id=inquiry_id), 303)


@bp.get("/nhat-ky/kiem-tra/<int:inquiry_id>")
@needs(*policy.READERS)
def inquiry(inquiry_id: int) -> Answer:
    """The judging, with nothing left out, while the inquiry runs."""
    session = db.session()
    found = session.get(JudgingInquiry, inquiry_id)
    one = room.require_running(session, actor(), found, now())
    text = request.args.get("truoc", "")
    before = int(text) if text.isdecimal() and len(text) < 16 else None
    lines = queries.judging_entries(session, one.round_id, one.idea_id, before, ROWS + 1)
    older = lines[ROWS - 1].entry_id if len(lines) > ROWS else None
    return render_template("oversight/inquiry.html", one=one, lines=lines[:ROWS], older=older,
                           detail_text=queries.detail_text)  # fmt: skip


@bp.post("/nhat-ky/kiem-tra/<int:inquiry_id>/ket-thuc")
@needs(*policy.READERS)
def end_inquiry(inquiry_id: int) -> Answer:
    """Close it before its time."""
    with transaction() as session:
        room.end_inquiry(session, actor(), to_change(session, JudgingInquiry, inquiry_id), now())
    flash(_("Đã kết thúc việc kiểm tra."), "ok")
    return redirect(url_for("oversight.inquiries"), 303)
