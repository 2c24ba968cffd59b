"""Reads that rights and sums hang on: conflicts, sheets, and who may judge.

The board's lists are in `board_queries`, the decision table's in `decision_queries`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, or_, select, union
from sqlalchemy.orm import Session

from app.accounts.addresses import former_of, widened
from app.accounts.models import Account, RoleGrant, UnitSuccession
from app.accounts.queries import holders
from app.database.reading import rows_of
from app.database.schema import IDEA_SEARCH
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor, Role
from app.review.coauthors import coauthored_of
from app.review.conflicts import (
    Ground,
    IdeaFacts,
    Panel,
    Person,
    conflict_ground,
    related_units,
)
from app.review.figure_models import PersonalTie
from app.review.models import Conflict, Mark, Sheet
from app.review.policy import SheetStanding
from app.review.rules import MarkDraft, SheetDraft
from app.review.states import OPEN_SHEETS, SheetState
from app.rounds.models import Round

CHUNK = 1000
ASSIGNABLE = (IdeaState.ELIGIBLE, IdeaState.SCORING)
IN_TABLE = (IdeaState.SCORING, IdeaState.SCORED, IdeaState.BEFORE_COUNCIL, *DECIDED)
"""A dossier that is being scored or has been stands in the decision table, for good."""


def chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    """The keys in order, a thousand at a time: databases limit the values of one statement."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def named(idea_ids: Iterable[int]) -> ColumnElement[bool]:
    """These dossiers, as a condition."""
    return Idea.id.in_(list(idea_ids))


def successions(session: Session) -> list[tuple[int, int]]:
    """Every (from, to) between units. A conflict outlives the day on which units changed."""
    return [(old, new) for old, new in rows_of(session, _successions())]


@cache
def _successions() -> Select[int, int]:
    return select(UnitSuccession.from_unit_id, UnitSuccession.to_unit_id)


def units_of(actor: Actor) -> frozenset[int]:
    """The units of the actor: of the account and of the roles in force."""
    units = {actor.unit_id, *(grant.unit_id for grant in actor.grants)}
    return frozenset(unit for unit in units if unit is not None)


def person_of(session: Session, actor: Actor) -> Person:
    """The actor as somebody who may have a conflict: addresses, declared ties, co-authors."""
    key = actor.user_id or 0
    return Person(key, actor.email, units_of(actor), frozenset(ties_of(session, [key])[key]),
                  frozenset(former_of(session, [key])[key]),
                  frozenset(coauthored_of(session, [key])[key]))  # fmt: skip


def ties_of(session: Session, account_ids: Collection[int]) -> defaultdict[int, set[str]]:
    """The addresses of declared relatives and managers, per person: the declared address, and
    every other address that the same relative or manager has or had.
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = rows_of(session, _ties(), {"people": list(account_ids)})
    wide = widened(session, {email for _key, email in rows})
    for account_id, email in rows:
        found[account_id] |= wide[email]
    return found


@cache
def _ties() -> Select[int, str]:
    return select(PersonalTie.account_id, PersonalTie.email).where(
        PersonalTie.account_id.in_(bindparam("people", expanding=True))
    )


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A member who may score."""

    account_id: int
    name: str
    email: str
    unit_name: str
    unit_ids: frozenset[int]
    ties: frozenset[str] = frozenset()
    former_emails: frozenset[str] = frozenset()
    coauthored_ids: frozenset[int] = frozenset()

    @property
    def person(self) -> Person:
        """As somebody who may have a conflict."""
        return Person(self.account_id, self.email, self.unit_ids, self.ties, self.former_emails,
                      self.coauthored_ids)  # fmt: skip


def reviewers_of(session: Session, council_id: int, day: date) -> list[Reviewer]:
    """The council's members who score on that day, by given name; a fixed number of queries."""
    return members_of(session, council_id, day, Role.REVIEWER)


def members_of(session: Session, council_id: int, day: date, *roles: Role) -> list[Reviewer]:
    """The council's members who hold one of these roles on that day, by given name."""
    members = holders(session, day, *roles, council_id=council_id)
    units: dict[int, set[int]] = {member.account_id: {member.unit_id} for member in members}
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.unit_id).where(
            RoleGrant.account_id.in_(units),
            RoleGrant.unit_id.is_not(None),
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day),
        )
    )
    for account_id, unit_id in rows:
        units[account_id].add(unit_id or 0)
    keys = list(units)
    ties, former, coauthored = (
        ties_of(session, keys), former_of(session, keys), coauthored_of(session, keys),
    )  # fmt: skip
    return [
        Reviewer(m.account_id, m.name, m.email, m.unit_name, frozenset(units[m.account_id]),
                 frozenset(ties[m.account_id]), frozenset(former[m.account_id]),
                 frozenset(coauthored[m.account_id]))
        for m in members
    ]  # fmt: skip


