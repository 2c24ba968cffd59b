"""The board as CSV, out and in: `idea,reviewer` with codes of dossiers and addresses of reviewers.

In: for every dossier that is named, the lines are all its reviewers; other dossiers stay as they
are. What comes in is shown as a difference first and applied like the board itself.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.review.assigning import Pair
from app.review.models import Sheet
from app.review.queries import ASSIGNABLE, Reviewer, shut_for
from app.review.states import SheetState
from app.rounds.models import Round

HEAD = ["idea", "reviewer"]
LINES_AT_MOST = 60_000
WRONG_SHOWN = 10


def standing_pairs(session: Session, actor: Actor, round_: Round) -> dict[Pair, tuple[str, str]]:
    """The pairs that stand, with code and address, without dossiers the actor is shut out of."""
    rows = session.execute(
        select(Sheet.idea_id, Sheet.reviewer_id, Idea.code, Account.email)
        .join(Idea, Idea.id == Sheet.idea_id)
        .join(Account, Account.id == Sheet.reviewer_id)
        .where(Sheet.round_id == round_.id, Sheet.state != SheetState.DECLINED,
               ~shut_for(session, actor))
        .order_by(Idea.code, Account.email)
    )  # fmt: skip
    return {(idea, person): (code or "", email) for idea, person, code, email in rows}


def codes_here(session: Session, actor: Actor, round_: Round) -> dict[str, int]:
    """The dossiers that may be assigned by the actor, by code."""
    rows = session.execute(
        select(Idea.code, Idea.id).where(
            Idea.round_id == round_.id, Idea.state.in_(ASSIGNABLE), ~shut_for(session, actor)
        )
    )
    return {code or "": key for code, key in rows}


def to_csv(pairs: Mapping[Pair, tuple[str, str]]) -> str:
    """The table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows(pairs.values())
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Wished:
    """What a pasted table asks for, or what is wrong with it."""

    add: tuple[Pair, ...] = ()
    remove: tuple[Pair, ...] = ()
    wrong: tuple[Blocker, ...] = ()


def difference(
    text: str,
    codes: Mapping[str, int],
    reviewers: Sequence[Reviewer],
    standing: Mapping[Pair, tuple[str, str]],
) -> Wished:
    """Read `idea,reviewer` lines and compare with what stands; every wrong line is named."""
    people = {reviewer.email.casefold(): reviewer.account_id for reviewer in reviewers}
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True))
    except csv.Error:
        return Wished(wrong=(_wrong(1, T("không đọc được như CSV")),))
    if not rows or [cell.strip().lower() for cell in rows[0]] != HEAD:
        return Wished(wrong=(_wrong(1, T("dòng đầu phải là idea,reviewer")),))
    if len(rows) > LINES_AT_MOST:
        return Wished(wrong=(_wrong(LINES_AT_MOST, T("bảng quá dài")),))
    wished: set[Pair] = set()
    wrong: list[Blocker] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if any(cells):
            found = _pair_of(cells, codes, people)
            if isinstance(found, Text):
                wrong.append(_wrong(number, found))
            elif found in wished:
                wrong.append(_wrong(number, T("lặp lại một dòng ở trên")))
            else:
                wished.add(found)
    if wrong:
        return Wished(wrong=tuple(wrong[:WRONG_SHOWN]))
    named = {idea for idea, _ in wished}
    there = {pair for pair in standing if pair[0] in named}
    return Wished(tuple(sorted(wished - there)), tuple(sorted(there - wished)))


def _pair_of(
    cells: Sequence[str], codes: Mapping[str, int], people: Mapping[str, int]
) -> Pair | Text:
    """The pair of one line, or what is wrong with it."""
    if len(cells) != len(HEAD):
        return T("cần đúng hai ô")
    idea, person = codes.get(cells[0].upper()), people.get(cells[1].casefold())
    if idea is None:
        return T("hồ sơ không phân công được ở đây: %(c)s", c=cells[0][:40])
    if person is None:
        return T("không phải ủy viên chấm: %(c)s", c=cells[1][:60])
    return idea, person


def _wrong(number: int, what: Text) -> Blocker:
    return Blocker("lines", T("Dòng %(n)s: %(what)s", n=number, what=what))
