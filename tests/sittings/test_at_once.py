"""Members press at the same moment: each votes once, and nothing is lost between two votes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from app.database.transaction import to_change, transaction
from app.kernel.actor import Actor
from app.kernel.refusals import Refusal
from app.sittings import balloting, running
from app.sittings.blueprint import item_of
from app.sittings.models import BallotCast, SecretSlip, Sitting, SittingItem
from app.sittings.states import BallotKind, Choice
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.sittings.builders import council_round, items, nine, opened

PRESSES = 3


@BOTH
def test_a_secret_vote_pressed_three_times_at_once_counts_once(app: Flask, world: World) -> None:
    with transaction() as session:
        seats = nine(session, world)
        council_round(session, world, "P1")
        sitting = opened(session, world, seats)
        (item,) = items(session, sitting)
        running.call_item(session, world.secretary, sitting, item, NOON)
        balloting.open_ballot(session, world.secretary, sitting, item, BallotKind.SECRET, NOON)
        session.flush()
        key, item_key = sitting.id, item.id
    voters = [one for one in seats[:4] for _press in range(PRESSES)]
    start = Barrier(len(voters))

    def press(one: Actor) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    found = to_change(session, Sitting, key)
                    thing = item_of(session, found, item_key)
                    return balloting.cast_vote(session, one, found, thing, Choice.YES, NOON)
            except Refusal:
                return ""

    with ThreadPoolExecutor(len(voters)) as pool:
        codes = [code for code in pool.map(press, voters) if code]

    with transaction() as session:
        assert len(codes) == len(set(codes)) == 4
        assert sorted(codes) == sorted(session.scalars(select(SecretSlip.code)))
        assert len(session.scalars(select(BallotCast)).all()) == 4
        found = to_change(session, Sitting, key)
        balloting.close_ballot(session, world.secretary, found,
                               item_of(session, found, item_key), NOON)  # fmt: skip
        assert session.get_one(SittingItem, item_key).yes == 4
