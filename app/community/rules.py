"""Sums of the community's vote, exact; what looks odd among ballots. Values in, values out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.kernel.numbers import round_half_up
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

MOST_POINTS = Decimal(100)
SPAN = timedelta(minutes=10)
ENOUGH = 5
"""Fewer ballots than this are nobody's pattern."""
BY_FAR = 80
"""Per cent of a dossier's votes that come from one unit."""


@dataclass(frozen=True, slots=True)
class PollDraft:
    """The vote of a round as the secretary sets it; ends are exclusive."""

    opens_at: datetime
    closes_at: datetime
    max_points: Decimal = Decimal(20)
    digits: int = 1
    own_votes: bool = False
    counts: bool = False


def points(votes: int, highest: int, most: Decimal, digits: int) -> Decimal:
    """Most points × votes ÷ highest number of votes, rounded half up; 0 when nobody voted.

    Thể lệ of Thái Nguyên: điểm bình chọn = 20 × số phiếu ÷ số phiếu cao nhất, làm tròn 0,1.
    """
    if highest <= 0:
        return Decimal(0)
    return round_half_up(most * votes / highest, digits)


def blockers_of_poll(
    draft: PollDraft, stored: PollDraft | None, voted: bool, now: datetime
) -> list[Blocker]:
    """What keeps these settings from being kept.

    Once somebody voted the rules of the vote stand; only the end may still be put off.
    """
    found: list[Blocker] = []
    if draft.closes_at <= draft.opens_at:
        found.append(Blocker("closes_on", T("Thời điểm kết thúc phải sau thời điểm bắt đầu")))
    if not 0 < draft.max_points <= MOST_POINTS:
        found.append(Blocker("max_points", T("Điểm tối đa phải lớn hơn 0 và không quá 100")))
    if not 0 <= draft.digits <= 2:
        found.append(Blocker("digits", T("Số chữ số thập phân phải từ 0 đến 2")))
    if stored is not None and stored.closes_at <= now:
        return [Blocker("closes_on", T("Bình chọn đã kết thúc nên không sửa được nữa"))]
    if stored is not None and voted:
        kept = (stored.opens_at, stored.max_points, stored.digits, stored.own_votes)
        if (draft.opens_at, draft.max_points, draft.digits, draft.own_votes) != kept:
            found.append(Blocker("opens_on", T("Đã có người bình chọn: chỉ lùi được thời điểm kết "
                                               "thúc và đổi cách dùng kết quả")))  # fmt: skip
        if draft.closes_at < stored.closes_at:
            found.append(Blocker("closes_on", T("Đã có người bình chọn: không kết thúc sớm hơn "
                                                "thời điểm đã báo")))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as the checks see it: no name. `origin`: a digest of where it came from."""

    idea_id: int
    unit_id: int
    cast_at: datetime
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One dossier after the close: votes, points, and what the secretary should look at."""

    idea_id: int
    votes: int
    points: Decimal
    units: int
    own_unit: int
    odd: tuple[Text, ...] = ()


def tally(
    ballots: Iterable[Ballot], units_of_ideas: Mapping[int, int], most: Decimal, digits: int
) -> list[Tally]:
    """Every dossier that could be voted for, most votes first; equal ones by id.

    Counted from the ballots themselves, so asking again is a recount.
    """
    of: defaultdict[int, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        of[ballot.idea_id].append(ballot)
    highest = max((len(of[key]) for key in units_of_ideas), default=0)
    made = [
        Tally(
            key, len(of[key]), points(len(of[key]), highest, most, digits),
            len({one.unit_id for one in of[key]}), sum(one.unit_id == unit for one in of[key]),
            oddities(of[key]),
        )
        for key, unit in units_of_ideas.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.votes, one.idea_id))


def oddities(ballots: list[Ballot]) -> tuple[Text, ...]:
    """What is worth a look among the votes of one dossier; a pattern is no proof of anything."""
    found: list[Text] = []
    if len(ballots) >= ENOUGH:
        largest = max(Counter(one.unit_id for one in ballots).values())
        if largest * 100 >= BY_FAR * len(ballots):
            found.append(T("%(n)s/%(of)s phiếu từ một đơn vị", n=largest, of=len(ballots)))
    burst = _burst(sorted(one.cast_at for one in ballots))
    if burst >= ENOUGH:
        found.append(T("%(n)s phiếu trong 10 phút", n=burst))
    origins = Counter(one.origin for one in ballots if one.origin)
    same = max(origins.values(), default=0)
    if same >= ENOUGH:
        found.append(T("%(n)s phiếu từ cùng một địa chỉ mạng", n=same))
    return tuple(found)


def _burst(moments: list[datetime]) -> int:
    """The most votes within any ten minutes."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] > SPAN:
            first += 1
        most = max(most, last - first + 1)
    return most
