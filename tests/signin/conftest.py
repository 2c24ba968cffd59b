"""Settings that a test of this room changes are put back."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def own_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """No role demands a second factor unless the test says so."""
    app: Flask | None = request.getfixturevalue("app") if "app" in request.fixturenames else None
    yield
    if app is not None:
        app.config["SECOND_FACTOR_ROLES"] = ()
        app.config["WTF_CSRF_ENABLED"] = False
