"""Ask people about dossiers, answer, step back. Each holds the dossier's lock: two answers at the
same moment are counted one after the other, and a decision never overtakes an answer.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import record
from app.database.transaction import to_change
from app.ideas.models import Idea, IdeaVersion
from app.ideas.qualifying import standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import (
    Outcome,
    Verdict,
    blockers_of_length,
    blockers_to_give,
)
from app.kernel.actor import SYSTEM, Actor
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.review import (
    qualifying_notices,
    qualifying_office_queries,
    qualifying_policy,
    qualifying_queries,
    queries,
)
from app.review.assigning import Pair
from app.review.conflicts import GROUND_TITLES, DeclaredGround, Ground
from app.review.models import Conflict
from app.review.qualifying_queries import AT_WORK
from app.rounds.models import Round


def assign(
    session: Session, actor: Actor, round_: Round, pairs: Iterable[Pair], now: datetime, *,
    by_hand: bool = False,
) -> int:  # fmt: skip
    """Ask these people about these dossiers, as one act; refused as a whole with every reason.

    A secretary who is in conflict with a dossier does not choose its qualifiers by hand; the
    balanced proposal for a whole round names nobody and is open to them.
    """
    added = sorted(set(pairs))
    touched = sorted({idea for idea, _person in added})
    shut = queries.shut_codes(session, actor, touched) if by_hand else []
    require(qualifying_policy.assign(actor, round_.council_id, shut))
    require_ready(_blockers_to_assign(session, round_, added, touched, now))
    session.add_all(
        Qualification(idea_id=idea, qualifier_id=person, assigned_at=now, assigned_by=actor.user_id)
        for idea, person in added
    )
    session.flush()
    record(session, actor, "qualification:assign", round_, now, added=len(added))
    qualifying_notices.asked(session, round_, Counter(person for _idea, person in added), now)
    return len(added)


def _blockers_to_assign(
    session: Session, round_: Round, pairs: list[Pair], touched: list[int], now: datetime
) -> list[Blocker]:
    if round_.qualifiers is None:
        return [Blocker("person", T("Đợt xét không có thẩm định điều kiện"))]
    if not pairs:
        return [Blocker("person", T("Chưa có ai được chọn"))]
    names = {one.account_id: one for one in
             qualifying_office_queries.members(session, round_, local_date(now))}  # fmt: skip
    panel = queries.panel_of(session, list(names.values()))
    codes: dict[int, str] = {}
    grounds: dict[int, dict[int, Ground]] = {}
    known: set[Pair] = set()
    for keys in queries.chunks(touched):
        here = Idea.id.in_(keys) & (Idea.round_id == round_.id) & Idea.state.in_(AT_WORK)
        rows = session.execute(select(Idea.id, Idea.code).where(here))
        codes |= {key: code or "" for key, code in rows}
        facts = queries.facts_of(session, here)
        grounds |= {key: panel.grounds(one) for key, one in facts.items()}
        asked = select(Qualification.idea_id, Qualification.qualifier_id)
        known |= {(idea, person) for idea, person in
                  session.execute(asked.where(Qualification.idea_id.in_(keys)))}  # fmt: skip
    found = []
    for idea, person in pairs:
        if idea not in codes:
            found.append(Blocker("person", T("Có hồ sơ không còn ở giai đoạn kiểm tra điều kiện")))
        elif person not in names:
            found.append(Blocker("person", T("Có người không phải là thư ký, ủy viên Hội đồng")))
        elif person in grounds[idea]:
            found.append(Blocker("person", T(
                "Không giao được %(name)s thẩm định hồ sơ %(code)s: %(ground)s",
                name=names[person].name, code=codes[idea],
                ground=GROUND_TITLES[grounds[idea][person]])))  # fmt: skip
        elif (idea, person) in known:
            text = T("%(name)s đã được giao thẩm định hồ sơ %(code)s", name=names[person].name,
                     code=codes[idea])  # fmt: skip
            found.append(Blocker("person", text))
    return found


def unassign(session: Session, actor: Actor, row: Qualification, now: datetime) -> None:
    """Take back a question that was not answered, nor stepped back from."""
    idea = to_change(session, Idea, row.idea_id)
    session.refresh(row)
    round_ = session.get_one(Round, idea.round_id)
    shut = queries.shut_codes(session, actor, [idea.id])
    require(qualifying_policy.assign(actor, round_.council_id, shut))
    if row.given_at is not None or row.declined_at is not None:
        raise Blocked([Blocker("person", T("Người này đã kết luận hoặc đã xin không thẩm định, "
                                           "không gỡ được"))])  # fmt: skip
    record(session, actor, "qualification:unassign", idea, now, qualifier_id=row.qualifier_id)
    session.delete(row)


def keep_draft(
    session: Session, actor: Actor, row: Qualification, reason: str, version: int
) -> None:
    """Keep what is being written; it is nobody's business yet."""
    require(qualifying_policy.give(actor, qualifying_queries.standing(session, actor, row)))
    _require_fresh(row, version)
    reason = clean(reason)
    require_ready(blockers_of_length(reason))
    # What was said of an earlier version lapses for good once one writes anew.
    row.verdict, row.given_at, row.edition, row.reason = None, None, None, reason
    session.flush()


