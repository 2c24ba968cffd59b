"""What a dossier needs: limits while it is written, everything at once when it is submitted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from app.ideas.choices import LISTS
from app.ideas.drafts import (
    LABELS,
    LIMITS,
    MOST_AUTHORS,
    MOST_VND,
    AuthorLine,
    Draft,
    Section,
)
from app.ideas.states import IdeaState
from app.kernel.dates import day_text, deadline_text, end_of_day_exclusive, local, local_date
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import search_tokens
from app.rounds.states import RoundState

WHOLE = Decimal(100)
REASON_LIMIT = 2_000
SHARE_WRONG = T("Tỷ lệ đóng góp là số từ 0 đến 100, nhiều nhất hai chữ số thập phân")
EMAIL_TWICE = T("Mỗi tác giả chỉ khai một dòng; có địa chỉ thư bị trùng")


def filed_text(instant: datetime) -> str:
    """When something was filed, to the second: "10:30:12 ngày 20/11/2026" in Vietnam."""
    return f"{local(instant):%H:%M:%S} ngày {day_text(local_date(instant))}"


class Window(Protocol):
    """When a round takes dossiers in; ends are exclusive."""

    @property
    def state(self) -> RoundState: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def endorse_until(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What a dossier holds, as far as it decides whether it may be submitted."""

    state: IdeaState = IdeaState.DRAFT
    title: str = ""
    category_id: int | None = None
    categories_offered: bool = True
    sector: str = ""
    summary: str = ""
    problem: str = ""
    solution: str = ""
    novelty: str = ""
    conditions: str = ""
    confidential: str = ""
    application: str = ""
    effect: str = ""
    first_applied_on: date | None = None
    saved_vnd: int | None = None
    ai_kind: str = ""
    ai_product: str = ""
    data_location: str = ""
    personal_data: str = ""
    human_check: str = ""
    risk_level: str = ""
    risk_reason: str = ""
    authors: tuple[tuple[str, Decimal], ...] = ()
    file_count: int = 0
    infected: tuple[str, ...] = ()


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
    "evidence": Section.EVIDENCE,
}
"""Where each reason not to submit is mended."""


def deadline(window: Window, state: IdeaState) -> datetime:
    """Until when authors may submit: dossiers that the unit returned have until the unit's end."""
    return window.endorse_until if state is IdeaState.RETURNED else window.closes_at


def deadline_of(window: Window, state: IdeaState, due_on: date | None) -> datetime:
    """Until when the authors may act on a dossier in this state; a supplement has its own day."""
    if state is IdeaState.SUPPLEMENT_ASKED and due_on is not None:
        return end_of_day_exclusive(due_on)
    return deadline(window, state)


def blockers_of_window(window: Window, state: IdeaState, now: datetime) -> list[Blocker]:
    """Whether the round takes dossiers in at this moment."""
    if window.state is not RoundState.ANNOUNCED or now < window.opens_at:
        return [Blocker("window", T("Đợt xét chưa mở hoặc đã kết thúc việc nhận hồ sơ."))]
    end = deadline(window, state)
    if now >= end:
        return [
            Blocker(
                "window",
                T(
                    "Đã hết hạn nộp hồ sơ lúc %(end)s. Bản nháp vẫn được lưu; "
                    "liên hệ thư ký Hội đồng nếu cần gia hạn.",
                    end=deadline_text(end),
                ),
            )
        ]
    return []


def blockers_to_submit(
    facts: Facts, window: Window, now: datetime, *, truth_confirmed: bool = True
) -> list[Blocker]:
    """Every reason the dossier cannot go in yet, in the order of the pages."""
    found = blockers_of_window(window, facts.state, now) + blockers_of_content(facts, now)
    return found + blockers_of_truth(truth_confirmed=truth_confirmed)


