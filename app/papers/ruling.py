"""The lines under the issuer and under the abstract follow the words that were filled in.

NĐ 30/2020/NĐ-CP, Phụ lục I, Mục II.2 and II.5: from 1/3 to 1/2 of the length of the text, in the
middle. Our papers draw such a line as the border of an empty paragraph; its sides are set anew.
A line that an office drew with Word's tools, or in another way, is left as it is.
"""

from lxml import etree

from app.documents.widths import bold_width

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHARE = 0.42
_WHOLE = "Độc lập - Tự do - Hạnh phúc"
_TWIPS = 20.0
_BODY_SIZE = 14.0


def fit_rules(root: etree._Element) -> None:
    """Set each line below centred words to its share of their width."""
    for rule in root.iter(f"{_W}p"):
        above = rule.getprevious()
        if above is not None and above.tag == f"{_W}p" and _is_rule(rule):
            text = _text(above).strip()
            room = _room(rule)
            if text and text != _WHOLE and room > 0 and _is_centred(above):
                _fit(rule, min(bold_width(text, _size(above)), room) * _SHARE, room)


def _is_rule(paragraph: etree._Element) -> bool:
    border = paragraph.find(f"{_W}pPr/{_W}pBdr/{_W}top")
    indent = paragraph.find(f"{_W}pPr/{_W}ind")
    return border is not None and indent is not None and not _text(paragraph)


def _is_centred(paragraph: etree._Element) -> bool:
    side = paragraph.find(f"{_W}pPr/{_W}jc")
    return side is not None and side.get(f"{_W}val") == "center"


def _text(paragraph: etree._Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))


def _size(paragraph: etree._Element) -> float:
    sizes = [_number(one.get(f"{_W}val")) / 2 for one in paragraph.iter(f"{_W}sz")]
    return max(sizes, default=_BODY_SIZE) or _BODY_SIZE


def _room(paragraph: etree._Element) -> float:
    """The width in points of its cell, or of the page between the margins; 0 where unknown."""
    cell = next(paragraph.iterancestors(f"{_W}tc"), None)
    if cell is not None:
        width = cell.find(f"{_W}tcPr/{_W}tcW")
        if width is None or width.get(f"{_W}type") != "dxa":
            return 0
        return _number(width.get(f"{_W}w")) / _TWIPS
    section = next((one for one in paragraph.itersiblings() if one.tag == f"{_W}sectPr"), None)
    page = None if section is None else section.find(f"{_W}pgSz")
    margins = None if section is None else section.find(f"{_W}pgMar")
    if page is None or margins is None:
        return 0
    sides = sum(_number(margins.get(f"{_W}{side}")) for side in ("left", "right"))
    return (_number(page.get(f"{_W}w")) - sides) / _TWIPS


def _fit(rule: etree._Element, width: float, room: float) -> None:
    indent = rule.find(f"{_W}pPr/{_W}ind")
    side = str(round((room - width) / 2 * _TWIPS))
    for name in ("left", "right"):
        indent.set(f"{_W}{name}", side)


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0
