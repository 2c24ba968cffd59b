"""Vietnamese text: cleaning what people paste, folding it for search, sorting names.

Every function is linear in its input: text comes from anybody, in any amount. Numbers in words
are in `numbers`, days in `dates`.
"""

import re
import unicodedata
from collections.abc import Iterator

# A word that is longer is no word, and PostgreSQL refuses lexemes above 2 kB.
TOKEN_LIMIT = 64

# Unicode's "stream-safe" bound. Vietnamese needs two marks on a letter; putting thousands of
# them in canonical order takes quadratic time, so the rest is dropped before normalising.
_MARKS_IN_A_ROW = 30
# Starters by class whose decompositions nevertheless begin with a mark.
_HIDDEN_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")

_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\u000b\u000c\r\u0085\u2028\u2029"
# What XML 1.0 forbids (a DOCX or XLSX that holds one cannot be opened), and what cannot be seen:
# zero-width signs, direction overrides, tag characters.
_UNWANTED = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff"
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_BLANK = re.compile(f"[{_BLANKS} ]+")
_LINE_END = re.compile(f"\r\n|[{_LINE_ENDS}]")
_REMOVED = re.compile(f"[{_UNWANTED}]+")

_WORD = re.compile(r"[^\W_]+")
# đ has no decomposition; Icelandic ð stands for it in badly converted files.
_D_WITH_STROKE = str.maketrans("đĐðÐɖƉ", "dDdDdD")


class _NoMark(dict[int, int | None]):
    """For `str.translate`: marks go, other signs stay. Fills itself, one entry a sign met."""

    def __missing__(self, sign: int) -> int | None:
        self[sign] = None if unicodedata.combining(chr(sign)) else sign
        return self[sign]


_NO_MARK = _NoMark()
# Two ligatures that are whole phrases: decomposed, one sign becomes eighteen.
_WHOLE_PHRASES = re.compile("[\ufdfa\ufdfb]+")
# "kĩ thuật" and "kỹ thuật", "Mĩ" and "Mỹ": one word, two spellings in use.
_FINAL_Y = re.compile(r"[hklmst]y")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# One ASCII sign a letter, in the order of the alphabet, after the digits and before any other
# script. Two signs sort lower than all of these: "!" between words, " " between parts of a key.
_LETTER_CODES = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {
    "a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư",
}  # fmt: skip


def clean(text: str | None) -> str:
    """The text as it is stored: what was typed or pasted, without what nobody can see.

    NFC; every kind of blank becomes a space and runs of them one; line ends become ``\\n`` and
    stay; zero-width signs and the control characters that XML forbids go; lines and the whole
    are stripped. None gives "". Cleaning twice changes nothing.
    """
    if not text:
        return ""
    visible = _REMOVED.sub("", _LINE_END.sub("\n", text))
    lines = _BLANK.sub(" ", visible).split("\n")
    joined = "\n".join(line.strip(" ") for line in lines).strip("\n")
    return unicodedata.normalize("NFC", _without_piled_marks(joined))


def clean_line(text: str | None) -> str:
    """As `clean`, on one line: a name, a title, a subject."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Lower case without any diacritic, "Đường Hòa" and "ĐƯỜNG HOÀ" alike: "duong hoa".

    Composed and decomposed input, and both places of the tone mark, give the same.
    """
    short = _WHOLE_PHRASES.sub("", _without_piled_marks(text))
    lowered = unicodedata.normalize("NFKD", short).translate(_D_WITH_STROKE).lower()
    return lowered if lowered.isascii() else lowered.translate(_NO_MARK)


def search_tokens(text: str) -> list[str]:
    """The folded words of a text or of a query: letters and digits only, in order.

    i and y at the end of "kĩ/kỹ", "lí/lý", "Mĩ/Mỹ" count as the same, so stored text and query
    must both pass through here. Words are cut at `TOKEN_LIMIT` signs.
    """
    return [_search_token(word) for word in _WORD.findall(fold(text))]


def search_text(text: str) -> str:
    """The tokens of `search_tokens`, joined by one blank."""
    return " ".join(search_tokens(text))


def sort_key(text: str) -> str:
    """A key whose order by code points is the Vietnamese alphabetical order of the texts.

    Letters first (a ă â b c d đ e ê …), then the tones of the words (ngang, huyền, hỏi, ngã,
    sắc, nặng); case, punctuation and the place of the tone mark do not count. Digits come before
    letters, other scripts after. Plain ASCII for Vietnamese text, for a column that SQLite
    compares as BINARY and PostgreSQL with COLLATE "C".
    """
    letters: list[str] = []
    tones: list[str] = []
    for word_letters, word_tones in _spelled(text):
        letters.append("".join(_LETTER_CODES.get(letter, letter) for letter in word_letters))
        tones.append(word_tones or "0")
    return f"{'!'.join(letters)} {'!'.join(tones)}" if letters else ""


def spelling(word: str) -> tuple[str, str]:
    """The letters of a word with their shapes, lower case, and the tones it carries: "hoa", "1".

    Tones: 1 huyền, 2 hỏi, 3 ngã, 4 sắc, 5 nặng, "" none; the place of the mark does not count.
    """
    parts = list(_spelled(word))
    return "".join("".join(letters) for letters, _ in parts), "".join(t for _, t in parts)


def name_sort_key(full_name: str) -> str:
    """The key by which lists of people are sorted: the given name, then surname and middle name.

    The given name counts with its tone before the rest is looked at, as in a list with two
    columns: everybody called "Hoa", then everybody called "Hòa". A single word is a given name.
    """
    rest, _, given = clean_line(full_name).rpartition(" ")
    return f"{sort_key(given)} {sort_key(rest)}".strip(" ")


def _search_token(word: str) -> str:
    if _FINAL_Y.fullmatch(word):
        return word[0] + "i"
    return word[:TOKEN_LIMIT]


def _spelled(text: str) -> Iterator[tuple[list[str], str]]:
    """Each word as its letters, shapes joined to them, and the tones it carries."""
    letters: list[str] = []
    tones = ""
    lowered = _without_piled_marks(text.lower())
    for sign in unicodedata.normalize("NFD", lowered):
        if sign in _TONES:
            tones += _TONES[sign] if letters else ""
        elif unicodedata.combining(sign):
            letters[-1:] = [_SHAPES.get(letter + sign, letter) for letter in letters[-1:]]
        elif sign.isalnum():
            letters.append("đ" if sign == "ð" else sign)
        elif letters:
            yield letters, tones
            letters, tones = [], ""
    if letters:
        yield letters, tones


def _without_piled_marks(text: str) -> str:
    if not any(unicodedata.combining(sign) or sign in _HIDDEN_MARKS for sign in set(text)):
        return text  # as nearly all text that somebody typed
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or sign in _HIDDEN_MARKS else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)
