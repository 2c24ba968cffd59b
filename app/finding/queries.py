"""Search over every dossier one may see. Visibility is a condition of each statement.

Four tiers, newest first in each: spelled as typed in the title, spelled as typed anywhere, alike
without marks in the title, alike anywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, column, func, literal, select, table
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.database.schema import IDEA_SEARCH
from app.database.text_search import Wanted
from app.finding.passages import Passage, marked, passage
from app.finding.rules import Counts, Group, Narrowed, counted
from app.finding.scopes import Address, Scope, probed
from app.ideas.blinding import redactors
from app.ideas.fields import LABELS
from app.ideas.models import Idea
from app.ideas.searching import Submitted, names_of_authors, submitted_texts, texts_of
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES, IdeaState
from app.kernel.search_words import Term, holds
from app.kernel.text import T, Text
from app.rounds.models import Category, Round

MOST_PASSAGES = 3
OTHERS = T("Câu hỏi của đợt")
MANY = 3_000  # hits from which it is cheaper to walk all dossiers than to look each hit up
LISTED = 500  # hits up to which each is named to the database
_found = table("idea_search", column("rowid", Integer))


@dataclass(frozen=True, slots=True)
class Found:
    """One text that shows a hit."""

    label: Text | str
    text: Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """One dossier of the result."""

    idea_id: int
    address: Address
    code: str
    title: Passage
    state: IdeaState
    round_title: str
    unit: Passage
    authors: Passage
    submitted_at: datetime | None
    passages: tuple[Found, ...]

    @property
    def state_title(self) -> Text:
        """The state in words."""
        return IDEA_TITLES[self.state]

    @property
    def shape(self) -> str:
        """The shape of its tag."""
        return IDEA_SHAPES[self.state]


def counts(
    session: Session, scopes: Sequence[Scope], terms: Sequence[Term], narrowed: Narrowed
) -> Counts:
    """How many dossiers are found, and what each further narrowing would leave."""
    rounds = dict(session.execute(select(Round.id, Round.year)).all())
    names = dict(session.execute(select(Category.id, Category.name)).all())
    groups: list[Group] = []
    for scope in scopes:
        with IDEA_SEARCH.by_index(session):
            found = _grouped(session, scope, terms, scope.parts)
            in_files = _grouped(session, scope, terms, ("files",)) if scope.whole else {}
        for key, number in found.items():
            round_id, unit_id, category_id, sector, state = key
            group = Group(
                rounds[round_id], round_id, unit_id if scope.whole else None,
                names.get(category_id), sector, state, False, number,
            )  # fmt: skip
            here = in_files.get(key, 0)
            groups += [
                group._replace(number=number - here),
                group._replace(number=here, files=True),
            ]
    return counted((group for group in groups if group.number), narrowed)


def _grouped(
    session: Session, scope: Scope, terms: Sequence[Term], parts: Sequence[str]
) -> dict[tuple[Any, ...], int]:
    """Hits by what the facets show. Few hits are looked up; many are probed along an index."""
    found = _asked(session, scope, [Wanted(tuple(terms), tuple(parts))])
    own = Idea.__table__.c.id
    key = own
    if scope.ids is None:
        some = session.scalars(found.limit(MANY)).all()
        key = own if len(some) < MANY else probed(session, own)
        if len(some) <= LISTED:
            # By their keys, and the key of none: a single hit, which may be a hidden one, makes
            # no other plan than no hit.
            found = [0, *some]
    shown = (Idea.round_id, Idea.unit_id, Idea.category_id, Idea.sector, Idea.state)
    rows = session.execute(
        select(*shown, func.count()).where(key.in_(found), scope.condition).group_by(*shown)
    )
    return {tuple(row[:5]): row[5] for row in rows}


def _asked(
    session: Session, scope: Scope, wanted: Sequence[Wanted], better: Sequence[Wanted] = ()
) -> Any:
    """Which entries hold what is asked. Of a small set each one is read; the index, which knows of
    every dossier, is not asked: a word of hidden ones takes as long as a word of none.
    """
    key = _found.c.rowid
    if scope.ids is not None:
        hit = IDEA_SEARCH.reads(session, wanted, better)
        return select(key).where(key.in_(scope.ids), hit)
    found = select(key).where(IDEA_SEARCH.holds(session, wanted, better))
    seen = select(Idea.id).where(scope.condition)
    return found.where(probed(session, key).in_(seen)) if scope.few else found


def read_as_shown(session: Session, scopes: Iterable[Scope], terms: Sequence[Term]) -> list[Scope]:
    """A small set is read once; what is counted and ordered afterwards are its hits.

    Where only redacted words may be read, only what these hold is found: a word that was hidden
    finds as much as a word that is nowhere, and takes as long.
    """
    return [_as_shown(session, scope, terms) for scope in scopes]


def _as_shown(session: Session, scope: Scope, terms: Sequence[Term]) -> Scope:
    if scope.ids is None and not scope.redacted:
        return scope
    kept = session.scalars(_asked(session, scope, [Wanted(tuple(terms), scope.parts)])).all()
    if scope.redacted:
        # All are read in their redacted words, whichever hold the word in those that were hidden.
        shown = _shown(session, kept if scope.ids is None else scope.ids, terms)
        kept = [key for key in kept if key in shown]
    return replace(scope, condition=Idea.id.in_(kept), ids=tuple(kept))


def _shown(session: Session, keys: Sequence[int], terms: Sequence[Term]) -> set[int]:
    """Those whose redacted words hold what is asked."""
    texts, words = submitted_texts(session, keys), redactors(session, keys)
    codes = dict(session.execute(select(Idea.id, Idea.code).where(Idea.id.in_(keys))).all())
    return {
        key for key, text in texts.items()
        if holds(terms, _shown_texts(words[key].submitted(text), codes[key]))
    }  # fmt: skip


def _shown_texts(text: Submitted, code: str | None) -> list[str]:
    return [text.title, code or "", *(one for _name, one in text.own)]


def narrowing(narrowed: Narrowed, scope: Scope) -> list[ColumnElement[bool]]:
    """The chosen facets but the one about files, as conditions on `Idea`."""
    chosen = narrowed.chosen
    category = select(Category.id).where(Category.name == narrowed.category)
    year = select(Round.id).where(Round.year == narrowed.year)
    conditions = {
        "year": Idea.round_id.in_(year),
        "round_id": Idea.round_id == narrowed.round_id,
        # Where the unit may not be known, nothing is found by it.
        "unit_id": and_(literal(scope.whole), Idea.unit_id == narrowed.unit_id),
        "category": Idea.category_id.in_(category),
        "sector": Idea.sector == narrowed.sector,
        "state": Idea.state == narrowed.state,
    }
    return [condition for name, condition in conditions.items() if name in chosen]


def _tiers(
    terms: tuple[Term, ...], parts: tuple[str, ...], *, plain: bool = False
) -> Iterator[tuple[Wanted, ...]]:
    """What each tier wants, then what it must not hold: the better tiers.

    `plain`: one tier, so that no word which is hidden from the reader moves a dossier up.
    """
    title = ("title",)
    if plain:
        yield (Wanted(terms, parts),)
    elif "title" in parts:
        yield (Wanted(terms, title, exact=True),)
        yield Wanted(terms, parts, exact=True), Wanted(terms, title, exact=True)
        yield Wanted(terms, title), Wanted(terms, parts, exact=True)
        yield Wanted(terms, parts), Wanted(terms, parts, exact=True), Wanted(terms, title)
    else:
        yield (Wanted(terms, parts, exact=True),)
        yield Wanted(terms, parts), Wanted(terms, parts, exact=True)


def ranked(
    session: Session, scopes: Sequence[Scope], terms: Sequence[Term], narrowed: Narrowed,
    *, limit: int, offset: int, total: int,
) -> list[tuple[int, Scope]]:  # fmt: skip
    """One page of hits in their order. Each tier is asked only while the page is not full.

    `total` is how many hits there are: when all are found, no further tier is asked.
    """
    found: list[tuple[int, Scope]] = []
    for scope in scopes:
        if narrowed.files and not scope.whole:
            continue
        parts = ("files",) if narrowed.files else scope.parts
        for wanted, *better in _tiers(tuple(terms), parts, plain=scope.redacted):
            room = min(offset + limit, total) - len(found)
            if room <= 0:
                break
            # Few hits are found first and sorted then, rather than met on a walk along the key.
            tier = _tier(session, scope, _asked(session, scope, [wanted], better), narrowed)
            if total < MANY:
                tier = tier.order_by(None).order_by((_found.c.rowid + 0).desc())
            rows = session.scalars(tier.limit(room))
            found += [(key, scope) for key in rows]
    return found[offset : offset + limit]


def _tier(session: Session, scope: Scope, asked: Any, narrowed: Narrowed) -> Any:
    """Hits of one tier that the chosen facets leave, newest first."""
    also, key = narrowing(narrowed, scope), probed(session, _found.c.rowid)
    if not scope.few:
        asked = asked.join(Idea, Idea.id == key).where(scope.condition, *also)
    elif also:
        asked = asked.where(key.in_(select(Idea.id).where(scope.condition, *also)))
    return asked.order_by(_found.c.rowid.desc())


def hits(
    session: Session, ranking: Sequence[tuple[int, Scope]], terms: Sequence[Term]
) -> list[Hit]:
    """The rows of a page with their passages, in the order given."""
    keys = [key for key, _scope in ranking]
    rows = {
        row.id: row
        for row in session.execute(
            select(Idea.id, Idea.code, Idea.state, Idea.unit_name, Idea.submitted_at, Round.title)
            .join(Round, Round.id == Idea.round_id)
            .where(Idea.id.in_(keys))
        )
    }
    texts = submitted_texts(session, keys)
    files = texts_of(session, [file for one in texts.values() for file in one.files])
    authors = names_of_authors(session, [key for key, scope in ranking if scope.whole])
    hidden = redactors(session, [key for key, scope in ranking if scope.redacted])
    texts = {
        key: hidden[key].submitted(one) if key in hidden else one for key, one in texts.items()
    }
    links: dict[int, Address] = {}
    for scope in {id(scope): scope for _key, scope in ranking}.values():
        links.update(scope.links(session, [key for key, one in ranking if one is scope]))
    return [
        Hit(
            key, links[key], row.code or "", marked(texts[key].title, terms), row.state,
            row.title, marked(row.unit_name, terms) if scope.whole else (),
            marked(authors.get(key, ""), terms) if scope.whole else (), row.submitted_at,
            _passages(texts[key], files if scope.whole else {}, terms),
        )
        for key, scope in ranking
        if key in texts and (row := rows.get(key)) is not None
    ]  # fmt: skip


def _passages(
    content: Submitted, files: dict[int, str], terms: Sequence[Term]
) -> tuple[Found, ...]:
    """The fields and attachments that show most of the words, best first."""
    shown = [
        Found(LABELS.get(name, OTHERS), text)
        for name, one in content.own
        if (text := passage(one, terms))
    ]
    shown += [
        Found(T("Tệp “%(name)s”", name=file.name), text)
        for file in content.files
        if file.file_id in files and (text := passage(files[file.file_id], terms))
    ]
    shown.sort(key=lambda one: -_different(one.text))
    return tuple(shown[:MOST_PASSAGES])


def _different(text: Passage) -> int:
    return len({piece.text.casefold() for piece in text if piece.found})


@dataclass(frozen=True, slots=True)
class Names:
    """Titles of rounds and names of units, for the facets."""

    rounds: dict[int, str]
    units: dict[int, str]


def names(session: Session, found: Counts) -> Names:
    """Only of what the counts name."""
    rounds = select(Round.id, Round.title).where(Round.id.in_(list(_keys(found, "round_id"))))
    units = select(Unit.id, Unit.name).where(Unit.id.in_(list(_keys(found, "unit_id"))))
    return Names(dict(session.execute(rounds).all()), dict(session.execute(units).all()))


def _keys(found: Counts, facet: str) -> Iterable[int]:
    return (int(key) for key in found.facets[facet])
