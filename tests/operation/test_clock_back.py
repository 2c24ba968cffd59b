"""The clock of the machine is set back by two hours in the middle of a day's work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.audit.queries import first_break
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.actions import submit_idea
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel import clock
from app.kernel.clock import Steady, now
from app.kernel.refusals import Blocked
from app.outbox.actions import queue
from app.outbox.delivery import send_due
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review.actions import lock_sheet
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.operation.hands import run
from tests.outbox.test_delivery import Box, box  # noqa: F401 - a fixture
from tests.people import World, sign_in
from tests.review.builders import scored, scoring_idea
from tests.rounds.builders import SCORING, make_round

BACK = timedelta(hours=2)
MAILS, SHEETS = 12, 6


@dataclass
class Machine:
    """A wall clock that somebody sets, and time that really passes."""

    wall: datetime
    passed: float = 0.0

    def spend(self, span: timedelta) -> None:
        self.wall += span
        self.passed += span.total_seconds()

    def steady(self) -> Steady:
        return Steady(lambda: self.wall, lambda: self.passed)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The application reads this machine's clock."""
    made = Machine(SCORING)
    monkeypatch.setattr(clock, "steady", made.steady())
    return made


def test_time_goes_on_by_what_has_passed_and_follows_the_wall_again() -> None:
    machine = Machine(SCORING)
    steady = machine.steady()
    assert steady() == SCORING
    machine.wall -= BACK
    machine.spend(timedelta(minutes=5))
    assert steady() == SCORING + timedelta(minutes=5)
    machine.wall += timedelta(hours=3)  # set right again, and an hour too far
    assert steady() == machine.wall
    machine.spend(timedelta(seconds=1))
    assert steady() == machine.wall


def test_time_never_goes_back_whatever_is_done_to_the_clock() -> None:
    machine = Machine(SCORING)
    steady, last = machine.steady(), SCORING
    for number in range(2000):
        machine.spend(timedelta(seconds=number % 7))
        machine.wall += timedelta(minutes=(number * 37) % 11 - 5)
        assert steady() >= last
        last = steady()


@BOTH
def test_no_deadline_opens_a_second_time(app: Flask, world: World, machine: Machine) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        in_time, late = (make_idea(session, world, round_, IdeaState.DRAFT, evidence=("a.pdf",))
                         for _ in range(2))  # fmt: skip
        closes, keys = round_.closes_at, (in_time.id, late.id)
    assert closes is not None
    machine.wall = closes - timedelta(minutes=10)
    clock.steady = machine.steady()
    with transaction() as session:
        submit_idea(session, world.author, session.get_one(Idea, keys[0]), now())
    machine.spend(timedelta(minutes=20))
    now()
    machine.wall -= BACK
    assert machine.wall < closes  # by the wall there would be time again
    with pytest.raises(Blocked), transaction() as session:
        submit_idea(session, world.author, session.get_one(Idea, keys[1]), now())
    db.session.remove()
    assert db.session.get_one(Idea, keys[1]).state is IdeaState.DRAFT


@BOTH
def test_a_days_work_goes_on(
    app: Flask,
    world: World,
    client: FlaskClient,
    machine: Machine,
    box: Box,  # noqa: F811
) -> None:
    sign_in(client, world.email("author"))
    with transaction() as session:
        round_ = make_round(session, world)
        ideas = [scoring_idea(session, world, round_, "reviewer") for _ in range(SHEETS)]
        keys = [idea.id for idea in ideas]
    before = db.session.scalar(select(func.max(AuditEntry.id))) or 0
    for number in range(MAILS):
        if number == MAILS // 2:
            machine.wall -= BACK
        machine.spend(timedelta(minutes=3))
        with transaction() as session:
            queue(session, kind="x", address=f"a{number}@quan3.example", account_id=None,
                  title="Thư", body="Thư", now=now(), dedupe_key=f"k{number}")  # fmt: skip
        if number % 2 == 0:
            _lock(world, keys[number // 2])
        send_due(now())
        send_due(now())
        assert client.get("/ho-so").status_code == 200

    mine = [letter for letter in box.letters if str(letter["To"]).startswith("a")]
    assert len(mine) == MAILS
    assert len({letter["Message-ID"] for letter in box.letters}) == len(box.letters)
    moments = db.session.scalars(
        select(AuditEntry.at).where(AuditEntry.id > before).order_by(AuditEntry.id)
    ).all()
    assert moments == sorted(moments)
    assert first_break(db.session()) is None
    acts = f"{len(moments)} acts, {len(box.letters)} mails, {SHEETS} sheets"
    said = "0 out of order, 0 lost, 0 doubled"
    print(f"\n{acts} over a clock set back by {BACK}: {said}")  # noqa: T201 - the figure


def _lock(world: World, idea_id: int) -> None:
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        round_ = session.get_one(Round, idea.round_id)
        points = ("18", "18", "20", "14")
        sheet = scored(session, round_, idea, world.reviewer, *points, now=now())
        lock_sheet(session, world.reviewer, sheet, now())


@BOTH
def test_processes_that_start_anew_on_the_earlier_clock(
    app: Flask,
    world: World,
    client: FlaskClient,
    machine: Machine,
    box: Box,  # noqa: F811
) -> None:
    """A restart takes the wall as it is: the chain stays whole, mail waits and leaves once."""
    sign_in(client, world.email("author"))
    with transaction() as session:
        queue(session, kind="x", address="a@quan3.example", account_id=None, title="Thư",
              body="Thư", now=now())  # fmt: skip
    machine.wall -= BACK
    clock.steady = machine.steady()

    assert client.get("/ho-so").status_code == 200
    send_due(now())
    assert box.letters == []  # it is due in two hours, by this clock
    with transaction() as session:
        make_round(session, world)
    assert first_break(db.session()) is None
    machine.spend(BACK + timedelta(minutes=1))
    send_due(now())
    send_due(now())
    assert len(box.letters) == 1
    db.session.remove()
    assert (
        db.session.scalar(
            select(func.count(OutboxMessage.id)).where(OutboxMessage.state != MessageState.SENT)
        )
        == 0
    )


def test_backups_before_and_after_are_both_whole(house: Flask, machine: Machine) -> None:
    first = run(house, "backup", "create").output.splitlines()[0]
    machine.wall -= BACK
    clock.steady = machine.steady()
    second = run(house, "backup", "create").output.splitlines()[0]
    assert first != second
    for archive in (first, second):
        assert run(house, "backup", "verify", archive).exit_code == 0
