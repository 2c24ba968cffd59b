"""A mail server that is down, and files that are not accepted."""

import gc
import io
import socket
import warnings
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from app.database.transaction import transaction
from app.files.models import StoredFile
from app.kernel.clock import now
from app.outbox.delivery import send_due
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from tests.journeys import contest, demo
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.pages import Upload
from tests.journeys.small_world import SmallWorld
from tests.journeys.stored import counted
from tests.people import World, make_world, sign_in
from tests.rounds.builders import make_round, windows

# --- mail -----------------------------------------------------------------------------------------


class Letters:
    """A mail server's handler that keeps what arrives."""

    def __init__(self) -> None:
        self.recipients: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mailing_app(tmp_path: Path) -> Iterator[Flask]:
    """An application whose mail server is not running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with demo.fresh_app(tmp_path, mail_server="127.0.0.1", mail_port=port) as app:
        yield app


def one_submission(app: Flask) -> World:
    """An author submits; the page works whether mail does or not."""
    with app.app_context():
        world = make_world()
        with transaction() as session:
            make_round(session, world, **windows(contest.RECEIVING))
    tac_gia = Browser(sign_in(app.test_client(), world.email("author")))
    idea_id = contest.begin(tac_gia)
    contest.write(tac_gia, idea_id, contest.Story("Thử thư", (("Trần Ngọc Ánh", "", "100"),)))
    assert "Giấy biên nhận" in contest.submit(tac_gia, idea_id)
    return world


def test_a_mail_server_that_is_down_delays_only_mails(mailing_app: Flask) -> None:
    one_submission(mailing_app)
    letters, start = Letters(), now()
    with mailing_app.app_context():
        waiting = counted(OutboxMessage)
        assert waiting > 0
        assert send_due(start) == (0, waiting)
        assert send_due(start) == (0, 0)  # not at once again
        with transaction() as session:
            errors = session.scalars(select(OutboxMessage.last_error)).all()
            addresses = session.scalars(select(OutboxMessage.address)).all()
        assert all("ConnectionRefusedError" in error for error in errors)

        server = Controller(letters, "127.0.0.1", mailing_app.config["MAIL_PORT"])
        server.start()
        try:
            assert send_due(start + timedelta(minutes=2)) == (waiting, 0)
        finally:
            server.stop()
        with transaction() as session:
            states = set(session.scalars(select(OutboxMessage.state)).all())
    assert states == {MessageState.SENT}
    assert sorted(letters.recipients) == sorted(addresses)


# --- files ----------------------------------------------------------------------------------------


def package(*parts: str) -> bytes:
    """An Office file with these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "x")
    return written.getvalue()


@pytest.fixture
def big_bodies() -> Iterator[None]:
    """The test client leaves temporary files of big bodies to the collector: not our fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


BAD_FILES = {
    "too big": (Upload("Lớn.pdf", b"%PDF-1.4\n" + bytes(1 << 20)), "Tệp phải nhỏ hơn 1 MB"),
    "macro": (Upload("Mẫu.docx", package("word/document.xml", "word/vbaProject.bin")),
              "Tệp chứa macro nên không được nhận"),
    "a page as PDF": (Upload("Trang.pdf", b"<html><script>alert(1)</script></html>"),
                      "Tệp phải có định dạng PDF, DOCX, XLSX, PPTX, JPG hoặc PNG"),
    "an unknown kind": (Upload("Chạy.exe", b"MZ"), "Tệp phải có định dạng PDF"),
    "a workbook as DOCX": (Upload("Bảng.docx", package("xl/workbook.xml")),
                           "Nội dung tệp không đúng với đuôi tên tệp"),
    "empty": (Upload("Trống.pdf", b""), "Tệp không có nội dung"),
    "none": (Upload("", b""), "Chọn tệp cần tải lên"),
}  # fmt: skip


def test_a_file_that_is_not_accepted_is_not_kept(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch, big_bodies: None
) -> None:
    monkeypatch.setitem(app.config, "MAX_UPLOAD_MB", 1)
    before = counted(StoredFile)

    for file, message in BAD_FILES.values():
        page = contest.add_file(signed("author"), small["draft"], file, expect=422)
        assert message in page
        assert "Có lỗi cần sửa" in page

    assert counted(StoredFile) == before


def test_a_body_beyond_every_limit_is_refused_in_vietnamese(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch, big_bodies: None
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1 << 20)
    file = Upload("Rất lớn.pdf", b"%PDF-1.4\n" + bytes(2 << 20))

    page = contest.add_file(signed("author"), small["draft"], file, expect=413)

    assert "Tệp hoặc nội dung quá lớn" in page
