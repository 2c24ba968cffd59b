"""Six invented problems that units post, and two dossiers that answer one."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import actor_of
from app.database.transaction import transaction
from app.demo.basis import Basis
from app.extensions import db
from app.ideas.answering_problem import choose_problem
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.dates import local_date
from app.kernel.shipped import read_shipped
from app.problems.actions import create_problem, publish_problem
from app.problems.drafts import ProblemDraft
from app.rounds.models import Round

DATA = Path(__file__).parent / "data" / "problems.yaml"
TEXTS = ("title", "sector", "description", "size", "data_available", "wished_result")


def post_problems(basis: Basis, now: datetime) -> list[int]:
    """Post them in the units' names; their ids."""
    entries: list[dict[str, Any]] = read_shipped(DATA)
    secretary, keys = basis.first[Role.SECRETARY], []
    with transaction() as session:
        for entry in entries:
            unit = basis.units[entry["unit"]]
            draft = ProblemDraft(
                unit_id=unit, contact_unit_id=unit, contact="Đầu mối của đơn vị",
                closes_on=local_date(now) + timedelta(days=entry["days"]),
                **{name: entry[name] for name in TEXTS},
            )  # fmt: skip
            made = create_problem(session, secretary, draft, now)
            publish_problem(session, secretary, made, now)
            keys.append(made.id)
    db.session.remove()
    return keys


def answer_problems(keys: list[int], now: datetime) -> int:
    """Two dossiers that are still being written answer the first two problems."""
    with transaction() as session:
        states = (IdeaState.SUPPLEMENT_ASKED, IdeaState.DRAFT)
        ideas = session.scalars(
            select(Idea)
            .join(Round, Round.id == Idea.round_id)
            .where(Idea.state.in_(states), Round.closes_at > now)
            .order_by(Idea.state.desc(), Idea.id)
            .limit(2)
        ).all()
        for idea, key in zip(ideas, keys, strict=False):
            owner = actor_of(session, session.get_one(Account, idea.owner_id), local_date(now))
            choose_problem(session, owner, idea, key, now)
        number = len(ideas)
    db.session.remove()
    return number
