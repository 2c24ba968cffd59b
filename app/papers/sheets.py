"""Many sheets of one template in one file, each on a page of its own: Giấy khen of a list.

Every sheet is the body of the template filled anew, in a section of its own; styles, pictures,
heads and feet are those of the template, once. The same values give the same bytes.
"""

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from app.documents.bundle import repacked
from app.papers.filling import (
    BODY,
    TemplateRefusedError,
    blanks,
    fill_part,
    parsed,
    unpacked,
    written,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARKS = ("bookmarkStart", "bookmarkEnd")


def filled_sheets(template: bytes, sheets: Sequence[Mapping[str, str]]) -> bytes:
    """One page, or as many as the template has, for each of `sheets`; at least one.

    TemplateRefusedError: a blank that is not given, or one that stands in head or foot.
    """
    if not sheets:
        msg = "no sheet to print"
        raise ValueError(msg)
    if any(one.part != BODY for one in blanks(template)):
        raise TemplateRefusedError("Chỗ trống phải đứng trong thân trang.")
    parts = unpacked(template)
    root = parsed(parts[BODY])
    body = root.find(f"{_W}body")
    pattern = copy.deepcopy(root)
    for one in list(body):
        if one.tag != f"{_W}sectPr":
            body.remove(one)
    section = body.find(f"{_W}sectPr")
    for place, values in enumerate(sheets):
        made = _sheet(pattern, values, first=place == 0)
        if place < len(sheets) - 1:
            _end_section(made, section)
        for one in made:
            if section is None:
                body.append(one)
            else:
                section.addprevious(one)
    for number, picture in enumerate(root.iter(_PICTURE), start=1):
        picture.set("id", str(number))
    parts[BODY] = written(root)
    return repacked(list(parts.items()))


def _sheet(
    pattern: etree._Element, values: Mapping[str, str], *, first: bool
) -> list[etree._Element]:
    """The body filled; names of places in it may stand in a file but once."""
    root = copy.deepcopy(pattern)
    fill_part(root, values, {}, BODY)
    if not first:
        for mark in [one for name in _MARKS for one in root.iter(f"{_W}{name}")]:
            mark.getparent().remove(mark)
    return [one for one in root.find(f"{_W}body") if one.tag != f"{_W}sectPr"]


def _end_section(made: list[etree._Element], section: etree._Element | None) -> None:
    """The next sheet begins on a page of its own, without an empty line that might need one."""
    own = etree.Element(f"{_W}sectPr") if section is None else copy.deepcopy(section)
    for kind in own.findall(f"{_W}type"):
        own.remove(kind)
    if not made or made[-1].tag != f"{_W}p" or made[-1].find(f"{_W}pPr/{_W}sectPr") is not None:
        made.append(etree.Element(f"{_W}p"))
    last = made[-1]
    form = last.find(f"{_W}pPr")
    if form is None:
        form = etree.Element(f"{_W}pPr")
        last.insert(0, form)
    # In the order of the schema: only a trace of changes may follow it.
    change = form.find(f"{_W}pPrChange")
    if change is None:
        form.append(own)
    else:
        change.addprevious(own)
