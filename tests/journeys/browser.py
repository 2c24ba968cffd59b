"""A browser for tests: opens pages, reads their forms, fills and presses what the page offers.

A box, a choice or a button that is not on the page cannot be used, so forms and views are held
together: hidden fields (version, once_key) go back as the page gave them.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True)
class Upload:
    """A file to choose."""

    name: str
    content: bytes


Typed = str | bool | list[str] | Upload


@dataclass
class Choice:
    """One radio button, checkbox or option."""

    value: str
    label: str = ""
    chosen: bool = False


@dataclass
class Box:
    """What has a name in a form: a text box, a list, a group of radio buttons or checkboxes."""

    name: str
    kind: str
    value: str = ""
    choices: list[Choice] = field(default_factory=list)
    upload: Upload | None = None

    def fill(self, typed: Typed) -> None:
        """Type or choose; what is not offered cannot be chosen."""
        if self.kind == "file":
            assert isinstance(typed, Upload), self.name
            self.upload = typed
        elif not self.choices:
            assert isinstance(typed, str), self.name
            self.value = typed
        elif isinstance(typed, bool):
            for choice in self.choices:
                choice.chosen = typed
        else:
            self._choose([typed] if isinstance(typed, str) else typed)

    def _choose(self, wanted: Any) -> None:
        for choice in self.choices:
            choice.chosen = choice.value in wanted or choice.label in wanted
        known = {text for c in self.choices for text in (c.value, c.label)}
        assert not set(wanted) - known, f"{self.name} offers {sorted(known)}, not {wanted}"

    def sent(self) -> Iterator[Any]:
        """The values that a browser sends."""
        if self.kind == "file":
            chosen = self.upload or Upload("", b"")
            yield (io.BytesIO(chosen.content), chosen.name)
        elif self.choices:
            yield from (choice.value for choice in self.choices if choice.chosen)
        else:
            yield self.value


@dataclass
class Button:
    """A button that sends the form."""

    words: str = ""
    name: str = ""
    value: str = ""
    action: str = ""
    disabled: bool = False


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    autosave: str = ""
    label: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def fill(self, typed: Mapping[str, Typed]) -> "Form":
        """Type into boxes by their names."""
        for name, value in typed.items():
            assert name in self.boxes, f"{self.action} has {sorted(self.boxes)}, not {name}"
            self.boxes[name].fill(value)
        return self

    def box(self, ending: str) -> Box:
        """The box whose name is or ends so."""
        found = [box for name, box in self.boxes.items() if name.endswith(ending)]
        assert found, f"{self.action} has {sorted(self.boxes)}, none ends in {ending}"
        return found[0]

    def button(self, words: str) -> Button:
        """The button with these words, if it can be pressed."""
        found = next((b for b in self.buttons if _named(b.words, words)), None)
        assert found is not None, f"{self.action} has {[b.words for b in self.buttons]}"
        assert not found.disabled, f"{words} cannot be pressed"
        return found

    def values(self, button: Button | None = None) -> MultiDict[str, Any]:
        """What is sent when the button is pressed."""
        sent: MultiDict[str, Any] = MultiDict()
        for box in self.boxes.values():
            for value in box.sent():
                sent.add(box.name, value)
        if button is not None and button.name:
            sent.add(button.name, button.value)
        return sent


def _named(full: str, words: str) -> bool:
    return full == words or full.startswith((f"{words}:", f"{words} "))


@dataclass
class Link:
    """A link with its words."""

    words: str
    address: str


@dataclass
class Page:
    """An answer that was read."""

    address: str
    status: int
    html: str = ""
    body: bytes = b""
    media: str = ""
    forms: list[Form] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    words: str = ""

    def __contains__(self, text: str) -> bool:
        return text in self.words

    def form(self, button: str, within: str = "") -> Form:
        """The form that has this button; `within` is part of its label or address."""
        found = [
            form
            for form in self.forms
            if any(_named(b.words, button) for b in form.buttons)
            and (within in form.label or within in form.action)
        ]
        offered = [(form.action, [b.words for b in form.buttons]) for form in self.forms]
        assert found, f"{self.address} ({self.status}) offers {offered}, not “{button}”"
        return found[0]

    def link(self, words: str) -> str:
        """The address of the link with these words in it."""
        found = next((link for link in self.links if words in link.words), None)
        assert found, f"{self.address} has {[link.words for link in self.links]}, not “{words}”"
        return found.address

    def link_to(self, address: str) -> str:
        """This address, if the page links to it."""
        assert address in [link.address for link in self.links], f"{self.address}: {address}"
        return address

    def number(self, pattern: str) -> int:
        """The number in the first address of this pattern, such as `/ho-so/#`."""
        expression = re.escape(pattern).replace(r"\#", r"(\d+)")
        addresses = [self.address, *(form.action for form in self.forms)]
        addresses += [link.address for link in self.links]
        found = next((m for a in addresses if (m := re.match(expression, a))), None)
        assert found, f"{self.address} has no {pattern}"
        return int(found[1])


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
