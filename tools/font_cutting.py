"""Cuts the fonts that the project serves from the whole fonts that the packages ship."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from tools.tabular_digits import cut_tabular_digits

LETTERS = (
    range(0x0020, 0x007F),  # ASCII
    range(0x00A0, 0x0180),  # Western and Central European names, ă â đ ê ô, × ÷ § °
    (0x01A0, 0x01A1, 0x01AF, 0x01B0),  # ơ ư
    (0x0300, 0x0301, 0x0302, 0x0303, 0x0306, 0x0309, 0x031B, 0x0323),  # marks of decomposed text
    range(0x1EA0, 0x1EFA),  # ạ … ỹ
)
SIGNS = (
    range(0x2010, 0x2016),  # hyphens and dashes
    range(0x2018, 0x201F),  # quotation marks
    (0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A),
    (0x20AB, 0x20AC),  # ₫ €
    (0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),  # ™ − ≈ ≠ ≤ ≥
)
# Marks sit on their letters (ccmp, mark, mkmk) and pairs are kerned; no alternates.
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]


def page_font(source: Path, target: Path) -> None:
    """A web font with Latin, Vietnamese and the signs that texts use."""
    font = _opened(source)
    _keep(font, hinting=False)
    _save_woff2(font, target)


def tabular_font(source: Path, target: Path) -> None:
    """A web font of the ten digits, all of one width."""
    font = _opened(source)
    cut_tabular_digits(font)
    _save_woff2(font, target)


def document_font(source: Path, target: Path, weight: int) -> None:
    """One fixed style of a variable font: typesetters want files, not axes."""
    font = _opened(source)
    _keep(font, hinting=True)
    place = {"wght": weight, "wdth": 100}
    instancer.instantiateVariableFont(font, place, inplace=True, updateFontNames=True)
    font.save(target)


def _opened(source: Path) -> TTFont:
    # The time of cutting stays out of the file: same source, same bytes.
    return TTFont(source, recalcTimestamp=False)


def _keep(font: TTFont, *, hinting: bool) -> None:
    options = subset.Options()
    options.layout_features, options.hinting = FEATURES, hinting
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for part in (*LETTERS, *SIGNS) for code in part])
    subsetter.subset(font)


def _save_woff2(font: TTFont, target: Path) -> None:
    font.flavor = "woff2"
    font.save(target)
