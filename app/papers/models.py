"""The office's Word templates, version by version."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.papers.states import TemplateState

BASIS_LIMIT, NOTE_LIMIT, STOCK_NAME_LIMIT = 500, 2000, 200


class PaperTemplate(Base, HasLifecycle):
    """One version of the template of a kind of paper, with what it rests on.

    `number` counts the versions of its kind. It is used for papers of the days from `valid_from`
    until a later version that is in use begins, or until `retired_on`. `was_used`: it was put to
    use once; a draft that is dropped never was.
    """

    __tablename__ = "paper_template"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("(state = 'retired') = (retired_on IS NOT NULL)", name="retired_has_day"),
        CheckConstraint("state != 'active' OR was_used", name="active_was_used"),
        Index("ix_paper_template_in_force", "kind", "state", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    state: Mapped[TemplateState] = mapped_column(
        stored_enum(TemplateState), default=TemplateState.DRAFT
    )
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_file.id"))
    legal_basis: Mapped[str] = mapped_column(String(BASIS_LIMIT))
    valid_from: Mapped[date]
    retired_on: Mapped[date | None]
    was_used: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class PaperCode(Base):
    """The code printed on a paper, by which anybody checks on the public page that it counts.

    `thing_id` is the row that the room of `kind` answers for: a locked version, an award.
    """

    __tablename__ = "paper_code"
    __table_args__ = (UniqueConstraint("kind", "thing_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int] = mapped_column(BigId)
    made_at: Mapped[datetime]


class PrintedStock(Base):
    """Places on one kind of pre-printed paper, from a day on; never changed, only followed.

    `layout` is JSON: size of the paper, shift of everything on it, place of each blank, in mm.
    """

    __tablename__ = "printed_stock"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(STOCK_NAME_LIMIT))
    valid_from: Mapped[date]
    layout: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]
