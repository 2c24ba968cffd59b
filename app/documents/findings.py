"""What the layout check says when a document is not as NĐ 30/2020/NĐ-CP, Phụ lục I, wants it."""

from dataclasses import dataclass
from enum import StrEnum

from app.documents.docx_reading import Seen
from app.kernel.text import Text

_EXCERPT = 80
# Half a point: what word processors round when they convert lengths.
TOLERANCE = 0.5


class Fault(StrEnum):
    """Each thing that can be found wrong."""

    FILE = "file"
    PAPER = "paper"
    MARGINS = "margins"
    PAGE_NUMBER = "page_number"
    FONT = "font"
    COLOUR = "colour"
    NATION = "nation"
    MOTTO = "motto"
    HEAD_LINE = "head_line"
    ISSUER = "issuer"
    NUMBER = "number"
    PLACE_AND_DATE = "place_and_date"
    ZERO_RULE = "zero_rule"
    TITLE = "title"
    LEGAL_BASES = "legal_bases"
    BODY = "body"
    ADDRESSEE = "addressee"
    ARTICLE = "article"
    LETTERING = "lettering"
    END_MARK = "end_mark"
    SIGNATURE = "signature"
    RECIPIENTS = "recipients"
    ANNEX = "annex"
    TABLE = "table"
    UNICODE = "unicode"


# Where the rule stands: NĐ 30/2020/NĐ-CP. Empty: a rule of good printing that no text commands.
_CLAUSES = {
    Fault.FILE: "",
    Fault.PAPER: "Phụ lục I, Mục I.1",
    Fault.MARGINS: "Phụ lục I, Mục I.3",
    Fault.FONT: "Phụ lục I, Mục I.4",
    Fault.COLOUR: "Phụ lục I, Mục I.4",
    Fault.UNICODE: "Phụ lục I, Mục I.4",
    Fault.PAGE_NUMBER: "Phụ lục I, Mục I.7",
    Fault.NATION: "Phụ lục I, Mục II.1",
    Fault.MOTTO: "Phụ lục I, Mục II.1",
    Fault.HEAD_LINE: "Phụ lục I, Mục II.1, II.2 và II.5",
    Fault.ISSUER: "Phụ lục I, Mục II.2",
    Fault.NUMBER: "Phụ lục I, Mục II.3",
    Fault.PLACE_AND_DATE: "Phụ lục I, Mục II.4",
    Fault.ZERO_RULE: "Phụ lục I, Mục II.4",
    Fault.TITLE: "Phụ lục I, Mục II.5",
    Fault.LEGAL_BASES: "Phụ lục I, Mục II.6",
    Fault.BODY: "Phụ lục I, Mục II.6",
    Fault.ADDRESSEE: "Phụ lục I, Mục II.9",
    Fault.ARTICLE: "Phụ lục I, Mục II.6",
    Fault.LETTERING: "Phụ lục I, Mục II.6",
    Fault.END_MARK: "Phụ lục III, các mẫu",
    Fault.SIGNATURE: "Phụ lục I, Mục II.7",
    Fault.RECIPIENTS: "Phụ lục I, Mục II.9",
    Fault.ANNEX: "Phụ lục I, Mục III.1",
    Fault.TABLE: "",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what the rule says, and the words on paper where it was found."""

    fault: Fault
    message: Text
    where: str = ""

    @property
    def clause(self) -> str:
        """Where the rule stands in NĐ 30/2020/NĐ-CP; empty for a rule of good printing."""
        return _CLAUSES[self.fault]


def finding(fault: Fault, message: Text, one: Seen | None = None) -> Finding:
    """A finding with the beginning of the paragraph it is about."""
    return Finding(fault, message, "" if one is None else one.text.strip()[:_EXCERPT])


def between(value: float, low: float, high: float, tolerance: float = TOLERANCE) -> bool:
    return low - tolerance <= value <= high + tolerance


def sized(one: Seen, low: float, high: float) -> bool:
    """Whether all of a paragraph's text is between two type sizes."""
    return all(low <= size <= high for size in one.sizes)
