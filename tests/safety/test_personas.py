"""People with two roles, with a role that has ended, and with an old password."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app import create_app
from app.accounts import actions as accounts
from app.accounts.models import Account, RoleGrant
from app.database.schema import create_everything
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.signin import views as sign_in_views
from config import Settings
from tests.conftest import OwnContextClient
from tests.journeys.conftest import Signer
from tests.journeys.small_world import AUTHOR, CANARIES, EMAIL, REMARK, SmallWorld
from tests.people import EARLY, World
from tests.safety.addresses import every_address


def end_yesterday(account_id: int, role: Role) -> None:
    """The role's last day was yesterday."""
    with transaction() as session:
        session.execute(
            update(RoleGrant)
            .where(RoleGrant.account_id == account_id, RoleGrant.role == role)
            .values(valid_to=local_date(now()))
        )


def give(world: World, name: str, role: Role) -> None:
    """One more role from early on."""
    with transaction() as session:
        account = session.get_one(Account, world.actors[name].user_id)
        council = world.council_id if role in {Role.REVIEWER, Role.SECRETARY} else None
        accounts.grant_role(session, SYSTEM, account, role, now(), valid_from=EARLY,
                            unit_id=account.unit_id, council_id=council)  # fmt: skip


def opened(client: FlaskClient, app: Flask, small: SmallWorld) -> dict[str, str]:
    """Every address that opens, with its page."""
    paths = sorted({a.path for a in every_address(app, small) if a.method == "GET"})
    pages = {path: client.get(path) for path in paths}
    return {path: page.data.decode("utf-8", "replace") for path, page in pages.items()
            if page.status_code == 200}  # fmt: skip


def canaries(pages: dict[str, str]) -> set[tuple[str, str]]:
    """What of the blind dossier stands on which page."""
    return {(path, word) for path, page in pages.items() for word in CANARIES if word in page}


@pytest.mark.usefixtures("bare_refusals")
def test_a_former_reviewer_opens_nothing_of_the_judging(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    reviewer = signed("reviewer2").client
    before = opened(reviewer, app, small)
    end_yesterday(small.world.reviewer2.user_id or 0, Role.REVIEWER)
    after = opened(reviewer, app, small)
    nobody = opened(signed("plan_officer").client, app, small)

    judging = {path for path in before if path.startswith("/cham")}
    assert judging
    assert judging & after.keys() == set()
    assert {path for path in after if path.startswith("/tep/")} == set()
    assert after.keys() - nobody.keys() - before.keys() == set()


@pytest.mark.usefixtures("bare_refusals")
def test_who_writes_and_judges_gets_nothing_by_the_other_role(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    """An author becomes a reviewer too: the own dossier is not judged, nobody is named."""
    give(small.world, "author2", Role.REVIEWER)
    pages = opened(signed("author2").client, app, small)
    authors = opened(signed("author").client, app, small)
    reviewers = opened(signed("reviewer3").client, app, small)

    assert pages.keys() - authors.keys() - reviewers.keys() == set()
    for path in (f"/cham-diem/{small['sheet']}", f"/cham-diem/{small['locked_sheet']}"):
        assert path not in pages
    assert canaries(pages) - canaries(authors) - canaries(reviewers) == set()


@pytest.mark.usefixtures("bare_refusals")
def test_who_judges_and_writes_sees_no_more_of_a_blind_dossier(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    before = opened(signed("reviewer").client, app, small)
    give(small.world, "reviewer", Role.AUTHOR)
    pages = opened(signed("reviewer").client, app, small)
    authors = opened(signed("other_author").client, app, small)

    assert pages.keys() > before.keys()
    assert canaries(pages) - canaries(before) - canaries(authors) == set()
    assert not {word for _path, word in canaries(pages)} & {AUTHOR, EMAIL, REMARK, "oanh-thao"}


def test_an_old_password_is_still_good(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rotation: what was chosen years ago signs in, and nothing asks for another."""
    later = now() + timedelta(days=4 * 365)
    monkeypatch.setattr(sign_in_views, "now", lambda: later)

    answer = client.post("/dang-nhap", data={
        "email": world.email("author"), "password": "sang-kien-so-2026",
    })  # fmt: skip
    assert (answer.status_code, "mat-khau" in answer.headers["Location"]) == (303, False)


def test_a_new_installation_has_no_accounts(tmp_path: Path) -> None:
    app = create_app(Settings.from_env({"DATA_DIR": str(tmp_path)}))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = OwnContextClient
    with app.app_context():
        create_everything()
        with transaction() as session:
            assert session.scalar(select(func.count()).select_from(Account)) == 0
        for email in ("admin@quan3.example", "root@localhost", "admin"):
            for password in ("admin", "sang-kien-so-2026", "changeme"):
                typed = {"email": email, "password": password}
                assert app.test_client().post("/dang-nhap", data=typed).status_code in {422, 429}
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("bare_refusals")
def test_a_person_without_any_role_opens_no_more_than_everybody(
    app: Flask, signed: Signer, small: SmallWorld
) -> None:
    end_yesterday(small.world.plan_officer.user_id or 0, Role.PLAN_OFFICER)
    pages = opened(signed("plan_officer").client, app, small)

    everybody = set.intersection(*(
        set(opened(signed(name).client, app, small)) for name in ("author", "clerk")
    ))  # fmt: skip
    assert pages.keys() - everybody == set()
