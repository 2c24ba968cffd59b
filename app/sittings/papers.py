"""The minutes and the record of the count, as administrative documents (NĐ 30/2020, Mẫu 1.9).

Made from the frozen content alone, so the same sitting always gives the same bytes.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

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
    Paragraph,
    Row,
    Signature,
    Table,
)
from app.documents.phrases import attached_to, listed
from app.kernel.dates import document_day, local_date
from app.sittings.paper_words import (
    attendance,
    clock_and_day,
    count_of,
    item_blocks,
    joint_sentences,
    letter_sentence,
    lowered,
    moment,
    slips_of,
    sum_of_votes,
    teller_lines,
)
from app.sittings.rules import percent_text

_COUNTS = (
    Column("STT", 5, Align.CENTER),
    Column("Nội dung", 30),
    Column("Phát ra", 8, Align.CENTER),
    Column("Thu về", 8, Align.CENTER),
    Column("Bằng văn bản", 8, Align.CENTER),
    Column("Đồng ý", 8, Align.CENTER),
    Column("Không đồng ý", 9, Align.CENTER),
    Column("Ý kiến khác", 9, Align.CENTER),
    Column("Không hợp lệ", 9, Align.CENTER),
    Column("Tỷ lệ", 12, Align.CENTER),
    Column("Kết quả", 12, Align.CENTER),
)

_WITH_BLANKS = (*_COUNTS[:8], Column("Phiếu trắng", 8, Align.CENTER), *_COUNTS[8:])


def minutes(content: dict[str, Any]) -> AdministrativeDocument:
    """Biên bản họp, with the count of each vote as its annex."""
    voted = [item for item in content["items"] if count_of(item)]
    return AdministrativeDocument(
        kind="BIÊN BẢN",
        abstract=content["title"],
        letterhead=_letterhead(content),
        body=tuple(_body(content)),
        signature=signed_by(content, "CHỦ TỌA", Office.CHAIR),
        left_signature=signed_by(content, "THƯ KÝ", Office.SECRETARY),
        recipients=("Thành viên Hội đồng", f"Lưu: VT, {_short(content)}"),
        annexes=(_annex(content, voted),) if voted else (),
        trace=_trace(content),
    )


def count_record(content: dict[str, Any]) -> AdministrativeDocument:
    """Biên bản kiểm phiếu: every vote, the secret slips with their codes."""
    voted = [item for item in content["items"] if count_of(item)]
    return AdministrativeDocument(
        kind="BIÊN BẢN",
        abstract=f"Kiểm phiếu {lowered(content['title'])}",
        letterhead=_letterhead(content),
        body=tuple(_count_body(content, voted)),
        signature=signed_by(content, "CHỦ TỌA", Office.CHAIR),
        left_signature=_counters(content),
        recipients=("Thành viên Hội đồng", f"Lưu: VT, {_short(content)}"),
        trace=_trace(content),
        landscape=True,
    )


def _letterhead(content: dict[str, Any]) -> Letterhead:
    return Letterhead(content["agency"], content["council"], f"BB-{_short(content)}", "",
                      year=local_date(moment(content["closed_at"])).year)  # fmt: skip


def _short(content: dict[str, Any]) -> str:
    """HĐSK, HĐTĐKT: the first letters of the council's own words before the place."""
    return "HĐTĐKT" if "thi đua" in content["council"].casefold() else "HĐSK"


def signed_by(content: dict[str, Any], authority: str, office: Office) -> Signature:
    """Whoever holds the office and came; for an absent chair the vice chair."""
    others = (Office.VICE_CHAIR,) if office is Office.CHAIR else ()
    came = [one for one in content["members"] if one["stays"]]
    found = [one["name"] for wanted in (office, *others) for one in came
             if _office(one) == wanted]  # fmt: skip
    return Signature((authority,), found[0] if found else "", note="(Ký, ghi rõ họ tên)")


def _counters(content: dict[str, Any]) -> Signature:
    """Slips of paper are signed for by who counted them; else the secretary signs."""
    if not teller_lines(content):
        return signed_by(content, "THƯ KÝ", Office.SECRETARY)
    return Signature(("TỔ KIỂM PHIẾU",), note="(Từng người ký, ghi rõ họ tên)")


def _office(one: dict[str, Any]) -> str:
    """The office of a member; minutes frozen before offices were kept tell it by the title."""
    titles = {str(OFFICE_TITLES[office]): office for office in (Office.CHAIR, Office.SECRETARY)}
    return str(one.get("office") or titles.get(one["title"], Office.MEMBER))


