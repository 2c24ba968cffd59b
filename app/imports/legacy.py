"""Text typed for the fonts of before Unicode: TCVN3 (".VnTime", "ABC") and VNI ("VNI-Times").

In such files a letter is a code of the 8-bit table that its font draws as another letter. The
reading is decided by the font's name and by which reading is made of Vietnamese syllables. A
conversion is always reported; what could be read in two ways is left to a person.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.imports.syllables import is_syllable


class Encoding(StrEnum):
    """How the letters of a text are coded."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


ENCODING_TITLES = {
    Encoding.UNICODE: "Unicode", Encoding.TCVN3: "TCVN3 (ABC)", Encoding.VNI: "VNI"
}  # fmt: skip

_TCVN3_CODES = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\u00adư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞị"
    "ßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
_TCVN3 = {ord(code): letter for code, letter in zip(_TCVN3_CODES[::2], _TCVN3_CODES[1::2],
                                                    strict=True)}  # fmt: skip
# Codes of the table that no letter of TCVN3 has: a text with one of them is something else.
_NOT_TCVN3 = frozenset("ÀÁÂÃÄÅÍÙÚÛàðÿ")

_VNI_ALONE = {"ñ": "đ", "Ñ": "Đ", "ô": "ơ", "Ô": "Ơ", "ö": "ư", "Ö": "Ư", "î": "ỵ", "Î": "Ỵ",
              "í": "í", "Í": "Í", "ì": "ì", "Ì": "Ì", "æ": "ỉ", "Æ": "Ỉ", "ó": "ĩ", "Ó": "Ĩ",
              "ò": "ị", "Ò": "Ị"}  # fmt: skip
_TONE_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HAT_MARKS = {"â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
              "ã": "\u0302\u0303", "ä": "\u0302\u0323"}  # fmt: skip
_BREVE_MARKS = {"ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
                "ü": "\u0306\u0303", "ë": "\u0306\u0323"}  # fmt: skip
_VNI_AFTER = {letter: _TONE_MARKS | _HAT_MARKS for letter in "aeo"}
_VNI_AFTER["a"] = _TONE_MARKS | _HAT_MARKS | _BREVE_MARKS
_VNI_AFTER |= {letter: _TONE_MARKS for letter in "uyôö"}
_VNI_MARKS = frozenset("".join((*_TONE_MARKS, *_HAT_MARKS, *_BREVE_MARKS)))

_TOKEN = re.compile(r"[^\s!-/:-@\[-`{-~–—…“”‘’„]+")
_VIETNAMESE = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af"
                         "\u01b0\u0300-\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9]")  # fmt: skip
