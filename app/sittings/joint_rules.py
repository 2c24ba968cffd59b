"""One slip of paper for several items: what its count must say before it counts.

Values in, Blockers out. A line that somebody must keep away from is struck out on that person's
slip, so it comes back on fewer slips than were collected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.refusals import Blocker
from app.kernel.text import T, Text

FEWEST_LINES = 2


@dataclass(frozen=True, slots=True)
class Slips:
    """How many slips were handed out and came back, and how many of these absent members sent."""

    handed_out: int
    collected: int
    written: int = 0


@dataclass(frozen=True, slots=True)
class LineCount:
    """What the slips say on one item. `blank`: nothing marked; `void`: marked in no valid way."""

    yes: int
    no: int
    blank: int = 0
    void: int = 0

    @property
    def total(self) -> int:
        """Slips on which this line could be marked."""
        return self.yes + self.no + self.blank + self.void


@dataclass(frozen=True, slots=True)
class Line:
    """One item on the slip. `away`: on how many slips it is struck out."""

    ballot_id: int
    name: str
    away: int = 0

    def fits(self, slips: Slips) -> tuple[int, int]:
        """The fewest and the most slips that may speak of this line.

        When every slip came back the two are one number. When some did not, nobody knows whether
        the missing ones were those with the line struck out.
        """
        fewest = max(slips.collected - self.away, 0)
        return fewest, max(min(slips.collected, slips.handed_out - self.away), fewest)


def blockers_of_slips(slips: Slips, present: int, letters: int) -> list[Blocker]:
    """No more slips than people, no more back than out, no more letters than were sent back."""
    found: list[Blocker] = []
    if slips.handed_out > present + letters:
        text = T("Phát ra %(n)s phiếu, trong khi có mặt %(present)s thành viên và %(letters)s "
                 "thành viên vắng mặt gửi phiếu về", n=slips.handed_out, present=present,
                 letters=letters)  # fmt: skip
        found.append(Blocker("handed_out", text))
    if not slips.collected:
        found.append(Blocker("collected", T("Chưa thu được phiếu nào")))
    if slips.collected > slips.handed_out:
        text = T("Thu về %(n)s phiếu, nhiều hơn %(out)s phiếu phát ra", n=slips.collected,
                 out=slips.handed_out)  # fmt: skip
        found.append(Blocker("collected", text))
    if slips.written > min(letters, slips.collected):
        text = T("Chỉ có %(n)s thành viên vắng mặt gửi phiếu về", n=min(letters, slips.collected))
        found.append(Blocker("written", text))
    return found


def blockers_of_lines(
    slips: Slips, lines: Sequence[Line], counts: dict[int, LineCount]
) -> list[Blocker]:
    """Each line adds up to the slips that came back, less those on which it is struck out."""
    found = []
    for place, line in enumerate(lines, start=1):
        total, (fewest, most) = counts[line.ballot_id].total, line.fits(slips)
        if not fewest <= total <= most:
            found.append(Blocker(f"line-{line.ballot_id}", _wrong(place, line, total, slips)))
    return found


def _wrong(place: int, line: Line, total: int, slips: Slips) -> Text:
    fewest, most = line.fits(slips)
    if fewest == most:
        wanted = T("phải là %(n)s", n=fewest)
    else:
        wanted = T("phải từ %(a)s đến %(b)s", a=fewest, b=most)
    if not line.away:
        return T("Dòng %(place)s (%(name)s): cộng được %(total)s phiếu, %(wanted)s",
                 place=place, name=line.name, total=total, wanted=wanted)  # fmt: skip
    return T("Dòng %(place)s (%(name)s): cộng được %(total)s phiếu, %(wanted)s, vì dòng này gạch "
             "trên %(n)s phiếu của người phải tránh", place=place, name=line.name, total=total,
             wanted=wanted, n=line.away)  # fmt: skip


def blockers_to_hand_out(lines: int, tellers: int) -> list[Blocker]:
    """A joint slip has several lines and two people to count it who keep away from none."""
    found: list[Blocker] = []
    if lines < FEWEST_LINES:
        found.append(Blocker("items", T("Chọn ít nhất %(n)s nội dung cho phiếu chung",
                                        n=FEWEST_LINES)))  # fmt: skip
    if tellers < 2:
        found.append(Blocker("tellers", T(
            "Cử ít nhất hai thành viên có mặt, không phải tránh nội dung nào trên phiếu, để kiểm "
            "phiếu; hiện có %(n)s", n=tellers)))  # fmt: skip
    return found


def blockers_to_confirm(
    entered_by: int | None, actor_id: int | None, seen: int, version: int
) -> list[Blocker]:
    """Another teller confirms, and exactly the figures that were looked at."""
    if entered_by is None:
        return [Blocker("confirm", T("Chưa có ai nhập số phiếu"))]
    if entered_by == actor_id:
        return [Blocker("confirm", T("Người nhập số không tự xác nhận; người kiểm phiếu khác xác "
                                     "nhận"))]  # fmt: skip
    if seen != version:
        return [Blocker("confirm", T("Số phiếu vừa được nhập lại; đối chiếu số mới rồi xác nhận"))]
    return []
