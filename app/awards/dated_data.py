"""Data of the office that comes as a file of `data/`: read once, and what counts on a day."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app.awards.facts import Dated
from app.awards.rules import in_force
from app.kernel.shipped import read_shipped

D = TypeVar("D", bound=Dated)
FOLDER = Path(__file__).with_name("data")


@cache
def data_of(name: str) -> dict[str, Any]:
    """The whole file "votes" of `data/votes.yaml`."""
    loaded: dict[str, Any] = read_shipped(FOLDER / f"{name}.yaml")
    return loaded


def rows_on(name: str, part: str, kind: Callable[..., D], day: date) -> list[D]:
    """The rows of one part that count on that day, as values."""
    return in_force([kind(**line) for line in data_of(name)[part]], day)
