"""Reads about units: lists, names as of a day, who carries on whom, finding one by any name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.admin_models import UnitAlias, UnitFormerName
from app.accounts.models import Account, RoleGrant, Unit, UnitSuccession
from app.accounts.unit_names import nearest
from app.accounts.units_rules import folded
from app.database.reading import rows_of
from app.kernel.actor import Role
from app.kernel.refusals import NOT_FOUND, Denied


def unit_name_on(session: Session, unit_id: int, day: date) -> str:
    """What the unit was called on that day; "" when there is no such unit."""
    return names_on(session, [unit_id], day).get(unit_id, "")


def names_on(session: Session, unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """What each of these units was called on that day, in one query."""
    rows = rows_of(session, _names(), {"units": list(set(unit_ids)), "day": day})
    return {key: name for key, _code, name in rows}


def workplace_on(session: Session, account_id: int | None, day: date) -> tuple[str, str]:
    """Code of the unit a person belongs to, and what it was called on that day."""
    rows = rows_of(session, _workplace(), {"person": account_id, "day": day})
    return rows[-1][1:] if rows else ("", "")


@cache
def _named() -> Select[int, str, str]:
    """Units by their name on a day. Of several names given up since, the first is the last row."""
    return (
        select(Unit.id, Unit.code, func.coalesce(UnitFormerName.name, Unit.name))
        .outerjoin(
            UnitFormerName,
            (UnitFormerName.unit_id == Unit.id)
            & (UnitFormerName.until > bindparam("day", type_=Date())),
        )
        .order_by(UnitFormerName.until.desc())
    )


@cache
def _names() -> Select[int, str, str]:
    return _named().where(Unit.id.in_(bindparam("units", expanding=True)))


@cache
def _workplace() -> Select[int, str, str]:
    return _named().join(Account, Account.unit_id == Unit.id).where(
        Account.id == bindparam("person")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of the list."""

    unit_id: int
    code: str
    name: str
    kind: str
    official_order: int
    valid_from: date
    valid_to: date | None
    people: int


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What the list was asked for; `ended`: units that no longer exist on `day`."""

    day: date
    query: str = ""
    kind: str = ""
    ended: bool = False


def matching_units(session: Session, asked: UnitFilter) -> list[UnitLine]:
    """All units that fit, in the official order. There are few units: names are folded here."""
    people = (
        select(Account.unit_id, func.count().label("n"))
        .where(Account.active)
        .group_by(Account.unit_id)
        .subquery()
    )
    over: ColumnElement[bool] = Unit.valid_to.is_not(None) & (Unit.valid_to <= asked.day)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.official_order, Unit.valid_from,
               Unit.valid_to, func.coalesce(people.c.n, 0))
        .outerjoin(people, people.c.unit_id == Unit.id)
        .where(over if asked.ended else ~over | Unit.valid_to.is_(None))
        .order_by(Unit.official_order, Unit.id)
    )  # fmt: skip
    lines = [UnitLine(*row) for row in rows if not asked.kind or row[3] == asked.kind]
    words = folded(asked.query).split()
    if not words:
        return lines
    spoken = _spoken(session)
    return [
        line for line in lines
        if all(word in f"{folded(f'{line.code} {line.name}')} {spoken.get(line.unit_id, '')}"
               for word in words)
    ]  # fmt: skip


def _spoken(session: Session) -> dict[int, str]:
    """Other and former names of each unit, folded."""
    found: dict[int, str] = {}
    for key, text in session.execute(select(UnitAlias.unit_id, UnitAlias.folded)):
        found[key] = f"{found.get(key, '')} {text}"
    for key, text in session.execute(select(UnitFormerName.unit_id, UnitFormerName.name)):
        found[key] = f"{found.get(key, '')} {folded(text)}"
    return found


def unit(session: Session, unit_id: int) -> Unit:
    """One unit; 404 when there is none."""
    found = session.get(Unit, unit_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def last_order(session: Session) -> int:
    """The highest place in the official order; 0 when there is no unit."""
    return session.scalar(select(func.max(Unit.official_order))) or 0


def people_count(session: Session, unit_id: int) -> int:
    """How many active people belong to the unit."""
    statement = select(func.count()).select_from(Account)
    return session.scalar(statement.where(Account.unit_id == unit_id, Account.active)) or 0


def aliases_of(session: Session, unit_id: int) -> list[str]:
    """The unit's other names, as they were typed."""
    return list(
        session.scalars(
            select(UnitAlias.name).where(UnitAlias.unit_id == unit_id).order_by(UnitAlias.id)
        )
    )


