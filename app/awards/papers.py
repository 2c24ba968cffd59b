"""The Tờ trình of a nomination list with its Phụ lục Danh sách, as content.

Made from a `CompiledList` alone; the number stays blank, because văn thư gives it.
"""

from collections.abc import Iterator

from app.awards.compiled import AwardSum, CompiledList, Heading, Line
from app.awards.states import SUBJECT_TITLES, AwardFamily, SubjectKind, Verdict
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Column,
    GroupRow,
    Lettered,
    Letterhead,
    Paragraph,
    Row,
    Signature,
    Table,
    TotalRow,
)
from app.documents.model import Heading as Part
from app.documents.phrases import attached_to, listed, roman
from app.kernel.money import dong_in_words, dong_text
from app.kernel.numbers import count_in_words, decimal_text, integer_text

ORDER = (SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL)
NOUNS = {
    SubjectKind.COLLECTIVE: "tập thể", SubjectKind.HOUSEHOLD: "hộ gia đình",
    SubjectKind.INDIVIDUAL: "cá nhân",
}  # fmt: skip
_COLUMNS = (
    Column("STT", 5, Align.CENTER),
    Column("Họ và tên, tên tập thể", 20),
    Column("Chức vụ, đơn vị", 20),
    Column("Thành tích", 45),
    Column("Hình thức", 14),
    Column("Tiền thưởng (đồng)", 13, Align.RIGHT),
)


def authority(head: Heading) -> str:
    """Who decides: the head of this authority, or of the one above it."""
    body = head.superior if head.upward else head.agency
    return f"{head.head_title} {body}"


def letterhead(head: Heading) -> Letterhead:
    """The head of the Tờ trình; number and day blank."""
    symbol = head.symbol if head.upward else head.compiler_code
    return Letterhead(
        superior=head.superior if head.upward else head.agency,
        issuer=head.issuer,
        symbol=f"TTr-{symbol}",
        place=head.place,
        year=head.year,
    )


def signature(head: Heading) -> Signature:
    """As set on the list; else the chair for the authority, or the head of the unit."""
    typed = tuple(line.strip().upper() for line in head.signer_title.splitlines() if line.strip())
    usual = (
        (f"TM. {head.agency}".upper(), head.head_title.upper())
        if head.upward
        else ("TRƯỞNG PHÒNG",)
    )
    if head.upward and head.agency.startswith("Ủy ban nhân dân"):
        usual = ("TM. ỦY BAN NHÂN DÂN", head.head_title.upper())
    return Signature(typed or usual, head.signer_name)


def counted(compiled: CompiledList) -> str:
    """ "02 (hai) tập thể và 12 (mười hai) cá nhân"."""
    *first, last = [
        f"{count_in_words(len(compiled.of(kind)), pad=True)} {NOUNS[kind]}"
        for kind in ORDER
        if compiled.of(kind)
    ] or [""]
    return f"{', '.join(first)} và {last}" if first else last


def numbered(compiled: CompiledList) -> list[tuple[int, Line]]:
    """Each line with its number on the printed list, which runs through all groups."""
    return list(enumerate((line for kind in ORDER for line in compiled.of(kind)), start=1))


def trace(compiled: CompiledList, code: str, lookup: str = "") -> str:
    """The small last line: which state of which list this is, and the code of the public page."""
    head = compiled.heading
    name = f"danh sách số {head.number:02d} năm {head.year}"
    if not code:
        return f"Dự thảo, {name} chưa chốt"
    checked = f"; mã tra cứu {lookup}" if lookup else ""
    return f"Theo {name} đã chốt, mã dữ liệu {code}{checked}"


def submission(
    compiled: CompiledList, trace: str = "", *, draft: bool = False
) -> AdministrativeDocument:
    """The Tờ trình that asks for the awards, with the list as its annex.

    A draft says so in its name and how many lines still lack something; a locked list has none.
    """
    head = compiled.heading
    return AdministrativeDocument(
        kind="TỜ TRÌNH (DỰ THẢO)" if draft else "TỜ TRÌNH",
        abstract=f"Về việc đề nghị {what_is_asked(compiled)} {occasion(compiled)}",
        letterhead=letterhead(head),
        legal_bases=head.legal_bases,
        addressees=(authority(head),),
        body=tuple(_body(compiled, draft=draft)),
        signature=signature(head),
        recipients=(f"Lưu: VT, {head.compiler_code}",) if head.compiler_code else ("Lưu: VT",),
        annexes=(list_annex(compiled),),
        trace=trace,
    )


def what_is_asked(compiled: CompiledList) -> str:
    """ "tặng Giấy khen" or "tặng danh hiệu Chiến sĩ thi đua cơ sở, Lao động tiên tiến"."""
    names = ", ".join(dict.fromkeys(line.award_name for line in compiled.lines))
    if compiled.heading.family is AwardFamily.TITLE:
        return f"tặng danh hiệu {names}"
    return f"tặng {names}"


def occasion(compiled: CompiledList) -> str:
    """ "cho tập thể, cá nhân có thành tích trong phong trào …"."""
    movement = compiled.heading.movement
    reason = f"có thành tích trong {movement}" if movement else "có sáng kiến được áp dụng"
    return f"cho {', '.join(nouns(compiled))} {reason}"


