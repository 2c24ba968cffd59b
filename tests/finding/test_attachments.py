"""Texts of attachments: read by the worker within limits, found, and gone with the file."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.database.base import Base
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.files.states import FILE_LIFECYCLE, FileState
from app.finding import actions, reading
from app.finding.models import FileText, Reading, SearchDue
from app.ideas.models import Evidence, Idea
from app.ideas.searching import index_idea
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.rounds.models import Round
from config import Settings
from tests.conftest import BOTH
from tests.finding.papers import LOCKED_PDF, pdf
from tests.ideas.builders import _step, add_file
from tests.ideas.pages import get, stored
from tests.people import World, sign_in

S = IdeaState
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs and a table."""
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    paper.add_table(1, 2).rows[0].cells[1].text = "Ô bảng"
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def settings_here(**changes: object) -> Settings:
    """Limits for the child."""
    return Settings(data_dir=Path(), database_url="", **changes)  # type: ignore[arg-type]


def with_file(world: World, content: bytes, media_type: str, state: IdeaState = S.SUBMITTED) -> int:
    """A submitted dossier with one attachment of that content."""
    key = stored(world, S.DRAFT, title="Trợ lý")
    with transaction() as session:
        idea = session.get_one(Idea, key)
        evidence = add_file(session, world, idea, "phu-luc.pdf")
        _hold(session, session.get_one(StoredFile, evidence.file_id), content, media_type)
    _submit(world, key)
    return key


def _hold(session: Session, file: StoredFile, content: bytes, media_type: str) -> None:
    kept = storage().keep(io.BytesIO(content), len(content))
    file.sha256, file.media_type, file.size = kept.sha256, media_type, len(content)


def _submit(world: World, key: int) -> None:
    with transaction() as session:
        idea = session.get_one(Idea, key)
        round_ = session.get_one(Round, idea.round_id)
        for step in ("submit", "endorse"):
            _step(session, idea, round_, step, now())


def work() -> None:
    """The worker until nothing is due."""
    for _ in range(5):
        if not actions.index_due(now()):
            return
        db.session.remove()


def hits(client: FlaskClient, query: str) -> int:
    """How many dossiers the page shows."""
    return get(client, f"/tim-kiem?q={query}").get_data(as_text=True).count("<article")


@BOTH
def test_words_of_a_word_paper_are_found_and_marked(client: FlaskClient, world: World) -> None:
    with_file(world, word("Kế hoạch triển khai tại phường", "Điều hoà"), DOCX)
    sign_in(client, world.email("secretary"))
    assert hits(client, "trien+khai") == 0

    work()

    assert hits(client, "trien+khai+tro+ly") == 1
    assert hits(client, '"ô+bảng"') == 1
    page = get(client, "/tim-kiem?q=trien+khai&tep=1").get_data(as_text=True)
    assert "Tệp “phu-luc.pdf”" in page
    assert "<mark>triển</mark> <mark>khai</mark>" in page
    assert "Có trong tệp đính kèm" in page


def test_a_pdf_is_read_too() -> None:
    made = reading.read_text(io.BytesIO(pdf("Chatbot noi bo")), "application/pdf", settings_here())

    assert made == (Reading.READ, "Chatbot noi bo")


@BOTH
def test_what_is_removed_or_infected_leaves_at_once(client: FlaskClient, world: World) -> None:
    removed = with_file(world, word("Phụ lục thứ nhất"), DOCX)
    infected = with_file(world, word("Phụ lục thứ hai"), DOCX)
    sign_in(client, world.email("secretary"))
    work()
    assert hits(client, "phu+luc") == 2

    with transaction() as session:
        session.scalars(
            select(Evidence).where(Evidence.idea_id == removed)
        ).one().removed_at = now()
    assert hits(client, "phu+luc") == 1
    with transaction() as session:
        file = session.scalars(select(StoredFile).where(StoredFile.owner_id == infected)).one()
        move(session, SYSTEM, file, FILE_LIFECYCLE, "condemn", now(), sha256=file.sha256, virus="X")
    assert hits(client, "phu+luc") == 0
    work()
    assert hits(client, "phu+luc") == 0
    assert hits(client, "tro+ly") == 2


