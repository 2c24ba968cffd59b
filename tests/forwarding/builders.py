"""Locked lists for the higher level, and bundles that were tampered with."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.awards.actions import lock_list
from app.awards.models import NominationList
from app.files.actions import storage
from app.files.models import StoredFile
from app.forwarding import actions
from app.forwarding.models import Forwarding
from tests.awards.builders import make_list, nominate, recognise
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round


def upward_list(session: Session, world: World) -> NominationList:
    """A locked list whose decision lies above, of one author, with one file of evidence."""
    from app.ideas.states import IdeaState  # noqa: PLC0415 - only here
    from tests.awards.builders import apply_in  # noqa: PLC0415 - only here

    idea = make_idea(session, world, make_round(session, world), IdeaState.RECOGNISED,
                     title="Trợ lý đọc đơn", evidence=("Xác nhận hiệu quả.pdf",))  # fmt: skip
    recognise(session, idea)
    apply_in(session, idea, world.units["P9"])
    list_ = make_list(session, world)
    nominate(session, world, list_, idea)
    nominate(session, world, list_, idea, who="P9", award="GK-TT")
    session.flush()
    lock_list(session, world.awards_officer, list_, NOON)
    list_.upward = True
    session.flush()
    return list_


def made(session: Session, world: World, *, evidence: bool = True) -> tuple[Forwarding, bytes]:
    """A bundle and its bytes."""
    list_ = upward_list(session, world)
    row = actions.make_bundle(session, world.awards_officer, list_, NOON, evidence=evidence)
    return row, content_of(session, row)


def content_of(session: Session, row: Forwarding) -> bytes:
    """The bytes of a bundle."""
    with storage().open(session.get_one(StoredFile, row.file_id).sha256) as stream:
        return stream.read()


def repack(content: bytes, change: Callable[[dict[str, bytes]], None], *,
           sign: bool = False) -> bytes:  # fmt: skip
    """The ZIP with its files changed; `sign`: the manifest says what they are now."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if sign:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = [
            {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for name, data in files.items() if name != "manifest.json"
        ]  # fmt: skip
        files["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return written.getvalue()


def with_json(path: str, **changes: Any) -> Callable[[dict[str, bytes]], None]:
    """A change of one JSON file."""

    def change(files: dict[str, bytes]) -> None:
        files[path] = json.dumps({**json.loads(files[path]), **changes}).encode()

    return change
