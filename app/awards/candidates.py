"""Who could be put on a draft list: the people and units behind recognised solutions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.catalogue_queries import KindChoice
from app.awards.conditions import DOSSIER
from app.awards.drafting import taken_on
from app.awards.factmaking import facts_of
from app.awards.facts import Answer, Solution
from app.awards.known import Known, KnownIdea
from app.awards.models import NominationBasis, NominationList
from app.awards.past_queries import pasts_of
from app.awards.rules import achievement_text, amount, answers_of, unmet
from app.awards.states import ACHIEVEMENT_LIMIT, SubjectKind, Verdict
from app.awards.subjects import Involved, NominationDraft, Subject, involved_in
from app.database.reading import rows_of
from app.database.schema import IDEA_SEARCH
from app.kernel.keys import key_in
from app.review.models import Recognition

Kinds = Mapping[SubjectKind, Sequence[KindChoice]]
"""The awards of the list for each kind of subject, the one asked for first."""


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """What the page asks for."""

    words: str = ""
    round_id: int | None = None
    unused: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One award that a candidate might get, judged. The dossier is not judged."""

    kind: KindChoice
    unmet: tuple[Answer, ...]
    """What speaks against it, the worst first."""
    on_list: bool

    @property
    def verdict(self) -> Verdict:
        """The worst answer."""
        return self.unmet[0].verdict if self.unmet else Verdict.MET

    @property
    def open(self) -> bool:
        """Whether it can be chosen."""
        return not self.on_list and self.verdict is not Verdict.LACKING


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject of one solution with every award of the list for its kind, at least one."""

    subject: Subject
    solution: Solution
    offers: tuple[Offer, ...]

    @property
    def tick(self) -> str:
        """The value of its box: "account:7@12"."""
        return f"{self.subject.key}@{self.solution.idea_id}"

    @property
    def proposed(self) -> Offer:
        """The award asked for if it is open, else the first that is; the one asked for if none."""
        return next((one for one in self.offers if one.open), self.offers[0])

    @property
    def choices(self) -> list[Offer]:
        """What can be chosen."""
        return [one for one in self.offers if one.open]

    @property
    def shown(self) -> list[Offer]:
        """The open ones, then those that cannot be chosen: grey, each with its clause."""
        return [*self.choices, *(one for one in self.offers if not one.open)]

    @property
    def open(self) -> bool:
        """Whether it can be ticked."""
        return self.proposed.open

    def asked(self, code: str | None) -> Offer | None:
        """The open award of that code; the proposed one when none was asked for."""
        if code is None:
            return self.proposed if self.open else None
        return next((one for one in self.choices if one.kind.code == code), None)


@dataclass(frozen=True, slots=True)
class CandidateIdea:
    """A recognised solution with its candidates."""

    idea: KnownIdea
    candidates: tuple[Candidate, ...]


def recognised_ideas(
    list_: NominationList, wanted: CandidateFilter, session: Session
) -> Select[int]:
    """Ids of the solutions recognised by the day of judging that match the filter."""
    conditions: list[ColumnElement[bool]] = [
        Recognition.standing(),
        Recognition.decided_on <= list_.judged_on,
    ]
    if wanted.round_id is not None:
        conditions.append(Recognition.round_id == wanted.round_id)
    if wanted.unused:
        conditions.append(~exists().where(NominationBasis.idea_id == Recognition.idea_id))
    if wanted.applied:
        conditions.append(applied_somewhere())
    if IDEA_SEARCH.asks_something(wanted.words):
        key = Recognition.__table__.c.idea_id
        conditions.append(IDEA_SEARCH.matches(session, key, wanted.words))
    return (
        select(Recognition.idea_id)
        .where(*conditions)
        .order_by(Recognition.decided_on.desc(), Recognition.idea_id.desc())
    )


def applied_somewhere() -> ColumnElement[bool]:
    """Some unit confirmed that it applies the recognised solution."""
    return exists().where(
        Adoption.idea_id == Recognition.idea_id, Adoption.state == AdoptionState.CONFIRMED
    )


def candidate_count(session: Session, list_: NominationList, wanted: CandidateFilter) -> int:
    """How many solutions the filter finds."""
    found = recognised_ideas(list_, wanted, session).order_by(None)
    [(total,)] = rows_of(session, found.with_only_columns(func.count(Recognition.idea_id)))
    return total


def candidate_ideas(
    session: Session,
    list_: NominationList,
    wanted: CandidateFilter,
    kinds: Kinds,
    *,
    first: int,
    most: int,
) -> list[CandidateIdea]:
    """One page of solutions, the newest decision first, each with its people and units."""
    found = recognised_ideas(list_, wanted, session).offset(first).limit(most)
    return candidates_of(session, list_, [key for (key,) in rows_of(session, found)], kinds)


def candidates_of(
    session: Session, list_: NominationList, idea_ids: Sequence[int], kinds: Kinds
) -> list[CandidateIdea]:
    """These solutions, in this order; a kind of subject without an award is left out."""
    known = Known.load(session, idea_ids)
    people = involved_in(session, idea_ids, known, list_.judged_on)
    known.pasts = pasts_of(
        session,
        {
            (one.subject.key, one.subject.account_id, one.subject.unit_id)
            for several in people.values()
            for one in several
        },
    )
    taken = taken_on(session, list_)
    return [
        CandidateIdea(
            known.ideas[key],
            tuple(
                _candidate(list_, known, key, one, kinds[one.subject.kind], taken)
                for one in people.get(key, ())
                if kinds.get(one.subject.kind)
            ),
        )
        for key in idea_ids
        if key in known.ideas
    ]


def _candidate(
    list_: NominationList,
    known: Known,
    idea_id: int,
    one: Involved,
    kinds: Sequence[KindChoice],
    taken: set[tuple[str, int]],
) -> Candidate:
    day, subject = list_.judged_on, one.subject
    solution = known.ideas[idea_id].solution(one.role, one.share, day)
    earlier = known.earlier(subject.key, [idea_id])
    offers = []
    for kind in kinds:
        facts = facts_of(list_, kind, subject, known, [solution], earlier)
        rules = known.rules_for(day, kind.code)
        answers = unmet(answers_of(facts, rules, without=DOSSIER, only_open=True))
        offers.append(Offer(kind, tuple(answers), (subject.key, kind.kind_id) in taken))
    return Candidate(subject, solution, tuple(offers))


@dataclass(frozen=True, slots=True)
class Preview:
    """One nomination as it would be added."""

    subject: Subject
    kind: KindChoice
    solutions: tuple[Solution, ...]
    achievement: str
    open: tuple[Answer, ...]
    amount: int | None

    @property
    def draft(self) -> NominationDraft:
        """What `add_nominations` takes."""
        ideas = tuple(one.idea_id for one in self.solutions)
        return NominationDraft(self.subject.key, self.kind.kind_id, ideas)


def previews(
    session: Session, list_: NominationList, ticks: Mapping[str, str | None], kinds: Kinds,
    salary: int | None,
) -> list[Preview]:  # fmt: skip
    """What the ticked boxes would add: one nomination a subject and award, with all its solutions.

    `ticks` give each box the code of its award, None for the proposed one. Boxes that name
    nobody, or an award that is lacking, not of this list or already on it, are left out.
    """
    idea_ids = sorted({int(tick.rpartition("@")[2]) for tick in ticks if _is_tick(tick)})
    found: dict[tuple[str, int], list[tuple[Candidate, Offer]]] = {}
    for row in candidates_of(session, list_, idea_ids, kinds):
        for one in row.candidates:
            offer = one.asked(ticks[one.tick]) if one.tick in ticks else None
            if offer is not None:
                found.setdefault((one.subject.key, offer.kind.kind_id), []).append((one, offer))
    return [_preview(several, salary) for several in found.values()]


def _is_tick(tick: str) -> bool:
    return key_in(tick.rpartition("@")[2]) is not None


def _preview(several: list[tuple[Candidate, Offer]], salary: int | None) -> Preview:
    first, offer = several[0]
    solutions = tuple(one.solution for one, _ in several)
    return Preview(
        subject=first.subject,
        kind=offer.kind,
        solutions=solutions,
        achievement=achievement_text(solutions, ACHIEVEMENT_LIMIT),
        open=tuple(answer for _, one in several for answer in one.unmet),
        amount=None if salary is None else amount(offer.kind.money_factor, salary),
    )
