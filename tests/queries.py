"""Counting the queries of a block: lists must cost the same at any size."""

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
