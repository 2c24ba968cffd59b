"""A browser for tests: opens pages, reads their forms, fills and presses what the page offers.

A box, a choice or a button that is not on the page cannot be used, so forms and views are held
together: hidden fields (version, once_key) go back as the page gave them.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

from tests.journeys.pages import Form, Page, Typed
from tests.journeys.reader import read


class Browser:
    """One person at a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str, *, expect: int = 200) -> Page:
        """Open an address, following redirects, and expect this status."""
        address = address.partition("#")[0]
        return self._arrive(address, self.client.get(address), expect)

    def press(
        self, page: Page, button: str, typed: Mapping[str, Typed] | None = None, *,
        within: str = "", expect: int = 200,
    ) -> Page:  # fmt: skip
        """Fill the form that has this button, press it, and arrive where it leads."""
        form = page.form(button, within).fill(typed or {})
        return self.send(page, form, button, expect=expect)

    def send(self, page: Page, form: Form, button: str, *, expect: int = 200) -> Page:
        """Press a button of a form that was filled before."""
        pressed = form.button(button)
        address = urljoin(page.address, (pressed.action or form.action).partition("#")[0])
        if form.method == "get":
            return self._arrive(
                address, self.client.get(address, query_string=form.values(pressed)), expect
            )
        return self._arrive(address, self.client.post(address, data=form.values(pressed)), expect)

    def save_by_itself(self, form: Form, *, expect: int = 200) -> Any:
        """What the page's script does while somebody writes; the form learns its new version."""
        answer = self.client.post(
            form.autosave, data=form.values(), headers={"Accept": "application/json"}
        )
        assert answer.status_code == expect, answer.get_data(as_text=True)[:1000]
        if expect == 200:
            form.boxes["version"].value = str(answer.get_json()["version"])
        return answer.get_json()

    def _arrive(self, address: str, answer: Any, expect: int) -> Page:
        for _hop in range(5):
            if answer.status_code not in {301, 302, 303}:
                break
            address = urljoin(address, answer.headers["Location"])
            parts = urlsplit(address)
            address = f"{parts.path}?{parts.query}" if parts.query else parts.path
            answer = self.client.get(address)
        page = read(address, answer.status_code, answer.data, answer.content_type)
        assert page.status == expect, f"{address}: {page.status}, not {expect}: {page.words[:3000]}"
        return page
