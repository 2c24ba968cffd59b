"""A round whose dossiers are judged eligible by several, for tests."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.ideas import actions
from app.ideas.models import Idea
from app.ideas.qualifying import standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Outcome, Verdict
from app.ideas.states import IdeaState
from app.review import qualifying_actions
from app.rounds.models import Round
from app.rounds.states import QualifyRule
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round, windows

PASS, FAIL = Verdict.PASS, Verdict.FAIL
WORD = "Kklydothamdinh"


@dataclass
class Asked:
    """A round with qualification and one submitted dossier of Phường 9."""

    world: World
    round_id: int
    idea_id: int

    def row(self, session: Session, who: str) -> Qualification:
        return session.scalars(
            select(Qualification).where(
                Qualification.idea_id == self.idea_id,
                Qualification.qualifier_id == getattr(self.world, who).user_id,
            )
        ).one()

    def assign(self, *names: str, by_hand: bool = False) -> None:
        with transaction() as session:
            pairs = [(self.idea_id, getattr(self.world, name).user_id) for name in names]
            qualifying_actions.assign(session, self.world.secretary,
                                      session.get_one(Round, self.round_id), pairs, NOON,
                                      by_hand=by_hand)  # fmt: skip

    def give(
        self, who: str, verdict: Verdict | None, reason: str = "Đủ giấy tờ.", *, by: str = "",
        version: int = 0,
    ) -> Outcome:  # fmt: skip
        with transaction() as session:
            row = self.row(session, who)
            return qualifying_actions.give(session, getattr(self.world, by or who), row, verdict,
                                           reason, NOON, version or row.version)  # fmt: skip

    def accept(self, why: str = "") -> None:
        with transaction() as session:
            idea = to_change(session, Idea, self.idea_id)
            actions.accept_idea(session, self.world.secretary, idea, NOON, why=why)

    def refuse(self, why: str = "") -> None:
        with transaction() as session:
            idea = to_change(session, Idea, self.idea_id)
            actions.refuse_idea(session, self.world.secretary, idea, "Thiếu giấy", NOON, why=why)

    def outcome(self) -> Outcome:
        with transaction() as session:
            round_ = session.get_one(Round, self.round_id)
            return standings(session, round_, [self.idea_id])[self.idea_id].outcome


def asked(world: World, rule: QualifyRule = QualifyRule.ALL, *names: str) -> Asked:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2, qualify_rule=rule, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
        made = Asked(world, round_.id, idea.id)
    made.assign(*(names or ("reviewer", "reviewer2")))
    return made
