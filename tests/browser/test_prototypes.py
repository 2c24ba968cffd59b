"""What a script is handed cannot change what every object has (ASVS 15.3.6)."""

import json

from playwright.sync_api import Route

from tests.browser.conftest import SignIn
from tests.browser.hands import type_into
from tests.browser.live import LiveServer

DRAFT = (
    "SELECT i.id FROM idea i JOIN account a ON a.id = i.owner_id"
    " WHERE i.state = 'draft' AND a.email = 'tac-gia-5@quan3.example'"
)
POISON = (
    '{"__proto__": {"hurt": 1}, "constructor": {"prototype": {"hurt": 1}}, '
    '"summary": {"__proto__": {"hurt": 1}}}'
)


def test_answers_and_kept_text_reach_no_prototype(live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("tac-gia-5@quan3.example")
    page.goto(f"/ho-so/{live.value(DRAFT)}/van-de-giai-phap")
    asked: list[str] = []

    def poisoned(route: Route) -> None:
        asked.append(route.request.url)
        body = json.dumps({"saved_at_text": "10:32:05", "version": 7}).rstrip("}")
        parts = ", ".join(f'"{name}": {POISON}' for name in ("values", "marks", "read", "errors"))
        route.fulfill(status=200, content_type="application/json",
                      body=f"{body}, {parts}, {POISON[1:]}")  # fmt: skip

    page.route("**/tu-luu", poisoned)
    page.evaluate(
        """poison => {
          const user = document.documentElement.dataset.user;
          for (const place of [localStorage, sessionStorage])
            for (const name of ["__proto__", "a.__proto__", location.pathname])
              place.setItem(`sangkien.kept.${user}.${name}`, poison);
        }""",
        POISON,
    )
    with page.expect_response("**/tu-luu"):
        type_into(page, "Vấn đề cần giải quyết", "Chữ bình thường.")
    assert asked
    for place in ("({}).hurt", "[].hurt", "(() => 0).hurt", "Object.prototype.hurt"):
        assert page.evaluate(f"{place} === undefined"), place
    page.reload()
    assert page.evaluate("({}).hurt === undefined")
