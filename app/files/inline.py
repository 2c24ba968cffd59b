"""A PDF shown inside a page of ours, for somebody who may read it.

Downloads stay attachments that never open in our origin. This is the one exception, as narrow as
it can be: the stored content is a PDF by its structure, the virus scanner has not refused it and
is not still looking, the answer may load nothing, and only our own pages may frame it.
"""

from flask import Response, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.files.access import may_read, served
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.states import FileState
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denied, require

PDF = "application/pdf"
SHOWN = (FileState.CLEAN, FileState.UNCHECKED)
"""As for downloads: an installation without a scanner says that nothing was checked."""
POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def shown_inline(session: Session, file_ids: list[int]) -> frozenset[int]:
    """Which of these files can be shown inside a page."""
    if not file_ids:
        return frozenset()
    return frozenset(
        session.scalars(
            select(StoredFile.id).where(
                StoredFile.id.in_(file_ids),
                StoredFile.media_type == PDF,
                StoredFile.state.in_(SHOWN),
            )
        )
    )


def inline_pdf(session: Session, actor: Actor | None, file_id: int, name: str) -> Response:
    """The content under a name that the caller chose; as absent when it is no such file."""
    row = session.get(StoredFile, file_id)
    if row is None or row.media_type != PDF or row.state not in SHOWN:
        raise Denied(NOT_FOUND)
    require(may_read(session, actor, row))
    given = served(session, actor, row)
    if given is None:
        raise Denied(NOT_FOUND)
    response = send_file(
        storage().open(given.sha256), mimetype=PDF, as_attachment=False, download_name=name,
        etag=given.sha256,
    )  # fmt: skip
    if response.status_code == 200:
        response.content_length = given.size
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
