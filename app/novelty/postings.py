"""The inverted index in the database: for each word the dossiers that hold it, 512 to a row.

A row is packed numbers, so that a search reads a few hundred rows instead of tens of thousands,
and taking a dossier in rewrites only small ones. Rows are locked in the order of their words:
two workers wait for each other instead of losing an entry.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.novelty.models import Block
from app.novelty.reading import Reading

KEPT = 48  # words of one dossier
ASKED = 24  # of these a search looks for
SIZE = 512
WIDTH = 12  # bytes of one number and its weight
MOST_ITEMS = 100_000  # rare words first; common ones of a huge index add little and cost much

Items = dict[int, float]


def term_of(word: str) -> int:
    """A word as a number; two words in four thousand million share one, which costs a candidate."""
    return zlib.crc32(word.encode())


def strongest(reading: Reading, most: int) -> Items:
    """The words that say most, as numbers with their share in the cosine; equal ones by word."""
    ranked = sorted(reading.weights.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {term_of(word): weight * weight / reading.norm for word, weight in ranked}


def pack(items: Items) -> bytes:
    """Numbers, then weights, by number; little-endian on every machine."""
    ids = sorted(items)
    return struct.pack(f"<{len(ids)}q{len(ids)}f", *ids, *(items[key] for key in ids))


def unpack(packed: bytes) -> Items:
    """What was packed."""
    count = len(packed) // WIDTH
    numbers = struct.unpack(f"<{count}q{count}f", packed)
    return dict(zip(numbers[:count], numbers[count:], strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """A dossier that leaves its old words for new ones."""

    idea_id: int
    old: Collection[int]
    new: Items


def apply(session: Session, changes: Collection[Change]) -> None:
    """Put dossiers under their new words and take them from those they no longer have."""
    wanted: defaultdict[int, defaultdict[int, list[Change]]]
    wanted = defaultdict(lambda: defaultdict(list))
    for change in changes:
        for term in {*change.old, *change.new}:
            wanted[change.idea_id // SIZE][term].append(change)
    for block in sorted(wanted):
        _apply_to_block(session, block, wanted[block])
    session.flush()


def _apply_to_block(session: Session, block: int, wanted: dict[int, list[Change]]) -> None:
    rows = session.scalars(
        select(Block)
        .where(Block.block == block, Block.term.in_(sorted(wanted)))
        .order_by(Block.term)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    there = {row.term: row for row in rows}
    for term in sorted(wanted):
        row = there.get(term)
        items = unpack(row.items) if row else {}
        for change in wanted[term]:
            items.pop(change.idea_id, None)
            if term in change.new:
                items[change.idea_id] = change.new[term]
        if row is None and items:
            session.add(Block(term=term, block=block, items=pack(items)))
        elif row is not None and items:
            row.items = pack(items)
        elif row is not None:
            session.delete(row)


def candidates(
    session: Session, asked: Reading, most: int, *, but: int, among: Collection[int] | None = None
) -> list[int]:
    """The dossiers that share most with what is asked, best first, equal ones by number."""
    import numpy as np  # noqa: PLC0415 - not at the start of every web server

    found: defaultdict[int, list[bytes]] = defaultdict(list)
    terms = list(strongest(asked, ASKED))
    for term, items in session.execute(
        select(Block.term, Block.items).where(Block.term.in_(terms)).order_by(Block.block)
    ):
        found[term].append(items)
    ids, weights, read = [], [], 0
    for term in sorted(found, key=lambda one: (sum(map(len, found[one])), one)):
        for packed in found[term] if read < MOST_ITEMS else ():
            count = len(packed) // WIDTH
            ids.append(np.frombuffer(packed, "<i8", count))
            weights.append(np.frombuffer(packed, "<f4", count, count * 8))
            read += count
    if not ids:
        return []
    keys, places = np.unique(np.concatenate(ids), return_inverse=True)
    sums = np.bincount(places, np.concatenate(weights))
    allowed = keys != but
    if among is not None:
        allowed &= np.isin(keys, np.fromiter(among, np.int64, len(among)))
    keys, sums = keys[allowed], sums[allowed]
    return [int(key) for key in keys[np.lexsort((keys, -sums))][:most]]
