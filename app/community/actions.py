"""Set a round's vote; vote; take it back. Which dossier somebody voted for is in no log."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Account
from app.audit.actions import record
from app.community import policy
from app.community.models import CommunityPoll, CommunityVote
from app.community.queries import Poll, candidate_page, draft_of, has_votes
from app.community.rules import PollDraft, blockers_of_poll
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.rounds.models import Round


def set_poll(
    session: Session, actor: Actor, round_: Round, draft: PollDraft, version: int, now: datetime
) -> CommunityPoll:
    """Switch the vote on, or change it. `version` is what the page showed, 0 when there was none.

    The round is locked by the caller: nobody votes while the rules of the vote change.
    """
    require(policy.manage(actor, round_.council_id))
    poll = session.get(CommunityPoll, round_.id, with_for_update=True, populate_existing=True)
    if (poll.version if poll else 0) != version:
        raise StaleDataError("the vote has changed since it was shown")
    stored = draft_of(poll) if poll else None
    voted = poll is not None and has_votes(session, round_.id)
    require_ready(blockers_of_poll(draft, stored, voted, now))
    poll = poll or CommunityPoll(round_id=round_.id)
    for name in ("opens_at", "closes_at", "max_points", "digits", "own_votes", "counts"):
        setattr(poll, name, getattr(draft, name))
    poll.set_by, poll.set_at = actor.user_id, now
    session.add(poll)
    session.flush()
    record(session, actor, "community:set", round_, now, opens_at=draft.opens_at.isoformat(),
           closes_at=draft.closes_at.isoformat(), max_points=str(draft.max_points),
           counts=draft.counts)  # fmt: skip
    return poll


def cast(
    session: Session, actor: Actor, poll: Poll, idea_id: int, origin: str, now: datetime
) -> None:
    """One vote per verified account and round; voting again moves it.

    The account is locked: the same person in two windows has one vote, on both databases.
    """
    found = candidate_page(session, actor, poll.round_id, idea_id)
    require(policy.vote(actor, poll.standing, now, own=found.own))
    _require_active(session, actor)
    vote = _vote(session, actor, poll.round_id)
    vote = vote or CommunityVote(round_id=poll.round_id, account_id=actor.user_id or 0)
    vote.idea_id, vote.cast_at, vote.origin = idea_id, now, origin
    session.add(vote)
    session.flush()
    record(session, actor, "community:vote", f"round:{poll.round_id}", now)


def take_back(session: Session, actor: Actor, poll: Poll, now: datetime) -> None:
    """Until the close."""
    require(policy.vote(actor, poll.standing, now))
    _require_active(session, actor)
    vote = _vote(session, actor, poll.round_id)
    if vote is None:
        raise Blocked([Blocker("vote", T("Ông/Bà chưa bình chọn hồ sơ nào trong đợt này"))])
    session.delete(vote)
    session.flush()
    record(session, actor, "community:take_back", f"round:{poll.round_id}", now)


def _require_active(session: Session, actor: Actor) -> None:
    """The account, locked until the end of the transaction, is still one that may be used."""
    active = session.scalar(
        select(Account.active).where(Account.id == actor.user_id).with_for_update()
    )
    if not active:
        raise Blocked([Blocker("vote", T("Tài khoản đã bị khóa nên không bình chọn được"))])


def _vote(session: Session, actor: Actor, round_id: int) -> CommunityVote | None:
    return session.scalar(
        select(CommunityVote).where(
            CommunityVote.round_id == round_id, CommunityVote.account_id == actor.user_id
        )
    )
