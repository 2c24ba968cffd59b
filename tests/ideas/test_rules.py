"""What a dossier needs, as plain values."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.ideas import rules
from app.ideas.choices import LISTS, key_of, title_of
from app.ideas.drafts import AiSheet, AuthorLine, Effect, Information, Section
from app.ideas.rules import Facts
from app.ideas.sections import Progress, section_states
from app.ideas.states import IdeaState
from app.rounds.states import RoundState
from tests.people import NOON

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """A window."""

    state: RoundState = RoundState.ANNOUNCED
    opens_at: datetime = NOON - DAY
    closes_at: datetime = NOON + DAY
    endorse_until: datetime = NOON + 3 * DAY


FULL = Facts(
    title="Trợ lý", category_id=1, sector="Y tế", problem="Vấn đề", solution="Giải pháp",
    application="Áp dụng", effect="Hiệu quả", first_applied_on=date(2026, 5, 5),
    authors=(("Trần Ngọc Ánh", Decimal("33.33")), ("Phạm Đình Ân", Decimal("66.67"))),
    ai_kind="vision", data_location="own", personal_data="none", human_check="always",
    risk_level="low", file_count=1, participants=1, uses_ai="yes", state_secret="no",
    decision_role="support", ai_label="yes",
)  # fmt: skip


def messages(facts: Facts, now: datetime = NOON, window: Times | None = None) -> list[str]:
    """What keeps the dossier back."""
    return [str(b.message) for b in rules.blockers_to_submit(facts, window or Times(), now)]


def test_a_full_dossier_may_go() -> None:
    assert messages(FULL) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Nhập tên giải pháp"),
        ({"category_id": None}, "Chọn lĩnh vực dự thi"),
        ({"sector": ""}, "Chọn lĩnh vực áp dụng"),
        ({"authors": ()}, "Khai ít nhất một tác giả"),
        ({"authors": (("", Decimal(100)),)}, "Nhập họ và tên của từng tác giả"),
        ({"authors": (("A", Decimal(90)),)}, "Tổng tỷ lệ đóng góp phải bằng 100% (hiện là 90%)"),
        ({"authors": (("A", Decimal("99.99")),)},
         "Tổng tỷ lệ đóng góp phải bằng 100% (hiện là 99,99%)"),
        ({"authors": (("A", Decimal(100)), ("B", Decimal(0)))},
         "Tỷ lệ đóng góp của mỗi tác giả phải lớn hơn 0%"),
        ({"problem": ""}, "Nêu vấn đề cần giải quyết"),
        ({"solution": ""}, "Nêu nội dung giải pháp"),
        ({"application": ""}, "Nêu tình hình áp dụng hoặc khả năng áp dụng"),
        ({"effect": ""}, "Nêu hiệu quả đã đạt hoặc dự kiến"),
        ({"first_applied_on": date(2026, 10, 2)}, "Ngày áp dụng không được sau ngày nộp hồ sơ"),
    ],
)  # fmt: skip
def test_each_gap_has_its_sentence(change: dict[str, object], message: str) -> None:
    assert messages(replace(FULL, **change)) == [message]  # type: ignore[arg-type]


def test_a_round_without_categories_asks_for_none() -> None:
    assert messages(replace(FULL, category_id=None, categories_offered=False)) == []


@pytest.mark.parametrize(
    ("state", "now", "open_"),
    [
        (IdeaState.DRAFT, NOON - DAY - timedelta(seconds=1), False),
        (IdeaState.DRAFT, NOON - DAY, True),
        (IdeaState.DRAFT, NOON + DAY - timedelta(seconds=1), True),
        (IdeaState.DRAFT, NOON + DAY, False),
        (IdeaState.RETURNED, NOON + DAY, True),
        (IdeaState.RETURNED, NOON + 3 * DAY, False),
    ],
)
def test_the_window_ends_exclusively(state: IdeaState, now: datetime, open_: bool) -> None:
    assert (rules.blockers_of_window(Times(), state, now) == []) is open_


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.CLOSED])
def test_only_an_announced_round_takes_dossiers(state: RoundState) -> None:
    assert messages(FULL, window=Times(state=state)) == [
        "Đợt xét chưa mở hoặc đã kết thúc việc nhận hồ sơ."
    ]


def test_warnings_do_not_stop() -> None:
    thin = replace(FULL, first_applied_on=None, risk_level="", file_count=0,
                   effect="Theo ông tran ngoc ANH thì tốt")  # fmt: skip

    assert [w.field for w in rules.warnings(thin, NOON)] == [
        Section.EFFECT, Section.AI_SHEET, Section.EVIDENCE, Section.TEXTS,
    ]  # fmt: skip
    assert rules.warnings(FULL, NOON) == []
    assert messages(thin) == []


def test_a_right_that_may_have_expired_is_told() -> None:
    old = replace(FULL, first_applied_on=date(2025, 9, 1))

    assert [str(w.message) for w in rules.warnings(old, NOON)] == [
        "Ngày áp dụng lần đầu đã quá 01 năm; quyền yêu cầu công nhận có thể đã hết."
    ]


def test_a_year_with_a_leap_day_is_a_year() -> None:
    told = [
        bool(rules.warnings(replace(FULL, first_applied_on=date(2027, 9, 1)),
                            datetime(2028, 9, day, 5, tzinfo=UTC)))
        for day in (1, 2)
    ]  # fmt: skip

    assert told == [False, True]


def test_a_use_that_contradicts_its_date_is_told() -> None:
    torn = replace(FULL, applied_stage="none")

    assert [str(w.message) for w in rules.warnings(torn, NOON)] == [
        "Mức độ áp dụng ghi “Chưa áp dụng” nhưng đã có ngày áp dụng hoặc "
        "giá trị làm lợi; chọn lại cho khớp."
    ]


def test_a_draft_may_be_incomplete_but_not_too_long() -> None:
    assert rules.blockers_to_save(Information(), []) == []
    assert [str(b.message) for b in rules.blockers_to_save(Information("x" * 236), [])] == [
        "Tên giải pháp không được quá 200 ký tự (hiện có 236 ký tự)"
    ]


def test_answers_that_were_not_on_offer_are_refused() -> None:
    assert [b.field for b in rules.blockers_to_save(AiSheet(risk_level="cosmic"), [])] == [
        "risk_level"
    ]
    assert [b.field for b in rules.blockers_to_save(Information(category_id=9), [1, 2])] == [
        "category_id"
    ]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([AuthorLine("A", share=Decimal("33.33"))], 0),
        ([AuthorLine("A", share=Decimal("33.333"))], 1),
        ([AuthorLine("A", share=Decimal("-1"))], 1),
        ([AuthorLine("A", share=Decimal("100.01"))], 1),
        ([AuthorLine("A", email="không phải thư")], 1),
        ([AuthorLine("A", email="a@b.example"), AuthorLine("B", email="A@b.example")], 1),
        ([AuthorLine("A")] * 21, 1),
    ],
)
def test_lines_of_authors(lines: list[AuthorLine], count: int) -> None:
    assert len(rules.blockers_of_authors(lines)) == count


def test_titles_and_keys_of_answers_belong_together() -> None:
    for name, offered in LISTS.items():
        for key in offered:
            assert key_of(name, str(title_of(name, key))) == key
            assert key_of(name, key) == key
    assert title_of("risk_level", "lạ") == "lạ"


def test_the_task_list_in_few_words() -> None:
    def progress(facts: Facts) -> list[Progress]:
        return [state.progress for state in section_states(facts, NOON)]

    done, empty = Progress.DONE, Progress.EMPTY
    assert progress(FULL) == [done] * 7
    assert progress(Facts()) == [empty, Progress.DOING, empty, empty, empty, empty, empty]
    wrong = replace(FULL, authors=(("A", Decimal(90)),), problem="", risk_level="")
    assert progress(wrong) == [
        done, Progress.WRONG, Progress.DOING, done, done, Progress.DOING, done,
    ]  # fmt: skip


def test_a_supplement_is_in_time_until_the_day_is_over() -> None:
    due = date(2026, 10, 8)
    last = datetime.fromisoformat("2026-10-08T23:59:59+07:00")

    assert rules.blockers_to_supplement(due, last) == []
    assert len(rules.blockers_to_supplement(due, last + timedelta(seconds=1))) == 1
    asked = IdeaState.SUPPLEMENT_ASKED
    assert rules.deadline_of(Times(), asked, due) == last + timedelta(seconds=1)
    assert len(rules.blockers_to_refuse(asked, due, last)) == 1
    assert rules.blockers_to_refuse(asked, due, last + timedelta(seconds=1)) == []


def test_reasons_have_words_and_an_end() -> None:
    assert [str(b.message) for b in rules.blockers_of_reason("")] == ["Nhập lý do"]
    assert rules.blockers_of_reason("x" * 2000) == []
    assert [str(b.message) for b in rules.blockers_of_reason("x" * 2001)] == [
        "Lý do không được quá 2.000 ký tự"
    ]


@pytest.mark.parametrize(("saved", "count"), [(0, 0), (10**15, 0), (10**15 + 1, 1), (-1, 1)])
def test_money_saved_is_not_negative_nor_absurd(saved: int, count: int) -> None:
    assert len(rules.blockers_to_save(Effect(saved_vnd=saved), [])) == count
