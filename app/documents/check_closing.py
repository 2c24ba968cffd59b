"""End mark, signature, recipients, annexes and tables: NĐ 30/2020, Phụ lục I, Mục II.7 and II.9."""

import re
from collections.abc import Iterator

from app.documents.check_text import ends_well, flow_of
from app.documents.docx_reading import Paper, Seen
from app.documents.findings import Fault, Finding, between, finding, sized
from app.kernel.text import T

_ANNEX = re.compile(r"Phụ lục( [IVX]+)?")
_ROOM_TO_SIGN = 15 / 25.4 * 72
_LINE = 14


def check_closing(paper: Paper) -> Iterator[Finding]:
    """How the document and each annex end, and the tables in them."""
    if any(one.text.startswith(("Số:", "V/v")) for one in paper.texts):
        yield from _check_end_mark(paper, 0)
    yield from _check_signature(paper)
    yield from _check_recipients(paper)
    for section in range(1, len(paper.sections)):
        yield from _check_annex(paper, section)
        yield from _check_end_mark(paper, section)
    yield from _check_tables(paper)


def _check_end_mark(paper: Paper, section: int) -> Iterator[Finding]:
    flow = flow_of(paper, section)
    if not flow or not ends_well(flow[-1]):
        last = flow[-1] if flow else None
        yield finding(Fault.END_MARK, T("Hết nội dung văn bản phải có dấu “./.”."), last)


def _signature_table(paper: Paper) -> int | None:
    """The last unruled table of the main text, if it is not the head's."""
    plain = [place for place, one in enumerate(paper.tables) if one.section == 0 and not one.ruled]
    return plain[-1] if plain and _is_signed(paper, plain[-1]) else None


def _is_signed(paper: Paper, table: int) -> bool:
    cells = [one for one in paper.texts if one.cell and one.cell[0] == table]
    return not any(one.text.startswith("CỘNG HÒA") for one in cells)


def _check_signature(paper: Paper) -> Iterator[Finding]:
    table = _signature_table(paper)
    if table is None:
        yield finding(Fault.SIGNATURE, T("Thiếu phần quyền hạn, chức vụ và họ tên người ký."))
        return
    cells = [one for one in paper.texts if one.cell and one.cell[0] == table]
    authority = [one for one in cells if one.text.isupper() and not one.text.startswith("-")]
    for one in authority:
        if not one.bold or one.italic or not sized(one, 13, 14) or one.align != "center":
            yield finding(
                Fault.SIGNATURE,
                T("Quyền hạn, chức vụ của người ký là chữ in hoa, đứng, đậm, cỡ 13 đến 14."),
                one,
            )
    yield from _check_name(paper, table)
    if not paper.tables[table].whole_rows or not _held_before(paper, table):
        yield finding(
            Fault.SIGNATURE, T("Phần chữ ký không được tách trang hoặc đứng riêng trên một trang.")
        )


def _check_name(paper: Paper, table: int) -> Iterator[Finding]:
    """The name in the right-hand cell, bold, with room above it to sign."""
    column = max(one.cell[2] for one in paper.paragraphs if one.cell and one.cell[0] == table)
    lines = [one for one in paper.paragraphs if one.cell == (table, 0, column)]
    named = [one for one in lines if one.text.strip()]
    if not named:
        return
    name = named[-1]
    if not name.text.isupper() and not name.italic and not (name.bold and sized(name, 13, 14)):
        yield finding(Fault.SIGNATURE, T("Họ tên người ký là chữ đứng, đậm, cỡ 13 đến 14."), name)
    room = sum(one.before + one.after for one in lines)
    room += sum(_LINE for one in lines if not one.text.strip())
    if not between(room, _ROOM_TO_SIGN, 1000):
        yield finding(Fault.SIGNATURE, T("Chừa tối thiểu 15 mm để ký."), name)


def _held_before(paper: Paper, table: int) -> bool:
    """Whether what stands above the signature is kept on its page."""
    above: list[Seen] = []
    for one in paper.paragraphs:
        if one.cell is not None and one.cell[0] == table:
            break
        above.append(one)
    last_words = next((one for one in reversed(above) if one.text.strip()), None)
    return bool(above) and above[-1].keep and last_words is not None and last_words.keep


def _check_recipients(paper: Paper) -> Iterator[Finding]:
    head = next((one for one in paper.texts if one.text.strip() == "Nơi nhận:"), None)
    if head is None:
        if any(one.text.startswith("Số:") for one in paper.texts):
            yield finding(Fault.RECIPIENTS, T("Thiếu phần Nơi nhận."))
        return
    if not (head.bold and head.italic and sized(head, 12, 12)):
        yield finding(Fault.RECIPIENTS, T("“Nơi nhận:” là chữ nghiêng, đậm, cỡ 12."), head)
    place = next(at for at, one in enumerate(paper.texts) if one is head) + 1
    following = paper.texts[place:]
    lines = []
    for one in following:
        if not one.text.startswith("-") or one.cell != head.cell:
            break
        lines.append(one)
    yield from _check_recipient_lines(lines)


def _check_recipient_lines(lines: list[Seen]) -> Iterator[Finding]:
    for one in lines:
        if not sized(one, 11, 11) or one.bold or one.italic:
            yield finding(Fault.RECIPIENTS, T("Danh sách nơi nhận là chữ đứng, cỡ 11."), one)
        end = "." if one is lines[-1] else ";"
        if not one.text.startswith("- ") or not one.text.rstrip().endswith(end):
            yield finding(
                Fault.RECIPIENTS,
                T(
                    "Mỗi nơi nhận là một dòng có gạch đầu dòng, cuối dòng có dấu chấm phẩy; "
                    "dòng cuối cùng có dấu chấm."
                ),
                one,
            )
    if not lines or not lines[-1].text.startswith("- Lưu: VT"):
        yield finding(Fault.RECIPIENTS, T("Dòng cuối cùng của Nơi nhận là “- Lưu: VT, …”."))


def _check_annex(paper: Paper, section: int) -> Iterator[Finding]:
    texts = [one for one in paper.texts if one.section == section and one.cell is None]
    label = texts[0] if texts else None
    if label is None or _ANNEX.fullmatch(label.text.strip()) is None:
        yield finding(Fault.ANNEX, T("Phụ lục bắt đầu bằng “Phụ lục” và số La Mã."), label)
        return
    if not label.bold or not sized(label, 14, 14) or label.align != "center":
        yield finding(Fault.ANNEX, T("“Phụ lục” là chữ thường, đậm, cỡ 14, canh giữa."), label)
    title = texts[1] if len(texts) > 1 else None
    if title is None or not (title.text.isupper() and title.bold and sized(title, 13, 14)):
        yield finding(Fault.ANNEX, T("Tên phụ lục là chữ in hoa, đậm, cỡ 13 đến 14."), title)
    related = next((one for one in texts if one.text.startswith("(Kèm theo")), None)
    if related is None or not related.italic or not sized(related, 13, 14):
        yield finding(
            Fault.ANNEX, T("Dưới tên phụ lục có dòng “(Kèm theo …)”, chữ nghiêng, cỡ 13 đến 14.")
        )


def _check_tables(paper: Paper) -> Iterator[Finding]:
    for table in paper.tables:
        if not table.ruled:
            continue
        if not table.repeats_head:
            yield finding(Fault.TABLE, T("Tiêu đề bảng phải lặp lại ở đầu mỗi trang."))
        if not table.whole_rows:
            yield finding(Fault.TABLE, T("Dòng của bảng không được tách sang trang khác."))
