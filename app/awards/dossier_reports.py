"""Báo cáo thành tích of one person or one collective, worded from what is recorded.

Luật Thi đua, khen thưởng 2022, Điều 84 khoản 1: a dossier holds a report for each. What a form asks
and this system does not hold (giới tính) stands marked, for the office to fill in.
"""

from collections.abc import Iterator

from app.awards.compiled import Line, LineSolution
from app.awards.dossier_facts import EarlierAward, SolutionFacts
from app.awards.dossier_words import (
    Paper,
    authors_text,
    benefit,
    born_text,
    cell,
    confirmation,
    figure,
    honour,
    is_author,
    known,
    recognised_by,
    role_of,
    saved_text,
    shortened,
    unit_letterhead,
)
from app.awards.papers import authority
from app.awards.states import SubjectKind
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Block,
    Column,
    Dashed,
    Heading,
    Numbered,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from app.documents.phrases import listed
from app.kernel.dates import day_text, document_day
from app.kernel.money import dong_in_words, dong_text

_COLUMNS = (
    Column("STT", 5, Align.CENTER),
    Column("Đơn vị áp dụng", 24),
    Column("Từ ngày", 11, Align.CENTER),
    Column("Chỉ tiêu", 24),
    Column("Trước", 12, Align.RIGHT),
    Column("Sau", 12, Align.RIGHT),
    Column("Tiết kiệm mỗi năm (đồng)", 14, Align.RIGHT),
)


def report(paper: Paper, line: Line) -> AdministrativeDocument:
    """The report of one line."""
    individual = line.subject_kind is SubjectKind.INDIVIDUAL
    unit = paper.subject(line).unit_code
    numbered = f"BC-{unit}" if unit else "BC"
    return AdministrativeDocument(
        kind=paper.kind("BÁO CÁO THÀNH TÍCH"),
        abstract=f"Đề nghị {honour(line, paper.head.family)}",
        letterhead=unit_letterhead(paper, line, "" if individual else numbered),
        body=tuple(_body(paper, line)),
        left_signature=confirmation("XÁC NHẬN CỦA ĐƠN VỊ") if individual else None,
        signature=Signature(("NGƯỜI BÁO CÁO",), line.name, note="(Ký, ghi rõ họ tên)")
        if individual
        else Signature(("THỦ TRƯỞNG ĐƠN VỊ",), note="(Ký, ghi rõ họ tên, đóng dấu)"),
        recipients=() if individual else (authority(paper.head), "Lưu: VT"),
        trace=paper.trace,
    )


def _body(paper: Paper, line: Line) -> Iterator[Block]:
    yield Heading(1, "Thông tin chung")
    if line.subject_kind is SubjectKind.INDIVIDUAL:
        yield from _person(paper, line)
    else:
        yield from _collective(paper, line)
    yield Heading(1, "Thành tích đạt được")
    if paper.head.movement:
        yield Paragraph(f"Thành tích trong {paper.head.movement}:")
    if not line.solutions:
        yield Paragraph((Run("[chưa có giải pháp làm căn cứ]", marked=True),))
    for basis in line.solutions:
        yield from _solution(paper, basis)
    yield Heading(1, "Tóm tắt thành tích đề nghị khen thưởng")
    told = line.achievement.rstrip()
    stop = "" if not told or told[-1] in ".!?…" else "."
    yield Paragraph(f"{told}{stop}" or (Run("[chưa có tóm tắt thành tích]", marked=True),))
    yield Heading(1, "Các hình thức đã được khen thưởng")
    yield from _earlier(paper, line)
    yield Heading(1, "Đề nghị")
    yield Paragraph(
        f"Kính đề nghị {authority(paper.head)} xem xét, {honour(line, paper.head.family)} "
        f"cho {line.name} theo {line.award_clause}."
    )


def _person(paper: Paper, line: Line) -> Iterator[Block]:
    facts = paper.subject(line)
    yield Numbered((
        known("Họ và tên", line.name, "họ và tên"),
        known("Ngày, tháng, năm sinh", born_text(facts.born), "ngày sinh"),
        known("Giới tính", facts.gender, "giới tính"),
        known("Chức vụ", line.job_title, "chức vụ"),
        known("Đơn vị công tác", line.unit_name, "đơn vị công tác"),
        known("Trình độ chuyên môn", facts.qualification, "trình độ chuyên môn"),
    ))  # fmt: skip


