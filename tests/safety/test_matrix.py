"""Who gets through which door: every address × every person × the states of the thing.

The list of addresses comes from the application, what is sent comes from the forms that the
entitled people are offered, and each is replayed as everybody else. `access_matrix.txt` says who
gets through; a change of it is a change of who may do what, and is to be read as such. To write
it anew: `WRITE_ACCESS_MATRIX=1 python -m pytest tests/safety/test_matrix.py`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.pages import Box, Page
from tests.journeys.reader import read
from tests.journeys.small_world import SmallWorld
from tests.people import PEOPLE
from tests.safety.addresses import Address, every_address
from tests.safety.forms_met import has_new_form
from tests.safety.rehearsal import rehearsal

MATRIX = Path(__file__).with_name("access_matrix.txt")
VISITOR = "visitor"
EVERYBODY = (VISITOR, *(name for name, _full_name, _unit, _role in PEOPLE))
READINESS = "/readyz"  # 503 is one of its answers
DAYS = ("_on", "since", "_at", "_from", "_to", "day")
SHUT = {401, 403, 404}
Sent = MultiDict[str, object]


@pytest.mark.usefixtures("bare_refusals")
def test_everybody_gets_exactly_as_far_as_the_matrix_says(
    app: Flask, signed: Signer, visitor: Browser, small: SmallWorld,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    addresses = every_address(app, small)
    browsers = {name: visitor if name == VISITOR else signed(name) for name in EVERYBODY}
    pages = [address for address in addresses if address.method == "GET"]
    acts = [address for address in addresses if address.method != "GET"]
    tried = Tried()

    with rehearsal(monkeypatch) as writes:
        for name, browser in browsers.items():
            for address in pages:
                answer = _get(browser, address.path)
                tried.note(address, name, _status(address, answer), writes.taken())
                _learn(tried.offered, address.path, answer)
        for address in acts:
            for name, browser in browsers.items():
                answer = _post(browser, address.path, tried.offered)
                tried.note(address, name, _status(address, answer), writes.taken())

    print(f"{tried.cells} cells, {tried.shut} forbidden, "  # noqa: T201 - the figure
          f"{len(tried.changed)} of them changed something")  # fmt: skip
    assert tried.faults == []
    assert not tried.changed, "\n".join(map(str, tried.changed))
    _compare(tried.found)
    assert tried.cells > 3000
    assert tried.shut > 1500


@dataclass
class Tried:
    """What came of every cell, and what the first person who saw a form would send."""

    cells: int = 0
    shut: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)
    faults: list[tuple[str, str, int]] = field(default_factory=list)
    changed: list[tuple[str, str, list[str]]] = field(default_factory=list)
    offered: dict[str, Sent] = field(default_factory=dict)

    def note(self, address: Address, name: str, status: int, written: set[str]) -> None:
        """One address asked by one person."""
        self.cells += 1
        through = self.found.setdefault(f"{address.method} {address.name}", [])
        if status >= 500 and address.name != READINESS:
            self.faults.append((address.name, name, status))
        if status not in SHUT:
            through.append(name)
            return
        self.shut += 1
        if written:
            self.changed.append((address.name, name, sorted(written)))


def _learn(offered: dict[str, Sent], path: str, answer: TestResponse) -> None:
    """What a person would send who is offered a form nobody was offered before."""
    kind = answer.content_type or ""
    if not kind.startswith("text/html") or not answer.data:
        return
    if has_new_form(answer.get_data(as_text=True), path, offered):
        page = read(path, answer.status_code, answer.data, kind)
        for action, values in _forms(page):
            offered.setdefault(action, values)


def _forms(page: Page) -> Iterator[tuple[str, Sent]]:
    for form in page.forms:
        for box in form.boxes.values():
            _answer(box)
        for button in (button for button in form.buttons if not button.disabled):
            action = (button.action or form.action or page.address).partition("?")[0]
            yield action, form.values(button)


def _answer(box: Box) -> None:
    """Fill what is empty, so that the refusal is not merely that of an empty form."""
    if box.choices and not any(choice.chosen for choice in box.choices):
        box.choices[-1].chosen = True
    elif not box.choices and not box.value and box.kind != "file":
        box.value = "01/10/2026" if box.name.endswith(DAYS) else "Nội dung thử đủ dài để gửi đi."


def _get(browser: Browser, path: str) -> TestResponse:
    """The answer; the cookies stay as they were."""
    cookies = dict(browser.client._cookies or {})
    try:
        return browser.client.get(path)
    finally:
        browser.client._cookies = cookies


def _post(browser: Browser, path: str, offered: dict[str, Sent]) -> TestResponse:
    cookies = dict(browser.client._cookies or {})
    try:
        return browser.client.post(path, data=_fresh(offered.get(path)))
    finally:
        browser.client._cookies = cookies


def _status(address: Address, answer: TestResponse) -> int:
    """401 stands for being led to the sign-in page."""
    to_door = answer.status_code in {302, 303} and "/dang-nhap" in answer.headers["Location"]
    return 401 if to_door and not address.name.startswith("/dang-") else answer.status_code


def _fresh(values: Sent | None) -> Sent:
    """The same values without files: a stream can be sent once only."""
    return MultiDict(
        [(key, value) for key, value in (values or MultiDict()).items(multi=True)
         if isinstance(value, str)]
    )  # fmt: skip


def _compare(found: dict[str, list[str]]) -> None:
    lines = [f"{name}: {_people(through)}" for name, through in sorted(found.items())]
    if os.environ.get("WRITE_ACCESS_MATRIX"):
        MATRIX.write_text("\n".join(lines) + "\n", encoding="utf-8")
    kept = MATRIX.read_text(encoding="utf-8").splitlines()
    differences = [f"- {line}" for line in kept if line not in set(lines)]
    differences += [f"+ {line}" for line in lines if line not in set(kept)]
    assert differences == [], "\n".join(differences)


def _people(through: list[str]) -> str:
    """Who, in words; everybody is named as such."""
    if len(through) == len(EVERYBODY):
        return "everybody"
    if set(through) == set(EVERYBODY) - {VISITOR}:
        return "signed in"
    return " ".join(through) or "nobody"
