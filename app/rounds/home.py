"""What this room hangs on other pages: the strip of the round, and the secretary's waiting work."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from app.kernel.actor import Actor, Role
from app.kernel.dates import day_text, deadline_text, remaining_text
from app.kernel.text import T
from app.rounds import queries, rules
from app.rounds.states import PHASE_TITLES, Phase, RoundState
from app.web.registry import Strip, Work


def strip(session: Session, now: datetime) -> Strip | None:
    """Where the current round stands, in words; None when none is announced."""
    found = queries.current_round(session, now)
    if found is None:
        return None
    where, end = rules.phase(found, now), rules.phase_end(found, now)
    return Strip(
        title=found.title,
        stage=PHASE_TITLES[where],
        until_text=rules.window_text(found, now),
        remaining_text="" if end is None else remaining_text(now, end),
        url=url_for("rounds.call"),
    )


def waiting(session: Session, actor: Actor, now: datetime) -> list[Work]:
    """Rounds a secretary has to finish and announce, or to end."""
    if not actor.councils_as(Role.SECRETARY):
        return []
    return [
        work
        for line in queries.rounds_to_prepare(session, actor)
        if (work := _work(line, now)) is not None
    ]


def _work(line: queries.RoundLine, now: datetime) -> Work | None:
    url = url_for("rounds.show", round_id=line.round_id)
    if line.state is RoundState.DRAFT:
        return Work(line.code, line.title, url, T("Xem đợt xét"),
                    T("Hoàn thiện và công bố trước lúc mở nhận hồ sơ"), line.opens_at,
                    deadline_text(line.opens_at))  # fmt: skip
    if rules.phase(line, now) is Phase.PUBLISHED:
        return Work(line.code, line.title, url, T("Xem đợt xét"),
                    T("Đã công bố kết quả ngày %(day)s; kết thúc đợt khi không còn việc",
                      day=day_text(line.publishes_on)))  # fmt: skip
    return None
