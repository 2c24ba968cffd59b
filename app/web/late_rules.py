"""Addresses whose builders are compiled when they are first asked for, not at the start."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Built = tuple[str, str]


class LateRule(Rule):
    """Werkzeug's rule, save that `url_for` pays for the addresses it builds.

    Werkzeug compiles two functions for every rule when it is added. With some 600 addresses that
    was more than half of a start, paid by each command of the command line; a command builds
    hardly one of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Built]:
        made: Callable[..., Built] | None = None

        def build(rule: "LateRule", **values: Any) -> Built:
            nonlocal made
            if made is None:
                made = super()._compile_builder(append_unknown)
            return made(rule, **values)

        return build