_HIGH = re.compile("[\u0080-\u00ff]")
_QUOTED = re.compile("^«|»$")
_HARMLESS = re.compile(r"[0-9.,]*(?:°[CF]?|m?[²³]|[a-zA-Z]{0,3}[²³]|±[0-9]*|×[0-9]*|µ[mgls])?")
_CAPITAL_FONT = re.compile(r"\.vn.*h$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. `sure`: no other reading is sensible. `strange`: no reading is."""

    text: str
    encoding: Encoding = Encoding.UNICODE
    sure: bool = True
    strange: bool = False

    @property
    def converted(self) -> bool:
        """Whether the letters were changed."""
        return self.encoding is not Encoding.UNICODE


def font_encoding(font: str) -> Encoding:
    """What the name of a font says: ".VnArialH" is TCVN3, "VNI-Times" is VNI."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return Encoding.TCVN3
    return Encoding.VNI if name.startswith(("vni-", "vni ")) else Encoding.UNICODE


def read(text: str, font: str = "", around: Encoding = Encoding.UNICODE) -> Reading:
    """The text in Unicode (see the module). Linear in its length.

    `around` is what other cells of the column are written in: it breaks ties, never silently.
    """
    if not _HIGH.search(text):
        return Reading(_capitals(text, font) if font_encoding(font) is Encoding.TCVN3 else text)
    wrong = _wrong_words(text, text)
    if _VIETNAMESE.search(text):
        return Reading(text, sure=not wrong, strange=wrong > 0)
    hinted = font_encoding(font)
    if hinted is Encoding.UNICODE:
        hinted = around
    others = {
        encoding: converted
        for encoding, converted in (
            (Encoding.TCVN3, from_tcvn3(text)),
            (Encoding.VNI, from_vni(text)),
        )
        if converted is not None and converted != text and not _wrong_words(text, converted)
    }
    if hinted in others:
        found = _capitals(others[hinted], font)
        return Reading(found, hinted, sure=wrong > 0 and len(others) == 1)
    if not wrong:
        return Reading(text, sure=not others)
    if len(others) == 1 and hinted is Encoding.UNICODE:
        encoding, found = next(iter(others.items()))
        return Reading(found, encoding, sure=_changed_words(text) > 1)
    if others:
        encoding, found = min(others.items())
        return Reading(found, encoding, sure=False)
    return Reading(text, sure=False, strange=True)


def other_readings(text: str) -> bool:
    """Whether a text that is sound as it stands would also be sound in an old encoding."""
    if not _HIGH.search(text) or _VIETNAMESE.search(text):
        return False
    return any(
        found is not None and found != text and not _wrong_words(text, found)
        for found in (from_tcvn3(text), from_vni(text))
    )


def from_tcvn3(text: str) -> str | None:
    """The text of a ".Vn…" font; None when it holds a code that is no letter there."""
    if any(sign in _NOT_TCVN3 for sign in text):
        return None
    return _TOKEN.sub(lambda word: _raised(word[0].translate(_TCVN3)), text)


def from_vni(text: str) -> str | None:
    """The text of a "VNI-…" font; None when a mark follows a letter that cannot carry it."""
    found: list[str] = []
    bearer = ""
    for sign in text:
        low = sign.lower()
        mark = _VNI_AFTER.get(bearer, {}).get(low)
        if mark is not None:
            found[-1] = unicodedata.normalize("NFC", found[-1] + mark)
            bearer = ""
            continue
        if sign in _VNI_ALONE:
            found.append(_VNI_ALONE[sign])
        elif low in _VNI_MARKS or (_HIGH.match(sign) and sign.isalpha()):
            return None
        else:
            found.append(sign)
        bearer = low
    return "".join(found)


def _raised(word: str) -> str:
    """ "HéI" of a capital word: TCVN3 has no capitals with tones, its capital fonts draw them."""
    capitals = sum(sign.isupper() for sign in word)
    small = [sign for sign in word if sign.islower()]
    plain_small = any(sign.isascii() for sign in small)
    return word.upper() if capitals > 1 and small and not plain_small else word


def _capitals(text: str, font: str) -> str:
    """Fonts whose name ends in H draw every letter as a capital."""
    return text.upper() if _CAPITAL_FONT.match(font.strip()) else text


def _words(text: str) -> list[str]:
    return [_QUOTED.sub("", word) for word in _TOKEN.findall(text)]


def _changed_words(text: str) -> int:
    return sum(1 for word in _words(text) if _HIGH.search(word))


def _wrong_words(original: str, reading: str) -> int:
    """Words with a sign above ASCII in the original that are no syllable in this reading."""
    before, after = _TOKEN.findall(original), _TOKEN.findall(reading)
    if len(before) != len(after):
        return len(before) or 1
    wrong = 0
    for old, new in zip(before, after, strict=True):
        if not _HIGH.search(old) or (old == new and old.isalpha() and _VIETNAMESE.search(old)):
            continue
        word = _QUOTED.sub("", new) if old == new else new
        if _HARMLESS.fullmatch(word) or (not _HIGH.search(word) and word.isascii()):
            continue
        wrong += not is_syllable(word)
    return wrong