def panel_of(session: Session, reviewers: Sequence[Reviewer]) -> Panel:
    """The reviewers, indexed for conflicts."""
    return Panel([reviewer.person for reviewer in reviewers], successions(session))


def facts_of(session: Session, where: ColumnElement[bool]) -> dict[int, IdeaFacts]:
    """What conflicts hang on, for the dossiers named by a condition on `Idea`; three queries."""
    return _facts(session, _asking_facts(where), {})


class _AskingFacts(NamedTuple):
    """The three statements of `facts_of`."""

    ideas: Select[int, int, int]
    authors: Select[int, int | None, int, str, str]
    declared: Select[int, int]


def _asking_facts(where: ColumnElement[bool]) -> _AskingFacts:
    return _AskingFacts(
        select(Idea.id, Idea.owner_id, Idea.unit_id).where(where),
        select(IdeaAuthor.idea_id, IdeaAuthor.account_id, Account.unit_id, IdeaAuthor.email,
               Account.email)
        .join(Idea, Idea.id == IdeaAuthor.idea_id)
        .outerjoin(Account, Account.id == IdeaAuthor.account_id)
        .where(where),
        select(Conflict.idea_id, Conflict.reviewer_id)
        .join(Idea, Idea.id == Conflict.idea_id)
        .where(where),
    )  # fmt: skip


@cache
def _asking_facts_of_one() -> _AskingFacts:
    """Put together once: every sheet that is opened asks them."""
    return _asking_facts(Idea.id == bindparam("idea"))


def _facts(session: Session, asking: _AskingFacts, asked: dict[str, int]) -> dict[int, IdeaFacts]:
    rows = rows_of(session, asking.ideas, asked)
    authors: defaultdict[int, list[_Author]] = defaultdict(list)
    for key, account_id, unit_id, typed, own in rows_of(session, asking.authors, asked):
        emails = typed.strip().casefold(), (own or "").casefold()
        authors[key].append(_Author(account_id, unit_id, emails))
    declared: defaultdict[int, set[int]] = defaultdict(set)
    for key, person in rows_of(session, asking.declared, asked):
        declared[key].add(person)
    return {
        key: IdeaFacts(
            idea_id=key,
            owner_id=owner_id,
            unit_ids=frozenset({unit_id, *(a.unit_id for a in authors[key] if a.unit_id)}),
            author_ids=frozenset(a.account_id for a in authors[key] if a.account_id),
            author_emails=frozenset(mail for a in authors[key] for mail in a.emails if mail),
            unclaimed_emails=frozenset(
                mail for a in authors[key] if a.account_id is None for mail in a.emails if mail
            ),
            declared_by=frozenset(declared[key]),
        )
        for key, owner_id, unit_id in rows
    }


class _Author(NamedTuple):
    account_id: int | None
    unit_id: int | None
    emails: tuple[str, str]


def ground_for(session: Session, actor: Actor, idea_id: int) -> Ground | None:
    """Why the actor must keep away from this dossier; None when nothing stands against."""
    facts = _facts(session, _asking_facts_of_one(), {"idea": idea_id}).get(idea_id)
    if facts is None:
        return None
    return conflict_ground(person_of(session, actor), facts, successions(session))


def shut_for(session: Session, actor: Actor) -> ColumnElement[bool]:
    """`conflict_ground` as a condition on `Idea`, and own sheets not yet locked while scoring.

    The second half keeps a chair who also scores from seeing or steering others' scores first.
    """
    return Idea.id.in_(shut_ids(session, actor))


# Made once: naming a table's forty columns anew costs more than asking for the rows.
_SHUT, _CALLED = Idea.__table__.alias(), Idea.__table__.alias()


def shut_ids(session: Session, actor: Actor) -> CompoundSelect[int]:
    """The dossiers of `shut_for`. Each part has its index: the cost is that of the few dossiers
    found, however many there are, and a statement works them out once.
    """
    return _shut_ids(*_person_and_units(session, actor), actor.user_id)


@lru_cache(maxsize=64)
def _shut_ids(
    person: Person, units: frozenset[int], reviewer_id: int | None
) -> CompoundSelect[int]:
    """The statement, not its answer: it says no more than the facts it is made of."""
    idea = _SHUT.c
    unlocked = (
        select(Sheet.idea_id)
        .join(_SHUT, idea.id == Sheet.idea_id)
        .where(
            Sheet.reviewer_id == reviewer_id,
            Sheet.state.in_(OPEN_SHEETS),
            idea.state == IdeaState.SCORING,
        )
    )
    return union(*_conflict_ids(person, units), unlocked)


