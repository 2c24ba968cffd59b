"""The one checked download. Files never open in our origin: attachment, nosniff, sandbox."""

from flask import Blueprint, Response, send_file

from app.extensions import db
from app.files.access import download_name, may_read
from app.files.actions import storage
from app.files.models import StoredFile
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.web.access import current_actor, public

bp = Blueprint("files", __name__)


@bp.get("/tep/<int:file_id>")
@public
def download(file_id: int) -> Response:
    """Send a stored file to somebody who may read it; the room it belongs to decides."""
    session = db.session()
    row = session.get(StoredFile, file_id)
    if row is None:
        raise Denied(NOT_FOUND)
    require(may_read(session, current_actor(), row))
    response = send_file(
        storage().path(row.sha256),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=download_name(session, current_actor(), row),
        etag=row.sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
