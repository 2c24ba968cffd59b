"""Published solutions for tests, made through the actions."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.gallery.actions import publish_solution
from app.gallery.models import PublishedSolution
from app.gallery.rules import PublicText
from tests.adoption.builders import make_adoption, make_solution
from tests.people import NOON, World

TEXT = PublicText(
    title="Trợ lý đọc đơn tại quầy một cửa",
    problem="Người dân chờ lâu vì cán bộ phải đọc hết đơn mới biết thiếu giấy tờ gì.",
    solution="Đọc ảnh đơn, đối chiếu danh mục thủ tục và chỉ ra giấy tờ còn thiếu.",
    effect="Thời gian chờ giảm hai phần ba.",
    ai_note="Nhận dạng chữ\nMáy chủ của quận",
    sector="Hành chính công",
    decision_text="Số 412/QĐ-UBND ngày 02/12/2025",
)


def make_published(
    session: Session,
    world: World,
    *,
    units: tuple[str, ...] = ("P1",),
    now: datetime = NOON,
    idea: dict[str, Any] | None = None,
    **text: Any,
) -> PublishedSolution:
    """A recognised solution that `units` apply, published; `text` are fields of `PublicText`."""
    source = make_solution(session, world, **(idea or {}))
    for unit in units:
        make_adoption(session, world, source, unit)
    entry = publish_solution(session, world.communications, source, replace(TEXT, **text), now)
    session.flush()
    return entry
