"""Every field of the dossier, declared once: its words, its limit, its place, who may read it.

Forms, task list, projections, frozen versions, search, exports and the gallery take names, limits
and readers from this table; `tests/ideas/test_fields.py` walks it with canaries. The fields are
those of the application form (Thông tư 18/2013/TT-BKHCN, Phụ lục I) and of the AI fact sheet
(Luật Trí tuệ nhân tạo 134/2025/QH15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.text import T, Text
from app.rounds.fields import Visibility


class Section(StrEnum):
    """The parts of a dossier, in the order of the task list; the value is the address."""

    INFORMATION = "thong-tin"
    AUTHORS = "tac-gia"
    TEXTS = "van-de-giai-phap"
    EFFECT = "ap-dung-hieu-qua"
    PARTICIPANTS = "nguoi-ap-dung-lan-dau"
    AI_SHEET = "phieu-ttnt"
    QUESTIONS = "cau-hoi"
    EVIDENCE = "minh-chung"


SECTION_TITLES: Mapping[Section, Text] = {
    Section.INFORMATION: T("Khai thông tin chung"),
    Section.AUTHORS: T("Khai tác giả và tỷ lệ đóng góp"),
    Section.TEXTS: T("Nêu vấn đề và giải pháp"),
    Section.EFFECT: T("Khai áp dụng và hiệu quả"),
    Section.PARTICIPANTS: T("Khai người tham gia áp dụng lần đầu"),
    Section.AI_SHEET: T("Khai phiếu TTNT và dữ liệu"),
    Section.QUESTIONS: T("Trả lời câu hỏi của đợt"),
    Section.EVIDENCE: T("Tải tệp minh chứng"),
}


class Flag(StrEnum):
    """Who else may read a field, beside its authors, their unit and the office.

    PUBLIC: may be published once the council has decided. BLIND_SAFE: reviewers of a blind round
    receive it. CONFIDENTIAL: never public, never found by search, never in a list or an export.
    """

    PUBLIC = "public"
    BLIND_SAFE = "blind_safe"
    CONFIDENTIAL = "confidential"


_OPEN = frozenset({Flag.PUBLIC, Flag.BLIND_SAFE})
_REVIEWERS = frozenset({Flag.BLIND_SAFE})
_NAMES = frozenset({Flag.PUBLIC})
_OFFICE: frozenset[Flag] = frozenset()
_PRIVATE = frozenset({Flag.CONFIDENTIAL})
_SECRET = frozenset({Flag.BLIND_SAFE, Flag.CONFIDENTIAL})

FLAGS_OF: Mapping[Visibility, frozenset[Flag]] = {
    Visibility.PUBLIC: _OPEN,
    Visibility.BLIND: _REVIEWERS,
    Visibility.CONFIDENTIAL: _PRIVATE,
}
"""The same flags for the questions of a round."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `most`: characters; 0 for what is not typed as free text."""

    name: str
    label: Text
    section: Section
    flags: frozenset[Flag]
    most: int = 0
    searched: bool = False
    prose: bool = False

    @property
    def public(self) -> bool:
        """May be published after the decision."""
        return Flag.PUBLIC in self.flags

    @property
    def blind_safe(self) -> bool:
        """Handed to reviewers who must not learn the authors."""
        return Flag.BLIND_SAFE in self.flags

    @property
    def confidential(self) -> bool:
        """Never public, searched, listed or exported."""
        return Flag.CONFIDENTIAL in self.flags


S = Section


def _searched(name: str, label: Text, section: Section, most: int, *, prose: bool = True) -> Field:
    return Field(name, label, section, _OPEN, most, searched=True, prose=prose)


