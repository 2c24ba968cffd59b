"""Reads of what the papers of a list say beyond the list; the cost does not grow with its lines."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.achievements.ledger import achievements_of
from app.adoption.models import Adoption, FollowUp
from app.adoption.states import EXTENT_TITLES, AdoptionState
from app.awards.dossier_facts import (
    Applied,
    Author,
    CouncilFacts,
    Decisions,
    Dossier,
    EarlierAward,
    LineDecision,
    SolutionFacts,
    SubjectFacts,
    VoteFacts,
    dossier_from,
)
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.states import (
    GENDER_TITLES,
    OUTCOME_TITLES,
    Gender,
    LineOutcome,
    ListState,
    SubjectKind,
)
from app.awards.subjects import person_key
from app.awards.vote_models import AwardVote
from app.awards.vote_queries import votes_of_list
from app.awards.vote_rules import clause_of_vote
from app.councils.models import CouncilKind
from app.councils.queries import council_in_term, office_of, offices_on, seats
from app.councils.states import OFFICE_TITLES
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.vietnamese import clean
from app.review.models import Recognition
from app.sittings.models import Sitting
from app.sittings.rules import Share
from app.sittings.states import BASE_TITLES, SittingState

Ids = Select[int] | ScalarSelect[int]


def dossier_of(session: Session, list_: NominationList) -> Dossier:
    """As it was locked; of a draft, or a list locked before this was kept, as it stands now."""
    if list_.state is not ListState.DRAFT and list_.snapshot:
        kept = json.loads(list_.snapshot).get("dossier")
        if kept:
            return dossier_from(kept)
    return read_dossier(session, list_)


def read_dossier(session: Session, list_: NominationList) -> Dossier:
    """Everything beyond the list, as it stands now and counts on the list's day of judging."""
    ideas = (
        select(NominationBasis.idea_id)
        .join(Nomination, Nomination.id == NominationBasis.nomination_id)
        .where(Nomination.list_id == list_.id)
    )
    authors = _authors(session, ideas)
    return Dossier(
        solutions=tuple(_solutions(session, ideas, authors, list_.judged_on)),
        subjects=tuple(_subjects(session, list_, authors)),
        council=_council(session, list_.judged_on),
        votes=tuple(_votes(session, list_)),
    )


def _votes(session: Session, list_: NominationList) -> Iterator[VoteFacts]:
    """Awards of one name that ask for the same are one line."""
    on_list = select(Nomination.award_kind_id).where(Nomination.list_id == list_.id)
    kinds = session.scalars(
        select(AwardKind)
        .where(AwardKind.id.in_(on_list))
        .order_by(AwardKind.position, AwardKind.id)
    )
    said = {}
    for kind in kinds:
        share = Share(kind.vote_numerator, kind.vote_denominator, strict=kind.vote_strict)
        text = f"{share.text} {BASE_TITLES[kind.vote_base]}"
        said[kind.name, text] = clause_of_vote(list_.judged_on, ballot=kind.ballot)
    for (name, text), clause in said.items():
        yield VoteFacts(name, text, clause)


def _authors(session: Session, ideas: Ids) -> dict[int, list[IdeaAuthor]]:
    found: dict[int, list[IdeaAuthor]] = defaultdict(list)
    rows = select(IdeaAuthor).where(IdeaAuthor.idea_id.in_(ideas))
    for row in session.scalars(rows.order_by(IdeaAuthor.idea_id, IdeaAuthor.position)):
        found[row.idea_id].append(row)
    return found