def _require_fresh(row: Qualification, version: int) -> None:
    if row.version != version:
        raise StaleDataError("the answer has changed since it was shown")


def give(
    session: Session, actor: Actor, row: Qualification, verdict: Verdict | None, reason: str,
    now: datetime, version: int,
) -> Outcome:  # fmt: skip
    """Pass or fail, with a reason, once. Where two disagree and the round says so, a third is
    asked at once; when nobody more is waited for, the secretaries are told.
    """
    idea = to_change(session, Idea, row.idea_id)
    session.refresh(row)
    require(qualifying_policy.give(actor, qualifying_queries.standing(session, actor, row)))
    _require_fresh(row, version)
    reason = clean(reason)
    require_ready(blockers_to_give(verdict, reason))
    edition = session.scalar(
        select(func.max(IdeaVersion.number)).where(IdeaVersion.idea_id == idea.id)
    )
    row.verdict, row.reason, row.given_at, row.edition = verdict, reason, now, edition
    session.flush()
    record(session, actor, "qualification:give", idea, now, verdict=str(verdict),
           edition=edition)  # fmt: skip
    return _after(session, idea, now)


def _after(session: Session, idea: Idea, now: datetime) -> Outcome:
    round_ = session.get_one(Round, idea.round_id)
    said = standings(session, round_, [idea.id])[idea.id]
    waiting = len(said.asked) - len(said.verdicts)
    if said.lacking and not waiting and len(said.verdicts) >= said.wanted:
        _call_third(session, idea, round_, now)
    elif said.outcome is not Outcome.OPEN:
        qualifying_notices.to_secretaries(session, idea, round_, now, stepped_back=False)
    return said.outcome


def _call_third(session: Session, idea: Idea, round_: Round, now: datetime) -> None:
    """The one with the fewest dossiers among those who qualify in this round and may; without
    anybody the secretaries are asked to find one.
    """
    pairs = qualifying_office_queries.pairs_of(session, Idea.round_id == round_.id)
    loads = Counter(person for _idea, person in pairs)
    free = qualifying_office_queries.free_for(session, round_, idea.id, local_date(now))
    able = [one.account_id for one in free if one.account_id in loads]
    if not able:
        qualifying_notices.to_secretaries(session, idea, round_, now, stepped_back=True)
        return
    person = min(able, key=lambda key: (loads[key], key))
    session.add(Qualification(idea_id=idea.id, qualifier_id=person, assigned_at=now))
    session.flush()
    record(session, SYSTEM, "qualification:call", idea, now, qualifier_id=person)
    qualifying_notices.asked(session, round_, {person: 1}, now)


def decline(
    session: Session, actor: Actor, row: Qualification, ground: DeclaredGround | None, note: str,
    now: datetime,
) -> None:  # fmt: skip
    """Step back for a conflict: shut out of this dossier for good, the secretaries are told.

    Possible until the office has decided; an answer already given then counts for nothing.
    """
    if actor.user_id is None or actor.user_id != row.qualifier_id:
        raise Denied(NOT_FOUND)
    idea = to_change(session, Idea, row.idea_id)
    session.refresh(row)
    note = clean(note)
    require_ready(_blockers_to_decline(row, idea, ground, note))
    row.declined_at = now
    shut = select(Conflict.id).where(
        Conflict.idea_id == idea.id, Conflict.reviewer_id == row.qualifier_id
    )
    if session.scalar(shut) is None:
        session.add(Conflict(idea_id=idea.id, reviewer_id=row.qualifier_id, ground=str(ground),
                             note=note, declared_at=now))  # fmt: skip
        record(session, actor, "conflict:declare", idea, now, ground=str(ground))
    session.flush()
    record(session, actor, "qualification:decline", idea, now, ground=str(ground))
    round_ = session.get_one(Round, idea.round_id)
    qualifying_notices.to_secretaries(session, idea, round_, now, stepped_back=True)


def _blockers_to_decline(
    row: Qualification, idea: Idea, ground: DeclaredGround | None, note: str
) -> list[Blocker]:
    found = []
    if row.declined_at is not None or idea.state not in AT_WORK:
        found.append(Blocker("ground", T("Không còn việc thẩm định hồ sơ này")))
    if ground is None:
        found.append(Blocker("ground", T("Chọn lý do không thẩm định")))
    if ground is DeclaredGround.OTHER and not note:
        found.append(Blocker("note", T("Ghi rõ lý do")))
    if len(note) > 500:
        found.append(Blocker("note", T("Lý do không được quá 500 ký tự")))
    return found
