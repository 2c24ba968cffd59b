"""Sums and decisions of the review, exact and explained: values in, values or Blockers out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.kernel.numbers import decimal_text, round_half_up
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.review.states import Proposal
from app.rounds.rubrics import CriterionView, maximum_total

REMARK_LIMIT = 2000
REASON_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """What a reviewer gave for one criterion; None: not yet."""

    criterion_id: int
    points: Decimal | None = None
    band_id: int | None = None
    remark: str = ""
    skipped: bool = False
    """ "Không áp dụng": judged by the other criteria alone."""


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A whole sheet as typed; it may be incomplete."""

    marks: tuple[MarkDraft, ...]
    remark: str = ""

    def mark_of(self, criterion_id: int) -> MarkDraft:
        """The mark of one criterion, an empty one when there is none."""
        found = (mark for mark in self.marks if mark.criterion_id == criterion_id)
        return next(found, MarkDraft(criterion_id))


def sheet_total(draft: SheetDraft, criteria: Sequence[CriterionView]) -> Decimal | None:
    """Sum of points × weight, exact; None while a criterion has no points.

    A criterion that does not apply is left out, and the sum is brought back to the whole scale
    (× maximum ÷ maximum of the others, four decimals, half up): the mean is left unharmed.
    """
    counted = _counted(draft, criteria)
    if not counted or any(draft.mark_of(c.criterion_id).points is None for c in counted):
        return None
    return running_total(draft, criteria)[0]


def _counted(draft: SheetDraft, criteria: Sequence[CriterionView]) -> list[CriterionView]:
    return [c for c in criteria if not draft.mark_of(c.criterion_id).skipped]


def running_total(draft: SheetDraft, criteria: Sequence[CriterionView]) -> tuple[Decimal, int]:
    """What the points so far add up to, and how many criteria are done with."""
    counted = _counted(draft, criteria)
    given = [(draft.mark_of(c.criterion_id).points, c.weight) for c in counted]
    known = [points * weight for points, weight in given if points is not None]
    total, done = sum(known, Decimal()), len(known) + len(criteria) - len(counted)
    if not counted or len(counted) == len(criteria):
        return total, done
    return round_half_up(total * maximum_total(criteria) / maximum_total(counted), 4), done


@dataclass(frozen=True, slots=True)
class Bar:
    """How many totals lie in one tenth of the scale; `height` of 40 at most."""

    low: Decimal
    high: Decimal
    count: int
    height: int


