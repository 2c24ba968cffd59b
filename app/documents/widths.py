"""How wide text is in Times New Roman Bold, without opening a font.

Word processors need the length of a drawn line and the width of a column in advance. The figures
are the advance widths of the bold face in thousandths of the type size; regular text is narrower.
"""

import unicodedata

_GROUPS = {
    220: "|",
    250: " ,.\u00a0",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    554: "ơ",
    556: '"Sbdhknpquđ',
    570: "+<=>",
    581: "^",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W…",
}
_WIDTHS = {character: width for width, group in _GROUPS.items() for character in group}
_OTHER = 1000


def bold_width(text: str, size: float) -> float:
    """The width in points of one line of text set bold in `size` points."""
    return sum(_character_width(character) for character in text) * size / 1000


def _character_width(character: str) -> int:
    if character in _WIDTHS:
        return _WIDTHS[character]
    base = unicodedata.normalize("NFD", character)
    if len(base) > 1 and base[1] == "\u031b":  # the horn of ơ and ư widens the letter
        return _WIDTHS[unicodedata.normalize("NFC", base[:2])]
    return _WIDTHS.get(base[0], _OTHER)


def fitted(widths: tuple[float, ...], needed: tuple[float, ...]) -> tuple[float, ...]:
    """Column shares that add up to 1, none below what its longest word needs while there is room.

    A number such as "500.000.000" cannot be broken; in too narrow a column it would run over the
    next one. Columns with room to spare give it up in proportion to what they have.
    """
    total = sum(widths)
    shares = [width / total for width in widths]
    missing = [max(0.0, need - share) for need, share in zip(needed, shares, strict=True)]
    spare = [max(0.0, share - need) for need, share in zip(needed, shares, strict=True)]
    wanted, available = sum(missing), sum(spare)
    if not wanted or not available:
        return tuple(shares)
    part = min(1.0, available / wanted)
    return tuple(
        share + lack * part - more * (wanted * part / available)
        for share, lack, more in zip(shares, missing, spare, strict=True)
    )
