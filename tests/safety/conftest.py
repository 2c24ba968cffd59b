"""The same browsers and small world as the journeys, and refusals that cost little."""

from importlib import import_module
from typing import Any

import pytest

from app import ROOMS
from app.web import refusals
from tests.journeys.conftest import signed, small, visitor
from tests.safety.drawn_once import draw_refusals_once

__all__ = ["bare_refusals", "refusals_once", "signed", "small", "visitor"]


# Views take the page of a refusal by its name when they are imported: were that first done inside
# a test that replaces it, they would keep the replacement for good.
for room in ROOMS:
    import_module(f"app.{room}.views")


@pytest.fixture
def refusals_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each person's refusal with the same words is drawn once."""
    draw_refusals_once(monkeypatch)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals answer with their status alone.

    What their pages say is looked at in `test_every_answer`; drawing each of thousands anew would
    be most of the time of the tests that only ask whether one is refused.
    """

    def bare(status: int, *_words: Any, **_more: Any) -> tuple[str, int]:
        return "", status

    monkeypatch.setattr(refusals, "page", bare)
    monkeypatch.setattr(refusals, "lost_text_page", bare)
