"""What voters read, and what the office reads after the close. Never a count before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress
from app.community.models import CommunityPoll, CommunityVote
from app.community.policy import VOTABLE, PollStanding
from app.community.rules import Ballot, PollDraft, Tally, tally
from app.database.reading import rows_of
from app.ideas.blinding import redactors
from app.ideas.fields import DOSSIER_FIELDS, LABELS, LIMITS
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.text import Text
from app.rounds.models import Category, Round
from app.rounds.states import RoundState

SHOWN = tuple(
    field.name for field in DOSSIER_FIELDS
    if field.public and not field.confidential and field.name in LIMITS and field.name != "title"
)  # fmt: skip
"""Only publishable words: never who wrote it, never a file, never what is for reviewers alone."""
_PRIME = 1_000_003


@dataclass(frozen=True, slots=True)
class Poll:
    """A round's vote with its round."""

    round_id: int
    code: str
    title: str
    council_id: int
    standing: PollStanding
    draft: PollDraft
    version: int


def poll_of(session: Session, round_id: int) -> Poll | None:
    """The vote of a round; None where the round has none."""
    return next(iter(_polls(session, CommunityPoll.round_id == round_id)), None)


def poll_has_ended(session: Session, round_id: int, now: datetime) -> bool:
    """Whether the round had a vote that is closed now."""
    closed = rows_of(session, _closing(), {"round": round_id})
    return any(closes_at <= now for (closes_at,) in closed)


@cache
def _closing() -> Select[datetime]:
    return select(CommunityPoll.closes_at).where(CommunityPoll.round_id == bindparam("round"))


def open_polls(session: Session, now: datetime) -> list[Poll]:
    """Votes that are open now."""
    return _polls(session, (CommunityPoll.opens_at <= now) & (CommunityPoll.closes_at > now),
                  Round.state == RoundState.ANNOUNCED)  # fmt: skip


def _polls(session: Session, *where: ColumnElement[bool]) -> list[Poll]:
    rows = session.execute(
        select(CommunityPoll, Round)
        .join(Round, Round.id == CommunityPoll.round_id)
        .where(*where)
        .order_by(CommunityPoll.opens_at, CommunityPoll.round_id)
    )
    return [_poll(poll, round_) for poll, round_ in rows]


def _poll(poll: CommunityPoll, round_: Round) -> Poll:
    standing = PollStanding(round_.council_id, round_.state is not RoundState.DRAFT, poll.opens_at,
                            poll.closes_at, poll.own_votes)  # fmt: skip
    draft = draft_of(poll)
    return Poll(round_.id, round_.code, round_.title, round_.council_id, standing, draft,
                poll.version)  # fmt: skip


def draft_of(poll: CommunityPoll) -> PollDraft:
    """The settings as values."""
    return PollDraft(poll.opens_at, poll.closes_at, poll.max_points, poll.digits, poll.own_votes,
                     poll.counts)  # fmt: skip


def own_ideas(actor: Actor) -> ColumnElement[bool]:
    """The actor's own dossiers: begun, written with others, or under the same mail address,
    or, where the author has no account, under an address that the actor had before.
    """
    email = actor.email.strip().casefold()
    former = select(FormerAddress.email).where(FormerAddress.account_id == actor.user_id)
    written = select(IdeaAuthor.idea_id).where(
        or_(
            IdeaAuthor.account_id == actor.user_id,
            IdeaAuthor.email == (email or "-"),
            IdeaAuthor.account_id.is_(None) & IdeaAuthor.email.in_(former),
        )
    )
    return or_(Idea.owner_id == actor.user_id, Idea.id.in_(written))


def is_own(session: Session, actor: Actor, idea_id: int) -> bool:
    """Whether this dossier is the actor's."""
    mine = select(Idea.id).where(Idea.id == idea_id, own_ideas(actor))
    return session.scalar(mine) is not None