def spread_of(totals: Sequence[Decimal], maximum: Decimal) -> list[Bar]:
    """One's own totals in ten equal parts of the scale; the top belongs to the last part."""
    if not totals or maximum <= 0:
        return []
    tenth = maximum / 10
    counts = [0] * 10
    for total in totals:
        counts[min(int(total / tenth), 9)] += 1
    most = max(counts)
    return [
        Bar(tenth * n, tenth * (n + 1), count, 40 * count // most) for n, count in enumerate(counts)
    ]


def mark_blockers(mark: MarkDraft, criterion: CriterionView) -> list[Blocker]:
    """What is wrong with the points typed: range, step, or outside the chosen level."""
    points, field, name = mark.points, f"points_{criterion.criterion_id}", criterion.name
    if mark.skipped and not criterion.skippable:
        return [Blocker(field, T("Tiêu chí “%(name)s” không được chọn “Không áp dụng”",
                                 name=name))]  # fmt: skip
    if mark.skipped and points is not None:
        return [Blocker(field, T("Tiêu chí “%(name)s”: chọn “Không áp dụng” hoặc chấm điểm, không "
                                 "chọn cả hai", name=name))]  # fmt: skip
    if points is None:
        return []
    if not 0 <= points <= criterion.maximum:
        most = decimal_text(criterion.maximum)
        message = T("Điểm của tiêu chí “%(name)s” phải từ 0 đến %(most)s", name=name, most=most)
        return [Blocker(field, message)]
    if points % criterion.step:
        step = decimal_text(criterion.step)
        message = T(
            "Điểm của tiêu chí “%(name)s” phải là bội số của %(step)s", name=name, step=step
        )
        return [Blocker(field, message)]
    band = criterion.band_of(points)
    if criterion.bands and (band is None or mark.band_id not in {None, band.band_id}):
        shown = decimal_text(points)
        message = T("Tiêu chí “%(name)s”: %(points)s điểm không thuộc mức đã chọn",
                    name=name, points=shown)  # fmt: skip
        return [Blocker(field, message)]
    return []


def missing_blockers(mark: MarkDraft, criterion: CriterionView) -> list[Blocker]:
    """What a mark still lacks before the sheet can be locked: points, or a wanted remark."""
    if mark.skipped:
        return []
    if mark.points is None:
        return [Blocker(f"points_{criterion.criterion_id}",
                        T("Chấm điểm tiêu chí “%(name)s”", name=criterion.name))]  # fmt: skip
    band = criterion.band_of(mark.points)
    if band and band.remark_wanted and not mark.remark:
        return [Blocker(f"remark_{criterion.criterion_id}",
                        T("Ghi nhận xét cho tiêu chí “%(name)s”: mức “%(band)s” cần nhận xét",
                          name=criterion.name, band=band.label))]  # fmt: skip
    return []


def blockers_to_save(draft: SheetDraft, criteria: Sequence[CriterionView]) -> list[Blocker]:
    """Everything wrong with what was typed; a sheet may be saved incomplete, never wrong."""
    return [b for c in criteria for b in mark_blockers(draft.mark_of(c.criterion_id), c)]


def blockers_to_lock(draft: SheetDraft, criteria: Sequence[CriterionView]) -> list[Blocker]:
    """Everything that keeps the sheet from being locked, in the order of the page."""
    found: list[Blocker] = []
    for criterion in criteria:
        mark = draft.mark_of(criterion.criterion_id)
        found += mark_blockers(mark, criterion) or missing_blockers(mark, criterion)
    if criteria and not _counted(draft, criteria):
        found.append(Blocker("points", T("Phải chấm ít nhất một tiêu chí")))
    return found


def settled_mean(totals: Sequence[Decimal], quorum: int, digits: int) -> Decimal | None:
    """The official score: the plain mean of the locked sheets, rounded half up.

    None until the quorum of sheets is reached: a missing sheet is not a zero.
    """
    if len(totals) < max(quorum, 1):
        return None
    return round_half_up(sum(totals, Decimal()) / len(totals), digits)


def median(totals: Sequence[Decimal]) -> Decimal | None:
    """The middle total, or the mean of the two in the middle; None of nothing."""
    if not totals:
        return None
    ordered, half = sorted(totals), len(totals) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def official(mean: Decimal | None, community: Decimal | None, digits: int) -> Decimal | None:
    """The official score: the plain mean of the sheets, and where the round says so with the
    points of the community's vote added, rounded half up. None below the quorum."""
    if mean is None or community is None:
        return mean
    return round_half_up(mean + community, digits)


def below_floor(points: Sequence[Decimal], floor: Decimal | None) -> bool:
    """Whether the mean of these points, not rounded, lies under the criterion's floor."""
    return floor is not None and bool(points) and sum(points, Decimal()) < floor * len(points)


def vetoed(points: Sequence[Decimal], veto: Decimal | None, reviewers: int) -> bool:
    """Whether as many sheets as the rubric says give fewer points than the veto line (điểm liệt).

    A sheet on which the criterion does not apply is none of them.
    """
    return veto is not None and sum(given < veto for given in points) >= max(reviewers, 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One place in the ranking."""

    place: int
    key: int
    score: Decimal


def standings(scores: Mapping[int, Decimal]) -> list[Standing]:
    """Best first. Equal scores share a place, and the next place is skipped."""
    ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    places: list[Standing] = []
    for position, (key, score) in enumerate(ordered, start=1):
        tied = bool(places) and places[-1].score == score
        places.append(Standing(places[-1].place if tied else position, key, score))
    return places


def vote_carries(votes_for: int, votes_of: int, numerator: int, denominator: int) -> bool:
    """Whether the votes reach the share, compared as fractions: 6 of 9 is 2/3, never 66,67 %."""
    return votes_of > 0 and votes_for * denominator >= numerator * votes_of


@dataclass(frozen=True, slots=True)
class ScoredIdea:
    """What a proposal to the council looks at."""

    idea_id: int
    code: str
    mean: Decimal | None
    below_floor: bool
    first_applied_on: date | None
    vetoed: bool = False


def blockers_to_propose(
    ideas: Sequence[ScoredIdea], proposal: Proposal, reason: str, pass_mark: Decimal
) -> list[Blocker]:
    """An idea that was never applied is no sáng kiến; going against the score wants a reason."""
    if not ideas:
        return [Blocker("idea", T("Chọn ít nhất một hồ sơ"))]
    found: list[Blocker] = []
    if proposal is Proposal.RECOGNISE:
        found += [never_applied(idea.code) for idea in ideas if idea.first_applied_on is None]
    weak = [i for i in ideas
            if i.below_floor or i.vetoed or i.mean is None or i.mean < pass_mark]  # fmt: skip
    if proposal is Proposal.DECLINE and not reason:
        found.append(Blocker("reason", T("Ghi lý do đề xuất không công nhận")))
    elif proposal is Proposal.RECOGNISE and weak and not reason:
        codes = ", ".join(idea.code for idea in weak[:5])
        message = T("Ghi lý do đề xuất công nhận hồ sơ dưới ngưỡng, dưới điểm sàn hoặc điểm liệt: "
                    "%(codes)s", codes=codes)  # fmt: skip
        found.append(Blocker("reason", message))
    return found


def never_applied(code: str) -> Blocker:
    """Luật TĐKT 2022, Điều 3 khoản 4: a sáng kiến has been applied."""
    return Blocker("idea", T("Hồ sơ %(code)s chưa có ngày áp dụng lần đầu, chưa thể công nhận là "
                             "sáng kiến", code=code))  # fmt: skip


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """The vote and the decision on one dossier; `reason` is what its authors read."""

    idea_id: int
    recognised: bool
    votes_for: int
    votes_of: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper of the head: number and day; and the day the council sat."""

    number: str
    decided_on: date
    sat_on: date


def blockers_of_paper(decision: Decision, today: date) -> list[Blocker]:
    """What is wrong with the decision's number and days."""
    found: list[Blocker] = []
    if not decision.number:
        found.append(Blocker("number", T("Nhập số, ký hiệu quyết định")))
    if decision.sat_on > today:
        found.append(Blocker("sat_on", T("Ngày họp Hội đồng không được sau ngày hôm nay")))
    if decision.decided_on > today:
        found.append(Blocker("decided_on", T("Ngày quyết định không được sau ngày hôm nay")))
    if decision.decided_on < decision.sat_on:
        found.append(Blocker("decided_on", T("Ngày quyết định phải từ ngày họp Hội đồng trở đi")))
    return found


def blockers_to_decide(
    line: DecisionLine, idea: ScoredIdea, sat_on: date, share: tuple[int, int]
) -> list[Blocker]:
    """What keeps one line from being recorded; `share` is numerator and denominator."""
    found: list[Blocker] = []
    if not 0 <= line.votes_for <= line.votes_of or line.votes_of < 1:
        found.append(Blocker(f"votes_{idea.idea_id}",
                             T("Hồ sơ %(code)s: số phiếu đồng ý phải từ 0 đến tổng số thành viên",
                               code=idea.code)))  # fmt: skip
    elif line.recognised and not vote_carries(line.votes_for, line.votes_of, *share):
        found.append(Blocker(f"votes_{idea.idea_id}",
                             T("Hồ sơ %(code)s: %(votes)s/%(of)s phiếu đồng ý, chưa đủ %(n)s/%(d)s "
                               "để công nhận", code=idea.code, votes=line.votes_for,
                               of=line.votes_of, n=share[0], d=share[1])))  # fmt: skip
    if line.recognised and (idea.first_applied_on is None or idea.first_applied_on > sat_on):
        found.append(never_applied(idea.code))
    if not line.recognised and not line.reason:
        message = T("Hồ sơ %(code)s: ghi lý do không công nhận", code=idea.code)
        found.append(Blocker(f"reason_{idea.idea_id}", message))
    return found
