"""Where a round stands, when it is frozen, and what keeps it from being stored or announced."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.rounds.drafts import CategoryDraft, RoundDraft
from app.rounds.rules import (
    blockers_in_categories,
    blockers_in_dates,
    blockers_in_settings,
    blockers_to_announce,
    blockers_to_change,
    blockers_to_close,
    is_frozen,
    phase,
    phase_end,
    window_text,
)
from app.rounds.sample import rubric_sample
from app.rounds.states import Phase, RoundState
from tests.people import NOON
from tests.rounds.builders import CHECKING, PUBLISHED, SCORING, SITTING, WINDOWS, at

INSTANT = timedelta(microseconds=1)


@dataclass
class Windows:
    """A round as the rules see it."""

    state: RoundState = RoundState.ANNOUNCED
    opens_at: datetime = WINDOWS["opens_at"]
    closes_at: datetime = WINDOWS["closes_at"]
    endorse_until: datetime = WINDOWS["endorse_until"]
    checked_until: datetime = WINDOWS["checked_until"]
    scoring_opens_at: datetime = WINDOWS["scoring_opens_at"]
    scoring_closes_at: datetime = WINDOWS["scoring_closes_at"]
    sits_on: date = WINDOWS["sits_on"]
    publishes_on: date = WINDOWS["publishes_on"]


def draft(**changes: Any) -> RoundDraft:
    plain = RoundDraft(code="DX-2026", title="Đợt xét năm 2026", year=2026, **WINDOWS)
    return replace(plain, **changes)


def fields(blockers: list[Any]) -> list[str]:
    return [blocker.field for blocker in blockers]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(7, 9, 8) - INSTANT, Phase.BEFORE),
        (at(7, 9, 8), Phase.RECEIVING),
        (at(20, 10, 17) - INSTANT, Phase.RECEIVING),
        (at(20, 10, 17), Phase.CHECKING),
        (at(29, 10) - INSTANT, Phase.CHECKING),
        (at(29, 10), Phase.SCORING),
        (at(6, 11, 17) - INSTANT, Phase.SCORING),
        (at(6, 11, 17), Phase.SITTING),
        (at(17, 11) - INSTANT, Phase.SITTING),
        (at(17, 11), Phase.PUBLISHED),
    ],
)
def test_a_phase_ends_at_the_very_instant(instant: datetime, expected: Phase) -> None:
    assert phase(Windows(), instant) is expected


def test_state_comes_before_dates() -> None:
    assert phase(Windows(state=RoundState.DRAFT), NOON) is Phase.BEFORE
    assert phase(Windows(state=RoundState.CLOSED), NOON) is Phase.CLOSED


def test_each_phase_says_until_when() -> None:
    before = at(1, 9)
    instants = (before, NOON, CHECKING, SCORING, SITTING, PUBLISHED)

    assert [str(window_text(Windows(), instant)) for instant in instants] == [
        "nhận hồ sơ từ 08:00 07/09/2026",
        "đến 17:00 thứ Ba 20/10/2026, giờ Việt Nam",
        "chấm điểm từ 00:00 29/10/2026",
        "đến 17:00 thứ Sáu 06/11/2026, giờ Việt Nam",
        "họp ngày 10/11/2026, công bố kết quả ngày 17/11/2026",
        "công bố kết quả ngày 17/11/2026",
    ]
    assert [phase_end(Windows(), instant) for instant in instants] == [
        at(7, 9, 8), at(20, 10, 17), at(29, 10), at(6, 11, 17), None, None,
    ]  # fmt: skip


def test_rubric_and_rules_freeze_when_scoring_opens_by_date_or_by_hand() -> None:
    assert not is_frozen(Windows(), at(29, 10) - INSTANT)
    assert is_frozen(Windows(), at(29, 10))
    assert is_frozen(Windows(), NOON, frozen_at=NOON)
    assert is_frozen(Windows(state=RoundState.CLOSED), NOON)
    assert not is_frozen(Windows(state=RoundState.DRAFT), SCORING)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"closes_at": at(7, 9, 8)}, ["closes_at"]),
        ({"endorse_until": at(20, 10, 16)}, ["endorse_until"]),
        ({"checked_until": at(23, 10, 16)}, ["checked_until"]),
        ({"scoring_opens_at": at(28, 10)}, ["scoring_opens_at"]),
        ({"scoring_closes_at": at(29, 10)}, ["scoring_closes_at"]),
        ({"sits_on": date(2026, 11, 5)}, ["sits_on"]),
        ({"sits_on": date(2026, 11, 6)}, []),
        ({"publishes_on": date(2026, 11, 9)}, ["publishes_on"]),
        ({"publishes_on": date(2026, 11, 10)}, []),
    ],
)
def test_dates_stand_in_their_order(changes: dict[str, Any], expected: list[str]) -> None:
    assert fields(blockers_in_dates(draft(**changes))) == expected


def test_every_wrong_setting_is_named_at_once() -> None:
    wrong = draft(year=1999, supplement_days=0, reviews_wanted=16, quorum=17, rounding_digits=3,
                  vote_numerator=4, closes_at=at(1, 9))  # fmt: skip

    assert fields(blockers_in_settings(wrong)) == [
        "closes_at", "year", "supplement_days", "reviews_wanted", "quorum", "rounding_digits",
        "vote_numerator",
    ]  # fmt: skip


def test_an_announced_date_moves_only_with_a_reason() -> None:
    found = draft()
    later = draft(closes_at=at(22, 10, 17))
    announced = replace_state(found, RoundState.ANNOUNCED)

    refused = blockers_to_change(announced, later, frozen=False, reason=" ")

    assert fields(refused) == ["reason"]
    assert blockers_to_change(announced, later, frozen=False, reason="Gia hạn") == []
    assert blockers_to_change(announced, draft(title="Tên mới"), frozen=False, reason="") == []
    drafted = replace_state(found, RoundState.DRAFT)
    assert blockers_to_change(drafted, later, frozen=False, reason="") == []


def test_once_scoring_has_opened_only_later_dates_and_texts_change() -> None:
    found = replace_state(draft(), RoundState.ANNOUNCED)
    wanted = draft(
        quorum=3, endorse_until=at(24, 10), summary="Mời", publishes_on=date(2026, 12, 1)
    )

    refused = blockers_to_change(found, wanted, frozen=True, reason="Gia hạn")

    assert fields(refused) == ["endorse_until", "quorum"]
    allowed = draft(summary="Mời", publishes_on=date(2026, 12, 1))
    assert blockers_to_change(found, allowed, frozen=True, reason="Gia hạn") == []


def test_a_closed_round_does_not_change() -> None:
    found = replace_state(draft(), RoundState.CLOSED)

    [blocker] = blockers_to_change(found, draft(), frozen=True, reason="Sửa")

    assert str(blocker.message) == "Đợt đã kết thúc, không sửa được thông tin của đợt"


def replace_state(found: RoundDraft, state: RoundState) -> Any:
    """A stored round with the settings of a draft."""

    class Stored:
        def __getattr__(self, name: str) -> Any:
            return state if name == "state" else getattr(found, name)

    return Stored()


def test_an_empty_round_hears_every_reason_at_once() -> None:
    unready = Windows(state=RoundState.DRAFT, closes_at=at(1, 9), endorse_until=at(1, 9))

    assert fields(blockers_to_announce(unready, 0, None, NOON)) == [
        "closes_at", "closes_at", "categories", "rubric",
    ]  # fmt: skip
    assert blockers_to_announce(Windows(), 3, rubric_sample(), NOON) == []


def test_a_round_that_would_be_over_at_once_is_not_announced() -> None:
    closing = Windows().closes_at

    assert fields(blockers_to_announce(Windows(), 3, rubric_sample(), closing)) == ["closes_at"]
    assert blockers_to_announce(Windows(), 3, rubric_sample(), closing - INSTANT) == []


def test_a_round_closes_from_the_day_of_publication() -> None:
    assert fields(blockers_to_close(Windows(), at(17, 11) - INSTANT)) == ["publishes_on"]
    assert blockers_to_close(Windows(), at(17, 11)) == []


def test_categories_are_named_once_and_not_too_many() -> None:
    twice = [CategoryDraft("Giáo dục"), CategoryDraft("giáo dục")]
    many = [CategoryDraft(f"Lĩnh vực {n}") for n in range(41)]

    assert fields(blockers_in_categories(twice)) == ["categories-1-name"]
    assert [str(b.message) for b in blockers_in_categories(many)] == [
        "Chỉ được nhiều nhất 40 lĩnh vực"
    ]
    assert blockers_in_categories(many[:40]) == []
