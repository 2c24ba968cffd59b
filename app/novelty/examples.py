"""Known pairs on which an editor of the words sees what a change does before keeping it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.models import Idea
from app.ideas.queries import at_office_for
from app.kernel.actor import Actor
from app.novelty.lexicon import Lexicon
from app.novelty.likeness import THRESHOLD, similarity
from app.novelty.models import Link
from app.novelty.reading import read

SHIPPED = (
    (True, "Ứng dụng AI trong quản lý thư viện trường học",
     "Dùng trí tuệ nhân tạo quản lý kho sách của nhà trường"),
    (True, "Trợ lý ảo hướng dẫn thủ tục hành chính cho người dân",
     "Chatbot giải đáp TTHC cho bà con"),
    (True, "Phát hiện đổ rác trái phép qua camera", "Máy quay nhận biết người xả rác bừa bãi"),
    (True, "Điểm danh học sinh bằng nhận diện khuôn mặt",
     "Kiểm diện học trò bằng camera nhận dạng gương mặt"),
    (False, "Ứng dụng trí tuệ nhân tạo trong quản lý tài sản công",
     "Ứng dụng trí tuệ nhân tạo trong tiêm chủng"),
    (False, "Phần mềm dạy Toán lớp 1", "Phần mềm dạy Toán lớp 5"),
    (False, "Trợ lý ảo tư vấn thuế cho hộ kinh doanh", "Trợ lý ảo tư vấn tuyển sinh"),
    (False, "Cảnh báo ngập bằng cảm biến", "Cảnh báo cháy bằng cảm biến"),
)  # fmt: skip
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """One known pair, whether it tells the same, and its score before and after."""

    one: str
    other: str
    same: bool
    before: float
    after: float

    @property
    def right(self) -> bool:
        """Whether the new words put the pair on its right side."""
        return (self.after >= THRESHOLD) is self.same


def effects(session: Session, actor: Actor, old: Lexicon, new: Lexicon) -> list[Effect]:
    """Shipped pairs, then the titles of dossiers that a secretary has linked."""
    pairs = [*SHIPPED, *((True, one, other) for one, other in _linked(session, actor))]
    return [
        Effect(one, other, same, similarity(read(one, old), read(other, old)),
               similarity(read(one, new), read(other, new)))
        for same, one, other in pairs
    ]  # fmt: skip


def _linked(session: Session, actor: Actor) -> list[tuple[str, str]]:
    other = select(Idea.id, Idea.title).where(at_office_for(actor)).subquery()
    rows = session.execute(
        select(Idea.title, other.c.title)
        .join(Link, Link.idea_id == Idea.id)
        .join(other, other.c.id == Link.other_id)
        .where(Link.ended_at.is_(None), at_office_for(actor))
        .order_by(Link.id.desc()).limit(MOST_LINKS)
    )  # fmt: skip
    return [(one, two) for one, two in rows]
