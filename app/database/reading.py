"""Plain rows of a statement of columns, past the machinery for entities: a third of its cost."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

Ts = TypeVarTuple("Ts")


def rows_of(
    session: Session, statement: Select[*Ts], asked: Mapping[str, Any] | None = None
) -> Sequence[Row[*Ts]]:
    """What `session.execute` gives of a select of columns, in the same transaction.

    As there, what the session changed and has not written yet is written first. For statements
    that are put together once and asked at every request; a select of entities belongs to
    `session.scalars`.
    """
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, asked).all()
