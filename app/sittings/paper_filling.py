"""What goes into the office's own templates of minutes and of the record of the count.

From the frozen content alone, in the words of our own layout: the two cannot say different things.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.councils.states import Office
from app.documents.grid import Grid
from app.documents.layout import flow, lay_out
from app.documents.model import AdministrativeDocument, Block
from app.documents.phrases import unbroken
from app.kernel.dates import document_day
from app.papers.kinds import Filling
from app.sittings import paper_words as words
from app.sittings import papers
from app.sittings.rules import percent_text

NOBODY = "Không có."


def minutes_filling(content: dict[str, Any]) -> Filling:
    """The blanks of a Biên bản họp."""
    blocks = [block for item in content["items"] for block in words.item_blocks(item)]
    joints = list(words.joint_sentences(content))
    texts = {**_texts(content, papers.minutes(content)),
             "noi_dung": "\n".join([*joints, *_lines(blocks)])}  # fmt: skip
    return Filling(texts, {"ket_qua": _rows(content)}, content["title"])


def count_filling(content: dict[str, Any]) -> Filling:
    """The blanks of a Biên bản kiểm phiếu."""
    tellers = words.teller_lines(content)
    texts = {
        **_texts(content, papers.count_record(content)),
        "so_phieu": "\n".join(list(words.joint_sentences(content)) or [_sentence(content)]),
        "to_kiem_phieu": "\n".join(tellers) or NOBODY,
    }
    return Filling(texts, {"ket_qua": _rows(content)}, content["title"])


def _texts(content: dict[str, Any], made: AdministrativeDocument) -> dict[str, str]:
    pages = lay_out(made)
    members = content["members"]
    came = [one for one in members if one["stays"]]
    number, day = content["council_decision"]
    who = content.get("council_decided_by")
    return {
        "co_quan_cap_tren": unbroken(content["agency"]), "co_quan": unbroken(content["council"]),
        "ky_hieu": made.letterhead.symbol if made.letterhead else "", "noi_ky": "",
        "nam": str(made.letterhead.year) if made.letterhead else "", "trich_yeu": made.abstract,
        "hoi_dong": content["council"],
        "bat_dau": words.clock_and_day(content["opened_at"]),
        "ket_thuc": words.clock_and_day(content["closed_at"]),
        "dia_diem": content["place"], "co_mat": f"{len(came)}/{len(members)}",
        "thanh_phan": "\n".join(words.attendance(one) for one in came),
        "vang_mat": "\n".join(f"{one['name']}, {one['title']}" for one in members
                              if not one["stays"]) or NOBODY,
        "y_kien_van_ban": "\n".join(map(words.letter_sentence, content.get("letters", ())))
        or NOBODY,
        "quyet_dinh_thanh_lap": f"Quyết định số {number} "
        f"{document_day(datetime.fromisoformat(day).date())}{f' của {who}' if who else ''}",
        "chu_tri": papers.signed_by(content, "CHỦ TỌA", Office.CHAIR).name,
        "thu_ky": papers.signed_by(content, "THƯ KÝ", Office.SECRETARY).name,
        "quyen_han": "\n".join(pages.signature.authority_lines),
        "nguoi_ky": pages.signature.name, "noi_nhan": "\n".join(pages.recipients),
        "ma_tra_cuu": made.trace,
    }  # fmt: skip


def _lines(blocks: Iterable[Block]) -> list[str]:
    """The words of the blocks as they are printed, one paragraph a line."""
    lines = flow(tuple(blocks), end_mark=False)
    return ["".join(run.text for run in one.runs) for one in lines if not isinstance(one, Grid)]


def _rows(content: dict[str, Any]) -> list[dict[str, str]]:
    voted = [item for item in content["items"] if words.count_of(item)]
    return [_row(place, item) for place, item in enumerate(voted, start=1)]


def _row(place: int, item: dict[str, Any]) -> dict[str, str]:
    given, yes, no, other, void, _written, blank = (*words.count_of(item)["counts"], 0)[:7]
    numbers = {"phat_ra": given, "thu_ve": yes + no + other + void + blank, "dong_y": yes,
               "khong": no, "y_kien_khac": other, "phieu_trang": blank,
               "khong_hop_le": void}  # fmt: skip
    return {
        "stt": str(place), "noi_dung": f"{item['code']} {item['title']}".strip(),
        **{name: str(number) for name, number in numbers.items()},
        "ty_le": f"{item['yes']}/{item['base']} ({percent_text(item['yes'], item['base'])}%)",
        "ket_luan": "Thông qua" if item["passed"] else "Không thông qua",
    }  # fmt: skip


def _sentence(content: dict[str, Any]) -> str:
    """Slips of all votes together; each item has its own numbers in the table."""
    counts = [words.count_of(item)["counts"] for item in content["items"] if words.count_of(item)]
    if not counts:
        return NOBODY
    out = sum(one[0] for one in counts)
    back = sum(sum(one[1:5]) + sum(one[6:7]) for one in counts)
    void = sum(one[4] for one in counts)
    return f"Cộng các nội dung: phát ra {out}, thu về {back}, hợp lệ {back - void}."
