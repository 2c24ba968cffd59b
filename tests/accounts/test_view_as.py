"""Looking as another role: reading only, for a while, and never behind a conflict of interest."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import view_as_actions
from app.accounts.actions import grant_role
from app.accounts.admin_models import RoleView
from app.accounts.models import Account
from app.accounts.queries import actor_of
from app.accounts.roles_rules import SEATS
from app.accounts.view_as_rules import LASTS, SHOWN
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.refusals import Denied
from tests.people import EARLY, NOON, World, sign_in

START, STOP = "/quan-tri/xem-nhu", "/thoi-xem"
BANNER = "Đang xem như"


def page(client: FlaskClient, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, answer.get_data(as_text=True)


def acts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.verb.startswith("view_as")).order_by(AuditEntry.id)
    ))  # fmt: skip


def test_from_start_to_end(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    assert page(client, "/khen-thuong")[0] == 403
    assert client.post(START, data={"role": "leader"}).status_code == 303

    status, html = page(client, "/khen-thuong")
    assert status == 200
    assert f"{BANNER} Lãnh đạo" in html
    assert BANNER in page(client, "/viec-cho-toi")[1]
    assert BANNER in page(client, "/")[1]
    assert page(client, "/quan-tri/nguoi-dung")[0] == 403  # not the administrator meanwhile

    assert client.post(STOP).status_code == 303
    assert page(client, "/khen-thuong")[0] == 403
    status, html = page(client, "/quan-tri/nguoi-dung")
    assert status == 200
    assert BANNER not in html
    assert client.post(STOP).status_code == 303
    assert acts() == ["view_as:started", "view_as:ended"]


def test_nothing_can_be_changed(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    client.post(START, data={"role": "author"})
    before = len(db.session.scalars(select(AuditEntry.id)).all())
    refused = 0
    for rule in client.application.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in {
            "accounts.stop_view_as", "signin.sign_out",
        }:  # fmt: skip
            values = {name: "1" if ":" not in name else 1 for name in rule.arguments}
            built = rule.build({**values, **{k: 1 for k in values if k.endswith("_id")}})
            assert built is not None
            assert client.post(built[1]).status_code == 403, rule.rule
            refused += 1
    db.session.rollback()
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()

    assert refused > 60
    assert {verb for verb in verbs[before:] if not verb.startswith("audit:")} == set()


def test_it_ends_by_itself(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    client.post(START, data={"role": "leader"})
    with transaction() as session:
        view = session.scalars(select(RoleView)).one()
        assert view.ends_at - view.started_at == LASTS
        view.started_at -= LASTS + timedelta(minutes=1)
        view.ends_at -= LASTS + timedelta(minutes=1)

    assert page(client, "/khen-thuong")[0] == 403
    assert page(client, "/quan-tri/nguoi-dung")[0] == 200


def test_it_ends_with_the_administration(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    client.post(START, data={"role": "leader"})
    with transaction() as session:
        account = session.get_one(Account, world.admin.user_id)
        grant_role(session, world.admin, account, Role.REVIEWER, NOON, valid_from=EARLY,
                   council_id=world.council_id)  # fmt: skip

    assert page(client, "/khen-thuong")[0] == 403  # a judge does not read as leader


@pytest.mark.parametrize("role", [*sorted(SEATS), Role.ADMIN, "khong", ""])
def test_seats_are_not_shown(client: FlaskClient, world: World, role: str) -> None:
    sign_in(client, world.email("admin"))

    assert client.post(START, data={"role": role}).status_code in {403, 422}
    assert acts() == []


@pytest.mark.parametrize("name", ["author", "secretary", "reviewer", "leader", "inspector"])
def test_only_for_administrators(client: FlaskClient, world: World, name: str) -> None:
    sign_in(client, world.email(name))

    assert client.post(START, data={"role": "leader"}).status_code == 403
    assert client.post(STOP).status_code == 303  # nothing to stop, nothing told
    assert acts() == []


def test_another_administrators_view_cannot_be_taken(world: World, session: Session) -> None:
    view = view_as_actions.start(session, world.admin, Role.LEADER, NOON)
    session.flush()

    assert view_as_actions.looking_as(session, world.leader, view.id, NOON) is None
    with pytest.raises(Denied):
        view_as_actions.stop(session, world.leader, view.id, NOON)


def test_the_person_stays_the_same_so_conflicts_still_hit(world: World, session: Session) -> None:
    for role in SHOWN:
        seen = view_as_actions.seen_as(world.admin, role)
        assert (seen.user_id, seen.unit_id, seen.email) == (
            world.admin.user_id, world.admin.unit_id, world.admin.email,
        )  # fmt: skip
        assert seen.roles == (role,)
        assert seen.councils_as(*SEATS) == frozenset()


def test_a_judge_cannot_look_at_all(world: World, session: Session) -> None:
    account = session.get_one(Account, world.admin.user_id)
    grant_role(session, world.admin, account, Role.CHAIR, NOON, valid_from=EARLY,
               council_id=world.council_id)  # fmt: skip
    session.flush()
    judge = actor_of(session, account, NOON.date())

    for role in SHOWN:
        with pytest.raises(Denied):
            view_as_actions.start(session, judge, role, NOON)
