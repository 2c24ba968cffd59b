"""What one part of an office package holds, seen while it is unpacked block by block.

Only the lists of types and of relations are read as XML, by defusedxml; of all other parts it
is enough to know that they declare no entities and are no programs.
"""

import io
import re
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.files.reasons import BOMB, DAMAGED, EMBEDDED, MACRO, REMOTE, WRONG
from app.kernel.text import Text

MAX_LIST, MAX_INNER = 8 << 20, 32 << 20
OVERLAP = 64
TYPES = "[Content_Types].xml"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Streams of an OLE object that hold any file, or a macro; an equation's have other names.
_CARRIES = re.compile(
    b"|".join(word.encode("utf-16-le") for word in ("\x01Ole10Native", "Package", "_VBA_PROJECT"))
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"Rar!", b"7z\xbc\xaf")
_REMOTE = re.compile(r"(?:https?|ftps?|mhtml|smb|javascript|data):|\\\\|//|file:/*\\\\|"
                     r"file://[^/]|file:////", re.IGNORECASE)  # fmt: skip


class Look:
    """Watches one entry; `inner` is the content when it is a package itself."""

    def __init__(self, name: str, main: tuple[str, str] | None) -> None:
        self._name, self._main = name, main
        self._is_list = name == TYPES or name.endswith(".rels")
        self._is_xml = name.endswith((".xml", ".rels", ".vml"))
        self._is_object = name.endswith(".bin")
        self._kept = io.BytesIO() if self._is_list else None
        self._tail, self._begun = b"", False
        self.inner: BinaryIO | None = None

    def at(self, block: bytes) -> Text | None:
        """What is wrong with this block."""
        if not self._begun and block:
            self._begun = True
            if block.startswith(_PROGRAMS):
                return EMBEDDED
            if block.startswith(b"PK\x03\x04"):
                self._kept = io.BytesIO()
                self.inner = self._kept
        window, self._tail = self._tail + block, block[-OVERLAP:]
        if self._is_xml and _DECLARES.search(window.replace(b"\0", b"")):  # UTF-16 too
            return WRONG
        if self._is_object and _CARRIES.search(window):
            return EMBEDDED
        return self._keep(block)

    def _keep(self, block: bytes) -> Text | None:
        if self._kept is None:
            return None
        self._kept.write(block)
        return BOMB if self._kept.tell() > (MAX_LIST if self._is_list else MAX_INNER) else None

    def at_end(self) -> Text | None:
        """What is wrong with a list that was read whole."""
        if not self._is_list or self._kept is None:
            return None
        try:
            tree: Element = fromstring(self._kept.getvalue(), forbid_dtd=True)
        except (DefusedXmlException, ParseError, ValueError, LookupError):
            return DAMAGED
        return self._types_problem(tree) if self._name == TYPES else _relations_problem(tree)

    def _types_problem(self, tree: Element) -> Text | None:
        types = {
            entry.get("PartName") or entry.get("Extension", "").lower(): entry.get(
                "ContentType", ""
            )
            for entry in tree
        }
        lowered = " ".join(types.values()).lower()
        if "macroenabled" in lowered or "vbaproject" in lowered:
            return MACRO
        if self._main is None:
            return None
        part, expected = self._main
        return None if types.get(f"/{part}", types.get("xml")) == expected else WRONG


def _relations_problem(tree: Element) -> Text | None:
    """Only links that a person clicks may lead to another machine: the rest loads by itself."""
    for relation in tree:
        if relation.get("TargetMode", "").lower() != "external":
            continue
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if kind != "hyperlink" and _REMOTE.match(relation.get("Target", "").strip()):
            return REMOTE
    return None
