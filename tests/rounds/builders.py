"""Rounds for tests: `make_round` gives an announced round that is open around `NOON`.

Instants that lie inside its phases: `NOON` (receiving), `CHECKING`, `SCORING`, `SITTING`,
`PUBLISHED`.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.dates import LOCAL
from app.rounds.drafts import RoundDraft
from app.rounds.models import Band, Category, Criterion, Round, Rubric
from app.rounds.queries import round_with_rubric
from app.rounds.rubrics import RubricDraft
from app.rounds.sample import rubric_sample
from app.rounds.states import RoundState
from tests.people import World

CATEGORIES = ("Hành chính công", "Quản lý đô thị", "Giáo dục, y tế")


def at(day: int, month: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    """An instant given by a clock in Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


CHECKING = at(26, 10, 12)
SCORING = at(2, 11, 12)
SITTING = at(10, 11, 12)
PUBLISHED = at(18, 11, 12)

WINDOWS: dict[str, Any] = {
    "opens_at": at(7, 9, 8),
    "closes_at": at(20, 10, 17),
    "endorse_until": at(23, 10, 17),
    "checked_until": at(29, 10),
    "scoring_opens_at": at(29, 10),
    "scoring_closes_at": at(6, 11, 17),
    "sits_on": date(2026, 11, 10),
    "publishes_on": date(2026, 11, 17),
}


def make_round(
    session: Session,
    world: World,
    *,
    categories: tuple[str, ...] = CATEGORIES,
    rubric: RubricDraft | None = None,
    **changes: Any,
) -> Round:
    """An announced round with three categories and the sample rubric; `changes` are columns."""
    columns: dict[str, Any] = {
        "code": "DX-2026",
        "title": "Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm 2026",
        "year": 2026,
        "state": RoundState.ANNOUNCED,
        "council_id": world.council_id,
        **WINDOWS,
        **changes,
    }
    found = Round(
        **columns,
        categories=[Category(name=name, position=n) for n, name in enumerate(categories, start=1)],
        rubric=stored_rubric(rubric or rubric_sample()),
    )
    session.add(found)
    session.flush()
    return found


def stored_rubric(draft: RubricDraft) -> Rubric:
    """A rubric row with its criteria and bands."""
    return Rubric(
        name=draft.name,
        note=draft.note,
        pass_mark=draft.pass_mark,
        veto_reviewers=draft.veto_reviewers,
        criteria=[
            Criterion(
                position=n, name=c.name, guidance=c.guidance, weight=c.weight, maximum=c.maximum,
                step=c.step, floor=c.floor, veto=c.veto,
                bands=[
                    Band(position=m, label=b.label, anchor=b.anchor, low=b.low, high=b.high,
                         remark_wanted=b.remark_wanted)
                    for m, b in enumerate(c.bands, start=1)
                ],
            )
            for n, c in enumerate(draft.criteria, start=1)
        ],
    )  # fmt: skip


def round_draft(**changes: Any) -> RoundDraft:
    """What a secretary types for a round like the one of `make_round`."""
    typed: dict[str, Any] = {
        "code": "DX-2026",
        "title": "Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm 2026",
        "year": 2026,
        **WINDOWS,
        **changes,
    }
    return RoundDraft(**typed)


# The pages read the real clock, so these windows lie far before and far after any run.
PAST = [datetime(2001, month, 1, tzinfo=UTC) for month in range(1, 9)]
FUTURE = [datetime(2190, month, 1, tzinfo=UTC) for month in range(1, 9)]
NAMES = (
    "opens_at", "closes_at", "endorse_until", "checked_until", "scoring_opens_at",
    "scoring_closes_at", "sits_on", "publishes_on",
)  # fmt: skip


def windows(passed: int) -> dict[str, Any]:
    """Windows of which the first `passed` dates are over."""
    instants = PAST[:passed] + FUTURE[passed:]
    found: dict[str, Any] = dict(zip(NAMES, instants, strict=True))
    return {**found, "sits_on": instants[6].date(), "publishes_on": instants[7].date()}


def stored(world: World, **changes: Any) -> tuple[int, int]:
    """A round in the database: its id and version."""
    with transaction() as session:
        found = make_round(session, world, **changes)
        return found.id, found.version


def reread(round_id: int) -> Round:
    db.session.remove()
    return round_with_rubric(db.session(), round_id)
