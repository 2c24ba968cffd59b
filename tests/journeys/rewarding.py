"""Steps 7 to 10 as a user takes them: application, gallery, award list, plan."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence

import docx
import openpyxl

from app.awards.dossier_index import MANIFEST, PAGE
from app.documents.checker import check_docx
from app.jobs.work import work
from app.kernel.clock import now
from app.plan.metrics import METRIC_TITLES, SUMMED
from app.worker import find_actor
from tests.documents.reading import page_texts
from tests.journeys.browser import Browser
from tests.journeys.contest import TODAY, day, small_pdf
from tests.journeys.pages import Page, Upload


def pdf_text(content: bytes) -> str:
    """What a PDF says."""
    return " ".join(page_texts(content))


def docx_text(content: bytes) -> str:
    """What a Word file says, tables included."""
    paper = docx.Document(io.BytesIO(content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def report_adoption(tac_gia: Browser, idea_id: int, unit: str) -> Page:
    """An author reports where the solution is applied, with a figure and a file."""
    page = tac_gia.open(f"/ap-dung/moi?idea={idea_id}")
    return tac_gia.press(page, "Lưu và gửi xác nhận", {
        "unit_id": unit, "since": day(-30), "extent": "Áp dụng chính thức",
        "what": "Dùng hằng ngày tại bộ phận tiếp nhận.", "indicator": "Thời gian đọc",
        "before": "4", "after": "1,5", "measure": "phút mỗi lượt", "method": "Đồng hồ của hệ thống",
        "sample_size": "300", "saved_vnd": "12.000.000",
        "evidence": Upload("Xác nhận.pdf", small_pdf("xac nhan")),
    })  # fmt: skip


def confirm_adoption(dau_moi: Browser, adoption_id: int) -> Page:
    """The clerk of the applying unit confirms."""
    return dau_moi.press(dau_moi.open(f"/ap-dung/{adoption_id}"), "Xác nhận áp dụng")


def publish(truyen_thong: Browser, idea_id: int) -> Page:
    """The text that the dossier suggests, made public; arrives at the public page."""
    page = truyen_thong.open(truyen_thong.open("/truyen-thong").link_to(f"/truyen-thong/{idea_id}"))
    return truyen_thong.press(page, "Công khai giải pháp")


def search(visitor: Browser, words: str) -> Page:
    """What the public gallery finds."""
    page = visitor.open("/thu-vien")
    form = next(form for form in page.forms if "q" in form.boxes and form.method == "get")
    return visitor.send(page, form.fill({"q": words}), form.buttons[0].words)


def make_list(khen_thuong: Browser) -> int:
    """A new list of Giấy khen."""
    page = khen_thuong.press(khen_thuong.open("/khen-thuong/moi"), "Lập danh sách", {
        "kind": "Hình thức khen thưởng do cơ quan quyết định, ví dụ Giấy khen",
        "title": "Khen thưởng ứng dụng TTNT", "movement": "Thi đua ứng dụng TTNT",
        "judged_on": day(0), "due_on": day(14), "money_limit": "60.000.000",
        "signer_title": "CHỦ TỊCH", "signer_name": "Phan Văn Ý",
    })  # fmt: skip
    return page.number("/khen-thuong/#")


def nominate(khen_thuong: Browser, list_id: int, names: Sequence[str]) -> tuple[Page, Page]:
    """Tick these candidates once each: the preview, and the list after they were added."""
    page = khen_thuong.open(f"/khen-thuong/{list_id}/ung-vien")
    box = page.form("Xem trước").boxes["chon"]
    ticks = [next(c.value for c in box.choices if c.label == f"Chọn {name}") for name in names]
    shown = khen_thuong.press(page, "Xem trước", {"chon": ticks})
    return shown, khen_thuong.press(shown, "Đưa vào danh sách")


def complete_papers(khen_thuong: Browser, list_id: int) -> Page:
    """Every line has all its papers."""
    page = khen_thuong.open(f"/khen-thuong/{list_id}")
    for address in [link.address for link in page.links if "?mo=" in link.address]:
        line = khen_thuong.open(address)
        choices = line.form("Lưu").boxes["parts"].choices
        page = khen_thuong.press(line, "Lưu", {"parts": [choice.value for choice in choices]})
    return khen_thuong.open(f"/khen-thuong/{list_id}")


def conclude(lanh_dao: Browser, list_id: int, name: str) -> Page:
    """A second person decides on a line that the rules leave open."""
    page = lanh_dao.open(f"/khen-thuong/{list_id}")
    line = lanh_dao.open(page.link(name))
    return lanh_dao.press(line, "Ghi kết luận", {
        "verdict": "Giữ trong danh sách", "reason": "Trực tiếp làm phần giọng nói.",
    })  # fmt: skip


def confirm(khen_thuong: Browser, list_id: int, name: str) -> Page:
    """Somebody else confirms what was concluded; only then does it count."""
    page = khen_thuong.open(f"/khen-thuong/{list_id}/ket-luan")
    assert name in page
    box = page.form("Xác nhận các kết luận đã chọn").boxes["chon"]
    ticks = [choice.value for choice in box.choices]
    return khen_thuong.press(page, "Xác nhận các kết luận đã chọn", {"chon": ticks})


def lock_list(khen_thuong: Browser, list_id: int) -> Page:
    """From now on the files say exactly this."""
    return khen_thuong.press(khen_thuong.open(f"/khen-thuong/{list_id}"), "Chốt danh sách")


def check_bundle(khen_thuong: Browser, list_id: int, names: Sequence[str]) -> int:
    """Ask for the whole set, let the worker make it, read every file; gives the sum of money."""
    page = khen_thuong.press(khen_thuong.open(f"/khen-thuong/{list_id}"), "Lập trọn bộ hồ sơ")
    assert "Tải kết quả" not in page
    while work(now(), find_actor):
        pass
    page = khen_thuong.open(page.address)
    with zipfile.ZipFile(io.BytesIO(khen_thuong.open(page.link("Tải kết quả")).body)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    index = json.loads(parts.pop(MANIFEST))
    assert "Tờ trình" in parts.pop(PAGE).decode()
    assert {one["path"]: one["sha256"] for one in index["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in parts.items()
    }
    # A Giấy khen is no administrative document: NĐ 30/2020 does not lay it out.
    papers = [name for name in parts if name.endswith(".docx") and not name.startswith("08.")]
    assert len(papers) > len(names)  # the reports of all of them, and the papers of the list
    assert {name: check_docx(parts[name]) for name in papers} == {name: [] for name in papers}
    asked = next(name.removesuffix(".docx") for name in papers if name.startswith("01."))
    for name in names:
        assert name in docx_text(parts[f"{asked}.docx"])
        assert name in pdf_text(parts[f"{asked}.pdf"])
    return _sum_of(next(parts[name] for name in parts if name.endswith(".xlsx")), len(names))


def _sum_of(content: bytes, lines: int) -> int:
    """The list's amounts, the sums by award and the last line agree."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    listed = [row for row in book["Danh sách"].iter_rows(values_only=True)
              if isinstance(row[0], int)]  # fmt: skip
    sums = [row for row in book["Tổng hợp"].iter_rows(values_only=True)
            if isinstance(row[2], int | float)]  # fmt: skip
    money = int(sum(int(str(row[8])) for row in listed))
    assert len(listed) == lines
    assert sum(int(str(row[5])) for row in sums[:-1]) == money
    assert (sums[-1][0], sums[-1][2], sums[-1][5]) == ("Cộng", lines, money)
    return money