def _solutions(
    session: Session, ideas: Ids, authors: dict[int, list[IdeaAuthor]], day: date
) -> list[SolutionFacts]:
    applied = _applied(session, ideas)
    rows = session.execute(
        select(Idea.id, Idea.code, Idea.title, Idea.sector, Idea.summary, Idea.effect,
               Idea.first_applied_on, Recognition.level, Recognition.decision_number,
               Recognition.decided_on)
        .outerjoin(Recognition, and_(Recognition.idea_id == Idea.id, Recognition.standing(),
                                     Recognition.decided_on <= day))
        .where(Idea.id.in_(ideas))
        .order_by(Idea.id)
    )  # fmt: skip
    return [
        SolutionFacts(
            code=code or "", title=title, sector=sector, summary=clean(summary),
            effect=clean(effect), level=level or "", decision=number or "", decided_on=decided_on,
            first_applied_on=first,
            authors=tuple(Author(a.full_name, a.workplace, a.share) for a in authors[key]),
            applied=tuple(applied[key]),
        )
        for key, code, title, sector, summary, effect, first, level, number, decided_on in rows
    ]  # fmt: skip


def _applied(session: Session, ideas: Ids) -> dict[int, list[Applied]]:
    """Confirmed applications in the official order of units, with what was measured last."""
    measured = _measured(session, ideas)
    found: dict[int, list[Applied]] = defaultdict(list)
    rows = session.scalars(
        select(Adoption)
        .join(Unit, Unit.id == Adoption.unit_id)
        .where(Adoption.idea_id.in_(ideas), Adoption.state == AdoptionState.CONFIRMED)
        .order_by(Adoption.idea_id, Unit.official_order, Adoption.id)
    )
    for row in rows:
        last = {"value": row.after_value, "sample_size": row.sample_size,
                "saved_vnd": row.saved_vnd, **measured[row.id]}  # fmt: skip
        found[row.idea_id].append(
            Applied(
                unit=row.unit_name, since=row.since, extent=str(EXTENT_TITLES[row.extent]),
                what=clean(row.what), indicator=row.indicator, before=row.before_value,
                after=last["value"], measure=row.measure, method=row.method,
                sample_size=last["sample_size"], saved_vnd=last["saved_vnd"],
                measured_on=last.get("measured_on"),
            )
        )  # fmt: skip
    return found


def _measured(session: Session, ideas: Ids) -> dict[int, dict[str, Any]]:
    """By application each figure as a follow-up stated it last: a later one may leave it out."""
    rows = session.scalars(
        select(FollowUp)
        .join(Adoption, Adoption.id == FollowUp.adoption_id)
        .where(Adoption.idea_id.in_(ideas))
        .order_by(FollowUp.id)
    )
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        for name in ("value", "sample_size", "saved_vnd", "measured_on"):
            if (stated := getattr(row, name)) is not None:
                found[row.adoption_id][name] = stated
    return found


def _subjects(
    session: Session, list_: NominationList, authors: dict[int, list[IdeaAuthor]]
) -> list[SubjectFacts]:
    born: dict[str, str] = {}
    qualified: dict[str, str] = {}
    for one in (author for found in authors.values() for author in found):
        key = person_key(one.account_id, one.full_name, one.workplace)
        # A later dossier that leaves it out does not unsay what an earlier one told.
        born[key] = one.born or born.get(key, "")
        qualified[key] = one.qualification or qualified.get(key, "")
    earlier = _earlier(session, list_)
    rows = session.execute(
        select(Nomination.id, Nomination.subject_key, Nomination.gender, Unit.code, Unit.address)
        .outerjoin(Unit, Unit.id == Nomination.unit_id)
        .where(Nomination.list_id == list_.id)
        .order_by(Nomination.id)
    )
    return [
        SubjectFacts(
            nomination_id=key, unit_code=code or "", address=clean(address),
            gender="" if gender is Gender.UNKNOWN else str(GENDER_TITLES[gender]),
            born=born.get(subject, ""), qualification=qualified.get(subject, ""),
            earlier=tuple(earlier.get(subject, ())),
        )
        for key, subject, gender, code, address in rows
    ]  # fmt: skip


