"""Reading served HTML into a `Page`."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from tests.journeys.pages import Box, Button, Choice, Form, Link, Page


class Reader(HTMLParser):
    """Collects forms, links and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self.links: list[Link] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._box: Box | None = None
        self._choice: Choice | None = None
        self._button: Button | None = None
        self._link: Link | None = None
        self._label: Choice | None = None
        self._labels: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, a field, a link."""
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "title"}:
            self._silent += 1
        elif tag == "form":
            key = given.get("id") or f"form {len(self.forms)}"
            made = Form(given.get("action", ""), given.get("method", "get").lower())
            made.autosave = given.get("data-autosave-url", "")
            made.label = given.get("aria-label", "")
            self._form = self.forms[key] = made
        elif tag == "a" and "href" in given:
            self._link = Link("", given["href"])
        elif tag == "label":
            self._labels, self._label = [], None
        else:
            self._field(tag, given)

    def _owner(self, given: Mapping[str, str]) -> Form | None:
        return self.forms.get(given["form"]) if "form" in given else self._form

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self._owner(given)
        if form is None or (tag != "button" and "disabled" in given):
            return
        name = given.get("name", "")
        if tag == "button":
            self._button = Button("", name, given.get("value", ""), given.get("formaction", ""))
            self._button.disabled = "disabled" in given or given.get("aria-disabled") == "true"
            if given.get("type", "submit") == "submit":
                form.buttons.append(self._button)
        elif tag == "input" and name:
            self._input(form, name, given)
        elif tag in {"textarea", "select"} and name:
            self._box = form.boxes.setdefault(name, Box(name, tag))
        elif tag == "option" and self._box is not None:
            text = given.get("value", "")
            self._choice = Choice(text, "", "selected" in given)
            self._box.choices.append(self._choice)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind not in {"radio", "checkbox"}:
            plain = Box(name, kind, given.get("value", ""))
            key = name if name not in form.boxes else f"{name} {len(form.boxes)}"
            form.boxes[key] = plain
            return
        box = form.boxes.setdefault(name, Box(name, kind))
        self._label = Choice(given.get("value", "on"), "", "checked" in given)
        box.choices.append(self._label)

    def handle_endtag(self, tag: str) -> None:
        """End a form, a field, a link."""
        if tag in {"script", "style", "title"}:
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link is not None:
            self._link.words = _line(self._link.words)
            self.links.append(self._link)
            self._link = None
        elif tag == "button" and self._button is not None:
            self._button.words = _line(self._button.words)
            self._button = None
        elif tag == "label" and self._label is not None:
            self._label.label = _line("".join(self._labels or []))
            self._labels = self._label = None
        else:
            self._end_of_box(tag)

    def _end_of_box(self, tag: str) -> None:
        if tag == "option" and self._choice is not None:
            self._choice.label = _line(self._choice.label)
            self._choice = None
        elif tag in {"textarea", "select"} and self._box is not None:
            if tag == "textarea":
                self._box.value = self._box.value.removeprefix("\r\n").removeprefix("\n")
            elif self._box.choices and not any(c.chosen for c in self._box.choices):
                self._box.choices[0].chosen = True
            self._box = None

    def handle_data(self, data: str) -> None:
        """Words go to everything that is open."""
        if self._silent:
            return
        self.words.append(data)
        if self._labels is not None:
            self._labels.append(data)
        if self._link is not None:
            self._link.words += data
        if self._button is not None:
            self._button.words += data
        if self._choice is not None:
            self._choice.label += data
        elif self._box is not None and self._box.kind == "textarea":
            self._box.value += data


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def read(address: str, status: int, body: bytes, media: str = "text/html") -> Page:
    """A page from what the server answered."""
    page = Page(address, status, body=body, media=media)
    if not media.startswith("text/html"):
        return page
    page.html = body.decode()
    reader = Reader()
    reader.feed(page.html)
    page.forms, page.links = list(reader.forms.values()), reader.links
    page.words = _line(" ".join(reader.words))
    return page
