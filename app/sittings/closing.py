"""Close a sitting: freeze what happened as plain content, from which the papers are made."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import agency_on
from app.audit.actions import move
from app.audit.models import AuditHead
from app.councils.models import Council
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.sittings import (
    agenda,
    agenda_queries,
    ballot_queries,
    joint_queries,
    policy,
    queries,
)
from app.sittings.agenda import Result
from app.sittings.models import (
    Ballot,
    BallotCast,
    CountSheet,
    Recusal,
    SecretSlip,
    Sitting,
    SittingItem,
)
from app.sittings.planning import touch
from app.sittings.running import quorum_of, share_of
from app.sittings.states import SITTING_LIFECYCLE, BallotKind, ItemState


def close_sitting(session: Session, actor: Actor, sitting: Sitting, now: datetime) -> None:
    """End the sitting; whoever is still there is noted as there until now.

    The content of the minutes is frozen with its SHA-256. Items never called are left over.
    """
    require(policy.run(actor, sitting.council_id))
    items = agenda_queries.items_to_change(session, sitting.id)
    on_table = [one for one in items if one.state in {ItemState.ON_TABLE, ItemState.ON_PAPER}]
    require_ready([Blocker("item", T("Đang xét %(title)s; ghi kết quả hoặc để lại trước khi bế mạc",
                                     title=item.title)) for item in on_table])  # fmt: skip
    sitting.closed_at = now
    content = json.dumps(content_of(session, sitting), ensure_ascii=False, sort_keys=True)
    sitting.minutes = content
    sitting.minutes_hash = hashlib.sha256(content.encode()).hexdigest()
    move(session, actor, sitting, SITTING_LIFECYCLE, "close", now, sha256=sitting.minutes_hash)
    agenda.tell(session, _results(session, sitting, items))
    touch(sitting)


def _results(session: Session, sitting: Sitting, items: Sequence[SittingItem]) -> list[Result]:
    """What was decided by vote, for each subject; a subject of a group has the group's vote."""
    decided = [one for one in items if one.passed is not None and one.subject]
    votes = ballot_queries.ballots(session, [one.id for one in decided])
    parts = agenda_queries.parts_of(session, [one.id for one in decided])
    found = []
    for item in decided:
        counting = [one for one in votes.get(item.id, ()) if one.undone_at is None]
        for subject in [one.subject for one in parts.get(item.id, ())] or [item.subject]:
            found.append(_result(sitting, item, counting[-1], subject, grouped=item.id in parts))
    return found


def _result(
    sitting: Sitting, item: SittingItem, vote: Ballot, subject: str, *, grouped: bool
) -> Result:
    return Result(
        subject=subject, sitting_id=sitting.id, item_id=item.id,
        sat_on=local_date(sitting.opened_at or sitting.starts_at), ballot=str(vote.kind),
        of_group=grouped, passed=bool(item.passed),
        counts=(vote.yes, vote.no, vote.other, vote.void, vote.written), base=item.base or 0,
        needed=item.needed or 0, share=str(share_of(item).text), clause=item.clause,
    )  # fmt: skip


def frozen_minutes(sitting: Sitting) -> dict[str, Any]:
    """The content as it was frozen."""
    found: dict[str, Any] = json.loads(sitting.minutes)
    return found


def content_of(session: Session, sitting: Sitting) -> dict[str, Any]:
    """Everything the minutes and the record of the count say, as plain values."""
    council = session.get_one(Council, sitting.council_id)
    agency = agency_on(session, local_date(sitting.starts_at))
    head = session.get(AuditHead, 1)
    members = queries.members(session, sitting.id)
    stays = queries.presences(session, sitting.id)
    return {
        "sitting_id": sitting.id,
        "title": sitting.title,
        "place": sitting.place,
        "council": council.name,
        "council_decision": [council.decision_number, council.decided_on.isoformat()],
        "council_decided_by": council.decided_by,
        "agency": agency.name if agency else "",
        "symbol": agency.symbol if agency else "",
        "opened_at": _instant(sitting.opened_at),
        "closed_at": _instant(sitting.closed_at),
        "quorum": [sitting.quorum_numerator, sitting.quorum_denominator,
                   quorum_of(sitting).needed(len(members))],
        "members": [
            {"name": one.name, "title": one.title, "unit": one.unit_name,
             "office": str(one.office), "stands_for": one.stands_for, "teller": one.teller,
             "stays": [[_instant(a), _instant(b)] for a, b in stays.get(one.id, [])]}
            for one in members
        ],
        "letters": _letters(session, sitting),
        "joints": _joints(session, sitting),
        "items": _items(session, sitting),
        "audit": [head.last_id, head.hash] if head else [0, ""],
    }  # fmt: skip


