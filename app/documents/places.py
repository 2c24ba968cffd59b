"""Where words stand on pre-printed stock, in millimetres from its top left corner: data."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.documents.model import Align


@dataclass(frozen=True, slots=True)
class Place:
    """Where one blank is printed; `size` shrinks where `lines` would not hold the words."""

    x: float
    y: float
    width: float
    size: float = 14
    lines: int = 1
    align: Align = Align.LEFT
    bold: bool = False
    italic: bool = False
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """The paper, the shift of everything on it, and the place of each blank by its name."""

    places: Mapping[str, Place]
    width: float = 297
    height: float = 210
    shift_x: float = 0
    shift_y: float = 0