def all_aliases(session: Session) -> dict[int, tuple[str, ...]]:
    """The other names of every unit."""
    found: dict[int, tuple[str, ...]] = {}
    for key, name in session.execute(
        select(UnitAlias.unit_id, UnitAlias.name).order_by(UnitAlias.id)
    ):
        found[key] = (*found.get(key, ()), name)
    return found


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a unit was called until a day."""

    name: str
    until: date


def former_names(session: Session, unit_id: int) -> list[FormerName]:
    """The unit's former names, newest first."""
    rows = session.execute(
        select(UnitFormerName.name, UnitFormerName.until)
        .where(UnitFormerName.unit_id == unit_id)
        .order_by(UnitFormerName.until.desc())
    )
    return [FormerName(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Link:
    """One succession, seen from one of its two units."""

    unit_id: int
    name: str
    effective_on: date
    share: str
    note: str


def successors(session: Session, unit_id: int) -> list[Link]:
    """Which units carry this one on."""
    return _links(session, UnitSuccession.from_unit_id == unit_id, UnitSuccession.to_unit_id)


def predecessors(session: Session, unit_id: int) -> list[Link]:
    """Which units this one carries on."""
    return _links(session, UnitSuccession.to_unit_id == unit_id, UnitSuccession.from_unit_id)


def _links(
    session: Session, condition: ColumnElement[bool], other: InstrumentedAttribute[int]
) -> list[Link]:
    near = aliased(Unit)
    rows = session.execute(
        select(near.id, near.name, UnitSuccession.effective_on, UnitSuccession.share,
               UnitSuccession.note)
        .join(near, near.id == other)
        .where(condition)
        .order_by(UnitSuccession.effective_on, near.official_order, near.id)
    )  # fmt: skip
    return [Link(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Moving:
    """A person who would move with the unit, and the roles held there on that day."""

    account_id: int
    name: str
    unit_name: str
    roles: tuple[Role, ...]


def people_of(session: Session, unit_ids: Sequence[int], day: date) -> list[Moving]:
    """Everybody whose unit is one of these, by unit and given name."""
    rows = session.execute(
        select(Account.id, Account.full_name, Unit.name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.unit_id.in_(unit_ids))
        .order_by(Unit.official_order, Account.name_key, Account.id)
    ).all()
    roles: dict[int, list[Role]] = {}
    for key, role in session.execute(
        select(RoleGrant.account_id, RoleGrant.role)
        .where(
            RoleGrant.unit_id.in_(unit_ids),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > day),
        )
        .order_by(RoleGrant.id)
    ):
        roles.setdefault(key, []).append(role)
    return [Moving(key, name, unit, tuple(roles.get(key, ()))) for key, name, unit in rows]


class UnitFinder:
    """Units by code, by any of their names, or by nothing better than a similar name."""

    def __init__(self, session: Session, day: date) -> None:
        units = session.scalars(select(Unit).order_by(Unit.official_order, Unit.id)).all()
        self.by_code = {unit.code.casefold(): unit for unit in units}
        live = [u for u in units if u.valid_from <= day and (not u.valid_to or u.valid_to > day)]
        self.by_name: dict[str, list[Unit]] = {}
        keyed = {unit.id: unit for unit in live}
        self.live = frozenset(keyed)
        self.day = day
        self._session, self._units = session, {unit.id: unit for unit in units}
        for unit in live:
            for name in {folded(unit.name), folded(unit.short_name)}:
                self.by_name.setdefault(name, []).append(unit)
        others = select(UnitAlias.unit_id, UnitAlias.name).union_all(
            select(UnitFormerName.unit_id, UnitFormerName.name)
        )
        for key, name in session.execute(others):
            if key in keyed and keyed[key] not in self.by_name.get(folded(name), []):
                self.by_name.setdefault(folded(name), []).append(keyed[key])

    def find(self, text: str) -> list[Unit]:
        """The units this text may mean: one when it is clear, several or none when not."""
        by_code = self.by_code.get(text.casefold())
        return [by_code] if by_code else self.by_name.get(folded(text), [])

    def is_live(self, unit: Unit) -> bool:
        """Whether the unit exists on the day asked for."""
        return unit.id in self.live

    def similar(self, text: str) -> Unit | None:
        """The unit, of today or ended, whose name is most like the text: one that exists first."""
        near = nearest(text, self._names)
        first = sorted(near, key=lambda one: (-one.likeness, one.unit_id not in self.live))
        return self._units[first[0].unit_id] if first else None

    def carried_on_by(self, unit: Unit) -> list[str]:
        """The names of the units that carry an ended unit on; [] when none was recorded."""
        return [self._units[key].name for key in self._successors.get(unit.id, ())]

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        names = [(unit.id, name) for name, units in self.by_name.items() for unit in units]
        ended = [unit for unit in self._units.values() if unit.id not in self.live]
        return names + [(u.id, name) for u in ended for name in (u.name, u.short_name)]

    @cached_property
    def _successors(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for source, to in self._session.execute(
            select(UnitSuccession.from_unit_id, UnitSuccession.to_unit_id)
            .order_by(UnitSuccession.effective_on, UnitSuccession.id)
        ):  # fmt: skip
            found.setdefault(source, []).append(to)
        return found
