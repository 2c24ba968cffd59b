"""Steps 2 and 3 as a user takes them: the round, a dossier, the unit's and the office's answer."""

from dataclasses import dataclass
from datetime import timedelta

from app.database.transaction import transaction
from app.kernel.clock import now
from app.kernel.dates import day_text, local_date
from app.rounds.models import Round
from tests.journeys.browser import Browser
from tests.journeys.pages import Page, Typed, Upload
from tests.rounds.builders import windows

# How many of a round's dates are over in each phase (see `windows`).
RECEIVING, CHECKING, SCORING, SITTING, PUBLISHED = 1, 2, 5, 6, 8
TODAY = local_date(now())


def day(days: int) -> str:
    """A day so many days from today, as one types it."""
    return day_text(TODAY + timedelta(days=days))


def time_passes(round_id: int, phase: int) -> None:
    """Move the round's windows, since the pages read the real clock."""
    with transaction() as session:
        found = session.get_one(Round, round_id)
        for name, value in windows(phase).items():
            setattr(found, name, value)


def small_pdf(text: str = "minh chung") -> bytes:
    """A real PDF of one page, byte by byte."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return made + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def make_round(thu_ky: Browser) -> int:
    """The secretary sets up a round: settings, categories, the sample rubric."""
    page = thu_ky.open(thu_ky.open("/dot-xet").link("Lập đợt xét"))
    page = thu_ky.press(page, "Lập đợt xét", {
        "code": "DX-1", "title": "Đợt xét giải pháp TTNT", "year": str(TODAY.year),
        "summary": "Mời nộp giải pháp.", "who_may_enter": "Mọi cán bộ, công chức.",
        "opens_at": day(5), "closes_at": day(40), "closes_at_time": "17:00",
        "endorse_until": day(43), "checked_until": day(46),
        "scoring_opens_at": day(47), "scoring_opens_at_time": "8h", "scoring_closes_at": day(60),
        "sits_on": day(65), "publishes_on": day(70),
    })  # fmt: skip
    round_id = page.number("/dot-xet/#")
    categories = thu_ky.open(page.link("Sửa lĩnh vực"))
    categories = thu_ky.press(categories, "Thêm lĩnh vực")
    names = ["Quản lý đô thị", "Hành chính công"]
    typed = {f"categories-{n}-name": name for n, name in enumerate(names)}
    thu_ky.press(categories, "Lưu lĩnh vực", typed)
    rubric = thu_ky.open(f"/dot-xet/{round_id}/thang-diem?mau=1")
    thu_ky.press(rubric, "Lưu thang điểm")
    return round_id


def announce(thu_ky: Browser, round_id: int) -> Page:
    """The official act; afterwards the call is public."""
    return thu_ky.press(thu_ky.open(f"/dot-xet/{round_id}"), "Công bố đợt xét")


@dataclass(frozen=True)
class Story:
    """What an author writes."""

    title: str
    authors: tuple[tuple[str, str, str], ...]  # name, e-mail, share
    category: str = "Quản lý đô thị"
    problem: str = "Mỗi tháng có 320 phản ánh phải đọc bằng tay, mất 4 phút mỗi phản ánh."
    solution: str = "Đọc ảnh và lời phản ánh, đề xuất nơi xử lý; công chức xem lại trước khi gửi."
    confidential: str = ""
    effect: str = "Thời gian đọc một phản ánh giảm từ 4 phút xuống 1 phút, đo trên 300 lượt."


def begin(tac_gia: Browser) -> int:
    """A draft of the open round."""
    page = tac_gia.press(tac_gia.open("/ho-so/moi"), "Tạo bản nháp")
    return page.number("/ho-so/#")


def write(tac_gia: Browser, idea_id: int, story: Story) -> Page:
    """All sections one after another, by the button that leads on; ends at the check."""
    page = tac_gia.open(f"/ho-so/{idea_id}/thong-tin")
    page = tac_gia.press(page, "Lưu và tiếp tục", {
        "title": story.title, "category_id": story.category, "sector": "Quản lý đô thị",
        "summary": "Giúp công chức đọc phản ánh nhanh hơn.",
    })  # fmt: skip
    page = write_authors(tac_gia, page, story)
    form = page.form("Lưu và tiếp tục").fill({
        "problem": story.problem, "solution": story.solution, "novelty": "Chưa nơi nào làm.",
        "conditions": "Máy tính có mạng.", "confidential": story.confidential,
    })  # fmt: skip
    tac_gia.save_by_itself(form)
    page = tac_gia.send(page, form, "Lưu và tiếp tục")
    page = tac_gia.press(page, "Lưu và tiếp tục", {
        "first_applied_on": day(-60), "application": "Dùng tại bộ phận tiếp nhận phản ánh.",
        "effect": story.effect, "saved_vnd": "12.000.000",
    })  # fmt: skip
    page = tac_gia.press(page, "Lưu và tiếp tục", {
        "participants-0-full_name": "Hồ Văn Giúp", "participants-0-support": "Nhập số liệu thử.",
    })  # fmt: skip
    page = tac_gia.press(page, "Lưu và tiếp tục", {
        "ai_kind": "Nhận dạng hình ảnh, chữ viết, video", "ai_product": "Mô hình mở",
        "data_location": "Máy chủ của cơ quan", "personal_data": "Có dữ liệu cá nhân cơ bản",
        "human_check": "Có, người có thẩm quyền kiểm tra từng kết quả trước khi dùng",
        "risk_level": "Rủi ro thấp", "risk_reason": "Có người kiểm tra.",
    })  # fmt: skip
    page = add_file(tac_gia, idea_id, Upload("Số liệu trước và sau.pdf", small_pdf()))
    return tac_gia.open(page.link("Kiểm tra và nộp"))


def write_authors(tac_gia: Browser, page: Page, story: Story) -> Page:
    """One row an author; a row is added by the button."""
    for _more in story.authors[1:]:
        page = tac_gia.press(page, "Thêm đồng tác giả")
    typed: dict[str, Typed] = {}
    for number, (name, email, share) in enumerate(story.authors):
        row = {"full_name": name, "workplace": "Bộ phận một cửa", "job_title": "Chuyên viên",
               "email": email, "share": share}  # fmt: skip
        typed |= {f"authors-{number}-{box}": text for box, text in row.items()}
    return tac_gia.press(page, "Lưu và tiếp tục", typed)


def add_file(tac_gia: Browser, idea_id: int, file: Upload, *, expect: int = 200) -> Page:
    """One evidence file."""
    page = tac_gia.open(f"/ho-so/{idea_id}/minh-chung")
    typed: dict[str, Typed] = {"file": file, "note": "Bảng đo trước và sau"}
    return tac_gia.press(page, "Tải tệp lên", typed, expect=expect)


def submit(tac_gia: Browser, idea_id: int, button: str = "Nộp hồ sơ") -> Page:
    """Confirm the declaration and send; arrives at the receipt."""
    page = tac_gia.open(f"/ho-so/{idea_id}/kiem-tra")
    return tac_gia.press(page, button, {"truth": True})


def endorse(dau_moi: Browser, idea_id: int) -> Page:
    """The unit confirms from its list."""
    page = dau_moi.open(f"/don-vi/ho-so/{idea_id}")
    return dau_moi.press(page, "Xác nhận của đơn vị")


def ask_supplement(thu_ky: Browser, idea_id: int, reason: str) -> Page:
    """The secretary asks for more."""
    page = thu_ky.open(f"/tiep-nhan/{idea_id}")
    return thu_ky.press(page, "Yêu cầu bổ sung", {"ask-reason": reason})


def accept(thu_ky: Browser, idea_id: int) -> Page:
    """The dossier is eligible."""
    return thu_ky.press(thu_ky.open(f"/tiep-nhan/{idea_id}"), "Tiếp nhận")
