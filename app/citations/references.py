"""Short references to acts, as clauses name them, and where an act is cited.

"NĐ 152/2025/NĐ-CP, Điều 4"; a law by the initials of its name and its year: "Luật TĐKT 2022".
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.citations.acts import Act
from app.citations.found import citations_in, normal_number
from app.citations.linter import Finding
from app.citations.models import LegalBasis
from app.citations.queries import COLUMNS, CitedBy, cited_by, in_force_on, lint
from app.citations.states import LAWS
from app.kernel.text import Text


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.replace("-", " ").split() if word[0].isalpha()).upper()


def reference(act: Act) -> str:
    """How a clause names the act."""
    if act.kind in LAWS:
        year = act.issued_on or act.valid_from
        return f"{act.kind} {_initials(act.subject)} {year.year}"
    return f"{_initials(act.kind)} {act.number}"


def cites(text: str, act: Act) -> bool:
    """Whether a clause names the act, by its number or by its reference."""
    wanted = normal_number(act.number)
    return any(one.number == wanted for one in citations_in(text)) or (
        act.kind in LAWS and reference(act) in text
    )


def may_cite(column: InstrumentedAttribute[str], act: Act) -> ColumnElement[bool]:
    """Narrows a query to texts that `cites` then judges."""
    found = [column.contains(act.number, autoescape=True)]
    if act.kind in LAWS:
        found.append(column.contains(reference(act), autoescape=True))
    return or_(*found)


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as a clause may begin with it."""

    reference: str
    subject: str


def offers_on(session: Session, day: date) -> list[Offer]:
    """The acts in force on that day, for the picker of clauses: one query."""
    rows = session.execute(
        select(*COLUMNS).where(in_force_on(day)).order_by(LegalBasis.kind, LegalBasis.number)
    )
    acts = [Act(*row) for row in rows]
    return sorted({Offer(reference(one), one.subject) for one in acts}, key=lambda o: o.reference)


def doubts_of_clause(session: Session, clause: str, day: date) -> list[Finding]:
    """What is to be looked at in a clause that is written or changed on a page."""
    return lint(session, clause, day) if clause.strip() else []


@dataclass(frozen=True, slots=True)
class Citer:
    """Something that names an act: a rule, an entry of the catalogue, a plan."""

    title: Text
    clause: str
    url: str


Citers = Callable[[Session, Act], Iterable[Citer]]
citers: list[Citers] = []
"""Rooms above say where they name an act; filled when the application is made."""


def named_by(session: Session, act: Act) -> list[Citer]:
    """Rules, entries and plans that name the act: a constant number of queries."""
    return [found for source in citers for found in source(session, act)]


Names = Callable[[Session, Collection[int]], dict[int, tuple[Text, str]]]
document_names: dict[str, Names] = {}
"""By the first part of a document's name in the log: its name in words, and its page."""


def citing_documents(session: Session, act_id: int) -> list[tuple[CitedBy, Text | str, str]]:
    """The documents that cite the act, in words and with their pages: a query a kind."""
    cited = cited_by(session, act_id)
    keys: dict[str, set[int]] = {}
    for one in cited:
        kind, _, key = one.thing.partition(":")
        if kind in document_names and key.isdecimal():
            keys.setdefault(kind, set()).add(int(key))
    words = {
        f"{kind}:{key}": name
        for kind, several in keys.items()
        for key, name in document_names[kind](session, several).items()
    }
    return [(one, *words.get(one.thing, (one.thing, ""))) for one in cited]
