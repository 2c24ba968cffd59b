"""The few WordprocessingML elements that administrative documents are made of.

Built directly: python-docx's tables look every cell up anew, which takes half a minute for a list
of 200 people. Lengths are in points; WordprocessingML counts twentieths of a point.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from app.documents.model import Align, Run
from app.documents.phrases import DOCUMENT_NUMBER

JUSTIFICATION = {
    Align.LEFT: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.JUSTIFY: "both",
}
# Stands for a hyphen that does not break; printable text has no control characters.
_KEPT = "\0"
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Form:
    """How a paragraph is set."""

    size: float = 14
    align: Align = Align.LEFT
    first_line: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    level: int = 0
    colour: str = ""
    new_page: bool = False


def twips(points: float) -> str:
    return str(round(points * 20))


def element(
    tag: str,
    attributes: Mapping[str, str] | None = None,
    children: Iterable[BaseOxmlElement] = (),
) -> BaseOxmlElement:
    """An element with attributes of the w: name space; `tag` without the prefix."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def run(part: Run, size: float, colour: str = "") -> BaseOxmlElement:
    """A run; newlines in its text become line breaks."""
    style = [element(name) for name, wanted in (("b", part.bold), ("i", part.italic)) if wanted]
    if colour:
        style.append(element("color", {"val": colour}))
    style.append(element("sz", {"val": str(round(size * 2))}))
    style.append(element("szCs", {"val": str(round(size * 2))}))
    if part.marked:
        style.append(element("highlight", {"val": "yellow"}))
    made = element("r", children=[element("rPr", children=style)])
    for place, line in enumerate(part.text.split("\n")):
        if place:
            made.append(element("br"))
        made.extend(_words(line))
    return made


def _words(line: str) -> Iterator[BaseOxmlElement]:
    """The text of one line; a document's number is not torn at its hyphens."""
    marked = DOCUMENT_NUMBER.sub(lambda number: number.group().replace("-", _KEPT), line)
    for place, part in enumerate(marked.split(_KEPT)):
        if place:
            yield element("noBreakHyphen")
        words = element("t")
        words.text = part
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        yield words


def paragraph(
    runs: Iterable[Run],
    form: Form,
    *,
    rule: bool = False,
    thin: bool = False,
    section: BaseOxmlElement | None = None,
) -> BaseOxmlElement:
    """A paragraph. A `rule` is an empty one whose upper border is the line drawn on paper.

    A `thin` one takes no room of its own.
    """
    shape: list[BaseOxmlElement] = []
    if form.keep:
        shape.append(element("keepNext"))
    if form.new_page:
        shape.append(element("pageBreakBefore"))
    if rule:
        line = {"val": "single", "sz": "6", "space": "1", "color": form.colour or "auto"}
        shape.append(element("pBdr", children=[element("top", line)]))
    spacing = {"before": twips(form.before), "after": twips(form.after)}
    exact = {"line": "60", "lineRule": "exact"} if rule or thin or section is not None else {}
    shape.append(element("spacing", {**spacing, **(exact or {"line": "240", "lineRule": "auto"})}))
    indent = {"left": twips(form.left), "right": twips(form.right)}
    shape.append(element("ind", {**indent, "firstLine": twips(form.first_line)}))
    shape.append(element("jc", {"val": JUSTIFICATION[form.align]}))
    if form.level:
        shape.append(element("outlineLvl", {"val": str(form.level - 1)}))
    # The paragraph mark has a size too: without it an empty paragraph is as high as a line of text.
    half_points = {"val": str(round(form.size * 2))}
    shape.append(element("rPr", children=[element("sz", half_points)]))
    if section is not None:
        shape.append(section)
    words = [run(part, form.size, form.colour) for part in runs if part.text]
    return element("p", children=[element("pPr", children=shape), *words])


def cell(
    paragraphs: Iterable[BaseOxmlElement],
    width: float,
    *,
    span: int = 1,
    middle: bool = False,
    low: bool = False,
) -> BaseOxmlElement:
    """A table cell; `span` columns wide, its text in the middle or at the foot if wanted."""
    shape = [element("tcW", {"w": twips(width), "type": "dxa"})]
    if span > 1:
        shape.append(element("gridSpan", {"val": str(span)}))
    if middle or low:
        shape.append(element("vAlign", {"val": "center" if middle else "bottom"}))
    return element("tc", children=[element("tcPr", children=shape), *paragraphs])


def row(
    cells: Iterable[BaseOxmlElement],
    *,
    splits: bool = False,
    head: bool = False,
    height: float = 0,
) -> BaseOxmlElement:
    """A table row, whole on one page unless it `splits`; a `head` is repeated on every page.

    It is at least `height` points high.
    """
    shape = [] if splits else [element("cantSplit")]
    if height:
        shape.append(element("trHeight", {"val": twips(height), "hRule": "atLeast"}))
    if head:
        shape.append(element("tblHeader"))
    return element("tr", children=[element("trPr", children=shape), *cells])


def table(
    widths: Iterable[float], rows: Iterable[BaseOxmlElement], *, ruled: bool, padding: float
) -> BaseOxmlElement:
    """A table of fixed column widths, so that every program sets it alike."""
    columns = list(widths)
    shape = [element("tblW", {"w": twips(sum(columns)), "type": "dxa"})]
    if ruled:
        line = {"val": "single", "sz": "4", "space": "0", "color": "auto"}
        shape.append(element("tblBorders", children=[element(side, line) for side in _BORDERS]))
    shape.append(element("tblLayout", {"type": "fixed"}))
    sides = {"top": padding / 2, "left": padding, "bottom": padding / 2, "right": padding}
    margins = [element(side, {"w": twips(width), "type": "dxa"}) for side, width in sides.items()]
    shape.append(element("tblCellMar", children=margins))
    grid = [element("gridCol", {"w": twips(width)}) for width in columns]
    return element(
        "tbl", children=[element("tblPr", children=shape), element("tblGrid", children=grid), *rows]
    )


def page_field(size: float) -> list[BaseOxmlElement]:
    """The runs that print the number of the page."""
    instruction = element("instrText")
    instruction.text = "PAGE"
    parts = (
        element("fldChar", {"fldCharType": "begin"}),
        instruction,
        element("fldChar", {"fldCharType": "end"}),
    )
    runs = []
    for part in parts:
        made = run(Run(""), size)
        made.remove(made[-1])
        made.append(part)
        runs.append(made)
    return runs
