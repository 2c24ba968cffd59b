"""The virus check: the worker's half. A scanner that is down delays downloads, never uploads.

`scan_in_background` is called by the worker again and again. No transaction is open while the
scanner works; what it said is written afterwards, to every file of that content.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import scanner_address, storage
from app.files.clamd import ScannerDown, ScannerRefused, virus_in
from app.files.models import StoredFile
from app.files.states import FILE_LIFECYCLE, FileState
from app.files.storage import StorageProblem
from app.kernel.actor import SYSTEM
from app.kernel.text import T
from app.outbox.actions import queue

BATCH = 20
AGAIN_WHEN_DOWN = timedelta(minutes=1)
AGAIN_WHEN_REFUSED = timedelta(minutes=15)

log = logging.getLogger(__name__)
AddressOf = Callable[[Session, int], str]
_address_of: list[AddressOf] = []
_closed: list[Callable[[Session], bool]] = []


def addressed_by(lookup: AddressOf) -> None:
    """Register how an account's e-mail address is found: the accounts lie above this room."""
    _address_of[:] = [lookup]


def closed_when(asked: Callable[[Session], bool]) -> None:
    """Register how one learns that nothing may change: the switches lie above this room."""
    _closed[:] = [asked]


def scan_in_background(now: datetime) -> None:
    """The worker's turn. While nothing may change the scanner is not asked: its word could not be
    written, and every file would be sent to it again at each turn."""
    if not any(asked(db.session()) for asked in _closed):
        scan_due(now)


def scan_due(now: datetime, *, unchecked_too: bool = False) -> tuple[int, int]:
    """Check what waits; returns how many contents were clean and how many infected.

    `unchecked_too` also looks at what was uploaded while no scanner was set.
    """
    address = scanner_address()
    if not address:
        _let_through(now)
        return 0, 0
    clean = infected = 0
    for sha256 in _waiting(now, unchecked_too):
        try:
            with storage().open(sha256) as content:
                virus = virus_in(address, content, current_app.config["SETTINGS"].clamd_seconds)
        except ScannerDown as problem:
            log.warning("virus scanner does not answer: %s", problem)
            _put_off(now, now + AGAIN_WHEN_DOWN, str(problem))
            break
        except (ScannerRefused, StorageProblem) as problem:
            log.warning("content %s could not be checked: %s", sha256, problem)
            _put_off(now, now + AGAIN_WHEN_REFUSED, str(problem), sha256)
            continue
        _note(sha256, virus, now)
        clean, infected = clean + (not virus), infected + bool(virus)
    return clean, infected


def waiting_since(session: Session) -> datetime | None:
    """When the oldest upload that still waits for its check came in; None when none waits."""
    return session.scalar(
        select(func.min(StoredFile.uploaded_at)).where(StoredFile.state == FileState.PENDING)
    )


def _waiting(now: datetime, unchecked_too: bool) -> Sequence[str]:
    due: ColumnElement[bool] = and_(
        StoredFile.state == FileState.PENDING, StoredFile.check_due_at <= now
    )
    if unchecked_too:
        due = or_(due, StoredFile.state == FileState.UNCHECKED)
    found = select(StoredFile.sha256).where(due).group_by(StoredFile.sha256)
    found = found.order_by(func.min(StoredFile.id))
    rows = db.session().scalars(found if unchecked_too else found.limit(BATCH)).all()
    db.session.rollback()  # no read snapshot stays open while the scanner works
    return rows


def _put_off(now: datetime, until: datetime, why: str, sha256: str | None = None) -> None:
    """Try again later; all that wait when the scanner is down, one content when it refused."""
    with transaction() as session:
        late = update(StoredFile).where(
            StoredFile.state == FileState.PENDING, StoredFile.check_due_at <= now
        )
        if sha256:
            late = late.where(StoredFile.sha256 == sha256)
        session.execute(late.values(check_due_at=until, check_note=why[:200]))


def _note(sha256: str, virus: str, now: datetime) -> None:
    with transaction() as session:
        name = "condemn" if virus else "clear"
        for row in _rows(session, StoredFile.sha256 == sha256):
            if not FILE_LIFECYCLE.allows(row.state, name):
                continue  # another worker was first
            move(session, SYSTEM, row, FILE_LIFECYCLE, name, now, sha256=sha256, virus=virus)
            row.checked_at, row.check_due_at, row.check_note = now, None, virus[:200]
            if virus:
                _tell_owner(session, row, now)


def _let_through(now: datetime) -> None:
    """The scanner was taken out of the settings: what waits is released, and named unchecked."""
    if waiting_since(db.session()) is None:
        return
    with transaction() as session:
        for row in _rows(session, StoredFile.state == FileState.PENDING):
            move(session, SYSTEM, row, FILE_LIFECYCLE, "let_through", now, sha256=row.sha256)
            row.check_due_at = None


def _rows(session: Session, which: ColumnElement[bool]) -> Sequence[StoredFile]:
    statement = select(StoredFile).where(which).order_by(StoredFile.id)
    return session.scalars(
        statement.with_for_update().execution_options(populate_existing=True)
    ).all()


def _tell_owner(session: Session, row: StoredFile, now: datetime) -> None:
    if row.uploaded_by is None or not _address_of:
        return
    queue(
        session,
        kind="file_infected",
        address=_address_of[0](session, row.uploaded_by),
        account_id=row.uploaded_by,
        about=row.subject,
        title=T("Tệp %(name)s có mã độc và đã bị cách ly", name=row.name),
        body=T(
            "Phần mềm diệt mã độc phát hiện %(virus)s trong tệp %(name)s. Tệp đã bị cách ly, "
            "không ai tải về được.\n\nQuét mã độc trên máy tính đã dùng, "
            "rồi tải lên bản sạch của tệp.",
            virus=row.check_note, name=row.name,
        ),
        now=now,
        dedupe_key=f"file_infected:{row.id}",
    )  # fmt: skip
