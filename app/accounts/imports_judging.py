"""What each row of an uploaded list would do: new, changed field by field, the same, or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import normal_email
from app.accounts.imports_reading import COLUMNS, PEOPLE, UNITS, Read
from app.accounts.models import Account, Unit
from app.accounts.people_queries import roles_on
from app.accounts.people_rules import PersonDraft, blockers_in_person
from app.accounts.roles_rules import SEATS
from app.accounts.units_queries import UnitFinder, all_aliases
from app.accounts.units_rules import KINDS, UnitDraft, blockers_in_unit, folded
from app.kernel.actor import ROLE_TITLES, Role
from app.kernel.dates import day_text, parse_day
from app.kernel.keys import key_in
from app.kernel.text import T, Text

IN_ONE_QUERY = 500
NEW_UNIT = -1
"""Stands for a unit that the same list adds."""


class Verdict(StrEnum):
    """What a row would do; the words stand in the address."""

    WRONG = "loi"
    NEW = "moi"
    CHANGED = "thay-doi"
    SAME = "khong-doi"


VERDICT_TITLES = {
    Verdict.WRONG: T("Có lỗi"),
    Verdict.NEW: T("Thêm mới"),
    Verdict.CHANGED: T("Thay đổi"),
    Verdict.SAME: T("Không đổi"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a row that is already stored otherwise."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with what it would do; `draft` and `target_id` are what the import acts with."""

    sheet: str
    number: int
    title: str
    verdict: Verdict
    changes: tuple[Change, ...] = ()
    errors: tuple[Text, ...] = ()
    target_id: int | None = None
    unit: UnitDraft | None = None
    person: PersonDraft | None = None
    unit_code: str = ""
    roles: tuple[Role, ...] = ()


def judge(session: Session, rows: Sequence[Read], today: date) -> list[Judged]:
    """Every row compared with what is stored and with the rows before it; few queries in all."""
    finder = UnitFinder(session, today)
    units = _judge_units(session, [row for row in rows if row.sheet == UNITS], finder, today)
    fresh = _Fresh(units)
    people = [row for row in rows if row.sheet == PEOPLE]
    return [*units, *_judge_people(session, people, finder, fresh, today)]