def _letters(session: Session, sitting: Sitting) -> list[dict[str, Any]]:
    found = ballot_queries.letters(session, sitting.id)
    names = queries.names_of(session, found)
    return [
        {"name": names[key][0], "sent_at": _instant(one.sent_at), "due_at": _instant(one.due_at),
         "received_at": _instant(one.received_at)}
        for key, one in found.items()
    ]  # fmt: skip


def _joints(session: Session, sitting: Sitting) -> list[dict[str, Any]]:
    """Every joint slip with its count; one that was taken back keeps why."""
    found = joint_queries.joints(session, sitting.id)
    people = {key for one in found for key in (one.entered_by, one.confirmed_by) if key}
    names = queries.names_of(session, people)
    return [
        {"number": one.number, "handed_at": _instant(one.handed_at),
         "closed_at": _instant(one.closed_at), "undone": one.undone_reason,
         "counts": [one.handed_out, one.collected, one.written],
         "items": len(joint_queries.ballots_of(session, one)),
         "tellers": [names[key][0] for key in (one.entered_by, one.confirmed_by) if key]}
        for one in found
    ]  # fmt: skip


def _items(session: Session, sitting: Sitting) -> list[dict[str, Any]]:
    items = agenda_queries.items_to_change(session, sitting.id)
    keys = [item.id for item in items]
    recusals = agenda_queries.recusal_rows(session, keys)
    votes = ballot_queries.ballots(session, keys)
    casts = ballot_queries.casts(session, [one.id for found in votes.values() for one in found])
    slips = _slips(session, [one.id for found in votes.values() for one in found])
    sheets = ballot_queries.count_sheets(
        session, [one.id for found in votes.values() for one in found]
    )
    parts = agenda_queries.parts_of(session, keys)
    joints = {one.id: one.number for one in joint_queries.joints(session, sitting.id)}
    people = {row.account_id for found in recusals.values() for row in found}
    people |= {row.account_id for found in casts.values() for row in found}
    people |= {row.teller_id for found in sheets.values() for row in found}
    names = {key: name for key, (name, _unit) in queries.names_of(session, people).items()}
    return [
        _item(item, recusals.get(item.id, []), votes.get(item.id, []), casts, slips, names, joints)
        | {"parts": [[one.title, one.unit_name] for one in parts.get(item.id, ())]}
        | {"tellers": _tellers(votes.get(item.id, []), sheets, names)}
        for item in items
    ]


def _tellers(
    votes: list[Ballot], sheets: Mapping[int, list[CountSheet]], names: Mapping[int, str]
) -> list[str]:
    """Who counted the slips of the vote that counts."""
    counting = [one for one in votes if one.undone_at is None]
    return [names[one.teller_id] for one in sheets.get(counting[-1].id, ())] if counting else []


def _slips(session: Session, ballot_ids: list[int]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    rows = select(SecretSlip.ballot_id, SecretSlip.code, SecretSlip.choice)
    rows = rows.where(SecretSlip.ballot_id.in_(ballot_ids)).order_by(SecretSlip.code)
    for ballot_id, code, choice in session.execute(rows):
        found.setdefault(ballot_id, []).append([code, str(choice)])
    return found


def _item(
    item: SittingItem,
    recusals: list[Recusal],
    votes: list[Ballot],
    casts: Mapping[int, list[BallotCast]],
    slips: Mapping[int, list[list[str]]],
    names: Mapping[int, str],
    joints: Mapping[int, int],
) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "unit": item.unit_name,
        "subject": item.subject,
        "state": str(item.state),
        "voted": item.voted,
        "rule": item.rule,
        "clause": item.clause,
        "share": [item.share_numerator, item.share_denominator, item.share_strict],
        "share_text": str(share_of(item).text),
        "share_base": str(item.share_base),
        "called_at": _instant(item.called_at),
        "decided_at": _instant(item.decided_at),
        "passed": item.passed,
        "yes": item.yes,
        "base": item.base,
        "needed": item.needed,
        "tied": item.tied,
        "conclusion": item.conclusion,
        "note": item.note,
        "recused": [
            {"name": names[row.account_id], "ground": row.ground, "out_at": _instant(row.out_at),
             "back_at": _instant(row.back_at)}
            for row in recusals
        ],
        "ballots": [_ballot(one, casts.get(one.id, []), slips.get(one.id, []), names, joints)
                    for one in votes],
    }  # fmt: skip


def _ballot(
    one: Ballot, casts: list[BallotCast], slips: list[list[str]], names: Mapping[int, str],
    joints: Mapping[int, int],
) -> dict[str, Any]:  # fmt: skip
    open_ = one.kind is BallotKind.OPEN
    return {
        "number": one.number,
        "kind": str(one.kind),
        "undone": one.undone_reason,
        "counts": [one.entitled, one.yes, one.no, one.other, one.void, one.written, one.blank],
        "joint": joints.get(one.joint_id or 0, 0),
        "answers": [[names[cast.account_id], str(cast.choice), cast.written] for cast in casts]
        if open_
        else [],
        "slips": slips,
    }


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
