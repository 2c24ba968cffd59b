"""Reads of the table of words by version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.novelty.lexicon import Lexicon, lexicon_of, shipped_text
from app.novelty.models import Words


@dataclass(frozen=True, slots=True)
class WordsInUse:
    """A version of the table; number 0 is the shipped one."""

    number: int
    content: str


@dataclass(frozen=True, slots=True)
class WordsLine:
    """One version in the history."""

    number: int
    note: str
    made_by: str
    made_at: datetime


def words_in_use(session: Session) -> WordsInUse:
    """The newest version of the table, else the shipped one."""
    row = session.execute(
        select(Words.number, Words.content).order_by(Words.number.desc()).limit(1)
    ).one_or_none()
    return WordsInUse(*row) if row else WordsInUse(0, shipped_text())


def lexicon_in_use(session: Session) -> Lexicon:
    """The table in use, built."""
    return lexicon_of(words_in_use(session).content)


def words_history(session: Session) -> list[WordsLine]:
    """Every version, newest first."""
    rows = session.execute(
        select(Words.number, Words.note, func.coalesce(Account.full_name, ""), Words.made_at)
        .outerjoin(Account, Account.id == Words.made_by)
        .order_by(Words.number.desc())
    )
    return [WordsLine(*row) for row in rows]


def words_of(session: Session, number: int) -> WordsInUse | None:
    """One version; 0 is the shipped one."""
    if number == 0:
        return WordsInUse(0, shipped_text())
    content = session.scalar(select(Words.content).where(Words.number == number))
    return None if content is None else WordsInUse(number, content)
