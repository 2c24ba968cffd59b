"""Dossiers of a demo round, written and moved through the same actions as the pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.demo.basis import Basis
from app.demo.questions import answer_questions, wanted_answers
from app.demo.texts import KINDS, LOCATIONS, DemoText, invented_text
from app.demo.titles import Title
from app.extensions import db
from app.ideas import actions as ideas
from app.ideas.choices import SECTORS
from app.ideas.consent_actions import answer_for_share
from app.ideas.drafts import AiSheet, AuthorLine, Effect, Information, Texts
from app.ideas.models import Idea
from app.ideas.people_models import ConsentAnswer
from app.ideas.queries import category_names
from app.ideas.writing import (
    save_ai_sheet,
    save_authors,
    save_effect,
    save_information,
    save_texts,
    start_idea,
)
from app.kernel.actor import Actor, Role
from app.rounds.models import Round

BATCH = 50
AI_KEYS = dict(zip(KINDS, ("language", "vision", "vision", "prediction", "language"), strict=True))
LOCATION_KEYS = dict(zip(LOCATIONS, ("own", "domestic", "abroad"), strict=True))
SECTOR_OF = {"An ninh - quốc phòng": "An ninh, quốc phòng"}


@dataclass(frozen=True, slots=True)
class Made:
    """One demo dossier: who wrote it and what it says."""

    idea_id: int
    author: Actor
    text: DemoText


def write_dossiers(
    basis: Basis, round_id: int, titles: list[Title], start: datetime, *, unfinished: int = 0,
    all_stop: str = "", beside: Actor | None = None,
) -> list[Made]:  # fmt: skip
    """Write one dossier per title, submitted, endorsed and accepted; the last ones stay drafts.

    `all_stop`: none goes further than this. `beside`: who stands beside the author of the second.
    """
    made: list[Made] = []
    for first in range(0, len(titles), BATCH):
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            chosen = sorted(category_names(session, round_id))
            for offset, title in enumerate(titles[first : first + BATCH]):
                number = first + offset
                stop = all_stop or _stop(number, len(titles), unfinished)
                mate = beside if number == 1 else None
                made.append(
                    _write(session, basis, round_, chosen, title, number, start, stop, mate)
                )
        db.session.remove()
    return made


def _stop(number: int, count: int, unfinished: int) -> str:
    """Where a dossier of the unfinished tail stops, so that each desk has something waiting."""
    left = number - (count - unfinished)
    return ("draft", "awaiting", "submitted", "supplement")[left % 4] if left >= 0 else ""


def _write(
    session: Session, basis: Basis, round_: Round, categories: list[int], title: Title,
    number: int, start: datetime, stop: str, beside: Actor | None,
) -> Made:  # fmt: skip
    random = basis.random
    author = basis.authors[number % len(basis.authors)]
    text = invented_text(title.text, random)
    now = start + timedelta(minutes=number % 600)
    answers = wanted_answers(session, round_)
    idea = start_idea(session, author, round_, now, eligibility=answers)
    idea.source, idea.demo = title.source[:400], True
    _fill(session, author, idea, title, text, random, categories, now)
    mate = beside or _mate(basis, author, number)
    if mate:
        _stand_beside(session, author, mate, idea, now)
    answer_questions(session, author, idea, number, now)
    if stop != "draft":
        _carry(session, basis, author, idea, now, stop)
    return Made(idea.id, author, text)


def _fill(
    session: Session, author: Actor, idea: Idea, title: Title, text: DemoText, random: Random,
    categories: list[int], now: datetime,
) -> None:  # fmt: skip
    sector = SECTOR_OF.get(title.sector, title.sector)
    if sector not in SECTORS:
        sector = SECTORS[-1]
    information = Information(title.text, random.choice(categories), sector, text.summary)
    save_information(session, author, idea, information, now, idea.version)
    texts = Texts(text.problem, text.solution, text.novelty, text.conditions)
    save_texts(session, author, idea, texts, now, idea.version)
    applied = date(now.year, 1, 5) + timedelta(days=random.randint(0, 60))
    effect = Effect(min(applied, now.date() - timedelta(days=20)), text.application, text.effect,
                    text.saved_vnd, "trial")  # fmt: skip
    save_effect(session, author, idea, effect, now, idea.version)
    sheet = AiSheet(AI_KEYS[text.ai_kind], text.ai_product, LOCATION_KEYS[text.data_location],
                    "none", "always", "low", "Người phụ trách kiểm tra từng kết quả.",
                    uses_ai="yes", decision_role="support", ai_label="yes",
                    state_secret="no")  # noqa: S106  # fmt: skip
    save_ai_sheet(session, author, idea, sheet, now, idea.version)


def _mate(basis: Basis, author: Actor, number: int) -> Actor | None:
    """Every third dossier has a co-author of the same unit, when there is one."""
    mates = [a for a in basis.authors if a.unit_id == author.unit_id and a != author]
    return None if number % 3 or not mates else mates[number % len(mates)]


def _stand_beside(session: Session, author: Actor, mate: Actor, idea: Idea, now: datetime) -> None:
    lines = [
        AuthorLine(who.name, who.unit_name, "Chuyên viên", who.email, Decimal(share))
        for who, share in ((author, 60), (mate, 40))
    ]
    save_authors(session, author, idea, lines, now, idea.version)
    answer_for_share(session, mate, idea, "40", ConsentAnswer.CONFIRMED, "", now)


def _carry(
    session: Session, basis: Basis, author: Actor, idea: Idea, now: datetime, stop: str
) -> None:
    secretary = basis.first[Role.SECRETARY]
    ideas.submit_idea(session, author, idea, now)
    if stop == "awaiting":
        return
    clerk = basis.clerks[idea.unit_id]
    ideas.endorse_idea(session, clerk, idea, now + timedelta(minutes=5))
    if stop == "submitted":
        return
    later = now + timedelta(hours=1)
    if stop == "supplement":
        wanted = "Bổ sung số liệu trước và sau khi áp dụng, nêu rõ cách đo."
        ideas.ask_supplement(session, secretary, idea, wanted, later)
        return
    ideas.accept_idea(session, secretary, idea, later)
