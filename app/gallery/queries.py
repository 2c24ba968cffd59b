"""What the public reads: published fields and confirmed figures, nothing else.

`visible` is the one source of cards, counts, filters, search and permalinks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.states import AdoptionState, Extent
from app.database.schema import GALLERY_SEARCH
from app.gallery.models import PublishedSolution
from app.kernel.search_words import Term, parse_query
from app.kernel.vietnamese import sort_key

EXCERPT = 170


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asked for."""

    words: str = ""
    sector: str = ""
    unit_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A confirmed measurement of one unit, in `measure`."""

    unit_name: str
    indicator: str
    before: Decimal
    after: Decimal
    measure: str
    method: str
    sample_size: int | None

    @property
    def change(self) -> Decimal:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Card:
    """One solution in the gallery."""

    slug: str
    title: str
    problem: str
    sector: str
    unit_name: str
    year: int
    applied_in: str
    adoption_count: int
    demo: bool
    figure: Figure | None

    @property
    def first_unit(self) -> str:
        """The unit that applied it first."""
        return self.applied_in.partition("\n")[0]


def visible() -> Select[Any]:
    """Everything the public may read."""
    return select(PublishedSolution.id).where(PublishedSolution.withdrawn_at.is_(None))


def cards(session: Session, filters: Filters, offset: int, limit: int) -> list[Card]:
    """One page of the gallery: one query for the rows, one for the figures.

    The latest first; of a search first what has the words in a row, then what has them with the
    very marks that were typed.
    """
    entry = PublishedSolution
    rows = session.execute(
        _asked(session, filters)
        .with_only_columns(
            entry.idea_id, entry.slug, entry.title, entry.problem, entry.sector,
            entry.unit_name, entry.year, entry.applied_in, entry.adoption_count, entry.demo,
        )
        .order_by(*_better(session, filters.words), entry.published_at.desc(), entry.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()  # fmt: skip
    figures = first_figures(session, [row[0] for row in rows])
    return [
        Card(slug, title, excerpt(problem), sector, unit, year, applied_in, count, demo,
             figures.get(idea_id))
        for idea_id, slug, title, problem, sector, unit, year, applied_in, count, demo in rows
    ]  # fmt: skip


def _better(session: Session, words: str) -> Iterator[ColumnElement[Any]]:
    """What moves an entry up in a search, the strongest first."""
    terms, key = parse_query(words), PublishedSolution.__table__.c.id
    if len(terms) > 1:
        row = Term(tuple(word for term in terms for word in term.folded),
                   tuple(word for term in terms for word in term.exact),
                   prefix=terms[-1].prefix)  # fmt: skip
        yield GALLERY_SEARCH.matches(session, key, [row]).desc()
    if terms:
        yield GALLERY_SEARCH.matches(session, key, terms, exact=True).desc()


def card_total(session: Session, filters: Filters) -> int:
    """How many solutions the filters leave."""
    return (
        session.scalar(_asked(session, filters).with_only_columns(func.count(PublishedSolution.id)))
        or 0
    )


def _asked(session: Session, filters: Filters) -> Select[Any]:
    statement = visible()
    if filters.sector:
        statement = statement.where(PublishedSolution.sector == filters.sector)
    if filters.unit_id is not None:
        statement = statement.where(PublishedSolution.unit_id == filters.unit_id)
    if filters.year is not None:
        statement = statement.where(PublishedSolution.year == filters.year)
    if GALLERY_SEARCH.asks_something(filters.words):
        statement = statement.where(
            GALLERY_SEARCH.matches(session, PublishedSolution.__table__.c.id, filters.words)
        )
    return statement


def first_figures(session: Session, idea_ids: Collection[int]) -> dict[int, Figure]:
    """The measurement of the unit that applied first, for each solution that has one. One query."""
    if not idea_ids:
        return {}
    rows = session.execute(
        select(Adoption.idea_id, Adoption.unit_name, Adoption.indicator, Adoption.before_value,
               Adoption.after_value, Adoption.measure, Adoption.method, Adoption.sample_size)
        .where(
            Adoption.idea_id.in_(idea_ids),
            Adoption.state == AdoptionState.CONFIRMED,
            Adoption.before_value.is_not(None),
            Adoption.after_value.is_not(None),
        )
        .order_by(Adoption.idea_id, Adoption.since, Adoption.id)
    )  # fmt: skip
    found: dict[int, Figure] = {}
    for idea_id, unit, indicator, before, after, measure, method, sample in rows:
        if idea_id not in found and before is not None and after is not None:
            found[idea_id] = Figure(unit, indicator, before, after, measure, method, sample)
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: only what is published."""

    sectors: tuple[str, ...]
    units: tuple[tuple[int, str], ...]
    years: tuple[int, ...]