class _Fresh:
    """The units that the list itself adds or renames, by code and every name."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self.codes: dict[str, str] = {}
        for row in judged:
            if row.verdict in {Verdict.NEW, Verdict.CHANGED} and row.unit is not None:
                for text in (row.unit.code, row.unit.name, row.unit.short_name, *row.unit.aliases):
                    self.codes[folded(text)] = row.unit.code

    def code_of(self, text: str) -> str:
        """The code of the unit of the list that this text names; "" for none."""
        return self.codes.get(folded(text), "")


def _formulas(row: Read) -> list[Text]:
    return [
        T("cột “%(column)s” chứa công thức; dán giá trị thay cho công thức",
          column=COLUMNS[row.sheet][name])
        for name in row.formulas
    ]  # fmt: skip


def _judge_units(
    session: Session, rows: Sequence[Read], finder: UnitFinder, today: date
) -> list[Judged]:
    aliases, seen, judged = all_aliases(session), dict[str, int](), []
    order = max((unit.official_order for unit in finder.by_code.values()), default=0)
    for row in rows:
        stored = finder.by_code.get(row.texts.get("code", "").casefold())
        order += 1
        draft, errors = _unit_draft(row, stored, aliases, order, today)
        for word in {folded(draft.code), folded(draft.name)}:
            if word in seen:
                errors.append(T("trùng với dòng %(n)s", n=seen[word]))
                break
        seen |= {folded(draft.code): row.number, folded(draft.name): row.number}
        errors += [
            T("“%(name)s” đã chỉ đơn vị %(unit)s", name=name, unit=other.name)
            for name in (draft.name, draft.short_name, *draft.aliases)
            for other in finder.by_name.get(folded(name), [])
            if stored is None or other.id != stored.id
        ]
        judged.append(_unit_row(row, draft, stored, aliases, errors))
    return judged


def _unit_draft(
    row: Read, stored: Unit | None, aliases: dict[int, tuple[str, ...]], order: int, today: date
) -> tuple[UnitDraft, list[Text]]:
    """The draft of a row; an empty cell keeps what is stored."""
    cells, errors = row.texts, _formulas(row)
    base = UnitDraft("", "", "", "department", order, today)
    if stored is not None:
        base = UnitDraft(stored.code, stored.name, stored.short_name, stored.kind,
                         stored.official_order, stored.valid_from, stored.address,
                         aliases.get(stored.id, ()))  # fmt: skip
    kinds = {folded(str(title)): kind for kind, title in KINDS.items()} | {k: k for k in KINDS}
    draft = replace(
        base,
        code=base.code or cells.get("code", "").upper(),
        name=cells.get("name") or base.name,
        short_name=cells.get("short_name") or base.short_name or cells.get("name", "")[:80],
        address=cells.get("address") or base.address,
    )
    if text := cells.get("kind"):
        draft = replace(draft, kind=kinds.get(folded(text), kinds.get(text, "")))
    if text := cells.get("aliases"):
        names = tuple(part.strip() for part in text.split(";") if part.strip())
        draft = replace(draft, aliases=names)
    if text := cells.get("official_order"):
        draft = replace(draft, official_order=key_in(text) or 0)
    if text := cells.get("valid_from"):
        try:
            draft = replace(draft, valid_from=parse_day(text))
        except ValueError:
            errors.append(T("“%(text)s” không phải là ngày có thật", text=text))
    return draft, errors + [blocker.message for blocker in blockers_in_unit(draft)]


def _unit_row(
    row: Read, draft: UnitDraft, stored: Unit | None, aliases: dict[int, tuple[str, ...]],
    errors: list[Text],
) -> Judged:  # fmt: skip
    changes: list[Change] = []
    if stored is not None:
        pairs = [(name, getattr(stored, name), getattr(draft, name)) for name in COLUMNS[UNITS]
                 if name != "aliases"]  # fmt: skip
        pairs.append(("aliases", "; ".join(aliases.get(stored.id, ())), "; ".join(draft.aliases)))
        changes = [
            Change(COLUMNS[UNITS][name], _shown(name, old), _shown(name, new))
            for name, old, new in pairs
            if old != new
        ]
    return Judged(UNITS, row.number, f"{draft.code} {draft.name}".strip(),
                  _verdict(stored is None, changes, errors), tuple(changes), tuple(errors),
                  stored.id if stored else None, unit=draft)  # fmt: skip


def _shown(name: str, value: object) -> str:
    if isinstance(value, date):
        return day_text(value)
    return str(KINDS.get(str(value), value)) if name == "kind" else str(value)


def _verdict(new: bool, changes: Sequence[Change], errors: Sequence[Text]) -> Verdict:
    if errors:
        return Verdict.WRONG
    if new:
        return Verdict.NEW
    return Verdict.CHANGED if changes else Verdict.SAME


def _stored_people(session: Session, emails: Sequence[str]) -> dict[str, tuple[Account, str]]:
    found: dict[str, tuple[Account, str]] = {}
    for start in range(0, len(emails), IN_ONE_QUERY):
        chunk = emails[start : start + IN_ONE_QUERY]
        for account, unit_name in session.execute(
            select(Account, Unit.name).join(Unit, Unit.id == Account.unit_id)
            .where(Account.email.in_(chunk))
        ):  # fmt: skip
            found[account.email] = (account, unit_name)
    return found


def _judge_people(
    session: Session, rows: Sequence[Read], finder: UnitFinder, fresh: _Fresh, today: date
) -> list[Judged]:
    emails = [normal_email(row.texts.get("email", "")) for row in rows]
    stored = _stored_people(session, emails)
    held = roles_on(session, [account.id for account, _name in stored.values()], today)
    seen: dict[str, int] = {}
    judged = []
    for row, email in zip(rows, emails, strict=True):
        errors = _formulas(row)
        if email and email in seen:
            errors.append(T("địa chỉ thư trùng với dòng %(n)s", n=seen[email]))
        seen.setdefault(email, row.number)
        account, unit_name = stored.get(email, (None, ""))
        roles = held.get(account.id, ()) if account else ()
        judged.append(_person_row(row, email, account, unit_name, roles, finder, fresh, errors))
    return judged


def _person_row(
    row: Read, email: str, account: Account | None, unit_name: str, held: tuple[Role, ...],
    finder: UnitFinder, fresh: _Fresh, errors: list[Text],
) -> Judged:  # fmt: skip
    cells = row.texts
    unit_id, unit_code, shown = _unit_of(cells.get("unit", ""), finder, fresh, errors)
    position = cells.get("position") or (account.position if account else "")
    draft = PersonDraft(email, cells.get("full_name", ""), unit_id, position)
    errors += [b.message for b in blockers_in_person(draft) if b.field != "unit_id"]
    wanted = _roles_of(cells.get("roles", ""), errors)
    if account is None and not cells.get("roles"):
        wanted = (Role.AUTHOR,)
    missing = tuple(role for role in wanted if role not in held)
    changes: list[Change] = []
    if account is not None:
        labels = COLUMNS[PEOPLE]
        pairs = [(labels["full_name"], account.full_name, draft.full_name),
                 (labels["unit"], unit_name, shown),
                 (labels["position"], account.position, draft.position)]  # fmt: skip
        changes = [Change(*pair) for pair in pairs if pair[1] != pair[2]]
        if missing:
            names = (", ".join(str(ROLE_TITLES[r]) for r in group) for group in (held, missing))
            changes.append(Change(labels["roles"], next(names), f"+ {next(names)}"))
    return Judged(PEOPLE, row.number, f"{draft.full_name} ({email})",
                  _verdict(account is None, changes, errors), tuple(changes), tuple(errors),
                  account.id if account else None, person=draft, unit_code=unit_code,
                  roles=missing)  # fmt: skip


def _unit_of(
    text: str, finder: UnitFinder, fresh: _Fresh, errors: list[Text]
) -> tuple[int | None, str, str]:
    """The unit a cell names: its id, or the code of a unit the list adds; and its name."""
    found = finder.find(text) if text else []
    if len(found) == 1 and finder.is_live(found[0]):
        return found[0].id, "", found[0].name
    if code := fresh.code_of(text) if text else "":
        stored = finder.by_code.get(code.casefold())
        return (stored.id, "", stored.name) if stored else (NEW_UNIT, code, text)
    if not text:
        errors.append(T("thiếu đơn vị"))
    elif len(found) > 1:
        errors.append(T("cột “Đơn vị”: “%(text)s” chỉ nhiều đơn vị, dùng mã đơn vị", text=text))
    elif found:
        errors.append(_ended(found[0], finder))
    elif (similar := finder.similar(text)) and not finder.is_live(similar):
        errors.append(_ended(similar, finder))
    elif similar:
        errors.append(T("cột “Đơn vị”: không có đơn vị tên “%(text)s”. Có phải “%(other)s”?",
                        text=text, other=similar.name))  # fmt: skip
    else:
        errors.append(T("cột “Đơn vị”: không có đơn vị tên “%(text)s”", text=text))
    return None, "", text


def _ended(unit: Unit, finder: UnitFinder) -> Text:
    """That a named unit does not exist today, since when, and which unit carries it on."""
    if unit.valid_from > finder.day or unit.valid_to is None:
        return T("cột “Đơn vị”: %(name)s hoạt động từ %(day)s, chưa có người dùng trước ngày đó",
                 name=unit.name, day=day_text(unit.valid_from))  # fmt: skip
    if now := finder.carried_on_by(unit):
        return T("cột “Đơn vị”: %(name)s đã ngừng hoạt động từ %(day)s, nay là %(now)s",
                 name=unit.name, day=day_text(unit.valid_to), now=", ".join(now))  # fmt: skip
    return T("cột “Đơn vị”: %(name)s đã ngừng hoạt động từ %(day)s",
             name=unit.name, day=day_text(unit.valid_to))  # fmt: skip


def _roles_of(text: str, errors: list[Text]) -> tuple[Role, ...]:
    """The roles a cell names; an import gives neither administration nor seats in a council."""
    known = {folded(str(title)): role for role, title in ROLE_TITLES.items()}
    # As many lists call them; known here so that the refusal says where seats are given.
    known |= {folded(f"{ROLE_TITLES[role]} sáng kiến"): role for role in SEATS}
    found: list[Role] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        role = known.get(folded(part))
        if role is None:
            errors.append(T("cột “Vai trò”: không có vai trò “%(text)s”", text=part))
        elif role is Role.ADMIN or role in SEATS:
            errors.append(T("cột “Vai trò”: “%(role)s” phải được giao trên trang của từng người",
                            role=ROLE_TITLES[role]))  # fmt: skip
        else:
            found.append(role)
    return tuple(dict.fromkeys(found))
