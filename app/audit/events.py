"""Every act that may be recorded: its name for people, what it must carry, who may read it.

`record` refuses a verb that is not here, or that lacks a field, in development and in tests; in
production it keeps the act all the same and writes an error to the log. Add a line with the act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.text import T, Text


class Category(StrEnum):
    """What a reader of the log filters by."""

    SIGN_IN = "sign-in"
    PEOPLE = "people"
    ROUND = "round"
    IDEA = "idea"
    REVIEW = "review"
    ADOPTION = "adoption"
    AWARDS = "awards"
    PLAN = "plan"
    GALLERY = "gallery"
    FILES = "files"
    PRIVACY = "privacy"
    SYSTEM = "system"
    REFUSED = "refused"


CATEGORY_TITLES = {
    Category.SIGN_IN: T("Đăng nhập"),
    Category.PEOPLE: T("Người dùng, đơn vị"),
    Category.ROUND: T("Đợt xét"),
    Category.IDEA: T("Hồ sơ"),
    Category.REVIEW: T("Chấm điểm"),
    Category.ADOPTION: T("Áp dụng"),
    Category.AWARDS: T("Khen thưởng"),
    Category.PLAN: T("Kế hoạch"),
    Category.GALLERY: T("Công khai"),
    Category.FILES: T("Tệp"),
    Category.PRIVACY: T("Dữ liệu cá nhân"),
    Category.SYSTEM: T("Hệ thống"),
    Category.REFUSED: T("Bị từ chối"),
}


THING_TITLES = {
    "account": T("Người dùng"), "unit": T("Đơn vị"), "import": T("Bảng nhập"),
    "sign_in": T("Phiên đăng nhập"), "round": T("Đợt xét"), "idea": T("Hồ sơ"),
    "dossier_import": T("Danh sách hồ sơ tải lên"),
    "sheet": T("Phiếu chấm"), "adoption": T("Việc áp dụng"), "council": T("Hội đồng"),
    "nomination": T("Đề nghị khen thưởng"), "nomination_list": T("Danh sách đề nghị"),
    "forwarding": T("Gói chuyển cấp trên"), "received_bundle": T("Gói của cấp dưới"),
    "received_line": T("Đề nghị của cấp dưới"),
    "legal_basis": T("Văn bản căn cứ"), "achievement": T("Dòng sổ thành tích"),
    "yearly_rating": T("Mức xếp loại năm"),
    "achievement_import": T("Bảng khen thưởng tải lên"),
    "standing": T("Nội dung ảnh hưởng xét khen thưởng"),
    "plan": T("Kế hoạch"), "plan_item": T("Nhiệm vụ"), "unit_report": T("Báo cáo của đơn vị"),
    "reporting_period": T("Kỳ báo cáo"), "published_solution": T("Giải pháp công khai"),
    "stored_file": T("Tệp"), "outbox_message": T("Thư"), "job": T("Việc chạy lâu"),
    "data_request": T("Yêu cầu về dữ liệu"), "consent": T("Đồng ý"),
    "judging_inquiry": T("Lần kiểm tra việc chấm điểm"),
    "problem": T("Bài toán đặt hàng"), "agency": T("Cơ quan"),
}  # fmt: skip
"""What a row of a table is called; a table that is not here is shown by its own name."""


def thing_of(table: str, number: str) -> Text | str:
    """ "Hồ sơ số 12", "Hồ sơ: cả danh sách"; "" for a table without a title."""
    title = THING_TITLES.get(table)
    if title is None:
        return ""
    if number == "all":
        return T("%(thing)s: cả danh sách", thing=title)
    return T("%(thing)s số %(number)s", thing=title, number=number) if number else title


class Veil(StrEnum):
    """What the log's pages leave out, whoever reads: conflict and blindness beat role."""

    NOTHING = ""
    DETAIL = "detail"  # the values: a draft list, a result before its time
    PERSON = "person"  # also who, from where, and on which sheet


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of act. `personal`: its detail holds data about a person."""

    title: Text
    category: Category
    fields: frozenset[str] = frozenset()
    personal: bool = False
    veil: Veil = Veil.NOTHING


def event(
    title: Text, category: Category, fields: str = "", *,
    personal: bool = False, veil: Veil = Veil.NOTHING,
) -> Event:  # fmt: skip
    """An `Event` with its fields written as words."""
    return Event(title, category, frozenset(fields.split()), personal, veil)


def problem_of(catalogue: Mapping[str, Event], verb: str, detail: Mapping[str, object]) -> str:
    """What is wrong with an entry; empty when nothing is."""
    known = catalogue.get(verb)
    if known is None:
        return f"the act {verb!r} is not in app/audit/catalogue.py: add a line for it"
    missing = known.fields - detail.keys()
    if missing:
        return f"the act {verb!r} must carry {', '.join(sorted(missing))} (app/audit/catalogue.py)"
    return ""
