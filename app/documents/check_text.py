"""The text of a document and its annexes: căn cứ, body, lettering, dates, Unicode."""

import re
import unicodedata
from collections.abc import Iterator

from app.documents import phrases
from app.documents.docx_reading import Paper, Seen
from app.documents.findings import Fault, Finding, between, finding, sized
from app.documents.model import POINT_LETTERS
from app.kernel.text import T

_PROPOSED = "Theo đề nghị của"
_BASE = re.compile(r"(Căn cứ|Theo đề nghị của|Xét đề nghị của)\s")
_LETTER = re.compile(r"([a-zđ])\) ")
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm")
_LONG = 100
_FIRST_LINE = (28.35, 36.0)
_GAP = 6
_FEBRUARY = 2


def check_text(paper: Paper) -> Iterator[Finding]:
    """Everything between the title and the signature, annexes included."""
    yield from _check_bases(paper)
    body = [one for one in paper.texts if _is_body(one)]
    for one in body:
        yield from _check_body(one)
    yield from _check_letters(body)
    for one in paper.texts:
        yield from _check_words(one)


def _check_bases(paper: Paper) -> Iterator[Finding]:
    bases = []
    for one in paper.texts:
        if one.section == 0 and one.cell is None and _BASE.match(one.text):
            bases.append(one)
        elif bases:
            break
    proposals = [one for one in bases if one.text.startswith(_PROPOSED)]
    if proposals and (len(proposals) > 1 or proposals[-1] is not bases[-1]):
        words = T("“Theo đề nghị của …” là một dòng, đứng sau mọi căn cứ.")
        yield finding(Fault.LEGAL_BASES, words, proposals[0])
    for one in bases:
        if not one.italic or one.bold or not sized(one, 13, 14):
            yield finding(Fault.LEGAL_BASES, T("Căn cứ phải là chữ nghiêng, cỡ 13 đến 14."), one)
        end = "." if one is bases[-1] else ";"
        if not one.text.rstrip().endswith(end):
            yield finding(
                Fault.LEGAL_BASES,
                T("Mỗi căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối cùng bằng dấu chấm."),
                one,
            )


def _is_body(one: Seen) -> bool:
    """Running text: everything outside tables that is set justified, or long enough to be."""
    if one.cell is not None or one.align == "center" or _is_recipient(one):
        return False
    return one.align == "both" or len(one.text) > _LONG


def _is_recipient(one: Seen) -> bool:
    return one.text.startswith("- ") and one.align == "left"


def _check_body(one: Seen) -> Iterator[Finding]:
    if one.align != "both":
        yield finding(Fault.BODY, T("Nội dung văn bản được canh đều cả hai lề."), one)
    if not sized(one, 13, 14):
        yield finding(Fault.BODY, T("Nội dung văn bản phải có cỡ chữ 13 đến 14."), one)
    if one.first_line and not between(one.first_line, *_FIRST_LINE):
        yield finding(Fault.BODY, T("Chữ đầu dòng lùi vào 1 cm hoặc 1,27 cm."), one)
    # Between two paragraphs the larger of both gaps counts, not their sum.
    if not between(max(one.before, one.after), _GAP, 100):
        yield finding(Fault.BODY, T("Khoảng cách giữa các đoạn tối thiểu là 6pt."), one)
    if not between(one.spacing, 1, 1.5, tolerance=0.01):
        yield finding(Fault.BODY, T("Khoảng cách dòng từ dòng đơn đến 1,5 dòng."), one)


def _check_letters(body: list[Seen]) -> Iterator[Finding]:
    """Points run a, b, c, d, đ, e, g …; a new list begins again at a."""
    previous = ""
    for one in body:
        match = _LETTER.match(one.text)
        if match is None:
            if re.match(r"(\d+|[IVX]+)\. |Điều ", one.text):
                previous = ""
            continue
        letter = match[1]
        place = POINT_LETTERS.find(previous) if previous else -1
        if letter not in {"a", POINT_LETTERS[place + 1 : place + 2]}:
            yield finding(
                Fault.LETTERING,
                T("Thứ tự điểm theo bảng chữ cái tiếng Việt: a, b, c, d, đ, e, g, h, i, k."),
                one,
            )
        previous = letter


def _check_words(one: Seen) -> Iterator[Finding]:
    for day, month in _DATE.findall(one.text):
        right_day = day.lstrip("0").zfill(2)
        bare_month = month.lstrip("0")
        early = bare_month.isdecimal() and int(bare_month) <= _FEBRUARY
        if day != right_day or month != (bare_month.zfill(2) if early else bare_month):
            yield finding(
                Fault.ZERO_RULE,
                T("Ngày nhỏ hơn 10 và tháng 1, 2 phải ghi thêm số 0; các tháng khác thì không."),
                one,
            )
    if not unicodedata.is_normalized("NFC", one.text):
        yield finding(Fault.UNICODE, T("Chữ tiếng Việt phải là Unicode dựng sẵn (NFC)."), one)


def flow_of(paper: Paper, section: int) -> list[Seen]:
    """What a section says outside tables, without the small lines under the signature."""
    smallest = 13
    return [
        one
        for one in paper.texts
        if one.section == section and one.cell is None and sized(one, smallest, 99)
    ]


def ends_well(one: Seen) -> bool:
    return one.text.rstrip().endswith(phrases.END_MARK)
