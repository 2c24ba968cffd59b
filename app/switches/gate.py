"""The gate that every write passes: what is switched off cannot reach the database.

It listens to the session itself (flushes and bulk statements inside `transaction()`), so pages,
the command line and workers are stopped alike. One query in a transaction that writes, none in
one that reads. On PostgreSQL that query holds the table's ROW SHARE lock until the end of the
transaction and `actions.turn_on` takes EXCLUSIVE: turning on waits for those who asked before,
and whoever asks later sees it. On SQLite writers are one after another (BEGIN IMMEDIATE).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from app.audit.models import AuditEntry
from app.database.base import Base
from app.kernel.refusals import Refusal
from app.switches.queries import OnSwitch, on_statement
from app.switches.states import (
    FROZEN_TABLES,
    OPEN_ACTS,
    OPEN_ROOMS,
    OPEN_TABLES,
    SIGN_IN_COLUMNS,
    SwitchName,
)

ON = "switches_on"
_even_when_read_only: ContextVar[bool] = ContextVar("even_when_read_only", default=False)


class Closed(Refusal):
    """A switch stops this act; nothing was changed."""

    def __init__(self, switch: OnSwitch) -> None:
        super().__init__(str(switch.sentence))
        self.switch = switch


@contextmanager
def even_when_read_only() -> Iterator[None]:
    """What the administrator does on the command line on purpose while nothing may change."""
    token = _even_when_read_only.set(True)
    try:
        yield
    finally:
        _even_when_read_only.reset(token)


def nothing_may_change(session: Session) -> bool:
    """Whether "chỉ đọc" is on: work that could not write its result need not begin."""
    on = {row[0] for row in session.execute(on_statement())}
    return SwitchName.READ_ONLY in on and not _even_when_read_only.get()


def watch_sessions() -> None:
    """Join the gate to every session, once."""
    if not event.contains(Session, "before_flush", _before_flush):
        event.listen(Session, "before_flush", _before_flush)
        event.listen(Session, "do_orm_execute", _before_statement)


def _before_flush(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get("in_transaction"):
        return
    rows = [*session.new, *session.deleted]
    rows += [row for row in session.dirty if session.is_modified(row)]
    for row in rows:
        if isinstance(row, AuditEntry):
            _check_act(session, row.verb)
        else:
            _check_table(session, row.__tablename__, room_of(type(row)), _changed(row))


def _before_statement(asked: ORMExecuteState) -> None:
    if not (asked.is_insert or asked.is_update or asked.is_delete):
        return
    if asked.session.info.get("in_transaction"):
        table = str(getattr(asked.statement, "table").name)  # noqa: B009 - every DML has one
        _check_table(asked.session, table, _room_of_table(table), frozenset())


def _check_table(session: Session, table: str, room: str, changed: frozenset[str]) -> None:
    """Refuse a row of a table that a switch keeps as it is."""
    if table.startswith("audit_"):
        return  # the record itself; asking here would wait on PostgreSQL while holding its head
    on = _on(session)
    if SwitchName.SCORING_FREEZE in on and table in FROZEN_TABLES:
        raise Closed(on[SwitchName.SCORING_FREEZE])
    if SwitchName.READ_ONLY not in on or room in OPEN_ROOMS or table in OPEN_TABLES:
        return
    if table == "account" and changed and changed <= SIGN_IN_COLUMNS:
        return
    raise Closed(on[SwitchName.READ_ONLY])


def _check_act(session: Session, verb: str) -> None:
    """Refuse an act that changed rows of the open rooms only, but is not one of theirs.

    A transaction that changed nothing but the record (a recorded read) never asked, and passes.
    """
    on: dict[SwitchName, OnSwitch] = session.info.get(ON, {})
    if SwitchName.READ_ONLY in on and not verb.startswith(OPEN_ACTS):
        raise Closed(on[SwitchName.READ_ONLY])


def _on(session: Session) -> dict[SwitchName, OnSwitch]:
    """The switches that are on, asked once in a transaction and locked until its end."""
    found: dict[SwitchName, OnSwitch] | None = session.info.get(ON)
    if found is None:
        with session.no_autoflush:
            rows = session.execute(on_statement().with_for_update(read=True)).all()
        found = {row[0]: OnSwitch(*row) for row in rows}
        if _even_when_read_only.get():
            found.pop(SwitchName.READ_ONLY, None)
        session.info[ON] = found
    return found


def _changed(row: Base) -> frozenset[str]:
    """The columns that an existing row is about to change; none for a new or deleted one."""
    state = inspect(row)
    if not state.persistent:
        return frozenset()
    return frozenset(a.key for a in state.mapper.column_attrs if state.attrs[a.key].history.added)


def room_of(model: type[Any]) -> str:
    """The room a table belongs to."""
    parts = model.__module__.split(".")
    return parts[1] if len(parts) > 1 else ""


@cache
def _room_of_table(table: str) -> str:
    return next(
        (room_of(m.class_) for m in Base.registry.mappers if m.local_table.name == table),  # type: ignore[attr-defined]
        "",
    )
