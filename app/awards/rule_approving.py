"""A set of rules is proposed by its writer and approved by another; then it counts from its day."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.audit.queries import history_of
from app.awards import policy
from app.awards.models import NominationList, RuleSet
from app.awards.rule_actions import award_codes, draft_of_rule, rules_in
from app.awards.rule_checks import blockers_in_set, blockers_to_approve
from app.awards.rule_states import RULE_SET_LIFECYCLE, RuleSetState
from app.awards.states import ListState
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean_line


def propose_rule_set(session: Session, actor: Actor, row: RuleSet, now: datetime) -> None:
    """Ask a second person to approve it; from here on nobody edits it."""
    require(policy.edit_catalogue(actor))
    RULE_SET_LIFECYCLE.after(row.state, "propose")
    rules = [draft_of_rule(rule) for rule in rules_in(session, row.id)]
    require_ready(blockers_in_set(rules, row.valid_from, award_codes(session)))
    if row.created_by is None:  # a set of the software: who proposes it answers for it
        row.created_by = actor.user_id
    row.proposed_at = now
    move(session, actor, row, RULE_SET_LIFECYCLE, "propose", now, rules=len(rules))


def send_back_rule_set(
    session: Session, actor: Actor, row: RuleSet, reason: str, now: datetime
) -> None:
    """Back to its writer, with what is to be mended."""
    require(policy.approve_rules(actor, written_by=None))
    RULE_SET_LIFECYCLE.after(row.state, "send_back")
    reason = clean_line(reason)
    if not reason:
        raise Blocked([Blocker("reason", T("Nhập nội dung cần sửa"))])
    row.proposed_at = None
    move(session, actor, row, RULE_SET_LIFECYCLE, "send_back", now, reason=reason)


def approve_rule_set(
    session: Session, actor: Actor, row: RuleSet, now: datetime, *, today: date
) -> None:
    """The second person approves: it counts from its first day, and the one before ends there.

    Lists that were judged before keep the rules of their day; a set that would change how lists
    already locked were judged is refused.
    """
    require(
        policy.approve_rules(
            actor, written_by=row.created_by, proposed_by=proposer_of(session, row)
        )
    )
    RULE_SET_LIFECYCLE.after(row.state, "approve")
    former = newest_approved(session)
    require_ready(
        blockers_to_approve(
            row.valid_from, former.valid_from if former else None, today=today,
            locked_since=_locked_since(session, row.valid_from) if row.valid_from else 0,
        )
    )  # fmt: skip
    if former is not None:
        former.valid_to = row.valid_from
    row.approved_by, row.approved_at = actor.user_id, now
    move(session, actor, row, RULE_SET_LIFECYCLE, "approve", now, since=row.valid_from,
         follows=former.id if former else None)  # fmt: skip


def drop_rule_set(session: Session, actor: Actor, row: RuleSet, reason: str, now: datetime) -> None:
    """A draft that is not wanted any more; it stays readable."""
    require(policy.edit_catalogue(actor))
    RULE_SET_LIFECYCLE.after(row.state, "drop")
    reason = clean_line(reason)
    if not reason:
        raise Blocked([Blocker("reason", T("Nhập lý do bỏ dự thảo"))])
    move(session, actor, row, RULE_SET_LIFECYCLE, "drop", now, reason=reason)


def proposer_of(session: Session, row: RuleSet) -> int | None:
    """Who asked for approval last; None of a draft and of a set that nobody proposed."""
    asked = [one for one in history_of(session, row.subject) if one.verb == "rule_set:propose"]
    return asked[-1].actor_id if asked else None


def newest_approved(session: Session) -> RuleSet | None:
    """The approved set that begins last."""
    return session.scalars(
        select(RuleSet)
        .where(RuleSet.state == RuleSetState.APPROVED)
        .order_by(RuleSet.valid_from.desc(), RuleSet.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()


def _locked_since(session: Session, since: date) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(NominationList)
            .where(NominationList.judged_on >= since, NominationList.state != ListState.DRAFT)
        )
        or 0
    )
