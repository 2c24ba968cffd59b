"""Set an authority up from data alone: what it is called from when, and its units.

A preset is a YAML file: `agency` (dated rows), `units` (in the official order) and
`successions`. The shipped ones are in `data/presets`; an authority may write its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import policy
from app.accounts.agency_rules import LIMITS, NEEDED, TEXTS
from app.accounts.models import Agency, Unit, UnitSuccession
from app.accounts.units_actions import add_unit
from app.accounts.units_rules import UnitDraft
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line

FOLDER = Path(__file__).parent / "data" / "presets"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a preset added."""

    agencies: int
    units: int


def names() -> list[str]:
    """The shipped presets."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(name: str | None, path: Path | None = None) -> Mapping[str, Any]:
    """The data of a preset; `Blocked` when there is none of this name or it is no preset."""
    if path is None:
        if name not in names():
            raise _bad(T("Không có bộ thiết lập “%(name)s”. Có: %(known)s", name=name,
                         known=", ".join(names())))  # fmt: skip
        path = FOLDER / f"{name}.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _bad(T("Tệp này không phải là YAML mã UTF-8")) from None
    lists = isinstance(data, dict) and all(
        isinstance(data.get(key, []), list)
        and all(isinstance(one, dict) for one in data.get(key, []))
        for key in ("agency", "units", "successions")
    )
    if not lists or not data.get("agency"):
        raise _bad(T("Tệp phải có danh sách “agency”, và có thể có “units”, “successions”"))
    found: Mapping[str, Any] = data
    return found


def _bad(text: Text) -> Blocked:
    return Blocked([Blocker("preset", text)])


def load(session: Session, actor: Actor, data: Mapping[str, Any], now: datetime) -> Loaded:
    """Add the dated rows of a preset to an installation that has no agency and no units yet."""
    require(policy.manage_accounts(actor))
    taken = session.scalar(select(func.count()).select_from(Agency)) or session.scalar(
        select(func.count()).select_from(Unit)
    )
    if taken:
        raise _bad(T("Hệ thống đã có cơ quan hoặc đơn vị; bộ thiết lập chỉ nạp vào hệ thống mới"))
    agencies = [_agency(row) for row in data["agency"]]
    session.add_all(agencies)
    ids: dict[str, int] = {}
    for order, row in enumerate(data.get("units", []), start=1):
        unit = add_unit(session, actor, _unit(row, order), now)
        unit.valid_to = _day(row, "valid_to", needed=False)
        ids[unit.code] = unit.id
    session.add_all(_succession(row, ids) for row in data.get("successions", []))
    session.flush()
    record(session, actor, "agency:preset", f"agency:{agencies[0].id}", now,
           agencies=[one.name for one in agencies], units=len(ids))  # fmt: skip
    return Loaded(len(agencies), len(ids))


def _day(row: Mapping[str, Any], name: str, *, needed: bool = True) -> Any:
    value = row.get(name)
    if isinstance(value, date) or (value is None and not needed):
        return value
    raise _bad(T("“%(name)s” phải là ngày dạng 2025-07-01", name=name))


def _agency(row: Mapping[str, Any]) -> Agency:
    texts = {name: clean_line(str(row.get(name) or "")) for name in TEXTS}
    require_ready(
        [Blocker(name, T("Cơ quan thiếu “%(name)s”", name=name))
         for name in NEEDED if not texts[name]]
        + [Blocker(name, T("“%(name)s” dài quá %(n)s ký tự", name=name, n=most))
           for name, most in LIMITS.items() if len(texts[name]) > most]
    )  # fmt: skip
    return Agency(**texts, valid_from=_day(row, "valid_from"),
                  valid_to=_day(row, "valid_to", needed=False))  # fmt: skip


def _unit(row: Mapping[str, Any], order: int) -> UnitDraft:
    name = clean_line(str(row.get("name") or ""))
    return UnitDraft(
        clean_line(str(row.get("code") or "")), name,
        clean_line(str(row.get("short_name") or name))[:80], str(row.get("kind") or "department"),
        order, _day(row, "valid_from"), clean_line(str(row.get("address") or "")),
        tuple(clean_line(str(alias)) for alias in row.get("aliases") or ()),
    )  # fmt: skip


def _succession(row: Mapping[str, Any], ids: Mapping[str, int]) -> UnitSuccession:
    old, new = str(row.get("from")), str(row.get("to"))
    unknown = [code for code in (old, new) if code not in ids]
    if unknown:
        raise _bad(T("Không có đơn vị mã %(code)s", code=", ".join(unknown)))
    return UnitSuccession(
        from_unit_id=ids[old], to_unit_id=ids[new], effective_on=_day(row, "effective_on"),
        share=str(row.get("share") or "whole"), note=clean_line(str(row.get("note") or "")),
    )  # fmt: skip
