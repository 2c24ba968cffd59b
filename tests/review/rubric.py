"""A small rubric as plain values, for tests of sums."""

from decimal import Decimal

from app.rounds.rubrics import BandView, CriterionView


def criterion(
    key: int,
    maximum: str = "10",
    *,
    weight: str = "1",
    step: str = "0.5",
    floor: str | None = None,
    bands: tuple[tuple[str, str, bool], ...] = (("0", "4.5", False), ("5", "10", True)),
) -> CriterionView:
    """A criterion "Tiêu chí <key>" with levels (low, high, remark wanted)."""
    return CriterionView(
        criterion_id=key, position=key, name=f"Tiêu chí {key}", guidance="",
        weight=Decimal(weight), maximum=Decimal(maximum), step=Decimal(step),
        floor=None if floor is None else Decimal(floor),
        bands=tuple(
            BandView(key * 10 + n, n, f"Mức {n}", "", Decimal(low), Decimal(high), wanted)
            for n, (low, high, wanted) in enumerate(bands, start=1)
        ),
    )  # fmt: skip
