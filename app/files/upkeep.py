"""Keep the stored contents in order: sweep what nobody names, re-read what is named, move all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import lock_contents
from app.files.models import StoredFile
from app.files.states import FileState
from app.files.storage import BLOCK, Storage, StorageProblem

SWEPT_AFTER = timedelta(days=1)
QUARANTINE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed, or would remove."""

    contents: tuple[str, ...]
    drafts: tuple[str, ...]
    size: int


def sweep(store: Storage, now: datetime, *, dry_run: bool = False) -> Swept:
    """Remove contents older than a day that no row names, or that lay a month in quarantine.

    Safe beside uploads: each content is looked up again under a lock that no uploading
    transaction shares, so one that is about to be named is never taken.
    """
    before, gone, size = now - SWEPT_AFTER, [], 0
    for content in list(store.walk()):
        if content.kept_at >= before or _wanted(db.session(), content.sha256, now):
            continue
        if dry_run or _remove(store, content.sha256, now):
            gone.append(content.sha256)
            size += content.size
    drafts = store.stale_drafts(before)
    if not dry_run:
        for name in drafts:
            store.drop_draft(name)
    return Swept(tuple(gone), tuple(drafts), size)


def _remove(store: Storage, sha256: str, now: datetime) -> bool:
    with transaction() as session:
        lock_contents(session, alone=True)
        if _wanted(session, sha256, now):
            return False
        store.delete(sha256)
    return True


def _wanted(session: Session, sha256: str, now: datetime) -> bool:
    """Whether a row names it that is not condemned, or condemned less than a month ago."""
    kept = (StoredFile.state != FileState.INFECTED) | (StoredFile.checked_at > now - QUARANTINE)
    found = select(StoredFile.id).where(StoredFile.sha256 == sha256, kept).limit(1)
    return session.scalar(found) is not None


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
