"""A copy for blind readers: the same content, and nothing of what is said about it."""

import io
import zipfile

import pypdf
import pytest
from PIL import Image

from app.files import cleaning
from app.files.rules import FileFacts, judge
from config import Settings
from tests.files.canaries import CANARIES, SUFFIX, canary_docx, canary_jpeg, holds_canary
from tests.files.samples import OBJECT_HEAD, office, png

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def settings() -> Settings:
    return Settings.from_env({"APP_ENV": "test", "SEARCH_FILE_SECONDS": "10"})


def made(content: bytes, media_type: str) -> bytes:
    found = cleaning.cleaned(content, media_type, settings())
    assert isinstance(found, bytes), found
    return found


@pytest.mark.parametrize("media_type", CANARIES)
def test_a_name_planted_in_every_place_is_in_no_copy(media_type: str) -> None:
    original = CANARIES[media_type]()
    assert holds_canary(original)
    name, size = f"tep{SUFFIX[media_type]}", len(original)
    assert isinstance(judge(io.BytesIO(original), name, size), FileFacts)

    copy = made(original, media_type)

    assert not holds_canary(copy)
    assert made(original, media_type) == copy


def test_the_text_of_a_document_stays_with_its_changes_accepted() -> None:
    copy = made(canary_docx(), DOCX)

    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        text = package.read("word/document.xml").decode()
        names = package.namelist()
    for kept in ("Trợ lý tại quầy", "Đã thêm", "Trong khung", "Xem"):
        assert kept in text
    assert "đã xóa" not in text
    assert "w:ins" not in text
    assert [n for n in names if "docProps" in n or "comments" in n or "people" in n] == []
    assert "word/media/image1.jpeg" in names


def test_nothing_refers_to_a_part_that_is_gone() -> None:
    xlsx = next(kind for kind in CANARIES if kind.endswith("spreadsheetml.sheet"))

    copy = made(CANARIES[xlsx](), xlsx)

    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        links = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
        listed = package.read("[Content_Types].xml").decode()
    assert 'paperSize="9"' in sheet
    assert ":id=" not in sheet
    assert "comments" not in links
    assert "printer" not in links
    assert "docProps" not in listed


def test_a_picture_keeps_what_it_shows_and_how_it_is_turned() -> None:
    original = canary_jpeg()

    copy = made(original, "image/jpeg")

    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(copy)) as after:
        assert after.getexif()[0x0112] == 6
        assert dict(after.getexif()) == {0x0112: 6}
        assert before.tobytes() == after.tobytes()


def test_the_pages_of_a_paper_stay() -> None:
    paper = pypdf.PdfWriter()
    for _page in range(3):
        paper.add_blank_page(200, 300)
    stream = io.BytesIO()
    paper.write(stream)

    copy = pypdf.PdfReader(io.BytesIO(made(stream.getvalue(), "application/pdf")))

    assert [tuple(page.mediabox) for page in copy.pages] == [(0, 0, 200, 300)] * 3
    assert copy.xmp_metadata is None


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (office(more={"word/embeddings/oleObject1.bin": OBJECT_HEAD}), DOCX),
        (office(more={"word/strange.dat": b"whatever"}), DOCX),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "application/pdf"),
        (png()[:40], "image/png"),
        (b"text", "text/plain"),
    ],
    ids=["old object", "unknown part", "no paper", "torn picture", "other kind"],
)
def test_what_cannot_be_looked_into_is_held_back(content: bytes, media_type: str) -> None:
    assert cleaning.cleaned(content, media_type, settings()) == cleaning.HELD_BACK


def test_a_locked_paper_is_held_back() -> None:
    paper = pypdf.PdfWriter()
    paper.add_blank_page(10, 10)
    paper.encrypt("x")
    stream = io.BytesIO()
    paper.write(stream)

    assert cleaning.cleaned(stream.getvalue(), "application/pdf", settings()) == cleaning.HELD_BACK
