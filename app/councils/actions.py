"""Set up a council. Its members hold dated roles, given on the page of each person."""

from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import manage_accounts
from app.audit.actions import record
from app.councils import queries
from app.councils.models import Council, CouncilKind, CouncilOffice
from app.councils.rules import (
    CouncilDraft,
    HeldOffice,
    OfficeDraft,
    blockers_in_council,
    blockers_to_give,
)
from app.councils.states import Office
from app.files.actions import keep_upload
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, require, require_ready

PURPOSE = "council"
"""Of the signed decision: who may read it is said in `views`."""


def add_council(session: Session, actor: Actor, draft: CouncilDraft, now: datetime) -> Council:
    """Write down a council that a decision set up."""
    require(manage_accounts(actor))
    require_ready(blockers_in_council(draft))
    council = Council(
        name=draft.name, kind=CouncilKind(draft.kind), decision_number=draft.decision_number,
        decided_on=draft.decided_on, decided_by=draft.decided_by, term_from=draft.term_from,
        term_to=draft.term_to,
    )  # fmt: skip
    session.add(council)
    record(session, actor, "council:add", council, now, name=council.name,
           decision=council.decision_number, issuer=council.decided_by)  # fmt: skip
    return council


def name_issuer(
    session: Session, actor: Actor, council: Council, issuer: str, now: datetime
) -> None:
    """Who issued the decision that set the council up, noted later or put right.

    Minutes that are closed keep what they say; papers made from now on say this.
    """
    require(manage_accounts(actor))
    council.decided_by = issuer
    record(session, actor, "council:issuer", council, now, issuer=issuer)


def give_office(
    session: Session, actor: Actor, council: Council, draft: OfficeDraft, now: datetime
) -> CouncilOffice:
    """From that day on this member is chair, vice chair, secretary, critic, member or alternate.

    The office held until then ends the day before; sittings already opened keep what they wrote.
    """
    require(manage_accounts(actor))
    seats = [one for one in queries.seats(session, council.id)
             if one.valid_from <= draft.valid_from
             and (one.valid_to is None or one.valid_to > draft.valid_from)]  # fmt: skip
    mine = [one.role for one in seats if one.account_id == draft.account_id]
    if not mine:
        raise Denied(NOT_FOUND)
    rows = session.scalars(
        select(CouncilOffice)
        .where(CouncilOffice.council_id == council.id)
        .order_by(CouncilOffice.id)
        .with_for_update()
    ).all()
    offices = queries.offices_on(session, council.id, draft.valid_from)
    chairs = {one.account_id for one in seats if one.role is Role.CHAIR
              and offices.get(one.account_id, Office.CHAIR) is Office.CHAIR}  # fmt: skip
    held = [HeldOffice(row.account_id, row.office, row.valid_from, row.valid_to) for row in rows]
    require_ready(blockers_to_give(draft, mine, held, chairs, local_date(now)))
    for row in rows:
        if row.account_id == draft.account_id and (
            row.valid_to is None or row.valid_to > draft.valid_from
        ):
            row.valid_to = draft.valid_from
    made = CouncilOffice(
        council_id=council.id, account_id=draft.account_id, office=draft.office,
        decision_number=draft.decision_number, valid_from=draft.valid_from,
    )  # fmt: skip
    session.add(made)
    record(session, actor, "council:office", council, now, account_id=draft.account_id,
           office=str(draft.office), decision=draft.decision_number)  # fmt: skip
    return made


def attach_decision(
    session: Session, actor: Actor, council: Council, stream: BinaryIO, name: str | None,
    now: datetime,
) -> None:  # fmt: skip
    """Keep the signed decision that set the council up; a new file takes the old one's place."""
    require(manage_accounts(actor))
    file = keep_upload(session, actor, stream, name, purpose=PURPOSE, owner_id=council.id,
                       now=now)  # fmt: skip
    council.decision_file_id = file.id
    record(session, actor, "council:decision_file", council, now, sha256=file.sha256)
