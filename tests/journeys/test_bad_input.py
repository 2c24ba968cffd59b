"""Wrong input on every form: 422, what is wrong, what was typed still there, nothing stored."""

from dataclasses import dataclass

from tests.journeys.conftest import Signer
from tests.journeys.pages import Box, Page, Typed
from tests.journeys.reader import read
from tests.journeys.small_world import SmallWorld
from tests.journeys.stored import everything


@dataclass(frozen=True)
class Case:
    """One form, filled wrongly. A box is named by its full name or by how its name begins."""

    who: str
    address: str
    button: str
    typed: dict[str, Typed]
    said: str


LONG = "dài " * 3000
CASES = [
    Case("secretary", "/dot-xet/moi", "Lập đợt xét",
         {"title": "Đợt thử", "year": "hai nghìn", "closes_at": "31/02/2027"},
         "Ngày phải là ngày có thật, ví dụ 05/02/2026"),
    Case("secretary", "/dot-xet/{unannounced}/thong-tin", "Lưu thông tin",
         {"title": "Đợt thử", "quorum": "9"}, "Số phiếu tối thiểu"),
    Case("secretary", "/dot-xet/{unannounced}/linh-vuc", "Lưu lĩnh vực",
         {"categories-0-name": "x" * 121}, "không được quá 120 ký tự"),
    Case("secretary", "/dot-xet/{unannounced}/thang-diem", "Lưu thang điểm",
         {"criteria-0-name": "Tính mới thử", "criteria-0-maximum": "hai mươi"},
         "Nhập số, dùng dấu phẩy cho phần thập phân"),
    Case("secretary", "/dot-xet/{unannounced}", "Nhân bản", {"year": "mười"}, "Nhập năm"),
    Case("author", "/ho-so/{draft}/thong-tin", "Lưu nháp", {"title": "x" * 201, "summary": "Ngắn"},
         "Tên giải pháp không được quá 200 ký tự (hiện có 201 ký tự)"),
    Case("author", "/ho-so/{draft}/tac-gia", "Lưu nháp",
         {"authors-0-full_name": "Trần Thử", "authors-0-share": "sáu mươi"},
         "Nhập số, dùng dấu phẩy cho phần thập phân"),
    Case("author", "/ho-so/{draft}/tac-gia", "Lưu nháp", {"authors-1-email": "khong-co-a-cong"},
         "Địa chỉ thư phải có dạng ten@coquan.example"),
    Case("author", "/ho-so/{draft}/van-de-giai-phap", "Lưu nháp",
         {"problem": LONG, "solution": "Giữ lại"}, "không được quá"),
    Case("author", "/ho-so/{draft}/ap-dung-hieu-qua", "Lưu nháp",
         {"first_applied_on": "30/02/2026", "effect": "Giữ lại"},
         "Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026"),
    Case("author", "/ho-so/{draft}/phieu-ttnt", "Lưu nháp",
         {"risk_reason": LONG, "ai_product": "Giữ lại"}, "không được quá"),
    Case("author", "/ho-so/{draft}/kiem-tra", "Nộp hồ sơ", {"truth": False},
         "Đánh dấu vào ô cam đoan trước khi nộp"),
    Case("author", "/ho-so/{eligible}", "Rút hồ sơ", {"reason": ""}, "Nhập lý do"),
    Case("clerk", "/don-vi/ho-so/{waiting}", "Trả lại", {"reason": ""}, "Nhập lý do"),
    Case("secretary", "/tiep-nhan/{submitted}", "Yêu cầu bổ sung", {"ask-reason": ""},
         "Nhập lý do"),
    Case("secretary", "/tiep-nhan/{submitted}", "Kết luận không đủ điều kiện",
         {"refuse-reason": LONG}, "không được quá"),
    Case("reviewer", "/cham-diem/{sheet}", "Lưu nháp",
         {"points_": "999", "remark": "Giữ lại"}, "từ 0 đến"),
    Case("reviewer", "/cham-diem/{sheet}/xin-khong-cham", "Xin không chấm hồ sơ này",
         {"note": "Giữ lại"}, "Chọn lý do không chấm"),
    Case("secretary", "/quyet-dinh/{scoring_round}/ho-so/{scoring}", "Mở lại phiếu",
         {"reason": ""}, "Ghi lý do"),
    Case("secretary", "/quyet-dinh/{council_round}", "Xem trước khi ghi",
         {"idea": ["{scored}"], "reason": "Giữ lại"}, "Chọn đề xuất"),
    Case("secretary", "/quyet-dinh/{council_round}/ghi-quyet-dinh", "Ghi quyết định",
         {"number": "", "decided_on": "hôm qua", "votes_of": "9"},
         "Nhập số, ký hiệu quyết định"),
    Case("author", "/ap-dung/moi?idea={plain}", "Lưu và gửi xác nhận",
         {"since": "32/01/2026", "before": "4", "what": "Giữ lại"}, "Chọn đơn vị áp dụng"),
    Case("clerk", "/ap-dung/{waiting_adoption}", "Không xác nhận", {"reason": ""},
         "Nhập lý do không xác nhận"),
    Case("other_clerk", "/ap-dung/{adoption}", "Dừng áp dụng",
         {"stopped_on": "mai", "reason": "Giữ lại"}, "Ngày phải là ngày có thật"),
    Case("communications", "/truyen-thong/{plain}", "Công khai giải pháp",
         {"title": "", "problem": "Gọi 0912345678 để hỏi"}, "Nhập tên giải pháp"),
    Case("communications", "/truyen-thong/{recognised}", "Lưu nội dung công khai",
         {"title": "Tên mới", "solution": "Thư về an@quan3.example"},
         "Bỏ địa chỉ thư, số điện thoại di động"),
    Case("communications", "/truyen-thong/{recognised}", "Gỡ công khai", {"reason": ""},
         "Nhập lý do gỡ công khai"),
    Case("awards_officer", "/khen-thuong/moi", "Lập danh sách",
         {"title": "", "judged_on": "mai", "movement": "Giữ lại"}, "Nhập tên danh sách"),
    Case("awards_officer", "/khen-thuong/{list}/thong-tin", "Lưu",
         {"title": "Giữ lại", "money_limit": "nhiều"}, "ví dụ"),
    Case("awards_officer", "/khen-thuong/{list}/ung-vien", "Xem trước", {},
         "Chọn ít nhất một đối tượng"),
    Case("awards_officer", "/khen-thuong/{list}?mo={nomination}", "Lưu", {"achievement": ""},
         "Nhập thành tích"),
    Case("awards_officer", "/khen-thuong/{list}?mo={nomination}", "Loại khỏi danh sách",
         {"removal_reason": ""}, "Nhập lý do loại khỏi danh sách"),
    Case("plan_officer", "/ke-hoach/nhiem-vu/{item}", "Lưu",
         {"note": "Giữ lại", "due_on": "cuối năm"}, "Ngày phải là ngày có thật"),
    Case("other_clerk", "/ke-hoach/bao-cao/{period}/{P1}", "Lưu nháp",
         {"achievements": "Giữ lại", "trained_people": "bốn mươi"}, "Nhập số"),
    Case("plan_officer", "/ke-hoach/bao-cao/{period}/{P9}", "Trả lại báo cáo", {"reason": ""},
         "Ghi lý do trả lại báo cáo"),
    Case("plan_officer", "/ke-hoach/bao-cao", "Mở kỳ báo cáo", {"year": "năm nay"}, "Nhập năm"),
    Case("plan_officer", "/ke-hoach/tong-hop/{whole_period}", "Ghi nhận số văn bản",
         {"number": "", "issued_on": "mai"}, "Ngày phải là ngày có thật"),
]  # fmt: skip


