"""Steps 4 to 6 as a user takes them: assignment, scoring, the decision."""

import re
from collections.abc import Mapping, Sequence

from tests.journeys.browser import Browser
from tests.journeys.contest import day
from tests.journeys.pages import Form, Page, Typed

LEVELS = (2, 2, 2, 2)  # the third level of each criterion of the sample rubric: no remark wanted


def look_at_papers(thu_ky: Browser, round_id: int, ideas: Sequence[int]) -> None:
    """The secretary leafs through every paper and finds no name on it."""
    for idea in ideas:
        page = thu_ky.open(f"/phan-cong/{round_id}/an-danh/{idea}")
        boxes = page.form("Xác nhận").boxes
        seen: dict[str, Typed] = {name: "seen" for name in boxes if name.startswith("f-")}
        assert "Đã xác nhận bản ẩn danh" in thu_ky.press(page, "Xác nhận", seen)


def open_scoring(thu_ky: Browser, round_id: int) -> Page:
    """Every eligible dossier goes to scoring."""
    return thu_ky.press(thu_ky.open(f"/phan-cong/{round_id}"), "Mở chấm điểm")


def suggest(thu_ky: Browser, round_id: int) -> tuple[Page, Page]:
    """The balanced proposal as it is shown, and the board after it was applied."""
    board = thu_ky.open(f"/phan-cong/{round_id}")
    shown = thu_ky.open(board.link("Đề xuất phân công"))
    return shown, thu_ky.press(shown, "Áp dụng")


def give(thu_ky: Browser, round_id: int, idea_id: int, reviewer_id: int) -> tuple[Page, Page]:
    """Tick one box of the matrix: the preview, and the board after it was applied."""
    board = thu_ky.open(f"/phan-cong/{round_id}")
    form = board.form("Xem trước thay đổi")
    pairs = [choice.value for choice in form.boxes["pair"].choices if choice.chosen]
    form.fill({"pair": [*pairs, f"{idea_id}-{reviewer_id}"]})
    shown = thu_ky.send(board, form, "Xem trước thay đổi")
    return shown, thu_ky.press(shown, "Áp dụng")


def sheets_of(uy_vien: Browser) -> dict[str, str]:
    """My sheets: the title of the dossier and the address of the sheet."""
    page = uy_vien.open("/cham-diem?loc=chua-cham")
    return {
        link.words: link.address
        for link in page.links
        if re.match(r"/cham-diem/\d", link.address) and link.words != "Chấm hồ sơ tiếp theo"
    }


def mark(form: Form, points: Sequence[str], levels: Sequence[int] = LEVELS) -> Form:
    """Choose a level and type points for each criterion, in the order of the sheet."""
    bands = [box for name, box in form.boxes.items() if name.startswith("band_")]
    numbers = [name for name in form.boxes if name.startswith("points_")]
    for band, level in zip(bands, levels, strict=True):
        band.fill(band.choices[level].value)
    return form.fill(dict(zip(numbers, points, strict=True)))


def score(uy_vien: Browser, address: str, points: Sequence[str], remark: str = "") -> str:
    """Fill a sheet: first as the script saves it, then by the button; gives the live total."""
    page = uy_vien.open(address)
    form = mark(page.form("Lưu nháp"), points).fill({"remark": remark})
    saved = uy_vien.save_by_itself(form)
    uy_vien.send(page, form, "Lưu nháp")
    total: str = saved["values"]["total"]
    return total


def lock(uy_vien: Browser, address: str) -> Page:
    """Look at everything once more, then lock."""
    page = uy_vien.open(address)
    page = uy_vien.press(page, "Kiểm tra và chốt")
    return uy_vien.press(page, "Chốt phiếu")


def step_back(uy_vien: Browser, address: str) -> Page:
    """From the sheet: a conflict of interest, with a reason of one's own."""
    page = uy_vien.open(uy_vien.open(address).link("Lý do khác"))
    return uy_vien.press(page, "Xin không chấm hồ sơ này", {"ground": "Có người thân là tác giả"})


def settle(thu_ky: Browser, round_id: int) -> Page:
    """Fix the scores."""
    return thu_ky.press(thu_ky.open(f"/quyet-dinh/{round_id}"), "Khóa kết quả chấm")


def propose(thu_ky: Browser, round_id: int, ideas: Sequence[int], what: str) -> tuple[Page, Page]:
    """In bulk: the preview, and the table after it was written."""
    table = thu_ky.open(f"/quyet-dinh/{round_id}")
    typed: dict[str, Typed] = {"idea": [str(key) for key in ideas], "proposal": what,
                               "reason": "Theo điểm và ý kiến người chấm."}  # fmt: skip
    shown = thu_ky.press(table, "Xem trước khi ghi", typed)
    return shown, thu_ky.press(shown, "Ghi đề xuất")


def bring(thu_ky: Browser, round_id: int) -> Page:
    """All proposed dossiers go before the council."""
    table = thu_ky.open(f"/quyet-dinh/{round_id}")
    return thu_ky.press(thu_ky.open(table.link("Trình Hội đồng")), "Trình Hội đồng")


def decide(
    thu_ky: Browser, round_id: int, number: str, lines: Mapping[int, tuple[str, str]]
) -> Page:
    """Record the head's decision: for each dossier what was decided and the votes for it."""
    page = thu_ky.open(f"/quyet-dinh/{round_id}/ghi-quyet-dinh")
    form = page.form("Ghi quyết định").fill({
        "number": number, "decided_on": day(0), "sat_on": day(-1), "votes_of": "9",
    })  # fmt: skip
    rows = {box.value: name.removesuffix("idea_id") for name, box in form.boxes.items()
            if name.endswith("-idea_id")}  # fmt: skip
    for idea_id, (decision, votes) in lines.items():
        row = rows[str(idea_id)]
        form.fill({f"{row}decision": decision, f"{row}votes_for": votes,
                   f"{row}reason": "Hội đồng biểu quyết."})  # fmt: skip
    return thu_ky.send(page, form, "Ghi quyết định")
