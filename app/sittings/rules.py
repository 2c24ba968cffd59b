"""Quorum, thresholds and the order of the agenda: values in, values or Blockers out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.kernel import refusals
from app.kernel.numbers import decimal_text, round_half_up
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.sittings.states import BASE_TITLES, Base

TITLE_LIMIT, PLACE_LIMIT, REASON_LIMIT = 200, 160, 1000
MOST_ITEMS = 500
TELLERS = 2
# Beyond this many different groups the first order is good enough: turning takes their cube.
_MOST_GROUPS_TURNED = 40


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the council that must agree or be there; `strict`: more than that part."""

    numerator: int
    denominator: int
    strict: bool = False

    def exactly(self, part: int, base: int) -> bool:
        """Whether `part` is this very part of `base`: a tie where more than that is asked."""
        return base > 0 and part * self.denominator == base * self.numerator

    def needed(self, base: int) -> int:
        """The fewest people who make this part: 2/3 of 9 is 6, 80 % of 9 is 8, 90 % of 9 is 9.

        Computed with whole numbers: a fraction is never rounded down into a smaller majority.
        """
        whole, rest = divmod(base * self.numerator, self.denominator)
        return whole + 1 if rest or self.strict else whole

    @property
    def text(self) -> Text:
        """ "2/3", "80%", "quá 1/2"."""
        if self.denominator == 100:
            share = f"{self.numerator}%"
        else:
            share = f"{self.numerator}/{self.denominator}"
        return T("quá %(share)s", share=share) if self.strict else T("%(share)s", share=share)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a ballot gave. `void`: slips that count for nothing; `entitled`: who could vote."""

    yes: int = 0
    no: int = 0
    other: int = 0
    void: int = 0
    entitled: int = 0
    blank: int = 0

    @property
    def valid(self) -> int:
        """Slips that say something."""
        return self.yes + self.no + self.other

    @property
    def cast(self) -> int:
        """Slips that came back; blank ones say nothing."""
        return self.valid + self.blank + self.void


@dataclass(frozen=True, slots=True)
class People:
    """How many sit, are there, must keep away from an item, and answered in writing.

    `in_room`: those there who need not keep away, the only ones who vote in the room.
    """

    appointed: int
    present: int
    recused: int = 0
    written: int = 0
    in_room: int = 0

    @property
    def absent(self) -> int:
        """Who may answer in writing: neither there nor kept away."""
        return max(self.appointed - self.recused - self.in_room, 0)

    def base(self, kind: Base) -> int:
        """The number a share is taken of."""
        if kind is Base.APPOINTED:
            return self.appointed
        if kind is Base.VOTING:
            return self.appointed - self.recused
        return self.in_room + self.written


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ballot decided: `yes` of `base`, and how many were needed."""

    passed: bool
    yes: int
    base: int
    needed: int
    tied: bool = False

    @property
    def text(self) -> Text:
        """ "7/9 thành viên (77,78%); cần 6" – as it stands in the minutes."""
        if self.tied:
            return T("%(yes)s/%(base)s (%(percent)s%%), ngang phiếu; %(chair)s",
                     yes=self.yes, base=self.base, percent=percent_text(self.yes, self.base),
                     chair=T("theo bên có Chủ tịch") if self.passed else T("không đạt quá nửa"),
                     )  # fmt: skip
        return T("%(yes)s/%(base)s (%(percent)s%%); cần từ %(needed)s phiếu đồng ý",
                 yes=self.yes, base=self.base, percent=percent_text(self.yes, self.base),
                 needed=self.needed)  # fmt: skip


def percent_text(part: int, whole: int) -> str:
    """With two digits, "77,78"; of nobody: "0"."""
    if not whole:
        return "0"
    return decimal_text(round_half_up(Decimal(part * 100) / whole, 2))


def outcome(
    tally: Tally, people: People, share: Share, base: Base, *, chair_agrees: bool | None = None
) -> Outcome:
    """Whether enough agreed. "Ý kiến khác" and void slips are not agreement.

    `chair_agrees`: how the chair voted where the dated rule lets that decide a tie; else None. A
    tie is exactly the part that has to be exceeded, so 4 of 8 where more than half is asked.
    """
    of = people.base(base)
    needed = max(share.needed(of), 1)
    tied = share.strict and share.exactly(tally.yes, of)
    passed = bool(chair_agrees) if tied else tally.yes >= needed
    return Outcome(passed, tally.yes, of, needed, tied)


def has_quorum(people: People, quorum: Share) -> bool:
    """Whether the council may sit: its part of all appointed members is there.

    Who must leave the room for one item is still at the sitting.
    """
    return people.present >= quorum.needed(people.appointed)


def blockers_to_ballot(people: People, quorum: Share, *, open_ballot: bool) -> list[Blocker]:
    """A ballot that would be void is not begun."""
    found: list[Blocker] = []
    if open_ballot:
        found.append(Blocker("ballot", T("Đang có cuộc biểu quyết chưa kết thúc")))
    if not has_quorum(people, quorum):
        found.append(
            Blocker(
                "quorum",
                T("Không đủ số thành viên: có mặt %(present)s trên %(all)s, cần từ %(needed)s. "
                  "Ghi nhận người có mặt, hoặc để nội dung này lại.",
                  present=people.present, all=people.appointed,
                  needed=quorum.needed(people.appointed)),
            )
        )  # fmt: skip
    return found


