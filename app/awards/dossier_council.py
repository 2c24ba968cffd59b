"""Biên bản họp and biên bản kiểm phiếu of the council on awards.

From the closed sitting where there is one; otherwise forms with everything that is known filled in
and room to write by hand. Nothing is invented: no time, no attendance, no vote.
"""

from collections.abc import Iterator
from typing import Any

from app.awards.compiled import Line
from app.awards.dossier_facts import CouncilFacts
from app.awards.dossier_words import BY_HAND, Paper, council_of
from app.awards.papers import counted, numbered, position
from app.councils.models import CouncilKind
from app.councils.states import OFFICE_TITLES, Office
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Column,
    Dashed,
    Heading,
    Letterhead,
    Numbered,
    Paragraph,
    Row,
    Signature,
    Table,
)
from app.documents.phrases import attached_to
from app.kernel.dates import document_day
from app.kernel.numbers import count_in_words
from app.sittings.papers import count_record, minutes
from app.sittings.thresholds import in_force

_TITLE_AT_BASE = "CSTD-CS"
_VOTES = (
    Column("STT", 5, Align.CENTER),
    Column("Họ và tên, tên tập thể", 26),
    Column("Chức vụ, đơn vị", 26),
    Column("Đề nghị", 18),
    Column("Số phiếu đồng ý", 10, Align.CENTER),
    Column("Số phiếu không đồng ý", 10, Align.CENTER),
    Column("Số phiếu không hợp lệ", 10, Align.CENTER),
    Column("Tỷ lệ (%)", 9, Align.CENTER),
)


def minutes_paper(paper: Paper, sitting: dict[str, Any] | None) -> AdministrativeDocument:
    """The minutes as recorded; without a sitting a form to fill in."""
    return _minutes_form(paper) if sitting is None else minutes(sitting)


def count_paper(paper: Paper, sitting: dict[str, Any] | None) -> AdministrativeDocument:
    """The record of the count as recorded; without a sitting a form to fill in."""
    return _count_form(paper) if sitting is None else count_record(sitting)


def _letterhead(paper: Paper) -> Letterhead:
    return Letterhead(paper.head.agency, council_of(paper), "BB-HĐTĐKT", "", year=paper.head.year)


def _form(paper: Paper, abstract: str, body: tuple[Block, ...]) -> AdministrativeDocument:
    letterhead = _letterhead(paper)
    return AdministrativeDocument(
        kind="BIÊN BẢN",
        abstract=abstract,
        letterhead=letterhead,
        body=body,
        signature=Signature(("CHỦ TỌA",), _seated(paper, "Chủ tịch Hội đồng"),
                            note="(Ký, ghi rõ họ tên)"),
        left_signature=Signature(("THƯ KÝ",), _seated(paper, "Thư ký Hội đồng"),
                                 note="(Ký, ghi rõ họ tên)"),
        recipients=("Thành viên Hội đồng", "Lưu: VT, HĐTĐKT"),
        annexes=(
            Annex(
                title="Kết quả biểu quyết từng trường hợp",
                relates_to=attached_to("Biên bản", letterhead, council_of(paper)),
                body=(_votes(paper), Paragraph(f"Bảng này có {counted(paper.compiled)}.")),
                landscape=True,
            ),
        ),
        trace=paper.trace,
    )  # fmt: skip


def _seated(paper: Paper, title: str) -> str:
    council = paper.dossier.council
    names = [name for name, held, _ in council.members if held == title] if council else []
    return names[0] if len(names) == 1 else ""


def _votes(paper: Paper) -> Table:
    rows = (_vote(place, line) for place, line in numbered(paper.compiled))
    return Table(_VOTES, tuple(rows))


def _vote(place: int, line: Line) -> Row:
    hand = ("……",) * 4
    return Row((str(place), line.name, position(line), line.award_name, *hand))


def _minutes_form(paper: Paper) -> AdministrativeDocument:
    return _form(paper, "Họp xét đề nghị khen thưởng", tuple(_minutes_body(paper)))


def _count_form(paper: Paper) -> AdministrativeDocument:
    return _form(paper, "Kiểm phiếu xét đề nghị khen thưởng", tuple(_count_body(paper)))


def by_hand_rows(paper: Paper) -> list[dict[str, str]]:
    """One row for each line of the list, with room for what is counted."""
    names = ("phat_ra", "thu_ve", "dong_y", "khong", "y_kien_khac", "phieu_trang", "khong_hop_le",
             "ty_le", "ket_luan")  # fmt: skip
    return [
        {"stt": str(place),
         "noi_dung": f"{line.award_name}: {', '.join(filter(None, (line.name, position(line))))}",
         **dict.fromkeys(names, "……")}
        for place, line in numbered(paper.compiled)
    ]  # fmt: skip


def known_of_sitting(paper: Paper) -> dict[str, str]:
    """What is known of a sitting that is not recorded; the rest is room to write by hand."""
    council = paper.dossier.council
    at = f"{BY_HAND} giờ {BY_HAND}, ngày {BY_HAND} tháng {BY_HAND} năm {paper.head.year}"
    members = [f"{name}, {title}, {unit}: {BY_HAND}" for name, title, unit in council.members] \
        if council else [BY_HAND]  # fmt: skip
    known = council is not None and council.decided_on is not None
    return {
        "hoi_dong": council_of(paper), "bat_dau": at, "ket_thuc": at, "dia_diem": BY_HAND,
        "quyet_dinh_thanh_lap": _set_up(council) if council and known
        else f"Quyết định số {BY_HAND}",
        "thanh_phan": "\n".join(members), "vang_mat": BY_HAND, "y_kien_van_ban": BY_HAND,
        "chu_tri": _seated(paper, "Chủ tịch Hội đồng") or BY_HAND,
        "thu_ky": _seated(paper, "Thư ký Hội đồng") or BY_HAND, "co_mat": f"{BY_HAND}/{BY_HAND}",
        "so_phieu": f"Phát ra {BY_HAND}, thu vào {BY_HAND}, hợp lệ {BY_HAND}",
        "to_kiem_phieu": BY_HAND,
        "noi_dung": "\n".join([_presented(paper), f"Ý kiến thảo luận: {BY_HAND}{BY_HAND}.",
                               _rules(paper)]).rstrip(),
    }  # fmt: skip


