"""How much a request may carry, decided before its body is read.

Only routes marked `@uploads`, and only for signed-in people, take a file's worth of bytes; all
others take a form's worth. A body without a declared length, or one that lies about it, is cut
off at the same limit while it streams in.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.web.refusals import page

FORM_LIMIT = 4 << 20
MOST_PARTS = 1000
DRAIN_LIMIT, BLOCK = 64 << 20, 1 << 16
View = TypeVar("View", bound=Callable[..., Any])


def uploads(view: View) -> View:
    """Mark the view behind a form with a file field (one file a field)."""
    view.__uploads__ = True  # type: ignore[attr-defined]
    return view


def content_of(file: FileStorage | None) -> bytes:
    """The bytes of an upload that is read and not kept; its temporary file is let go at once."""
    if file is None:
        return b""
    try:
        content: bytes = file.read()
        return content
    finally:
        file.close()


def limit_bodies(app: Flask) -> None:
    """Before anything reads a body (the check of the form's token does)."""
    app.config["MAX_FORM_PARTS"] = MOST_PARTS
    app.before_request(_limit_this_body)
    app.register_error_handler(RequestEntityTooLarge, on_too_large)


def body_limit() -> int:
    """How many bytes this request may carry."""
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    if _takes_files() and current_user.is_authenticated:
        return most
    return min(most, FORM_LIMIT)


def _takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "__uploads__", False)


def _limit_this_body() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    request.max_content_length = body_limit()
    if request.mimetype == "multipart/form-data" and _takes_files():
        for name, files in request.files.lists():
            if sum(bool(file.filename) for file in files) > 1:
                raise Blocked([Blocker(name, T("Mỗi lần chỉ tải lên một tệp; chọn từng tệp một"))])


def on_too_large(_problem: RequestEntityTooLarge) -> Any:
    """The page that says the limit. The body was not read, so the browser keeps what was typed."""
    limit = body_limit()
    _drain()
    if _takes_files() and limit > FORM_LIMIT:
        what = _("Mỗi tệp phải nhỏ hơn %(n)s MB.", n=current_app.config["MAX_UPLOAD_MB"])
    else:
        what = _("Nội dung gửi lên phải nhỏ hơn %(n)s MB.", n=limit >> 20)
    return page(413, _("Tệp hoặc nội dung quá lớn"), what,
                next=_("Quay lại trang trước: nội dung đã nhập vẫn còn trong biểu mẫu; "
                       "chọn tệp nhỏ hơn hoặc rút gọn nội dung rồi gửi lại."))  # fmt: skip


def _drain() -> None:
    """Read a bounded rest and throw it away: a browser that is still sending would show
    "connection reset" instead of the page. Only for servers that mark the end of a body."""
    if not request.environ.get("wsgi.input_terminated") or not current_user.is_authenticated:
        return
    left = DRAIN_LIMIT
    while left > 0 and (block := request.environ["wsgi.input"].read(BLOCK)):
        left -= len(block)
