"""One final version: locked once, opened by two people, sent back with a reason, compared."""

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards.actions import (
    ask_to_reopen,
    change_nomination,
    confirm_reopen,
    drop_reopen,
    lock_list,
    put_to_vote,
    remove_nomination,
    return_list,
    submit_list,
)
from app.awards.comparing import compare
from app.awards.compiled import content_hash, from_json
from app.awards.list_models import ListVersion
from app.awards.models import Nomination, NominationList
from app.awards.nominating import NominationChange
from app.awards.states import Ending, ListState, ReturnedBy
from app.awards.versions import version_rows
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from tests.awards.builders import ready_list, submitted_list
from tests.conftest import BOTH
from tests.people import NOON, World


def other_officer(world: World) -> Actor:
    """A second awards officer: the grants of the first on another account."""
    return replace(world.secretary, grants=world.awards_officer.grants)


def versions(session: Session) -> list[tuple[int, Ending]]:
    rows = session.execute(
        select(ListVersion.number, ListVersion.ending).order_by(ListVersion.number)
    )
    return [(number, ending) for number, ending in rows]


def one_line(session: Session, list_: NominationList) -> Nomination:
    return session.scalars(
        select(Nomination).where(Nomination.list_id == list_.id).order_by(Nomination.id)
    ).all()[0]


