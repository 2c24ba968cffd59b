"""The head of the first page and the title: NĐ 30/2020, Phụ lục I, Mục II.1 to II.5."""

import re
from collections.abc import Iterator
from itertools import takewhile

from app.documents import phrases
from app.documents.docx_reading import Paper, Seen
from app.documents.findings import Fault, Finding, between, finding, sized
from app.documents.widths import bold_width
from app.kernel.text import T

_NUMBER = re.compile(r"Số:\s*(\d*)[^\d/]*/([\wĐ]+(?:-[\wĐ]+)*)")
_PLACE = re.compile(r".+, ngày\s.*tháng\s.*năm\b")
_HALF = (1 / 3, 1 / 2)
_WHOLE = (0.9, 1.1)


def check_head(paper: Paper) -> Iterator[Finding]:
    """Quốc hiệu, Tiêu ngữ, issuer, number, place and date, title and abstract."""
    yield from _check_motto(paper)
    number = next((one for one in paper.texts if one.text.startswith("Số:")), None)
    if number is not None:
        yield from _check_number(number)
    # A paper by a person has the motto alone, outside any table.
    motto = {phrases.NATION, phrases.MOTTO}
    if any(one.cell and one.text.strip() in motto for one in paper.texts):
        yield from _check_issuer(paper)
        yield from _check_place(paper)
    yield from _check_title(paper)


def _check_motto(paper: Paper) -> Iterator[Finding]:
    nation = next((one for one in paper.texts if one.text.strip() == phrases.NATION), None)
    if nation is None:
        yield finding(Fault.NATION, T("Thiếu Quốc hiệu, hoặc Quốc hiệu không đúng chữ."))
    elif not nation.bold or nation.italic or not sized(nation, 12, 13):
        yield finding(Fault.NATION, T("Quốc hiệu phải là chữ đứng, đậm, cỡ 12 đến 13."), nation)
    motto = next((one for one in paper.texts if one.text.strip() == phrases.MOTTO), None)
    if motto is None:
        yield finding(Fault.MOTTO, T("Tiêu ngữ phải là “Độc lập - Tự do - Hạnh phúc”."))
        return
    if not motto.bold or motto.italic or not sized(motto, 13, 14):
        yield finding(Fault.MOTTO, T("Tiêu ngữ phải là chữ đứng, đậm, cỡ 13 đến 14."), motto)
    if motto.underlined or not _has_line(paper, motto, _WHOLE):
        yield finding(
            Fault.HEAD_LINE, T("Dưới Tiêu ngữ có đường kẻ nét liền dài bằng dòng chữ."), motto
        )


def _has_line(paper: Paper, one: Seen, share: tuple[float, float]) -> bool:
    """Whether a line of that share of the text's length is drawn under it."""
    below = paper.after(one)
    if one.drawn or (below is not None and below.drawn):
        return True
    if below is None or not below.ruled:
        return False
    room = paper.room(one)
    text = min(bold_width(one.text.strip(), max(one.sizes)), room)
    drawn = paper.room(below) - below.left - below.right
    return between(drawn / text, *share, tolerance=0.02)


def _check_number(number: Seen) -> Iterator[Finding]:
    match = _NUMBER.fullmatch(number.text.replace("\u00a0", " ").strip())
    if match is None:
        yield finding(
            Fault.NUMBER,
            T("Số, ký hiệu phải viết như “Số: 05/TTr-UBND”, không có dấu cách."),
            number,
        )
    elif match[1] and len(match[1]) == 1:
        yield finding(
            Fault.NUMBER, T("Số văn bản nhỏ hơn 10 phải ghi thêm số 0 phía trước."), number
        )
    if not sized(number, 13, 13) or number.bold or number.italic:
        yield finding(Fault.NUMBER, T("Số, ký hiệu phải là chữ đứng, cỡ 13."), number)


def _check_issuer(paper: Paper) -> Iterator[Finding]:
    corner = [one for one in paper.texts if one.cell == (0, 0, 0)]
    # Many offices write number and subject into the same cell, below the issuer.
    lines = list(takewhile(lambda one: not one.text.startswith(("Số:", "V/", "v/")), corner))
    bold = [one for one in lines if one.bold]
    if not bold or any(not one.text.isupper() or not sized(one, 12, 13) for one in lines):
        yield finding(
            Fault.ISSUER,
            T("Tên cơ quan phải là chữ in hoa, cỡ 12 đến 13; cơ quan ban hành in đậm."),
        )
    elif not _has_line(paper, bold[-1], _HALF):
        yield finding(
            Fault.HEAD_LINE,
            T("Dưới tên cơ quan ban hành có đường kẻ dài từ 1/3 đến 1/2 dòng chữ."),
            bold[-1],
        )


def _check_place(paper: Paper) -> Iterator[Finding]:
    """Minutes carry no place and date; where there is one it must be right."""
    for one in paper.texts:
        if one.cell is None or one.cell[0] != 0 or "ngày" not in one.text:
            continue
        if one.text.startswith(("Số:", "V/v")):
            continue
        shown = one.text.replace("\u00a0", " ")
        if _PLACE.match(shown) is None:
            yield finding(
                Fault.PLACE_AND_DATE,
                T("Sau địa danh phải có dấu phẩy rồi đến ngày tháng năm."),
                one,
            )
        if not one.italic or one.bold or not sized(one, 13, 14):
            yield finding(
                Fault.PLACE_AND_DATE,
                T("Địa danh và thời gian phải là chữ nghiêng, cỡ 13 đến 14."),
                one,
            )


def _check_title(paper: Paper) -> Iterator[Finding]:
    """The kind in capitals and the abstract below it; a công văn has neither.

    Looked for before the annexes, whose titles are in capitals as well.
    """
    main = [one for one in paper.texts if one.section == 0]
    kind = next((one for one in main if _is_title(one)), None)
    if kind is None:
        if not any(one.text.startswith("V/v") for one in paper.texts):
            yield finding(Fault.TITLE, T("Thiếu tên loại văn bản in hoa, đậm, canh giữa."))
        return
    if not kind.bold or not sized(kind, 13, 14):
        yield finding(
            Fault.TITLE, T("Tên loại văn bản phải là chữ in hoa, đậm, cỡ 13 đến 14."), kind
        )
    abstract = paper.after(kind)
    if abstract is None or not abstract.text.strip() or abstract.text.startswith("Kính gửi"):
        return
    if not abstract.bold or abstract.italic or not sized(abstract, 13, 14):
        yield finding(Fault.TITLE, T("Trích yếu phải là chữ đứng, đậm, cỡ 13 đến 14."), abstract)
    if not _has_line(paper, abstract, _HALF):
        yield finding(
            Fault.HEAD_LINE, T("Dưới trích yếu có đường kẻ dài từ 1/3 đến 1/2 dòng chữ."), abstract
        )


def _is_title(one: Seen) -> bool:
    if one.cell is not None or one.text.strip() == phrases.NATION:
        return False
    return one.text.isupper() and one.align == "center"
