"""Points of the community's vote, exact; settings; what looks odd."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.community.rules import (
    Ballot,
    PollDraft,
    blockers_of_poll,
    oddities,
    points,
    tally,
)

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DRAFT = PollDraft(NOW - DAY, NOW + DAY)


@pytest.mark.parametrize(
    ("votes", "highest", "most", "digits", "expected"),
    [
        (0, 0, "20", 1, "0"), (0, 9, "20", 1, "0"), (9, 9, "20", 1, "20"), (1, 3, "20", 1, "6.7"),
        (2, 3, "20", 1, "13.3"), (1, 16, "20", 1, "1.3"), (1, 8, "1", 2, "0.13"),
        (1, 3, "12.5", 0, "4"), (333_333, 999_999, "20", 1, "6.7"),
    ],
)  # fmt: skip
def test_points_are_the_most_times_votes_by_the_highest(
    votes: int, highest: int, most: str, digits: int, expected: str
) -> None:
    assert points(votes, highest, Decimal(most), digits) == Decimal(expected)


def ballot(idea: int, unit: int = 1, minutes: int = 0, origin: str = "") -> Ballot:
    return Ballot(idea, unit, NOW + timedelta(minutes=minutes), origin)


def test_every_dossier_is_counted_also_without_a_vote_and_the_most_come_first() -> None:
    ballots = [ballot(7, 1), ballot(7, 2), ballot(5, 3), ballot(99, 1)]

    lines = tally(ballots, {5: 3, 6: 1, 7: 1}, Decimal(20), 1)

    assert [(one.idea_id, one.votes, one.points, one.units, one.own_unit) for one in lines] == [
        (7, 2, Decimal(20), 2, 1), (5, 1, Decimal(10), 1, 1), (6, 0, Decimal(0), 0, 0),
    ]  # fmt: skip


def test_what_looks_odd_is_said_and_few_votes_are_no_pattern() -> None:
    one_unit = [ballot(1, 1, 60 * n) for n in range(5)]
    burst = [ballot(1, n, n) for n in range(6)]
    same = [ballot(1, n, 60 * n, "abc") for n in range(5)]
    spread = [ballot(1, n, 60 * n, str(n)) for n in range(20)]

    assert [str(text) for text in oddities(one_unit)] == ["5/5 phiếu từ một đơn vị"]
    assert [str(text) for text in oddities(burst)] == ["6 phiếu trong 10 phút"]
    assert [str(text) for text in oddities(same)] == ["5 phiếu từ cùng một địa chỉ mạng"]
    assert oddities(spread) == ()
    assert oddities(burst[:4]) == ()


@pytest.mark.parametrize(
    ("draft", "stored", "voted", "fields"),
    [
        (DRAFT, None, False, []),
        (PollDraft(NOW, NOW), None, False, ["closes_on"]),
        (PollDraft(NOW, NOW + DAY, Decimal(0)), None, False, ["max_points"]),
        (PollDraft(NOW, NOW + DAY, Decimal(101), 3), None, False, ["max_points", "digits"]),
        (PollDraft(NOW, NOW + DAY, Decimal(10)), DRAFT, False, []),
        (PollDraft(NOW - DAY, NOW + DAY, Decimal(10)), DRAFT, True, ["opens_on"]),
        (PollDraft(NOW - DAY, NOW + DAY / 2), DRAFT, True, ["closes_on"]),
        (PollDraft(NOW - DAY, NOW + 2 * DAY, counts=True), DRAFT, True, []),
        (DRAFT, PollDraft(NOW - 2 * DAY, NOW), True, ["closes_on"]),
    ],
)
def test_the_rules_of_a_vote_stand_once_somebody_voted(
    draft: PollDraft, stored: PollDraft | None, voted: bool, fields: list[str]
) -> None:
    assert [b.field for b in blockers_of_poll(draft, stored, voted, NOW)] == fields
