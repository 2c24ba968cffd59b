"""The words of a dossier as blind reviewers read them: confirmed by the secretary, else hidden by
the finder. The one place: pages, lists, search, comparison, packs and exports all ask here.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.admin_models import UnitAlias, UnitFormerName
from app.accounts.models import Account, Agency, Unit
from app.database.reading import rows_of
from app.files.cleaning import clean_copies
from app.ideas.blind_models import BlindCopy
from app.ideas.fields import LIMITS
from app.ideas.hiding import Finder, Identity, finder
from app.ideas.models import Idea, IdeaAuthor, IdeaParticipant
from app.ideas.projections import BlindFile, BlindIdea, blind_idea
from app.ideas.searching import Submitted
from app.rounds.models import Round
from app.rounds.states import BlindMode

TEXTS = tuple(name for name in BlindIdea.__dataclass_fields__ if name in LIMITS)
"""The free texts among what reviewers receive."""


def digest(text: str) -> str:
    """What a confirmed text belongs to."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Redactor:
    """How the texts of one dossier are read; in an open round, as they are."""

    hides: bool
    finder: Finder = field(default_factory=Finder)
    confirmed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    held_files: frozenset[int] = frozenset()
    seen_files: frozenset[int] | None = None
    """The files in which no name was seen; None where the round sends files nobody looked at."""
    beside: Finder | None = None
    """Whom the text must not name either: the authors of a dossier that it is read beside."""

    def sends(self, file_id: int) -> bool:
        """Whether this file may go to a blind reviewer, as far as the secretary has a say."""
        seen = self.seen_files is None or file_id in self.seen_files
        return seen and file_id not in self.held_files

    def text(self, name: str, raw: str) -> str:
        """One field. What was confirmed holds for exactly the text it was made of."""
        if not self.hides or not raw:
            return raw
        of, kept = self.confirmed.get(name, ("", ""))
        shown = kept if of == digest(raw) else self.finder.hidden(raw)
        return self.beside.hidden(shown) if self.beside else shown

    def value(self, name: str, raw: Any) -> Any:
        """An answer to a question of the round: every text in it."""
        if isinstance(raw, str):
            return self.text(name, raw)
        if isinstance(raw, tuple):
            return tuple(self.value(f"{name}.{n}", one) for n, one in enumerate(raw))
        return raw

    def idea(self, raw: BlindIdea) -> BlindIdea:
        """The whole projection."""
        if not self.hides:
            return raw
        words: dict[str, Any] = {name: self.text(name, getattr(raw, name)) for name in TEXTS}
        answers = tuple(
            replace(one, value=self.value(f"answer.{one.field_id}", one.value))
            for one in raw.answers
        )
        return replace(raw, **words, answers=answers)

    def submitted(self, raw: Submitted) -> Submitted:
        """What search looks through and quotes."""
        if not self.hides:
            return raw
        own = tuple((name, self.text(name, text)) for name, text in raw.own)
        return replace(raw, title=self.text("title", raw.title), own=own)


def redactors(
    session: Session, idea_ids: Iterable[int], *, always: bool = False
) -> dict[int, Redactor]:
    """For each dossier; `always`: also where the round is open. Six queries for any number."""
    keys = sorted(set(idea_ids))
    if not keys:
        return {}
    rows = rows_of(session, _ideas(), {"ideas": keys})
    hidden = {row.id for row in rows if always or row.blind is not BlindMode.OPEN}
    if not hidden:
        return {row.id: Redactor(hides=False) for row in rows}
    identities = _identities(session, {row.id: (row.unit_id, row.unit_name) for row in rows
                                       if row.id in hidden})  # fmt: skip
    copies = _copies(session, hidden)
    return {
        row.id: _redactor(finder(identities[row.id]), copies.get(row.id), judged=row.files_judged)
        if row.id in hidden else Redactor(hides=False)
        for row in rows
    }  # fmt: skip


def _redactor(found: Finder, copy: BlindCopy | None, *, judged: bool) -> Redactor:
    if copy is None:
        return Redactor(True, found, seen_files=frozenset() if judged else None)
    confirmed = {name: (of, text) for name, (of, text) in json.loads(copy.texts).items()}
    return Redactor(
        True, found, confirmed, frozenset(json.loads(copy.held_files)),
        frozenset(json.loads(copy.seen_files)) if judged else None,
    )  # fmt: skip


def _copies(session: Session, keys: Iterable[int]) -> dict[int, BlindCopy]:
    rows = session.scalars(_copies_of(), {"ideas": list(keys)})
    return {copy.idea_id: copy for copy in rows}


