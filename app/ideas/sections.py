"""How far each section of a dossier is, as the task list says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.ideas import rules
from app.ideas.choices import LISTS
from app.ideas.drafts import MOST_FILES, Section
from app.ideas.rules import Facts
from app.kernel.numbers import decimal_text
from app.kernel.text import T, Text


class Progress(StrEnum):
    """Few words, as in the task list of every visit."""

    EMPTY = "empty"
    DOING = "doing"
    DONE = "done"
    WRONG = "wrong"


PROGRESS_TAGS: Mapping[Progress, tuple[str, Text]] = {
    Progress.EMPTY: ("none", T("Chưa nhập")),
    Progress.DOING: ("doing", T("Đang nhập")),
    Progress.DONE: ("done", T("Đã xong")),
    Progress.WRONG: ("bad", T("Có lỗi cần sửa")),
}

_FIELDS: Mapping[Section, tuple[str, ...]] = {
    Section.INFORMATION: ("title", "category_id", "sector", "summary"),
    Section.TEXTS: ("problem", "solution", "novelty", "conditions", "confidential"),
    Section.EFFECT: ("first_applied_on", "application", "effect", "saved_vnd"),
    Section.AI_SHEET: tuple(LISTS),
}
# Blockers that are there although something was filled in: mistakes rather than gaps.
_MISTAKES = frozenset({"shares", "first_applied_on"})


@dataclass(frozen=True, slots=True)
class SectionState:
    """One line of the task list."""

    section: Section
    progress: Progress
    hint: Text


def section_states(facts: Facts, now: datetime) -> list[SectionState]:
    """All sections in their order."""
    wanted = rules.blockers_of_content(facts, now)
    found = []
    for section in Section:
        fields = [b.field for b in wanted if rules.SECTION_OF_FIELD.get(b.field) is section]
        found.append(
            SectionState(section, _progress(section, facts, fields), _hint(section, facts))
        )
    return found


def _progress(section: Section, facts: Facts, open_fields: list[str]) -> Progress:
    if section is Section.EVIDENCE:
        return Progress.DONE if facts.file_count else Progress.EMPTY
    if _MISTAKES.intersection(open_fields):
        return Progress.WRONG
    started = section is Section.AUTHORS or any(getattr(facts, f) for f in _FIELDS[section])
    if not started:
        return Progress.EMPTY
    missing = rules.missing_in_sheet(facts) if section is Section.AI_SHEET else open_fields
    return Progress.DOING if missing else Progress.DONE


def _hint(section: Section, facts: Facts) -> Text:
    hints: Mapping[Section, Text] = {
        Section.INFORMATION: T("Tên giải pháp, lĩnh vực, tóm tắt"),
        Section.AUTHORS: T(
            "%(n)s tác giả, tổng tỷ lệ %(total)s%%",
            n=len(facts.authors),
            total=decimal_text(rules.total_share(facts.authors)),
        ),
        Section.TEXTS: T("Vấn đề, giải pháp, điểm mới; phần cần bảo mật để riêng"),
        Section.EFFECT: T("Ngày áp dụng, tình hình áp dụng, số liệu hiệu quả"),
        Section.AI_SHEET: T("Công cụ, nơi xử lý dữ liệu, người kiểm tra (không bắt buộc)"),
        Section.EVIDENCE: T(
            "%(n)s tệp, nhiều nhất %(most)s tệp (không bắt buộc)",
            n=facts.file_count,
            most=MOST_FILES,
        ),
    }
    return hints[section]
