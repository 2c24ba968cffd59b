"""Keep the index up to date, a few dossiers at a time: what the worker does at every turn.

The database says what is new: frozen versions that no entry knows, entries read with older words,
entries whose dossier was withdrawn. Any number of workers may run; each dossier is one short
transaction, and doing one twice gives the same rows.
"""

import time
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea, IdeaVersion
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.novelty.lexicon import Lexicon, lexicon_of
from app.novelty.models import Entry, Posting
from app.novelty.neighbours import KEPT, dump, nearest, strongest
from app.novelty.queries import compared_texts
from app.novelty.reading import read
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
            session.execute(delete(Posting))
            session.execute(delete(Entry))
    count = 0
    while done := _some(now):
        count += done
    return count


def _some(now: datetime) -> int:
    reading = db.session()
    words = words_in_use(reading)
    waiting = due(reading, words.number, AT_ONCE)
    reading.rollback()
    if not waiting:
        return 0
    lexicon = lexicon_of(words.content)
    with transaction() as session:
        for idea_id in waiting:
            put(session, idea_id, words, lexicon, now)
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
    withdrawn = select(Idea.id).where(Idea.state == IdeaState.WITHDRAWN)
    session.execute(delete(Posting).where(Posting.idea_id.in_(withdrawn)))
    session.execute(delete(Entry).where(Entry.idea_id.in_(withdrawn)))


def put(session: Session, idea_id: int, words: WordsInUse, lexicon: Lexicon, now: datetime) -> None:
    """Read the newest frozen version of one dossier and replace its entry and postings."""
    row = session.execute(
        select(IdeaVersion.id, IdeaVersion.content, Idea.submitted_at, Idea.first_applied_on)
        .join(Idea, Idea.id == IdeaVersion.idea_id)
        .where(IdeaVersion.idea_id == idea_id)
        .order_by(IdeaVersion.number.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    session.execute(delete(Posting).where(Posting.idea_id == idea_id))
    session.execute(delete(Entry).where(Entry.idea_id == idea_id))
    if row is None:
        return
    version_id, content, filed, applied = row
    reading = read("\n".join(compared_texts(content)), lexicon)
    first = first_day(local_date(filed), applied) if filed else date.max
    best = nearest(session, reading, 1, but=idea_id, before=(first, idea_id))
    session.add(
        Entry(idea_id=idea_id, version_id=version_id, words_number=words.number, first_on=first,
              reading=dump(reading), best_id=best[0].idea_id if best else None,
              best_score=best[0].score if best else 0.0, indexed_at=now)
    )  # fmt: skip
    session.flush()
    session.add_all(
        Posting(term=term, idea_id=idea_id, weight=weight)
        for term, weight in strongest(reading, KEPT).items()
    )
    session.flush()