def _trace(content: dict[str, Any]) -> str:
    number, head = content["audit"]
    return f"Nhật ký đến mục {number}, mã {head[:16]}"


def _body(content: dict[str, Any]) -> Iterator[Block]:
    number, day = content["council_decision"]
    came = [one for one in content["members"] if one["stays"]]
    absent = [one for one in content["members"] if not one["stays"]]
    needed, members = content["quorum"][2], len(content["members"])
    yield Paragraph(f"Thời gian bắt đầu: {clock_and_day(content['opened_at'])}.")
    if content["place"]:
        yield Paragraph(f"Địa điểm: {content['place']}.")
    # Minutes frozen before it was noted who issued the decision do not name anybody.
    who = content.get("council_decided_by")
    yield Paragraph(
        f"{content['council']} được thành lập theo Quyết định số {number} "
        f"{document_day(datetime.fromisoformat(day).date())}{f' của {who}' if who else ''}, "
        f"có {members} thành viên."
    )
    yield Heading(1, "THÀNH PHẦN THAM DỰ")
    yield Paragraph(
        f"Có mặt {len(came)}/{members} thành viên ({percent_text(len(came), members)}%); "
        f"số thành viên tối thiểu phải có mặt là {needed}."
    )
    yield Dashed(listed(tuple(attendance(one) for one in came)))
    if absent:
        yield Paragraph(f"Vắng mặt {len(absent)} thành viên:")
        yield Dashed(listed(tuple(f"{one['name']}, {one['title']}" for one in absent)))
    if content.get("letters"):
        yield Heading(1, "Ý KIẾN BẰNG VĂN BẢN")
        yield Paragraph("Thành viên vắng mặt được gửi phiếu lấy ý kiến:")
        yield Dashed(listed(tuple(letter_sentence(one) for one in content["letters"])))
    yield Heading(1, "NỘI DUNG")
    yield from map(Paragraph, joint_sentences(content))
    for item in content["items"]:
        yield from item_blocks(item)
    yield Paragraph(f"Cuộc họp kết thúc vào {clock_and_day(content['closed_at'])}.")


def _annex(content: dict[str, Any], voted: list[dict[str, Any]]) -> Annex:
    attached = attached_to("Biên bản", _letterhead(content), content["council"])
    body = (_counts(voted), Paragraph(sum_of_votes(voted)))
    return Annex("KẾT QUẢ BIỂU QUYẾT TỪNG NỘI DUNG", attached, body, landscape=True)


def _counts(voted: list[dict[str, Any]]) -> Table:
    counts = [count_of(item) for item in voted]
    blanks = any(one.get("joint") or one["counts"][6:] > [0] for one in counts)
    rows = (_count_row(place, item, blanks=blanks) for place, item in enumerate(voted, 1))
    return Table(_WITH_BLANKS if blanks else _COUNTS, tuple(rows))


def _count_row(place: int, item: dict[str, Any], *, blanks: bool) -> Row:
    given, yes, no, other, void, written, blank = (*count_of(item)["counts"], 0)[:7]
    title = f"{item['code']} {item['title']}".strip()
    share = f"{item['yes']}/{item['base']} ({percent_text(item['yes'], item['base'])}%)"
    marked = (yes, no, other, blank, void) if blanks else (yes, no, other, void)
    numbers = (given, yes + no + other + void + blank, written, *marked)
    said = "Thông qua" if item["passed"] else "Không thông qua"
    return Row((str(place), title, *map(str, numbers), share, said))


def _count_body(content: dict[str, Any], voted: list[dict[str, Any]]) -> Iterator[Block]:
    yield Paragraph(f"Thời gian bắt đầu: {clock_and_day(content['opened_at'])}.")
    if tellers := teller_lines(content):
        yield Heading(1, "TỔ KIỂM PHIẾU")
        yield Dashed(listed(tuple(tellers)))
    yield Heading(1, "KẾT QUẢ")
    yield from map(Paragraph, joint_sentences(content))
    if voted:
        yield _counts(voted)
        yield Paragraph(sum_of_votes(voted))
    else:
        yield Paragraph("Không có nội dung nào được biểu quyết.")
    secret = [item for item in voted if count_of(item)["slips"]]
    if secret:
        yield Heading(1, "MÃ PHIẾU KÍN")
        yield Paragraph("Mỗi người bỏ phiếu giữ mã của mình để đối chiếu; mã không gắn với tên.")
        yield Dashed(listed(tuple(slips_of(item) for item in secret)))
    yield Paragraph(f"Cuộc họp kết thúc vào {clock_and_day(content['closed_at'])}.")
