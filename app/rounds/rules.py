"""Where a round stands at an instant, and what keeps it from being announced."""

from datetime import date, datetime
from typing import Protocol

from app.kernel.dates import start_of_day
from app.rounds.states import Phase, RoundState


class RoundLike(Protocol):
    """The windows of a round; all ends are exclusive."""

    state: RoundState
    opens_at: datetime
    closes_at: datetime
    endorse_until: datetime
    checked_until: datetime
    scoring_opens_at: datetime
    scoring_closes_at: datetime
    sits_on: date
    publishes_on: date


def phase(found: RoundLike, now: datetime) -> Phase:
    """Where the round stands: derived from its dates, never stored."""
    if found.state is RoundState.CLOSED:
        return Phase.CLOSED
    if found.state is RoundState.DRAFT or now < found.opens_at:
        return Phase.BEFORE
    ends = (
        (found.closes_at, Phase.RECEIVING),
        (found.scoring_opens_at, Phase.CHECKING),
        (found.scoring_closes_at, Phase.SCORING),
        (start_of_day(found.publishes_on), Phase.SITTING),
    )
    return next((name for end, name in ends if now < end), Phase.PUBLISHED)


def is_frozen(found: RoundLike, now: datetime, frozen_at: datetime | None = None) -> bool:
    """Whether the rubric and the rules stand fast: scoring has opened, by date or by hand."""
    if frozen_at is not None or found.state is RoundState.CLOSED:
        return True
    return found.state is RoundState.ANNOUNCED and now >= found.scoring_opens_at
