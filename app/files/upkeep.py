"""Keep the stored contents in order: sweep what nobody names, re-read what is named, move all."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.files.actions import lock_contents, storage
from app.files.models import StoredFile
from app.files.states import FileState
from app.files.storage import BLOCK, Content, Storage, StorageProblem

SWEPT_AFTER = timedelta(days=1)
QUARANTINE = timedelta(days=30)
AT_ONCE = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed, or would remove."""

    contents: tuple[str, ...]
    drafts: tuple[str, ...]
    size: int


def sweep(session: Session, store: Storage, now: datetime, *, dry_run: bool = False) -> Swept:
    """Remove contents older than a day that no row names, or that lay a month in quarantine.

    Safe beside uploads: what was chosen is looked up again under a lock that no uploading
    transaction shares, so a content that is about to be named is never taken.
    """
    before = now - SWEPT_AFTER
    strays = _strays(session, [one for one in store.walk() if one.kept_at < before], now)
    drafts = store.stale_drafts(before)
    if not dry_run:
        if strays:
            lock_contents(session, alone=True)
            strays = _strays(session, strays, now)
        for content in strays:
            store.delete(content.sha256)
        for name in drafts:
            store.drop_draft(name)
    gone = tuple(content.sha256 for content in strays)
    return Swept(gone, tuple(drafts), sum(content.size for content in strays))


def sweep_daily(session: Session, now: datetime) -> None:
    """The worker's duty of the day."""
    swept = sweep(session, storage(), now)
    if swept.contents or swept.drafts:
        log.info("swept %d contents, %d drafts", len(swept.contents), len(swept.drafts))


def _strays(session: Session, contents: list[Content], now: datetime) -> list[Content]:
    """Those that no row names which is clean, or was condemned less than a month ago."""
    kept = (StoredFile.state != FileState.INFECTED) | (StoredFile.checked_at > now - QUARANTINE)
    wanted: set[str] = set()
    for start in range(0, len(contents), AT_ONCE):
        digests = [content.sha256 for content in contents[start : start + AT_ONCE]]
        wanted |= set(
            session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(digests), kept))
        )
    return [content for content in contents if content.sha256 not in wanted]


def named_contents(session: Session) -> Iterator[tuple[str, int]]:
    """Digest and size of every content that must be there."""
    rows = session.execute(
        select(StoredFile.sha256, func.max(StoredFile.size))
        .where(StoredFile.state != FileState.INFECTED)
        .group_by(StoredFile.sha256)
        .order_by(StoredFile.sha256)
    )
    yield from ((sha256, size) for sha256, size in rows)


def verify(session: Session, store: Storage) -> Iterator[tuple[str, str]]:
    """Read every named content again; yields (digest, what is wrong) and nothing when all hold."""
    for sha256, size in list(named_contents(session)):
        try:
            with store.open(sha256) as stream:
                found, length = digest_of(stream)
        except StorageProblem as problem:
            yield sha256, f"{type(problem).__name__}: {problem}"
            continue
        if (found, length) != (sha256, size):
            yield sha256, f"damaged: {length} bytes with digest {found}"


def digest_of(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 and length of what is left of a stream."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def copy_contents(source: Storage, target: Storage) -> tuple[int, int]:
    """Copy what the target does not hold yet; returns how many were copied and were there.

    Raises ValueError for a content whose bytes are not those of its name: copy nothing damaged.
    """
    copied = present = 0
    for content in source.walk():
        if target.size(content.sha256) == content.size:
            present += 1
            continue
        with source.open(content.sha256) as stream:
            kept = target.keep(stream, content.size)
        if kept.sha256 != content.sha256:
            raise ValueError(f"{content.sha256} is damaged: its bytes are {kept.sha256}")
        copied += 1
    return copied, present


def digest_of_all(store: Storage) -> tuple[int, str]:
    """How many contents there are and one digest over their names and sizes: equal or not."""
    found = sorted((content.sha256, content.size) for content in store.walk())
    listing = "".join(f"{sha256} {size}\n" for sha256, size in found)
    return len(found), hashlib.sha256(listing.encode()).hexdigest()
