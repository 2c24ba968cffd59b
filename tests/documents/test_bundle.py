"""Bundles hold exactly their files, and are the same bytes each time."""

import io
import zipfile

from app.documents.bundle import repacked

FILES = [("Tờ trình.docx", "Nội dung".encode()), ("Phụ lục/Danh sách.xlsx", b"")]


def test_a_bundle_holds_its_files_in_their_order_without_a_time() -> None:
    with zipfile.ZipFile(io.BytesIO(repacked(FILES))) as archive:
        found = [(one.filename, archive.read(one), one.date_time) for one in archive.infolist()]

    assert found == [(name, content, (1980, 1, 1, 0, 0, 0)) for name, content in FILES]


def test_the_same_files_give_the_same_bytes() -> None:
    assert repacked(FILES) == repacked(FILES)
