"""The ready rubric that a secretary may start from ("Dùng thang điểm mẫu")."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from app.kernel.shipped import read_shipped
from app.rounds.rubrics import BandDraft, CriterionDraft, RubricDraft

SAMPLE = Path(__file__).parent / "data" / "rubric_mau.yaml"


def rubric_sample() -> RubricDraft:
    """Four criteria, 100 points, pass mark 60. Not issued by any council: its note says so."""
    read: dict[str, Any] = read_shipped(SAMPLE)
    return RubricDraft(
        name=read["name"],
        note=read["note"],
        pass_mark=Decimal(read["pass_mark"]),
        criteria=tuple(_criterion(row) for row in read["criteria"]),
    )


def _criterion(row: dict[str, Any]) -> CriterionDraft:
    return CriterionDraft(
        name=row["name"],
        guidance=row["guidance"],
        maximum=Decimal(row["maximum"]),
        step=Decimal(row["step"]),
        floor=None if row["floor"] is None else Decimal(row["floor"]),
        bands=tuple(_band(band) for band in row["bands"]),
    )


def _band(row: dict[str, Any]) -> BandDraft:
    return BandDraft(
        label=row["label"],
        anchor=row["anchor"],
        low=Decimal(row["low"]),
        high=Decimal(row["high"]),
        remark_wanted=row.get("remark_wanted", False),
    )
