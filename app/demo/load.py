"""Load a demo by stage and seed, through actions, so that no impossible state can show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.database.transaction import transaction
from app.demo.basis import Basis, load_people, load_places
from app.extensions import db

STAGES = ("drafting", "reviewing", "judged", "awarded")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much to load."""

    ideas: int = 48
    reviewers: int = 9


def load(stage: str, seed: int, size: Size, now: datetime, *, say: Say) -> Basis:
    """Fill an empty database up to a stage; the same seed and day give the same data."""
    basis = Basis(Random(seed))  # noqa: S311 - invented data, not secrets
    long_ago = now - timedelta(days=900)
    with transaction() as session:
        load_places(session, basis, long_ago)
    with transaction() as session:
        load_people(session, basis, long_ago, reviewers=size.reviewers,
                    authors=max(24, size.ideas // 8))  # fmt: skip
    db.session.remove()
    say(f"{len(basis.units)} units, {len(basis.authors)} authors, {len(basis.reviewers)} reviewers")
    from app.demo.stages import run_stage  # noqa: PLC0415 - imports every room

    run_stage(basis, stage, size, now, say)
    return basis
