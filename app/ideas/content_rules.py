"""What the content of a dossier still needs before it goes in, and what may hurt it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.ideas.answer_rules import Asked, blockers_of_answers, is_question
from app.ideas.choices import SHEET_ALWAYS, SHEET_WITH_AI
from app.ideas.fields import Section
from app.ideas.saving_rules import WHOLE
from app.ideas.states import IdeaState
from app.kernel.dates import local_date, months_later
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import search_tokens
from app.rounds.fields import Stage


@dataclass(frozen=True, slots=True)
class Facts:
    """What a dossier holds, as far as it decides whether it may be submitted."""

    state: IdeaState = IdeaState.DRAFT
    title: str = ""
    category_id: int | None = None
    categories_offered: bool = True
    sector: str = ""
    investor: str = ""
    summary: str = ""
    problem: str = ""
    solution: str = ""
    novelty: str = ""
    conditions: str = ""
    confidential: str = ""
    application: str = ""
    effect: str = ""
    effect_by_others: str = ""
    applied_stage: str = ""
    first_applied_on: date | None = None
    saved_vnd: int | None = None
    uses_ai: str = ""
    ai_kind: str = ""
    ai_product: str = ""
    data_location: str = ""
    personal_data: str = ""
    state_secret: str = ""
    decision_role: str = ""
    human_check: str = ""
    ai_label: str = ""
    risk_level: str = ""
    risk_reason: str = ""
    authors: tuple[tuple[str, Decimal], ...] = ()
    file_count: int = 0
    infected: tuple[str, ...] = ()
    participants: int = 0
    asked: Asked = field(default_factory=Asked)
    unmet: tuple[Blocker, ...] = ()


SECTION_OF_FIELD: Mapping[str, Section] = {
    "title": Section.INFORMATION,
    "category_id": Section.INFORMATION,
    "sector": Section.INFORMATION,
    "authors": Section.AUTHORS,
    "shares": Section.AUTHORS,
    "problem": Section.TEXTS,
    "solution": Section.TEXTS,
    "first_applied_on": Section.EFFECT,
    "application": Section.EFFECT,
    "effect": Section.EFFECT,
    "state_secret": Section.AI_SHEET,
    "risk_level": Section.AI_SHEET,
    "evidence": Section.EVIDENCE,
}
"""Where each reason not to submit is mended."""


def section_of(name: str) -> Section | None:
    """The part of the dossier in which a reason is mended; None when it has none of its own."""
    return Section.QUESTIONS if is_question(name) else SECTION_OF_FIELD.get(name)


def blockers_of_content(facts: Facts, now: datetime) -> list[Blocker]:
    """What is still missing or wrong in the dossier itself."""
    found: list[Blocker] = []
    if not facts.title:
        found.append(Blocker("title", T("Nhập tên giải pháp")))
    if facts.categories_offered and facts.category_id is None:
        found.append(Blocker("category_id", T("Chọn lĩnh vực dự thi")))
    if not facts.sector:
        found.append(Blocker("sector", T("Chọn lĩnh vực áp dụng")))
    found += blockers_of_shares(facts.authors)
    if not facts.problem:
        found.append(Blocker("problem", T("Nêu vấn đề cần giải quyết")))
    if not facts.solution:
        found.append(Blocker("solution", T("Nêu nội dung giải pháp")))
    if facts.first_applied_on and facts.first_applied_on > local_date(now):
        found.append(Blocker("first_applied_on", T("Ngày áp dụng không được sau ngày nộp hồ sơ")))
    if not facts.application:
        found.append(Blocker("application", T("Nêu tình hình áp dụng hoặc khả năng áp dụng")))
    if not facts.effect:
        found.append(Blocker("effect", T("Nêu hiệu quả đã đạt hoặc dự kiến")))
    found += _blockers_of_sheet(facts)
    stage = Stage.SUBMIT if facts.asked.stage is Stage.DRAFT else facts.asked.stage
    found += blockers_of_answers(facts.asked, stage)
    found += facts.unmet
    for name in facts.infected:
        found.append(
            Blocker("evidence", T("Xóa tệp “%(name)s” (có mã độc, đã cách ly)", name=name))
        )
    return found


def _blockers_of_sheet(facts: Facts) -> list[Blocker]:
    """Two things of the AI sheet stop a dossier; the rest of it is only advised."""
    found: list[Blocker] = []
    if facts.state_secret == "yes":  # noqa: S105  (an answer, not a password)
        text = T(
            "Không nộp hồ sơ có thông tin thuộc bí mật nhà nước qua hệ thống này: bỏ thông tin đó "
            "khỏi hồ sơ rồi khai lại, hoặc nộp theo quy định về bảo vệ bí mật nhà nước"
        )
        found.append(Blocker("state_secret", text))
    official = facts.applied_stage == "official" and facts.uses_ai == "yes"
    if official and not facts.risk_level:
        text = T("Chọn mức rủi ro: giải pháp có dùng TTNT và đã áp dụng chính thức")
        found.append(Blocker("risk_level", text))
    return found


def total_share(authors: Sequence[tuple[str, Decimal]]) -> Decimal:
    """The sum of the shares, in per cent."""
    return sum((share for _name, share in authors), Decimal())


def blockers_of_shares(authors: Sequence[tuple[str, Decimal]]) -> list[Blocker]:
    """At least one author, each with a name and a part, the parts exactly 100 per cent.

    Form of Thông tư 18/2013/TT-BKHCN, Phụ lục I: the share of every co-author is stated.
    """
    if not authors:
        return [Blocker("authors", T("Khai ít nhất một tác giả"))]
    found: list[Blocker] = []
    if any(not name for name, _share in authors):
        found.append(Blocker("authors", T("Nhập họ và tên của từng tác giả")))
    if any(share <= 0 for _name, share in authors):
        found.append(Blocker("shares", T("Tỷ lệ đóng góp của mỗi tác giả phải lớn hơn 0%")))
    total = total_share(authors)
    if total != WHOLE:
        found.append(
            Blocker(
                "shares",
                T(
                    "Tổng tỷ lệ đóng góp phải bằng 100%% (hiện là %(total)s%%)",
                    total=decimal_text(total),
                ),
            )
        )
    return found


def warnings(facts: Facts, now: datetime) -> list[Blocker]:
    """What does not stop a dossier but may hurt it; `field` names the section to look at."""
    found: list[Blocker] = []
    if facts.first_applied_on is None:
        found.append(
            Blocker(
                Section.EFFECT,
                T(
                    "Chưa ghi ngày áp dụng: hồ sơ được dự thi "
                    "nhưng chưa đủ căn cứ công nhận sáng kiến."
                ),
            )
        )
    elif local_date(now) > months_later(facts.first_applied_on, 12):
        found.append(
            Blocker(
                Section.EFFECT,
                T("Ngày áp dụng lần đầu đã quá 01 năm; quyền yêu cầu công nhận có thể đã hết."),
            )
        )
    if facts.applied_stage == "none" and (facts.first_applied_on or facts.saved_vnd):
        found.append(
            Blocker(
                Section.EFFECT,
                T(
                    "Mức độ áp dụng ghi “Chưa áp dụng” nhưng đã có ngày áp dụng hoặc "
                    "giá trị làm lợi; chọn lại cho khớp."
                ),
            )
        )
    if missing_in_sheet(facts):
        found.append(Blocker(Section.AI_SHEET, T("Phiếu TTNT và dữ liệu chưa khai đủ.")))
    if not facts.file_count:
        found.append(Blocker(Section.EVIDENCE, T("Chưa có tệp minh chứng.")))
    if named_in_text(facts):
        found.append(
            Blocker(
                Section.TEXTS,
                T("Nội dung có nhắc tên tác giả; người chấm sẽ biết hồ sơ này của ai."),
            )
        )
    return found


def missing_in_sheet(facts: Facts) -> list[str]:
    """Answers of the AI sheet that are still open; few are asked when no AI is used."""
    wanted = SHEET_ALWAYS if facts.uses_ai == "no" else (*SHEET_ALWAYS, *SHEET_WITH_AI)
    return [name for name in wanted if not getattr(facts, name)]


def named_in_text(facts: Facts) -> bool:
    """Whether an author's whole name stands in a text that blind reviewers read."""
    texts = (facts.title, facts.summary, facts.problem, facts.solution, facts.novelty,
             facts.conditions, facts.application, facts.effect)  # fmt: skip
    words = " ".join(f" {' '.join(search_tokens(text))} " for text in texts)
    return any(
        f" {' '.join(search_tokens(name))} " in words for name, _share in facts.authors if name
    )
