"""Who stands behind a solution: authors by share, the unit of origin, the units that apply it."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.units_queries import names_on
from app.awards.known import IDEAS, Known, KnownIdea
from app.awards.states import BasisRole, SubjectKind
from app.database.reading import rows_of
from app.ideas.models import IdeaAuthor
from app.kernel.vietnamese import search_text

LAST = 1_000_000
"""The place of a workplace that is not in the list of units."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a collective. `key` names the same subject in every list."""

    key: str
    kind: SubjectKind
    name: str
    unit_name: str
    unit_order: int
    unit_id: int | None = None
    account_id: int | None = None
    job_title: str = ""

    @property
    def place(self) -> str:
        """ "Phó Chánh Văn phòng, Văn phòng": what stands under the name, not the name again."""
        unit = self.unit_name if self.unit_name != self.name else ""
        return ", ".join(filter(None, (self.job_title, unit)))

    @property
    def subject_key(self) -> str:
        """As a nomination names it."""
        return self.key

    @property
    def subject_kind(self) -> SubjectKind:
        """As a nomination names it."""
        return self.kind


def unit_of(subject_key: str) -> int | None:
    """The unit that a collective is; None for a household, or a group inside a unit."""
    kind, _, key = subject_key.partition(":")
    return int(key) if kind == "unit" else None


@dataclass(frozen=True, slots=True)
class Place:
    """A unit under the name of the list's day, with its place in the official order."""

    unit_id: int
    name: str
    order: int


@dataclass(frozen=True, slots=True)
class Involved:
    """What one subject did for one solution."""

    subject: Subject
    role: BasisRole
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NominationDraft:
    """A subject by its key (`Subject.key`), the award, and the solutions it rests on.

    An empty achievement is worded from the data; `parts` are letters of dossier parts at hand.
    """

    subject_key: str
    award_kind_id: int
    idea_ids: tuple[int, ...]
    achievement: str = ""
    parts: tuple[str, ...] = ()


def involved_in(
    session: Session, ideas: Collection[int], known: Known, day: date
) -> dict[int, list[Involved]]:
    """For each solution its authors in the order of the dossier, then the collectives.

    Units carry the name they had on `day`, the day for which the list is judged.
    """
    names = names_on(session, [unit.id for unit in known.units], day)
    units = {unit.id: Place(unit.id, names[unit.id], unit.official_order) for unit in known.units}
    found: dict[int, list[Involved]] = defaultdict(list)
    for idea_id, share, unit_id, position, *written in rows_of(
        session, _authors(), {"ideas": list(ideas)}
    ):
        role = BasisRole.CO_AUTHOR if found[idea_id] else BasisRole.AUTHOR
        person = _person(_Author(*written), units.get(unit_id or 0), position or "")
        found[idea_id].append(Involved(person, role, share))
    for idea in known.ideas.values():
        found[idea.idea_id].extend(_collectives(idea, units))
    return dict(found)


@dataclass(frozen=True, slots=True)
class _Author:
    """An author as the dossier names them."""

    account_id: int | None
    full_name: str
    workplace: str
    job_title: str


@cache
def _authors() -> Select[*tuple[Any, ...]]:
    return (
        select(IdeaAuthor.idea_id, IdeaAuthor.share, Account.unit_id, Account.position,
               IdeaAuthor.account_id, IdeaAuthor.full_name, IdeaAuthor.workplace,
               IdeaAuthor.job_title)
        .outerjoin(Account, Account.id == IdeaAuthor.account_id)
        .where(IdeaAuthor.idea_id.in_(IDEAS))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position, IdeaAuthor.id)
    )  # fmt: skip


def person_key(account_id: int | None, name: str, workplace: str) -> str:
    """A person without an account is told apart by name and workplace, in any spelling."""
    if account_id is not None:
        return f"account:{account_id}"
    folded = f"{search_text(name)}|{search_text(workplace)}"
    return f"person:{hashlib.sha256(folded.encode()).hexdigest()[:40]}"


def _person(author: _Author, unit: Place | None, position: str) -> Subject:
    return Subject(
        key=person_key(author.account_id, author.full_name, author.workplace),
        kind=SubjectKind.INDIVIDUAL,
        name=author.full_name,
        unit_name=unit.name if unit else author.workplace,
        unit_order=unit.order if unit else LAST,
        unit_id=unit.unit_id if unit else None,
        account_id=author.account_id,
        job_title=author.job_title or position,
    )


def _collectives(idea: KnownIdea, units: dict[int, Place]) -> list[Involved]:
    """The unit of origin first; each unit once."""
    roles = {idea.unit_id: BasisRole.ORIGIN}
    for unit_id, _name in idea.applied:
        roles.setdefault(unit_id, BasisRole.APPLIER)
    return [
        Involved(
            Subject(
                key=f"unit:{unit_id}",
                kind=SubjectKind.COLLECTIVE,
                name=units[unit_id].name,
                unit_name=units[unit_id].name,
                unit_order=units[unit_id].order,
                unit_id=unit_id,
            ),
            role,
        )
        for unit_id, role in roles.items()
    ]
