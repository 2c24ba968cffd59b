"""Contents in a bucket of any S3 service; several web machines share it.

One `PutObject` stores a content whole or not at all, so a cut connection keeps nothing. The
signature covers the bytes: a service that stores others refuses them. No link ever leaves the
application: downloads stream through our own checked view.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any, BinaryIO, Self, cast

from app.files.storage import (
    BLOCK,
    SHA256,
    Content,
    ContentMissing,
    Kept,
    StorageDown,
    StorageFull,
    copy_hashed,
)

ABSENT = {"404", "NoSuchKey", "NotFound"}
PRESENT = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
UNCONDITIONAL = {"501", "NotImplemented"}
FULL = {"507", "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"}


@dataclass(frozen=True, slots=True)
class S3Place:
    """One bucket and how to reach it. Hashable: clients are kept by it."""

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str
    prefix: str = ""


@lru_cache(maxsize=8)
def _client(place: S3Place) -> Any:
    """boto3 is loaded only where a bucket is used: it takes a fifth of a second and 30 MB."""
    config = import_module("botocore.config").Config(
        connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3},
        # Older services do not know the newer checksum headers; the signed payload does the same.
        request_checksum_calculation="when_required", response_checksum_validation="when_required",
        s3={"addressing_style": "path", "payload_signing_enabled": True},
    )  # fmt: skip
    session = import_module("boto3.session").Session(
        aws_access_key_id=place.access_key, aws_secret_access_key=place.secret_key,
        region_name=place.region,
    )  # fmt: skip
    return session.client("s3", endpoint_url=place.endpoint or None, config=config)


class S3Storage:
    """Content-addressed objects under one prefix."""

    def __init__(self, place: S3Place) -> None:
        self.place = place

    @property
    def _api(self) -> Any:
        return _client(self.place)

    def _name(self, sha256: str) -> dict[str, str]:
        if not SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return {"Bucket": self.place.bucket, "Key": f"{self._root}{sha256}"}

    @property
    def _root(self) -> str:
        return f"{self.place.prefix.strip('/')}/" if self.place.prefix.strip("/") else ""

    def keep(self, stream: BinaryIO, limit: int) -> Kept:
        """See `Storage.keep`. Spooled here first: the name is the hash of the whole."""
        with tempfile.SpooledTemporaryFile(BLOCK) as draft:
            kept = copy_hashed(stream, cast("BinaryIO", draft), limit)
            with _problems() as codes:
                self._put(draft, kept, IfNoneMatch="*")
            if codes & UNCONDITIONAL or (codes & PRESENT and self.size(kept.sha256) != kept.size):
                with _problems():
                    self._put(draft, kept)
        return kept

    def _put(self, draft: Any, kept: Kept, **condition: str) -> None:
        draft.seek(0)
        self._api.put_object(
            **self._name(kept.sha256), **condition, Body=draft, ContentLength=kept.size,
            ContentType="application/octet-stream",
        )  # fmt: skip

    def open(self, sha256: str) -> BinaryIO:
        """See `Storage.open`."""
        with _problems() as codes:
            return cast("BinaryIO", _Body(self._api.get_object(**self._name(sha256))["Body"]))
        raise ContentMissing(f"{sha256} ({', '.join(codes)})")

    def size(self, sha256: str) -> int | None:
        """See `Storage.size`."""
        with _problems():
            return int(self._api.head_object(**self._name(sha256))["ContentLength"])
        return None

    def exists(self, sha256: str) -> bool:
        """See `Storage.exists`."""
        return self.size(sha256) is not None

    def delete(self, sha256: str) -> None:
        """See `Storage.delete`."""
        with _problems():
            self._api.delete_object(**self._name(sha256))

    def walk(self) -> Iterator[Content]:
        """See `Storage.walk`."""
        pages = self._api.get_paginator("list_objects_v2")
        with _problems():
            for page in pages.paginate(Bucket=self.place.bucket, Prefix=self._root):
                for entry in page.get("Contents", ()):
                    name = entry["Key"].removeprefix(self._root)
                    if SHA256.fullmatch(name):
                        kept_at = entry["LastModified"].astimezone(UTC)
                        yield Content(name, entry["Size"], kept_at)

    def stale_drafts(self, before: datetime) -> list[str]:
        """See `Storage.stale_drafts`: a bucket holds none, puts are whole."""
        return []

    def drop_draft(self, name: str) -> None:
        """See `Storage.drop_draft`."""

    def ready(self) -> None:
        """See `Storage.ready`."""
        with _problems() as codes:
            self._api.head_bucket(Bucket=self.place.bucket)
        if codes:
            raise StorageDown(f"bucket {self.place.bucket}: {', '.join(codes)}")


@contextmanager
def _problems() -> Iterator[set[str]]:
    """The service's errors in our words; what an object's absence or presence means is noted."""
    errors = import_module("botocore.exceptions")
    codes: set[str] = set()
    try:
        yield codes
    except errors.ClientError as problem:
        status = str(problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
        found = {str(problem.response.get("Error", {}).get("Code", "")), status}
        if found & FULL:
            raise StorageFull(str(problem)) from problem
        if "NoSuchBucket" in found or not found & (ABSENT | PRESENT | UNCONDITIONAL):
            raise StorageDown(str(problem)) from problem
        codes |= found
    except (errors.BotoCoreError, OSError) as problem:
        raise StorageDown(str(problem)) from problem


class _Body:
    """An object being read; a line that breaks on the way is the storage's problem too."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; all of the rest by default."""
        with _problems():
            return cast("bytes", self._body.read(size if size >= 0 else None))
        raise StorageDown("the object broke off")

    def close(self) -> None:
        """Give the connection back."""
        self._body.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()
