"""Dated roles as plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.roles_rules import (
    DUTIES,
    HeldSpan,
    RoleDraft,
    Span,
    blockers_to_end,
    blockers_to_grant,
    first_day_lost,
)
from app.kernel.actor import Role

TODAY = date(2026, 10, 1)
FOREVER = Span(date(2024, 1, 1))


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ([FOREVER], [], TODAY),
        ([FOREVER, FOREVER], [FOREVER], None),
        ([FOREVER], [Span(FOREVER.valid_from, day(30))], day(30)),
        # a gap in days to come that is there already is nobody's doing now
        ([Span(day(-9), day(5)), Span(day(8))], [Span(day(-9), day(5)), Span(day(8))], None),
        ([Span(day(-9), day(5)), Span(day(8))], [Span(day(-9), day(5))], day(8)),
        ([Span(day(-9), day(5)), Span(day(3))], [Span(day(-9), day(5)), Span(day(6))], day(5)),
        # what is over protects nobody
        ([Span(day(-9), TODAY), FOREVER], [Span(day(-9), TODAY)], TODAY),
        ([], [], None),
    ],
)
def test_the_first_day_without_an_administrator(
    before: list[Span], after: list[Span], lost: date | None
) -> None:
    assert first_day_lost(before, after, TODAY) == lost


spans = st.lists(
    st.builds(
        lambda start, length: Span(day(start), None if length is None else day(start + length)),
        st.integers(-5, 15),
        st.none() | st.integers(0, 15),
    ),
    max_size=4,
)


@given(spans, spans)
def test_every_day_to_come_is_looked_at(before: list[Span], after: list[Span]) -> None:
    slow = next(
        (day(n) for n in range(60)
         if any(s.holds(day(n)) for s in before) and not any(s.holds(day(n)) for s in after)),
        None,
    )  # fmt: skip

    assert first_day_lost(before, after, TODAY) == slow


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (RoleDraft(Role.LEADER, TODAY, unit_id=1), []),
        (RoleDraft(Role.LEADER, day(-1), unit_id=1), ["valid_from"]),
        (RoleDraft(Role.LEADER, day(5), day(4), unit_id=1), ["last_day"]),
        (RoleDraft(Role.LEADER, day(5), day(5), unit_id=1), []),
        (RoleDraft(Role.LEADER, TODAY), ["unit_id"]),
        (RoleDraft(Role.REVIEWER, TODAY, unit_id=1), ["council_id"]),
        (RoleDraft(Role.REVIEWER, TODAY, council_id=1), []),
        (RoleDraft(Role.AUTHOR, TODAY, unit_id=1), ["role"]),
        (RoleDraft(Role.AUTHOR, day(10), unit_id=1), []),
        (RoleDraft(Role.AUTHOR, TODAY, unit_id=2), []),
    ],
)
def test_what_a_grant_must_say(draft: RoleDraft, fields: list[str]) -> None:
    held = [HeldSpan(Role.AUTHOR, 1, None, Span(day(-30), day(10)))]

    assert [blocker.field for blocker in blockers_to_grant(draft, held, TODAY)] == fields


@pytest.mark.parametrize(
    ("span", "last_day", "refused"),
    [(FOREVER, TODAY, False), (FOREVER, day(-1), False), (FOREVER, day(-2), True),
     (Span(day(-9), TODAY), TODAY, True), (Span(day(-9), day(1)), TODAY, False)],
)  # fmt: skip
def test_when_a_role_may_end(span: Span, last_day: date, refused: bool) -> None:
    assert bool(blockers_to_end(span, last_day, TODAY)) is refused


def test_every_role_is_described() -> None:
    assert set(DUTIES) == set(Role)
