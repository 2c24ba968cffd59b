"""What the demo rounds ask beside the form, and what demo dossiers answer. Invented."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.ideas.answering import save_answers
from app.ideas.drafts import ParticipantLine
from app.ideas.models import Idea
from app.ideas.writing import save_participants
from app.kernel.actor import Actor
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.fields import (
    Column,
    Condition,
    EligibilityDraft,
    FieldKind,
    FieldSpec,
    Stage,
    Visibility,
)
from app.rounds.models import Round

QUESTIONS = (
    FieldSpec("san-sang-chia-se", "Đơn vị có sẵn sàng chia sẻ giải pháp cho nơi khác không",
              FieldKind.CHOICE, choices=("Có, chia sẻ toàn bộ", "Có, chia sẻ một phần", "Chưa"),
              visibility=Visibility.PUBLIC, required_from=Stage.SUBMIT),
    FieldSpec("dieu-kien-chia-se", "Phần nào chưa chia sẻ được, vì sao", FieldKind.TEXT, most=500,
              show_if=Condition("san-sang-chia-se", ("Có, chia sẻ một phần",)),
              visibility=Visibility.BLIND, required_from=Stage.SUBMIT),
    FieldSpec("luot-dung", "Số lượt sử dụng mỗi tháng", FieldKind.NUMBER, unit="lượt/tháng",
              help="Lấy số của tháng gần nhất; chưa áp dụng thì để trống.",
              visibility=Visibility.PUBLIC),
    FieldSpec("kinh-phi", "Kinh phí đã chi", FieldKind.MONEY,
              help="Gồm phần mềm, thiết bị, thuê dịch vụ.", visibility=Visibility.CONFIDENTIAL,
              frozen_from=Stage.ENDORSE),
    FieldSpec("ke-hoach", "Kế hoạch nhân rộng trong năm tới", FieldKind.TABLE,
              columns=(Column("Việc"), Column("Nơi áp dụng"), Column("Hạn", FieldKind.DATE)),
              visibility=Visibility.BLIND),
)  # fmt: skip
ELIGIBILITY = (
    EligibilityDraft(
        "Tác giả đang công tác hoặc phối hợp công tác với một đơn vị trên địa bàn?", True,
        "Cuộc thi dành cho người công tác hoặc phối hợp với đơn vị trên địa bàn. Liên hệ đơn vị "
        "muốn áp dụng giải pháp để cùng đứng tên.",
    ),
    EligibilityDraft(
        "Giải pháp có nội dung thuộc bí mật nhà nước không?", False,
        "Không nộp nội dung thuộc bí mật nhà nước qua hệ thống này; gửi theo quy định về bảo vệ "
        "bí mật nhà nước.",
    ),
    EligibilityDraft(
        "Giải pháp đã được áp dụng hoặc áp dụng thử chưa?", True,
        "Chưa áp dụng vẫn được dự thi, nhưng chưa đủ căn cứ để công nhận sáng kiến.", blocks=False,
    ),
)  # fmt: skip


def wanted_answers(session: Session, round_: Round) -> dict[int, bool]:
    """The answers that let a dossier in."""
    return {one.question_id or 0: one.wanted for one in eligibility_of(session, round_.id)}


def answer_questions(
    session: Session, author: Actor, idea: Idea, number: int, now: datetime
) -> None:
    """Answers that differ from dossier to dossier, without a draw of chance."""
    keys = {one.spec.key: one.field_id for one in questions_of(session, idea.round_id)}
    shares = QUESTIONS[0].choices[number % 3]
    values: dict[str, Any] = {
        "san-sang-chia-se": shares,
        "luot-dung": Decimal(40 + 37 * (number % 90)),
        "kinh-phi": 1_500_000 * (number % 12),
        "ke-hoach": (("Tập huấn", "Các phường lân cận", date(now.year + 1, 3, 15)),),
    }
    if shares == QUESTIONS[0].choices[1]:
        values["dieu-kien-chia-se"] = "Bộ câu hỏi nội bộ cần rà soát trước khi chia sẻ."
    given = {keys[key]: value for key, value in values.items() if key in keys}
    save_answers(session, author, idea, given, now, idea.version)
    if number % 4 == 0:
        helper = ParticipantLine(
            "Lê Thị Minh Họa",
            "1990",
            author.unit_name,
            "Công chức một cửa",
            "Cử nhân Luật",
            "Thử giải pháp tại quầy, ghi lại lỗi hằng ngày",
        )
        save_participants(session, author, idea, [helper], now, idea.version)
