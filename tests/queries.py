"""Counting the queries of a block: lists must cost the same at any size. Naming them as well."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from app.extensions import db


@dataclass
class Counter:
    """How many statements were sent."""

    count: int = 0


@contextmanager
def counted_queries() -> Iterator[Counter]:
    """Count the statements sent to the database inside the block."""
    counter = Counter()

    def count(*_: Any) -> None:
        counter.count += 1

    engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield counter
    finally:
        event.remove(engine, "before_cursor_execute", count)


# Lists of keys at any length: "(?)", "(?, ?)", and what they are called on PostgreSQL.
_KEY = r"(?:\?|%\(\w+\)s(?:::\w+)?)"
_KEYS = re.compile(rf"\({_KEY}(?:, {_KEY})*\)")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The texts of the statements sent inside, in order, without values and numbers of keys.

    Two answers that ask the same of the database took the same work, as far as can be said
    without a clock.
    """
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(_KEYS.sub("(?)", statement))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