def in_conflict(session: Session, actor: Actor) -> ColumnElement[bool]:
    """`conflict_ground` alone as a condition on `Idea`."""
    return Idea.id.in_(_in_conflict_ids(*_person_and_units(session, actor)))


@lru_cache(maxsize=64)
def _in_conflict_ids(person: Person, units: frozenset[int]) -> CompoundSelect[int]:
    return union(*_conflict_ids(person, units))


def _person_and_units(session: Session, actor: Actor) -> tuple[Person, frozenset[int]]:
    """The actor, and the actor's units with those that they came from or went into."""
    person = person_of(session, actor)
    return person, person.unit_ids | related_units(person.unit_ids, successions(session))


def _conflict_ids(person: Person, units: frozenset[int]) -> list[Select[int]]:
    idea, line = _SHUT.c, IdeaAuthor
    of_units = select(Account.id).where(Account.unit_id.in_(units))
    parts = [
        select(idea.id).where(idea.owner_id == person.account_id),
        select(idea.id).where(idea.unit_id.in_(units)),
        select(line.idea_id).where(line.account_id == person.account_id),
        select(line.idea_id).where(line.account_id.in_(of_units)),
        select(Conflict.idea_id).where(Conflict.reviewer_id == person.account_id),
    ]
    if person.coauthored_ids:
        parts.append(select(idea.id).where(idea.id.in_(person.coauthored_ids)))
    if person.tie_emails:
        of_ties = select(Account.id).where(Account.email.in_(person.tie_emails))
        parts.append(select(line.idea_id).where(line.email.in_(person.tie_emails)))
        parts.append(select(line.idea_id).where(line.account_id.in_(of_ties)))
    if person.email:
        parts.append(select(line.idea_id).where(line.email == person.email.strip().casefold()))
    if person.former_emails:
        former = line.email.in_(person.former_emails)
        parts.append(select(line.idea_id).where(former, line.account_id.is_(None)))
    return parts


def called(session: Session, round_id: int, text: str) -> ColumnElement[bool]:
    """The dossiers of the round whose code holds `text`, or whose words do."""
    here = select(_CALLED.c.id).where(_CALLED.c.round_id == round_id)
    found = [here.where(_CALLED.c.code.contains(text.upper(), autoescape=True))]
    if IDEA_SEARCH.asks_something(text):
        found.append(here.where(IDEA_SEARCH.matches(session, _CALLED.c.id, text)))
    return Idea.id.in_(union(*found))


def shut_codes(session: Session, actor: Actor, idea_ids: Iterable[int]) -> list[str]:
    """The codes, among these dossiers, that the actor must keep away from."""
    shut = shut_for(session, actor)
    found: list[str] = []
    for keys in chunks(idea_ids):
        codes = session.scalars(select(Idea.code).where(Idea.id.in_(keys), shut))
        found += [code or "?" for code in codes]
    return found


def standing_of_sheet(session: Session, actor: Actor, sheet: Sheet) -> SheetStanding:
    """The facts that rights on this sheet depend on, the reviewer's own conflict among them."""
    mine = actor.user_id == sheet.reviewer_id
    ((council_id, opens_at, closes_at, idea_state),) = rows_of(
        session, _standing(), {"idea": sheet.idea_id}
    )
    return SheetStanding(
        reviewer_id=sheet.reviewer_id,
        council_id=council_id,
        state=sheet.state,
        idea_state=idea_state,
        opens_at=opens_at,
        closes_at=closes_at,
        conflict=ground_for(session, actor, sheet.idea_id) if mine else None,
    )


@cache
def _standing() -> Select[int, datetime, datetime, IdeaState]:
    return (
        select(Round.council_id, Round.scoring_opens_at, Round.scoring_closes_at, Idea.state)
        .join(Idea, Idea.round_id == Round.id)
        .where(Idea.id == bindparam("idea"))
    )


def active_reviewers(session: Session, idea_id: int) -> list[int]:
    """Who scores this dossier."""
    return list(
        session.scalars(
            select(Sheet.reviewer_id)
            .where(Sheet.idea_id == idea_id, Sheet.state != SheetState.DECLINED)
            .order_by(Sheet.reviewer_id)
        )
    )


def draft_of(session: Session, sheet: Sheet) -> SheetDraft:
    """What is stored on a sheet."""
    rows = rows_of(session, _marks(), {"sheet": sheet.id})
    return SheetDraft(tuple(MarkDraft(*row) for row in rows), sheet.remark)


@cache
def _marks() -> Select[int, Decimal | None, int | None, str, bool]:
    return (
        select(Mark.criterion_id, Mark.points, Mark.band_id, Mark.remark, Mark.skipped)
        .where(Mark.sheet_id == bindparam("sheet"))
        .order_by(Mark.criterion_id)
    )
