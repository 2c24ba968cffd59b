"""Settings that a test of this room changes are put back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.people import World
from tests.signin.provider import Liar, lying_provider

VERIFIED = {"email": "mo.luong@coquan.example", "email_verified": True, "name": "Lương Thị Mơ"}


@pytest.fixture(autouse=True)
def own_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """No role demands a second factor unless the test says so."""
    app: Flask | None = request.getfixturevalue("app") if "app" in request.fixturenames else None
    settings = app.config["SETTINGS"] if app is not None else None
    yield
    if app is not None:
        app.config["SETTINGS"] = settings
        app.config["SECOND_FACTOR_ROLES"] = ()
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def liar(app: Flask, world: World) -> Iterator[Liar]:
    """This installation trusts a provider whose answers the test chooses."""
    kept = app.config["SETTINGS"]
    with lying_provider() as made:
        made.claims = dict(VERIFIED)
        app.config["SETTINGS"] = replace(
            kept, oidc_issuer=made.issuer, oidc_client_id="sangkien", oidc_client_secret="k",
            oidc_unit="P9",
        )  # fmt: skip
        yield made
    app.config["SETTINGS"] = kept
