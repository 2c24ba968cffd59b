"""Rules of wording: subject, addressees, articles, cited acts, who signs (Mục II.5 to II.9)."""

import re
from collections.abc import Iterator

from app.documents.docx_reading import Paper, Seen
from app.documents.findings import Fault, Finding, finding, sized
from app.kernel.text import T

_ARTICLE = re.compile(r"Điều (\d+)(\.?)")
_DECISION, _SUBMISSION = "QUYẾT ĐỊNH", "TỜ TRÌNH"
_LAW = re.compile(r"Căn cứ (Bộ luật|Luật|Pháp lệnh)\s.*?\bsố \d", re.IGNORECASE)
_ACT = re.compile(r"Căn cứ (Nghị định|Nghị quyết|Quyết định|Thông tư|Kế hoạch)\b")
_WHOLE_ACT = re.compile(r"\bsố\s.*\bngày\s", re.DOTALL)
_DEGREE = re.compile(r"^(GS|PGS|TS|ThS|BS|KS|CN|Tiến sĩ|Thạc sĩ|Giáo sư|Kỹ sư|Cử nhân)\b[\s.]")
_SHORT = re.compile(r"^(TM|KT|TL|TUQ|Q)(?![A-ZĐ])(?!\. \S)")


def check_wording(paper: Paper) -> Iterator[Finding]:
    """What the first section says, beside its look."""
    main = [one for one in paper.texts if one.section == 0]
    flow = [one for one in main if one.cell is None]
    titles = {one.text.strip() for one in flow if one.align == "center"}
    yield from _check_subject(main)
    yield from _check_addressees(flow, main, titles)
    yield from _check_articles(flow)
    for one in flow:
        yield from _check_cited(one)
    yield from _check_who_signs(main)


def _check_subject(main: list[Seen]) -> Iterator[Finding]:
    for one in main:
        if one.cell is None or not one.text.lower().startswith("v/v"):
            continue
        upright = not one.bold and not one.italic
        if not one.text.startswith("V/v ") or not upright or not sized(one, 12, 13):
            yield finding(Fault.TITLE, T("Trích yếu công văn viết “V/v …”, chữ đứng, không đậm, "
                                         "cỡ 12 đến 13."), one)  # fmt: skip
        elif one.align != "center":
            yield finding(Fault.TITLE, T("Trích yếu công văn canh giữa dưới số, ký hiệu."), one)


def _check_addressees(flow: list[Seen], main: list[Seen], titles: set[str]) -> Iterator[Finding]:
    head = next((one for one in flow if one.text.startswith("Kính gửi")), None)
    letter = any(one.text.startswith("V/v") for one in main)
    if head is None:
        if letter or _SUBMISSION in titles:
            yield finding(Fault.ADDRESSEE, T("Tờ trình, công văn phải có “Kính gửi:”."))
        return
    if _DECISION in titles:
        yield finding(Fault.ADDRESSEE, T("Quyết định không có “Kính gửi:”."), head)
    if not sized(head, 13, 14) or head.bold or head.italic:
        yield finding(Fault.ADDRESSEE, T("“Kính gửi:” là chữ đứng, cỡ 13 đến 14."), head)
    if not head.text.startswith("Kính gửi:"):
        yield finding(Fault.ADDRESSEE, T("Sau “Kính gửi” có dấu hai chấm."), head)
    if head.text.strip() == "Kính gửi:":
        yield from _check_several(flow[flow.index(head) + 1 :], head)


def _check_several(following: list[Seen], head: Seen) -> Iterator[Finding]:
    lines: list[Seen] = []
    for one in following:
        if not one.text.startswith("-"):
            break
        lines.append(one)
    if not lines:
        yield finding(Fault.ADDRESSEE, T("Dưới “Kính gửi:” mỗi nơi nhận là một dòng “- …”."), head)
    for one in lines:
        if not one.text.rstrip().endswith("." if one is lines[-1] else ";"):
            yield finding(
                Fault.ADDRESSEE,
                T("Mỗi dòng dưới “Kính gửi:” kết thúc bằng dấu chấm phẩy, dòng cuối bằng dấu "
                  "chấm."), one,
            )  # fmt: skip


def _check_articles(flow: list[Seen]) -> Iterator[Finding]:
    """Điều 1., Điều 2. in order, the label in bold."""
    expected = 1
    for one in flow:
        match = _ARTICLE.match(one.text)
        if match is None or one.align == "center" or one.italic:
            continue
        if not match[2] or not one.starts_bold:
            yield finding(Fault.ARTICLE, T("“Điều 1.” có dấu chấm sau số, chữ đứng, đậm."), one)
        if int(match[1]) != expected:
            yield finding(Fault.ARTICLE, T("Các điều phải được đánh số liên tục từ 1."), one)
        expected = int(match[1]) + 1


def _check_cited(one: Seen) -> Iterator[Finding]:
    if _LAW.match(one.text):
        yield finding(Fault.LEGAL_BASES, T("Luật, pháp lệnh làm căn cứ không ghi số, ký hiệu."),
                      one)  # fmt: skip
    elif _ACT.match(one.text) and not _WHOLE_ACT.search(one.text):
        yield finding(
            Fault.LEGAL_BASES,
            T("Căn cứ phải ghi đủ tên loại, số, ký hiệu, ngày, cơ quan ban hành và trích yếu."),
            one,
        )


def _check_who_signs(main: list[Seen]) -> Iterator[Finding]:
    for one in main:
        if one.cell is None or one.cell[0] == 0 or one.align != "center":
            continue
        if one.text.isupper() and _SHORT.match(one.text):
            yield finding(Fault.SIGNATURE, T("Viết “TM. ”, “KT. ”, “TL. ”, “TUQ. ”, “Q. ”: có dấu "
                                             "chấm và dấu cách."), one)  # fmt: skip
        elif _DEGREE.match(one.text) and one.bold:
            yield finding(Fault.SIGNATURE, T("Trước họ tên người ký không ghi học hàm, học vị."),
                          one)  # fmt: skip
