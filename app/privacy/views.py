"""The public notice, and what a person may do with their own data."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.audit.exports import record_export
from app.database.once import earlier_result, remember
from app.database.transaction import transaction
from app.extensions import db
from app.gallery import naming
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.privacy import about_me, actions, office_views, own_tables, queries
from app.privacy.blueprint import bp
from app.privacy.catalogue import held_data
from app.privacy.forms import ConsentForm, RequestForm
from app.privacy.home import waiting
from app.privacy.states import (
    PURPOSE_TITLES,
    REQUEST_TITLES,
    STATE_SHAPES,
    STATE_TITLES,
    Purpose,
    RequestKind,
)
from app.privacy.upkeep import forget_used_up
from app.web.access import Answer, actor, public, signed_in
from app.web.registry import Door, Registry

__all__ = ["bp", "join", "office_views"]


def join(registry: Registry) -> None:
    """The doors to one's own data and to the office's part; the gallery asks us about names."""
    registry.personal.append(
        Door(T("Dữ liệu của tôi"), T("Tải về, yêu cầu đính chính, đồng ý và rút lại"),
             "privacy.mine", 50)
    )  # fmt: skip
    registry.administration.append(
        Door(T("Dữ liệu cá nhân"), T("Yêu cầu chờ trả lời, thời hạn lưu giữ, lời văn đồng ý"),
             "privacy.requests", 50, (Role.ADMIN,))
    )  # fmt: skip
    registry.waiting.append(waiting)
    registry.daily["privacy:forget"] = forget_used_up
    if queries.unwilling not in naming.unwilling:
        naming.unwilling.append(queries.unwilling)


@bp.get("/du-lieu-ca-nhan")
@public
def notice() -> Answer:
    """What is held about people, why, how long, and what they may ask."""
    session = db.session()
    months = {period.kind.code: period for period in queries.periods(session)}
    words = [(PURPOSE_TITLES[p], queries.wording(session, p)) for p in Purpose]
    return render_template("privacy/notice.html", held=held_data(), periods=months, words=words)


@bp.get("/tai-khoan/du-lieu-cua-toi")
@signed_in
def mine() -> Answer:
    """My rights and what came of them."""
    return _mine()


def _mine(
    asking: RequestForm | None = None, agreeing: ConsentForm | None = None, status: int = 200
) -> Answer:
    session, person = db.session(), actor()
    given = queries.consents(session, person.user_id or 0)
    standing = {line.purpose: line for line in reversed(given) if line.withdrawn_at is None}
    failed = asking or agreeing
    return render_template(
        "privacy/mine.html", requests=queries.own_requests(session, person.user_id or 0),
        words=[queries.wording(session, purpose) for purpose in Purpose], standing=standing,
        past=given, asking=asking or RequestForm(formdata=None), form=failed,
        agreeing=agreeing or ConsentForm(formdata=None), purposes=PURPOSE_TITLES,
        kinds=REQUEST_TITLES, states=STATE_TITLES, shapes=STATE_SHAPES,
        today=local_date(now()),
    ), status  # fmt: skip


@bp.post("/tai-khoan/du-lieu-cua-toi/tai-ve")
@signed_in
def export() -> Answer:
    """Everything about me in one file; that I took it is recorded."""
    person, instant = actor(), now()
    parts = about_me.about(db.session(), person.user_id or 0)
    page = render_template("privacy/export.html", parts=parts, made_at=instant, person=person)
    content = own_tables.archive(parts, page, instant)
    rows = sum(len(part.rows) for part in parts)
    record_export(person, "own_data.zip", f"account:{person.user_id}", instant, rows=rows)
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.zip"'
    return answer


@bp.post("/tai-khoan/du-lieu-cua-toi/yeu-cau")
@signed_in
def ask() -> Answer:
    """Ask for a correction, erasure …; pressed twice it is asked once."""
    form, person = RequestForm(), actor()
    key, target = form.once_key.data or "", url_for("privacy.mine", _anchor="yeu-cau")
    if not form.validate():
        return _mine(asking=form, status=422)
    try:
        with transaction() as session:
            if earlier_result(session, key, person.user_id) is None:
                kind, text = RequestKind(form.kind.data), form.text.data or ""
                actions.ask(session, person, kind, text, now())
                remember(session, key, person.user_id, target, now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _mine(asking=form, status=422)
    flash(_("Đã gửi yêu cầu. Cơ quan trả lời trong 2 ngày làm việc."), "ok")
    return redirect(target, 303)


def _purpose(name: str) -> Purpose:
    if name not in set(Purpose):
        raise Denied(NOT_FOUND)
    return Purpose(name)


@bp.post("/tai-khoan/du-lieu-cua-toi/dong-y/<name>")
@signed_in
def agree(name: str) -> Answer:
    """Agree to the words on the page."""
    purpose, form = _purpose(name), ConsentForm()
    shown = key_in(form.wording.data)
    try:
        if not form.validate() or shown is None:
            raise Blocked(())
        with transaction() as session:
            actions.give_consent(session, actor(), purpose, shown, now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _mine(agreeing=form, status=422)
    flash(_("Đã ghi nhận sự đồng ý."), "ok")
    return redirect(url_for("privacy.mine", _anchor="dong-y"), 303)


@bp.post("/tai-khoan/du-lieu-cua-toi/rut-dong-y/<name>")
@signed_in
def disagree(name: str) -> Answer:
    """Take it back, at once."""
    purpose = _purpose(name)
    with transaction() as session:
        changed = actions.withdraw_consent(session, actor(), purpose, now())
    flash(_("Đã rút lại sự đồng ý. Tên đã được gỡ khỏi %(n)s trang công khai.", n=changed), "ok")
    return redirect(url_for("privacy.mine", _anchor="dong-y"), 303)