def test_wrong_input_is_said_and_nothing_is_lost_or_stored(
    signed: Signer, small: SmallWorld
) -> None:
    complaints = []
    for case in CASES:
        signed(case.who)
        before = everything()
        complaint = complaint_about(case, signed, small)
        if complaint or everything() != before:
            complaints.append((case.who, case.address, case.button, complaint or "stored"))

    assert not complaints, complaints


def complaint_about(case: Case, signed: Signer, small: SmallWorld) -> str:
    """What is wrong with the answer to this case, or nothing."""
    browser = signed(case.who)
    page = browser.open(case.address.format(**small.ids))
    form = page.form(case.button)
    names = {full_name(form.boxes, name): typed for name, typed in case.typed.items()}
    form.fill({name: with_ids(typed, small) for name, typed in names.items()})
    pressed = form.button(case.button)
    answer = browser.client.post(pressed.action.partition("#")[0] or form.action,
                                 data=form.values(pressed))  # fmt: skip
    if answer.status_code != 422:
        return f"status {answer.status_code}"
    shown = read(form.action, answer.status_code, answer.data)
    if case.said not in shown.words:
        return f"not said: {shown.words[:900]}"
    if "Có lỗi cần sửa" not in shown.words:
        return "no summary"
    return lost_text(shown, names)


def full_name(boxes: dict[str, Box], name: str) -> str:
    """The name of a box that begins so."""
    return name if name in boxes else next(one for one in boxes if one.startswith(name))


def with_ids(typed: Typed, small: SmallWorld) -> Typed:
    """Ids filled into a list of choices."""
    return [one.format(**small.ids) for one in typed] if isinstance(typed, list) else typed


def lost_text(shown: Page, names: dict[str, Typed]) -> str:
    """The first box that no longer holds what was typed."""
    held = {name: box.value for form in shown.forms for name, box in form.boxes.items()}
    for name, typed in names.items():
        if isinstance(typed, str) and held.get(name, "").strip() != typed.strip():
            return f"lost: {name} is {held.get(name)!r}"
    return ""
