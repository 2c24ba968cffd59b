"""What an administrative document says (NĐ 30/2020/NĐ-CP, Phụ lục I), without how it looks.

Every text is literal: no mark-up is understood in it, so nothing a user types changes the layout.
How each part is worded on paper (number, date, "Căn cứ", "Nơi nhận") is in `phrases`; the page in
`docx_writer` and `pdf_writer`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"


class Align(StrEnum):
    """Where text stands between its edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `marked`: with a yellow ground, for what is still missing."""

    text: str
    bold: bool = False
    italic: bool = False
    marked: bool = False


RichText: TypeAlias = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A newline inside it begins a new paragraph of the same kind."""

    text: RichText
    align: Align = Align.JUSTIFY
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 counts I., II.; level 2 counts 1., 2.; level 3 counts a), b).

    The label is counted by the writer, and starts again under each heading of a higher level.
    A `label` given here is printed as it is; an empty one prints the text alone.
    """

    level: int
    text: str
    label: str | None = None

    def __post_init__(self) -> None:
        if self.level not in {1, 2, 3}:
            msg = f"a heading has level 1, 2 or 3, not {self.level}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Lettered:
    """Points a), b), c), d), đ), e), g) … by the Vietnamese alphabet; at most 23 of them."""

    items: tuple[RichText, ...]

    def __post_init__(self) -> None:
        if len(self.items) > len(POINT_LETTERS):
            msg = f"{len(self.items)} points: the alphabet ends after {len(POINT_LETTERS)}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Clauses 1., 2., 3. …"""

    items: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class Dashed:
    """Lines that begin with a hyphen."""

    items: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class NumberedArticle:
    """Điều 1., Điều 2. … of a decision, counted by the writer. Below a title the text begins."""

    text: RichText
    title: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `width` is its share beside the other columns' widths."""

    title: str
    width: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, a text for each column."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A bold line across the whole table that names the rows below it."""

    text: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A bold line of sums, a text for each column."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. Its head is repeated on each page, and no row is split between pages."""

    columns: tuple[Column, ...]
    rows: tuple[Row | GroupRow | TotalRow, ...]

    def __post_init__(self) -> None:
        for place, row in enumerate(self.rows, start=1):
            if not isinstance(row, GroupRow) and len(row.cells) != len(self.columns):
                msg = f"row {place} has {len(row.cells)} cells for {len(self.columns)} columns"
                raise ValueError(msg)


Block: TypeAlias = Paragraph | Heading | Lettered | Numbered | Dashed | NumberedArticle | Table


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of the first page.

    `superior` may be empty (a body that has none to name). `symbol` is what follows the slash,
    "TTr-UBND"; an empty symbol leaves the number line out. An empty `place` leaves the
    place-and-date line out (minutes carry none). `number` and `issued_on` stay None until the
    registry has issued the document; `year` is then printed in the blank date.
    """

    superior: str
    issuer: str
    symbol: str
    place: str
    number: str | None = None
    issued_on: date | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        if not self.issuer.strip():
            msg = "a letterhead names the authority that issues"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), then room to sign, then the name.

    `above` is an italic line over it (place and date of an application); `note` an italic line
    under the authority, "(Ký, ghi rõ họ tên)". A name carries no academic title.
    """

    authority_lines: tuple[str, ...]
    name: str = ""
    above: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex, on a page of its own with its own page numbers.

    `number` is None for the only annex of a document. `relates_to` is the line
    "(Kèm theo Tờ trình số … )", which `phrases.attached_to` words.
    """

    title: str
    relates_to: str
    body: tuple[Block, ...]
    number: int | None = None
    landscape: bool = False
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class AdministrativeDocument:
    """A tờ trình, báo cáo, quyết định, biên bản, thông báo, công văn, đơn …

    An empty `kind` makes a công văn: the abstract then stands under the number as "V/v …".
    `letterhead` None makes a paper by a person (đơn): the national motto alone at the head.
    `authority` is the line over the legal bases of a decision ("CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN 3")
    and `enacting` the line under them ("QUYẾT ĐỊNH:"); see `decision`.
    `left_signature` (THƯ KÝ of minutes) stands left of `signature`; Nơi nhận then goes under both.
    `trace` is a small last line, such as the code under which the text can be looked up.
    `landscape` turns the paper itself, as for a certificate; an annex says so for its own pages.
    `qr_png` is a picture under Nơi nhận that leads to the public page of that code; a paper with
    two signatures has no place for it.
    """

    kind: str
    abstract: str
    letterhead: Letterhead | None
    body: tuple[Block, ...]
    signature: Signature
    legal_bases: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    authority: str = ""
    enacting: str = ""
    left_signature: Signature | None = None
    end_mark: bool = True
    trace: str = ""
    landscape: bool = False
    qr_png: bytes = b""


def decision(
    *,
    abstract: str,
    letterhead: Letterhead,
    authority: str,
    legal_bases: tuple[str, ...],
    proposed_by: str,
    articles: tuple[Block, ...],
    signature: Signature,
    recipients: tuple[str, ...],
    annexes: tuple[Annex, ...] = (),
) -> AdministrativeDocument:
    """A Quyết định by Mẫu 1.2: authority, căn cứ, "Theo đề nghị của …", "QUYẾT ĐỊNH:", điều.

    `proposed_by` is the proposer alone ("Trưởng phòng Nội vụ Quận 3"); empty leaves the line out.
    """
    proposal = (f"Theo đề nghị của {proposed_by}",) if proposed_by else ()
    return AdministrativeDocument(
        kind="QUYẾT ĐỊNH",
        abstract=abstract,
        letterhead=letterhead,
        body=articles,
        signature=signature,
        legal_bases=legal_bases + proposal,
        recipients=recipients,
        annexes=annexes,
        authority=authority,
        enacting="QUYẾT ĐỊNH:",
    )


@dataclass(frozen=True, slots=True)
class Certificate:
    """Giấy chứng nhận sáng kiến: one for each author, naming the co-authors. A4, landscape.

    `holder` is one name; `salutation` "Ông", "Bà" or "Ông/Bà". `details` are further lines
    ("Chủ đầu tư tạo ra sáng kiến", "…"). `qr_png` is the picture that leads to the check page of
    `lookup_code`. `place` and `issued_on` head the signature; None leaves the date open.
    """

    superior: str
    issuer: str
    holder: str
    initiative: str
    unit: str
    decision_number: str
    decision_date: date | None
    place: str
    signature: Signature
    lookup_code: str
    qr_png: bytes
    salutation: str = "Ông/Bà"
    co_authors: tuple[str, ...] = ()
    decided_by: str = ""
    details: tuple[tuple[str, str], ...] = ()
    issued_on: date | None = None
    year: int | None = None
    register_number: str = ""
    heading: str = "CHỨNG NHẬN"

    def __post_init__(self) -> None:
        if not self.issuer.strip():
            msg = "a certificate names the authority that issues"
            raise ValueError(msg)
