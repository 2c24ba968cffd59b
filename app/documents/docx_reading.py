"""A Word file read for the eye: each paragraph with the size, style and place it is shown in.

Styles are followed, since an office that edits a draft in Word may format by style.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from app.documents.grid import is_tall

_OFF = frozenset({"0", "false", "none", "off"})
_PER_MM = 56.7


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
        if one.cell is not None:
            return self.tables[one.cell[0]].column_widths[one.cell[2]]
        page = self.sections[one.section]
        text_width = page.width - page.margins["left"] - page.margins["right"]
        return text_width * _PER_MM / 20


def read(content: bytes) -> Paper | None:
    """The file as paper, or None where it is no Word file."""
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    return _Reader(document).paper()


class _Reader:
    """Walks one document, and knows its styles."""

    def __init__(self, document: Document) -> None:
        self._document = document
        styles = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._defaults = styles.find(qn("w:docDefaults"))
        self._default_style = next(
            (key for key, style in self._styles.items() if _is_default(style)), None
        )

    def paper(self) -> Paper:
        paragraphs: list[Seen] = []
        tables: list[SeenTable] = []
        section = 0
        for child in self._document.element.body:
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
                for paragraph in cell.iterchildren(qn("w:p")):
                    yield self.seen(paragraph, section, (number, row_number, column))
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                column += int(span.get(qn("w:val"))) if span is not None else 1

    def _sections(self) -> Iterator[SeenSection]:
        for section in self._document.sections:
            header = section.header._element
            line = header.find(qn("w:p"))
            codes = "".join(code.text or "" for code in header.iter(qn("w:instrText")))
            page = section._sectPr
            yield SeenSection(
                width=section.page_width.mm if section.page_width else 0,
                height=section.page_height.mm if section.page_height else 0,
                margins={side: _margin(page, side) for side in ("top", "bottom", "left", "right")},
                first_differs=section.different_first_page_header_footer,
                starts_at=_start_of(page),
                header=None if line is None else self.seen(line, 0, None),
                has_page_number="PAGE" in codes.split(),
            )

    def seen(
        self, paragraph: BaseOxmlElement, section: int, cell: tuple[int, int, int] | None
    ) -> Seen:
        chain = self._paragraph_chain(paragraph)
        runs = [run for run in paragraph.iter(qn("w:r")) if _is_shown(run)]
        indent, spacing = _merged(chain, "ind"), _merged(chain, "spacing")
        borders = _first(chain, "pBdr")
        return Seen(
            text="".join(_run_text(run) for run in paragraph.iter(qn("w:r"))),
            sizes=frozenset(float(self._of(run, paragraph, "sz") or 20) / 2 for run in runs),
            fonts=frozenset(self._of(run, paragraph, "rFonts", "ascii") or "" for run in runs),
            colours=frozenset(self._of(run, paragraph, "color") or "auto" for run in runs),
            bold=bool(runs) and all(self._is_on(run, paragraph, "b") for run in runs),
            italic=bool(runs) and all(self._is_on(run, paragraph, "i") for run in runs),
            underlined=any(self._is_on(run, paragraph, "u") for run in runs),
            align=_value(_first(chain, "jc")) or "left",
            first_line=_points(indent, "firstLine"),
            left=_points(indent, "left"),
            right=_points(indent, "right"),
            before=_points(spacing, "before"),
            after=_points(spacing, "after"),
            spacing=_line_spacing(spacing),
            keep=_is_set(_first(chain, "keepNext")),
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
            key = _value(self._styles[key].find(qn("w:basedOn")))

    def _paragraph_chain(self, paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
        own = paragraph.find(qn("w:pPr"))
        key = _value(own.find(qn("w:pStyle"))) if own is not None else None
        styles = [
            style.find(qn("w:pPr")) for style in self._style_chain(key or self._default_style)
        ]
        default = self._defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
        return [part for part in (own, *styles, default) if part is not None]

    def _run_chain(self, run: BaseOxmlElement, paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
        own = run.find(qn("w:rPr"))
        run_style = _value(own.find(qn("w:rStyle"))) if own is not None else None
        shape = paragraph.find(qn("w:pPr"))
        key = _value(shape.find(qn("w:pStyle"))) if shape is not None else None
        styles = [*self._style_chain(run_style), *self._style_chain(key or self._default_style)]
        parts = [own, *(style.find(qn("w:rPr")) for style in styles)]
        parts.append(self._defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))
        return [part for part in parts if part is not None]

    def _of(
        self, run: BaseOxmlElement, paragraph: BaseOxmlElement, name: str, attribute: str = "val"
    ) -> str | None:
        found = _first(self._run_chain(run, paragraph), name)
        value: str | None = None if found is None else found.get(qn(f"w:{attribute}"))
        return value

    def _is_on(self, run: BaseOxmlElement, paragraph: BaseOxmlElement, name: str) -> bool:
        found = _first(self._run_chain(run, paragraph), name)
        return _is_set(found)


def _is_default(style: BaseOxmlElement) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1")


def _first(chain: list[BaseOxmlElement], name: str) -> BaseOxmlElement | None:
    return next((part for each in chain if (part := each.find(qn(f"w:{name}"))) is not None), None)


def _merged(chain: list[BaseOxmlElement], name: str) -> dict[str, str]:
    """Attributes of one element through a chain: the nearest value of each wins."""
    found: dict[str, str] = {}
    for each in reversed(chain):
        part = each.find(qn(f"w:{name}"))
        if part is not None:
            found.update(part.attrib)
    return found


def _value(part: BaseOxmlElement | None) -> str | None:
    return None if part is None else part.get(qn("w:val"))


def _is_set(part: BaseOxmlElement | None) -> bool:
    """Whether a yes-or-no element is there and does not say no."""
    return part is not None and (part.get(qn("w:val")) or "1") not in _OFF


def _points(attributes: dict[str, str], name: str) -> float:
    return float(attributes.get(qn(f"w:{name}"), 0)) / 20


def _line_spacing(spacing: dict[str, str]) -> float:
    """The line spacing as a multiple of single; 1 for an exact one, which is judged by eye."""
    if spacing.get(qn("w:lineRule"), "auto") != "auto":
        return 1.0
    return float(spacing.get(qn("w:line"), 240)) / 240


def _is_shown(run: BaseOxmlElement) -> bool:
    """Whether anything of the run is printed: its text, or a field such as the page number."""
    return bool(_run_text(run).strip()) or run.find(qn("w:instrText")) is not None


def _run_text(run: BaseOxmlElement) -> str:
    signs: dict[str, Callable[[BaseOxmlElement], str]] = {
        qn("w:t"): lambda part: part.text or "",
        qn("w:tab"): lambda _: "\t",
        qn("w:br"): lambda _: "\n",
        qn("w:noBreakHyphen"): lambda _: "-",
    }
    return "".join(signs[part.tag](part) for part in run if part.tag in signs)


def _margin(page: BaseOxmlElement, side: str) -> float:
    margins = page.find(qn("w:pgMar"))
    return 0.0 if margins is None else float(margins.get(qn(f"w:{side}"), 0)) / _PER_MM


def _start_of(page: BaseOxmlElement) -> str:
    numbers = page.find(qn("w:pgNumType"))
    return "" if numbers is None else numbers.get(qn("w:start")) or ""


def _seen_table(table: BaseOxmlElement, section: int) -> SeenTable:
    rows = list(table.iterchildren(qn("w:tr")))
    grid = table.find(qn("w:tblGrid"))
    columns = () if grid is None else tuple(float(one.get(qn("w:w"), 0)) / 20 for one in grid)
    borders = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    style = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
    return SeenTable(
        section=section,
        ruled=borders is not None or style is not None,
        repeats_head=bool(rows) and _is_set(next(rows[0].iter(qn("w:tblHeader")), None)),
        whole_rows=all(_stays_whole(row, columns) for row in rows),
        column_widths=columns,
    )


def _stays_whole(row: BaseOxmlElement, columns: tuple[float, ...]) -> bool:
    if _is_set(next(row.iter(qn("w:cantSplit")), None)):
        return True
    cells = list(row.iterchildren(qn("w:tc")))
    texts = ["".join(map(_run_text, cell.iter(qn("w:r")))) for cell in cells]
    widths = columns if len(columns) == len(cells) else (sum(columns) / len(cells),) * len(cells)
    return is_tall(texts, widths)
