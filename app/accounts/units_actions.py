"""Add, change and rename units; record which units carry on others."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.actions import grant_role
from app.accounts.admin_models import UnitAlias, UnitFormerName
from app.accounts.models import Account, RoleGrant, Unit, UnitSuccession
from app.accounts.roles_rules import SEATS
from app.accounts.rules import in_force
from app.accounts.units_rules import (
    SuccessionDraft,
    UnitDraft,
    UnitSpan,
    blockers_in_unit,
    blockers_to_rename,
    blockers_to_succeed,
    duplicates,
    folded,
)
from app.audit.actions import record
from app.database.transaction import all_to_change
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T

PLAIN = ("code", "kind", "official_order", "address", "valid_from")


def add_unit(session: Session, actor: Actor, draft: UnitDraft, now: datetime) -> Unit:
    """Add a unit that exists from a day on."""
    require(policy.manage_accounts(actor))
    require_ready([*blockers_in_unit(draft), *_taken(session, draft, None, now)])
    unit = Unit(name=draft.name, short_name=draft.short_name,
                **{name: getattr(draft, name) for name in PLAIN})  # fmt: skip
    session.add(unit)
    session.flush()
    _put_aliases(session, unit, draft.aliases)
    record(session, actor, "unit:add", unit, now, code=unit.code, name=unit.name)
    return unit


def change_unit(
    session: Session, actor: Actor, unit: Unit, draft: UnitDraft, now: datetime
) -> bool:
    """Store a changed entry; False when nothing differs.

    With `renamed_from`, the old name stays true for the days before; without, it was a slip.
    """
    require(policy.manage_accounts(actor))
    blockers = [*blockers_in_unit(draft), *_taken(session, draft, unit, now)]
    names = (unit.name, unit.short_name)
    renamed = draft.renamed_from is not None and names != (draft.name, draft.short_name)
    if draft.renamed_from is not None:
        last = session.scalar(
            select(func.max(UnitFormerName.until)).where(UnitFormerName.unit_id == unit.id)
        )
        blockers += blockers_to_rename(draft.renamed_from, draft.valid_from, last, local_date(now))
    require_ready(blockers)
    before = {name: str(getattr(unit, name)) for name in ("name", "short_name", *PLAIN)}
    if renamed:
        session.add(UnitFormerName(unit_id=unit.id, name=names[0], short_name=names[1],
                                   until=draft.renamed_from))  # fmt: skip
    for name in before:
        setattr(unit, name, getattr(draft, name))
    changed = [name for name in before if str(getattr(unit, name)) != before[name]]
    aliases = _put_aliases(session, unit, draft.aliases)
    if not changed and not aliases:
        return False
    unit.version += 1
    record(session, actor, "unit:renamed" if renamed else "unit:changed", unit, now,
           was={name: before[name] for name in changed}, aliases=list(draft.aliases),
           now_is={name: str(getattr(unit, name)) for name in changed},
           renamed_from=str(draft.renamed_from or ""))  # fmt: skip
    return True


def _taken(session: Session, draft: UnitDraft, own: Unit | None, now: datetime) -> list[Blocker]:
    """Codes, names of units of today and other names lead to one unit each."""
    found: list[Blocker] = []
    own_id, today = own.id if own else 0, local_date(now)
    others = session.scalars(select(Unit).where(Unit.id != own_id)).all()
    if any(unit.code == draft.code for unit in others):
        found.append(Blocker("code", T("Mã “%(code)s” đã dùng cho đơn vị khác", code=draft.code)))
    used = {folded(name): unit.name for unit in others if in_force(unit, today)
            for name in (unit.name, unit.short_name)}  # fmt: skip
    rows = session.execute(
        select(UnitAlias.folded, Unit.name)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(UnitAlias.unit_id != own_id)
    )
    used |= {word: name for word, name in rows}
    for field, names in (("name", (draft.name,)), ("short_name", (draft.short_name,)),
                         ("aliases", draft.aliases)):  # fmt: skip
        found += [
            Blocker(field, T("“%(name)s” đã chỉ đơn vị %(unit)s", name=name, unit=used[word]))
            for name in names
            if (word := folded(name)) in used
        ]
    twice = duplicates(draft.aliases)
    if twice:
        found.append(Blocker("aliases", T("Tên khác bị lặp: %(names)s", names=", ".join(twice))))
    return found


def _put_aliases(session: Session, unit: Unit, names: Sequence[str]) -> bool:
    """Store these other names; False when they are the stored ones."""
    stored = session.scalars(
        select(UnitAlias.name).where(UnitAlias.unit_id == unit.id).order_by(UnitAlias.id)
    ).all()
    wanted = [name for name in names if folded(name)]
    if list(stored) == wanted:
        return False
    session.execute(delete(UnitAlias).where(UnitAlias.unit_id == unit.id))
    session.add_all(UnitAlias(unit_id=unit.id, name=name, folded=folded(name)) for name in wanted)
    session.flush()
    return True


def succeed_units(
    session: Session,
    actor: Actor,
    draft: SuccessionDraft,
    goes_to: Mapping[int, int],
    now: datetime,
) -> int:
    """Record that units are carried on by others, move their people; returns how many moved.

    `goes_to`: account to successor, where there are several; anybody not named goes to the
    first. A clerk keeps the role in the old unit as well, for dossiers under way there.
    """
    require(policy.manage_accounts(actor))
    units = require_possible(session, draft, now)
    require_ready(_strangers(draft, goes_to))
    share = "whole" if draft.ends and len(draft.to_ids) == 1 else "part"
    session.add_all(
        UnitSuccession(from_unit_id=old, to_unit_id=new, effective_on=draft.effective_on,
                       share=share, note=draft.note)
        for old in draft.from_ids for new in draft.to_ids
    )  # fmt: skip
    for old in draft.from_ids if draft.ends else ():
        units[old].valid_to = draft.effective_on
        units[old].version += 1
    moved = _move_people(session, actor, draft, goes_to, now)
    for old in draft.from_ids:
        record(session, actor, "unit:succeeded", units[old], now, by=list(draft.to_ids),
               effective_on=str(draft.effective_on), ends=draft.ends, note=draft.note)  # fmt: skip
    return moved


def require_possible(session: Session, draft: SuccessionDraft, now: datetime) -> dict[int, Unit]:
    """The units of the draft, locked; refuses, with every reason, what cannot be recorded."""
    keys = sorted({*draft.from_ids, *draft.to_ids})
    units = {unit.id: unit for unit in all_to_change(session, Unit, keys)}
    spans = {u.id: UnitSpan(u.id, u.name, u.valid_from, u.valid_to) for u in units.values()}
    require_ready(blockers_to_succeed(draft, spans, local_date(now)))
    return units


def _strangers(draft: SuccessionDraft, goes_to: Mapping[int, int]) -> list[Blocker]:
    if set(goes_to.values()) <= set(draft.to_ids):
        return []
    return [Blocker("to_ids", T("Mỗi người phải chuyển về một đơn vị tiếp nhận đã chọn"))]


def _move_people(
    session: Session, actor: Actor, draft: SuccessionDraft, goes_to: Mapping[int, int],
    now: datetime,
) -> int:  # fmt: skip
    """Only a unit that ends gives its people away; a part that splits off takes who is named."""
    statement = select(Account.id).where(Account.unit_id.in_(draft.from_ids))
    if not draft.ends:
        statement = statement.where(Account.id.in_(goes_to))
    people = all_to_change(session, Account, list(session.scalars(statement)))
    for account in people:
        old, account.unit_id = account.unit_id, goes_to.get(account.id, draft.to_ids[0])
        account.version += 1
        record(session, actor, "account:moved", account, now, was=old, unit_id=account.unit_id)
        _move_roles(session, actor, account, draft, now)
    return len(people)


def _move_roles(
    session: Session, actor: Actor, account: Account, draft: SuccessionDraft, now: datetime
) -> None:
    today = local_date(now)
    grants = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.account_id == account.id, RoleGrant.unit_id.in_(draft.from_ids))
        .order_by(RoleGrant.id)
    ).all()
    for grant in grants:
        over = grant.valid_to is not None and grant.valid_to <= today
        if over or grant.role in SEATS or grant.role is Role.ADMIN:
            continue
        valid_from, valid_to = max(grant.valid_from, today), grant.valid_to
        if grant.role is not Role.UNIT_CLERK:
            grant.valid_to = valid_from
            record(session, actor, "account:role_ended", account, now, role=str(grant.role),
                   unit_id=grant.unit_id, valid_to=str(valid_from))  # fmt: skip
        grant_role(session, actor, account, grant.role, now, valid_from=valid_from,
                   valid_to=valid_to, unit_id=account.unit_id)  # fmt: skip
