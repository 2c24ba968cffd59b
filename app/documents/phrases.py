"""The fixed wording of an administrative document: NĐ 30/2020/NĐ-CP, Phụ lục I, Mục II and V.

Here blanks and punctuation are put right, so that a caller gives the bare fact ("VT, NV") and a
document cannot end a "Căn cứ" line wrongly.
"""

import re
import unicodedata
from datetime import date

from app.documents.model import AdministrativeDocument, Letterhead
from app.kernel.dates import document_day
from app.kernel.vietnamese import clean

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END_MARK = "./."
AS_ABOVE = "Như trên"
FILED = "Lưu: VT"
BLANK = "\u00a0" * 5
_SHORT_LINE = 24
_COMMITTEE = "ỦY BAN NHÂN DÂN"
_ROMAN = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
    (1, "I"),
)  # fmt: skip


_SIGN = "[A-ZĐĂÂÊÔƠƯ][A-ZĐĂÂÊÔƠƯa-z0-9]{0,7}"
DOCUMENT_NUMBER = re.compile(
    rf"\d{{1,6}}[A-Za-zĐđ]?/(\d{{4}}/)?{_SIGN}(-(?:{_SIGN}|\d{{4}})){{1,3}}"
)
"""Số, ký hiệu of a document ("52/KH-UBND-KT"): printed on one line (the same in parts.typ)."""


def printable(text: str) -> str:
    """The text as it can stand in any file format: NFC, no control characters, ends kept.

    Unlike `clean`, a blank at either end stays: two stretches of one sentence are joined by it.
    So does the room left for a number or a day that is written by hand.
    """
    return BLANK.join(_printable(part) for part in text.split(BLANK))


def _printable(text: str) -> str:
    core = clean(text)
    if not core:
        return " " if text and text.isspace() else ""
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() else ""
    return unicodedata.normalize("NFC", f"{before}{core}{after}")


def number_line(letterhead: Letterhead) -> str:
    """ "Số: 05/TTr-UBND"; below ten a leading zero; blank until the registry gives the number."""
    if not letterhead.symbol:
        return ""
    return f"Số: {two_digits(letterhead.number) or BLANK}/{printable(letterhead.symbol)}"


def two_digits(number: str | None) -> str:
    """The number with the leading zero that the decree wants below ten; "" for none."""
    bare = printable(number or "").strip()
    return bare.zfill(2) if bare.isdecimal() else bare


def day_or_blank(day: date | None, year: int | None) -> str:
    """ "ngày 05 tháng 02 năm 2026", or the same with room to write day and month by hand."""
    if day is not None:
        return document_day(day)
    return f"ngày{BLANK}tháng{BLANK}năm {year if year is not None else BLANK}"


def date_line(place: str, day: date | None, year: int | None) -> str:
    """ "Quận 3, ngày 05 tháng 02 năm 2026"; "" where the document names no place."""
    return f"{clean(place)}, {day_or_blank(day, year)}" if place else ""


def head_lines(name: str) -> tuple[str, ...]:
    """An authority's name, in capitals, broken where an official would break it.

    "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH" breaks after the kind of body, never inside the name;
    "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG QUẬN 3" after its dash.
    """
    upper = clean(name).upper()
    if "\n" in upper:
        return tuple(line for line in upper.split("\n") if line)
    first, dash, second = upper.partition(" - ")
    if dash and len(upper) > _SHORT_LINE:
        return f"{first} -", second
    rest = upper.removeprefix(_COMMITTEE + " ")
    if rest != upper and len(upper) > _SHORT_LINE:
        return _COMMITTEE, rest
    return (upper,) if upper else ()


def unbroken(name: str) -> str:
    """An authority's name that Word breaks only where an official would."""
    words, parts, place = clean(name).split(), [], 0
    for line in head_lines(name):
        size = len(line.split())
        parts.append("\u00a0".join(words[place : place + size]))
        place += size
    return " ".join(parts) if len(parts) > 1 else clean(name)


def listed(items: tuple[str, ...]) -> tuple[str, ...]:
    """Lines of one list: each ends with ";" and the last with "."."""
    bare = [printable(item).strip().rstrip(";,. \u00a0") for item in items]
    kept = [line for line in bare if line]
    return tuple(
        line + ("." if place == len(kept) else ";") for place, line in enumerate(kept, start=1)
    )


def recipient_lines(document: AdministrativeDocument) -> tuple[str, ...]:
    """ "Nơi nhận": first "Như trên" where there is a Kính gửi, last "Lưu: VT"; none if empty."""
    names = [printable(name).strip().lstrip("-– ") for name in document.recipients]
    if not names:
        return ()
    if document.addressees and not any(name.startswith(AS_ABOVE) for name in names):
        names.insert(0, AS_ABOVE)
    if not any(name.startswith("Lưu") for name in names):
        names.append(FILED)
    return tuple(f"- {line}" for line in listed(tuple(names)))


def end_marked(text: str) -> str:
    """The text with the end mark "./." in the place of its full stop."""
    return text.rstrip("./; \u00a0") + END_MARK


def roman(number: int) -> str:
    """1 -> "I"; for headings and annexes."""
    parts = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        parts.append(sign * times)
    return "".join(parts)


def annex_label(number: int | None) -> str:
    """ "Phụ lục", or "Phụ lục II" where there are two or more."""
    return "Phụ lục" if number is None else f"Phụ lục {roman(number)}"


def attached_to(kind: str, letterhead: Letterhead, issuer: str) -> str:
    """ "(Kèm theo Tờ trình số 05/TTr-UBND ngày … của Ủy ban nhân dân Quận 3)".

    `kind` and `issuer` as they stand inside a sentence. Number and day stay blank until issued.
    """
    number = number_line(letterhead).removeprefix("Số: ")
    day = day_or_blank(letterhead.issued_on, letterhead.year)
    return f"(Kèm theo {kind} số {number} {day} của {clean(issuer)})"
