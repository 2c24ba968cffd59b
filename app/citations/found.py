"""Citations in a text: numbers with the day, the kind and the words around them, and where."""

import re
from dataclasses import dataclass
from datetime import date

from app.kernel.vietnamese import clean

_MARK = "A-ZĐƯƠÂĂÊÔ"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(\d{{1,5}})\s?(?:/\s?((?:19|20)\d{{2}})\s?)?/\s?"
    rf"((?:QH\d{{1,2}})|(?:[{_MARK}]{{1,10}}(?:-[{_MARK}a-zđ0-9&]{{1,20}}){{1,3}}))(?![\w/])"
)
_DAY = re.compile(
    r"\s*,?\s*(?:ký\s+|ban hành\s+)?ngày\s+(\d{1,2})\s*(?:tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
    r"|[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}))"
)
_OWN = re.compile(r"^\W*[Ss]ố\s*:\W*$")
_END = re.compile(r"[;\n]|\.\s|”\.|”;")
_ISSUER = re.compile(
    r"^\s*của\s+((?:[^\s,;.]+\s+){0,9}?[^\s,;.]+?)(?=\s+(?:về|phê duyệt|ban hành|quy định|sửa đổi|"
    r"hướng dẫn|triển khai|thúc đẩy|giao|là|nhằm|công bố)\b|[,;.]|$)"
)
MOST_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class Cited:
    """One number in the text. `line` and `column` begin at 1; `own`: the document's own number."""

    number: str
    serial: str
    ending: str
    day: date | None
    wrong_day: str
    words: str
    line: int
    column: int
    excerpt: str
    own: bool = False


def normal_number(text: str) -> str:
    """A number as it is compared: no blanks, no zeros in front of the serial."""
    plain = re.sub(r"\s+", "", text)
    head, sign, rest = plain.partition("/")
    return f"{head.lstrip('0') or '0'}{sign}{rest}" if head.isdecimal() else plain


def citations_in(text: str) -> list[Cited]:
    """Every number of an act, in order."""
    found = []
    for number, line in enumerate(clean(text[:MOST_TEXT]).split("\n"), start=1):
        for match in _NUMBER.finditer(line):
            found.append(_cited(match, line, number))
    return found


def _cited(match: re.Match[str], line: str, number: int) -> Cited:
    year = f"/{match[2]}" if match[2] else ""
    day_match = _DAY.match(line, match.end())
    after = day_match.end() if day_match else match.end()
    day, wrong = _day(day_match) if day_match else (None, "")
    rest = line[after : after + 400]
    end = _END.search(rest)
    words = rest[: end.start()] if end else rest
    issuer = _ISSUER.match(words)
    subject = words[issuer.end() :] if issuer else words
    start = max(0, match.start() - 40)
    return Cited(
        normal_number(f"{match[1]}{year}/{match[3]}"), match[1].lstrip("0") or "0",
        f"{year}/{match[3]}", day, wrong, subject.strip(" ,.“”\"*_"), number, match.start() + 1,
        line[start : after + 40].strip(), own=bool(_OWN.match(line[: match.start()])),
    )  # fmt: skip


def _day(match: re.Match[str]) -> tuple[date | None, str]:
    month, year = match[2] or match[4], match[3] or match[5]
    try:
        return date(int(year), int(month), int(match[1])), ""
    except ValueError:
        return None, match[0].strip(" ,")
