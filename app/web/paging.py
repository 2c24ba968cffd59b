"""Lists page in SQL: one query for the rows, one for the count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from app.kernel.keys import key_in

R = TypeVar("R")
SIZES = (50, 100, 200)


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list, with what the pager needs."""

    rows: Sequence[R]
    number: int
    size: int
    total: int
    url: Callable[[int], str]
    sized: Callable[[int], str]
    """The address of the first page with so many rows."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.number * self.size, self.total)


def asked_page() -> int:
    """The page asked for in the address, 1 when nonsense was typed."""
    text = request.args.get("page", "1")
    return min(max(int(text), 1), 10**6) if text.isdecimal() and len(text) < 8 else 1


def asked_size(default: int = SIZES[0]) -> int:
    """The page size asked for, one of `SIZES`."""
    size = key_in(request.args.get("size"))
    return size if size in SIZES else default


def asked_query(**changes: int | None) -> str:
    """The query of this address, with its `?`, to be put behind another address of ours.

    Not as values of `url_for`: there `endpoint`, `_external` or the name of a part of the path
    would mean something, and whoever wrote the address would have said it.
    """
    kept = [(name, value) for name, values in request.args.lists() if name not in changes
            for value in values]  # fmt: skip
    kept += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"?{urlencode(kept)}" if kept else ""


def page_of(rows: Sequence[R], total: int, number: int, size: int) -> Page[R]:
    """A page whose links keep the rest of the address."""

    def address(**changes: int | None) -> str:
        return url_for(request.endpoint or "", **(request.view_args or {})) + asked_query(**changes)

    def url(n: int) -> str:
        return address(page=n)

    def sized(n: int) -> str:
        return address(page=None, size=n)

    return Page(rows, number, size, total, url, sized)
