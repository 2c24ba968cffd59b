"""What a switch stops, what goes on, and that nobody slips by while it is being turned on."""

from datetime import datetime, timedelta
from threading import Semaphore, Thread

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import record
from app.audit.models import AuditEntry
from app.database.base import Base
from app.database.once import OnceKey
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.refusals import AlreadyDone, Blocked, Denied
from app.operation.actions import Part, beat
from app.operation.models import Pulse
from app.outbox.actions import queue
from app.outbox.models import OutboxMessage
from app.review import actions as review_actions
from app.review.conflicts import DeclaredGround
from app.review.models import Mark, Sheet
from app.rounds.models import Round
from app.signin.models import SignIn
from app.switches import actions
from app.switches.actions import Notice
from app.switches.gate import Closed, even_when_read_only
from app.switches.models import SwitchedOn
from app.switches.queries import switches_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.review.builders import draft, locked, scored, scoring_idea, sheet_of
from tests.rounds.builders import SCORING, make_round

WRITERS = 8
HOUR = timedelta(hours=1)


def switch(name: SwitchName, *, on: bool = True, now: datetime = NOON) -> None:
    with transaction() as session:
        if on:
            actions.turn_on(session, SYSTEM, name, Notice("Sự cố máy chủ"), now)
        else:
            actions.turn_off(session, SYSTEM, name, "Đã khắc phục", now)


def write_something(number: int) -> None:
    with transaction() as session:
        session.add(OnceKey(key=f"k{number}", account_id=1, location="/", used_at=NOON))
        record(session, SYSTEM, "catalogue:load", "award_catalogue:all", NOON, rows=1)


def test_read_only_refuses_a_change_and_keeps_nothing_of_it(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)

    with pytest.raises(Closed) as refused:
        write_something(1)

    assert refused.value.switch.reason == "Sự cố máy chủ"
    assert db.session.scalar(select(OnceKey.key)) is None
    assert db.session.scalar(
        select(AuditEntry.verb).order_by(AuditEntry.id.desc()).limit(1)
    ) == "switch:on"  # fmt: skip


def test_after_it_is_turned_off_work_goes_on(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)
    switch(SwitchName.READ_ONLY, on=False, now=NOON + HOUR)

    write_something(1)

    assert db.session.scalar(select(OnceKey.key)) == "k1"


def test_read_only_stops_bulk_statements_too(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)

    with pytest.raises(Closed), transaction() as session:
        session.execute(update(Account).values(position="Trưởng phòng"))
    with pytest.raises(Closed), transaction() as session:
        session.execute(delete(Base.metadata.tables["once_key"]))


def test_read_only_lets_sign_ins_mails_and_recorded_reads_pass(app: Flask, world: World) -> None:
    with transaction() as session:
        queue(session, kind="note", address="a@b.example", title="Chào", body="Chào", now=NOON)
    switch(SwitchName.READ_ONLY)

    with transaction() as session:
        session.add(sign_in_row(world, "t1"))
        record(session, world.author, "sign_in:opened", "account:1", NOON)
    with transaction() as session:
        session.scalars(select(OutboxMessage)).one().attempts = 1
    with transaction() as session:
        record(session, world.admin, "personal_data:export", "account:1", NOON, what="x", rows=1)

    assert db.session.scalar(select(OutboxMessage.attempts)) == 1


def sign_in_row(world: World, token: str) -> SignIn:
    return SignIn(token_hash=token.ljust(64, "0"), account_id=world.author.user_id,
                  started_at=NOON, seen_at=NOON, ends_at=NOON + HOUR)  # fmt: skip


def test_read_only_refuses_other_acts_of_the_open_rooms(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)

    with pytest.raises(Closed), transaction() as session:
        _send_again(session, world)
    with pytest.raises(Closed), transaction() as session:
        to_change(session, Account, world.author.user_id).active = False


def _send_again(session: Session, world: World) -> None:
    queue(session, kind="note", address="a@b.example", title="Đôn đốc", body="…", now=NOON)
    record(session, world.admin, "outbox_message:resend", "outbox_message:1", NOON)


def test_the_command_line_may_write_on_purpose(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)

    with even_when_read_only():
        write_something(1)
    with pytest.raises(Closed):
        write_something(2)

    assert list(db.session.scalars(select(OnceKey.key))) == ["k1"]


def test_a_freeze_keeps_every_sheet_as_it_is_and_stops_nothing_else(
    app: Flask, world: World
) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
        scored(session, round_, idea, world.reviewer, "18", "18", "20", "14")
        locked(session, round_, idea, world.reviewer2)
        sheet = sheet_of(session, idea, world.reviewer)
        sheet_id, version = sheet.id, sheet.version
        locked_id = sheet_of(session, idea, world.reviewer2).id
        round_id = round_.id
    switch(SwitchName.SCORING_FREEZE)

    def refused(act: str) -> bool:
        try:
            with transaction() as session:
                _try(session, world, act, sheet_id, locked_id, round_id)
        except Closed:
            return True
        return False

    assert [act for act in ("save", "lock", "decline", "reopen", "marks") if not refused(act)] == []
    write_something(1)
    with transaction() as session:
        assert session.get_one(Sheet, sheet_id).version == version
        assert len(session.scalars(select(Mark.id).where(Mark.sheet_id == sheet_id)).all()) == 4


