"""Awards, ratings and standings of the invented world's people."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.achievements import actions
from app.achievements.actions import About, AwardDraft, RatingDraft, StandingDraft
from app.achievements.models import Achievement, Standing, YearlyRating
from app.achievements.states import Family, RatingLevel, StandingKind, Subject
from tests.people import NOON, World


def person(world: World, who: str = "author", **changes: Any) -> About:
    """One of the world's people."""
    actor = getattr(world, who)
    return About(
        **{"kind": Subject.INDIVIDUAL, "name": actor.name, "account_id": actor.user_id,
           "unit_id": actor.unit_id, "unit_name": actor.unit_name, **changes}
    )  # fmt: skip


def collective(world: World, code: str = "P9", name: str = "Ủy ban nhân dân Phường 9") -> About:
    """One of the world's units."""
    return About(Subject.COLLECTIVE, name, unit_id=world.units[code], unit_name=name)


def award_draft(about: About, **changes: Any) -> AwardDraft:
    """Chiến sĩ thi đua cơ sở of 2024."""
    return AwardDraft(
        **{"about": about, "award_name": "Chiến sĩ thi đua cơ sở", "award_code": "CSTD-CS",
           "family": Family.TITLE, "year": 2024, "decision_number": "12/QĐ-UBND",
           "decided_on": date(2025, 1, 10), "issuer": "Ủy ban nhân dân Quận 3", **changes}
    )  # fmt: skip


def make_award(session: Session, world: World, about: About, **changes: Any) -> Achievement:
    """An award in the ledger."""
    return actions.record_award(session, world.awards_officer, award_draft(about, **changes), NOON)


def make_rating(session: Session, world: World, about: About, **changes: Any) -> YearlyRating:
    """The rating of 2025."""
    values: dict[str, Any] = {"year": 2025, "rating": RatingLevel.OUTSTANDING, **changes}
    return actions.rate(session, world.awards_officer, RatingDraft(about, **values), NOON)


def make_standing(session: Session, world: World, about: About, **changes: Any) -> Standing:
    """Discipline from 1 March 2026, open."""
    values: dict[str, Any] = {
        "kind": StandingKind.DISCIPLINE, "from_on": date(2026, 3, 1), "measure": "Khiển trách",
        **changes,
    }  # fmt: skip
    draft = StandingDraft(about, **values)
    return actions.record_standing(session, world.awards_officer, draft, NOON)
