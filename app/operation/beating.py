"""The worker's sign of life, which /readyz looks for."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.database.transaction import transaction
from app.extensions import db
from app.operation.actions import Part, beat
from app.operation.models import Pulse

EVERY = timedelta(seconds=30)


def show_life(now: datetime) -> None:
    """Note that the worker is at work, twice a minute at most; also after the clock went back."""
    last = db.session.scalar(select(Pulse.at).where(Pulse.name == str(Part.WORKER)))
    if last is None or abs(now - last) >= EVERY:
        with transaction() as session:
            beat(session, Part.WORKER, now)
