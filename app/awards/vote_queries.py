"""What councils said on nominations: for issuing a list and for its papers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.vote_models import AwardVote
from app.awards.vote_rules import ToVote, blockers_without_vote
from app.kernel.refusals import Blocker
from app.sittings.rules import percent_text
from app.sittings.states import BallotKind


@dataclass(frozen=True, slots=True)
class ListVote:
    """The vote that counts for one nomination: the last one of a closed sitting."""

    nomination_id: int
    subject_key: str
    award_code: str
    name: str
    kind: BallotKind
    of_group: bool
    passed: bool
    yes: int
    no: int
    other: int
    void: int
    written: int
    base: int
    needed: int
    share: str
    clause: str
    sitting_id: int
    sat_on: date

    @property
    def percent(self) -> str:
        """ "88,89"."""
        return percent_text(self.yes, self.base)


def votes_of_list(session: Session, list_id: int) -> dict[int, ListVote]:
    """By nomination, in one query; a vote by name comes before that of a group, a later before an
    earlier. A nomination on which nobody voted is not in it.
    """
    rows = session.execute(
        select(Nomination.id, Nomination.name, AwardVote)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .join(
            AwardVote,
            (AwardVote.list_id == Nomination.list_id)
            & (AwardVote.subject_key == Nomination.subject_key)
            & (AwardVote.award_code == AwardKind.code),
        )
        .where(Nomination.list_id == list_id)
        .order_by(AwardVote.of_group.desc(), AwardVote.sat_on, AwardVote.id)
    )
    return {
        key: ListVote(
            key, vote.subject_key, vote.award_code, name, vote.kind, vote.of_group, vote.passed,
            vote.yes, vote.no, vote.other, vote.void, vote.written, vote.base, vote.needed,
            vote.share, vote.clause, vote.sitting_id, vote.sat_on,
        )
        for key, name, vote in rows
    }  # fmt: skip


def vote_blockers(
    session: Session, list_: NominationList, *, but: Collection[int] = ()
) -> list[Blocker]:
    """What keeps a list from being issued: a ballot that the law asks for, or one that failed.

    `but`: nominations that are refused anyway.
    """
    return blockers_without_vote(
        _lines(session, list_.id, but), _passed(session, list_), list_.judged_on
    )


def ballots_not_held(session: Session, list_: NominationList) -> list[Blocker]:
    """The ballots that the law asks for and nobody held; one that failed was held."""
    held = dict.fromkeys(_passed(session, list_), True)
    return blockers_without_vote(_lines(session, list_.id, ()), held, list_.judged_on)


def _passed(session: Session, list_: NominationList) -> dict[tuple[str, str], bool]:
    votes = votes_of_list(session, list_.id).values()
    return {(one.subject_key, one.award_code): one.passed for one in votes}


def _lines(session: Session, list_id: int, but: Collection[int]) -> Sequence[ToVote]:
    rows = session.execute(
        select(Nomination.subject_key, AwardKind.code, Nomination.name, AwardKind.name,
               AwardKind.ballot)
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(Nomination.list_id == list_id, Nomination.id.not_in(but))
        .order_by(AwardKind.position, Nomination.unit_order, Nomination.name_key, Nomination.id)
    )  # fmt: skip
    return [ToVote(*row) for row in rows]
