"""A dossier written through the actions, and the mails that came of it."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas import actions
from app.ideas.drafts import AiSheet, Effect, Information, Texts
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.outbox.models import OutboxMessage
from app.rounds.models import Round
from tests.people import NOON, World

S = IdeaState
INFORMATION = Information("Trợ lý quầy một cửa", None, "Hành chính công", "Tóm tắt ngắn.")
TEXTS = Texts("Vấn đề", "Giải pháp", "Mới", "Máy tính", "Mật")
EFFECT = Effect(date(2026, 5, 5), "Áp dụng thử", "Giảm nửa thời gian", 186_000_000)
SHEET = AiSheet(
    ai_kind="language", ai_product="Mô hình nội bộ", data_location="own", personal_data="basic",
    human_check="always", risk_level="low", risk_reason="Chỉ gợi ý",
)  # fmt: skip


def written(session: Session, world: World, round_: Round) -> Idea:
    """A complete draft of `author`, made by the actions."""
    idea = actions.start_idea(session, world.author, round_, NOON)
    category = round_.categories[0].id
    information = replace(INFORMATION, category_id=category)
    actions.save_information(session, world.author, idea, information, NOON, idea.version)
    actions.save_texts(session, world.author, idea, TEXTS, NOON, idea.version)
    actions.save_effect(session, world.author, idea, EFFECT, NOON, idea.version)
    actions.save_ai_sheet(session, world.author, idea, SHEET, NOON, idea.version)
    return idea


def mails(session: Session) -> list[tuple[str, str]]:
    """Kind and address of every queued mail."""
    session.flush()
    rows = session.execute(
        select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
    )
    return [(kind, address) for kind, address in rows]