def _collective(paper: Paper, line: Line) -> Iterator[Block]:
    yield Numbered((
        known("Tên tập thể", line.name, "tên tập thể"),
        known("Địa chỉ", paper.subject(line).address, "địa chỉ"),
        known("Cơ quan quản lý trực tiếp", paper.head.agency, "cơ quan quản lý trực tiếp"),
        known("Số lượng công chức, viên chức, người lao động", "", "số lượng người"),
    ))  # fmt: skip


def _solution(paper: Paper, basis: LineSolution) -> Iterator[Block]:
    facts = paper.solution(basis.code)
    yield Heading(2, f"Giải pháp “{basis.title}” (mã hồ sơ {basis.code})")
    yield Paragraph(f"Vai trò: {role_of(basis)}.")
    if facts is None:
        yield Paragraph((Run("[chưa có dữ liệu của giải pháp]", marked=True),))
        return
    yield from _standing(facts, basis)
    for label, text, what in (("Nội dung", facts.summary, "tóm tắt giải pháp"),
                              ("Hiệu quả", facts.effect, "hiệu quả")):  # fmt: skip
        yield Paragraph(_told(label, text, what, facts.code))
    yield from _applications(facts)


def _told(label: str, text: str, what: str, code: str) -> tuple[Run, ...]:
    if not text:
        return (Run(f"{label}: "), Run(f"[chưa có {what}]", marked=True))
    return (Run(f"{label}: {shortened(text, code)}"),)


def _standing(facts: SolutionFacts, basis: LineSolution) -> Iterator[Block]:
    """Who wrote it, and by what it was recognised."""
    others = len(facts.authors) > 1 or not is_author(basis)
    if others and facts.authors:
        yield Paragraph(f"Tác giả và tỷ lệ đóng góp: {authors_text(facts)}.")
    level = f" cấp {facts.level}" if facts.level else ""
    yield Paragraph(known(f"Công nhận sáng kiến{level}", recognised_by(facts),
                          "quyết định công nhận"))  # fmt: skip
    if facts.first_applied_on:
        yield Paragraph(f"Áp dụng lần đầu: {document_day(facts.first_applied_on)}.")


def _applications(facts: SolutionFacts) -> Iterator[Block]:
    if not facts.applied:
        yield Paragraph(known("Kết quả áp dụng", "", "đơn vị xác nhận áp dụng"))
        return
    yield Paragraph(f"Kết quả áp dụng: {benefit(facts)}, cụ thể:")
    rows = tuple(
        Row((
            str(place), one.unit, day_text(one.since), cell(one.indicator),
            cell(figure(one.before, one.measure)), cell(figure(one.after, one.measure)),
            saved_text(one) or "không nêu",
        ))
        for place, one in enumerate(facts.applied, start=1)
    )  # fmt: skip
    yield Table(_COLUMNS, rows)
    methods = list(dict.fromkeys(one.method for one in facts.applied if one.method))
    if methods:
        yield Paragraph(f"Cách đo: {'; '.join(methods)}.")
    if facts.saved_vnd:
        words = dong_in_words(facts.saved_vnd)
        yield Paragraph(f"Tổng số tiền tiết kiệm mỗi năm: {dong_text(facts.saved_vnd)} "
                        f"(Bằng chữ: {words}).")  # fmt: skip


def _earlier(paper: Paper, line: Line) -> Iterator[Block]:
    earlier = paper.subject(line).earlier
    if not earlier:
        yield Paragraph("Trong hệ thống chưa ghi nhận hình thức khen thưởng nào trước đây.")
        return
    yield Dashed(listed(tuple(map(_award, earlier))))


def _award(one: EarlierAward) -> str:
    """ "Giấy khen, Quyết định số 12/QĐ-UBND ngày …"; as much as is known."""
    number = f", Quyết định số {one.decision}" if one.decision else ""
    if one.decided_on:
        return f"{one.award}{number} {document_day(one.decided_on)}"
    return f"{one.award}{number}, năm {one.year}" if one.year else f"{one.award}{number}"