def _earlier(session: Session, list_: NominationList) -> dict[str, list[EarlierAward]]:
    """Awards in the ledger and by decisions of other lists, up to the day of judging; each once."""
    here = select(Nomination.subject_key, Nomination.account_id, Nomination.unit_id,
                  Nomination.subject_kind).where(Nomination.list_id == list_.id)  # fmt: skip
    rows = session.execute(here).all()
    people = {account_id for _key, account_id, _unit, _kind in rows if account_id}
    units = {unit_id for _key, _account, unit_id, kind in rows
             if unit_id and kind is SubjectKind.COLLECTIVE}  # fmt: skip
    found: dict[str, dict[tuple[str, str], EarlierAward]] = defaultdict(dict)
    for row in achievements_of(session, people, units):
        if row.decided_on is None or row.decided_on <= list_.judged_on:
            one = EarlierAward(row.award_name, row.decision_number, row.decided_on, row.year)
            found[row.subject_key][one.award, one.decision] = one
    for subject, award, number, day in _issued(session, list_):
        one = EarlierAward(award, number, day, day.year)
        found[subject].setdefault((award, number), one)
    return {key: sorted(awards.values(), key=_when) for key, awards in found.items()}


def _when(one: EarlierAward) -> tuple[int, str, str]:
    return one.year, one.decided_on.isoformat() if one.decided_on else "", one.award


def _issued(session: Session, list_: NominationList) -> list[tuple[str, str, str, date]]:
    here = select(Nomination.subject_key).where(Nomination.list_id == list_.id)
    rows = session.execute(
        select(Nomination.subject_key, AwardKind.name, Nomination.decision_number,
               Nomination.decided_on)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(
            Nomination.subject_key.in_(here), Nomination.list_id != list_.id,
            Nomination.outcome == LineOutcome.ISSUED, Nomination.decided_on <= list_.judged_on,
        )
        .order_by(Nomination.decided_on, Nomination.id)
    )  # fmt: skip
    return [(key, award, number, day) for key, award, number, day in rows if day]


def _council(session: Session, day: date) -> CouncilFacts | None:
    council = council_in_term(session, CouncilKind.EMULATION, day)
    if council is None:
        return None
    offices = offices_on(session, council.id, day)
    held: dict[int, tuple[str, str, str]] = {}
    for one in seats(session, council.id):
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to):
            office = str(OFFICE_TITLES[office_of(one, offices)])
            held.setdefault(one.account_id, (one.name, office, one.unit_name))
    members = tuple(held.values())
    return CouncilFacts(council.name, council.decision_number, council.decided_on, members,
                        council.decided_by)  # fmt: skip


def decisions_of(session: Session, list_: NominationList) -> Decisions:
    """What the decision said on each line; before it, whom the council voted down."""
    if list_.state is ListState.DRAFT:
        return Decisions()
    votes = votes_of_list(session, list_.id)
    rows = session.execute(
        select(Nomination.id, Nomination.outcome, Nomination.decision_number,
               Nomination.decided_on)
        .where(Nomination.list_id == list_.id)
        .order_by(Nomination.id)
    ).all()  # fmt: skip
    found = []
    for key, outcome, number, day in rows:
        why_not = ""
        if list_.state is ListState.ISSUED and outcome is not LineOutcome.ISSUED:
            why_not = str(OUTCOME_TITLES[outcome])
        elif list_.state is not ListState.ISSUED and key in votes and not votes[key].passed:
            why_not = "Hội đồng không thông qua"
        found.append(LineDecision(key, why_not, number, day))
    return Decisions(tuple(found))


def sittings_of(session: Session, list_: NominationList) -> list[dict[str, Any]]:
    """The frozen minutes of each closed sitting that voted on lines of this list, in their order.

    What other lists the same sitting voted on stands in the same minutes: they are one paper.
    """
    rows = session.scalars(
        select(Sitting.minutes)
        .where(
            Sitting.state == SittingState.CLOSED, Sitting.minutes != "",
            Sitting.id.in_(select(AwardVote.sitting_id).where(AwardVote.list_id == list_.id)),
        )
        .order_by(Sitting.closed_at, Sitting.id)
    )  # fmt: skip
    return [json.loads(text) for text in rows]