def choices(session: Session) -> Choices:
    """The sectors, units and years that have a published solution."""
    entry = PublishedSolution
    sectors = session.scalars(
        visible().with_only_columns(entry.sector).where(entry.sector != "").distinct()
    )
    # A unit that was renamed meanwhile is offered once.
    units = session.execute(
        visible()
        .with_only_columns(entry.unit_id, func.max(entry.unit_name))
        .group_by(entry.unit_id)
    )
    years = session.scalars(visible().with_only_columns(entry.year).distinct())
    return Choices(
        tuple(sorted(sectors, key=sort_key)),
        tuple(sorted(((key, name) for key, name in units), key=lambda unit: sort_key(unit[1]))),
        tuple(sorted(years, reverse=True)),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that confirmed that it applies the solution."""

    unit_name: str
    since: date
    extent: Extent
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class PublicSolution:
    """One solution as the public reads it."""

    idea_id: int
    slug: str
    title: str
    problem: str
    solution: str
    effect: str
    ai_note: str
    sector: str
    year: int
    unit_name: str
    author_names: str
    decision_text: str
    demo: bool
    source: str
    published_at: datetime
    places: tuple[Place, ...]


def public_solution(session: Session, slug: str) -> PublicSolution | None:
    """The solution behind a permalink; None when there is none or it was withdrawn."""
    entry = PublishedSolution
    row = session.execute(
        visible()
        .with_only_columns(
            entry.idea_id, entry.slug, entry.title, entry.problem, entry.solution, entry.effect,
            entry.ai_note, entry.sector, entry.year, entry.unit_name, entry.author_names,
            entry.decision_text, entry.demo, entry.source, entry.published_at, entry.show_authors,
        )
        .where(entry.slug == slug)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    values = row._asdict()
    if not values.pop("show_authors"):
        values["author_names"] = ""
    return PublicSolution(**values, places=places(session, values["idea_id"]))


def places(session: Session, idea_id: int) -> tuple[Place, ...]:
    """Where it is applied now, by confirmed records, the first unit first."""
    rows = session.execute(
        select(Adoption.unit_name, Adoption.since, Adoption.extent, Adoption.indicator,
               Adoption.before_value, Adoption.after_value, Adoption.measure, Adoption.method,
               Adoption.sample_size)
        .where(Adoption.idea_id == idea_id, Adoption.state == AdoptionState.CONFIRMED)
        .order_by(Adoption.since, Adoption.id)
    )  # fmt: skip
    return tuple(
        Place(unit, since, extent, _figure(unit, indicator, before, after, *rest))
        for unit, since, extent, indicator, before, after, *rest in rows
    )


def _figure(
    unit: str, indicator: str, before: Decimal | None, after: Decimal | None, *rest: Any
) -> Figure | None:
    if before is None or after is None:
        return None
    return Figure(unit, indicator, before, after, *rest)


def excerpt(text: str) -> str:
    """The beginning of a text, cut between words, with "…" where something was left out."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[: EXCERPT - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…"
