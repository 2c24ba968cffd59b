"""What the pages of an upload show: sheets with their columns, chips of verdicts."""

import json
from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.imports import queries
from app.imports.actions import mark_of
from app.imports.columns import TITLES
from app.imports.models import DossierImport
from app.imports.states import VERDICT_TITLES


def shown_sheets(
    session: Session, batch: DossierImport, posted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each sheet with its columns: what was posted, else mapped, else remembered, else guessed."""
    sheets = json.loads(batch.structure).get("sheets", [])
    mapped = json.loads(batch.mapping)
    found = []
    for number, sheet in enumerate(sheets):
        if not sheet["rows"]:
            continue
        before = queries.remembered(session, batch, sheet, mark_of) if batch.unit_id else {}
        chosen = mapped.get(str(number), {}).get("columns", {})
        columns = []
        for place, column in sheet["columns"].items():
            usual = before.get(place, column["guess"])
            key = posted.get(f"column-{number}-{place}", chosen.get(place, usual))
            columns.append({
                **column, "place": int(place), "key": key if key in TITLES else "",
                "hidden": int(place) in sheet["hidden_columns"], "usual": place in before,
            })  # fmt: skip
        usual_tick = bool(columns) and not sheet["hidden"] and sheet["head"][1] > 0
        ticked = (
            f"sheet-{number}" in posted
            if posted
            else (str(number) in mapped if mapped else usual_tick)
        )
        found.append({**sheet, "number": number, "columns": columns, "ticked": ticked,
                      "known": sheet["head"][1] > 0})  # fmt: skip
    return found


def chips_of(batch: DossierImport, counts: Mapping[str, int], asked: str) -> list[dict[str, Any]]:
    """One chip a verdict."""

    def url(value: str) -> str:
        code = request.args.get("loi") or None
        return url_for(".show", import_id=batch.id, loc=value or None, loi=code)

    chips: list[dict[str, Any]] = [
        {"label": _("Tất cả"), "url": url(""), "current": not asked, "count": None}
    ]
    for verdict, title in VERDICT_TITLES.items():
        if counts.get(verdict):
            chips.append({"label": title, "url": url(verdict), "current": asked == verdict,
                          "count": counts[verdict]})  # fmt: skip
    return chips