def nouns(compiled: CompiledList) -> list[str]:
    """What the list holds, in its order."""
    return [NOUNS[kind] for kind in ORDER if compiled.of(kind)]


def _body(compiled: CompiledList, *, draft: bool) -> Iterator[Block]:
    head = compiled.heading
    carried_out = f"Thực hiện {head.movement}, " if head.movement else ""
    sender = head.issuer
    opening = f"{carried_out}{sender}"
    done = (
        "đang tổng hợp, thẩm định hồ sơ đề nghị khen thưởng và dự kiến trình"
        if draft
        else "đã tổng hợp, thẩm định hồ sơ đề nghị khen thưởng và kính trình"
    )
    yield Paragraph(f"{opening} {done} {authority(head)} như sau:")
    yield Part(1, "Kết quả tổng hợp")
    several = len(compiled.sums) > 1
    yield Paragraph(f"{_finding(compiled)}{', gồm:' if several else '.'}")
    if several:
        yield Lettered(listed(tuple(_award_line(one) for one in compiled.sums)))
    yield Part(1, "Tiền thưởng")
    yield from _money(compiled)
    yield Part(1, "Đề nghị")
    yield Paragraph(
        f"Kính trình {authority(head)} xem xét, quyết định {what_is_asked(compiled)} cho "
        f"{counted(compiled)} (danh sách kèm theo Tờ trình này)."
    )
    yield Paragraph(f"Kính đề nghị {authority(head)} xem xét, quyết định.")


def _finding(compiled: CompiledList) -> str:
    """What the checks came to, without a full stop; lines that lack something are counted."""
    solutions = count_in_words(compiled.solution_count, pad=True)
    if not compiled.open_count:
        return (
            f"Có {counted(compiled)} đủ điều kiện, hồ sơ đầy đủ; thành tích dựa trên {solutions} "
            "giải pháp đã được công nhận và đang được áp dụng"
        )
    kinds = (
        (Verdict.LACKING, "trường hợp chưa đủ điều kiện hoặc thiếu thành phần hồ sơ"),
        (Verdict.ASK, "trường hợp chờ người có trách nhiệm kết luận"),
    )
    open_lines = " và ".join(
        f"{count_in_words(number, pad=True)} {words}"
        for verdict, words in kinds
        if (number := compiled.count_of(verdict))
    )
    return (
        f"Còn {open_lines}. Dự kiến đề nghị {counted(compiled)}; thành tích dựa trên {solutions} "
        "giải pháp"
    )


def _award_line(one: AwardSum) -> str:
    noun = NOUNS[one.subject_kind]
    return f"{one.award_name}: {count_in_words(one.count, pad=True)} {noun}"


def _money(compiled: CompiledList) -> Iterator[Block]:
    head = compiled.heading
    lines = listed(tuple(_money_line(one, head) for one in compiled.sums))
    base = (
        f"Mức tiền thưởng tính theo mức lương cơ sở {dong_text(head.salary or 0)} "
        f"({head.salary_basis})"
    )
    if len(lines) == 1:
        yield Paragraph(f"{base}. {lines[0]}")
    else:
        yield Paragraph(f"{base}:")
        yield Lettered(lines)
    yield Paragraph(
        f"Tổng số tiền thưởng: {dong_text(compiled.money)} "
        f"(Bằng chữ: {dong_in_words(compiled.money)})."
    )


def _money_line(one: AwardSum, head: Heading) -> str:
    noun = NOUNS[one.subject_kind]
    return (
        f"{one.award_name} đối với {noun}: {decimal_text(one.factor)} x "
        f"{integer_text(head.salary or 0)} = {dong_text(one.each or 0)}; "
        f"{count_in_words(one.count, pad=True)} {noun}, cộng {dong_text(one.amount)}"
    )


def list_annex(compiled: CompiledList) -> Annex:
    """The list as an annex of the Tờ trình: collectives, then individuals, with counts in words."""
    head = compiled.heading
    return Annex(
        title=f"Danh sách {', '.join(nouns(compiled))} đề nghị {what_is_asked(compiled)}",
        relates_to=attached_to("Tờ trình", letterhead(head), head.issuer),
        body=(_table(compiled), Paragraph(f"Danh sách này có {counted(compiled)}.")),
        landscape=True,
    )


def _table(compiled: CompiledList) -> Table:
    rows: list[Row | GroupRow | TotalRow] = []
    place = 0
    groups = [kind for kind in ORDER if compiled.of(kind)]
    for number, kind in enumerate(groups, start=1):
        lines = compiled.of(kind)
        words = count_in_words(len(lines), pad=True)
        rows.append(GroupRow(f"{roman(number)}. {SUBJECT_TITLES[kind]}: {words} {NOUNS[kind]}"))
        for line in lines:
            place += 1
            rows.append(_row(place, line))
    rows.append(TotalRow(("", "Cộng", "", "", "", integer_text(compiled.money))))
    return Table(_COLUMNS, tuple(rows))


def _row(place: int, line: Line) -> Row:
    money = "" if line.amount is None else integer_text(line.amount)
    return Row((str(place), line.name, position(line), line.achievement, line.award_name, money))


def position(line: Line) -> str:
    """ "Công chức, Phường 9"; for a collective only what its name does not say already."""
    unit = "" if line.unit_name == line.name else line.unit_name
    return ", ".join(filter(None, (line.job_title, unit)))
