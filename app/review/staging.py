"""Who goes on to the next stage: the rule applied, the cut line with its ties, what needs a reason.

Pure. A dossier without an official score or with "không đạt" never goes on by a rule; dossiers with
equal scores at the cut line are shown as such and stand inside unless the secretary decides
otherwise, with a reason.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.kernel.numbers import round_fraction
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.review.rules import standings
from app.rounds.stages import WHOLE, StageDraft, StageRule


class Side(StrEnum):
    """Where a dossier stands by the rule."""

    IN = "in"
    TIE = "tie"
    OUT = "out"
    OPEN = "open"
    """The rule leaves it to the secretary."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier whose score is fixed."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    category: str
    mean: Decimal | None
    vetoed: bool
    shut: bool = False
    """The secretary must keep away from it: the rule alone decides, and nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate with its place and what the rule says."""

    candidate: Candidate
    place: int | None
    side: Side

    @property
    def ticked(self) -> bool:
        """Whether it goes on unless somebody decides otherwise."""
        return self.side in {Side.IN, Side.TIE}


def shortlist(stage: StageDraft, candidates: Sequence[Candidate]) -> list[Line]:
    """Every candidate by place, with the side of the cut line it stands on."""
    places = _places(candidates)
    lines = [Line(c, places.get(c.idea_id), Side.OUT) for c in candidates]
    eligible = [c for c in candidates if c.mean is not None and not c.vetoed]
    sides: dict[int, Side] = {}
    if stage.rule is StageRule.CHOICE:
        sides = {c.idea_id: Side.OPEN for c in eligible}
    elif stage.rule is StageRule.POINTS:
        least = stage.points or Decimal()
        sides = {c.idea_id: Side.IN for c in eligible if c.mean is not None and c.mean >= least}
    else:
        groups: defaultdict[str, list[Candidate]] = defaultdict(list)
        for one in eligible:
            groups[one.category if stage.rule is StageRule.TOP_PER_CATEGORY else ""].append(one)
        for group in groups.values():
            sides |= _top(group, stage.count or 0)
    found = [replace(line, side=sides.get(line.candidate.idea_id, Side.OUT)) for line in lines]
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.candidate.code))


def _places(candidates: Sequence[Candidate]) -> dict[int, int]:
    scores = {c.idea_id: c.mean for c in candidates if c.mean is not None}
    return {one.key: one.place for one in standings(scores)}


def _top(group: Sequence[Candidate], count: int) -> dict[int, Side]:
    """The first `count`. Equals at the line, more of them than places left, are a tie."""
    ranked = standings({c.idea_id: c.mean for c in group if c.mean is not None})
    inside = [one for one in ranked if one.place <= count]
    sides = {one.key: Side.IN for one in inside}
    if len(inside) > count:
        last = inside[-1].place
        sides |= {one.key: Side.TIE for one in inside if one.place == last}
    return sides


def against_the_rule(lines: Sequence[Line], chosen: Collection[int]) -> list[Line]:
    """Lines decided otherwise than the rule says, ties that were parted, and free choices."""
    ties = [line for line in lines if line.side is Side.TIE]
    parted = 0 < sum(one.candidate.idea_id in chosen for one in ties) < len(ties)
    dropped = ties and not any(one.candidate.idea_id in chosen for one in ties)
    return [
        line for line in lines
        if (line.side is Side.IN and line.candidate.idea_id not in chosen)
        or (line.side is Side.OUT and line.candidate.idea_id in chosen)
        or (line.side is Side.TIE and (parted or dropped))
        or line.side is Side.OPEN
    ]  # fmt: skip


def blockers_to_advance(
    stage: StageDraft, lines: Sequence[Line], chosen: Collection[int], reason: str
) -> list[Blocker]:
    """What keeps the choice from being made; shut dossiers follow the rule and nothing else."""
    found: list[Blocker] = []
    if not chosen:
        found.append(Blocker("idea", T("Chọn ít nhất một hồ sơ vào vòng sau")))
    if stage.rule is StageRule.CHOICE and any(line.candidate.shut for line in lines):
        found.append(Blocker("idea", T("Có hồ sơ Ông/Bà phải tránh; thư ký khác của Hội đồng phải "
                                       "chọn hồ sơ vào vòng sau")))  # fmt: skip
    other = against_the_rule([one for one in lines if not one.candidate.shut], chosen)
    if other and not reason:
        codes = ", ".join(one.candidate.code for one in other[:5])
        found.append(Blocker("reason", T("Ghi lý do: có hồ sơ được chọn hoặc loại khác với quy "
                                         "tắc, hoặc bằng điểm ở ranh giới (%(codes)s)",
                                         codes=codes)))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A stage's part in the official result: its score, its scale, its percentage."""

    mean: Decimal
    maximum: Decimal
    share: Decimal


def combined(own: Decimal, maximum: Decimal, share: Decimal, earlier: Sequence[Part],
             digits: int) -> Decimal:  # fmt: skip
    """The weighted sum of the stages' official scores, on the scale of the last; half up, once."""
    total = Fraction(own * share) + sum(
        Fraction(part.mean * part.share * maximum) / Fraction(part.maximum) for part in earlier
    )
    return round_fraction(total / Fraction(WHOLE), digits)


def official(
    own: Mapping[int, Decimal | None], maximum: Decimal, share: Decimal | None,
    earlier: Mapping[int, Sequence[Part]], digits: int,
) -> dict[int, Decimal | None]:  # fmt: skip
    """The official score of each dossier of the last stage; without shares, its own score.

    A dossier that was taken on by hand without a score of an earlier stage that counts has no
    official score: what was never scored is not nothing, and people decide about it.
    """
    if share is None:
        return dict(own)
    found: dict[int, Decimal | None] = {}
    for key, mean in own.items():
        parts = earlier.get(key, ())
        whole = share + sum(part.share for part in parts) == WHOLE
        found[key] = (
            combined(mean, maximum, share, parts, digits) if mean is not None and whole else None
        )
    return found
