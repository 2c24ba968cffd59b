"""Every day the worker forgets what served signing in or one form and serves nothing more."""

import json
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.audit.queries import first_break
from app.database.once import OnceKey
from app.database.transaction import transaction
from app.extensions import db
from app.jobs.daily import run_daily
from app.kernel.actor import SYSTEM, Actor
from app.privacy import actions, retention, upkeep
from app.signin.models import Ceremony, SignIn, SignInLink
from app.signin.states import LinkKind
from app.switches.actions import Notice, turn_off, turn_on
from app.switches.states import SwitchName
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.queries import counted_queries

DUTY = {"privacy:forget": upkeep.forget_used_up}
HOUR = timedelta(hours=1)


def ago(**time: float) -> datetime:
    return NOON - timedelta(**time)


def signed_in(person: Actor, mark: str, ends_at: datetime, ended_at: datetime | None) -> SignIn:
    return SignIn(token_hash=mark.ljust(64, "0"), account_id=person.user_id, started_at=ends_at,
                  seen_at=ends_at, ends_at=ends_at, ended_at=ended_at)  # fmt: skip


def link(person: Actor, mark: str, expires_at: datetime, used_at: datetime | None) -> SignInLink:
    return SignInLink(kind=LinkKind.RESET, token_hash=mark.ljust(64, "0"), email=person.email,
                      account_id=person.user_id, password_mark="", created_at=expires_at,
                      expires_at=expires_at, used_at=used_at)  # fmt: skip


def fill(session: Session, world: World) -> None:
    """Of each kind something used up and something that is still wanted."""
    for mark, ends, ended in (
        ("a", ago(days=400), None), ("b", ago(days=300), ago(days=370)),
        ("c", ago(days=400), ago(days=360)), ("d", NOON + HOUR, None),
    ):  # fmt: skip
        session.add(signed_in(world.author, mark, ends, ended))
        session.flush()
    session.add(signed_in(world.clerk, "only", ago(days=900), None))
    session.add_all(
        link(world.author, mark, expires, used)
        for mark, expires, used in (
            ("a", ago(days=31), None), ("b", ago(days=1), ago(days=31)),
            ("c", ago(days=29), None), ("d", NOON + HOUR, None),
        )
    )  # fmt: skip
    session.add_all(
        Ceremony(purpose="passkey", key_hash=mark * 64, expires_at=expires)
        for mark, expires in (("a", ago(days=3)), ("b", ago(hours=1)))
    )
    session.add_all(
        OnceKey(key=key, account_id=1, location="/", used_at=used)
        for key, used in (("a", ago(days=3)), ("b", ago(days=1)))
    )


def left(session: Session) -> tuple[list[str], list[str], int, list[str]]:
    return (
        [mark.rstrip("0") for mark in session.scalars(select(SignIn.token_hash).order_by(
            SignIn.id))],
        [mark.rstrip("0") for mark in session.scalars(select(SignInLink.token_hash).order_by(
            SignInLink.id))],
        session.scalar(select(func.count(Ceremony.id))) or 0,
        list(session.scalars(select(OnceKey.key))),
    )  # fmt: skip


@BOTH
def test_what_is_used_up_goes_and_one_line_counts_it(app: Flask, world: World) -> None:
    with transaction() as session:
        fill(session, world)

    assert run_daily(DUTY, NOON) == 1
    assert run_daily(DUTY, NOON + HOUR) == 0

    assert left(db.session()) == (["c", "d", "only"], ["c", "d"], 1, ["b"])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.like("retention:%"))).one()
    told = json.loads(entry.detail) if isinstance(entry.detail, str) else entry.detail
    assert told == {"sign_ins": 2, "links": 2, "ceremonies": 1, "once_keys": 1, "role_views": 0,
                    "uploads": 0}  # fmt: skip
    assert entry.actor_id is None
    assert first_break(db.session()) is None


@BOTH
def test_the_authoritys_own_period_counts(app: Flask, world: World) -> None:
    with transaction() as session:
        fill(session, world)
        actions.set_period(session, world.admin, "sign_in", 24, "Quyết định 1", NOON)

    run_daily(DUTY, NOON)

    assert left(db.session())[0] == ["a", "b", "c", "d", "only"]


@BOTH
def test_nothing_goes_while_nothing_may_change(app: Flask, world: World) -> None:
    with transaction() as session:
        fill(session, world)
        turn_on(session, SYSTEM, SwitchName.READ_ONLY, Notice("Sự cố máy chủ"), NOON)
    before = left(db.session())

    assert run_daily(DUTY, NOON) == 0

    assert left(db.session()) == before
    with transaction() as session:
        turn_off(session, SYSTEM, SwitchName.READ_ONLY, "Đã khắc phục", NOON + HOUR)
    assert run_daily(DUTY, NOON + HOUR) == 1
    assert left(db.session()) != before


def test_a_day_with_nothing_to_forget_leaves_no_line(app: Flask, world: World) -> None:
    run_daily(DUTY, NOON)

    verbs = db.session.scalars(select(AuditEntry.verb)).all()
    assert "retention:forget" not in verbs


def test_the_last_sign_in_of_each_person_stays(world: World, session: Session) -> None:
    fill(session, world)
    listed = {line.period.kind.code: line.subjects for line in retention.overdue(session, NOON)}
    assert len(listed["sign_in"]) == 2

    upkeep.forget_used_up(session, NOON)

    listed = {line.period.kind.code: line.subjects for line in retention.overdue(session, NOON)}
    assert listed["sign_in"] == ()


def test_a_great_many_rows_go_in_batches(world: World, session: Session) -> None:
    session.add_all(
        OnceKey(key=f"k{number}", account_id=1, location="/", used_at=ago(days=3))
        for number in range(2 * upkeep.BATCH)
    )
    session.flush()

    with counted_queries() as counter:
        upkeep.forget_used_up(session, NOON)

    assert left(session)[3] == []
    assert counter.count < 15
