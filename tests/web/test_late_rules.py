"""Addresses built late are the addresses Werkzeug would have built at once."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from app.web.late_rules import LateRule

PATTERNS: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("/", {}, {}),
    ("/", {}, {"q": "đề án", "trang": 2}),
    ("/ho-so/<int:key>", {}, {"key": 7}),
    ("/ho-so/<int:key>/tep/<name>", {}, {"key": 7, "name": "Đề án đô thị?.pdf", "ban": "in"}),
    ("/trang", {"page": 1}, {"page": 1}),
)


@pytest.mark.parametrize(("pattern", "defaults", "values"), PATTERNS)
def test_the_address_is_the_same(
    pattern: str, defaults: dict[str, Any], values: dict[str, Any]
) -> None:
    built = [
        Map([kind(pattern, endpoint="page", defaults=defaults)])
        .bind("quan3.example")
        .build("page", values)
        for kind in (Rule, LateRule)
    ]

    assert built[0] == built[1]


def test_every_address_of_the_application_is_built_late(app: Flask) -> None:
    # Flask adds the address of static files before it can be told which kind of rule to use.
    kinds = {type(rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"}

    assert kinds == {LateRule}
