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
from app.kernel.dates import document_day, local, local_date
from app.kernel.numbers import count_in_words
from app.sittings.rules import percent_text
from app.sittings.states import BALLOT_TITLES, CHOICE_TITLES, BallotKind, Choice, ItemState

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
        abstract=f"Kiểm phiếu {_lower(content['title'])}",
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
                      year=local_date(_at(content["closed_at"])).year)  # fmt: skip


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


def attendance(one: dict[str, Any]) -> str:
    times = "; ".join(
        f"từ {_clock(came)} đến {_clock(left)}" if left else f"từ {_clock(came)} đến khi bế mạc"
        for came, left in one["stays"]
    )
    instead = f" thay {one['stands_for']}" if one.get("stands_for") else ""
    return f"{one['name']}, {one['title']}{instead}, {one['unit']}: {times}"


def letter_sentence(one: dict[str, Any]) -> str:
    back = one["received_at"]
    answer = f"nhận lại {clock_and_day(back)}" if back else "chưa nhận được trả lời"
    return (
        f"{one['name']}: gửi {clock_and_day(one['sent_at'])}, "
        f"hạn trả lời {clock_and_day(one['due_at'])}, {answer}"
    )


def item_blocks(item: dict[str, Any]) -> Iterator[Block]:
    code = f" ({item['code']})" if item["code"] else ""
    unit = f", {item['unit']}" if item["unit"] else ""
    yield Heading(2, f"{item['title']}{code}{unit}")
    joint = count_of(item).get("joint")
    for one in item["recused"]:
        if one["out_at"]:
            back = f" đến {_clock(one['back_at'])}" if one["back_at"] else ""
            away = f"không dự phần này từ {_clock(one['out_at'])}{back}"
            yield Paragraph(f"{one['name']} {one['ground']}, {away}.")
        if joint:
            yield Paragraph(f"{one['name']} {one['ground']}, không bỏ phiếu nội dung này trên "
                            f"phiếu chung số {joint}.")  # fmt: skip
    for vote in item["ballots"]:
        if vote["undone"]:
            yield Paragraph(f"Lần biểu quyết thứ {vote['number']} không tính: {vote['undone']}")
    if item.get("parts"):
        yield Paragraph(f"Biểu quyết chung cho {count_in_words(len(item['parts']))} trường hợp:")
        yield Dashed(listed(tuple(", ".join(filter(None, part)) for part in item["parts"])))
    yield Paragraph(_result(item))
    if letters := _in_writing(item):
        yield Paragraph(letters)


def _in_writing(item: dict[str, Any]) -> str:
    """Votes in writing apart from those in the room, by name where the vote was open."""
    vote = count_of(item)
    if not vote or not vote["counts"][5]:
        return ""
    said = ", ".join(f"{name} {_lower(str(CHOICE_TITLES[Choice(choice)]))}"
                     for name, choice, written in vote["answers"] if written)  # fmt: skip
    number = count_in_words(vote["counts"][5])
    return f"Trong đó có {number} ý kiến bằng văn bản{': ' if said else ''}{said}."


def _result(item: dict[str, Any]) -> str:
    if item["state"] == ItemState.PUT_OFF:
        return f"Để lại phiên sau: {item['note']}"
    if item["state"] != ItemState.DECIDED:
        return "Chưa xét trong phiên này."
    if not item["voted"]:
        return f"Kết luận: {item['conclusion']}"
    vote = count_of(item)
    how = str(BALLOT_TITLES[BallotKind(vote["kind"])]) if vote else ""
    if vote.get("joint"):
        how = f"Phiếu chung số {vote['joint']}"
    said = "Thông qua" if item["passed"] else "Không thông qua"
    clause = f", theo {item['clause']}" if item["clause"] else ""
    if item.get("tied"):
        said = f"{said} {'theo bên có Chủ tịch' if item['passed'] else 'vì ngang phiếu'}"
    counted = f" Kiểm phiếu: {', '.join(item['tellers'])}." if item.get("tellers") else ""
    return (
        f"{how}: {item['yes']}/{item['base']} đồng ý ({percent_text(item['yes'], item['base'])}%), "
        f"cần {item['share_text']}, từ {item['needed']} phiếu{clause}. {said}.{counted}"
    )


