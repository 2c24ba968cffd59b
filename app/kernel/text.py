"""Sentences for people that are written where Flask is not known.

Rules, policies and states speak Vietnamese, but must not import the web. They return `Text`,
which the web translates when it is shown and which reads as Vietnamese everywhere else
(command line, tests, audit).
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A Vietnamese sentence with named values, e.g. ``Text("Còn %(n)s phần", {"n": 3})``."""

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.translated(lambda message: message)

    def translated(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`; values are put in afterwards."""
        values = {
            name: value.translated(translate) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        return translate(self.message) % values if values else translate(self.message)

    def __hash__(self) -> int:
        return hash((self.message, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def T(message: str, **values: object) -> Text:  # noqa: N802 - reads as a marker, like _()
    """Mark a sentence for translation (Babel extracts the keyword ``T``)."""
    return Text(message, values)
