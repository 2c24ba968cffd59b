"""Giấy khen, Bằng khen: what stands on one (NĐ 152/2025/NĐ-CP; A4, 297 x 210 mm, turned).

From top to bottom: Quốc hiệu, Tiêu ngữ; the office of who decides, in red capitals; TẶNG; the name
of the award, red; who receives it, with office and place; the deed; bottom left the decision and
the number in the golden book; bottom right place, day and signature.
"""

from dataclasses import dataclass
from datetime import date

from app.documents import phrases
from app.documents.model import Signature
from app.documents.sheet import HALF, Sheet, Words, fitting

_BOOK = "Số sổ vàng"


@dataclass(frozen=True, slots=True)
class Commendation:
    """One Giấy khen. `decided_by` is the office ("Chủ tịch Ủy ban nhân dân Quận 3").

    `award` is its name ("Giấy khen"); `gives` the word over it ("Tặng", "Tặng danh hiệu").
    `standing` is office and unit of a person, or the place of a collective. `book_number` is the
    ordinal in the decision; empty leaves room to write. Dates None leave room as well.
    """

    decided_by: str
    award: str
    holder: str
    standing: str
    achievement: str
    place: str
    signature: Signature
    decision_number: str = ""
    decision_date: date | None = None
    book_number: str = ""
    issued_on: date | None = None
    year: int | None = None
    gives: str = "Tặng"
    salutation: str = ""
    qr_png: bytes = b""
    lookup_code: str = ""

    def __post_init__(self) -> None:
        if not self.decided_by.strip() or not self.holder.strip():
            msg = "a commendation names who gives and who receives it"
            raise ValueError(msg)


def commendation_sheet(one: Commendation) -> Sheet:
    """The words in their look; every line is literal text."""
    shown = phrases.printable
    office, holder = shown(one.decided_by).upper(), shown(one.holder)
    deed, standing = shown(one.achievement), shown(one.standing)
    signature = one.signature
    return Sheet(
        title=f"{shown(one.award)}: {holder}",
        heads=((Words(phrases.NATION, 14, bold=True),
                Words(phrases.MOTTO, 15, bold=True, before=2, rule=1)),),
        middle=(
            Words(office, fitting(office, 24, 15, 2), bold=True, red=True),
            Words(shown(one.gives).upper(), 16, bold=True, before=8),
            Words(shown(one.award).upper(), fitting(one.award.upper(), 38, 22, 1), bold=True,
                  red=True, before=5),
            Words(holder, fitting(holder, 24, 13, 2), bold=True, before=8,
                  lead=f"{shown(one.salutation)}: " if one.salutation else ""),
            Words(standing, fitting(standing, 16, 11, 2), before=5),
            Words(deed, fitting(deed, 17, 10, 4), italic=True, before=8),
        ),
        left=(
            Words(_decision(one), 12),
            Words(f"{_BOOK}: {shown(one.book_number) or phrases.BLANK}", 12, before=2),
            *((Words(f"Mã tra cứu: {shown(one.lookup_code)}", 11, before=2),)
              if one.lookup_code else ()),
        ),
        right=(
            Words(phrases.date_line(one.place, one.issued_on, one.year), 14, italic=True),
            *(Words(line, fitting(line, 14, 10, 1, HALF), bold=True, before=3)
              for line in map(shown, signature.authority_lines)),
        ),
        name=Words(shown(signature.name), 14, bold=True),
        qr=one.qr_png,
    )  # fmt: skip


def _decision(one: Commendation) -> str:
    number = phrases.printable(one.decision_number) or phrases.BLANK
    return f"Quyết định số: {number}, {phrases.day_or_blank(one.decision_date, one.year)}"
