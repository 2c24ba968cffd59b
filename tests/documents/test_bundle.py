"""Bundles: complete, readable names, the same bytes each time."""

import hashlib
import io
import unicodedata
import zipfile

import pytest

from app.documents.bundle import INDEX_NAME, zip_bundle

TEXT = "Nội dung".encode()


def test_a_bundle_holds_its_files_and_says_what_they_are() -> None:
    bundle = zip_bundle([("Tờ trình.docx", TEXT), ("Phụ lục/Danh sách.xlsx", b"")])

    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        names, index = archive.namelist(), archive.read(INDEX_NAME).decode()
        content = archive.read("Tờ trình.docx")

    assert names == ["Tờ trình.docx", "Phụ lục/Danh sách.xlsx", "MUC_LUC.txt"]
    assert content == TEXT
    assert index == (
        "MỤC LỤC TỆP\r\n"
        "Tên tệp\tKích thước (byte)\tSHA-256\r\n"
        f"Tờ trình.docx\t{len(TEXT)}\t{hashlib.sha256(TEXT).hexdigest()}\r\n"
        f"Phụ lục/Danh sách.xlsx\t0\t{hashlib.sha256(b'').hexdigest()}\r\n"
        "Tổng số: 2 tệp\r\n"
    )


def test_names_are_nfc_and_safe_on_every_system() -> None:
    bundle = zip_bundle([(unicodedata.normalize("NFD", 'Đề án: "số 1"?.pdf'), TEXT)])

    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.namelist()[0] == "Đề án_ _số 1__.pdf"


def test_the_same_files_give_the_same_bytes() -> None:
    assert zip_bundle([("a.txt", TEXT)]) == zip_bundle([("a.txt", TEXT)])


@pytest.mark.parametrize("name", ["", "../a", "/a", "a//b", "a/..", "a/ /b", "\x00"])
def test_a_name_that_leaves_its_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a file name"):
        zip_bundle([(name, TEXT)])


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must differ: à\.txt"):
        zip_bundle([("à.txt", TEXT), ("a\u0300.txt", TEXT)])
    with pytest.raises(ValueError, match=INDEX_NAME):
        zip_bundle([(INDEX_NAME, TEXT)])
