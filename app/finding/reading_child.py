"""Runs alone, in a process of its own: reads one attachment from standard input as text.

    python -I reading_child.py KIND CHARACTERS CPU_SECONDS MEGABYTES < file

Prints one JSON object {"reading": "...", "text": "..."}. It imports nothing of the application,
opens no file, and the kernel ends it when it uses more time or memory than it was given: what a
hostile file does here, it does to nobody else.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator

MOST_PAGES, MOST_PACKED = 3_000, 100 << 20
PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def bound(cpu_seconds: int, megabytes: int) -> None:
    """No more than this, and nothing written anywhere."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pdf_texts(content: bytes) -> Iterator[str]:
    """Page by page. Locked papers raise `Locked`."""
    import pypdf  # noqa: PLC0415 - only where it is needed

    paper = pypdf.PdfReader(io.BytesIO(content))
    if paper.is_encrypted and not paper.decrypt(""):
        raise Locked
    for number, page in enumerate(paper.pages):
        if number >= MOST_PAGES:
            return
        yield page.extract_text()


def docx_texts(content: bytes) -> Iterator[str]:
    """Paragraph by paragraph, as the parts are unpacked; no entity is ever resolved."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        for part in PARTS:
            if part not in names:
                continue
            with package.open(part) as stream:
                limited = Limited(stream)
                yield from _paragraphs(iterparse(limited, events=("end",), forbid_dtd=True))


def _paragraphs(events: Iterator[tuple[str, object]]) -> Iterator[str]:
    run: list[str] = []
    for _event, element in events:
        tag = element.tag  # type: ignore[attr-defined]
        if tag == f"{WORD}t":
            run.append(element.text or "")  # type: ignore[attr-defined]
        elif tag in (f"{WORD}tab", f"{WORD}br"):
            run.append(" ")
        elif tag == f"{WORD}p":
            yield "".join(run)
            run = []
            element.clear()  # type: ignore[attr-defined]
        elif tag == f"{WORD}tbl":
            element.clear()  # type: ignore[attr-defined]


class Locked(Exception):
    """Behind a password."""


class Limited(io.RawIOBase):
    """A stream that ends with an error after `MOST_PACKED` bytes, whatever its header promised."""

    def __init__(self, stream: object) -> None:
        self._stream, self._left = stream, MOST_PACKED

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block: bytes = self._stream.read(size if size >= 0 else 1 << 16)  # type: ignore[attr-defined]
        self._left -= len(block)
        if self._left < 0:
            raise MemoryError
        return block


def read(kind: str, content: bytes, most: int) -> dict[str, str]:
    """The first `most` characters, and what came of reading."""
    texts = {"pdf": pdf_texts, "docx": docx_texts}[kind](content)
    kept: list[str] = []
    size = 0
    for text in texts:
        kept.append(text)
        size += len(text) + 1
        if size > most:
            return {"reading": "cut", "text": "\n".join(kept)[:most]}
    text = "\n".join(kept)
    return {"reading": "read" if text.strip() else "empty", "text": text}


def main() -> None:
    kind, most, cpu_seconds, megabytes = sys.argv[1], *map(int, sys.argv[2:5])
    content = sys.stdin.buffer.read()
    bound(cpu_seconds, megabytes)
    sys.setrecursionlimit(500)
    try:
        found = read(kind, content, most)
    except Locked:
        found = {"reading": "locked", "text": ""}
    except MemoryError:
        found = {"reading": "too_much", "text": ""}
    except Exception:  # a broken file may break a reader in any way
        found = {"reading": "broken", "text": ""}
    text = found["text"].encode("utf-8", "ignore").decode()
    sys.stdout.buffer.write(json.dumps({**found, "text": text}).encode())


if __name__ == "__main__":
    main()
