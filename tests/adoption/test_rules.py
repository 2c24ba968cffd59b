"""What a report must say before it counts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.adoption.rules import (
    AdoptionDraft,
    blockers_to_reject,
    blockers_to_report,
    blockers_to_stop,
)
from app.ideas.states import IdeaState

TODAY = date(2026, 10, 1)
PLAIN = AdoptionDraft(unit_id=1, since=TODAY)
MEASURED = replace(
    PLAIN, indicator="Thời gian chờ", before=Decimal("18.4"), after=Decimal("6.2"),
    measure="phút", method="Đồng hồ lấy số",
)  # fmt: skip


def fields_of(draft: AdoptionDraft, state: IdeaState = IdeaState.RECOGNISED) -> list[str]:
    return [blocker.field for blocker in blockers_to_report(draft, state, TODAY)]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (PLAIN, []),
        (MEASURED, []),
        (replace(PLAIN, since=date(2026, 10, 2)), ["since"]),
        (replace(PLAIN, before=Decimal(1)), ["after", "indicator", "measure", "method"]),
        (replace(MEASURED, before=None), ["before"]),
        (replace(MEASURED, after=None), ["after"]),
        (replace(MEASURED, indicator=""), ["indicator"]),
        (replace(MEASURED, measure=""), ["measure"]),
        (replace(MEASURED, method=""), ["method"]),
        (replace(MEASURED, before=Decimal(0), after=Decimal(0)), []),
        (replace(MEASURED, before=Decimal(-1)), ["before"]),
        (replace(MEASURED, after=Decimal(10**12)), ["after"]),
        (replace(MEASURED, after=Decimal("0.125")), ["after"]),
        (replace(MEASURED, sample_size=0), ["sample_size"]),
        (replace(MEASURED, sample_size=1), []),
        (replace(MEASURED, sample_size=10**9 + 1), ["sample_size"]),
        (replace(PLAIN, saved_vnd=0), []),
        (replace(PLAIN, saved_vnd=-1), ["saved_vnd"]),
        (replace(PLAIN, saved_vnd=10**15 + 1), ["saved_vnd"]),
        (replace(PLAIN, what="x" * 4001), ["what"]),
        (replace(MEASURED, indicator="x" * 161), ["indicator"]),
        (replace(MEASURED, measure="x" * 61), ["measure"]),
        (replace(MEASURED, method="x" * 301), ["method"]),
    ],
)
def test_reports(draft: AdoptionDraft, found: list[str]) -> None:
    assert fields_of(draft) == found


@pytest.mark.parametrize("state", list(IdeaState))
def test_only_recognised_solutions_count_as_applied(state: IdeaState) -> None:
    expected = [] if state is IdeaState.RECOGNISED else ["idea"]

    assert fields_of(PLAIN, state) == expected


def test_the_message_says_what_today_is() -> None:
    (found,) = blockers_to_report(
        replace(PLAIN, since=date(2027, 1, 1)), IdeaState.RECOGNISED, TODAY
    )

    assert str(found.message) == "Ngày bắt đầu áp dụng không được sau hôm nay, 01/10/2026"


@pytest.mark.parametrize(
    ("reason", "found"), [("Chưa dùng.", []), ("", ["reason"]), ("x" * 1001, ["reason"])]
)
def test_rejecting_wants_a_reason(reason: str, found: list[str]) -> None:
    assert [blocker.field for blocker in blockers_to_reject(reason)] == found


@pytest.mark.parametrize(
    ("day", "reason", "found"),
    [
        (date(2026, 3, 3), "Thay", []),
        (TODAY, "Thay", []),
        (date(2026, 3, 2), "Thay", ["stopped_on"]),
        (date(2026, 10, 2), "", ["stopped_on", "reason"]),
    ],
)
def test_stopping(day: date, reason: str, found: list[Any]) -> None:
    blockers = blockers_to_stop(date(2026, 3, 3), day, reason, TODAY)

    assert [blocker.field for blocker in blockers] == found
