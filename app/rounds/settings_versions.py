"""Every change of a round's settings keeps a version of all of them."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.kernel.actor import Actor
from app.rounds.field_models import RoundVersion
from app.rounds.models import Round
from app.rounds.settings_file import settings_values, stored_settings


def keep_version(session: Session, actor: Actor, found: Round, what: str, now: datetime) -> None:
    """Keep the settings as they are after an act. One act keeps one version; no change, none."""
    session.flush()
    content = json.dumps(
        settings_values(stored_settings(session, found)), ensure_ascii=False, sort_keys=True
    )
    last = session.scalar(
        select(RoundVersion)
        .where(RoundVersion.round_id == found.id)
        .order_by(RoundVersion.number.desc())
        .limit(1)
    )
    if last is not None and (last.made_at, last.made_by) == (now, actor.user_id):
        last.content, last.what = content, what
    elif last is None or last.content != content:
        number = last.number + 1 if last is not None else 1
        session.add(
            RoundVersion(round_id=found.id, number=number, content=content, made_at=now,
                         made_by=actor.user_id, what=what)
        )  # fmt: skip
    session.flush()


def version_count(session: Session, round_id: int) -> int:
    """How many versions are kept."""
    counted = select(func.count()).select_from(RoundVersion).where(
        RoundVersion.round_id == round_id
    )  # fmt: skip
    return session.scalar(counted) or 0


def version_of(session: Session, found: Round, number: int) -> RoundVersion | None:
    """One kept version."""
    return session.scalar(
        select(RoundVersion).where(RoundVersion.round_id == found.id, RoundVersion.number == number)
    )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One kept version in the list."""

    number: int
    made_at: datetime
    who: str
    what: str


def version_lines(
    session: Session, round_id: int, *, limit: int = 50, offset: int = 0
) -> list[VersionLine]:
    """The kept versions, newest first."""
    rows = session.execute(
        select(RoundVersion.number, RoundVersion.made_at, Account.full_name, RoundVersion.what)
        .outerjoin(Account, Account.id == RoundVersion.made_by)
        .where(RoundVersion.round_id == round_id)
        .order_by(RoundVersion.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return [VersionLine(number, at, who or "", what) for number, at, who, what in rows]
