"""Reading produced files back, and planting faults in them."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, with ordinary blanks, one blank between words."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pages]


def word_text(content: bytes) -> str:
    """The text of a Word file, tables too, a line for each paragraph."""
    document = docx.Document(io.BytesIO(content))
    return "\n".join(
        WordParagraph(one, document).text for one in document.element.body.iter(qn("w:p"))
    )


def edited(content: bytes, edit: Callable[[Document], object]) -> bytes:
    """The Word file after an edit."""
    document = docx.Document(io.BytesIO(content))
    edit(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def office_pdfs(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Word files as LibreOffice prints them, in one run."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    names = [str(folder / f"{name}.docx") for name in files]
    subprocess.run([*command, *names], check=True, capture_output=True)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}
