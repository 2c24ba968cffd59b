"""Cuts figures of one width from Be Vietnam Pro, which has no tabular figures of its own.

Its 1 is 385 units wide and its 4 is 710, so a column of amounts would not line up. Here each
digit is centred on the same advance width; a digit too wide for it is narrowed, by 10 % at most.
The font's licence (OFL 1.1) allows such a cut; its licence file goes beside the result.
"""

from typing import Any

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

DIGITS = "0123456789"
FAMILY = "Be Vietnam Tabular"
ADVANCE = (
    640  # of 1000 units to the em; close to the mean width, so that most digits keep their shape
)
SIDE = 35  # least room left and right of the ink, so that neighbours never touch
NARROWEST = 0.9

_FAMILY_RECORDS = frozenset({1, 4, 16})  # family, full name, typographic family


def cut_tabular_digits(font: TTFont) -> None:
    """Leave only the ten digits in `font`, all on ADVANCE; raises ValueError if one cannot fit."""
    _keep_digits_only(font)
    names, outlines = font.getBestCmap(), font.getGlyphSet()
    drawn = {
        names[ord(digit)]: _on_one_width(font, outlines, names[ord(digit)]) for digit in DIGITS
    }
    for name, glyph in drawn.items():
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, glyph.xMin)
    for record in font["name"].names:
        if record.nameID in _FAMILY_RECORDS:
            record.string = FAMILY


def _keep_digits_only(font: TTFont) -> None:
    options = subset.Options()
    options.layout_features = []  # kerning would undo the equal widths
    options.hinting = False  # hints belong to the outlines that are about to change
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=DIGITS)
    subsetter.subset(font)


def _on_one_width(font: TTFont, outlines: Any, name: str) -> Any:
    glyph = font["glyf"][name]
    ink = glyph.xMax - glyph.xMin
    scale = min(1.0, (ADVANCE - 2 * SIDE) / ink)
    if scale < NARROWEST:
        raise ValueError(f"{name} is {ink} units wide and would be squeezed to {scale:.0%}.")
    shift = (ADVANCE - ink * scale) / 2 - glyph.xMin * scale
    pen = TTGlyphPen(outlines)
    outlines[name].draw(TransformPen(pen, (scale, 0, 0, 1, shift, 0)))
    return pen.glyph()
