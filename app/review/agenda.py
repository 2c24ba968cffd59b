"""What this room puts on a council's agenda: dossiers brought before it, and who keeps away."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.addresses import former_of
from app.accounts.models import Account, RoleGrant
from app.councils.models import CouncilKind
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.text import T, Text
from app.review.coauthors import coauthored_of
from app.review.conflicts import GROUND_TITLES, Panel, Person
from app.review.queries import facts_of, shut_for, successions, ties_of
from app.rounds.models import Round
from app.sittings.agenda import Candidate, Grounds

KIND = "idea"


class Dossiers:
    """Dossiers that were brought before the council, in the order of their codes."""

    kind = KIND
    title: Text = T("Hồ sơ đã trình Hội đồng")
    empty: Text = T("Hồ sơ đã khóa kết quả chấm, có đề xuất và đã trình Hội đồng sẽ hiện ở đây.")
    council = CouncilKind.INITIATIVE

    def candidates(self, session: Session, actor: Actor, council_id: int) -> list[Candidate]:
        """Those the actor may see; what he must keep away from, the other runner puts there."""
        rows = session.execute(
            select(Idea.id, Idea.code, Idea.title, Idea.unit_name, Idea.summary,
                   Round.vote_numerator, Round.vote_denominator)
            .join(Round, Round.id == Idea.round_id)
            .where(Round.council_id == council_id, Idea.state == IdeaState.BEFORE_COUNCIL,
                   ~shut_for(session, actor))
            .order_by(Idea.code, Idea.id)
        )  # fmt: skip
        return [
            Candidate(
                f"{KIND}:{key}",
                code or "",
                title,
                unit,
                "initiative",
                summary or "",
                (above, below),
            )
            for key, code, title, unit, summary, above, below in rows
        ]

    def recused(
        self, session: Session, subjects: Collection[str], accounts: Collection[int]
    ) -> Grounds:
        """By the same grounds that shut a reviewer out of a dossier."""
        keys = [int(subject.partition(":")[2]) for subject in subjects]
        panel = Panel(panel_of(session, accounts), successions(session))
        found = facts_of(session, Idea.id.in_(keys))
        return {
            f"{KIND}:{key}": {
                account: GROUND_TITLES[ground] for account, ground in panel.grounds(facts).items()
            }
            for key, facts in found.items()
        }


def panel_of(session: Session, accounts: Collection[int]) -> list[Person]:
    """These people with their own unit and every unit in which they hold or held a role."""
    rows = session.execute(
        select(Account.id, Account.email, Account.unit_id).where(Account.id.in_(accounts))
    ).all()
    units = {key: {unit} for key, _email, unit in rows if unit}
    held = select(RoleGrant.account_id, RoleGrant.unit_id).where(
        RoleGrant.account_id.in_(accounts), RoleGrant.unit_id.is_not(None)
    )
    for key, unit in session.execute(held):
        if unit is not None:
            units.setdefault(key, set()).add(unit)
    ties, former = ties_of(session, accounts), former_of(session, accounts)
    coauthored = coauthored_of(session, accounts)
    return [
        Person(key, email, frozenset(units.get(key, ())), frozenset(ties[key]),
               frozenset(former[key]), frozenset(coauthored[key]))
        for key, email, _unit in rows
    ]  # fmt: skip
