"""What the office's list can be sorted by."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, SQLColumnExpression, func

from app.ideas.models import Idea


class HasOrder(Protocol):
    """The filters of a list."""

    @property
    def order(self) -> str: ...


ORDERS: Mapping[str, ColumnElement[Any]] = {
    "nop": Idea.__table__.c.submitted_at,
    "ma": Idea.__table__.c.code,
    "sua": Idea.__table__.c.updated_at,
    "don-vi": func.coalesce(Idea.__table__.c.unit_name, ""),
    "trang-thai": Idea.__table__.c.state,
    "lam-loi": func.coalesce(Idea.__table__.c.saved_vnd, -1),
}
"""What a list of the office can be sorted by; every endorsed dossier has a value for each."""
DOWN_FIRST = frozenset({"nop", "sua", "lam-loi"})
DEFAULT_ORDER = "-nop"


def key_of(filters: HasOrder) -> tuple[ColumnElement[Any], bool]:
    """What is sorted by, and whether downwards."""
    order = filters.order or DEFAULT_ORDER
    return ORDERS[order.removeprefix("-")], order.startswith("-")


def order_of(filters: HasOrder) -> tuple[ColumnElement[Any], SQLColumnExpression[int]]:
    key, downwards = key_of(filters)
    return (key.desc(), Idea.id.desc()) if downwards else (key, Idea.id)
