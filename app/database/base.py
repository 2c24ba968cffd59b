"""The declarative base that every table inherits, and what tables with a life cycle share."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import MetaData, inspect
from sqlalchemy.orm import DeclarativeBase, registry

from app.database.types import UtcDateTime

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class Base(DeclarativeBase):
    """Base of all tables. Models declare; they neither query nor act."""

    metadata = _metadata
    registry = registry(metadata=_metadata, type_annotation_map={datetime: UtcDateTime})

    @property
    def subject(self) -> str:
        """How the audit chain names this row, e.g. ``idea:7``. Flush before asking."""
        identity = inspect(self).identity
        if identity is None:
            raise RuntimeError("flush before asking for the audit name of a new row")
        return f"{self.__tablename__}:{identity[0]}"


class HasLifecycle:
    """Marks tables whose `state` may change only together with an audit entry."""

    state: Any


def state_before(row: HasLifecycle) -> StrEnum | None:
    """The stored state, when the row is about to change it; otherwise None."""
    history = inspect(row).attrs.state.history
    return history.deleted[0] if history.has_changes() and history.deleted else None
