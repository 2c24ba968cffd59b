"""Reads for the communications officers: what can be published, what is, and its source."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.gallery.models import PublishedSolution
from app.gallery.rules import PublicText
from app.ideas.choices import title_of
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.dates import day_text
from app.kernel.text import T
from app.review.models import Recognition
from app.rounds.models import Round


class Stand(StrEnum):
    """Where a solution stands towards the public; the words stand in the address."""

    PUBLISHABLE = "cho-cong-khai"
    PUBLISHED = "dang-cong-khai"
    WITHDRAWN = "da-go"


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One solution on the officer's list. `shown_count` is what visitors see on the card."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    applied_count: int
    slug: str | None
    shown_count: int | None
    published_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def stand(self) -> Stand:
        """Publishable, published or withdrawn."""
        if self.withdrawn_at is not None:
            return Stand.WITHDRAWN
        return Stand.PUBLISHED if self.published_at is not None else Stand.PUBLISHABLE


_applied = (
    select(Adoption.idea_id, func.count(Adoption.unit_id.distinct()).label("n"))
    .where(Adoption.state == AdoptionState.CONFIRMED)
    .group_by(Adoption.idea_id)
    .subquery()
)
_count: ColumnElement[int] = func.coalesce(_applied.c.n, 0)
_STANDS: dict[Stand, ColumnElement[bool]] = {
    Stand.PUBLISHABLE: and_(PublishedSolution.id.is_(None), _count > 0),
    Stand.PUBLISHED: and_(
        PublishedSolution.id.is_not(None), PublishedSolution.withdrawn_at.is_(None)
    ),
    Stand.WITHDRAWN: PublishedSolution.withdrawn_at.is_not(None),
}


def _listed(stand: Stand | None) -> Select[Any]:
    statement = (
        select(Idea.id)
        .outerjoin(_applied, _applied.c.idea_id == Idea.id)
        .outerjoin(PublishedSolution, PublishedSolution.idea_id == Idea.id)
        .where(
            or_(
                PublishedSolution.id.is_not(None),
                and_(Idea.state == IdeaState.RECOGNISED, _count > 0),
            ),
        )
    )
    return statement if stand is None else statement.where(_STANDS[stand])


def office_lines(
    session: Session, stand: Stand | None, offset: int, limit: int
) -> list[OfficeLine]:
    """One page of the officer's list, the latest dossier first."""
    entry = PublishedSolution
    rows = session.execute(
        _listed(stand)
        .with_only_columns(
            Idea.id, func.coalesce(Idea.code, ""), Idea.title, Idea.unit_name, _count,
            entry.slug, entry.adoption_count, entry.published_at, entry.withdrawn_at,
        )
        .order_by(Idea.id.desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [OfficeLine(*row) for row in rows]


def office_total(session: Session, stand: Stand | None) -> int:
    """How many solutions the list holds."""
    return session.scalar(_listed(stand).with_only_columns(func.count(Idea.id))) or 0


def outdated_total(session: Session) -> int:
    """How many published solutions show another number of units than have confirmed."""
    statement = _listed(Stand.PUBLISHED).where(PublishedSolution.adoption_count != _count)
    return session.scalar(statement.with_only_columns(func.count(Idea.id))) or 0


@dataclass(frozen=True, slots=True)
class Source:
    """The dossier as far as it may become public: nothing confidential, no scores."""

    idea_id: int
    code: str
    title: str
    unit_name: str
    sector: str
    summary: str
    problem: str
    solution: str
    effect: str
    ai_kind: str
    data_location: str
    human_check: str
    state: IdeaState
    year: int
    decision_text: str
    authors: tuple[str, ...]


def source_of(session: Session, idea_id: int) -> Source | None:
    """The dossier beside which the public text is written; None when there is none."""
    row = session.execute(
        select(
            Idea.id.label("idea_id"), func.coalesce(Idea.code, "").label("code"), Idea.title,
            Idea.unit_name, Idea.sector, Idea.summary, Idea.problem, Idea.solution, Idea.effect,
            Idea.ai_kind, Idea.data_location, Idea.human_check, Idea.state, Round.year,
            Recognition.decision_number, Recognition.decided_on,
        )
        .join(Round, Round.id == Idea.round_id)
        .outerjoin(Recognition, (Recognition.idea_id == Idea.id) & Recognition.standing())
        .where(Idea.id == idea_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    values = row._asdict()
    for name in ("ai_kind", "data_location", "human_check"):
        values[name] = str(title_of(name, values[name]))
    number, decided_on = values.pop("decision_number"), values.pop("decided_on")
    decision = f"Số {number} ngày {day_text(decided_on)}" if number else ""
    return Source(**values, decision_text=decision, authors=author_names(session, idea_id))


def author_names(session: Session, idea_id: int) -> tuple[str, ...]:
    """The authors in their order; public only when the officer says so."""
    return tuple(
        session.scalars(
            select(IdeaAuthor.full_name)
            .where(IdeaAuthor.idea_id == idea_id)
            .order_by(IdeaAuthor.position, IdeaAuthor.id)
        )
    )


def first_text(source: Source) -> PublicText:
    """What the form offers before anything was published: the dossier's own words."""
    said = ((T("Loại TTNT"), source.ai_kind), (T("Nơi xử lý dữ liệu"), source.data_location),
            (T("Người kiểm tra kết quả"), source.human_check))  # fmt: skip
    return PublicText(
        title=source.title,
        problem=source.problem,
        solution=source.solution or source.summary,
        effect=source.effect,
        ai_note="\n".join(f"{what}: {answer}" for what, answer in said if answer),
        sector=source.sector,
        decision_text=source.decision_text,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """The published (or withdrawn) entry of a dossier, as the edit page needs it."""

    text: PublicText
    slug: str
    version: int
    published_at: datetime
    withdrawn_at: datetime | None
    publisher: str | None


def entry_of(session: Session, idea_id: int) -> Entry | None:
    """The entry of a dossier; None while it was never published."""
    row = session.execute(
        select(PublishedSolution, Account.full_name)
        .outerjoin(Account, Account.id == PublishedSolution.published_by)
        .where(PublishedSolution.idea_id == idea_id)
    ).one_or_none()
    if row is None:
        return None
    entry, publisher = row
    return Entry(text_of(entry), entry.slug, entry.version, entry.published_at,
                 entry.withdrawn_at, publisher)  # fmt: skip


def text_of(entry: PublishedSolution) -> PublicText:
    """What an entry says."""
    return PublicText(
        title=entry.title,
        problem=entry.problem,
        solution=entry.solution,
        effect=entry.effect,
        ai_note=entry.ai_note,
        sector=entry.sector,
        decision_text=entry.decision_text,
        show_authors=entry.show_authors,
    )
