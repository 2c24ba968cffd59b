"""Reads: the words in use, the nearest dossiers as each reader may know them, links, statements."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.ideas import blinding
from app.ideas.blinding import Redactor
from app.ideas.hiding import Kind
from app.ideas.models import Idea, IdeaVersion
from app.ideas.queries import at_office_for, seen_by
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.novelty.access import PublicText, public_sources
from app.novelty.lexicon import Lexicon
from app.novelty.likeness import similarity
from app.novelty.models import Link, Statement
from app.novelty.neighbours import WORTH_SHOWING, Neighbour, nearest
from app.novelty.reading import Reading, read
from app.novelty.rules import first_day
from app.novelty.states import LinkKind
from app.novelty.words_queries import lexicon_in_use
from app.rounds.models import Round
from app.rounds.states import BlindMode

COMPARED = ("title", "summary", "problem", "solution", "novelty")
"""What of a dossier is compared and quoted. Never the confidential part, files or people."""
TOP = 10
_STANDS_FOR = re.compile("|".join(re.escape(kind) for kind in Kind))


@dataclass(frozen=True, slots=True)
class Known:
    """An alike solution that an author may know: published, or one they may read anyway."""

    title: str
    url: str
    idea_id: int
    score: float


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link of the dossier that is in force; `outgoing`: it was made from this dossier."""

    link_id: int
    other_id: int
    kind: LinkKind
    reason: str
    made_at: datetime
    outgoing: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """One alike dossier in the report. Names of people and units only where `unit_name` is."""

    idea_id: int
    code: str
    title: str
    round_title: str
    filed_on: date
    first_applied_on: date | None
    first_on: date
    earlier: bool
    state: IdeaState
    score: float
    unit_name: str = ""
    link: LinkLine | None = None


def draft_text(session: Session, idea_id: int) -> str:
    """What the authors have written so far, for their own panel."""
    columns = [getattr(Idea, name) for name in COMPARED]
    row = session.execute(select(*columns).where(Idea.id == idea_id)).one()
    return "\n".join(text for text in row if text)


def submitted_texts(session: Session, idea_id: int) -> list[str]:
    """What was submitted last, in the order of `COMPARED`; empty when nothing ever was."""
    frozen = _newest(session, idea_id)
    return compared_texts(frozen) if frozen else []


def _newest(session: Session, idea_id: int) -> str | None:
    return session.scalar(
        select(IdeaVersion.content)
        .where(IdeaVersion.idea_id == idea_id)
        .order_by(IdeaVersion.number.desc())
        .limit(1)
    )


def compared_texts(frozen: str) -> list[str]:
    """The compared parts of a frozen version."""
    values = json.loads(frozen)["fields"]
    return [values[name] for name in COMPARED if values.get(name)]


def submitted_as_read(session: Session, idea_id: int, words: Mapping[int, Redactor]) -> list[str]:
    """As `submitted_texts`, in the words that this reader may read."""
    frozen = _newest(session, idea_id)
    redactor = words.get(idea_id)
    if not frozen or redactor is None:
        return compared_texts(frozen) if frozen else []
    values = json.loads(frozen)["fields"]
    return [redactor.text(name, values[name]) for name in COMPARED if values.get(name)]


def as_read(found: Sequence[Alike], words: Mapping[int, Redactor]) -> list[Alike]:
    """The list with the titles and reasons that this reader may read."""
    return [_as_read(one, words[one.idea_id]) if one.idea_id in words else one for one in found]


def _as_read(one: Alike, redactor: Redactor) -> Alike:
    link = one.link and replace(one.link, reason=redactor.text("reason", one.link.reason))
    return replace(one, title=redactor.text("title", one.title), link=link)


def title_as_read(idea: Idea, words: Mapping[int, Redactor]) -> str:
    """The dossier's own title."""
    redactor = words.get(idea.id)
    return redactor.text("title", idea.title) if redactor else idea.title


def known_to(session: Session, actor: Actor, idea_id: int, text: str) -> list[Known]:
    """Alike solutions for an author's panel: published ones, and those the author reads anyway.

    Of any other dossier nothing is told, not even that there is one: whoever types a guess must
    not learn that another unit filed it. A published one is compared by its public text alone.
    """
    lexicon = lexicon_in_use(session)
    asked = read(text, lexicon)
    found = nearest(session, asked, TOP, but=idea_id, among=select(Idea.id).where(seen_by(actor)))
    titles = _titles(session, [one.idea_id for one in found])
    seen = {one.idea_id: Known(titles[one.idea_id], "", one.idea_id, one.score) for one in found}
    for key, known in _published(session, asked, idea_id, lexicon).items():
        seen[key] = (
            replace(known, score=max(known.score, seen[key].score)) if key in seen else known
        )
    return sorted(seen.values(), key=lambda one: (-round(one.score, 6), one.idea_id))[:TOP]


def _titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    return {k: t for k, t in session.execute(select(Idea.id, Idea.title).where(Idea.id.in_(ids)))}


def _published(session: Session, asked: Reading, but: int, lexicon: Lexicon) -> dict[int, Known]:
    found: dict[int, Known] = {}
    for source in public_sources:
        near = nearest(session, asked, 3 * TOP, but=but, among=source.ids())
        texts: dict[int, PublicText] = source.texts(session, [one.idea_id for one in near])
        for key, public in texts.items():
            score = similarity(asked, read(f"{public.title}\n{public.text}", lexicon))
            if score >= WORTH_SHOWING:
                found[key] = Known(public.title, public.url, key, score)
    return found