def _try(
    session: Session, world: World, act: str, sheet_id: int, locked_id: int, round_id: int
) -> None:
    sheet = to_change(session, Sheet, sheet_id)
    if act == "save":
        given = draft(session, session.get_one(Round, round_id), "10", "10", "10", "10")
        review_actions.save_sheet(session, world.reviewer, sheet, given, SCORING, sheet.version)
    elif act == "lock":
        review_actions.lock_sheet(session, world.reviewer, sheet, SCORING)
    elif act == "decline":
        review_actions.decline_conflict(
            session, world.reviewer, sheet, DeclaredGround.OTHER, "Quen tác giả", SCORING
        )
    elif act == "reopen":
        found = to_change(session, Sheet, locked_id)
        review_actions.reopen_sheet(session, world.chair, found, "Nhập nhầm điểm", SCORING)
    else:
        session.execute(delete(Mark).where(Mark.sheet_id == sheet_id))


def test_a_writing_transaction_asks_once_and_a_reading_one_never(app: Flask, world: World) -> None:
    with counted_queries() as asked, transaction() as session:
        session.add(OnceKey(key="a", account_id=1, location="/", used_at=NOON))
        session.flush()
        session.add(OnceKey(key="b", account_id=1, location="/", used_at=NOON))
    with counted_queries() as read:
        db.session.scalars(select(OnceKey.key)).all()

    assert (asked.count, read.count) == (4, 2)  # BEGIN, two rows, one question; BEGIN, the rows


@BOTH
def test_nothing_commits_after_the_switch_while_many_write(app: Flask, world: World) -> None:
    """WRITERS threads write until they are refused; the switch is turned on among them."""
    begun, refused = Semaphore(0), []

    def work(writer: int) -> None:
        with app.app_context():
            for turn in range(10_000):
                try:
                    write_something(writer * 10_000 + turn)
                except Closed:
                    refused.append(writer)
                    return
                begun.release()

    threads = [Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for _ in range(3 * WRITERS):
        assert begun.acquire(timeout=60)
    switch(SwitchName.READ_ONLY)
    for thread in threads:
        thread.join(timeout=60)

    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs[-1] == "switch:on"
    assert verbs.count("catalogue:load") >= 3 * WRITERS
    assert sorted(refused) == list(range(WRITERS))


@BOTH
def test_a_switch_is_on_once(app: Flask, world: World) -> None:
    switch(SwitchName.READ_ONLY)

    with pytest.raises(AlreadyDone):
        switch(SwitchName.READ_ONLY)
    assert [s.name for s in switches_on(db.session())] == [SwitchName.READ_ONLY]
    switch(SwitchName.READ_ONLY, on=False, now=NOON + HOUR)
    with pytest.raises(AlreadyDone):
        switch(SwitchName.READ_ONLY, on=False)
    switch(SwitchName.READ_ONLY, now=NOON + 2 * HOUR)
    assert len(db.session.scalars(select(SwitchedOn.id)).all()) == 2


def test_only_the_administrator_turns_switches_and_says_why(app: Flask, world: World) -> None:
    for person in (world.secretary, world.leader, world.chair):
        with pytest.raises(Denied), transaction() as session:
            actions.turn_on(session, person, SwitchName.READ_ONLY, Notice("Thử"), NOON)
    with pytest.raises(Blocked), transaction() as session:
        actions.turn_on(session, world.admin, SwitchName.READ_ONLY, Notice(""), NOON)
    notice = Notice("Bảo trì", until=NOON)
    with pytest.raises(Blocked), transaction() as session:
        actions.turn_on(session, world.admin, SwitchName.READ_ONLY, notice, NOON)
    assert switches_on(db.session()) == ()


def test_ending_all_sign_ins_keeps_ones_own(app: Flask, world: World) -> None:
    from app.signin.tokens import token_hash  # noqa: PLC0415

    with transaction() as session:
        own = sign_in_row(world, "own")
        own.token_hash = token_hash("own")
        session.add_all([own, sign_in_row(world, "a"), sign_in_row(world, "b")])

    with transaction() as session:
        count = actions.end_sign_ins(session, world.admin, "Lộ mật khẩu", NOON, kept_token="own")

    live = db.session.scalars(select(SignIn.token_hash).where(SignIn.ended_at.is_(None))).all()
    assert (count, list(live)) == (2, [token_hash("own")])


def test_the_worker_lives_on_and_leaves_jobs_alone(app: Flask, world: World) -> None:
    from app import worker  # noqa: PLC0415 - imports every room

    switch(SwitchName.READ_ONLY)

    done = worker._safely("jobs", lambda: write_something(1))

    assert done == 0
    with transaction() as session:
        beat(session, Part.WORKER, NOON)
    assert db.session.scalars(select(Pulse.at)).all() == [NOON]
