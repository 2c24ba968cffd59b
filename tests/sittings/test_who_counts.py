"""Of whom a share is taken: who voted and left, who wrote and came, and the rule of which day."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.councils.models import CouncilKind
from app.kernel.actor import Actor
from app.sittings import (
    ballot_queries,
    balloting,
    letters,
    planning,
    running,
    thresholds,
)
from app.sittings.models import Sitting, SittingItem
from app.sittings.rules import Share
from app.sittings.states import BallotKind, Base, Choice
from app.sittings.thresholds import Threshold
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.sittings.builders import come, nine, opened

LATER = NOON + timedelta(minutes=5)


def on_table(session: Session, world: World, sitting: Sitting) -> SittingItem:
    """Business of the council itself: more than half of those there and those in writing."""
    item = planning.add_business(session, world.secretary, sitting, "Việc chung", "procedure", NOON)
    running.call_item(session, world.secretary, sitting, item, NOON)
    return item


def begin(session: Session, world: World, sitting: Sitting, item: SittingItem,
          kind: BallotKind = BallotKind.OPEN) -> None:  # fmt: skip
    balloting.open_ballot(session, world.secretary, sitting, item, kind, NOON)
    session.flush()


def say(session: Session, sitting: Sitting, item: SittingItem, who: list[Actor], choice: Choice
        ) -> None:  # fmt: skip
    for one in who:
        balloting.cast_vote(session, one, sitting, item, choice, NOON)
        session.flush()


@BOTH
@pytest.mark.parametrize("kind", [BallotKind.OPEN, BallotKind.SECRET])
def test_who_votes_no_and_leaves_does_not_help_the_yes(
    world: World, session: Session, kind: BallotKind
) -> None:
    people = nine(session, world)
    sitting = opened(session, world, people)
    item = on_table(session, world, sitting)
    begin(session, world, sitting, item, kind)
    say(session, sitting, item, people[:4], Choice.YES)
    say(session, sitting, item, people[6:], Choice.NO)

    left = [one.user_id or 0 for one in people[6:]]
    running.note_presence(session, world.secretary, sitting, left, LATER, here=False)
    session.flush()
    balloting.close_ballot(session, world.secretary, sitting, item, LATER)

    assert (item.yes, item.base, item.needed, item.passed) == (4, 9, 5, False)


@BOTH
def test_who_answered_in_writing_and_then_comes_counts_once(world: World, session: Session) -> None:
    people = nine(session, world)
    sitting = opened(session, world, people[:8])
    item = planning.add_business(session, world.secretary, sitting, "Việc chung", "procedure", NOON)
    writer = people[8]
    letters.send_letters(session, world.secretary, sitting, [writer.user_id or 0], LATER, NOON)
    session.flush()
    letters.receive_letter(session, world.secretary, sitting, writer.user_id or 0,
                           {item.id: Choice.YES}, NOON)  # fmt: skip
    running.call_item(session, world.secretary, sitting, item, NOON)
    begin(session, world, sitting, item)
    come(session, world, sitting, [writer], NOON)
    say(session, sitting, item, people[:4], Choice.YES)
    balloting.close_ballot(session, world.secretary, sitting, item, LATER)

    assert (item.yes, item.base, item.needed, item.passed) == (5, 9, 5, True)
    [ballot] = ballot_queries.ballots(session, [item.id])[item.id]
    assert (ballot.entitled, ballot.written) == (9, 1)


def test_the_share_is_that_of_the_day_of_the_sitting(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = NOON.date() + timedelta(days=5)

    def rule(share: Share, since: date, until: date | None) -> Threshold:
        return Threshold("procedure", CouncilKind.INITIATIVE, "Điều hành", share, Base.PRESENT, "",
                         since, until)  # fmt: skip

    both = (rule(Share(1, 2), date(2020, 1, 1), turn), rule(Share(3, 4), turn, None))
    monkeypatch.setattr(thresholds, "thresholds", lambda: both)
    nine(session, world)
    sitting = opened(session, world, [])
    sitting.starts_at = NOON + timedelta(days=5)

    item = planning.add_business(session, world.secretary, sitting, "Việc", "procedure", NOON)

    assert (item.share_numerator, item.share_denominator) == (3, 4)
