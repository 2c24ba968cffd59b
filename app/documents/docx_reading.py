"""A Word file read for the eye: each paragraph with the size, style and place it is shown in.

Styles are followed, since an office that edits a draft in Word may format by style.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml.etree import LxmlError

from app.documents import docx_elements as elements
from app.documents.grid import is_tall

# Far more than any paper holds; a package that unpacks to more is made to harm.
_MOST_UNPACKED = 200 * 1024 * 1024
_SIDES = ("top", "bottom", "left", "right")


@dataclass(frozen=True, slots=True)
class Seen:
    """A paragraph as it is shown. Lengths are in points; `cell` is (table, row, column)."""

    text: str
    sizes: frozenset[float]
    fonts: frozenset[str]
    colours: frozenset[str]
    bold: bool
    italic: bool
    underlined: bool
    starts_bold: bool
    align: str
    first_line: float
    left: float
    right: float
    before: float
    after: float
    spacing: float
    keep: bool
    ruled: bool
    drawn: bool
    section: int
    cell: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section's page; lengths in millimetres. `number` describes its page number, if any."""

    width: float
    height: float
    margins: dict[str, float]
    first_differs: bool
    starts_at: str
    header: Seen | None
    has_page_number: bool


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table: is it ruled, is its head repeated, do rows stay whole (but those beyond a page)."""

    section: int
    ruled: bool
    repeats_head: bool
    whole_rows: bool
    column_widths: tuple[float, ...]


@dataclass(frozen=True)
class Paper:
    """Everything the checks look at."""

    paragraphs: tuple[Seen, ...]
    sections: tuple[SeenSection, ...]
    tables: tuple[SeenTable, ...]

    @cached_property
    def texts(self) -> tuple[Seen, ...]:
        """The paragraphs that say something."""
        return tuple(one for one in self.paragraphs if one.text.strip())

    def after(self, one: Seen) -> Seen | None:
        """The paragraph below."""
        place = next(at for at, each in enumerate(self.paragraphs) if each is one) + 1
        return self.paragraphs[place] if place < len(self.paragraphs) else None

    def room(self, one: Seen) -> float:
        """The width in points in which a paragraph is set."""
        widths = () if one.cell is None else self.tables[one.cell[0]].column_widths
        if one.cell is not None and one.cell[2] < len(widths) and widths[one.cell[2]] > 0:
            return widths[one.cell[2]]
        page = self.sections[one.section]
        text_width = max(page.width - page.margins["left"] - page.margins["right"], 1)
        return text_width * elements.PER_MM / 20


def read(content: bytes) -> Paper | None:
    """The file as paper, or None where it is no Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
                return None
        document = docx.Document(io.BytesIO(content))
        return _Reader(document).paper()
    except (PackageNotFoundError, zipfile.BadZipFile, LxmlError, KeyError, ValueError, TypeError,
            AttributeError, IndexError, OSError, NotImplementedError):  # fmt: skip
        # A package with a part missing or torn shows in many ways, all with one meaning.
        return None


