"""Browsers for the journeys: a visitor's, and one for each person of the world."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.browser import Browser
from tests.journeys.small_world import KeptSmallWorld, SmallWorld, make_small_world
from tests.people import World, sign_in

Signer = Callable[[str], Browser]


@pytest.fixture
def visitor(app: Flask, client: FlaskClient) -> Browser:
    """Somebody who is not signed in."""
    return Browser(client)


@pytest.fixture
def signed(app: Flask, client: FlaskClient, world: World) -> Signer:
    """`signed("secretary")`: that person's own browser, signed in once."""
    browsers: dict[str, Browser] = {}

    def browser_of(name: str) -> Browser:
        if name not in browsers:
            browsers[name] = Browser(sign_in(app.test_client(), world.email(name)))
        return browsers[name]

    return browser_of


@pytest.fixture
def small(app: Flask, world: World, kept_small_worlds: dict[Flask, KeptSmallWorld]) -> SmallWorld:
    """One thing of every kind (see tests/journeys/small_world.py), made once by each process."""
    if app in kept_small_worlds:
        return kept_small_worlds[app].put_back(world)
    made = make_small_world(world)
    kept_small_worlds[app] = KeptSmallWorld.of(made, app.config["FILES_FOLDER"])
    return made
