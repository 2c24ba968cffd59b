"""Set up a council. Its members hold dated roles, given on the page of each person."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.policy import manage_accounts
from app.audit.actions import record
from app.councils.models import Council, CouncilKind
from app.councils.rules import CouncilDraft, blockers_in_council
from app.kernel.actor import Actor
from app.kernel.refusals import require, require_ready


def add_council(session: Session, actor: Actor, draft: CouncilDraft, now: datetime) -> Council:
    """Write down a council that a decision set up."""
    require(manage_accounts(actor))
    require_ready(blockers_in_council(draft))
    council = Council(
        name=draft.name, kind=CouncilKind(draft.kind), decision_number=draft.decision_number,
        decided_on=draft.decided_on, term_from=draft.term_from, term_to=draft.term_to,
    )  # fmt: skip
    session.add(council)
    record(session, actor, "council:add", council, now, name=council.name,
           decision=council.decision_number)  # fmt: skip
    return council