class _Reader:
    """Walks one document, and knows its styles."""

    def __init__(self, document: Document) -> None:
        self._document = document
        styles = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._defaults = styles.find(qn("w:docDefaults"))
        self._default_style = next(
            (key for key, style in self._styles.items() if elements.is_default(style)), None
        )

    def paper(self) -> Paper:
        paragraphs: list[Seen] = []
        tables: list[SeenTable] = []
        section = 0
        for child in elements.unwrapped(self._document.element.body):
            if child.tag == qn("w:p"):
                paragraphs.append(self.seen(child, section, None))
                section += child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
            elif child.tag == qn("w:tbl"):
                tables.append(_seen_table(child, section))
                paragraphs.extend(self._cells(child, section, len(tables) - 1))
        sections = tuple(self._sections())
        return Paper(tuple(paragraphs), sections, tuple(tables))

    def _cells(self, table: BaseOxmlElement, section: int, number: int) -> Iterator[Seen]:
        for row_number, row in enumerate(table.iterchildren(qn("w:tr"))):
            column = 0
            for cell in row.iterchildren(qn("w:tc")):
                for paragraph in elements.unwrapped(cell):
                    if paragraph.tag == qn("w:p"):
                        yield self.seen(paragraph, section, (number, row_number, column))
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                column += int(span.get(qn("w:val"))) if span is not None else 1

    def _sections(self) -> Iterator[SeenSection]:
        for section in self._document.sections:
            header = section.header._element
            lines = list(header.iter(qn("w:p")))
            line = next((one for one in lines if elements.prints_page_number(one)), None)
            if line is None and lines:
                line = lines[0]
            page = section._sectPr
            yield SeenSection(
                width=section.page_width.mm if section.page_width else 0,
                height=section.page_height.mm if section.page_height else 0,
                margins={
                    side: elements.margin(page, side) for side in ("top", "bottom", "left", "right")
                },
                first_differs=section.different_first_page_header_footer,
                starts_at=elements.start_of(page),
                header=None if line is None else self.seen(line, 0, None),
                has_page_number=line is not None and elements.prints_page_number(line),
            )

    def seen(
        self, paragraph: BaseOxmlElement, section: int, cell: tuple[int, int, int] | None
    ) -> Seen:
        chain = self._paragraph_chain(paragraph)
        every = [run for run in paragraph.iter(qn("w:r")) if not elements.is_aside(run, paragraph)]
        runs = [run for run in every if elements.is_shown(run)]
        indent, spacing = elements.merged(chain, "ind"), elements.merged(chain, "spacing")
        borders = elements.first(chain, "pBdr")
        return Seen(
            text="".join(map(elements.run_text, every)),
            sizes=frozenset(float(self._of(run, paragraph, "sz") or 20) / 2 for run in runs),
            fonts=frozenset(self._of(run, paragraph, "rFonts", "ascii") or "" for run in runs),
            colours=frozenset(self._of(run, paragraph, "color") or "auto" for run in runs),
            bold=bool(runs) and all(self._is_on(run, paragraph, "b") for run in runs),
            italic=bool(runs) and all(self._is_on(run, paragraph, "i") for run in runs),
            starts_bold=bool(runs) and self._is_on(runs[0], paragraph, "b"),
            underlined=any(self._is_on(run, paragraph, "u") for run in runs),
            align=elements.alignment(chain),
            first_line=elements.points(indent, "firstLine"),
            left=elements.points(indent, "left"),
            right=elements.points(indent, "right"),
            before=elements.points(spacing, "before"),
            after=elements.points(spacing, "after"),
            spacing=elements.line_spacing(spacing),
            keep=elements.is_set(elements.first(chain, "keepNext")),
            ruled=borders is not None and len(borders) > 0,
            drawn=any(True for _ in paragraph.iter(qn("w:drawing"), qn("w:pict"))),
            section=section,
            cell=cell,
        )

    def _style_chain(self, key: str | None) -> Iterator[BaseOxmlElement]:
        passed = set()
        while key in self._styles and key not in passed:
            passed.add(key)
            yield self._styles[key]
            key = elements.value(self._styles[key].find(qn("w:basedOn")))

    def _paragraph_chain(self, paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
        own = paragraph.find(qn("w:pPr"))
        key = elements.value(own.find(qn("w:pStyle"))) if own is not None else None
        styles = [
            style.find(qn("w:pPr")) for style in self._style_chain(key or self._default_style)
        ]
        default = self._defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
        return [part for part in (own, *styles, default) if part is not None]

    def _run_chain(self, run: BaseOxmlElement, paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
        own = run.find(qn("w:rPr"))
        run_style = elements.value(own.find(qn("w:rStyle"))) if own is not None else None
        shape = paragraph.find(qn("w:pPr"))
        key = elements.value(shape.find(qn("w:pStyle"))) if shape is not None else None
        styles = [*self._style_chain(run_style), *self._style_chain(key or self._default_style)]
        parts = [own, *(style.find(qn("w:rPr")) for style in styles)]
        parts.append(self._defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))
        return [part for part in parts if part is not None]

    def _of(
        self, run: BaseOxmlElement, paragraph: BaseOxmlElement, name: str, attribute: str = "val"
    ) -> str | None:
        found = elements.first(self._run_chain(run, paragraph), name)
        value: str | None = None if found is None else found.get(qn(f"w:{attribute}"))
        return value

    def _is_on(self, run: BaseOxmlElement, paragraph: BaseOxmlElement, name: str) -> bool:
        found = elements.first(self._run_chain(run, paragraph), name)
        return elements.is_set(found)


def _seen_table(table: BaseOxmlElement, section: int) -> SeenTable:
    rows = list(table.iterchildren(qn("w:tr")))
    grid = table.find(qn("w:tblGrid"))
    columns = () if grid is None else tuple(float(one.get(qn("w:w"), 0)) / 20 for one in grid)
    borders = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    style = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
    return SeenTable(
        section=section,
        ruled=borders is not None or style is not None,
        repeats_head=bool(rows) and elements.is_set(next(rows[0].iter(qn("w:tblHeader")), None)),
        whole_rows=all(_stays_whole(row, columns) for row in rows),
        column_widths=columns,
    )


def _stays_whole(row: BaseOxmlElement, columns: tuple[float, ...]) -> bool:
    if elements.is_set(next(row.iter(qn("w:cantSplit")), None)):
        return True
    cells = list(row.iterchildren(qn("w:tc")))
    texts = ["".join(map(elements.run_text, cell.iter(qn("w:r")))) for cell in cells]
    widths = columns if len(columns) == len(cells) else (sum(columns) / len(cells),) * len(cells)
    return is_tall(texts, widths)
