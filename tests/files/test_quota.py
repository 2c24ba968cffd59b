"""All files of one person together are bounded (ASVS 5.2.4)."""

import io
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.files import actions
from app.files.actions import keep_upload
from app.files.models import StoredFile
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import Blocked
from tests.conftest import BOTH
from tests.ideas.builders import PDF
from tests.people import NOON, World


def keep(session: Session, actor: Actor) -> StoredFile:
    return keep_upload(session, actor, io.BytesIO(PDF), "a.pdf", purpose="x", owner_id=None,
                       now=NOON)  # fmt: skip


def held(session: Session) -> int:
    session.flush()
    return session.scalar(select(func.count(StoredFile.id))) or 0


@BOTH
def test_bytes_of_one_person_are_bounded_and_of_others_not(
    app: Flask, world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(session, world.author).size = (4 << 20) - len(PDF)
    session.flush()
    bounded = replace(app.config["SETTINGS"], uploads_per_person_mb=4)
    monkeypatch.setitem(app.config, "SETTINGS", bounded)
    keep(session, world.author)  # exactly full
    with pytest.raises(Blocked, match="mức tối đa"):
        keep(session, world.author)
    keep(session, world.author2)
    keep(session, SYSTEM)
    assert held(session) == 4


def test_so_is_their_number(
    app: Flask, world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_FILES", 2)
    for _ in range(2):
        keep(session, world.author)
    with pytest.raises(Blocked):
        keep(session, world.author)
    unbounded = replace(app.config["SETTINGS"], uploads_per_person_mb=0)
    monkeypatch.setitem(app.config, "SETTINGS", unbounded)
    keep(session, world.author)
    assert held(session) == 3
