"""Reads of the qualification, and the gate that accepting and declining a dossier passes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.ideas.models import Idea, IdeaVersion
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import (
    Outcome,
    Verdict,
    blockers_to_decide,
    outcome,
    people_wanted,
)
from app.kernel.actor import Actor
from app.kernel.refusals import require_ready
from app.kernel.vietnamese import clean
from app.rounds.models import Round
from app.rounds.states import QualifyRule

EDITION = (
    select(func.max(IdeaVersion.number))
    .where(IdeaVersion.idea_id == Qualification.idea_id)
    .correlate(Qualification)
    .scalar_subquery()
)
"""The number of the dossier's newest submitted version: only what was said of it counts."""
COUNTS = and_(Qualification.verdict.is_not(None), Qualification.edition == EDITION)
ASKED = Qualification.declined_at.is_(None)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One qualifier of a dossier; `verdict` is None until given for the newest version."""

    qualification_id: int
    account_id: int
    name: str
    verdict: Verdict | None
    reason: str
    given_at: datetime | None
    declined: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the qualifiers of one dossier have said so far."""

    wanted: int
    rule: QualifyRule
    opinions: tuple[Opinion, ...] = field(default=())

    @property
    def asked(self) -> tuple[Opinion, ...]:
        """Those who did not step back."""
        return tuple(one for one in self.opinions if not one.declined)

    @property
    def verdicts(self) -> list[Verdict]:
        """What counts."""
        return [one.verdict for one in self.asked if one.verdict is not None]

    @property
    def lacking(self) -> int:
        """How many more people must be asked."""
        return max(people_wanted(self.verdicts, self.wanted, self.rule) - len(self.asked), 0)

    @property
    def outcome(self) -> Outcome:
        """What they say together."""
        given = self.verdicts
        return outcome(given, len(self.asked) - len(given), self.wanted, self.rule)

    def waits_for(self, actor: Actor) -> bool:
        """Whether the person still has to answer, and hence must not see what the others said."""
        return any(one.account_id == actor.user_id and one.verdict is None for one in self.asked)


def standings(session: Session, round_: Round, idea_ids: Iterable[int]) -> dict[int, Standing]:
    """The qualifiers of these dossiers of one round, in the order in which they were asked."""
    keys = list(idea_ids)
    found: defaultdict[int, list[Opinion]] = defaultdict(list)
    rows = session.execute(
        select(Qualification, Account.full_name, Qualification.edition == EDITION)
        .join(Account, Account.id == Qualification.qualifier_id)
        .where(Qualification.idea_id.in_(keys))
        .order_by(Qualification.idea_id, Qualification.id)
    )
    for row, name, current in rows:
        counts = row.verdict is not None and bool(current)
        found[row.idea_id].append(Opinion(
            row.id, row.qualifier_id, name, row.verdict if counts else None,
            row.reason if counts else "", row.given_at if counts else None,
            row.declined_at is not None,
        ))  # fmt: skip
    wanted, rule = round_.qualifiers or 0, round_.qualify_rule
    return {key: Standing(wanted, rule, tuple(found[key])) for key in keys}


def standing_of(session: Session, idea: Idea, round_: Round) -> Standing | None:
    """What was said of one dossier; None where the round asks nobody."""
    if round_.qualifiers is None:
        return None
    return standings(session, round_, [idea.id])[idea.id]


def outcomes(round_: Round) -> Select[*tuple[Any, ...]]:
    """`Standing.outcome` and `Standing.lacking` as SQL: dossier, people lacking, outcome.

    A test holds them to the rules.
    """
    asked = func.count(case((ASKED, Qualification.id)))
    passes = func.count(case((ASKED & COUNTS & (Qualification.verdict == Verdict.PASS), 1)))
    fails = func.count(case((ASKED & COUNTS & (Qualification.verdict == Verdict.FAIL), 1)))
    third = round_.qualify_rule is QualifyRule.THIRD
    wanted = (round_.qualifiers or 0) + (case(((passes > 0) & (fails > 0), 1), else_=0)
                                         if third else 0)  # fmt: skip
    apart = or_(passes == fails, true() if round_.qualify_rule is QualifyRule.ALL else false())
    said = case(
        (or_(asked > passes + fails, passes + fails < wanted), Outcome.OPEN),
        (fails == 0, Outcome.PASS),
        (passes == 0, Outcome.FAIL),
        (apart, Outcome.SPLIT),
        (passes > fails, Outcome.PASS),
        else_=Outcome.FAIL,
    )
    lacking = case((wanted > asked, wanted - asked), else_=0)
    return (
        select(Idea.id, lacking.label("lacking"), said.label("outcome"))
        .outerjoin(Qualification, Qualification.idea_id == Idea.id)
        .where(Idea.round_id == round_.id)
        .group_by(Idea.id)
    )


def require_outcome(
    session: Session, actor: Actor, idea: Idea, wanted: Outcome, why: str, now: datetime
) -> None:
    """Accepting stands on “đạt”, declining on “không đạt”; anything else needs a reason, kept.

    The caller holds the dossier's lock, and so does everybody who gives an answer.
    """
    round_ = session.get_one(Round, idea.round_id)
    standing = standing_of(session, idea, round_)
    if standing is None:
        return
    why, found = clean(why), standing.outcome
    require_ready(blockers_to_decide(found, wanted, why))
    if found is not wanted:
        record(session, actor, "idea:unqualified", idea, now, reason=why, outcome=str(found),
               decided=str(wanted))  # fmt: skip
