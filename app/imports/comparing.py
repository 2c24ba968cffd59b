"""Rows against what is stored: the same dossier again, or with differences to confirm."""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer_group

from app.ideas.drafts import LABELS, typed_text
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.queries import seen_by
from app.ideas.states import EDITABLE, IdeaState
from app.imports.columns import CODE, OWN_CODE, UNIT
from app.imports.judged import Judged
from app.imports.models import DossierImport, DossierRow
from app.imports.problems import Code, Level, Problem
from app.imports.states import Outcome, Verdict
from app.kernel.actor import Actor
from app.kernel.numbers import decimal_text
from app.kernel.text import T
from app.kernel.vietnamese import clean, search_text

_NOT_COMPARED = frozenset({"unit_id", CODE, OWN_CODE, UNIT, "authors"})
_titles: dict[tuple[int, int], dict[str, int]] = {}


def _mark(unit_id: int, title: str) -> str:
    return hashlib.sha256(f"{unit_id}\x00{search_text(title)}".encode()).hexdigest()[:24]


def titles_of(session: Session, actor: Actor, batch: DossierImport, run: int) -> dict[str, int]:
    """The dossiers of the round that the actor may see, by unit and folded title.

    Read once a run: 100.000 of them are some 15 MB.
    """
    key = (batch.id, run)
    if key not in _titles:
        _titles.clear()
        rows = session.execute(
            select(Idea.id, Idea.unit_id, Idea.title)
            .where(Idea.round_id == batch.round_id, Idea.state != IdeaState.WITHDRAWN,
                   Idea.title != "", seen_by(actor))
            .order_by(Idea.id.desc())
            .execution_options(yield_per=1000)
        )  # fmt: skip
        _titles[key] = {_mark(unit_id, title): idea_id for idea_id, unit_id, title in rows}
    return _titles[key]


def forget_titles() -> None:
    """Read them anew next time."""
    _titles.clear()


def compare(
    session: Session, actor: Actor, batch: DossierImport, judged: Sequence[Judged], run: int
) -> dict[int, int]:
    """Mark rows whose dossier exists; gives the dossier of each such row by row place."""
    wanted = [one for one in judged if one.verdict in {Verdict.NEW, Verdict.ASK}]
    matches = _matches(session, actor, batch, wanted, run)
    if not matches:
        return {}
    rows = session.scalars(
        select(Idea).where(Idea.id.in_(set(matches.values()))).options(undefer_group("text"))
    )
    ideas = {idea.id: idea for idea in rows}
    authors: dict[int, list[IdeaAuthor]] = {}
    for one in session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id.in_(ideas))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position)
    ):  # fmt: skip
        authors.setdefault(one.idea_id, []).append(one)
    for place, idea_id in matches.items():
        _settle(wanted_by(judged, place), ideas[idea_id], authors.get(idea_id, []), actor)
    return matches


def wanted_by(judged: Sequence[Judged], place: int) -> Judged:
    """The judged row of this place (its identity)."""
    return next(one for one in judged if id(one) == place)


def _matches(
    session: Session, actor: Actor, batch: DossierImport, wanted: Sequence[Judged], run: int
) -> dict[int, int]:
    titles = titles_of(session, actor, batch, run)
    found = {
        id(one): titles[mark]
        for one in wanted
        if (mark := _mark(one.values.get("unit_id") or 0, one.title)) in titles
    }
    codes = {one.values[CODE]: id(one) for one in wanted if one.values.get(CODE)}
    if codes:
        for code, idea_id in session.execute(
            select(Idea.code, Idea.id).where(Idea.code.in_(codes), seen_by(actor),
                                             Idea.round_id == batch.round_id)
        ):  # fmt: skip
            found[codes[code or ""]] = idea_id
    own = {one.key: id(one) for one in wanted if one.values.get(OWN_CODE)}
    if own:
        for key, idea_id in session.execute(
            select(DossierRow.key, Idea.id)
            .join(DossierImport, DossierImport.id == DossierRow.import_id)
            .join(Idea, Idea.id == DossierRow.idea_id)
            .where(DossierRow.key.in_(own), DossierImport.round_id == batch.round_id,
                   DossierImport.account_id == batch.account_id,
                   DossierRow.outcome != Outcome.UNDONE, Idea.state != IdeaState.WITHDRAWN)
            .order_by(DossierRow.id)
        ):  # fmt: skip
            found[own[key]] = idea_id
    return found


def _settle(row: Judged, idea: Idea, authors: Sequence[IdeaAuthor], actor: Actor) -> None:
    changes = differences(row.values, idea, authors)
    mine = idea.owner_id == actor.user_id or any(one.account_id == actor.user_id for one in authors)
    cell = row.problems[0].cell if row.problems else ""
    if not changes:
        if row.verdict is Verdict.NEW or all(one.level is not Level.ERROR for one in row.problems):
            row.verdict = Verdict.SAME
        return
    for label, before, after in changes:
        message = T("%(what)s: “%(before)s” → “%(after)s”", what=label, before=before[:300],
                    after=after[:300])  # fmt: skip
        row.problems.append(Problem(cell, Code.CHANGED, Level.NOTE, message, raw=before[:300]))
    if not mine or idea.state not in EDITABLE:
        text = T("Hồ sơ đang có không sửa được qua bảng (%(why)s); giữ nguyên",
                 why=T("đã nộp") if mine else T("của người khác"))  # fmt: skip
        row.problems.append(Problem(cell, Code.STORED, Level.NOTE, text))
        row.verdict = Verdict.SAME
    elif row.verdict is Verdict.NEW:
        row.verdict = Verdict.CHANGED


def differences(
    values: dict[str, Any], idea: Idea, authors: Sequence[IdeaAuthor]
) -> list[tuple[Any, str, str]]:
    """(label, stored, in the file) for every value that the file gives otherwise."""
    found = []
    for name, value in values.items():
        if name in _NOT_COMPARED or not hasattr(idea, name):
            continue
        stored = getattr(idea, name)
        plain = stored.isoformat() if hasattr(stored, "isoformat") else stored
        if plain != (clean(value) if isinstance(value, str) else value):
            found.append((LABELS.get(name, name), typed_text(name, stored), str(value)))
    wanted = values.get("authors")
    if wanted is not None and not _same_authors(wanted, authors):
        before = "; ".join(f"{one.full_name} ({decimal_text(one.share)}%)" for one in authors)
        after = "; ".join(
            f"{one['full_name']} ({decimal_text(Decimal(one['share']))}%)" for one in wanted
        )
        found.append((T("Tác giả"), before, after))
    return found


def _same_authors(wanted: Sequence[dict[str, str]], stored: Sequence[IdeaAuthor]) -> bool:
    if len(wanted) != len(stored):
        return False
    return all(
        Decimal(one["share"]) == row.share
        and all(
            getattr(row, name) == (value.casefold() if name == "email" else value)
            for name, value in one.items()
            if name != "share" and value
        )
        for one, row in zip(wanted, stored, strict=True)
    )


def as_json(problems: Sequence[Problem]) -> str:
    """The problems as they are kept."""
    return json.dumps(
        [[one.cell, one.code, one.level, str(one.message), one.key, one.ask, one.guess, one.raw]
         for one in problems], ensure_ascii=False,
    )  # fmt: skip


def from_json(text: str) -> list[Problem]:
    """The problems that were kept."""
    return [
        Problem(cell, Code(code), Level(level), T("%(text)s", text=message), key, ask, guess, raw)
        for cell, code, level, message, key, ask, guess, raw in json.loads(text)
    ]
