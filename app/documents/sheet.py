"""One turned A4 sheet that honours somebody: words with their look, the same for every format.

Giấy chứng nhận sáng kiến and Giấy khen become a `Sheet`; `docx_sheet` and `pages/sheet.typ` draw
it. Type sizes are settled here, so that a long name or a long deed still fits on its one page.
"""

import math
from dataclasses import dataclass, replace

from app.documents.widths import bold_width

# Points between the inner frame's margins of a turned A4 sheet.
ROOM = 249 / 25.4 * 72
HALF = ROOM / 2
CRIMSON = "9B1B1E"
SIGNING_ROOM = 22 / 25.4 * 72
# Between the frame's upper and lower margin, less what Word's rows and lines take for themselves.
_HEIGHT = 163 / 25.4 * 72
_LINE = 1.2
_SMALLEST = 6


@dataclass(frozen=True, slots=True)
class Words:
    """Centred text in one look. `rule`: a line below it of that share of its width."""

    text: str
    size: float = 15
    bold: bool = False
    italic: bool = False
    red: bool = False
    before: float = 0
    rule: float = 0
    lead: str = ""

    @property
    def is_shown(self) -> bool:
        """Empty words take no room on paper."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet. One head is centred; two stand beside each other.

    `left` is small print at the bottom left, above it the picture `qr`, if any; `right` ends with
    the signature: `authority`, room to sign, `name`.
    """

    title: str
    heads: tuple[tuple[Words, ...], ...]
    middle: tuple[Words, ...]
    left: tuple[Words, ...]
    right: tuple[Words, ...]
    name: Words
    qr: bytes = b""


def fitting(text: str, largest: float, smallest: float, lines: int, room: float = ROOM) -> float:
    """The largest size, in whole points, in which the text stays within so many lines."""
    size = largest
    while size > smallest and _lines(text, size, room) > lines:
        size -= 1
    return size


def fitted(sheet: Sheet) -> Sheet:
    """The sheet with its middle set smaller, evenly, until everything stands on one page."""
    outside = (
        max(_height(one) for one in sheet.heads)
        + SIGNING_ROOM
        + _height((*sheet.right, sheet.name), HALF)
    )
    for percent in range(100, 20, -4):
        middle = tuple(_smaller(one, percent / 100) for one in sheet.middle)
        if outside + _height(middle) <= _HEIGHT:
            break
    return replace(sheet, middle=middle)


def balanced_room(one: Words, room: float) -> float:
    """The width in which the lines of a text are about equally long: no word stands alone."""
    longest = max(bold_width(part, one.size) for part in one.text.split("\n"))
    count = math.ceil(longest / (room * 0.96))
    return room if count < 2 else min(room, longest / count * 1.08 + one.size * 2)


def _smaller(one: Words, share: float) -> Words:
    return replace(one, size=max(one.size * share, _SMALLEST), before=one.before * share)


def _height(words: tuple[Words, ...], room: float = ROOM) -> float:
    return sum(
        one.before + _lines(one.text, one.size, room) * one.size * _LINE + (6 if one.rule else 0)
        for one in words
        if one.is_shown
    )


def _lines(text: str, size: float, room: float) -> int:
    """How many lines the text takes; words that do not fit a line's end cost a little."""
    return sum(
        max(1, math.ceil(bold_width(part, size) / (room * 0.96))) for part in text.split("\n")
    )
