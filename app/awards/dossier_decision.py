"""Dự thảo Quyết định khen thưởng with its list, and the Công văn that sends the file upwards.

The number stays blank until văn thư gives it; once the decision was noted, it is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.awards.compiled import AwardSum
from app.awards.dossier_words import Paper
from app.awards.papers import (
    NOUNS,
    authority,
    counted,
    letterhead,
    list_annex,
    nouns,
    occasion,
    signature,
    what_is_asked,
)
from app.documents.model import (
    AdministrativeDocument,
    Annex,
    Block,
    Lettered,
    Letterhead,
    NumberedArticle,
    Paragraph,
    Signature,
    decision,
)
from app.documents.phrases import attached_to, day_or_blank, listed, number_line
from app.kernel.money import dong_in_words, dong_text
from app.kernel.numbers import count_in_words, decimal_text


def award_decision(paper: Paper) -> AdministrativeDocument:
    """Quyết định: whom it honours, the money, who carries it out; the list as its annex."""
    head = paper.head
    letter = _letterhead(paper)
    made = decision(
        abstract=f"Về việc {what_is_asked(paper.in_decision)} {occasion(paper.in_decision)}",
        letterhead=letter,
        authority=authority(head),
        legal_bases=head.legal_bases,
        proposed_by=_proposer(paper),
        articles=tuple(_articles(paper)),
        signature=Signature((head.head_title.upper(),)),
        recipients=("Như Điều 4", *((head.compiler,) if head.compiler else ()), "Lưu: VT"),
        annexes=(_annex(paper, letter),),
    )
    return replace(made, kind=paper.kind(made.kind), trace=paper.trace, qr_png=paper.qr)


def _letterhead(paper: Paper) -> Letterhead:
    head = paper.head
    number, _, symbol = paper.decision.partition("/")
    return Letterhead(
        superior="" if head.upward else head.superior,
        issuer=head.superior if head.upward else head.agency,
        symbol=symbol or f"QĐ-{head.symbol}", place=head.place, number=number or None,
        issued_on=paper.decided_on, year=head.year,
    )  # fmt: skip


def _proposer(paper: Paper) -> str:
    """ "Trưởng phòng Nội vụ tại Tờ trình số … ngày …": number and day left to be written."""
    head, own = paper.head, letterhead(paper.head)
    if head.upward:
        who = f"{head.head_title} {head.agency}"
    elif head.issuer.startswith("Phòng "):
        who = f"Trưởng p{head.issuer[1:]}"
    else:
        who = f"Thủ trưởng {head.issuer}"
    number = number_line(own).removeprefix("Số: ")
    return f"{who} tại Tờ trình số {number} {day_or_blank(None, own.year)}"


def _articles(paper: Paper) -> Iterator[Block]:
    compiled = paper.in_decision
    asked = what_is_asked(compiled)
    yield NumberedArticle(
        f"{asked[0].upper()}{asked[1:]} cho {counted(compiled)} {_reason(paper)} (danh sách kèm "
        "theo Quyết định này)."
    )
    yield NumberedArticle(_money(paper))
    if len(compiled.sums) > 1:
        yield Lettered(listed(tuple(_sum(one) for one in compiled.sums)))
    yield NumberedArticle("Quyết định này có hiệu lực kể từ ngày ký.")
    offices = [paper.head.compiler] if paper.head.compiler else []
    whom = "các đơn vị có liên quan và các tập thể, cá nhân có tên trong danh sách tại Điều 1"
    yield NumberedArticle(
        f"{', '.join([*offices, whom])} chịu trách nhiệm thi hành Quyết định này."
    )


def _reason(paper: Paper) -> str:
    movement = paper.head.movement
    if movement:
        return f"đã có thành tích trong {movement}"
    return "có sáng kiến được công nhận và áp dụng"


def _money(paper: Paper) -> str:
    """The sum with its words and the base salary it is a multiple of."""
    compiled, head = paper.in_decision, paper.head
    if head.salary is None:
        return "Tiền thưởng kèm theo thực hiện theo quy định hiện hành."
    several = len(compiled.sums) > 1
    each = ", gồm:" if several else f": {_sum(compiled.sums[0])}." if compiled.sums else "."
    return (
        f"Tiền thưởng kèm theo tính theo mức lương cơ sở {dong_text(head.salary)} "
        f"({head.salary_basis}), tổng số {dong_text(compiled.money)} (Bằng chữ: "
        f"{dong_in_words(compiled.money)}){each}"
    )


def _sum(one: AwardSum) -> str:
    noun = NOUNS[one.subject_kind]
    return (
        f"{one.award_name} đối với {noun}: {decimal_text(one.factor)} lần, mỗi {noun} "
        f"{dong_text(one.each or 0)}; {count_in_words(one.count, pad=True)} {noun}"
    )


def _annex(paper: Paper, letter: Letterhead) -> Annex:
    """Of a decision that a head takes, not the body that he heads (NĐ 30/2020, Mẫu 1.2)."""
    own = list_annex(paper.in_decision)
    title = (
        f"Danh sách {', '.join(nouns(paper.in_decision))} được {what_is_asked(paper.in_decision)}"
    )
    attached = attached_to("Quyết định", letter, authority(paper.head))
    return replace(own, title=title, relates_to=attached)


def forwarding_letter(paper: Paper, contents: Sequence[str]) -> AdministrativeDocument:
    """Công văn: the file is sent to the authority above, with what is in it."""
    head = paper.head
    own = letterhead(head)
    return AdministrativeDocument(
        kind="",
        abstract=f"gửi hồ sơ đề nghị {what_is_asked(paper.compiled)}",
        letterhead=replace(own, symbol=head.symbol),
        addressees=(head.superior,),
        body=tuple(_letter_body(paper, contents)),
        signature=signature(head),
        recipients=(f"Lưu: VT, {head.compiler_code}",) if head.compiler_code else ("Lưu: VT",),
        trace=paper.trace,
    )


def _letter_body(paper: Paper, contents: Sequence[str]) -> Iterator[Block]:
    head = paper.head
    yield Paragraph(
        f"{head.agency} gửi hồ sơ đề nghị {what_is_asked(paper.compiled)} cho "
        f"{counted(paper.compiled)}, gồm:"
    )
    yield Lettered(listed(tuple(contents)))
    yield Paragraph("Bản điện tử của các văn bản trên được gửi kèm theo, giống bản giấy.")
    yield Paragraph(f"{head.agency} kính đề nghị {head.superior} xem xét, quyết định.")
