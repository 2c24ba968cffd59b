"""What the sheets of an upload are judged with: units, categories, mapping, answers."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.accounts.units_queries import UnitFinder
from app.imports import policy
from app.imports.facts import Facts
from app.imports.judged import Setting
from app.imports.models import DossierImport, DossierQuestion
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.rounds.models import Category


def settings_of(
    session: Session, actor: Actor, batch: DossierImport, now: datetime
) -> dict[int, Setting]:
    """One setting for each sheet that the mapping takes."""
    structure, mapping = json.loads(batch.structure), json.loads(batch.mapping)
    names, titles = units_by_name(session, now)
    allowed = policy.units(actor)
    categories = {
        key: name for key, name in session.execute(
            select(Category.id, Category.name).where(Category.round_id == batch.round_id)
            .order_by(Category.position)
        )
    }  # fmt: skip
    given = select(DossierQuestion.key, DossierQuestion.answer).where(
        DossierQuestion.import_id == batch.id, DossierQuestion.answer != ""
    )
    answers = {key: answer for key, answer in session.execute(given)}
    found = {}
    for number, sheet in enumerate(structure["sheets"]):
        taken = mapping.get(str(number))
        if taken is None:
            continue
        columns = {int(place): key for place, key in taken["columns"].items() if key}
        found[number] = Setting(
            sheet["name"], columns, _scales(sheet), Facts(sheet["facts"]), names, titles, allowed,
            batch.unit_id, categories, answers, bool(structure.get("eight_bit")),
            {int(place): one["heading"] for place, one in sheet["columns"].items()},
        )  # fmt: skip
    return found


def _scales(sheet: Mapping[str, Any]) -> dict[int, int]:
    return {int(place): one["scale"] for place, one in sheet["columns"].items()}


def units_by_name(session: Session, now: datetime) -> tuple[dict[str, list[int]], dict[int, str]]:
    """Units by code and every name they go by (folded), and their names."""
    from app.kernel.vietnamese import search_text  # noqa: PLC0415

    finder = UnitFinder(session, local_date(now))
    names = {name: [unit.id for unit in units] for name, units in finder.by_name.items()}
    for code, unit in finder.by_code.items():
        if finder.is_live(unit):
            names.setdefault(search_text(code), []).append(unit.id)
    names = {name: list(dict.fromkeys(keys)) for name, keys in names.items()}
    titles = {
        key: name
        for key, name in session.execute(
            select(Unit.id, Unit.name).order_by(Unit.official_order, Unit.id)
        )
        if key in finder.live
    }
    return names, titles
