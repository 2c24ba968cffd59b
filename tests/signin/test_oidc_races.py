"""The same person or state at the same moment: one account, one use. And a light start."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.signin.ceremonies import begin, take
from app.signin.models import OutsideIdentity
from app.signin.oidc_actions import Place, sign_in_outside
from app.signin.oidc_rules import OutsidePerson, Provider
from tests.conftest import BOTH
from tests.people import World

ISSUER = "https://sso.coquan.example"
PROVIDER = Provider(ISSUER, "sangkien", "k", "cổng cán bộ", "P9", ())
PERSON = OutsidePerson(ISSUER, "cb-0042", "Mo.Luong@coquan.example", True, "Lương Thị Mơ")


@BOTH
def test_a_new_person_who_comes_twice_at_once_is_one_account(app: Flask, world: World) -> None:
    def come(_number: int) -> object:
        with app.app_context(), transaction() as session:
            outcome = sign_in_outside(session, PROVIDER, PERSON, Place(), now())
            return outcome[1] if isinstance(outcome, tuple) else outcome

    db.session.remove()
    with ThreadPoolExecutor(6) as pool:
        accounts = set(pool.map(come, range(6)))

    stored = db.session.scalars(
        select(Account.id).where(Account.email == "mo.luong@coquan.example")
    ).all()
    assert accounts == set(stored)
    assert len(stored) == 1
    assert db.session.scalar(select(func.count()).select_from(OutsideIdentity)) == 1


@BOTH
def test_a_ceremony_taken_many_times_at_once_is_taken_once(app: Flask, world: World) -> None:
    instant = now()
    with transaction() as session:
        key = begin(session, "test", {}, "203.0.113.9", instant + timedelta(minutes=5), instant)
    assert key is not None

    def use(_number: int) -> bool:
        with app.app_context(), transaction() as session:
            return take(session, "test", key, now()) is not None

    db.session.remove()
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(use, range(12)))

    assert outcomes.count(True) == 1


def test_a_ceremony_of_another_kind_is_not_taken(world: World) -> None:
    instant = now()
    with transaction() as session:
        key = begin(session, "one", {}, "203.0.113.9", instant + timedelta(minutes=5), instant)
    with transaction() as session:
        assert take(session, "another", key or "", instant) is None
    with transaction() as session:
        assert take(session, "one", key or "", instant) is not None


def test_a_start_does_not_load_what_few_requests_need() -> None:
    """Authlib and py_webauthn take more than a second together."""
    asked = "import sys, app.signin.views; print({'authlib', 'webauthn'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
