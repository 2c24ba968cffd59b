"""Questions of a round for tests: one of every kind, with all three visibilities."""

from sqlalchemy.orm import Session

from app.rounds.actions import set_eligibility, set_fields
from app.rounds.field_queries import questions_of
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
from tests.people import NOON, World

K, V = FieldKind, Visibility

EVERY_KIND = (
    FieldSpec("camera", "Có dùng camera không", K.CHOICE, choices=("Có", "Không"),
              visibility=V.PUBLIC, required_from=Stage.SUBMIT),
    FieldSpec("vi-tri", "Camera đặt ở đâu", K.TEXT, most=300, show_if=Condition("camera", ("Có",)),
              visibility=V.BLIND, required_from=Stage.SUBMIT),
    FieldSpec("mo-ta", "Mô tả quy trình", K.RICH, most=500, visibility=V.PUBLIC),
    FieldSpec("luot", "Số lượt mỗi tháng", K.NUMBER, unit="lượt", visibility=V.PUBLIC),
    FieldSpec("kinh-phi", "Kinh phí đã chi", K.MONEY, visibility=V.CONFIDENTIAL),
    FieldSpec("ngay", "Ngày nghiệm thu", K.DATE, visibility=V.BLIND),
    FieldSpec("nhom", "Nhóm người hưởng lợi", K.CHOICES,
              choices=("Người dân", "Doanh nghiệp", "Cán bộ"), visibility=V.PUBLIC),
    FieldSpec("bang", "Số liệu từng quý", K.TABLE, visibility=V.BLIND,
              columns=(Column("Quý"), Column("Lượt", K.NUMBER), Column("Chi phí", K.MONEY))),
    FieldSpec("tep", "Bản kế hoạch", K.FILE, visibility=V.CONFIDENTIAL),
)  # fmt: skip
ELIGIBILITY = (
    EligibilityDraft("Giải pháp đã hoặc sẽ áp dụng tại đơn vị?", True, "Hãy trao đổi với đơn vị."),
    EligibilityDraft("Giải pháp đã được công nhận ở đợt trước?", False,
                     "Giải pháp đã công nhận không xét lại.", blocks=False),
)  # fmt: skip


def ask(
    session: Session, world: World, round_: Round, specs: tuple[FieldSpec, ...] = EVERY_KIND
) -> dict[str, int]:
    """Set the questions; their numbers by key."""
    set_fields(session, world.secretary, round_, specs, NOON)
    return {one.spec.key: one.field_id for one in questions_of(session, round_.id)}


def ask_before(session: Session, world: World, round_: Round) -> None:
    """Set the questions before the form."""
    set_eligibility(session, world.secretary, round_, ELIGIBILITY, NOON)
