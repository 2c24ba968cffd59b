"""Keep the index up to date, a few dossiers at a time: what the worker does at every turn.

The database says what is new: frozen versions that no entry knows, entries read with older words,
entries whose dossier was withdrawn. Any number of workers may run; each dossier is one short
transaction, and doing one twice gives the same rows.
"""

import time
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea, IdeaVersion
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.novelty.lexicon import Lexicon, lexicon_of
from app.novelty.models import Block, Entry
from app.novelty.neighbours import dump, load, nearest
from app.novelty.postings import KEPT, Change, apply, strongest
from app.novelty.queries import compared_texts
from app.novelty.reading import Reading, read
from app.novelty.rules import first_day
from app.novelty.words_queries import WordsInUse, words_in_use

AT_ONCE = 20
TURN = 1.0  # seconds of one turn: mails and jobs come next
# Versions get their numbers before they are committed, so a lower one may appear after a higher.
LOOK_BACK = 500


def step(now: datetime) -> int:
    """One turn of the worker; how many dossiers were read."""
    started, count = time.monotonic(), 0
    while time.monotonic() - started < TURN:
        done = _some(now)
        if not done:
            break
        count += done
    return count


def index_all(now: datetime, *, again: bool) -> int:
    """Everything that is left, or everything once more (`again`)."""
    if again:
        with transaction() as session:
            session.execute(delete(Block))
            session.execute(delete(Entry))
    count = 0
    while done := _some(now, AT_ONCE * 10):
        count += done
    return count


def _some(now: datetime, most: int = AT_ONCE) -> int:
    reading = db.session()
    words = words_in_use(reading)
    waiting = due(reading, words.number, most)
    reading.rollback()
    if not waiting:
        return 0
    lexicon = lexicon_of(words.content)
    with transaction() as session:
        put(session, waiting, words, lexicon, now)
    return len(waiting)


def due(session: Session, words_number: int, most: int) -> list[int]:
    """Dossiers to be read: new versions first, oldest first; then those read with older words."""
    last = session.scalar(select(func.max(Entry.version_id))) or 0
    known = select(Entry.idea_id).where(
        Entry.idea_id == IdeaVersion.idea_id, Entry.version_id >= IdeaVersion.id
    )
    found = list(session.scalars(
        select(IdeaVersion.idea_id)
        .join(Idea, Idea.id == IdeaVersion.idea_id)
        .where(IdeaVersion.id > last - LOOK_BACK, ~known.exists(),
               Idea.state != IdeaState.WITHDRAWN)
        .order_by(IdeaVersion.id).limit(most)
    ))  # fmt: skip
    if len(found) < most:
        found += session.scalars(
            select(Entry.idea_id).where(Entry.words_number != words_number)
            .order_by(Entry.idea_id).limit(most - len(found))
        )  # fmt: skip
    return list(dict.fromkeys(found))


def forget_withdrawn(session: Session, _now: datetime) -> None:
    """Once a day: entries of withdrawn dossiers go (searches leave them out at once)."""
    withdrawn = session.scalars(
        select(Entry.idea_id)
        .join(Idea, Idea.id == Entry.idea_id)
        .where(Idea.state == IdeaState.WITHDRAWN)
    ).all()
    apply(session, [Change(key, _take_out(session, key), {}) for key in withdrawn])


def put(
    session: Session, ids: Collection[int], words: WordsInUse, lexicon: Lexicon, now: datetime
) -> None:
    """Read the newest frozen versions of these dossiers and replace their entries and postings.

    The most alike earlier dossier is looked for when all of them are in: they may be alike.
    """
    readings: dict[int, Reading] = {}
    changes = []
    for idea_id in ids:
        old = _take_out(session, idea_id)
        entry = _entry(session, idea_id, words, lexicon, now)
        if entry is not None:
            session.add(entry)
            readings[idea_id] = load(entry.reading)  # as it will be read, to the last digit
        new = strongest(readings[idea_id], KEPT) if entry is not None else {}
        changes.append(Change(idea_id, old, new))
    session.flush()
    apply(session, changes)
    for idea_id, reading in readings.items():
        entry = session.get_one(Entry, idea_id)
        best = nearest(session, reading, 1, but=idea_id, before=(entry.first_on, idea_id))
        entry.best_id = best[0].idea_id if best else None
        entry.best_score = best[0].score if best else 0.0


def _entry(
    session: Session, idea_id: int, words: WordsInUse, lexicon: Lexicon, now: datetime
) -> Entry | None:
    row = session.execute(
        select(IdeaVersion.id, IdeaVersion.content, Idea.submitted_at, Idea.first_applied_on)
        .join(Idea, Idea.id == IdeaVersion.idea_id)
        .where(IdeaVersion.idea_id == idea_id)
        .order_by(IdeaVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    version_id, content, filed, applied = row
    reading = read("\n".join(compared_texts(content)), lexicon)
    return Entry(
        idea_id=idea_id, version_id=version_id, words_number=words.number, reading=dump(reading),
        first_on=first_day(local_date(filed), applied) if filed else date.max, indexed_at=now,
        best_score=0.0,
    )  # fmt: skip


def _take_out(session: Session, idea_id: int) -> list[int]:
    """Drop the entry; the words it stood under."""
    entry = session.get(Entry, idea_id)
    if entry is None:
        return []
    terms = list(strongest(load(entry.reading), KEPT))
    session.delete(entry)
    session.flush()
    return terms
