"""A page as it is read in tests: its forms with their boxes and buttons, its links, its words."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict


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
