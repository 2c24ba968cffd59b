"""No state changes without its record, and what is recorded can be read back."""

import pytest
from flask import Flask

from app.audit.actions import move, record
from app.audit.queries import AuditLine, history_of
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.refusals import IllegalMove
from app.rounds.models import Round
from app.rounds.states import ROUND_LIFECYCLE, RoundState
from tests.people import NOON, World
from tests.rounds.builders import make_round


def test_a_state_changed_by_hand_is_refused(app: Flask, world: World) -> None:
    with transaction() as session:
        key = make_round(session, world).id

    def change_by_hand() -> None:
        with transaction() as session:
            session.get_one(Round, key).state = RoundState.CLOSED

    with pytest.raises(RuntimeError, match=f"round:{key} changed state without an audit entry"):
        change_by_hand()
    assert db.session.get_one(Round, key).state is RoundState.ANNOUNCED


def test_a_move_is_recorded_with_who_when_and_why(app: Flask, world: World) -> None:
    with transaction() as session:
        found = make_round(session, world)
        move(session, world.secretary, found, ROUND_LIFECYCLE, "close", NOON, reason="Đã công bố")
        subject = found.subject

    assert history_of(db.session(), subject)[-1:] == [
        AuditLine(
            NOON, world.secretary.user_id, world.secretary.name, "round:close", "announced",
            "closed", "Đã công bố", {},
        )
    ]  # fmt: skip


def test_of_a_long_history_the_last_acts_are_read(app: Flask, world: World) -> None:
    with transaction() as session:
        found = make_round(session, world)
        for place in ("một", "hai", "ba"):
            record(session, world.secretary, "round:rubric_frozen", found, NOON, where=place)
        subject = found.subject

    last = history_of(db.session(), subject, limit=2)

    assert [line.detail["where"] for line in last] == ["hai", "ba"]


def test_an_illegal_move_leaves_no_trace(app: Flask, world: World) -> None:
    def close_twice() -> None:
        with transaction() as session:
            found = make_round(session, world, state=RoundState.CLOSED)
            move(session, world.secretary, found, ROUND_LIFECYCLE, "close", NOON)

    with pytest.raises(IllegalMove):
        close_twice()
    assert history_of(db.session(), "round:1") == []


def test_a_note_on_a_new_row_names_it(app: Flask, world: World) -> None:
    with transaction() as session:
        found = make_round(session, world)
        record(session, world.secretary, "round:rubric_frozen", found, NOON, where="thử")
        subject = found.subject

    assert history_of(db.session(), subject)[-1].detail == {"where": "thử"}