def _set_up(council: CouncilFacts) -> str:
    """ "Quyết định số 77/QĐ-UBND ngày 05 tháng 01 năm 2026 của Chủ tịch …"."""
    day = document_day(council.decided_on) if council.decided_on else BY_HAND
    who = f" của {council.decided_by}" if council.decided_by else ""
    return f"Quyết định số {council.decision} {day}{who}"


def _size(council: CouncilFacts) -> str:
    """An alternate is no member until standing in for one."""
    spare = sum(title == str(OFFICE_TITLES[Office.ALTERNATE]) for _n, title, _u in council.members)
    members = f"{len(council.members) - spare} thành viên"
    return f"{members} và {spare} ủy viên dự khuyết" if spare else members


def _opening(paper: Paper) -> Iterator[Block]:
    yield Paragraph(f"Thời gian bắt đầu: {BY_HAND} giờ {BY_HAND}, ngày {BY_HAND} tháng {BY_HAND} "
                    f"năm {paper.head.year}.")  # fmt: skip
    yield Paragraph(f"Địa điểm: {BY_HAND}.")
    council = paper.dossier.council
    if council is not None and council.decided_on is not None:
        yield Paragraph(
            f"{council.name} được thành lập theo {_set_up(council)}, có {_size(council)}."
        )
    else:
        yield Paragraph(f"{council_of(paper)} được thành lập theo Quyết định số {BY_HAND}, có "
                        f"{BY_HAND} thành viên.")  # fmt: skip


def _minutes_body(paper: Paper) -> Iterator[Block]:
    yield from _opening(paper)
    yield Heading(1, "Thành phần tham dự")
    yield Paragraph(f"Có mặt {BY_HAND} thành viên; vắng mặt {BY_HAND} thành viên; gửi ý kiến bằng "
                    f"văn bản {BY_HAND} thành viên. Đánh dấu người có mặt:")  # fmt: skip
    council = paper.dossier.council
    members = council.members if council else ()
    if members:
        yield Dashed(tuple(f"{name}, {title}, {unit}: {BY_HAND}" for name, title, unit in members))
    else:
        yield Dashed((f"Chủ tịch Hội đồng: {BY_HAND}", f"Thư ký Hội đồng: {BY_HAND}",
                      f"Các thành viên: {BY_HAND}"))  # fmt: skip
    yield Heading(1, "Nội dung")
    yield Paragraph(_presented(paper))
    yield Paragraph(f"Ý kiến thảo luận: {BY_HAND}{BY_HAND}{BY_HAND}.")
    yield Heading(1, "Kết quả biểu quyết")
    yield Paragraph(f"Hội đồng biểu quyết từng trường hợp (Phụ lục kèm theo Biên bản này). "
                    f"{_rules(paper)}")  # fmt: skip
    yield Paragraph(f"Cuộc họp kết thúc vào {BY_HAND} giờ {BY_HAND} cùng ngày.")


def _presented(paper: Paper) -> str:
    occasion = f" trong {paper.head.movement}" if paper.head.movement else ""
    return (
        f"{paper.head.compiler or 'Cơ quan thường trực'} trình bày danh sách đề nghị khen "
        f"thưởng{occasion}, gồm {counted(paper.compiled)}."
    )


def _count_body(paper: Paper) -> Iterator[Block]:
    yield from _opening(paper)
    yield Heading(1, "Tổ kiểm phiếu")
    yield Numbered((f"Tổ trưởng: {BY_HAND}.", f"Thành viên: {BY_HAND}."))
    yield Heading(1, "Kết quả kiểm phiếu")
    yield Paragraph(f"Số phiếu phát ra: {BY_HAND}; số phiếu thu về: {BY_HAND}; số phiếu hợp lệ: "
                    f"{BY_HAND}; số phiếu không hợp lệ: {BY_HAND}.")  # fmt: skip
    number = count_in_words(len(paper.compiled.lines), pad=True)
    yield Paragraph(f"Kết quả của {number} trường hợp ghi tại Phụ lục kèm theo Biên bản này. "
                    f"{_rules(paper)}")  # fmt: skip
    yield Paragraph(f"Việc kiểm phiếu kết thúc vào {BY_HAND} giờ {BY_HAND} cùng ngày.")


def _rules(paper: Paper) -> str:
    """What part of the council must agree, by the catalogue of the list's day, with the clause."""
    asked = [f"{one.award}: {one.share}" + (f", theo {one.clause}" if one.clause else "")
             for one in paper.dossier.votes]  # fmt: skip
    if asked:
        return f"Tỷ lệ cần đạt: {'; '.join(asked)}."
    found = {one.code: one for one in in_force(CouncilKind.EMULATION, paper.head.judged_on)}
    codes = {line.award_code for line in paper.compiled.lines}
    wanted = [
        ("grassroots_title", _TITLE_AT_BASE in codes),
        ("other_award", codes != {_TITLE_AT_BASE}),
    ]
    texts = [
        f"{one.title}: {one.share.text} tổng số thành viên, theo {one.clause}"
        for code, asked in wanted
        if asked and (one := found.get(code))
    ]
    return f"Tỷ lệ cần đạt: {'; '.join(texts)}." if texts else ""
