"""Decided dossiers, and the certificates that came of them."""

from datetime import date

from sqlalchemy import select

from app.database.transaction import transaction
from app.review import actions
from app.review.models import InitiativeCertificate
from app.review.rules import Decision, DecisionLine
from app.review.states import Proposal
from tests.people import World
from tests.review.builders import locked, scoring_idea, scoring_round
from tests.rounds.builders import SCORING, SITTING

REASON = "Trùng với giải pháp đã công nhận năm 2025."


def decided(world: World, *, recognised: bool = True, coauthors: tuple[str, ...] = ()) -> int:
    """A decided dossier of `author`; its id."""
    with transaction() as session:
        round_ = scoring_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2", coauthors=coauthors)
        locked(session, round_, idea, world.reviewer)
        locked(session, round_, idea, world.reviewer2, "20", "20", "20.5", "15.5")
        actions.settle_round(session, world.secretary, round_, SCORING)
        actions.propose(session, world.chair, round_, [idea.id], Proposal.DECLINE, "x", SCORING)
        actions.bring_to_council(session, world.chair, round_, [idea.id], SCORING)
        line = DecisionLine(idea.id, recognised, 6 if recognised else 2, 9,
                            "" if recognised else REASON)  # fmt: skip
        paper = Decision("215/QĐ-UBND", date(2026, 11, 10), date(2026, 11, 10))
        actions.record_decision(session, world.secretary, round_, [line], paper, SITTING)
        return idea.id


def certificates() -> list[InitiativeCertificate]:
    with transaction() as session:
        rows = list(
            session.scalars(select(InitiativeCertificate).order_by(InitiativeCertificate.id))
        )
        session.expunge_all()
        return rows
