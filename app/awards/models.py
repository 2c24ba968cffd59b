"""Catalogue, rules, base salary, nomination lists, and what each list used."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.awards.rule_states import BASIS_LIMIT, NOTE_LIMIT, DeadlineUnit, RuleSetState
from app.awards.states import (
    NAME_LIMIT,
    TITLE_LIMIT,
    AwardFamily,
    BasisRole,
    Gender,
    LineOutcome,
    ListState,
    PositionKind,
    SubjectKind,
    Verdict,
)
from app.database.base import Base, HasLifecycle
from app.database.types import BigId, Exact, stored_enum
from app.ideas.models import Idea
from app.sittings.states import Base as VoteBase


class BaseSalary(Base):
    """Lương cơ sở in a period, in đồng; awards are multiples of it."""

    __tablename__ = "base_salary"

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    basis: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AwardKind(Base):
    """One entry of the catalogue. `parts` lists the dossier parts, one a line: code|name|form.

    `upward`: the next higher level decides; this authority only proposes. `vote_*`: the part of the
    council that must agree. `to_verify`: what of this row no official text was found for; "" when
    everything was. A row that counted once is never changed: a new one follows it from a day.
    """

    __tablename__ = "award_kind"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        CheckConstraint(
            "vote_numerator > 0 AND vote_denominator >= vote_numerator", name="vote_is_a_part"
        ),
        CheckConstraint("money_factor >= 0 AND sets >= 1", name="amounts_are_sound"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(160))
    family: Mapped[AwardFamily] = mapped_column(stored_enum(AwardFamily))
    subject_kind: Mapped[SubjectKind] = mapped_column(stored_enum(SubjectKind))
    authority: Mapped[str] = mapped_column(String(160))
    upward: Mapped[bool] = mapped_column(default=False)
    clause: Mapped[str] = mapped_column(String(200))
    money_factor: Mapped[Decimal] = mapped_column(Exact(2))
    parts: Mapped[str] = mapped_column(Text, default="")
    standard: Mapped[str] = mapped_column(Text, default="")
    vote_numerator: Mapped[int] = mapped_column(default=1)
    vote_denominator: Mapped[int] = mapped_column(default=2)
    vote_strict: Mapped[bool] = mapped_column(default=True)
    vote_base: Mapped[VoteBase] = mapped_column(stored_enum(VoteBase), default=VoteBase.APPOINTED)
    ballot: Mapped[bool] = mapped_column(default=False)
    sets: Mapped[int] = mapped_column(default=1)
    deadline_unit: Mapped[DeadlineUnit] = mapped_column(
        stored_enum(DeadlineUnit), default=DeadlineUnit.NONE
    )
    deadline_count: Mapped[int | None]
    deadline_day: Mapped[str] = mapped_column(String(5), default="")
    deadline_note: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")
    to_verify: Mapped[str] = mapped_column(String(NOTE_LIMIT), default="")
    position: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class RuleSet(Base, HasLifecycle):
    """All rules of a period. Lists are judged by the approved set of their day of judging.

    Written by one officer, approved by another; an approved set is never changed, only followed.
    `code` names a set that came with the software; `edits` counts changes of its rules.
    """

    __tablename__ = "rule_set"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        CheckConstraint(
            "state <> 'approved' OR (approved_at IS NOT NULL AND valid_from IS NOT NULL)",
            name="dated_once_approved",
        ),
        CheckConstraint(
            "approved_by IS NULL OR created_by IS NULL OR approved_by <> created_by",
            name="approved_by_another",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    basis: Mapped[str] = mapped_column(String(BASIS_LIMIT), default="")
    state: Mapped[RuleSetState] = mapped_column(
        stored_enum(RuleSetState), default=RuleSetState.DRAFT
    )
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    copied_from: Mapped[int | None] = mapped_column(ForeignKey("rule_set.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    proposed_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    edits: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class EligibilityRule(Base):
    """A dated rule of a set: `condition` names a check in `awards.conditions`.

    Unmet gives `otherwise`; where data is missing a person has to look, whatever it says. A rule
    with `active` off is kept and not asked; `off_for` lists awards ("BK-CN BK-TT") it spares.
    """

    __tablename__ = "eligibility_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    off_for: Mapped[str] = mapped_column(String(BASIS_LIMIT), default="")
    code: Mapped[str] = mapped_column(String(40))
    award_code: Mapped[str] = mapped_column(String(30), default="*")
    condition: Mapped[str] = mapped_column(String(60))
    parameter: Mapped[str] = mapped_column(String(60), default="")
    message: Mapped[str] = mapped_column(String(300))
    clause: Mapped[str] = mapped_column(String(200))
    otherwise: Mapped[Verdict] = mapped_column(stored_enum(Verdict))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class NominationList(Base, HasLifecycle):
    """Danh sách đề nghị khen thưởng. `judged_on`: rules, catalogue and salary of that day count.

    One list holds one family of awards at one level (`upward`), because it becomes one Tờ trình to
    one authority. `snapshot` is what was locked, as JSON; documents of a locked list come from it.
    """

    __tablename__ = "nomination_list"
    __table_args__ = (
        CheckConstraint(
            "state <> 'issued' OR (decision_number <> '' AND decided_on IS NOT NULL)",
            name="numbered_once_issued",
        ),
        CheckConstraint("state = 'draft' OR locked_at IS NOT NULL", name="locked_at_known"),
        CheckConstraint("state = 'draft' OR snapshot <> ''", name="frozen_once_locked"),
        CheckConstraint("money_limit IS NULL OR money_limit >= 0", name="limit_not_negative"),
        UniqueConstraint("year", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LIMIT))
    year: Mapped[int]
    number: Mapped[int]
    family: Mapped[AwardFamily] = mapped_column(stored_enum(AwardFamily), default=AwardFamily.FORM)
    upward: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ListState] = mapped_column(stored_enum(ListState), default=ListState.DRAFT)
    movement: Mapped[str] = mapped_column(String(300), default="")
    judged_on: Mapped[date]
    due_on: Mapped[date | None]
    money_limit: Mapped[int | None] = mapped_column(BigId)
    signer_title: Mapped[str] = mapped_column(String(200), default="")
    signer_name: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    locked_at: Mapped[datetime | None]
    snapshot: Mapped[str] = mapped_column(Text, default="")
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Nomination(Base):
    """One subject on one list for one award. `override_*`: a person decided an "ask" or a lack.

    The decision counts once a second person confirmed it. `override_covers` names what was found
    wanting when the first decided; anything found later is open again (`rules.override_holds`).

    `months_worked`, `maternity_months`: of a person, in the year of the list; None: nobody said.
    `outcome` says what the decision made of this line; a line may have a later decision of its own.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("list_id", "subject_key", "award_kind_id"),
        CheckConstraint("override_verdict IS NULL OR override_reason <> ''", name="reasoned"),
        CheckConstraint(
            "override_confirmed_by IS NULL OR override_confirmed_by <> override_by",
            name="confirmed_by_another",
        ),
        CheckConstraint("outcome <> 'refused' OR outcome_reason <> ''", name="refused_with_reason"),
        CheckConstraint(
            "outcome NOT IN ('issued', 'revoked') OR (decision_number <> '' AND decided_on IS NOT "
            "NULL)",
            name="issued_by_decision",
        ),
        CheckConstraint(
            "(months_worked IS NULL OR months_worked BETWEEN 0 AND 12) AND "
            "(maternity_months IS NULL OR maternity_months BETWEEN 0 AND 12)",
            name="months_of_a_year",
        ),
        Index("ix_nomination_subject", "subject_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("nomination_list.id"), index=True)
    award_kind_id: Mapped[int] = mapped_column(ForeignKey("award_kind.id"))
    subject_kind: Mapped[SubjectKind] = mapped_column(stored_enum(SubjectKind))
    subject_key: Mapped[str] = mapped_column(String(120))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(600))
    unit_name: Mapped[str] = mapped_column(String(200))
    unit_order: Mapped[int] = mapped_column(default=0)
    job_title: Mapped[str] = mapped_column(String(120), default="")
    achievement: Mapped[str] = mapped_column(Text, default="")
    parts_present: Mapped[str] = mapped_column(String(200), default="")
    override_verdict: Mapped[Verdict | None] = mapped_column(stored_enum(Verdict))
    override_reason: Mapped[str] = mapped_column(Text, default="")
    override_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    override_covers: Mapped[str] = mapped_column(Text, default="")
    override_confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    override_confirmed_at: Mapped[datetime | None]
    gender: Mapped[Gender] = mapped_column(stored_enum(Gender), default=Gender.UNKNOWN)
    position_kind: Mapped[PositionKind] = mapped_column(
        stored_enum(PositionKind), default=PositionKind.UNKNOWN
    )
    months_worked: Mapped[int | None]
    maternity_months: Mapped[int | None]
    outcome: Mapped[LineOutcome] = mapped_column(
        stored_enum(LineOutcome), default=LineOutcome.PENDING
    )
    outcome_reason: Mapped[str] = mapped_column(Text, default="")
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decided_on: Mapped[date | None]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    award_kind: Mapped[AwardKind] = relationship(lazy="raise_on_sql")
    bases: Mapped[list["NominationBasis"]] = relationship(
        back_populates="nomination", lazy="raise_on_sql"
    )

    __mapper_args__ = {"version_id_col": version}


class NominationBasis(Base):
    """The achievement ledger: this solution was used for this nomination."""

    __tablename__ = "nomination_basis"
    __table_args__ = (
        UniqueConstraint("nomination_id", "idea_id"),
        Index("ix_nomination_basis_idea", "idea_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    role: Mapped[BasisRole] = mapped_column(stored_enum(BasisRole))
    share: Mapped[Decimal | None] = mapped_column(Exact(2))

    nomination: Mapped[Nomination] = relationship(back_populates="bases", lazy="raise_on_sql")
    idea: Mapped[Idea] = relationship(lazy="raise_on_sql")