def vote_of(session: Session, actor: Actor, round_id: int) -> int | None:
    """The dossier that the actor has voted for."""
    return session.scalar(
        select(CommunityVote.idea_id).where(
            CommunityVote.round_id == round_id, CommunityVote.account_id == actor.user_id
        )
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier one may vote for, in publishable words."""

    idea_id: int
    title: str
    category: str
    summary: str
    own: bool


def _votable(round_id: int) -> Select[int]:
    return select(Idea.id).where(Idea.round_id == round_id, Idea.state.in_(VOTABLE))


def candidate_count(session: Session, round_id: int) -> int:
    """How many dossiers can be voted for."""
    return session.scalar(_votable(round_id).with_only_columns(func.count())) or 0


def candidates(
    session: Session, actor: Actor, round_id: int, *, limit: int, offset: int
) -> list[Candidate]:
    """In an order of the voter's own: whoever stands first gains nothing by it, and the order
    tells nothing of the counts."""
    stride = 7919 + 104_729 * (actor.user_id or 1) % _PRIME
    rows = session.execute(
        _votable(round_id)
        .with_only_columns(Idea.id, Idea.title, Category.name, Idea.summary, own_ideas(actor))
        .outerjoin(Category, Category.id == Idea.category_id)
        .order_by((Idea.id * stride) % _PRIME, Idea.id)
        .limit(limit)
        .offset(offset)
    ).all()
    words = redactors(session, [row[0] for row in rows])
    return [
        Candidate(key, words[key].text("title", title), category or "",
                  words[key].text("summary", summary), bool(own))
        for key, title, category, summary, own in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """One dossier to read before voting."""

    idea_id: int
    title: str
    texts: tuple[tuple[Text, str], ...]
    own: bool


def candidate_page(session: Session, actor: Actor, round_id: int, idea_id: int) -> CandidatePage:
    """Its publishable words; 404 for what cannot be voted for in this round."""
    columns = [getattr(Idea, name) for name in SHOWN]
    row = session.execute(
        _votable(round_id).with_only_columns(Idea.title, *columns).where(Idea.id == idea_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    title, *raw = row
    words = redactors(session, [idea_id])[idea_id]
    texts = tuple(
        (LABELS[name], words.text(name, text))
        for name, text in zip(SHOWN, raw, strict=True) if text
    )  # fmt: skip
    return CandidatePage(idea_id, words.text("title", title), texts,
                         is_own(session, actor, idea_id))  # fmt: skip


def has_votes(session: Session, round_id: int) -> bool:
    """Whether anybody has voted: for the rules of the settings alone, shown to nobody."""
    found = select(CommunityVote.id).where(CommunityVote.round_id == round_id).limit(1)
    return session.scalar(found) is not None


def tallies(session: Session, poll: Poll) -> list[Tally]:
    """Counted from the ballots, whenever asked. The caller asks `policy.count` first.

    A dossier that was withdrawn meanwhile is not counted; one decided since stays.
    """
    units = dict(
        session.execute(
            select(Idea.id, Idea.unit_id).where(
                Idea.round_id == poll.round_id,
                or_(Idea.state.in_(COUNTED), Idea.id.in_(_voted(poll.round_id))),
                Idea.state != "withdrawn",
            )
        ).all()
    )
    rows = session.execute(
        select(CommunityVote.idea_id, Account.unit_id, CommunityVote.cast_at, CommunityVote.origin)
        .join(Account, Account.id == CommunityVote.account_id)
        .where(CommunityVote.round_id == poll.round_id)
    )
    ballots = [Ballot(*row) for row in rows]
    return tally(ballots, units, poll.draft.max_points, poll.draft.digits)


COUNTED = (*VOTABLE, "before_council", "recognised", "declined", "revoked")


def _voted(round_id: int) -> Select[int]:
    return select(CommunityVote.idea_id).where(CommunityVote.round_id == round_id)


def names_of(session: Session, idea_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Code and title, for the office."""
    rows = session.execute(select(Idea.id, Idea.code, Idea.title).where(Idea.id.in_(idea_ids)))
    return {key: (code or "", title) for key, code, title in rows}
