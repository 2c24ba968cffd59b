"""The one place where refusals and faults become pages. Views have no try/except for them."""

import json
import secrets
from typing import Any

from flask import Flask, current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.kernel import refusals
from app.kernel.text import T
from app.web.fieldwise import READ, TOUCHED
from app.web.lost_text import lost_text_page, typed_texts
from app.web.once_more import ask_once_more

Answer = tuple[Any, int]


def wants_json() -> bool:
    """Whether a script of ours asks."""
    return request.accept_mimetypes.best == "application/json"


def page(status: int, title: str, what: str, **more: Any) -> Answer:
    """One error page, or the same facts as JSON."""
    if wants_json():
        return jsonify(
            title=title, what=what, **{k: v for k, v in more.items() if k == "next"}
        ), status
    return render_template("web/error.html", title=title, what=what, **more), status


def not_found() -> Answer:
    """Missing and hidden look exactly alike."""
    return page(404, _("Không tìm thấy nội dung"), str(refusals.NOT_FOUND.reason))


def on_denied(problem: refusals.Denied) -> Answer:
    """403, or 404 when even the existence is hidden. The room `oversight` notes it."""
    g.denial = problem.denial
    if problem.denial.hidden:
        return not_found()
    more = {}
    if problem.denial.lacks_role:
        more["next"] = _("Nếu cần làm việc này, liên hệ quản trị viên để được giao quyền.")
    return page(403, _("Chưa được quyền thực hiện"), problem.denial.reason.translated(_), **more)


def on_blocked(problem: refusals.Blocked) -> Answer:
    """Every reason at once."""
    if wants_json():
        return jsonify(errors=[str(b.message) for b in problem.blockers]), 422
    return page(422, _("Chưa thực hiện được"), _("Còn những việc sau phải làm trước."),
                blockers=problem.blockers)  # fmt: skip


def on_illegal_move(_problem: refusals.IllegalMove) -> Answer:
    """The thing has moved on; nothing was changed."""
    return page(409, _("Việc này không còn thực hiện được"),
                _("Nội dung đã chuyển sang trạng thái khác, có thể do người khác vừa xử lý "
                  "hoặc nút đã được bấm hai lần."),
                next=_("Mở lại trang để xem trạng thái hiện tại."))  # fmt: skip


def on_stale(_problem: StaleDataError) -> Answer:
    """Somebody saved at the same moment."""
    return page(409, _("Nội dung vừa được người khác cập nhật"),
                _("Chưa có gì bị ghi đè. Thay đổi vừa gửi chưa được lưu."),
                next=_("Quay lại trang trước, kiểm tra nội dung mới rồi lưu lại."))  # fmt: skip


def on_integrity(problem: IntegrityError) -> Any:
    """Two did the same at once: the later one is asked again, and finds what the other did."""
    again = ask_once_more(problem)
    return on_stale(StaleDataError(str(problem.orig))) if again is None else again


def on_already_done(problem: refusals.AlreadyDone) -> Any:
    """A once-only act asked for again: go to what it made, and say so."""
    if problem.endpoint:
        flash(problem.message.translated(_), "pen")
        return redirect(url_for(problem.endpoint, **dict[str, Any](problem.values)), 303)
    return page(409, _("Việc này đã được thực hiện"), problem.message.translated(_))


def on_stale_edit(problem: refusals.StaleEdit) -> Answer:
    """Both texts side by side; the choice posts the chosen texts to the same address."""
    if wants_json():
        return jsonify(
            conflict_url=request.url, who=problem.who, when=problem.when_text,
            marks=dict(problem.marks),
            fields=[
                {"name": d.name, "label": d.label.translated(_), "theirs": d.theirs}
                for d in problem.differences
            ],
        ), 409  # fmt: skip
    names = {difference.name for difference in problem.differences} | {READ, TOUCHED}
    kept = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in names | {"csrf_token", "version"}
    ]
    if problem.marks:
        kept.append((READ, json.dumps(dict(problem.marks))))
    return render_template(
        "web/conflict.html", fields=problem.differences, who=problem.who,
        when_text=problem.when_text, url=request.path, version=problem.version, kept=kept,
    ), 409  # fmt: skip


PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
HTTP_TEXTS = {
    400: ("Yêu cầu không đọc được", "Trình duyệt gửi thiếu hoặc sai dữ liệu."),
    405: ("Không mở được theo cách này", "Địa chỉ này không dùng cách gửi vừa rồi."),
    413: ("Tệp hoặc nội dung quá lớn", "Nội dung gửi lên vượt quá dung lượng cho phép."),
    415: ("Không nhận kiểu dữ liệu này", "Kiểu dữ liệu gửi lên không được hỗ trợ."),
    429: ("Thao tác quá nhiều lần", "Vui lòng thử lại sau ít phút."),
}


def on_http(problem: HTTPException) -> Any:
    """Werkzeug's own errors, in Vietnamese; the address typed is never echoed."""
    status = problem.code or 500
    if status < 400:
        return problem
    if isinstance(problem, SecurityError):
        # Not our host: no address of ours can be built for it, so the answer is bare words.
        g.denial = refusals.Denial("host", T("Tên máy chủ lạ"))
        return _("Tên máy chủ trong yêu cầu không phải của hệ thống này."), 400, PLAIN
    if status == 404:
        return not_found()
    if status >= 500:
        return on_fault(problem)
    title, what = HTTP_TEXTS.get(status, HTTP_TEXTS[400])
    return page(status, _(title), _(what))


def on_csrf(_problem: CSRFError) -> Any:
    """The page was open too long, or the form did not come from here: kept in the log."""
    g.denial = refusals.Denial("form_token", T("Biểu mẫu không có mã của phiên này"))
    return _too_late(400, _("Phiên làm việc đã hết hạn"),
                     _("Trang này được mở quá lâu hoặc đã đăng xuất ở cửa sổ khác; nội dung vừa "
                       "gửi chưa được lưu. Đăng nhập rồi gửi lại."))  # fmt: skip


def on_signed_out() -> Any:
    """A form came when nobody was signed in any more."""
    return _too_late(401, _("Phiên đăng nhập đã kết thúc"),
                     _("Nội dung vừa gửi chưa được lưu. Đăng nhập rồi gửi lại."))  # fmt: skip


def _too_late(status: int, title: str, what: str) -> Any:
    if wants_json():
        return page(status, title, what)
    return lost_text_page(status, title, what)


def on_busy(problem: OperationalError) -> Answer:
    """The database did not answer in time: a page that asks it nothing."""
    code = g.get("request_id") or secrets.token_hex(4).upper()
    current_app.logger.error("fault %s, database: %s", code, problem.orig)
    g.database_is_down = True
    return page(503, _("Hệ thống đang bận"),
                _("Thay đổi vừa gửi chưa được lưu. Thử lại sau ít phút."), code=code,
                texts=typed_texts())  # fmt: skip


def on_fault(problem: Exception) -> Answer:
    """A fault of ours: a code for the administrator, never a trace."""
    code = g.get("request_id") or secrets.token_hex(4).upper()
    current_app.logger.exception("fault %s", code, exc_info=problem)
    g.database_is_down = True  # the page must not need what may have failed
    return page(500, _("Hệ thống gặp lỗi"),
                _("Thay đổi vừa gửi chưa được lưu. Gửi mã lỗi này cho quản trị viên "
                  "để được hỗ trợ."),
                code=code, texts=typed_texts())  # fmt: skip


def handle_refusals(app: Flask) -> None:
    """Join the handlers to the application."""
    app.register_error_handler(refusals.Denied, on_denied)
    app.register_error_handler(refusals.Blocked, on_blocked)
    app.register_error_handler(refusals.IllegalMove, on_illegal_move)
    app.register_error_handler(refusals.AlreadyDone, on_already_done)
    app.register_error_handler(refusals.StaleEdit, on_stale_edit)
    app.register_error_handler(StaleDataError, on_stale)
    app.register_error_handler(IntegrityError, on_integrity)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    if not app.debug and not app.config.get("PROPAGATE_FAULTS"):
        app.register_error_handler(Exception, on_fault)