def issue(khen_thuong: Browser, list_id: int, number: str) -> Page:
    """It goes to the signer; the registry has given number and day."""
    page = khen_thuong.press(khen_thuong.open(f"/khen-thuong/{list_id}"), "Trình ký")
    return khen_thuong.press(page, "Ghi nhận quyết định", {"number": number, "decided_on": day(0)})


def open_year(ke_hoach: Browser) -> Page:
    """The reporting periods of this year."""
    page = ke_hoach.open("/ke-hoach/bao-cao")
    return ke_hoach.press(page, "Mở kỳ báo cáo", {"year": str(TODAY.year)})


def send_unit_report(dau_moi: Browser, figures: Mapping[str, str]) -> Page:
    """The unit's yearly report: written, looked at, sent."""
    page = dau_moi.open(dau_moi.open("/ke-hoach/bao-cao").link("Báo cáo năm"))
    form = page.form("Kiểm tra và gửi").fill(
        {"achievements": "Đưa trợ lý đọc phản ánh vào dùng.", **figures}
    )
    task = next(name for name in form.boxes if name.endswith("-text"))
    form.fill({task: "Đã chọn xong bài toán.", task.replace("-text", "-percent"): "60%"})
    page = dau_moi.send(page, form, "Kiểm tra và gửi")
    return dau_moi.press(page, "Gửi báo cáo")


def consolidated(ke_hoach: Browser) -> tuple[Page, dict[str, str]]:
    """The yearly consolidated report as a page, and the figures of its Word file."""
    page = ke_hoach.open(ke_hoach.open("/ke-hoach/bao-cao").link("Báo cáo tổng hợp"))
    content = ke_hoach.open(page.link("Tải xuống văn bản Word")).body
    assert check_docx(content) == []
    titles = {str(METRIC_TITLES[metric]): str(metric) for metric in SUMMED}
    tables = docx.Document(io.BytesIO(content)).tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    return page, {titles[row[0]]: row[-1] for row in rows if row[0] in titles}


def figures(page: Page) -> dict[str, str]:
    """The same figures on the page, each the words of the link to its rows."""
    found = {}
    for metric in SUMMED:
        link = next(one for one in page.links if one.address.endswith(f"/so-lieu/{metric}"))
        found[str(metric)] = link.words.split()[0]
    return found
