"""The whole set of papers of a list, made by the worker step by step.

The first step freezes what the papers say; later steps only render, so that a list that changes
meanwhile gives no mixed set. The state travels in the cursor; each step gives the next bytes of the
ZIP, whose directory comes with the last one: there is no half file to download.
"""

import base64
import json
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.exports import EXPORT
from app.awards import policy, queries, rules
from app.awards.compiled import CompiledList, from_json, to_json
from app.awards.dossier_facts import (
    decision_values,
    decisions_from,
    dossier_from,
    dossier_values,
)
from app.awards.dossier_plan import Piece, pieces
from app.awards.dossier_queries import decisions_of, dossier_of, sittings_of
from app.awards.dossier_templates import contents, in_force, titles, usable
from app.awards.dossier_words import Paper
from app.awards.models import NominationList
from app.awards.verification import lookups
from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial, Denied, require, require_ready
from app.kernel.text import T
from app.papers.catalogue import COMMENDATION
from app.papers.stocks import stock_from_json, stock_on, stock_to_json

NAME = "awards.dossier"
AT_A_STEP = 8
"""Papers rendered in one step: about a quarter of a second."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What the whole set is made from, as text that fits into a cursor."""

    packed: str

    @classmethod
    def of(cls, session: Session, list_: NominationList) -> "Frozen":
        """Everything the papers say, read once."""
        compiled = queries.shown_list(session, list_)
        require_ready(
            rules.blockers_to_print(lines=len(compiled.lines), issuer=compiled.heading.issuer)
        )
        values = {
            "list": to_json(compiled),
            "dossier": dossier_values(dossier_of(session, list_)),
            "code": queries.snapshot_code(list_),
            "decision": list_.decision_number,
            "decided_on": list_.decided_on.isoformat() if list_.decided_on else None,
            "decisions": decision_values(decisions_of(session, list_)),
            "sittings": sittings_of(session, list_),
            "lookups": lookups(session, list_),
            **_forms(session, list_, compiled),
        }
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        return cls(base64.b64encode(zlib.compress(text.encode())).decode())


def _forms(session: Session, list_: NominationList, compiled: CompiledList) -> dict[str, Any]:
    """The office's templates and pre-printed stock of the day on which the list was judged."""
    found = in_force(session, queries.snapshot_code(list_), compiled)
    fit = usable(session, found)
    stock = stock_on(session, COMMENDATION.code, compiled.heading.judged_on)
    return {"templates": fit, "unused": sorted(found.keys() - fit.keys()),
            "stock": stock_to_json(stock.stock) if stock.number else ""}  # fmt: skip


def may_export(actor: Actor, _args: Args) -> Denial | None:
    """Whoever reads lists may take their papers out."""
    return policy.see(actor)


def step(session: Session, actor: Actor, args: Args, cursor: str, _now: datetime) -> Step:
    """The next papers. It only reads; what is frozen is never read again."""
    require(may_export(actor, args))
    if not cursor:
        list_ = session.get(NominationList, int(args["list"]))
        if list_ is None:
            raise Denied(NOT_FOUND)
        frozen = Frozen.of(session, list_)
        state: dict[str, Any] = {"frozen": frozen.packed, "at": 0, "entries": []}
        return Step(json.dumps(state), 0, _size(frozen.packed))
    return _rendered(session, json.loads(cursor))


def _size(packed: str) -> int:
    return len(_opened(packed).pieces) + 1


def _rendered(session: Session, state: dict[str, Any]) -> Step:
    from app.awards.dossier_making import finish, make  # noqa: PLC0415 - Word, typst: only here

    opened = _opened(state["frozen"])
    first = state["at"]
    chosen = opened.pieces[first : first + AT_A_STEP]
    entries, part = make(chosen, contents(session, opened.templates, {p.kind for p in chosen}))
    state["at"] += len(chosen)
    state["entries"] += entries
    done, total = state["at"], len(opened.pieces) + 1
    if done + 1 < total:
        return Step(json.dumps(state), done, total, part)
    part += finish(opened.paper, state["entries"], recorded=opened.recorded,
                   unused=titles(opened.unused))  # fmt: skip
    return Step(json.dumps({"at": total}), total, total, part, finished=True)


@dataclass(frozen=True)
class _Opened:
    paper: Paper
    pieces: list[Piece]
    recorded: bool
    templates: dict[str, int]
    unused: list[str]


@lru_cache(maxsize=2)
def _opened(packed: str) -> _Opened:
    """What was frozen, ready to render; kept for the next step of the same worker."""
    values = json.loads(zlib.decompress(base64.b64decode(packed)))
    day = values["decided_on"]
    paper = Paper(
        from_json(values["list"]), dossier_from(values["dossier"]), values["code"],
        values["decision"], date.fromisoformat(day) if day else None,
        decisions_from(values["decisions"]), values.get("lookups", {}),
    )  # fmt: skip
    templates = values.get("templates", {})
    stock = stock_from_json(values["stock"]) if values.get("stock") else None
    return _Opened(paper, pieces(paper, values["sittings"], frozenset(templates), stock),
                   bool(values["sittings"]), templates, values.get("unused", []))  # fmt: skip


def _note(session: Session, actor: Actor, args: Args, now: datetime) -> None:
    """Names of the whole list leave the system with the file."""
    thing = f"nomination_list:{args['list']}"
    record(session, actor, EXPORT, thing, now, what="bo-ho-so.zip", rows=int(args["lines"]))


def _file_name(args: Args) -> str:
    draft = "du-thao-" if args["draft"] else ""
    return f"{draft}bo-ho-so-danh-sach-{args['number']:02d}-{args['year']}.zip"


DOSSIER = Kind(
    name=NAME,
    title=T("Lập trọn bộ hồ sơ khen thưởng"),
    media_type="application/zip",
    result_name=_file_name,
    may=may_export,
    step=step,
    aside=True,
    at_end=_note,
)