def test_a_pending_file_is_not_read(client: FlaskClient, world: World) -> None:
    key = stored(world, S.DRAFT, title="Trợ lý")
    with transaction() as session:
        evidence = add_file(session, world, session.get_one(Idea, key), "a.pdf")
        file = session.get_one(StoredFile, evidence.file_id)
        _hold(session, file, word("Phụ lục"), DOCX)
        files = Base.metadata.tables[StoredFile.__tablename__]
        session.execute(files.update().values(state=FileState.PENDING, check_due_at=now()))
    _submit(world, key)
    sign_in(client, world.email("secretary"))

    work()

    with transaction() as session:
        assert session.scalar(select(FileText.sha256)) is None
    assert (hits(client, "phu+luc"), hits(client, "tro+ly")) == (0, 1)


def bomb() -> bytes:
    """A DOCX whose text unpacks to 300 MB."""
    out = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>'.encode())
        for _ in range(300):
            part.write(b"a" * (1 << 20))
        part.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return out.getvalue()


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
)


def packed(document: bytes) -> bytes:
    """A package with this main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", document)
    return out.getvalue()


CASES = {
    "bomb": (bomb, DOCX, Reading.TOO_MUCH),
    "entities": (lambda: packed(ENTITIES), DOCX, Reading.BROKEN),
    "no package": (lambda: b"PK\x03\x04 not really", DOCX, Reading.BROKEN),
    "no text": (lambda: packed(b"<x/>"), DOCX, Reading.EMPTY),
    "behind a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        DOCX,
        Reading.LOCKED,
    ),
    "locked pdf": (lambda: LOCKED_PDF, "application/pdf", Reading.LOCKED),
    "broken pdf": (lambda: b"%PDF-1.4\n" + b"\x00\xff" * 500, "application/pdf", Reading.BROKEN),
    "a picture": (lambda: b"\x89PNG", "image/png", Reading.OTHER_KIND),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_an_answer(name: str) -> None:
    content, media_type, expected = CASES[name]

    assert reading.read_text(io.BytesIO(content()), media_type, settings_here()) == (expected, "")


def test_a_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "child.py"
    endless.write_text(
        "import resource, sys\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass\n"
    )
    monkeypatch.setattr(reading, "CHILD", endless)

    made = reading.read_text(io.BytesIO(b"x"), DOCX, settings_here(search_file_seconds=1))

    assert made == (Reading.TOO_MUCH, "")


def test_a_long_text_is_cut_and_said_so() -> None:
    made, text = reading.read_text(io.BytesIO(word("chữ " * 500)), DOCX,
                                   settings_here(search_file_chars=100))  # fmt: skip

    assert made is Reading.CUT
    assert 90 <= len(text) <= 100


def test_one_dossier_that_fails_does_not_stop_the_others(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _good = (with_file(world, word("Phụ lục"), DOCX) for _ in range(2))

    def index(session: Session, key: int) -> None:
        if key == bad:
            raise ValueError("this one cannot")
        index_idea(session, key)

    monkeypatch.setattr(actions, "index_idea", index)
    sign_in(client, world.email("secretary"))

    work()

    with transaction() as session:
        assert session.execute(select(SearchDue.idea_id, SearchDue.tries)).all() == [(bad, 5)]
    assert hits(client, "phu+luc") == 1


def test_the_daily_duty_forgets_texts_that_nothing_names(client: FlaskClient, world: World) -> None:
    key = with_file(world, word("Phụ lục"), DOCX)
    work()
    with transaction() as session:
        session.add(FileText(sha256="0" * 64, reading=Reading.READ, text="cũ", read_at=now()))
        file = session.scalars(select(StoredFile).where(StoredFile.owner_id == key)).one()
        session.add(FileText(sha256="1" * 64, reading=Reading.MISSING, text="", read_at=now()))
        file.sha256, kept = "1" * 64, file.sha256

    with transaction() as session:
        actions.tidy_texts(session, now() + timedelta(days=1))

    with transaction() as session:
        assert session.scalars(select(FileText.sha256)).all() == []
        assert session.scalars(select(SearchDue.idea_id)).all() == [key]
        assert kept