def _identities(session: Session, places: Mapping[int, tuple[int, str]]) -> dict[int, Identity]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    works: defaultdict[int, list[str]] = defaultdict(list)
    units: defaultdict[int, set[int]] = defaultdict(set)
    for key, (unit_id, unit_name) in places.items():
        units[key].add(unit_id)
        works[key].append(unit_name)
    asked = {"ideas": list(places)}
    for key, name, work, account_name, unit_id in rows_of(session, _authors(), asked):
        names[key] += [name, account_name or ""]
        works[key].append(work)
        units[key] |= {unit_id} - {None}
    for key, name, work in rows_of(session, _participants(), asked):
        names[key].append(name)
        works[key].append(work)
    called = _names_of_units(session, {unit for own in units.values() for unit in own})
    common = _common(session)
    return {
        key: Identity(tuple(names[key]),
                      (*works[key], *(name for unit in units[key] for name in called[unit])),
                      common)
        for key in places
    }  # fmt: skip


def _names_of_units(session: Session, keys: set[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    asked = {"units": list(keys)}
    for key, name, short in rows_of(session, _units(), asked):
        found[key] += [name, short]
    for other in (UnitFormerName, UnitAlias):
        for key, name in rows_of(session, _also_called(other), asked):
            found[key].append(name)
    return found


def _common(session: Session) -> tuple[str, ...]:
    """The names of the authority: every dossier is of its area."""
    return tuple(name for row in rows_of(session, _agencies()) for name in row if name)


# The statements of a reviewer's pages, put together once: see decision 0035.


@cache
def _ideas() -> Select[*tuple[Any, ...]]:
    return (
        select(Idea.id, Idea.unit_id, Idea.unit_name, Round.blind, Round.files_judged)
        .join(Round, Round.id == Idea.round_id)
        .where(Idea.id.in_(bindparam("ideas", expanding=True)))
    )


@cache
def _authors() -> Select[*tuple[Any, ...]]:
    return (
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name, IdeaAuthor.workplace,
               Account.full_name, Account.unit_id)
        .outerjoin(Account, Account.id == IdeaAuthor.account_id)
        .where(IdeaAuthor.idea_id.in_(bindparam("ideas", expanding=True)))
        .order_by(IdeaAuthor.id)
    )  # fmt: skip


@cache
def _participants() -> Select[*tuple[Any, ...]]:
    return select(
        IdeaParticipant.idea_id, IdeaParticipant.full_name, IdeaParticipant.workplace
    ).where(IdeaParticipant.idea_id.in_(bindparam("ideas", expanding=True)))


@cache
def _units() -> Select[*tuple[Any, ...]]:
    return (
        select(Unit.id, Unit.name, Unit.short_name)
        .where(Unit.id.in_(bindparam("units", expanding=True)))
        .order_by(Unit.id)
    )


@cache
def _also_called(other: type[UnitFormerName | UnitAlias]) -> Select[*tuple[Any, ...]]:
    return (
        select(other.unit_id, other.name)
        .where(other.unit_id.in_(bindparam("units", expanding=True)))
        .order_by(other.id)
    )


@cache
def _agencies() -> Select[*tuple[Any, ...]]:
    return select(Agency.name, Agency.short_name, Agency.place, Agency.superior_name)


@cache
def _copies_of() -> Select[BlindCopy]:
    return select(BlindCopy).where(BlindCopy.idea_id.in_(bindparam("ideas", expanding=True)))


def redacted_titles(session: Session, titles: Mapping[int, str]) -> dict[int, str]:
    """The titles of these dossiers as their reviewers read them."""
    found = redactors(session, titles)
    return {key: found[key].text("title", title) for key, title in titles.items()}


def redacted_idea(session: Session, idea_id: int) -> BlindIdea | None:
    """`BlindIdea` as a reviewer of its round receives it; None when there is no such dossier."""
    raw = blind_idea(session, idea_id)
    if raw is None:
        return None
    redactor = redactors(session, [idea_id])[idea_id]
    if not redactor.hides:
        return raw
    return replace(redactor.idea(raw), files=_files(session, raw.files, redactor))


def _files(
    session: Session, files: tuple[BlindFile, ...], redactor: Redactor
) -> tuple[BlindFile, ...]:
    """Only what has a copy without metadata, and was not held back, can be opened."""
    made = clean_copies(session, [file.file_id for file in files])
    return tuple(
        replace(file, held=not redactor.sends(file.file_id) or not made.get(file.file_id)
                or made[file.file_id].copy_id is None)
        for file in files
    )  # fmt: skip
