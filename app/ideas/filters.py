"""Filters of the lists, from the address and back into it."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from app.ideas.lists import Filters
from app.ideas.states import IDEA_TITLES, IdeaState
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

NAMES = {"unit_id": "don-vi", "category_id": "linh-vuc", "round_id": "dot"}


def asked_filters() -> Filters:
    """What the address asks for; nonsense is as if it were not there."""
    state = request.args.get("trang-thai", "")
    return Filters(
        state=IdeaState(state) if state in set(IdeaState) else None,
        q=clean_line(request.args.get("q"))[:200],
        **{field: _number(name) for field, name in NAMES.items()},
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def address_of(filters: Filters, **changes: Any) -> dict[str, Any]:
    """The filters as values for `url_for`; `changes` replace one of them."""
    values: dict[str, Any] = {
        "trang-thai": filters.state,
        "q": filters.q or None,
        **{name: getattr(filters, field) for field, name in NAMES.items()},
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def chips(endpoint: str, counts: Mapping[IdeaState, int], filters: Filters) -> list[dict[str, Any]]:
    """One chip a state with its count; all first."""
    found: list[dict[str, Any]] = [
        {
            "label": T("Tất cả"),
            "url": url_for(endpoint, **address_of(filters, **{"trang-thai": None})),
            "current": filters.state is None,
            "count": sum(counts.values()),
        }
    ]
    found += [
        {
            "label": IDEA_TITLES[state],
            "url": url_for(endpoint, **address_of(filters, **{"trang-thai": state})),
            "current": filters.state is state,
            "count": number,
        }
        for state, number in counts.items()
    ]
    return found