def _annex(content: dict[str, Any], voted: list[dict[str, Any]]) -> Annex:
    attached = attached_to("Biên bản", _letterhead(content), content["council"])
    body = (_counts(voted), Paragraph(_sentence(voted)))
    return Annex("KẾT QUẢ BIỂU QUYẾT TỪNG NỘI DUNG", attached, body, landscape=True)


def _counts(voted: list[dict[str, Any]]) -> Table:
    blanks = any(count_of(item).get("joint") for item in voted)
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


def _sentence(voted: list[dict[str, Any]]) -> str:
    passed = sum(bool(item["passed"]) for item in voted)
    return (
        f"Đã biểu quyết {count_in_words(len(voted))} nội dung, thông qua {passed}, "
        f"không thông qua {len(voted) - passed}."
    )


def _count_body(content: dict[str, Any], voted: list[dict[str, Any]]) -> Iterator[Block]:
    yield Paragraph(f"Thời gian bắt đầu: {clock_and_day(content['opened_at'])}.")
    if tellers := teller_lines(content):
        yield Heading(1, "TỔ KIỂM PHIẾU")
        yield Dashed(listed(tuple(tellers)))
    yield Heading(1, "KẾT QUẢ")
    yield from map(Paragraph, joint_sentences(content))
    if voted:
        yield _counts(voted)
        yield Paragraph(_sentence(voted))
    else:
        yield Paragraph("Không có nội dung nào được biểu quyết.")
    secret = [item for item in voted if count_of(item)["slips"]]
    if secret:
        yield Heading(1, "MÃ PHIẾU KÍN")
        yield Paragraph("Mỗi người bỏ phiếu giữ mã của mình để đối chiếu; mã không gắn với tên.")
        yield Dashed(listed(tuple(_slips(item) for item in secret)))
    yield Paragraph(f"Cuộc họp kết thúc vào {clock_and_day(content['closed_at'])}.")


def teller_lines(content: dict[str, Any]) -> list[str]:
    """Whose counts stand in the record, each once, with what they are in the council."""
    named = [name for item in content["items"] if count_of(item)
             for name in item.get("tellers", ())]  # fmt: skip
    titles = {one["name"]: one["title"] for one in content["members"]}
    return [f"{name}, {titles[name]}" if name in titles else name for name in dict.fromkeys(named)]


def joint_sentences(content: dict[str, Any]) -> Iterator[str]:
    """One sentence for each slip that several items stood on."""
    for one in content.get("joints", ()):
        number, when = one["number"], _clock(one["handed_at"])
        items = count_in_words(one["items"])
        if one["undone"]:
            yield f"Phiếu chung số {number} cho {items} nội dung bị hủy: {one['undone']}"
        elif one["closed_at"]:
            out, back, written = one["counts"]
            sent = f", trong đó {written} phiếu của thành viên vắng mặt" if written else ""
            yield (
                f"Phiếu chung số {number}, một phiếu cho {items} nội dung, phát lúc {when}: phát "
                f"ra {out}, thu về {back}{sent}, không thu về {out - back}. Người nhập số: "
                f"{one['tellers'][0]}; người xác nhận: {one['tellers'][1]}; kiểm phiếu xong lúc "
                f"{_clock(one['closed_at'])}."
            )


def _slips(item: dict[str, Any]) -> str:
    words = ", ".join(f"{code}: {_lower(str(CHOICE_TITLES[Choice(said)]))}"
                      for code, said in count_of(item)["slips"])  # fmt: skip
    return f"{item['code'] or item['title']}: {words}"


def count_of(item: dict[str, Any]) -> dict[str, Any]:
    """The vote that counts; empty when there was none."""
    counting = [vote for vote in item["ballots"] if not vote["undone"]]
    return counting[-1] if counting and item["state"] == ItemState.DECIDED else {}


def _at(text: str) -> datetime:
    return local(datetime.fromisoformat(text))


def _clock(text: str) -> str:
    return f"{_at(text):%H giờ %M}"


def clock_and_day(text: str) -> str:
    return f"{_clock(text)}, {document_day(local_date(_at(text)))}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
