"""Every route names its guard, has a plain address, and reads without writing."""

import inspect
import re

from flask import Flask

KEBAB = re.compile(
    r"^(/|(/([a-z0-9-]+(\.[a-z]+)?|<(int:)?[a-z_]+>|[a-z0-9-]*<(int:)?[a-z_]+>(\.[a-z]+)?|\.well-known))+)$"
)


def test_every_route_says_who_may_enter(sqlite_app: Flask) -> None:
    unguarded = [
        endpoint
        for endpoint, view in sqlite_app.view_functions.items()
        if not hasattr(view, "__guard__")
    ]
    assert unguarded == [], (
        "Put @needs(Role.…), @signed_in or @public right under the route: " + ", ".join(unguarded)
    )


def test_addresses_are_kebab_case(sqlite_app: Flask) -> None:
    odd = [
        rule.rule
        for rule in sqlite_app.url_map.iter_rules()
        if rule.endpoint != "static" and not KEBAB.match(rule.rule)
    ]
    assert odd == []


def test_reading_never_writes(sqlite_app: Flask) -> None:
    writing = [
        rule.rule
        for rule in sqlite_app.url_map.iter_rules()
        if rule.methods is not None
        and "GET" in rule.methods
        and "transaction()" in inspect.getsource(
            inspect.unwrap(sqlite_app.view_functions[rule.endpoint])
        )
    ]  # fmt: skip
    assert writing == [], "A GET must not open transaction()."


def test_one_address_one_method(sqlite_app: Flask) -> None:
    both = [
        rule.rule
        for rule in sqlite_app.url_map.iter_rules()
        if rule.methods is not None and {"GET", "POST"} <= rule.methods
    ]
    assert both == [], "Give GET and POST a view each."
