"""Several authors in one cell: "1. Trần Văn An (60%); 2. Lê Thị Bình - Phó phòng (40%)".

What cannot be split surely is asked about; nothing is dropped: what is no name becomes the
author's position, and says so.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.imports.problems import Code, Doubt, Level
from app.kernel.numbers import decimal_text
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line

_NUMBERED = re.compile(r"(?:^|(?<=[\s;,]))\(?\d{1,2}\s*[.)\]-]\s*(?=[^\W\d_])")
_BULLET = re.compile(r"^\s*[-+*•–]\s*", re.MULTILINE)
_SHARE = re.compile(r"[\[(]?\s*[:\-–]?\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%\s*[\])]?")
_AND = re.compile(r"\s+(?:và|&)\s+")
_TITLED = re.compile(
    r"^((?:(?:GS|PGS|TS|ThS|Ths|CN|KS|BS|CKI|CKII|BSCKI|BSCKII|CKI{1,2}|Ông|Bà|Ong|Ba|Đ/c|"
    r"Đồng chí|LG|KTS|DS|CV)(?:\.|:|\s)\s*)+)(?=[^\W\d_])"
)
_ALONE = ("Ông", "Bà", "Đ/c", "Đồng chí")
_AFTER = re.compile(r"\s+[-–]\s+|\s*[,:]\s+|\s*[(\[]")
_LETTER = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Person:
    """One author as read from a cell; `share` is None when the cell names none."""

    name: str
    share: Decimal | None = None
    position: str = ""


def people_in(text: str) -> tuple[list[Person], list[Doubt]]:
    """The authors a cell names, in order."""
    pieces, guessed = _pieces(clean(text))
    people, doubts = [], []
    for piece in pieces:
        person, rest = _person(piece)
        if not person.name:
            continue
        people.append(person)
        doubts += rest
    if guessed:
        doubts.append(_ask(T("Ô được tách thành %(n)s tác giả theo dấu phẩy hoặc chữ “và”: "
                             "%(names)s", n=len(people),
                             names="; ".join(one.name for one in people))))  # fmt: skip
    return people, doubts


def _pieces(text: str) -> tuple[list[str], bool]:
    """The parts, and whether a comma or "và" decided."""
    text = _BULLET.sub("", text)
    parts = [part for line in text.split("\n") for part in line.split(";")]
    if len(_NUMBERED.findall(text)) > 1:
        parts = [piece for part in parts for piece in _NUMBERED.split(part)]
    parts = [_NUMBERED.sub("", part.strip(), count=1).strip(" ,.") for part in parts]
    found: list[str] = []
    guessed = False
    for part in filter(None, parts):
        by_and = [piece.strip(" ,") for piece in _AND.split(part)]
        fine = [piece for one in by_and for piece in _at_commas(one)]
        guessed = guessed or len(fine) > 1
        found += fine
    return [piece for piece in found if piece], guessed


def _at_commas(part: str) -> list[str]:
    """Split at commas only when every piece looks like a name."""
    pieces = [piece.strip() for piece in re.split(r",\s*(?![^()]*\))", part)]
    names = [_AFTER.split(_TITLED.sub("", _SHARE.sub("", piece)))[0] for piece in pieces]
    if len(pieces) > 1 and all(looks_like_name(name.strip()) for name in names):
        return pieces
    return [part]


def looks_like_name(text: str) -> bool:
    """Two to seven words, each beginning with a capital, no digits."""
    words = text.split()
    return 2 <= len(words) <= MOST_WORDS and all(
        _LETTER.fullmatch(word) and word[0].isupper() for word in words
    )


def _person(piece: str) -> tuple[Person, list[Doubt]]:
    doubts: list[Doubt] = []
    share = None
    found = _SHARE.search(piece)
    if found:
        share = Decimal(found[1].replace(",", "."))
        piece = f"{piece[: found.start()]} {piece[found.end() :]}".strip()
        if share > 100:
            share = None
            doubts.append(Doubt(Code.SHARES, Level.ERROR, T("Tỷ lệ trong ô tác giả lớn hơn 100%%")))
    titled = _TITLED.match(piece)
    before = titled[1].strip(" .:") if titled else ""
    rest = piece[titled.end() :] if titled else piece
    parts = _AFTER.split(rest, maxsplit=1)
    name = clean_line(parts[0]).strip(" ,.:;-–")
    after = rest[len(parts[0]) :].strip(" ,:;-–()[]") if len(parts) > 1 else ""
    kept = [part for part in (before if before not in _ALONE else "", clean_line(after)) if part]
    position = ", ".join(kept)
    if kept:
        # A second name or share in what is left means that the cell was not split where it should.
        crowd = "%" in after or any(looks_like_name(part.strip()) for part in after.split(","))
        level = Level.ASK if crowd else Level.NOTE
        doubts.append(Doubt(Code.AUTHORS, level, T(
            "“%(text)s” được đọc là tác giả %(name)s, chức danh “%(position)s”", text=piece[:120],
            name=name, position=position)))  # fmt: skip
    elif before:
        doubts.append(Doubt(Code.AUTHORS, Level.NOTE, T(
            "“%(text)s” được đọc là tác giả %(name)s", text=piece[:120], name=name)))  # fmt: skip
    if name and not looks_like_name(name):
        doubts.append(_ask(T("“%(name)s” có thể không phải là tên một người", name=name[:120])))
    return Person(name, share, position), doubts


def _ask(message: object) -> Doubt:
    return Doubt(Code.AUTHORS, Level.ASK, message)  # type: ignore[arg-type]


def doubts_of_shares(shares: list[Decimal | None]) -> list[Doubt]:
    """What is wrong with the shares of one dossier; a draft may stay incomplete."""
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        if known:
            return [Doubt(Code.SHARES, Level.ASK, T("Có tác giả chưa ghi tỷ lệ đóng góp"))]
        return [Doubt(Code.SHARES, Level.NOTE, T("Chưa ghi tỷ lệ đóng góp của từng tác giả; "
                                                 "khai bổ sung trước khi nộp"))]  # fmt: skip
    total = sum(known, Decimal())
    if total == 100:
        return []
    return [Doubt(Code.SHARES, Level.NOTE, T(
        "Tổng tỷ lệ là %(total)s%%, chưa bằng 100%%; sửa trước khi nộp",
        total=decimal_text(total)))]  # fmt: skip