def words_beside(session: Session, idea_id: int, others: Collection[int], *,
                 blind: bool) -> dict[int, Redactor]:  # fmt: skip
    """How a reviewer of `idea_id` reads it and the others. In a `blind` round every one of them is
    hidden, and in none stands the name of its authors: an older dossier may well thank them.
    """
    words = blinding.redactors(session, [idea_id, *others], always=blind)
    own = words[idea_id].finder
    if not blind:
        return words
    return {key: one if key == idea_id else replace(one, beside=own) for key, one in words.items()}


def asked_as_read(session: Session, idea_id: int) -> list[str]:
    """What a blind reviewer reads of the dossier, without the words that stand for who wrote it:
    asked for with these, neither score nor order can tell whom the hidden words name.
    """
    texts = submitted_as_read(session, idea_id, blinding.redactors(session, [idea_id], always=True))
    return [_STANDS_FOR.sub(" ", text) for text in texts]


def alike(
    session: Session, idea_id: int, where: Sequence[ColumnElement[bool]], *, names: bool,
    office: bool = True,
) -> list[Alike]:  # fmt: skip
    """The dossiers most like this one as it was submitted; `names`: with their units, to others
    than the `office` only where the other dossier's own round is not blind.

    Every round, unit and level; never the dossier itself. `where` says which the reader may know.
    """
    texts = submitted_texts(session, idea_id) if names else asked_as_read(session, idea_id)
    asked = read("\n".join(texts), lexicon_in_use(session))
    found = nearest(session, asked, TOP, but=idea_id, where=where)
    linked = {line.other_id: line for line in links_of(session, idea_id)}
    missing = [key for key in linked if key not in {one.idea_id for one in found}]
    found += [Neighbour(key, 0.0, date.min) for key in missing]
    rows = _rows(session, [one.idea_id for one in found], where)
    mine = first_on(session, idea_id)
    return [
        _line(rows[one.idea_id], one, linked.get(one.idea_id), (mine, idea_id),
              names=names and (office or rows[one.idea_id][2] is BlindMode.OPEN))
        for one in found if one.idea_id in rows
    ]  # fmt: skip


def _rows(
    session: Session, ids: Collection[int], where: Sequence[ColumnElement[bool]]
) -> dict[int, tuple[Idea, str, BlindMode]]:
    rows = session.execute(
        select(Idea, Round.title, Round.blind).join(Round, Round.id == Idea.round_id)
        .where(Idea.id.in_(ids), *where)
    )  # fmt: skip
    return {idea.id: (idea, title, blind) for idea, title, blind in rows}


def _line(
    row: tuple[Idea, str, BlindMode], near: Neighbour, link: LinkLine | None,
    mine: tuple[date, int], *, names: bool,
) -> Alike:  # fmt: skip
    idea, round_title, _blind = row
    filed = local_date(idea.submitted_at) if idea.submitted_at else date.max
    first = first_day(filed, idea.first_applied_on)
    return Alike(
        idea.id, idea.code or "", idea.title, round_title, filed, idea.first_applied_on, first,
        (first, idea.id) < mine, idea.state, near.score, idea.unit_name if names else "", link,
    )  # fmt: skip


def first_on(session: Session, idea_id: int) -> date:
    """The day this dossier's novelty is judged by; far ahead while it was never submitted."""
    filed, applied = session.execute(
        select(Idea.submitted_at, Idea.first_applied_on).where(Idea.id == idea_id)
    ).one()
    return first_day(local_date(filed), applied) if filed else date.max


def links_of(session: Session, idea_id: int) -> list[LinkLine]:
    """Links in force, either way."""
    rows = session.scalars(
        select(Link)
        .where(or_(Link.idea_id == idea_id, Link.other_id == idea_id), Link.ended_at.is_(None))
        .order_by(Link.id)
    )
    return [
        LinkLine(one.id, one.other_id if one.idea_id == idea_id else one.idea_id, one.kind,
                 one.reason, one.made_at, one.idea_id == idea_id)
        for one in rows
    ]  # fmt: skip


def open_link(session: Session, idea_id: int, other_id: int) -> Link | None:
    """The link in force between the two, whichever it was made from."""
    return session.scalar(
        select(Link).where(
            Link.idea_id.in_((idea_id, other_id)), Link.other_id.in_((idea_id, other_id)),
            Link.ended_at.is_(None),
        ).limit(1)
    )  # fmt: skip


def statement_of(session: Session, idea_id: int) -> Statement | None:
    """What the authors said is different."""
    return session.get(Statement, idea_id)


def statement_as_read(session: Session, idea_id: int, words: Mapping[int, Redactor]) -> str | None:
    """What the authors said is different, in the words that this reader may read."""
    said = statement_of(session, idea_id)
    redactor = words.get(idea_id)
    if said is None or redactor is None:
        return said.text if said else None
    return redactor.text("statement", said.text)


def at_office(actor: Actor) -> list[ColumnElement[bool]]:
    """The dossiers that the office reader may know."""
    return [at_office_for(actor)]


def endorsed() -> list[ColumnElement[bool]]:
    """What a reviewer's report may draw on: dossiers that reached the office, whoever's."""
    return [Idea.endorsed_at.is_not(None)]
