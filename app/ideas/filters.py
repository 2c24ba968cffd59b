"""Filters and order of the lists, from the address and back into it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from app.ideas.lists import Filters, Offers
from app.ideas.ordering import DEFAULT_ORDER, DOWN_FIRST, ORDERS
from app.ideas.states import IDEA_TITLES, IdeaState
from app.kernel.keys import key_in
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line

NAMES = {"unit_id": "don-vi", "category_id": "linh-vuc", "round_id": "dot"}
MARKS = {"waiting": "cho", "overdue": "qua-han"}
ADDRESS = ("trang-thai", "q", *NAMES.values(), *MARKS.values(), "xep")


def asked_filters(now: datetime | None = None, given: Mapping[str, str] | None = None) -> Filters:
    """What the address (or `given`) asks for; nonsense is as if it were not there."""
    asked = request.args if given is None else given
    state, order = asked.get("trang-thai", ""), asked.get("xep", "")
    return Filters(
        state=IdeaState(state) if state in set(IdeaState) else None,
        q=clean_line(asked.get("q"))[:200],
        waiting=asked.get(MARKS["waiting"]) == "1",
        overdue_at=now if asked.get(MARKS["overdue"]) == "1" else None,
        order=order if order.removeprefix("-") in ORDERS and order != DEFAULT_ORDER else "",
        **{field: _number(asked.get(name, "")) for field, name in NAMES.items()},
    )


def _number(text: str) -> int | None:
    return key_in(text)


def address_of(filters: Filters, **changes: Any) -> dict[str, Any]:
    """The filters as values for `url_for`; `changes` replace one of them."""
    values: dict[str, Any] = {
        "trang-thai": filters.state,
        "q": filters.q or None,
        MARKS["waiting"]: 1 if filters.waiting else None,
        MARKS["overdue"]: 1 if filters.overdue_at else None,
        "xep": filters.order or None,
        **{name: getattr(filters, field) for field, name in NAMES.items()},
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def query_of(filters: Filters) -> str:
    """The filters as the query of an address: a saved view."""
    return urlencode(address_of(filters))


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


def removable(endpoint: str, filters: Filters, offers: Offers) -> list[dict[str, Any]]:
    """Each condition that is set, with the address without it: "Đơn vị: Phòng Nội vụ ×"."""
    named: list[tuple[str, Text | None]] = [
        ("q", T("Tìm: %(words)s", words=filters.q) if filters.q else None),
        (MARKS["waiting"], T("Chờ thư ký kiểm tra") if filters.waiting else None),
        (MARKS["overdue"], T("Quá hạn") if filters.overdue_at else None),
        ("don-vi", _chosen(T("Đơn vị"), filters.unit_id, offers.units)),
        ("linh-vuc", _chosen(T("Lĩnh vực"), filters.category_id, offers.categories)),
        ("dot", _chosen(T("Đợt xét"), filters.round_id, offers.rounds)),
    ]
    return [
        {
            "label": label,
            "removable": True,
            "url": url_for(endpoint, **address_of(filters, **{name: None})),
        }
        for name, label in named
        if label is not None
    ]


def _chosen(title: Text, key: int | None, offered: list[tuple[int, str]]) -> Text | None:
    if key is None:
        return None
    name = dict(offered).get(key, T("không có trong danh sách"))
    return T("%(title)s: %(name)s", title=title, name=name)


def sorting(endpoint: str, filters: Filters, key: str) -> dict[str, str | None]:
    """Where a head of a column leads, and what `aria-sort` says now."""
    current = filters.order or DEFAULT_ORDER
    first = f"-{key}" if key in DOWN_FIRST else key
    other = key if key in DOWN_FIRST else f"-{key}"
    wanted = other if current == first else first
    spoken = None
    if current.removeprefix("-") == key:
        spoken = "descending" if current.startswith("-") else "ascending"
    kept = None if wanted == DEFAULT_ORDER else wanted
    return {"url": url_for(endpoint, **address_of(filters, xep=kept)), "order": spoken}
