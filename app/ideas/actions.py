"""What happens to a dossier: submit, endorse, return, supplement, accept, refuse, withdraw.

Writing it is in `app.ideas.writing`; both are this room's public door.
"""

import secrets
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.queries import calendar
from app.audit.actions import move, record
from app.ideas import clocks, notices, policy, qualifying, queries, rules
from app.ideas.answering import blockers_at
from app.ideas.consent_queries import consent_lines
from app.ideas.consents import blockers_of_consents
from app.ideas.freezing import freeze, index_words
from app.ideas.limiting import blockers_of_limits, lock_round
from app.ideas.models import Idea, SupplementRequest
from app.ideas.qualifying_rules import Outcome
from app.ideas.states import AT_OFFICE, EXTENDED, IDEA_LIFECYCLE, NEVER_SUBMITTED, IdeaState
from app.ideas.writing import (
    add_evidence,
    remove_evidence,
    save_ai_sheet,
    save_authors,
    save_effect,
    save_information,
    save_texts,
    start_idea,
)
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.rounds.fields import Stage
from app.rounds.models import Round

__all__ = [
    "accept_idea", "add_evidence", "ask_supplement", "blockers_of_authorship", "endorse_idea",
    "extend_supplement", "refuse_idea", "remove_evidence", "reopen_idea", "restore_idea",
    "return_idea", "save_ai_sheet", "save_authors", "save_effect", "save_information",
    "save_texts", "start_idea", "submit_idea", "supplement_idea", "withdraw_idea",
]  # fmt: skip


def submit_idea(
    session: Session, actor: Actor, idea: Idea, now: datetime, *, truth_confirmed: bool = True
) -> None:
    """Send the dossier to the unit; freezes a version and, the first time, gives code and receipt.

    Raises `Blocked` with every reason, `AlreadyDone` when it is in already. A dossier that the
    unit returned keeps its code and its day of filing: novelty is judged on the first filing.
    """
    require(policy.submit(actor, queries.standing_of(session, idea)))
    if idea.code and not IDEA_LIFECYCLE.allows(idea.state, "submit"):
        raise _already_submitted(idea)
    round_ = lock_round(session, idea)
    request = queries.open_request(session, idea.id)
    facts = queries.facts_of(session, idea)
    blockers = rules.blockers_to_submit(facts, round_, now, truth_confirmed=truth_confirmed)
    blockers += clocks.blockers_of_due(request.due_on if request else None, now)
    require_ready(blockers + blockers_of_authorship(session, idea, round_))
    idea.unit_name = session.scalar(select(Unit.name).where(Unit.id == idea.unit_id)) or ""
    if idea.code is None:
        idea.code = _next_code(session, round_)
        idea.receipt_key = secrets.token_urlsafe(32)
        idea.submitted_at = now
    if request:
        request.answered_at = now
    version = freeze(session, actor, idea, now)
    index_words(session, idea)
    move(session, actor, idea, IDEA_LIFECYCLE, "submit", now, code=idea.code,
         number=version.number, content_hash=version.content_hash)  # fmt: skip
    notices.submitted(session, idea, round_, now)


def blockers_of_authorship(
    session: Session, idea: Idea, round_: Round, *, endorsing: bool = False
) -> list[Blocker]:
    """Authors who have not agreed, and authors or units that are over a limit of the round."""
    lines = consent_lines(session, idea)
    found = blockers_of_consents(lines, must=round_.coauthors_must_confirm)
    return found + blockers_of_limits(session, idea, round_, endorsing=endorsing)


def _already_submitted(idea: Idea) -> AlreadyDone:
    when = rules.filed_text(idea.submitted_at) if idea.submitted_at else ""
    text = T("Hồ sơ này đã được nộp lúc %(when)s, mã hồ sơ %(code)s", when=when, code=idea.code)
    return AlreadyDone(text, "ideas.receipt", idea_id=idea.id)


def _next_code(session: Session, round_: Round) -> str:
    """The next serial of the year, under the lock of its rounds (two may be open)."""
    last = session.scalar(select(func.max(Round.last_serial)).where(Round.year == round_.year))
    round_.last_serial = (last or 0) + 1
    return f"SK-{round_.year}-{round_.last_serial:05d}"


