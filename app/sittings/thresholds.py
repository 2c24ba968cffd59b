"""Which part of a council must agree to what: dated data, read once."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.councils.models import CouncilKind
from app.kernel.shipped import read_shipped
from app.sittings.rules import Share
from app.sittings.states import Base

_FILE = Path(__file__).with_name("data") / "thresholds.yaml"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One kind of decision: who must agree, by which clause, valid from a day until another."""

    code: str
    council: CouncilKind
    title: str
    share: Share
    base: Base
    clause: str
    valid_from: date
    valid_to: date | None = None
    chair_breaks_tie: bool = False
    """Whether the chair's side wins when exactly the part is reached that must be exceeded."""


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Every rule of the file, in its order."""
    return tuple(_threshold(line) for line in read_shipped(_FILE))


def _threshold(line: dict[str, Any]) -> Threshold:
    share = Share(line["numerator"], line["denominator"], strict=line.get("strict", False))
    return Threshold(
        line["code"], CouncilKind(line["council"]), line["title"], share, Base(line["base"]),
        line["clause"], line["valid_from"], line.get("valid_to"),
        chair_breaks_tie=line.get("chair_breaks_tie", False),
    )  # fmt: skip


def in_force(kind: CouncilKind, day: date) -> list[Threshold]:
    """The rules of a kind of council that hold on a day."""
    return [
        one
        for one in thresholds()
        if one.council is kind
        and one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
    ]
