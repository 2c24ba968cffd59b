"""What later rooms add to a search page: a line that leads to their own results."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """So many results in another list, and where that list is."""

    text: Text
    endpoint: str
    values: dict[str, str] = field(default_factory=dict)


Source = Callable[[Session, str], Elsewhere | None]
sources: list[Source] = []
