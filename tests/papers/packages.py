"""Word files changed as an office, or somebody who means harm, would change them."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.papers.starting import starting_template


def edited(content: bytes, edit: Callable[[Document], object]) -> bytes:
    """The file after an edit in Word."""
    document = docx.Document(io.BytesIO(content))
    edit(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_line(words: str, code: str = "cong_van") -> bytes:
    """The starting file with one more line at its end."""
    return edited(starting_template(code), lambda document: document.add_paragraph(words))


def with_xml(inner: str, code: str = "cong_van") -> bytes:
    """The starting file with a paragraph of raw WordprocessingML."""
    made = f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"
    return edited(
        starting_template(code),
        lambda document: document.element.body.insert(0, parse_xml(made)),
    )


def with_part(name: str, content: bytes, code: str = "cong_van") -> bytes:
    """The starting file with one more part in its package, or one exchanged."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(starting_template(code))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return written.getvalue()


def with_relation(kind: str, target: str) -> bytes:
    """The starting file with a relation that leads out of it."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def link(document: Document) -> None:
        document.part.rels.get_or_add_ext_rel(f"{base}/{kind}", target)

    return edited(starting_template("cong_van"), link)


def field(instruction: str) -> str:
    """A field as Word writes it, its instruction cut in two."""
    half = len(instruction) // 2
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>'
        for piece in (instruction[:half], instruction[half:])
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
