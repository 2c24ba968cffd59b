"""What later rooms tell this one: which solutions are public, and who reviews a dossier."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PublicText:
    """A solution as the public may read it, and where."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PublicSource:
    """`ids`: the dossiers that are public; `texts`: what of them is, by the dossier's id."""

    ids: Callable[[], Select[int]]
    texts: Callable[[Session, Collection[int]], dict[int, PublicText]]


public_sources: list[PublicSource] = []
"""The gallery appends itself here."""
