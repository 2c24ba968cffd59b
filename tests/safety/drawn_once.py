"""Refusals whose pages are looked at, drawn no more often than they say something new."""

from typing import Any

import pytest

from app.web import refusals
from app.web.access import current_actor


def draw_refusals_once(patch: pytest.MonkeyPatch) -> None:
    """Each person's refusal with the same words is drawn once, and told by its words after that.

    Most addresses are refused to most people. Nothing but the words and the person's own bar is on
    such a page, and drawing it again and again was a third of the tests that ask everybody.
    """
    drawn: set[str] = set()
    page = refusals.page

    def told(status: int, *words: str, **more: Any) -> Any:
        person = current_actor()
        said = f"{person and person.user_id} {status} {words} {more}"
        if said in drawn:
            return said, status
        drawn.add(said)
        return page(status, *words, **more)

    patch.setattr(refusals, "page", told)
