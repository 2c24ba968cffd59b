"""The sentences of minutes and count records; made from the frozen content alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.documents.model import Block, Dashed, Heading, Paragraph
from app.documents.phrases import listed
from app.kernel.dates import document_day, local, local_date
from app.kernel.numbers import count_in_words
from app.sittings.rules import percent_text
from app.sittings.states import BALLOT_TITLES, CHOICE_TITLES, BallotKind, Choice, ItemState


def attendance(one: dict[str, Any]) -> str:
    times = "; ".join(
        f"từ {clock(came)} đến {clock(left)}" if left else f"từ {clock(came)} đến khi bế mạc"
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
            back = f" đến {clock(one['back_at'])}" if one["back_at"] else ""
            away = f"không dự phần này từ {clock(one['out_at'])}{back}"
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
    yield Paragraph(result_of(item))
    if letters := in_writing(item):
        yield Paragraph(letters)


def in_writing(item: dict[str, Any]) -> str:
    """Votes in writing apart from those in the room, by name where the vote was open."""
    vote = count_of(item)
    if not vote or not vote["counts"][5]:
        return ""
    said = ", ".join(f"{name} {lowered(str(CHOICE_TITLES[Choice(choice)]))}"
                     for name, choice, written in vote["answers"] if written)  # fmt: skip
    number = count_in_words(vote["counts"][5])
    return f"Trong đó có {number} ý kiến bằng văn bản{': ' if said else ''}{said}."


def result_of(item: dict[str, Any]) -> str:
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


def sum_of_votes(voted: list[dict[str, Any]]) -> str:
    passed = sum(bool(item["passed"]) for item in voted)
    return (
        f"Đã biểu quyết {count_in_words(len(voted))} nội dung, thông qua {passed}, "
        f"không thông qua {len(voted) - passed}."
    )


def teller_lines(content: dict[str, Any]) -> list[str]:
    """Whose counts stand in the record, each once, with what they are in the council."""
    named = [name for item in content["items"] if count_of(item)
             for name in item.get("tellers", ())]  # fmt: skip
    titles = {one["name"]: one["title"] for one in content["members"]}
    return [f"{name}, {titles[name]}" if name in titles else name for name in dict.fromkeys(named)]


def joint_sentences(content: dict[str, Any]) -> Iterator[str]:
    """One sentence for each slip that several items stood on."""
    for one in content.get("joints", ()):
        number, when = one["number"], clock(one["handed_at"])
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
                f"{clock(one['closed_at'])}."
            )


def slips_of(item: dict[str, Any]) -> str:
    words = ", ".join(f"{code}: {lowered(str(CHOICE_TITLES[Choice(said)]))}"
                      for code, said in count_of(item)["slips"])  # fmt: skip
    return f"{item['code'] or item['title']}: {words}"


def count_of(item: dict[str, Any]) -> dict[str, Any]:
    """The vote that counts; empty when there was none."""
    counting = [vote for vote in item["ballots"] if not vote["undone"]]
    return counting[-1] if counting and item["state"] == ItemState.DECIDED else {}


def moment(text: str) -> datetime:
    return local(datetime.fromisoformat(text))


def clock(text: str) -> str:
    return f"{moment(text):%H giờ %M}"


def clock_and_day(text: str) -> str:
    return f"{clock(text)}, {document_day(local_date(moment(text)))}"


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
