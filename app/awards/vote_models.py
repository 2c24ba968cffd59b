"""What a council's sitting said on each nomination. It advises: the decision is the head's."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, stored_enum
from app.sittings.states import BallotKind


class AwardVote(Base):
    """One vote on one nomination, written when its sitting closes and never changed.

    It is about a subject and an award on a list: taking the nomination off and putting it back
    does not undo the vote. `of_group`: voted on together with others of the same award.
    """

    __tablename__ = "award_vote"
    __table_args__ = (
        UniqueConstraint("item_id", "subject_key", "award_code"),
        Index("ix_award_vote_list", "list_id"),
        CheckConstraint("yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0 AND written >= 0",
                        name="counts"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"))
    subject_key: Mapped[str] = mapped_column(String(120))
    award_code: Mapped[str] = mapped_column(String(30))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_item.id"))
    kind: Mapped[BallotKind] = mapped_column(stored_enum(BallotKind))
    of_group: Mapped[bool] = mapped_column(default=False)
    passed: Mapped[bool]
    yes: Mapped[int]
    no: Mapped[int]
    other: Mapped[int]
    void: Mapped[int]
    written: Mapped[int]
    base: Mapped[int]
    needed: Mapped[int]
    share: Mapped[str] = mapped_column(String(20))
    clause: Mapped[str] = mapped_column(String(300), default="")
    sat_on: Mapped[date]
