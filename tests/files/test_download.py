"""What comes down is what went up, as an attachment, under the name people gave it."""

import io
import re
import unicodedata
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.ideas.states import IdeaState
from tests.files.honest import HONEST
from tests.files.samples import PDF
from tests.ideas.builders import make_idea
from tests.people import World, sign_in
from tests.rounds.builders import make_round

NAMES = {
    "Đề án đô thị thông minh.pdf": "Đề án đô thị thông minh.pdf",
    unicodedata.normalize("NFD", "Phụ lục số 1 (bản ký).pdf"): "Phụ lục số 1 (bản ký).pdf",
    "a\u202efdp.pdf": "afdp.pdf",
    "../../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\boot.pdf": "boot.pdf",
    "con.pdf": "_con.pdf",
    "<img src=x onerror=alert(1)>.pdf": "_img src=x onerror=alert(1)_.pdf",
    "{{7*7}}.pdf": "{{7_7}}.pdf",
    "=HYPERLINK(1).pdf": "=HYPERLINK(1).pdf",
    "100% đúng;x=1.pdf": "100% đúng;x=1.pdf",
    "ầ" * 300 + ".pdf": "ầ" * 66 + ".pdf",
}


@pytest.fixture
def url(big_bodies: None, world: World, client: FlaskClient) -> str:
    """The upload form of the signed-in author."""
    with transaction() as session:
        key = make_idea(session, world, make_round(session, world), IdeaState.DRAFT).id
    sign_in(client, world.email("author"))
    return f"/ho-so/{key}/minh-chung"


def upload(client: FlaskClient, url: str, content: bytes, name: str) -> int:
    answer = client.post(url, data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    found = db.session.scalars(select(StoredFile.id).order_by(StoredFile.id.desc())).first()
    db.session.remove()
    assert found is not None
    return found


def received_name(disposition: str) -> str:
    """As a browser reads it (RFC 6266): filename* first."""
    assert disposition.startswith("attachment; ")
    extended = re.search(r"filename\*=UTF-8''([^;]+)", disposition)
    plain = re.search(r'filename="?([^";]*)', disposition)
    assert extended or plain
    return unquote(extended[1]) if extended else plain[1]  # type: ignore[index]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_hostile_and_vietnamese_names(client: FlaskClient, url: str, name: str) -> None:
    file_id = upload(client, url, PDF, name)

    answer = client.get(f"/tep/{file_id}")

    disposition = answer.headers["Content-Disposition"]
    assert disposition.isascii()
    assert received_name(disposition) == NAMES[name]
    assert answer.data == PDF
    assert "<img src=x" not in client.get(url).get_data(as_text=True)


def test_every_kind_comes_back_equal_and_never_opens_in_our_origin(
    client: FlaskClient, url: str
) -> None:
    for name, content in list(HONEST.items())[::2][:9]:
        file_id = upload(client, url, content, name)

        for answer in (client.get(f"/tep/{file_id}"), client.head(f"/tep/{file_id}")):
            headers = answer.headers
            assert answer.status_code == 200
            assert headers["Content-Disposition"].startswith("attachment;")
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert headers["Cache-Control"] == "no-store"
            assert headers["Content-Length"] == str(len(content))
            assert not re.search("html|svg|javascript|xml$", headers["Content-Type"])
        assert client.get(f"/tep/{file_id}").data == content


def test_a_type_that_we_do_not_accept_is_never_announced(client: FlaskClient, url: str) -> None:
    file_id = upload(client, url, PDF, "a.pdf")
    with transaction() as session:
        session.get_one(StoredFile, file_id).media_type = "text/html"

    assert client.get(f"/tep/{file_id}").headers["Content-Type"] == "application/octet-stream"


def test_a_content_that_is_gone_is_a_polite_page_and_a_line_in_the_log(
    client: FlaskClient, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    file_id = upload(client, url, PDF, "a.pdf")
    storage().delete(db.session.get_one(StoredFile, file_id).sha256)
    db.session.remove()

    answer = client.get(f"/tep/{file_id}")

    assert answer.status_code == 503
    assert "Chưa mở được tệp" in answer.get_data(as_text=True)
    assert "ContentMissing" in caplog.text


def test_strangers_see_nothing(world: World, client: FlaskClient, url: str) -> None:
    file_id = upload(client, url, PDF, "a.pdf")
    client.post("/dang-xuat")
    unknown = client.get("/tep/999999")
    sign_in(client, world.email("other_author"))

    refused = client.get(f"/tep/{file_id}")

    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert PDF not in refused.data
