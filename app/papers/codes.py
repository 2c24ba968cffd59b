"""Codes on papers: made once for each, not to be guessed, answered by the room that knows.

What the public page says is only whether the paper is valid, replaced or revoked, and what is
printed on every copy of it: never a name, an amount or a score.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.text import T, Text
from app.papers.models import PaperCode

# No letter that is read as another on paper; 16 of 31 are 79 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 16, 4
_AT_ONCE = 500


class Standing(StrEnum):
    """Does the paper count."""

    VALID = "valid"
    PENDING = "pending"
    REPLACED = "replaced"
    REVOKED = "revoked"


STANDING_TITLES = {
    Standing.VALID: T("Còn giá trị"),
    Standing.PENDING: T("Chưa có giá trị"),
    Standing.REPLACED: T("Đã được thay thế"),
    Standing.REVOKED: T("Đã bị thu hồi"),
}
STANDING_SHAPES = {
    Standing.VALID: "ok",
    Standing.PENDING: "ask",
    Standing.REPLACED: "ask",
    Standing.REVOKED: "bad",
}


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What anybody may know of a paper. `why` is one sentence about a paper that does not count."""

    paper: Text
    standing: Standing
    facts: tuple[tuple[Text, Text | str], ...] = ()
    why: Text | str = ""


Answerer = Callable[[Session, int], CodeAnswer | None]
_answerers: dict[str, Answerer] = {}


def answered_by(kind: str, answerer: Answerer) -> None:
    """Register the room that knows whether papers of a kind count."""
    _answerers[kind] = answerer


Elsewhere = Callable[[Session, str], str | None]
_elsewhere: list[Elsewhere] = []


def also_at(found: Elsewhere) -> None:
    """Register a room whose papers have codes of their own: the address of the page about one."""
    if found not in _elsewhere:
        _elsewhere.append(found)


def address_elsewhere(session: Session, typed: str) -> str | None:
    """Where another room answers for exactly this code."""
    return next(filter(None, (found(session, typed) for found in _elsewhere)), None)


def give_codes(session: Session, kind: str, things: Iterable[int], now: datetime) -> dict[int, str]:
    """The code of each thing, made now for those that have none. Inside a transaction that writes.

    Raises `LookupError` for a kind that no room answers for: such a paper could not be checked.
    """
    if kind not in _answerers:
        msg = f"no room answers for papers of the kind {kind}"
        raise LookupError(msg)
    wanted = list(dict.fromkeys(things))
    known = codes_of(session, kind, wanted)
    for thing in wanted:
        if thing not in known:
            known[thing] = _new_code()
            session.add(PaperCode(code=known[thing], kind=kind, thing_id=thing, made_at=now))
    session.flush()
    return known


def codes_of(session: Session, kind: str, things: Sequence[int]) -> dict[int, str]:
    """The codes that these things have."""
    found: dict[int, str] = {}
    for start in range(0, len(things), _AT_ONCE):
        part = things[start : start + _AT_ONCE]
        rows = session.execute(
            select(PaperCode.thing_id, PaperCode.code)
            .where(PaperCode.kind == kind, PaperCode.thing_id.in_(part))
        )  # fmt: skip
        found.update({thing: code for thing, code in rows})
    return found


def answer_for(session: Session, typed: str) -> tuple[str, CodeAnswer] | None:
    """The code as printed and what is said of its paper; None for a code that is on none."""
    code = normal(typed)
    row = session.execute(
        select(PaperCode.kind, PaperCode.thing_id).where(PaperCode.code == code)
    ).one_or_none()
    answerer = _answerers.get(row.kind) if row else None
    answer = answerer(session, row.thing_id) if row and answerer else None
    return None if answer is None else (code, answer)


def normal(typed: str) -> str:
    """What people type: small letters, blanks, no dashes."""
    letters = [one for one in typed.upper()[:60] if one in ALPHABET]
    whole = "".join(letters)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def address(code: str) -> str:
    """The whole address of the page about a code, for a QR code; also without a request."""
    return f"{current_app.config['BASE_URL'].rstrip('/')}/tra-cuu/{code}"


def _new_code() -> str:
    return normal("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)))