def warning_of_reach(people: People, share: Share, base: Base) -> Text | None:
    """When even everybody who may still answer would not be enough."""
    most = people.appointed - people.recused
    needed = share.needed(people.base(base))
    if most >= needed:
        return None
    return T("Trừ người phải tránh, chỉ còn %(most)s người được biểu quyết trong khi cần "
             "%(needed)s phiếu theo %(base)s.", most=most, needed=needed,
             base=BASE_TITLES[base])  # fmt: skip


def blockers_of_count(tally: Tally, people: People, letters: int) -> list[Blocker]:
    """What tellers typed cannot be more than the slips given out, nor letters than came back."""
    if people.written > min(letters, people.absent):
        text = T("Chỉ có %(n)s thành viên vắng mặt gửi phiếu về", n=min(letters, people.absent))
        return [Blocker("written", text)]
    if min(tally.yes, tally.no, tally.other, tally.void, tally.blank) < 0:
        return [Blocker("yes", T("Số phiếu không được âm"))]
    if tally.cast > tally.entitled:
        return [
            Blocker("yes", T("Tổng số phiếu %(cast)s nhiều hơn số phiếu phát ra %(given)s",
                             cast=tally.cast, given=tally.entitled))
        ]  # fmt: skip
    return []


def blockers_of_sheets(sheets: Sequence[tuple[str, tuple[int, ...]]]) -> list[Blocker]:
    """Two tellers counted apart and came to the same figures, or they count again."""
    if len(sheets) < TELLERS:
        return [Blocker("sheets", T("Cần hai người kiểm phiếu nhập số, mới có %(n)s",
                                    n=len(sheets)))]  # fmt: skip
    first_name, first = sheets[0]
    for name, counted in sheets[1:]:
        if counted != first:
            text = T("%(first)s và %(second)s nhập số khác nhau: kiểm lại phiếu rồi nhập lại",
                     first=first_name, second=name)  # fmt: skip
            return [Blocker("sheets", text)]
    return []


def blockers_to_count(tellers: int) -> list[Blocker]:
    """Slips of paper are counted by two people who are there and need not keep away."""
    if tellers >= TELLERS:
        return []
    return [Blocker("tellers", T("Cử ít nhất hai thành viên có mặt, không phải tránh, kiểm phiếu; "
                                 "hiện có %(n)s", n=tellers))]  # fmt: skip


def blockers_of_reason(reason: str) -> list[Blocker]:
    """A reason that stands in the minutes."""
    return refusals.blockers_of_reason(reason, REASON_LIMIT)


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """A sitting as typed."""

    title: str
    starts_at: datetime
    place: str
    quorum: Share


def blockers_in_sitting(draft: SittingDraft) -> list[Blocker]:
    """A quorum is a real part of the council."""
    if not 0 < draft.quorum.numerator <= draft.quorum.denominator:
        return [Blocker("quorum", T("Số thành viên tối thiểu là một phần của Hội đồng, ví dụ 2/3"))]
    return []


def movements(order: Iterable[Collection[int]]) -> int:
    """How often somebody leaves the room when the items are taken in this order."""
    gone: frozenset[int] = frozenset()
    count = 0
    for recused in order:
        count += len(set(recused) - gone)
        gone = frozenset(recused)
    return count


def quiet_order(recused: Sequence[frozenset[int]]) -> list[int]:
    """The places of the items, so ordered that members leave the room as seldom as we can find.

    Items that send out the same people stand together; groups are put one after the other, each
    in the gap where it costs least, then moved and turned while that saves a departure. What has
    no conflict keeps its place before the rest. Deterministic.
    """
    groups: dict[frozenset[int], list[int]] = {}
    for place, people in enumerate(recused):
        groups.setdefault(people, []).append(place)
    quiet = groups.pop(frozenset(), [])
    order: list[frozenset[int]] = []
    for people in groups:
        gaps = [[*order[:gap], people, *order[gap:]] for gap in range(len(order) + 1)]
        order = min(gaps, key=movements)
    if len(order) <= _MOST_GROUPS_TURNED:
        order = _improved(order)
    return quiet + [place for people in order for place in groups[people]]


def _improved(order: list[frozenset[int]]) -> list[frozenset[int]]:
    best, cost = order, movements(order)
    found = True
    while found:
        found = False
        for other in _neighbours(best):
            if (less := movements(other)) < cost:
                best, cost, found = other, less, True
                break
    return best


def _neighbours(order: list[frozenset[int]]) -> Iterable[list[frozenset[int]]]:
    for start in range(len(order)):
        rest = order[:start] + order[start + 1 :]
        for place in range(len(order)):
            yield [*rest[:place], order[start], *rest[place:]]
        for end in range(start + 2, len(order) + 1):
            yield order[:start] + order[start:end][::-1] + order[end:]
