"""How far each section of a dossier is, as the task list says it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.ideas import rules
from app.ideas.answer_rules import applying
from app.ideas.drafts import MOST_FILES, Section
from app.ideas.fields import names_in
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

# Blockers that are there although something was filled in: mistakes rather than gaps.
_MISTAKES = frozenset({"shares", "first_applied_on", "state_secret"})
# The pages on which nothing has to be filled in.
_LISTS = frozenset({Section.AUTHORS, Section.PARTICIPANTS, Section.QUESTIONS, Section.EVIDENCE})


@dataclass(frozen=True, slots=True)
class SectionState:
    """One line of the task list."""

    section: Section
    progress: Progress
    hint: Text


def sections_of(facts: Facts) -> list[Section]:
    """The parts this dossier has: the page of questions only where the round asks some."""
    return [
        section for section in Section if section is not Section.QUESTIONS or facts.asked.questions
    ]


def section_states(facts: Facts, now: datetime) -> list[SectionState]:
    """All sections in their order."""
    wanted = rules.blockers_of_content(facts, now)
    found = []
    for section in sections_of(facts):
        fields = [b.field for b in wanted if rules.section_of(b.field) is section]
        found.append(
            SectionState(section, _progress(section, facts, fields), _hint(section, facts))
        )
    return found


def _progress(section: Section, facts: Facts, open_fields: list[str]) -> Progress:
    if _MISTAKES.intersection(open_fields):
        return Progress.WRONG
    if not _started(section, facts):
        return Progress.EMPTY
    missing = rules.missing_in_sheet(facts) if section is Section.AI_SHEET else open_fields
    return Progress.DOING if missing else Progress.DONE


def _started(section: Section, facts: Facts) -> bool:
    if section in _LISTS:
        answered = any(facts.asked.answered(question) for question in facts.asked.questions)
        counts: Mapping[Section, bool] = {
            Section.AUTHORS: True,
            Section.PARTICIPANTS: bool(facts.participants),
            Section.QUESTIONS: answered or not applying(facts.asked),
            Section.EVIDENCE: bool(facts.file_count),
        }
        return counts[section]
    return any(getattr(facts, name, None) for name in names_in(section))


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
        Section.PARTICIPANTS: T(
            "%(n)s người giúp áp dụng thử hoặc áp dụng lần đầu (không bắt buộc)",
            n=facts.participants,
        ),
        Section.QUESTIONS: T("%(n)s câu hỏi riêng của đợt xét", n=len(applying(facts.asked))),
        Section.AI_SHEET: T("Công cụ, nơi xử lý dữ liệu, người kiểm tra (không bắt buộc)"),
        Section.EVIDENCE: T(
            "%(n)s tệp, nhiều nhất %(most)s tệp (không bắt buộc)",
            n=facts.file_count,
            most=MOST_FILES,
        ),
    }
    return hints[section]
