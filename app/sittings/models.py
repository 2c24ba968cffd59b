"""A council's sitting: who is there, what is on the table, how each item was voted on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.councils.models import Council
from app.councils.states import Office
from app.database.base import Base as Table
from app.database.base import HasLifecycle
from app.database.types import BigId, stored_enum
from app.sittings.states import BallotKind, Base, Choice, ItemState, SittingState


class Sitting(Table, HasLifecycle):
    """Phiên họp. `beat` rises with every change that the screens show: they ask for it.

    `minutes` is the frozen content of the minutes as JSON, made when the sitting closes.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint("quorum_numerator > 0 AND quorum_denominator >= quorum_numerator",
                        name="quorum_is_a_part"),
        Index("ix_sitting_council", "council_id", "starts_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(160), default="")
    starts_at: Mapped[datetime]
    state: Mapped[SittingState] = mapped_column(
        stored_enum(SittingState), default=SittingState.PLANNED
    )
    quorum_numerator: Mapped[int] = mapped_column(default=2)
    quorum_denominator: Mapped[int] = mapped_column(default=3)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    minutes: Mapped[str] = mapped_column(Text, default="", deferred=True)
    minutes_hash: Mapped[str] = mapped_column(String(64), default="")
    beat: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship(lazy="raise_on_sql")


class SittingMember(Table):
    """A seat as appointed when the sitting was opened: later changes do not touch it.

    An alternate who stands in takes the seat over (`account_id`, `name`) and it counts once;
    `stands_for` keeps whose seat it is. `teller`: counts slips of paper at this sitting.
    """

    __tablename__ = "sitting_member"
    __table_args__ = (UniqueConstraint("sitting_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    office: Mapped[Office] = mapped_column(
        stored_enum(Office), default=Office.MEMBER, server_default=Office.MEMBER
    )
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stands_for: Mapped[str] = mapped_column(String(200), default="", server_default="")
    teller: Mapped[bool] = mapped_column(default=False, server_default=false())


class Presence(Table):
    """One stretch of time in which a member was at the sitting."""

    __tablename__ = "sitting_presence"
    __table_args__ = (Index("ix_sitting_presence_member", "member_id", "came_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("sitting_member.id"))
    came_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class SittingItem(Table, HasLifecycle):
    """One item of the agenda with the rule it is voted by, and what came of it.

    `subject` names what it is about ("idea:12"); empty for other business, which has no vote.
    """

    __tablename__ = "sitting_item"
    __table_args__ = (
        CheckConstraint("state <> 'decided' OR decided_at IS NOT NULL", name="decided_at_once"),
        Index("ix_sitting_item_sitting", "sitting_id", "position"),
        Index("ix_sitting_item_subject", "subject"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    subject: Mapped[str] = mapped_column(String(60), default="")
    code: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(String(1000), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    state: Mapped[ItemState] = mapped_column(stored_enum(ItemState), default=ItemState.WAITING)
    voted: Mapped[bool] = mapped_column(default=True)
    rule: Mapped[str] = mapped_column(String(60), default="")
    clause: Mapped[str] = mapped_column(String(300), default="")
    share_numerator: Mapped[int] = mapped_column(default=2)
    share_denominator: Mapped[int] = mapped_column(default=3)
    share_strict: Mapped[bool] = mapped_column(default=False)
    share_base: Mapped[Base] = mapped_column(stored_enum(Base), default=Base.APPOINTED)
    called_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    passed: Mapped[bool | None]
    yes: Mapped[int | None]
    base: Mapped[int | None]
    needed: Mapped[int | None]
    conclusion: Mapped[str] = mapped_column(String(1000), default="")
    corrected: Mapped[str] = mapped_column(String(1000), default="")
    chair_breaks_tie: Mapped[bool] = mapped_column(default=False, server_default=false())
    tied: Mapped[bool] = mapped_column(default=False, server_default=false())


class ItemPart(Table):
    """One of several subjects that are voted on together, as they were put on the agenda."""

    __tablename__ = "sitting_item_part"
    __table_args__ = (
        UniqueConstraint("item_id", "subject"),
        Index("ix_sitting_item_part_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_item.id"))
    subject: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    unit_name: Mapped[str] = mapped_column(String(200), default="")


class Recusal(Table):
    """Somebody who must leave the room for an item, why, and when they went and came back."""

    __tablename__ = "sitting_recusal"
    __table_args__ = (UniqueConstraint("item_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_item.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ground: Mapped[str] = mapped_column(String(200))
    out_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]


class Ballot(Table):
    """One vote on an item; an undone one stays, with why. `entitled`: who could answer."""

    __tablename__ = "sitting_ballot"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_item.id"))
    number: Mapped[int]
    kind: Mapped[BallotKind] = mapped_column(stored_enum(BallotKind))
    joint_id: Mapped[int | None] = mapped_column(ForeignKey("sitting_joint_paper.id"), index=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(String(1000), default="")
    appointed: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    recused: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    entitled: Mapped[int] = mapped_column(default=0)
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    other: Mapped[int] = mapped_column(default=0)
    void: Mapped[int] = mapped_column(default=0)
    blank: Mapped[int] = mapped_column(default=0, server_default="0")


class JointPaper(Table):
    """One slip of paper with a line for each of several items, handed out and counted once.

    Its lines are the `Ballot`s that name it. One teller enters the whole count, another confirms
    exactly what was entered (`version`); entered anew, it is to be confirmed anew.
    """

    __tablename__ = "sitting_joint_paper"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint("collected <= handed_out AND written <= handed_out AND collected >= 0 "
                        "AND written >= 0", name="no_more_back_than_out"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by",
                        name="confirmed_by_another"),
        CheckConstraint("closed_at IS NULL OR confirmed_by IS NOT NULL", name="closed_confirmed"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int]
    handed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(String(1000), default="")
    handed_out: Mapped[int] = mapped_column(default=0)
    collected: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class BallotCast(Table):
    """That a member has answered; how, only where the vote is open. No time: order would tell.

    `written`: the answer came on paper from somebody absent and was entered for them.
    """

    __tablename__ = "sitting_cast"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("sitting_ballot.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    choice: Mapped[Choice | None] = mapped_column(stored_enum(Choice))
    written: Mapped[bool] = mapped_column(default=False)


class SecretSlip(Table):
    """One answer of a secret ballot under a random code that only its voter has seen.

    Nothing joins it to a person; all slips of a ballot are written anew, by code, with each vote,
    so that neither row numbers nor places on the disk tell in which order they came.
    """

    __tablename__ = "sitting_slip"
    __table_args__ = {"sqlite_with_rowid": False}

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("sitting_ballot.id"), index=True)
    choice: Mapped[Choice] = mapped_column(stored_enum(Choice))


class CountSheet(Table):
    """What one teller counted in a vote on paper; a second one counts without seeing it."""

    __tablename__ = "sitting_count_sheet"
    __table_args__ = (
        CheckConstraint("yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0 AND written >= 0",
                        name="counts"),
    )  # fmt: skip

    ballot_id: Mapped[int] = mapped_column(ForeignKey("sitting_ballot.id"), primary_key=True)
    teller_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    yes: Mapped[int]
    no: Mapped[int]
    other: Mapped[int] = mapped_column(default=0)
    void: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    blank: Mapped[int] = mapped_column(default=0, server_default="0")
    entered_at: Mapped[datetime]


class Letter(Table):
    """Phiếu lấy ý kiến of an absent member: when it was sent, until when, when it came back."""

    __tablename__ = "sitting_letter"
    __table_args__ = (
        UniqueConstraint("sitting_id", "account_id"),
        CheckConstraint("due_at > sent_at", name="due_after_it_was_sent"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    received_at: Mapped[datetime | None]


class LetterAnswer(Table):
    """What a letter says on one item. It is cast when the vote opens and its writer is absent."""

    __tablename__ = "sitting_letter_answer"

    letter_id: Mapped[int] = mapped_column(ForeignKey("sitting_letter.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("sitting_item.id"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(stored_enum(Choice))
