"""The one checked download. Files never open in our origin: attachment, nosniff, sandbox."""

import logging

from flask import Blueprint, Response, g, send_file
from flask_babel import gettext as _

from app.extensions import db
from app.files.access import download_name, may_read, served
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.rules import MEDIA_TYPES
from app.files.scanning import scan_in_background
from app.files.states import FileState
from app.files.storage import FULL, StorageProblem
from app.files.upkeep import sweep_daily
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.web.access import Answer, current_actor, public
from app.web.refusals import page
from app.web.registry import Registry

bp = Blueprint("files", __name__)
log = logging.getLogger(__name__)


def join(registry: Registry) -> None:
    """The worker asks the virus scanner about what waits, and sweeps once a day."""
    registry.background["virus check"] = scan_in_background
    registry.daily["files:sweep"] = sweep_daily


@bp.get("/tep/<int:file_id>")
@public
def download(file_id: int) -> Answer:
    """Send a stored file to somebody who may read it; the room it belongs to decides."""
    session = db.session()
    row = session.get(StoredFile, file_id)
    if row is None:
        raise Denied(NOT_FOUND)
    require(may_read(session, current_actor(), row))
    if row.state in {FileState.PENDING, FileState.INFECTED}:
        return _not_served(row)
    given = served(session, current_actor(), row)
    if given is None:
        return _held_back()
    response = send_file(
        storage().open(given.sha256),
        mimetype=row.media_type if row.media_type in MEDIA_TYPES else "application/octet-stream",
        as_attachment=True,
        download_name=download_name(session, current_actor(), row),
        etag=given.sha256,
    )
    if response.status_code == 200:
        response.content_length = given.size
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _held_back() -> Answer:
    return page(409, _("Tệp chưa có bản ẩn danh"),
                _("Tệp này chưa gỡ được thông tin về người làm ra nó nên chưa gửi cho người chấm."),
                next=_("Thử lại sau ít phút; nếu vẫn chưa có, hỏi thư ký Hội đồng."))  # fmt: skip


def _not_served(row: StoredFile) -> Answer:
    if row.state is FileState.PENDING:
        return page(409, _("Tệp đang được kiểm tra mã độc"),
                    _("Tệp vừa tải lên chưa được kiểm tra xong nên chưa tải về được."),
                    next=_("Thử lại sau ít phút."))  # fmt: skip
    return page(410, _("Tệp đã bị cách ly"),
                _("Phần mềm diệt mã độc phát hiện mã độc trong tệp này nên không ai tải về được."),
                next=_("Người tải lên đã được báo để gửi bản sạch."))  # fmt: skip


@bp.app_errorhandler(StorageProblem)
def on_storage_problem(problem: StorageProblem) -> Answer:
    """The content is not there, or its storage does not answer: for the administrator's log."""
    log.error("stored content not served: %s: %s", type(problem).__name__, problem)
    return page(503, _("Chưa mở được tệp"),
                _("Kho tệp tạm thời không phục vụ. Tệp vẫn còn trong danh sách của hồ sơ."),
                next=_("Thử lại sau ít phút; nếu vẫn chưa được, báo quản trị viên."))  # fmt: skip


@bp.app_errorhandler(OSError)
def on_system_problem(problem: OSError) -> Answer:
    """The disk is full while a body is read: said as such; all else is a fault of ours."""
    if problem.errno not in FULL:
        raise problem
    log.error("no room for a request: %s", problem)
    return page(507, _("Máy chủ đã hết chỗ chứa"),
                _("Thay đổi vừa gửi chưa được lưu."),
                next=_("Quay lại trang trước: nội dung đã nhập vẫn còn trong biểu mẫu; "
                       "báo quản trị viên, rồi gửi lại sau."))  # fmt: skip


@bp.after_app_request
def say_storage_failed(response: Response) -> Response:
    """A form that came back because the storage failed is not the typist's mistake."""
    if response.status_code == 422 and "storage_status" in g:
        response.status_code = g.storage_status
    return response