def endorse_idea(session: Session, actor: Actor, idea: Idea, now: datetime) -> None:
    """The unit confirms; from now on the office sees the dossier."""
    require(policy.decide_for_unit(actor, queries.standing_of(session, idea)))
    round_ = lock_round(session, idea)
    IDEA_LIFECYCLE.after(idea.state, "endorse")
    blockers = rules.blockers_to_endorse(round_, now) + blockers_at(session, idea.id, Stage.ENDORSE)
    require_ready(blockers + blockers_of_limits(session, idea, round_, endorsing=True))
    move(session, actor, idea, IDEA_LIFECYCLE, "endorse", now)
    idea.endorsed_at = now
    notices.endorsed(session, idea, round_, now)


def return_idea(session: Session, actor: Actor, idea: Idea, reason: str, now: datetime) -> None:
    """The unit gives the dossier back to its authors, with a reason and a last day.

    The day follows the round's days for it, and is never after the unit's own end.
    """
    require(policy.decide_for_unit(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    require_ready(rules.blockers_of_reason(reason))
    round_ = session.get_one(Round, idea.round_id)
    move(session, actor, idea, IDEA_LIFECYCLE, "return", now, reason=reason)
    due_on = clocks.due_of_return(round_, calendar(session), now)
    _ask(session, actor, idea, "return", reason, due_on, now)
    notices.returned(session, idea, round_, reason, due_on, now)


def _ask(
    session: Session, actor: Actor, idea: Idea, kind: str, reason: str, due_on: date, now: datetime
) -> SupplementRequest:
    """Note what the authors are asked for, and until when; it replaces what was open."""
    if earlier := queries.open_request(session, idea.id):
        earlier.answered_at = now
    request = SupplementRequest(idea_id=idea.id, asked_by=actor.user_id, asked_at=now,
                                reason=reason, due_on=due_on, kind=kind)  # fmt: skip
    session.add(request)
    return request


def ask_supplement(
    session: Session, actor: Actor, idea: Idea, reason: str, now: datetime
) -> SupplementRequest:
    """Ask the authors for more, due after the round's days (working or calendar days)."""
    require(policy.check(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    require_ready(rules.blockers_of_reason(reason))
    round_ = session.get_one(Round, idea.round_id)
    move(session, actor, idea, IDEA_LIFECYCLE, "ask_supplement", now, reason=reason)
    due_on = clocks.due_of_request(round_, calendar(session), now)
    request = _ask(session, actor, idea, "supplement", reason, due_on, now)
    notices.supplement_asked(session, idea, reason, due_on, now)
    return request


def reopen_idea(session: Session, actor: Actor, idea: Idea, reason: str, now: datetime) -> None:
    """The office opens a submitted dossier for its authors again; it never edits their text.

    They send it back within the round's days; until then the office keeps what was submitted.
    One that was found not eligible takes up its place in the limits again.
    """
    require(policy.check(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    round_ = lock_round(session, idea)
    IDEA_LIFECYCLE.after(idea.state, "reopen")
    blockers = rules.blockers_of_reason(reason) + clocks.blockers_to_reopen(round_, now)
    require_ready(blockers + blockers_of_limits(session, idea, round_, endorsing=True))
    move(session, actor, idea, IDEA_LIFECYCLE, "reopen", now, reason=reason)
    idea.accepted_at = None
    due_on = clocks.due_of_request(round_, calendar(session), now)
    _ask(session, actor, idea, "reopen", reason, due_on, now)
    notices.reopened(session, idea, reason, due_on, now)


def restore_idea(session: Session, actor: Actor, idea: Idea, reason: str, now: datetime) -> None:
    """The office lets a withdrawn dossier be sent again; the unit confirms it anew."""
    require(policy.restore(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    round_ = lock_round(session, idea)
    IDEA_LIFECYCLE.after(idea.state, "restore")
    blockers = rules.blockers_of_reason(reason) + rules.blockers_to_endorse(round_, now)
    require_ready(blockers + blockers_of_limits(session, idea, round_))
    move(session, actor, idea, IDEA_LIFECYCLE, "restore", now, reason=reason)
    idea.endorsed_at = idea.accepted_at = None
    due_on = clocks.due_of_restored(round_, calendar(session), now)
    _ask(session, actor, idea, "restore", reason, due_on, now)
    notices.restored(session, idea, reason, due_on, now)


def extend_supplement(
    session: Session, actor: Actor, idea: Idea, due_on: date, reason: str, now: datetime
) -> None:
    """Give the authors until the end of another day, also after the day that was set is over.

    Who asked gives more time: the office for its request, the unit for what it returned (never
    past its own end).
    """
    returned = idea.state is IdeaState.RETURNED
    rule = policy.decide_for_unit if returned else policy.check
    require(rule(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    request = queries.open_request(session, idea.id)
    if request is None or idea.state not in clocks.NEEDS_ANSWER:
        raise Blocked([Blocker("", T("Hồ sơ không có yêu cầu bổ sung nào đang chờ tác giả"))])
    blockers = rules.blockers_to_extend(request.due_on, due_on, now)
    if returned:
        blockers += clocks.blockers_past_unit(session.get_one(Round, idea.round_id), due_on)
    require_ready(blockers + rules.blockers_of_reason(reason))
    record(session, actor, EXTENDED, idea, now, reason=reason, before=request.due_on.isoformat(),
           after=due_on.isoformat())  # fmt: skip
    request.due_on = due_on
    notices.supplement_extended(session, idea, reason, due_on, now)


def supplement_idea(
    session: Session, actor: Actor, idea: Idea, now: datetime, *, truth_confirmed: bool = True
) -> None:
    """Send the supplemented dossier back to the office; freezes the next version."""
    require(policy.submit(actor, queries.standing_of(session, idea)))
    round_ = lock_round(session, idea)
    request = queries.open_request(session, idea.id)
    if IDEA_LIFECYCLE.allows(idea.state, "supplement"):
        blockers = rules.blockers_to_supplement(request.due_on if request else None, now)
        blockers += rules.blockers_of_content(queries.facts_of(session, idea), now)
        blockers += rules.blockers_of_truth(truth_confirmed=truth_confirmed)
        require_ready(blockers + blockers_of_authorship(session, idea, round_, endorsing=True))
    move(session, actor, idea, IDEA_LIFECYCLE, "supplement", now)
    freeze(session, actor, idea, now)
    index_words(session, idea)
    if request:
        request.answered_at = now
    notices.supplemented(session, idea, round_, now)


def accept_idea(
    session: Session, actor: Actor, idea: Idea, now: datetime, *, why: str = ""
) -> None:
    """The formal check found the dossier eligible for scoring.

    Where the round asks several people, `why` says why the office does not wait for “đạt”.
    """
    standing = queries.standing_of(session, idea)
    require(policy.check(actor, standing))
    IDEA_LIFECYCLE.after(idea.state, "accept")
    require_ready(blockers_at(session, idea.id, Stage.ACCEPT))
    if standing.qualified:
        qualifying.require_outcome(session, actor, idea, Outcome.PASS, why, now)
    move(session, actor, idea, IDEA_LIFECYCLE, "accept", now)
    idea.accepted_at = now
    notices.accepted(session, idea, now)


def refuse_idea(
    session: Session, actor: Actor, idea: Idea, reason: str, now: datetime, *, why: str = ""
) -> None:
    """The dossier is not eligible; the reason is told in writing (Nghị định 13/2012, Điều 7).

    `why` as in `accept_idea`; a dossier whose authors let the day to supplement pass is declined
    for that, whatever was said of it before.
    """
    standing = queries.standing_of(session, idea)
    require(policy.check(actor, standing))
    reason = clean(reason)
    request = queries.open_request(session, idea.id)
    require_ready(
        rules.blockers_of_reason(reason)
        + rules.blockers_to_refuse(idea.state, request.due_on if request else None, now)
    )
    if standing.qualified and idea.state in AT_OFFICE:
        qualifying.require_outcome(session, actor, idea, Outcome.FAIL, why, now)
    move(session, actor, idea, IDEA_LIFECYCLE, "refuse", now, reason=reason)
    notices.refused(session, idea, reason, now)


def withdraw_idea(session: Session, actor: Actor, idea: Idea, reason: str, now: datetime) -> None:
    """Take the dossier back; a reason is wanted once it was submitted.

    There is no way back, unless the office lets it be sent again (`restore_idea`).
    """
    require(policy.withdraw(actor, queries.standing_of(session, idea)))
    reason = clean(reason)
    known = idea.state not in NEVER_SUBMITTED
    require_ready(rules.blockers_of_reason(reason) if known or reason else [])
    move(session, actor, idea, IDEA_LIFECYCLE, "withdraw", now, reason=reason)
    if request := queries.open_request(session, idea.id):
        request.answered_at = now
    if known:
        notices.withdrawn(session, idea, session.get_one(Round, idea.round_id), reason, now)
