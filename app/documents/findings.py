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
    LETTERING = "lettering"
    END_MARK = "end_mark"
    SIGNATURE = "signature"
    RECIPIENTS = "recipients"
    ANNEX = "annex"
    TABLE = "table"
    UNICODE = "unicode"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: what the rule says, and the words on paper where it was found."""

    fault: Fault
    message: Text
    where: str = ""


def finding(fault: Fault, message: Text, one: Seen | None = None) -> Finding:
    """A finding with the beginning of the paragraph it is about."""
    return Finding(fault, message, "" if one is None else one.text.strip()[:_EXCERPT])


def between(value: float, low: float, high: float, tolerance: float = TOLERANCE) -> bool:
    return low - tolerance <= value <= high + tolerance


def sized(one: Seen, low: float, high: float) -> bool:
    """Whether all of a paragraph's text is between two type sizes."""
    return all(low <= size <= high for size in one.sizes)
