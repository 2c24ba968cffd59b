"""What the tests of this room do again and again."""

import re
from datetime import datetime, timedelta

import pyotp
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.demo import DEMO_PASSWORD
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.outbox.models import OutboxMessage
from app.signin import factor_actions
from app.signin.models import TotpSecret
from app.signin.sealing import unseal

LINK = re.compile(r"http://localhost(/dat-mat-khau/\S+)")
HOME = "/viec-cho-toi"


def enrol(person: Actor) -> tuple[str, list[str]]:
    """Set a second factor up behind the pages; its secret and the recovery codes."""
    long_ago = now() - timedelta(minutes=10)
    with transaction() as session:
        factor_actions.start_totp(session, person, long_ago)
    secret = secret_of(person, pending=True)
    with transaction() as session:
        codes = factor_actions.confirm_totp(
            session, person, code_at(secret, long_ago), long_ago, device=""
        )
    assert isinstance(codes, list)
    return secret, codes


def secret_of(person: Actor, *, pending: bool = False) -> str:
    """The stored secret, opened."""
    db.session.rollback()  # what other connections have stored meanwhile is seen
    row = db.session.scalars(
        select(TotpSecret)
        .where(TotpSecret.account_id == person.user_id)
        .execution_options(populate_existing=True)
    ).one()
    return unseal(current_app.config["SECRET_KEY"], row.pending if pending else row.secret)


def code_at(secret: str, instant: datetime) -> str:
    """What the authenticator shows."""
    return pyotp.TOTP(secret).at(instant)


def half_in(client: FlaskClient, email: str, target: str = "") -> FlaskClient:
    """Give the right password only."""
    answer = client.post(
        "/dang-nhap", data={"email": email, "password": DEMO_PASSWORD, "next": target}
    )
    assert (answer.status_code, answer.location) == (303, "/dang-nhap/xac-thuc")
    return client


def give(client: FlaskClient, code: str) -> tuple[int, str | None]:
    """Give a code on the second page; status and where to."""
    answer = client.post("/dang-nhap/xac-thuc", data={"code": code})
    return answer.status_code, answer.location


def demand(app: Flask, *roles: str) -> None:
    """These roles must have a second factor (the fixture of the test takes it back)."""
    app.config["SECOND_FACTOR_ROLES"] = roles


def verbs(like: str) -> list[str]:
    """The recorded acts, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEntry.verb).where(AuditEntry.verb.like(like)).order_by(AuditEntry.id)
        )
    )


def mailed_links() -> list[tuple[str, str]]:
    """Address and path of every link in the outbox, oldest first."""
    db.session.rollback()
    rows = db.session.execute(
        select(OutboxMessage.address, OutboxMessage.body).order_by(OutboxMessage.id)
    ).all()
    found = [(address, LINK.search(body)) for address, body in rows]
    return [(address, match.group(1)) for address, match in found if match]
