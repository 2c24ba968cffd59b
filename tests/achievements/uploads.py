"""An earlier years' list uploaded and looked at."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.achievements import old_actions
from app.achievements.models import Achievement, AchievementImport
from app.achievements.old_judging import OldLine
from app.achievements.old_lists import read_old_lists
from app.achievements.old_rows import Question
from tests.people import NOON, World


def upload(session: Session, world: World, content: bytes) -> AchievementImport:
    sheets = read_old_lists(content, "cu.xlsx")
    return old_actions.keep(session, world.awards_officer, "cu.xlsx", content, sheets, NOON)


def look(session: Session, batch: AchievementImport) -> tuple[list[OldLine], list[Question]]:
    return old_actions.judged(session, batch, old_actions.sheets_in(batch), NOON)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Achievement)) or 0
