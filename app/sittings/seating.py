"""Who takes an absent member's seat, and who counts slips of paper."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.councils.states import OFFICE_TITLES, Office
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require_ready
from app.kernel.text import T
from app.sittings import (
    ballot_queries,
    queries,
)
from app.sittings.models import Presence, Sitting, SittingMember
from app.sittings.planning import refresh_recusals, touch
from app.sittings.running import require_running


def stand_in(
    session: Session, actor: Actor, sitting: Sitting, account_id: int, alternate_id: int,
    now: datetime,
) -> None:  # fmt: skip
    """An alternate takes the seat of a member who does not come; the seat counts once.

    Only before anybody sat on it and while no written opinion came for it, so that nobody has a
    say twice; until then another alternate may take it, or the member have it back.
    """
    require_running(actor, sitting)
    member = queries.member_of(session, sitting.id, account_id)
    require_ready(_blockers(session, sitting, member, alternate_id))
    owner = member.stands_for_id or member.account_id
    who = queries.names_of(session, [alternate_id])[alternate_id]
    if alternate_id == owner:
        _give_back(session, sitting, member, who, now)
    else:
        member.stands_for = member.stands_for or member.name
        member.stands_for_id, member.account_id = owner, alternate_id
        member.name, member.unit_name = who
        member.title, member.office = str(OFFICE_TITLES[Office.ALTERNATE]), Office.ALTERNATE
    member.teller = False
    session.flush()
    refresh_recusals(session, sitting)
    record(session, actor, "sitting:stand_in", sitting, now, account_id=alternate_id,
           stands_for=owner)  # fmt: skip
    touch(sitting)


def _give_back(
    session: Session, sitting: Sitting, member: SittingMember, who: tuple[str, str], now: datetime
) -> None:
    owner = member.stands_for_id or member.account_id
    seats = queries.seats_on(session, sitting.council_id, sitting.opened_at or now)
    office = next((held for seat, held in seats if seat.account_id == owner), Office.MEMBER)
    member.account_id, member.stands_for_id, member.stands_for = owner, None, ""
    member.name, member.unit_name = who
    member.title, member.office = str(OFFICE_TITLES[office]), office


def _blockers(
    session: Session, sitting: Sitting, member: SittingMember, alternate_id: int
) -> list[Blocker]:
    allowed = {seat.account_id for seat in queries.alternates_on(
        session, sitting.council_id, sitting.opened_at or sitting.starts_at)}  # fmt: skip
    taken = {one.account_id for one in queries.members(session, sitting.id)}
    owner = member.stands_for_id
    if alternate_id not in allowed | {owner}:
        raise Denied(NOT_FOUND)
    found: list[Blocker] = []
    if alternate_id in taken:
        found.append(Blocker("alternate", T("Người này đã dự phiên họp")))
    if session.scalar(select(exists().where(Presence.member_id == member.id))):
        found.append(Blocker("alternate", T("%(name)s đã có mặt ở phiên họp này, không thay được "
                                            "nữa", name=member.name)))  # fmt: skip
    letter = ballot_queries.letters(session, sitting.id).get(owner or member.account_id)
    if letter is not None and letter.received_at is not None:
        found.append(Blocker("alternate", T("Đã nhận ý kiến bằng văn bản của người được thay; "
                                            "mỗi ghế chỉ một ý kiến")))  # fmt: skip
    return found


def name_tellers(
    session: Session, actor: Actor, sitting: Sitting, account_ids: Collection[int], now: datetime
) -> None:
    """These members, and nobody else, count slips of paper from now on."""
    require_running(actor, sitting)
    for member in queries.members(session, sitting.id):
        wanted = member.account_id in account_ids
        if member.teller is not wanted:
            member.teller = wanted
            record(session, actor, "sitting:teller", sitting, now, account_id=member.account_id,
                   counts=wanted)  # fmt: skip
    touch(sitting)
