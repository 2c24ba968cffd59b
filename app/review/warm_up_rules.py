"""How far from the reference a reviewer is, and from colleagues who stay without a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.review.rules import MarkDraft, mark_blockers, median
from app.rounds.rubrics import CriterionView

TITLE_LIMIT, CONTENT_LIMIT, WHY_LIMIT, MOST_SAMPLES = 200, 20_000, 1_000, 3
FEWEST_COLLEAGUES = 3
"""Fewer would be recognised by their points."""

Points = Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion, or the total (`criterion` is None): mine, the reference, the colleagues."""

    criterion: CriterionView | None
    mine: Decimal
    reference: Decimal
    why: str
    colleagues: tuple[Decimal, Decimal, Decimal] | None
    """Lowest, median, highest; None while there are too few."""

    @property
    def distance(self) -> Decimal:
        """Above zero: more generous than the reference."""
        return self.mine - self.reference


def usable(reference: Mapping[int, object], criteria: Sequence[CriterionView]) -> bool:
    """A sample counts only while its reference answers the rubric in force."""
    return bool(criteria) and all(c.criterion_id in reference for c in criteria)


def total(points: Points, criteria: Sequence[CriterionView]) -> Decimal:
    """Points × weight, summed."""
    return sum((points[c.criterion_id] * c.weight for c in criteria), Decimal())


def blockers_of_points(
    points: Mapping[int, Decimal | None], criteria: Sequence[CriterionView]
) -> list[Blocker]:
    """Every criterion has points, within its range and step."""
    found: list[Blocker] = []
    for criterion in criteria:
        key = criterion.criterion_id
        given = points.get(key)
        if given is None:
            found.append(Blocker(f"points_{key}", T("Chấm điểm tiêu chí “%(name)s”",
                                                    name=criterion.name)))  # fmt: skip
        found += mark_blockers(MarkDraft(key, given), criterion)
    return found


def compared(
    mine: Points, reference: Points, whys: Mapping[int, str], others: Sequence[Points],
    criteria: Sequence[CriterionView],
) -> list[Compared]:  # fmt: skip
    """Criterion by criterion, then the total."""
    lines = [
        Compared(c, mine[c.criterion_id], reference[c.criterion_id], whys.get(c.criterion_id, ""),
                 _spread([one[c.criterion_id] for one in others]))
        for c in criteria
    ]  # fmt: skip
    totals = [total(one, criteria) for one in others]
    whole = Compared(None, total(mine, criteria), total(reference, criteria), "", _spread(totals))
    return [*lines, whole]


def _spread(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    if len(values) < FEWEST_COLLEAGUES:
        return None
    return min(values), median(values) or Decimal(), max(values)
