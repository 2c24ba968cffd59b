"""What the elements of a Word file say, one by one: for `docx_reading`."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

PER_MM = 56.7
"""Twentieths of a point in a millimetre."""
_OFF = frozenset({"0", "false", "none", "off"})
_ALIGN = {"start": "left", "end": "right", "justify": "both", "distribute": "both"}
_ASIDE = frozenset({qn("w:txbxContent"), qn("w:del"), qn("w:moveFrom")})


def unwrapped(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The children, those inside content controls (a Word template's boxes) too."""
    for child in parent:
        if child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            yield from unwrapped(content) if content is not None else ()
        else:
            yield child


def is_aside(run: BaseOxmlElement, paragraph: BaseOxmlElement) -> bool:
    """Whether a run is not in the line itself: in a text box, or struck out by a reviser."""
    for outer in run.iterancestors():
        if outer is paragraph:
            return False
        if outer.tag in _ASIDE:
            return True
    return False


def prints_page_number(line: BaseOxmlElement) -> bool:
    codes = "".join(code.text or "" for code in line.iter(qn("w:instrText")))
    simple = " ".join(field.get(qn("w:instr")) or "" for field in line.iter(qn("w:fldSimple")))
    return "PAGE" in f"{codes} {simple}".split()


def is_default(style: BaseOxmlElement) -> bool:
    return bool(style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1")


def first(chain: list[BaseOxmlElement], name: str) -> BaseOxmlElement | None:
    return next((part for each in chain if (part := each.find(qn(f"w:{name}"))) is not None), None)


def merged(chain: list[BaseOxmlElement], name: str) -> dict[str, str]:
    """Attributes of one element through a chain: the nearest value of each wins."""
    found: dict[str, str] = {}
    for each in reversed(chain):
        part = each.find(qn(f"w:{name}"))
        if part is not None:
            found.update(part.attrib)
    return found


def value(part: BaseOxmlElement | None) -> str | None:
    return None if part is None else part.get(qn("w:val"))


def is_set(part: BaseOxmlElement | None) -> bool:
    """Whether a yes-or-no element is there and does not say no."""
    return part is not None and (part.get(qn("w:val")) or "1") not in _OFF


def points(attributes: dict[str, str], name: str) -> float:
    return float(attributes.get(qn(f"w:{name}"), 0)) / 20


def line_spacing(spacing: dict[str, str]) -> float:
    """The line spacing as a multiple of single; 1 for an exact one, which is judged by eye."""
    if spacing.get(qn("w:lineRule"), "auto") != "auto":
        return 1.0
    return float(spacing.get(qn("w:line"), 240)) / 240


def is_shown(run: BaseOxmlElement) -> bool:
    """Whether anything of the run is printed: its text, or a field such as the page number."""
    return bool(run_text(run).strip()) or run.find(qn("w:instrText")) is not None


def run_text(run: BaseOxmlElement) -> str:
    signs: dict[str, Callable[[BaseOxmlElement], str]] = {
        qn("w:t"): lambda part: part.text or "",
        qn("w:tab"): lambda _: "\t",
        qn("w:br"): lambda _: "\n",
        qn("w:noBreakHyphen"): lambda _: "-",
    }
    return "".join(signs[part.tag](part) for part in run if part.tag in signs)


def margin(page: BaseOxmlElement, side: str) -> float:
    margins = page.find(qn("w:pgMar"))
    return 0.0 if margins is None else float(margins.get(qn(f"w:{side}"), 0)) / PER_MM


def start_of(page: BaseOxmlElement) -> str:
    numbers = page.find(qn("w:pgNumType"))
    return "" if numbers is None else numbers.get(qn("w:start")) or ""


def alignment(chain: list[BaseOxmlElement]) -> str:
    """left, center, right or both (justified), whatever the file calls them."""
    found = value(first(chain, "jc")) or "left"
    return _ALIGN.get(found, found)
