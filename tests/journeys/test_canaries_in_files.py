"""What is made for download: no member of any file names who may not be known.

Every address is asked for by every such person; Word, Excel and ZIP files are opened, each of
their members is searched (text, properties, comments, hidden sheets), and files inside files too.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.awards.dossiers import work_off
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.small_world import AUTHOR, CANARIES, REMARK, UNIT, SmallWorld
from tests.people import PEOPLE
from tests.safety.addresses import every_address

VISITOR = "visitor"
JUDGES = [full_name for name, full_name, _unit, role in PEOPLE if name in {"reviewer", "reviewer2"}]
TAGS = re.compile(r"<[^>]*>")


def downloads(app: Flask, small: SmallWorld) -> list[str]:
    """Every address that may give a file made by the system."""
    found = [one.path for one in every_address(app, small) if one.method == "GET"]
    return [path for path in found if re.search(r"\.(xlsx|docx|zip|pdf|csv|json)$", path)]


def members(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Every part of a file with its words; a package is opened, also inside a package."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield f"{name}: names", "\n".join(package.namelist())
            for part in package.namelist():
                yield from members(f"{name}: {part}", package.read(part))
    elif content.startswith(b"%PDF"):
        paper = PdfReader(io.BytesIO(content))
        yield f"{name}: properties", str(dict(paper.metadata or {}))
        yield f"{name}: words", " ".join(page.extract_text() for page in paper.pages)
    else:
        text = content.decode("utf-8", "replace")
        yield f"{name}: source", unescape(text)
        # Word may break a name into runs: without its tags it is whole.
        yield f"{name}: words", unescape(TAGS.sub("", text))


def leaks(browser: Browser, paths: list[str], words: list[str]) -> tuple[list[str], list[str]]:
    """Which files were given, and where one of the words stands in them."""
    given, found = [], []
    for path in paths:
        answer = browser.client.get(path)
        if answer.status_code != 200:
            continue
        given.append(path)
        named = str(answer.headers.get("Content-Disposition", ""))
        for place, text in [(f"{path}: header", named), *members(path, answer.data)]:
            plain = " ".join(text.split()).casefold()
            found += [f"{place}: {word}" for word in words if word.casefold() in plain]
    return given, found


@pytest.mark.parametrize("name", [VISITOR, "reviewer", "reviewer3"])
def test_no_file_names_the_author_of_a_blind_dossier(
    app: Flask, signed: Signer, visitor: Browser, small: SmallWorld, name: str
) -> None:
    browser = visitor if name == VISITOR else signed(name)

    _given, found = leaks(browser, downloads(app, small), list(CANARIES))

    assert found == []


@pytest.mark.parametrize(
    "name", [VISITOR, "author", "canary", "other_author", "clerk", "other_clerk", "communications"]
)
def test_no_file_names_who_judged(
    app: Flask, signed: Signer, visitor: Browser, small: SmallWorld, name: str
) -> None:
    browser = visitor if name == VISITOR else signed(name)

    _given, found = leaks(browser, downloads(app, small), [*JUDGES, REMARK])

    assert found == []


def test_the_search_opens_what_it_is_given(app: Flask, signed: Signer, small: SmallWorld) -> None:
    """Else the tests above could not fail: the office's files hold the names, in every format."""
    secretary, officer = signed("secretary"), signed("awards_officer")
    intake, _ = leaks(secretary, ["/tiep-nhan/danh-sach.xlsx"], [])
    job = officer.client.post(f"/khen-thuong/{small['list']}/bo-ho-so").headers["Location"]
    work_off()
    bundle = f"{job}/tep"

    _given, in_workbook = leaks(secretary, intake, [AUTHOR, UNIT])
    given, in_bundle = leaks(officer, [bundle], ["Trần Ngọc Ánh"])
    taken, in_certificate = leaks(
        signed("author"),
        [f"/cong-nhan/{small['recognised']}/giay-chung-nhan/{small['certificate']}.{kind}"
         for kind in ("docx", "pdf")],
        ["Trần Ngọc Ánh"],
    )  # fmt: skip

    assert {place.rpartition(": ")[2] for place in in_workbook} == {AUTHOR, UNIT}
    assert given == [bundle]
    for inner in (".docx: word/document.xml", ".pdf: words", ".xlsx: xl/sharedStrings.xml"):
        assert any(inner in place for place in in_bundle), (inner, in_bundle)
    assert len(taken) == 2
    assert any("document.xml" in place for place in in_certificate)
    assert any(".pdf: words" in place for place in in_certificate)