def blockers_of_truth(*, truth_confirmed: bool) -> list[Blocker]:
    """The declaration at the end of the statutory form (Thông tư 18/2013, Phụ lục I)."""
    if truth_confirmed:
        return []
    return [Blocker("truth", T("Đánh dấu vào ô cam đoan trước khi nộp"))]


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
    for name in facts.infected:
        found.append(
            Blocker("evidence", T("Xóa tệp “%(name)s” (có mã độc, đã cách ly)", name=name))
        )
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
    elif (local_date(now) - facts.first_applied_on).days > 365:
        found.append(
            Blocker(
                Section.EFFECT,
                T("Ngày áp dụng lần đầu đã quá 01 năm; quyền yêu cầu công nhận có thể đã hết."),
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
    """Answers of the AI sheet that are still open."""
    return [name for name in LISTS if not getattr(facts, name)]


def named_in_text(facts: Facts) -> bool:
    """Whether an author's whole name stands in a text that blind reviewers read."""
    texts = (facts.title, facts.summary, facts.problem, facts.solution, facts.novelty,
             facts.conditions, facts.application, facts.effect)  # fmt: skip
    words = " ".join(f" {' '.join(search_tokens(text))} " for text in texts)
    return any(
        f" {' '.join(search_tokens(name))} " in words for name, _share in facts.authors if name
    )


def over_limits(draft: Draft | AuthorLine) -> list[Blocker]:
    """Texts that are longer than their limit; drafts may be incomplete, never too long."""
    found: list[Blocker] = []
    for field in fields(draft):
        value, most = getattr(draft, field.name), LIMITS.get(field.name)
        if most and isinstance(value, str) and len(value) > most:
            found.append(
                Blocker(
                    field.name,
                    T(
                        "%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
                        what=LABELS[field.name],
                        most=integer_text(most),
                        length=integer_text(len(value)),
                    ),
                )
            )
    return found


def blockers_to_save(draft: Draft, categories: Iterable[int]) -> list[Blocker]:
    """Limits, and answers that were not on offer (a forged or outdated page)."""
    found = over_limits(draft)
    for name, offered in LISTS.items():
        value = getattr(draft, name, "")
        if value and value not in offered:
            found.append(Blocker(name, T("Chọn một mục trong danh sách")))
    category_id = getattr(draft, "category_id", None)
    if category_id is not None and category_id not in set(categories):
        found.append(Blocker("category_id", T("Chọn lĩnh vực dự thi")))
    saved = getattr(draft, "saved_vnd", None)
    if saved is not None and not 0 <= saved <= MOST_VND:
        found.append(Blocker("saved_vnd", T("Giá trị làm lợi phải từ 0 đồng trở lên")))
    return found


def blockers_of_authors(lines: Sequence[AuthorLine]) -> list[Blocker]:
    """Limits of the authors' table; the sum of the shares may still be open in a draft."""
    found = [blocker for line in lines for blocker in over_limits(line)]
    if len(lines) > MOST_AUTHORS:
        found.append(Blocker("authors", T("Khai tối đa %(n)s tác giả", n=MOST_AUTHORS)))
    for line in lines:
        if not 0 <= line.share <= WHOLE or line.share != line.share.quantize(Decimal("0.01")):
            found.append(
                Blocker(
                    "authors",
                    T("Tỷ lệ đóng góp là số từ 0 đến 100, nhiều nhất hai chữ số thập phân"),
                )
            )
        if line.email and ("@" not in line.email[1:-1] or " " in line.email):
            found.append(Blocker("authors", T("Địa chỉ thư phải có dạng ten@coquan.example")))
    emails = [line.email.casefold() for line in lines if line.email]
    if len(set(emails)) != len(emails):
        found.append(Blocker("authors", EMAIL_TWICE))
    return found


def blockers_of_reason(reason: str) -> list[Blocker]:
    """A reason that other people will read."""
    if not reason:
        return [Blocker("reason", T("Nhập lý do"))]
    if len(reason) > REASON_LIMIT:
        return [
            Blocker("reason", T("Lý do không được quá %(n)s ký tự", n=integer_text(REASON_LIMIT)))
        ]
    return []


def blockers_to_endorse(window: Window, now: datetime) -> list[Blocker]:
    """The unit confirms until its own end, which may lie after the authors' end."""
    if now < window.endorse_until:
        return []
    text = T("Đã hết hạn xác nhận của đơn vị lúc %(end)s.", end=deadline_text(window.endorse_until))
    return [Blocker("window", text)]


def blockers_to_supplement(due_on: date | None, now: datetime) -> list[Blocker]:
    """A supplement comes in by the end of the day it is due."""
    if due_on is None or local_date(now) <= due_on:
        return []
    return [Blocker("window", T("Đã hết hạn bổ sung hồ sơ ngày %(day)s.", day=day_text(due_on)))]


def blockers_to_extend(asked: date, due_on: date, now: datetime) -> list[Blocker]:
    """More days to supplement, also when the old end is over; `asked` is the end until now.

    The new end lies after the old one and not in the past: nobody loses days he was given.
    """
    if due_on <= asked:
        text = T("Hạn mới phải sau hạn đang có, ngày %(day)s", day=day_text(asked))
        return [Blocker("due_on", text)]
    if due_on < local_date(now):
        return [Blocker("due_on", T("Hạn mới không được là ngày đã qua"))]
    return []


def blockers_to_refuse(state: IdeaState, due_on: date | None, now: datetime) -> list[Blocker]:
    """While the author still has days to supplement, the office waits."""
    if state is not IdeaState.SUPPLEMENT_ASKED or due_on is None or local_date(now) > due_on:
        return []
    return [
        Blocker("state", T("Tác giả còn hạn bổ sung đến hết ngày %(day)s.", day=day_text(due_on)))
    ]
