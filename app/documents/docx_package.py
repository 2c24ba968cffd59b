"""The Word file around the text: type, language, sections, page numbers, properties, zip."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from app.documents.bundle import repacked
from app.documents.model import Align
from app.documents.oxml import Form, element, page_field, paragraph, twips
from app.documents.sheet import CRIMSON

FONT = "Times New Roman"
_MM = 72 / 25.4
_SHORT_SIDE, _LONG_SIDE = 210 * _MM, 297 * _MM
_MARGINS = {"top": 20, "right": 15, "bottom": 20, "left": 30, "header": 10, "footer": 10}
_FRAMED = {"top": 19, "right": 24, "bottom": 17, "left": 24, "header": 8, "footer": 8}
_FRAME = {"val": "double", "sz": "12", "space": "24", "color": CRIMSON}
# Word wants a date of making; a document not yet issued has none that the same data would repeat.
_UNDATED = date(2000, 1, 1)
_PAGE_NUMBER_SIZE = 13
_WORD_2013 = "15"


class Package:
    """A Word file being filled, section by section."""

    def __init__(
        self, *, title: str, author: str, issued_on: date | None, numbered: bool = True
    ) -> None:
        self._document = docx.Document()
        self._body = self._document.element.body
        self._last_section = self._body.sectPr
        self._pictures = 0
        _set_type(self._document)
        _leave_template_behind(self._document)
        self._header_id = self._page_numbers() if numbered else ""
        self._set_properties(title, author, issued_on or _UNDATED)

    def add(self, parts: Iterable[BaseOxmlElement]) -> None:
        """Put paragraphs and tables at the end."""
        for part in parts:
            self._last_section.addprevious(part)

    def end_section(self, *, landscape: bool) -> None:
        """End the pages so far; what follows begins on a new page, numbered from 1."""
        section = element("sectPr", children=self._section_parts(landscape=landscape))
        self.add((paragraph((), Form(size=1), section=section),))

    def finish(self, *, landscape: bool) -> None:
        """Give the last pages their shape."""
        for child in list(self._last_section):
            self._last_section.remove(child)
        self._last_section.extend(self._section_parts(landscape=landscape))

    def finish_framed(self) -> None:
        """Turned pages in a double red frame, without page numbers: what honours somebody."""
        self._last_section[:] = [
            element("pgSz", {"w": twips(_LONG_SIDE), "h": twips(_SHORT_SIDE),
                             "orient": "landscape"}),
            element("pgMar", {**{side: twips(length * _MM) for side, length in _FRAMED.items()},
                              "gutter": "0"}),
            element("pgBorders", {"offsetFrom": "page"},
                    [element(side, _FRAME) for side in ("top", "left", "bottom", "right")]),
        ]  # fmt: skip

    def picture(self, png: bytes, side: float) -> BaseOxmlElement:
        """A run with a square picture, `side` millimetres wide; pictures alike are kept once."""
        part = self._document.part
        self._pictures += 1
        key, _image = part.get_or_add_image(io.BytesIO(png))
        name, length = f"QR {self._pictures}", Mm(side)
        inline = CT_Inline.new_pic_inline(self._pictures, key, name, length, length)
        return element("r", children=[element("drawing", children=[inline])])

    def to_bytes(self) -> bytes:
        """The file; its parts carry no time, so the same text gives the same bytes."""
        written = io.BytesIO()
        self._document.save(written)
        with zipfile.ZipFile(written) as archive:
            return repacked([(name, archive.read(name)) for name in archive.namelist()])

    def _page_numbers(self) -> str:
        """The number in the middle of the top margin, on every page but the first of a section."""
        header = self._document.sections[0].header
        header.is_linked_to_previous = False
        line = paragraph((), Form(align=Align.CENTER))
        line.extend(page_field(_PAGE_NUMBER_SIZE))
        # python-docx has no door through which a header's content can be set.
        header._element[:] = [line]
        return str(self._last_section.find(qn("w:headerReference")).get(qn("r:id")))

    def _section_parts(self, *, landscape: bool) -> list[BaseOxmlElement]:
        width, height = (_LONG_SIDE, _SHORT_SIDE) if landscape else (_SHORT_SIDE, _LONG_SIDE)
        size = {"w": twips(width), "h": twips(height)}
        if landscape:
            size["orient"] = "landscape"
        header = element("headerReference", {"type": "default"})
        header.set(qn("r:id"), self._header_id)
        margins = {side: twips(length * _MM) for side, length in _MARGINS.items()}
        return [
            header,
            element("type", {"val": "nextPage"}),
            element("pgSz", size),
            element("pgMar", {**margins, "gutter": "0"}),
            element("pgNumType", {"start": "1"}),
            element("titlePg"),
        ]

    def _set_properties(self, title: str, author: str, made_on: date) -> None:
        made = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
        properties = self._document.core_properties
        # The format allows 255 characters there.
        properties.title, properties.author = title[:255], author[:255]
        properties.last_modified_by, properties.comments = author[:255], ""
        properties.language, properties.revision = "vi-VN", 1
        properties.created = properties.modified = made


def _leave_template_behind(document: Document) -> None:
    """No preview picture of another file, and no "Compatibility Mode" in Word's title bar."""
    package = document.part.package
    preview = next(key for key, link in package.rels.items() if link.reltype == RT.THUMBNAIL)
    package.rels.pop(preview)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)


def _set_type(document: Document) -> None:
    """Times New Roman and Vietnamese for everything, whatever the computer's own defaults are."""
    names = {name: FONT for name in ("ascii", "hAnsi", "eastAsia", "cs")}
    language = {"val": "vi-VN", "eastAsia": "vi-VN", "bidi": "ar-SA"}
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults[:] = [
        element("rFonts", names),
        element("sz", {"val": "28"}),
        element("szCs", {"val": "28"}),
        element("lang", language),
    ]
    normal = document.styles["Normal"].element.get_or_add_rPr()
    normal[:] = [element("rFonts", names), element("sz", {"val": "28"})]
