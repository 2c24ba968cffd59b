"""A rubric as plain values: what was typed (drafts), what others read (views), its total."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

CRITERIA_AT_MOST = 12
BANDS_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class BandDraft:
    """One level of a criterion as typed; both ends belong to it."""

    label: str
    low: Decimal
    high: Decimal
    anchor: str = ""
    remark_wanted: bool = False


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """One criterion as typed, its levels from the lowest up."""

    name: str
    maximum: Decimal
    bands: tuple[BandDraft, ...]
    step: Decimal = Decimal("0.5")
    floor: Decimal | None = None
    weight: Decimal = Decimal(1)
    guidance: str = ""
    skippable: bool = False
    veto: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RubricDraft:
    """A rubric as typed."""

    name: str
    pass_mark: Decimal
    criteria: tuple[CriterionDraft, ...]
    note: str = ""
    veto_reviewers: int = 1


@dataclass(frozen=True, slots=True)
class BandView:
    """A stored level; both ends belong to it."""

    band_id: int
    position: int
    label: str
    anchor: str
    low: Decimal
    high: Decimal
    remark_wanted: bool


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A stored criterion with its levels."""

    criterion_id: int
    position: int
    name: str
    guidance: str
    weight: Decimal
    maximum: Decimal
    step: Decimal
    floor: Decimal | None
    bands: tuple[BandView, ...]
    skippable: bool = False
    """A reviewer may say "không áp dụng" where a dossier cannot be judged by it."""
    veto: Decimal | None = None
    """Fewer points than this, by as many sheets as the rubric says: "không đạt"."""

    @property
    def points(self) -> Decimal:
        """The most this criterion adds to the total."""
        return self.maximum * self.weight

    def band_of(self, points: Decimal) -> BandView | None:
        """The level these points lie in; None when they lie in none."""
        return next((band for band in self.bands if band.low <= points <= band.high), None)


@dataclass(frozen=True, slots=True)
class RubricView:
    """A stored rubric, complete, for scoring and for the public."""

    rubric_id: int
    round_id: int
    name: str
    note: str
    pass_mark: Decimal
    frozen_at: datetime | None
    criteria: tuple[CriterionView, ...]
    veto_reviewers: int = 1
    edition: int = 1
    revised_at: datetime | None = None
    revision_reason: str = ""

    @property
    def has_veto(self) -> bool:
        """Whether some criterion has a veto line."""
        return any(criterion.veto is not None for criterion in self.criteria)

    @property
    def maximum(self) -> Decimal:
        """The most a dossier can get."""
        return maximum_total(self.criteria)


class Weighed(Protocol):
    """What a total needs to know of a criterion."""

    @property
    def maximum(self) -> Decimal:
        """The most points."""
        ...

    @property
    def weight(self) -> Decimal:
        """The factor of the points in the total."""
        ...


def maximum_total(criteria: Iterable[Weighed]) -> Decimal:
    """The most a dossier can get: the sum of maximum × weight, without idle zeros."""
    total = sum((c.maximum * c.weight for c in criteria), Decimal())
    return total.quantize(Decimal(1)) if total == total.to_integral_value() else total.normalize()


def draft_of(view: RubricView) -> RubricDraft:
    """A stored rubric as if it were typed again: to edit it, or to copy it into a new round."""
    return RubricDraft(
        name=view.name,
        pass_mark=view.pass_mark,
        note=view.note,
        veto_reviewers=view.veto_reviewers,
        criteria=tuple(_criterion_draft(criterion) for criterion in view.criteria),
    )


def _criterion_draft(view: CriterionView) -> CriterionDraft:
    return CriterionDraft(
        name=view.name, maximum=view.maximum, step=view.step, floor=view.floor,
        weight=view.weight, guidance=view.guidance, skippable=view.skippable,
        veto=view.veto,
        bands=tuple(
            BandDraft(band.label, band.low, band.high, band.anchor, band.remark_wanted)
            for band in view.bands
        ),
    )  # fmt: skip
