"""Very long and very odd texts in every box of every form: a sentence back, never a fault."""

from functools import lru_cache
from urllib.parse import quote_plus

import pytest
from flask import Flask

from tests.journeys.conftest import Signer
from tests.journeys.pages import Form
from tests.journeys.reader import read
from tests.journeys.small_world import SmallWorld
from tests.safety.addresses import every_address
from tests.safety.forms_met import has_new_form
from tests.safety.rehearsal import rehearsal

FORM = "application/x-www-form-urlencoded"
LONG = 200_000
ODD = ("<" * LONG, "(" * LONG, "&" * LONG, "a" + "\u0301" * LONG, "1e" + "9" * LONG,
       "\u202e" * LONG, "đ" * LONG, "@" * LONG, "=" * LONG, "\ufeff\u200b" * (LONG // 2),
       "../" * (LONG // 3), "🦄" * (LONG // 2))  # fmt: skip
WRITERS = ("author", "clerk", "secretary", "reviewer", "chair", "awards_officer", "plan_officer",
           "communications", "leader", "admin")  # fmt: skip


@pytest.mark.usefixtures("bare_refusals")
def test_no_text_is_too_odd_for_any_form(
    app: Flask, signed: Signer, small: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [a.path for a in every_address(app, small) if a.method == "GET"]
    faults: list[tuple[str, str, int]] = []
    tried: set[str] = set()
    clients = {name: signed(name).client for name in WRITERS}
    with rehearsal(monkeypatch):
        for person, client in clients.items():
            for path in pages:
                answer = client.get(path)
                if not (answer.content_type or "").startswith("text/html"):
                    continue
                if not has_new_form(answer.get_data(as_text=True), path, tried):
                    continue
                page = read(path, answer.status_code, answer.data, answer.content_type or "")
                for form in page.forms:
                    action = (form.action or path).partition("?")[0]
                    boxes = [box for box in form.boxes.values()
                             if not box.choices and box.kind not in {"file", "hidden"}]  # fmt: skip
                    if form.method != "post" or not boxes or action in tried or action == "#":
                        continue
                    for box in boxes:
                        box.value = ODD[len(tried) % len(ODD)]
                    tried.add(action)
                    status = client.post(action, data=_body(form), content_type=FORM).status_code
                    if status not in {303, 400, 403, 404, 409, 413, 422}:
                        faults.append((person, action, status))

    print(f"{len(tried)} forms")  # noqa: T201 - the figure
    assert faults == []
    assert len(tried) > 40


def _body(form: Form) -> str:
    """What a browser sends of the form."""
    return "&".join(
        f"{quote_plus(name)}={_quoted(value)}"
        for name, value in form.values().items(True) if isinstance(value, str)
    )  # fmt: skip


@lru_cache(len(ODD) + 1)
def _quoted(value: str) -> str:
    """Once for each of the odd texts: to quote them was half of the test."""
    return quote_plus(value)
