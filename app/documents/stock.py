"""Words on pre-printed stock: text only, each at its place; frame and seal stay the paper's.

Places are data of the office, in millimetres from the top left corner; a printer that pulls paper
askew is answered by a shift of the whole sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from app.documents import phrases
from app.documents.pdf_writer import compile_pages
from app.documents.places import Place, Stock
from app.documents.sheet import fitting

_MM = 72 / 25.4
_SMALLEST = 6


def stock_to_pdf(
    stock: Stock, sheets: Sequence[Mapping[str, str]], title: str, *, grid: bool = False
) -> bytes:
    """One page for each sheet of values; blanks without a place, or empty, are not printed.

    `grid`: with lines every centimetre and the room of each blank, to be held against the paper.
    """
    if not sheets:
        msg = "no sheet to print"
        raise ValueError(msg)
    pages = [
        [_words(stock, place, values[name]) for name, place in stock.places.items()
         if values.get(name, "").strip()]
        for values in sheets
    ]  # fmt: skip
    return compile_pages("stock.typ", {
        "title": title, "width": stock.width, "height": stock.height, "grid": grid,
        "sheets": pages,
    })  # fmt: skip


def _words(stock: Stock, place: Place, value: str) -> dict[str, object]:
    text = "\n".join(map(phrases.printable, value.split("\n")))
    text = text.upper() if place.capitals else text
    size = fitting(text, place.size, _SMALLEST, place.lines, place.width * _MM)
    moved = replace(place, x=place.x + stock.shift_x, y=place.y + stock.shift_y, size=size)
    return {**asdict(moved), "text": text}
