"""Who could be put on a draft list: the people and units behind recognised solutions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.catalogue_queries import KindChoice
from app.awards.conditions import DOSSIER
from app.awards.facts import Answer, Facts
from app.awards.known import Known, KnownIdea
from app.awards.models import NominationBasis, NominationList
from app.awards.rules import check, in_force, unmet, worst
from app.awards.states import BasisRole, SubjectKind, Verdict
from app.awards.subjects import Involved, Subject, involved_in
from app.database.schema import IDEA_SEARCH
from app.ideas.models import Idea
from app.review.models import Recognition

Kinds = Mapping[SubjectKind, KindChoice]


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """What the page asks for."""

    words: str = ""
    round_id: int | None = None
    unused: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject of one solution, judged for the award it would get. The dossier is not judged."""

    idea_id: int
    subject: Subject
    role: BasisRole
    share: Decimal | None
    award_name: str
    answers: tuple[Answer, ...]
    on_list: bool

    @property
    def tick(self) -> str:
        """The value of its box: "account:7@12"."""
        return f"{self.subject.key}@{self.idea_id}"

    @property
    def verdict(self) -> Verdict:
        """The worst answer."""
        return worst(answer.verdict for answer in self.answers)

    @property
    def unmet(self) -> list[Answer]:
        """What speaks against it, the worst first."""
        return unmet(self.answers)

    @property
    def open(self) -> bool:
        """Whether it can be ticked."""
        return not self.on_list and self.verdict is not Verdict.LACKING


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
        Recognition.recognised.is_(True),
        Recognition.decided_on <= list_.judged_on,
    ]
    if wanted.round_id is not None:
        conditions.append(Recognition.round_id == wanted.round_id)
    if wanted.unused:
        conditions.append(~exists().where(NominationBasis.idea_id == Recognition.idea_id))
    if wanted.applied:
        conditions.append(applied_somewhere())
    if IDEA_SEARCH.asks_something(wanted.words):
        conditions.append(IDEA_SEARCH.matches(session, Idea.__table__.c.id, wanted.words))
    return (
        select(Idea.id)
        .join(Recognition, Recognition.idea_id == Idea.id)
        .where(*conditions)
        .order_by(Recognition.decided_on.desc(), Idea.id.desc())
    )


def applied_somewhere() -> ColumnElement[bool]:
    """Some unit confirmed that it applies the recognised solution."""
    return exists().where(
        Adoption.idea_id == Recognition.idea_id, Adoption.state == AdoptionState.CONFIRMED
    )


def candidate_count(session: Session, list_: NominationList, wanted: CandidateFilter) -> int:
    """How many solutions the filter finds."""
    found = recognised_ideas(list_, wanted, session).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


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
    keys = list(session.scalars(recognised_ideas(list_, wanted, session).offset(first).limit(most)))
    return candidates_of(session, list_, keys, kinds)


def candidates_of(
    session: Session, list_: NominationList, idea_ids: Sequence[int], kinds: Kinds
) -> list[CandidateIdea]:
    """These solutions, in this order; a kind of subject without an award is left out."""
    ids = select(Idea.id).where(Idea.id.in_(idea_ids))
    known = Known.load(session, ids)
    people = involved_in(session, ids, known)
    return [
        CandidateIdea(
            known.ideas[key],
            tuple(
                _candidate(list_, known, key, one, kinds[one.subject.kind])
                for one in people.get(key, ())
                if one.subject.kind in kinds
            ),
        )
        for key in idea_ids
        if key in known.ideas
    ]


def _candidate(
    list_: NominationList, known: Known, idea_id: int, one: Involved, kind: KindChoice
) -> Candidate:
    day, subject = list_.judged_on, one.subject
    uses = known.uses.get((subject.key, idea_id), ())
    facts = Facts(
        subject_kind=subject.kind, award_code=kind.code, award_family=kind.family,
        award_upward=kind.upward, list_family=list_.family, list_upward=list_.upward,
        movement=list_.movement, unit_name=subject.unit_name,
        unit_exists=known.unit_exists(subject.unit_id, day),
        solutions=(known.ideas[idea_id].solution(one.role, one.share, day),),
        earlier=known.earlier(subject.key, [idea_id]),
    )  # fmt: skip
    return Candidate(
        idea_id=idea_id, subject=subject, role=one.role, share=one.share, award_name=kind.name,
        answers=tuple(check(facts, in_force(known.rules, day), without=DOSSIER)),
        on_list=any(
            use.list_id == list_.id and use.award_code == kind.code for use in uses
        ),
    )  # fmt: skip