DOSSIER_FIELDS: tuple[Field, ...] = (
    _searched("title", T("Tên giải pháp"), S.INFORMATION, 200, prose=False),
    Field("category_id", T("Lĩnh vực dự thi"), S.INFORMATION, _OPEN),
    _searched("sector", T("Lĩnh vực áp dụng"), S.INFORMATION, 80, prose=False),
    Field("investor", T("Chủ đầu tư tạo ra sáng kiến"), S.INFORMATION, _OFFICE, 200),
    _searched("summary", T("Tóm tắt"), S.INFORMATION, 1_000),
    _searched("problem", T("Vấn đề cần giải quyết"), S.TEXTS, 10_000),
    _searched("solution", T("Nội dung giải pháp"), S.TEXTS, 20_000),
    _searched("novelty", T("Điểm mới"), S.TEXTS, 5_000),
    Field("conditions", T("Điều kiện cần thiết để áp dụng"), S.TEXTS, _REVIEWERS, 5_000,
          prose=True),
    Field("confidential", T("Thông tin cần được bảo mật"), S.TEXTS, _SECRET, 5_000, prose=True),
    Field("first_applied_on", T("Ngày áp dụng lần đầu hoặc áp dụng thử"), S.EFFECT, _OPEN),
    Field("applied_stage", T("Mức độ áp dụng"), S.EFFECT, _REVIEWERS),
    Field("application", T("Tình hình áp dụng"), S.EFFECT, _REVIEWERS, 10_000, prose=True),
    _searched("effect", T("Hiệu quả"), S.EFFECT, 10_000),
    Field("effect_by_others", T("Đánh giá lợi ích của tổ chức, cá nhân áp dụng lần đầu"),
          S.EFFECT, _OFFICE, 5_000, prose=True),
    Field("saved_vnd", T("Giá trị làm lợi trong năm đầu"), S.EFFECT, _REVIEWERS),
    Field("uses_ai", T("Giải pháp có dùng TTNT"), S.AI_SHEET, _REVIEWERS),
    Field("ai_kind", T("Loại TTNT"), S.AI_SHEET, _OPEN),
    Field("ai_product", T("Công cụ và nhà cung cấp"), S.AI_SHEET, _OPEN, 160),
    Field("data_location", T("Nơi xử lý dữ liệu"), S.AI_SHEET, _REVIEWERS),
    Field("personal_data", T("Dữ liệu cá nhân"), S.AI_SHEET, _REVIEWERS),
    Field("state_secret", T("Thông tin thuộc bí mật nhà nước"), S.AI_SHEET, _REVIEWERS),
    Field("decision_role", T("Vai trò của TTNT trong quyết định"), S.AI_SHEET, _REVIEWERS),
    Field("human_check", T("Người kiểm tra kết quả trước khi dùng"), S.AI_SHEET, _REVIEWERS),
    Field("ai_label", T("Cho người dùng biết đang tiếp xúc với TTNT"), S.AI_SHEET, _REVIEWERS),
    Field("risk_level", T("Mức rủi ro tự xác định"), S.AI_SHEET, _REVIEWERS),
    Field("risk_reason", T("Lý do chọn mức rủi ro"), S.AI_SHEET, _REVIEWERS, 2_000, prose=True),
    Field("risk_line", T("Mục trong danh mục hệ thống rủi ro cao"), S.AI_SHEET, _REVIEWERS, 200),
    Field("classification_no", T("Số hồ sơ phân loại"), S.AI_SHEET, _OFFICE, 80),
    Field("dpia_no", T("Số hồ sơ đánh giá tác động xử lý dữ liệu cá nhân"), S.AI_SHEET, _OFFICE,
          80),
    Field("test_results", T("Kết quả thử nghiệm"), S.AI_SHEET, _REVIEWERS, 5_000, prose=True),
    Field("stop_plan", T("Cách dừng hệ thống khi có sự cố"), S.AI_SHEET, _REVIEWERS, 2_000,
          prose=True),
)  # fmt: skip

AUTHOR_FIELDS: tuple[Field, ...] = (
    Field("full_name", T("Họ và tên"), S.AUTHORS, _NAMES, 200),
    Field("born", T("Ngày tháng năm sinh"), S.AUTHORS, _PRIVATE, 10),
    Field("workplace", T("Nơi công tác"), S.AUTHORS, _OFFICE, 200),
    Field("job_title", T("Chức danh"), S.AUTHORS, _OFFICE, 120),
    Field("qualification", T("Trình độ chuyên môn"), S.AUTHORS, _OFFICE, 120),
    Field("email", T("Thư điện tử"), S.AUTHORS, _PRIVATE, 254),
    Field("share", T("Tỷ lệ đóng góp"), S.AUTHORS, _OFFICE),
)

PARTICIPANT_FIELDS: tuple[Field, ...] = (
    Field("full_name", T("Họ và tên"), S.PARTICIPANTS, _OFFICE, 200),
    Field("born", T("Ngày tháng năm sinh"), S.PARTICIPANTS, _PRIVATE, 10),
    Field("workplace", T("Nơi công tác"), S.PARTICIPANTS, _OFFICE, 200),
    Field("job_title", T("Chức danh"), S.PARTICIPANTS, _OFFICE, 120),
    Field("qualification", T("Trình độ chuyên môn"), S.PARTICIPANTS, _OFFICE, 120),
    Field("support", T("Nội dung công việc hỗ trợ"), S.PARTICIPANTS, _OFFICE, 1_000),
)

_ALL = (*DOSSIER_FIELDS, *AUTHOR_FIELDS, *PARTICIPANT_FIELDS)
LABELS: Mapping[str, Text] = {
    **{field.name: field.label for field in _ALL}, "answers": T("Câu hỏi của đợt"),
}  # fmt: skip
LIMITS: Mapping[str, int] = {field.name: field.most for field in _ALL if field.most}
PROSE = frozenset(field.name for field in DOSSIER_FIELDS if field.prose)
SEARCHED = tuple(field.name for field in DOSSIER_FIELDS if field.searched)
OFFICE_NAMES = tuple(field.name for field in DOSSIER_FIELDS if not field.blind_safe)


def names_in(section: Section) -> tuple[str, ...]:
    """The fields of one part of the dossier, in their order."""
    return tuple(field.name for field in DOSSIER_FIELDS if field.section is section)
