"""Keep the search true: note what changed, read attachments, make entries anew.

A submit puts the dossier's own words into the search at once; attachments follow by the worker.
What must vanish (a file that was removed or turned out infected) leaves at once, in the
transaction that removes it, and the entry is then made anew.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, exists, inspect, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.storage import StorageProblem
from app.finding.models import FileText, Reading, SearchDue
from app.finding.reading import read_text
from app.ideas.models import Evidence, Idea, IdeaVersion
from app.ideas.searching import READABLE, FoundFile, index_idea, submitted_texts
from app.switches.gate import nothing_may_change
from config import Settings

BATCH = 10
MOST_TRIES = 5
EVIDENCE = "evidence"

log = logging.getLogger(__name__)


def index_again(connection: Connection, idea_ids: Iterable[int]) -> None:
    """Let the worker make the entries of these dossiers anew; in the caller's transaction."""
    rows = [{"idea_id": key, "tries": 0} for key in sorted(set(idea_ids))]
    if rows:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(dialect.insert(SearchDue).on_conflict_do_nothing(), rows)


def note_changes(session: Session, _context: object) -> None:
    """After each flush: what was submitted is due; what was taken away leaves the search."""
    due = {row.idea_id for row in session.new if isinstance(row, IdeaVersion)}
    gone: set[int] = set()
    for row in session.dirty:
        if isinstance(row, Evidence) and _changed(row, "removed_at"):
            gone.add(row.idea_id)
        elif isinstance(row, StoredFile) and row.purpose == EVIDENCE and _changed(row, "state"):
            (due if row.state in READABLE else gone).add(row.owner_id or 0)
    connection = session.connection() if due or gone else None
    if connection is not None:
        for key in gone - {0}:
            IDEA_SEARCH.blank(connection, key, "files")
        index_again(connection, (due | gone) - {0})


def _changed(row: Any, name: str) -> bool:
    return bool(inspect(row).attrs[name].history.has_changes())


def index_due(now: datetime) -> int:
    """The worker's turn: read the attachments of some dossiers and make their entries anew."""
    session = db.session()
    if nothing_may_change(session):
        return 0
    keys = list(
        session.scalars(
            select(SearchDue.idea_id)
            .where(SearchDue.tries < MOST_TRIES)
            .order_by(SearchDue.tries, SearchDue.idea_id)
            .limit(BATCH)
        )
    )
    unread = _unread(session, keys)
    db.session.rollback()  # no snapshot stays open while files are read
    for file in unread:
        _read(file, now)
    for key in keys:
        _index(key)
    return len(keys)


def _unread(session: Session, idea_ids: list[int]) -> list[FoundFile]:
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.search_file_chars or not idea_ids:
        return []
    files = {
        file.sha256: file
        for content in submitted_texts(session, idea_ids).values()
        for file in content.files
    }
    known = session.scalars(select(FileText.sha256).where(FileText.sha256.in_(files)))
    return [files[sha256] for sha256 in files.keys() - set(known)]


def _read(file: FoundFile, now: datetime) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    try:
        with storage().open(file.sha256) as content:
            reading, text = read_text(content, file.media_type, settings)
    except (StorageProblem, OSError) as problem:
        log.warning("attachment %s could not be opened: %s", file.sha256, problem)
        reading, text = Reading.MISSING, ""
    with transaction() as session:
        session.merge(FileText(sha256=file.sha256, reading=reading, text=text, read_at=now))


def _index(key: int) -> None:
    """One dossier, in one transaction. One that fails is tried again, the others go on."""
    try:
        with transaction() as session:
            # The dossier is locked: what is submitted meanwhile waits, and makes it due again.
            session.scalar(select(Idea.id).where(Idea.id == key).with_for_update())
            session.execute(delete(SearchDue).where(SearchDue.idea_id == key))
            index_idea(session, key)
    except Exception:
        log.exception("dossier %s could not be put into the search", key)
        with transaction() as session:
            again = update(SearchDue).where(SearchDue.idea_id == key)
            session.execute(again.values(tries=SearchDue.tries + 1))


def texts_by_hash(session: Session, hashes: Iterable[str]) -> dict[str, str]:
    """The texts of these contents that were read."""
    rows = session.execute(
        select(FileText.sha256, FileText.text).where(FileText.sha256.in_(list(hashes)))
    )
    return {sha256: text for sha256, text in rows}


def tidy_texts(session: Session, _now: datetime) -> None:
    """The daily duty: forget texts of contents that nothing readable names any more, and try
    again those that the storage did not give."""
    missing = select(FileText.sha256).where(FileText.reading == Reading.MISSING)
    again = select(StoredFile.owner_id).where(
        StoredFile.purpose == EVIDENCE, StoredFile.sha256.in_(missing)
    )
    index_again(session.connection(), [key for key in session.scalars(again) if key])
    named = exists().where(StoredFile.sha256 == FileText.sha256, StoredFile.state.in_(READABLE))
    stale = delete(FileText).where(or_(~named, FileText.reading == Reading.MISSING))
    session.execute(stale.execution_options(synchronize_session=False))


def index_everything(session: Session) -> int:
    """Make every submitted dossier due; how many."""
    keys = list(session.scalars(select(Idea.id).where(Idea.submitted_at.is_not(None))))
    session.execute(update(SearchDue).values(tries=0))
    index_again(session.connection(), keys)
    return len(keys)