@BOTH
def test_of_two_officers_who_lock_at_once_one_wins_and_the_other_is_told(
    app: Flask, world: World
) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    db.session.remove()
    gate, told = threading.Barrier(2), []

    def lock(officer: Actor) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction() as session:
                    lock_list(session, officer, to_change(session, NominationList, list_id), NOON)
                told.append("locked")
            except AlreadyDone as problem:
                told.append(str(problem.message))
            finally:
                db.session.remove()

    officers = (world.awards_officer, other_officer(world))
    threads = [threading.Thread(target=lock, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    session = db.session()
    winner = session.get_one(NominationList, list_id).locked_by
    name = next(officer.name for officer in officers if officer.user_id == winner)
    assert sorted(told, key=len) == [
        "locked", f"{name} đã chốt danh sách này lúc 12:00 01/10/2026; chỉ có một bản chốt.",
    ]  # fmt: skip
    assert versions(session) == [(1, Ending.STANDING)]


@BOTH
def test_the_database_refuses_a_second_standing_version(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    twin = ListVersion(list_id=list_.id, number=2, content="{}", content_hash="0" * 64,
                       locked_at=NOON)  # fmt: skip

    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_list_that_changed_since_it_was_shown_is_looked_at_again(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)

    with pytest.raises(Blocked) as problem:
        lock_list(session, world.awards_officer, list_, NOON, seen="0" * 64)

    assert [blocker.field for blocker in problem.value.blockers] == ["seen"]
    assert list_.state is ListState.DRAFT


@BOTH
def test_a_locked_list_is_opened_by_two_people_and_keeps_its_version(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    locked = list_.snapshot

    ask_to_reopen(session, world.awards_officer, list_, "Bổ sung tập thể", NOON)
    session.flush()
    with pytest.raises(Denied):
        confirm_reopen(session, world.awards_officer, list_, NOON)
    confirm_reopen(session, world.leader, list_, NOON)
    seal(session)

    assert (list_.state, list_.snapshot, list_.locked_at) == (ListState.DRAFT, "", None)
    [version] = session.scalars(select(ListVersion))
    assert (version.ending, version.reason, version.ended_by) == (
        Ending.REOPENED, "Bổ sung tập thể", world.leader.user_id,
    )  # fmt: skip
    assert (version.content, version.content_hash) == (locked, content_hash(locked))
    last = history_of(session, list_.subject)[-1]
    assert (last.verb, last.actor_id, last.reason, last.detail) == (
        "nomination_list:reopen", world.leader.user_id, "Bổ sung tập thể",
        {"number": 1, "asked_by": world.awards_officer.user_id},
    )  # fmt: skip


def test_asking_needs_a_reason_and_happens_once_at_a_time(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    said = []

    for reason in (" ", "x" * 601, "Sai tên", "Sai tên lần nữa"):
        try:
            ask_to_reopen(session, world.awards_officer, list_, reason, NOON)
            session.flush()
        except Blocked as problem:
            said += [str(blocker.message) for blocker in problem.blockers]

    assert said == [
        "Nhập lý do mở lại danh sách", "Lý do không được quá 600 ký tự",
        "Đã có yêu cầu mở lại đang chờ xác nhận",
    ]  # fmt: skip
    drop_reopen(session, world.leader, list_, NOON)
    session.flush()
    with pytest.raises(Blocked):
        confirm_reopen(session, world.leader, list_, NOON)
    assert list_.state is ListState.SUBMITTED


def test_a_list_somebody_wants_to_open_does_not_go_on(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    ask_to_reopen(session, world.awards_officer, list_, "Sai tên", NOON)
    session.flush()

    for act in (put_to_vote, submit_list):
        with pytest.raises(Blocked):
            act(session, world.awards_officer, list_, NOON)

    assert list_.state is ListState.LOCKED


def test_a_list_goes_through_the_council_to_the_signer(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    with pytest.raises(IllegalMove):
        submit_list(session, world.awards_officer, list_, NOON)
    lock_list(session, world.awards_officer, list_, NOON)

    put_to_vote(session, world.awards_officer, list_, NOON)
    submit_list(session, world.awards_officer, list_, NOON)

    assert list_.state is ListState.SUBMITTED
    with pytest.raises(Denied):
        put_to_vote(session, world.plan_officer, list_, NOON)


def test_a_returned_list_is_a_draft_whose_next_lock_is_version_two(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)

    with pytest.raises(Denied):
        return_list(session, world.awards_officer, list_, ReturnedBy.SIGNER, "Thiếu", NOON)
    return_list(session, world.leader, list_, ReturnedBy.SIGNER, "Thiếu biên bản", NOON)
    lock_list(session, world.awards_officer, list_, NOON)

    assert versions(session) == [(1, Ending.RETURNED), (2, Ending.STANDING)]
    mail = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "nomination_list_returned")
    ).one()
    assert (mail.address, "Thiếu biên bản" in mail.body) == (world.awards_officer.email, True)


def test_a_sealed_answer_of_the_higher_level_needs_no_second_person(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)

    return_list(session, SYSTEM, list_, ReturnedBy.HIGHER, "Sai mẫu", NOON, sealed=True)

    assert list_.state is ListState.DRAFT


def test_two_versions_are_compared_line_by_line(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    first = from_json(list_.snapshot)
    return_list(session, world.leader, list_, ReturnedBy.SIGNER, "Sửa", NOON)
    rows = session.scalars(select(Nomination).order_by(Nomination.id)).all()
    change = NominationChange(rows[0].award_kind_id, "Lời mới", ("TTr", "BC", "BB", "CN"))
    change_nomination(session, world.awards_officer, rows[0], change, NOON,
                      version=rows[0].version)  # fmt: skip
    remove_nomination(session, world.awards_officer, rows[1], "Rút", NOON)
    session.flush()
    lock_list(session, world.awards_officer, list_, NOON)

    found = compare(first, from_json(list_.snapshot))

    [changed] = found.changed
    assert [line.name for line in found.removed] == ["Phạm Đình Ân"]
    assert (changed.name, [(str(c.label), c.now_is) for c in changed.changes]) == (
        "Trần Ngọc Ánh", [("Thành tích", "Lời mới")],
    )  # fmt: skip
    assert (found.added, found.head, found.money) == ((), (), (3_036_000, 2_277_000))
    assert compare(first, first).same
    assert [row.number for row in version_rows(session, list_.id)] == [2, 1]
