"""The search as an address and back: words, chosen facets, links that add or remove one."""

from typing import Any

from flask import request, url_for

from app.finding.queries import Names
from app.finding.rules import FACETS, Counts, Narrowed, Value
from app.ideas.states import IDEA_TITLES, IdeaState
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line

ADDRESS = {
    "year": "nam", "round_id": "dot", "unit_id": "don-vi", "category": "linh-vuc",
    "sector": "linh-vuc-ap-dung", "state": "trang-thai", "files": "tep",
}  # fmt: skip
TITLES: dict[str, Text] = {
    "year": T("Năm"), "round_id": T("Đợt xét"), "unit_id": T("Đơn vị"),
    "category": T("Lĩnh vực dự thi"), "sector": T("Lĩnh vực áp dụng"),
    "state": T("Trạng thái"), "files": T("Tệp đính kèm"),
}  # fmt: skip
NUMBERS = ("year", "round_id", "unit_id")
MOST_WORDS = 200
SHOWN = 8  # values of a facet before "xem thêm"


def asked_words() -> str:
    """What was typed."""
    return clean_line(request.values.get("q"))[:MOST_WORDS]


def asked_facets() -> Narrowed:
    """What the address narrows to; nonsense is as if it were not there."""
    found: dict[str, Any] = {}
    for name, parameter in ADDRESS.items():
        text = clean_line(request.args.get(parameter))[:200]
        if name in NUMBERS:
            good = text.isascii() and text.isdecimal() and len(text) < 10
            found[name] = int(text) if good else None
        elif name == "state":
            found[name] = text if text in set(IdeaState) else None
        elif name == "files":
            found[name] = True if text == "1" else None
        else:
            found[name] = text or None
    return Narrowed(**found)


def address(words: str, narrowed: Narrowed, **changes: Value | bool | None) -> str:
    """The same search with some facets chosen otherwise (None: not at all), on its first page."""
    values = {**{name: getattr(narrowed, name) for name in FACETS}, **changes}
    shown: dict[str, Any] = {
        ADDRESS[name]: (1 if value is True else value)
        for name, value in values.items()
        if value is not None
    }
    return url_for("finding.search", q=words or None, **shown)


def label_of(name: str, value: Value, names: Names | None) -> Text | str:
    """A facet's value in words."""
    if name == "state":
        return IDEA_TITLES[IdeaState(str(value))]
    if name == "files":
        return T("Có trong tệp đính kèm")
    if name == "round_id" and names:
        return names.rounds.get(int(value), T("đợt khác"))
    if name == "unit_id" and names:
        return names.units.get(int(value), T("đơn vị khác"))
    return str(value)


def facet_chips(words: str, narrowed: Narrowed, names: Names | None) -> list[dict[str, Any]]:
    """What is chosen, each with the address without it."""
    return [
        {
            "label": T("%(facet)s: %(value)s", facet=TITLES[name],
                       value=label_of(name, value, names)),
            "url": address(words, narrowed, **{name: None}),
            "removable": True,
        }
        for name, value in narrowed.chosen.items()
    ]  # fmt: skip


def facet_groups(
    words: str, narrowed: Narrowed, found: Counts, names: Names
) -> list[dict[str, Any]]:
    """Each facet with its values, the most frequent first (years: the latest)."""
    groups = []
    for name in FACETS:
        chosen = getattr(narrowed, name)
        lines = [
            {
                "label": label_of(name, value, names),
                "count": number,
                "current": value == chosen,
                "url": address(words, narrowed, **{name: None if value == chosen else value}),
            }
            for value, number in sorted(found.facets[name].items(), key=lambda p: _order(name, p))
        ]
        # One value that all hits share narrows nothing.
        if len(lines) > 1 or chosen is not None or (name == "files" and lines):
            groups.append({"title": TITLES[name], "lines": lines[:SHOWN], "more": lines[SHOWN:]})
    return groups


def _order(name: str, pair: tuple[Value, int]) -> tuple[Any, ...]:
    value, number = pair
    return (-int(value),) if name == "year" else (-number, str(value))
