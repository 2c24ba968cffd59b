"""The community's vote of a round, and its ballots."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account  # noqa: F401  (ballots refer to its table)
from app.database.base import Base
from app.database.types import BigId, Exact
from app.ideas.models import Idea  # noqa: F401  (ballots refer to its table)


class CommunityPoll(Base):
    """A round with this row lets the community vote, from `opens_at` until before `closes_at`.

    `counts`: the points join the official result; else they stand beside it.
    """

    __tablename__ = "community_poll"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="ends_after_start"),
        CheckConstraint("digits >= 0 AND digits <= 2", name="digits_in_range"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    max_points: Mapped[Decimal] = mapped_column(Exact(2))
    digits: Mapped[int] = mapped_column(default=1)
    own_votes: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[bool] = mapped_column(default=False)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class CommunityVote(Base):
    """One account's vote in one round; the database itself allows no second one.

    `origin` is a keyed digest of the network address in this round: equal or not, nothing more.
    """

    __tablename__ = "community_vote"
    __table_args__ = (UniqueConstraint("round_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("community_poll.round_id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    cast_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(String(16), default="")
