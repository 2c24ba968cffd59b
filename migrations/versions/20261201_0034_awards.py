"""Recognitions that were annulled, and the awards under them that were looked at."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
IDEA_STATES = (
    "draft", "awaiting_unit", "returned", "submitted", "supplement_asked", "supplemented",
    "eligible", "ineligible", "scoring", "scored", "before_council", "recognised", "declined",
)  # fmt: skip


def upgrade() -> None:
    """Nothing was annulled before."""
    _idea_states((*IDEA_STATES, "revoked", "withdrawn"))
    with op.batch_alter_table("recognition") as batch:
        batch.add_column(sa.Column("revoked_on", sa.Date(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_recognition_revoked_once_recognised"), "revoked_on IS NULL OR recognised"
        )
    # Imported under a code that the catalogue never had: rules about titles in a row missed it.
    op.execute("UPDATE achievement SET award_code = 'CSTD-TINH' WHERE award_code = 'CSTD-T'")
    _revocations()
    _quotas()
    for table in ("yearly_rating", "standing"):
        ref = sa.Column("source_ref", sa.String(60), nullable=False, server_default="")
        op.add_column(table, ref)
        op.create_index(op.f(f"ix_{table}_source_ref"), table, ["source_ref"])
    _person_years()
    _wider_effects()
    op.create_table(
        "list_verdicts",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["nomination_list.id"],
                                name=op.f("fk_list_verdicts_list_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_list_verdicts")),
    )  # fmt: skip


def _idea_states(states: tuple[str, ...]) -> None:
    """The words a dossier's state may have."""
    named = ", ".join(f"'{state}'" for state in states)
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_states(named)
        return
    op.execute("ALTER TABLE idea DROP CONSTRAINT ck_idea_idea_state")
    op.execute(f"ALTER TABLE idea ADD CONSTRAINT ck_idea_idea_state CHECK (state IN ({named}))")


def _sqlite_states(named: str) -> None:
    """The table is copied word for word but for the check: earlier migrations going down know its
    columns as they were written, which a batch would write anew.
    """
    bind = op.get_bind()
    stored = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'idea'").scalar()
    indexes = bind.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'idea' AND type = 'index' AND sql <> ''"
    ).scalars().all()  # fmt: skip
    checked = re.compile(r"(ck_idea_idea_state\"?\s+CHECK\s*\(\s*state IN \()[^)]*\)")
    wanted = checked.sub(lambda found: f"{found[1]}{named})", str(stored))
    copied = re.sub(r'^CREATE TABLE "?idea"?', "CREATE TABLE idea_copied", wanted)
    for statement in (
        copied, "INSERT INTO idea_copied SELECT * FROM idea", "DROP TABLE idea",
        "ALTER TABLE idea_copied RENAME TO idea", *indexes,
    ):  # fmt: skip
        bind.exec_driver_sql(statement)


def _revocations() -> None:
    live = sa.text("state <> 'dropped'")
    op.create_table(
        "recognition_revocation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("recognition_id", BIG, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'dropped')",
                           name=op.f("ck_recognition_revocation_revocation_state")),
        sa.CheckConstraint("ground IN ('false', 'conditions', 'authors', 'other')",
                           name=op.f("ck_recognition_revocation_revocation_ground")),
        sa.CheckConstraint("decision_number <> '' AND reason <> ''",
                           name=op.f("ck_recognition_revocation_by_a_reasoned_decision")),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by",
                           name=op.f("ck_recognition_revocation_two_people")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (confirmed_by IS NOT NULL AND ended_at IS NOT NULL)",
            name=op.f("ck_recognition_revocation_confirmed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["recognition_id"], ["recognition.id"],
                                name=op.f("fk_recognition_revocation_recognition_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"],
                                name=op.f("fk_recognition_revocation_asked_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"],
                                name=op.f("fk_recognition_revocation_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_revocation")),
    )  # fmt: skip
    op.create_index("uq_recognition_revocation_live", "recognition_revocation", ["recognition_id"],
                    unique=True, sqlite_where=live, postgresql_where=live)  # fmt: skip
    op.create_table(
        "award_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", BIG, nullable=False),
        sa.Column("revocation_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", WHEN, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_award_review_reasoned")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"],
                                name=op.f("fk_award_review_nomination_id")),
        sa.ForeignKeyConstraint(["revocation_id"], ["recognition_revocation.id"],
                                name=op.f("fk_award_review_revocation_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"],
                                name=op.f("fk_award_review_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_review")),
        sa.UniqueConstraint("nomination_id", "revocation_id",
                            name=op.f("uq_award_review_nomination_id_revocation_id")),
    )  # fmt: skip


def _quotas() -> None:
    op.create_table(
        "award_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_code", sa.String(30), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("refuse", sa.Boolean(), nullable=False),
        sa.Column("clause", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", WHEN, nullable=False),
        sa.CheckConstraint("scope IN ('list', 'each_unit', 'unit')",
                           name=op.f("ck_award_quota_quota_scope")),
        sa.CheckConstraint("measure IN ('count', 'share')",
                           name=op.f("ck_award_quota_quota_measure")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from",
                           name=op.f("ck_award_quota_ends_after_start")),
        sa.CheckConstraint("hundredths >= 0", name=op.f("ck_award_quota_not_negative")),
        sa.CheckConstraint("measure <> 'share' OR hundredths <= 10000",
                           name=op.f("ck_award_quota_share_is_a_part")),
        sa.CheckConstraint("(scope = 'unit') = (unit_id IS NOT NULL)",
                           name=op.f("ck_award_quota_unit_named")),
        sa.CheckConstraint("clause <> ''", name=op.f("ck_award_quota_with_its_clause")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_award_quota_unit_id")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_award_quota_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_quota")),
    )  # fmt: skip
    op.create_index("ix_award_quota_days", "award_quota", ["valid_from", "valid_to"])


MONTHS = (
    "(months_worked IS NULL OR months_worked BETWEEN 0 AND 12) AND "
    "(maternity_months IS NULL OR maternity_months BETWEEN 0 AND 12)"
)


def _person_years() -> None:
    for table in ("nomination", "unit_proposal"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("months_worked", sa.Integer(), nullable=True))
            batch.add_column(sa.Column("maternity_months", sa.Integer(), nullable=True))
            batch.create_check_constraint(op.f(f"ck_{table}_months_of_a_year"), MONTHS)


def _wider_effects() -> None:
    op.create_table(
        "wider_effect",
        sa.Column("id", BIG, nullable=False),
        sa.Column("recognition_id", BIG, nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", WHEN, nullable=False),
        sa.CheckConstraint("scope IN ('province', 'nation')",
                           name=op.f("ck_wider_effect_effect_scope")),
        sa.CheckConstraint("decision_number <> '' AND issuer <> ''",
                           name=op.f("ck_wider_effect_by_a_decision")),
        sa.ForeignKeyConstraint(["recognition_id"], ["recognition.id"],
                                name=op.f("fk_wider_effect_recognition_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"],
                                name=op.f("fk_wider_effect_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wider_effect")),
        sa.UniqueConstraint("recognition_id", "scope",
                            name=op.f("uq_wider_effect_recognition_id_scope")),
    )  # fmt: skip


def downgrade() -> None:
    """Back to 0033, which knows no annulment: such a dossier reads as recognised again."""
    for table in ("standing", "yearly_rating"):
        op.drop_index(op.f(f"ix_{table}_source_ref"), table)
        op.drop_column(table, "source_ref")
    op.drop_table("wider_effect")
    for table in ("unit_proposal", "nomination"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_months_of_a_year"), type_="check")
            batch.drop_column("maternity_months")
            batch.drop_column("months_worked")
    op.drop_table("award_quota")
    op.drop_table("list_verdicts")
    op.drop_table("award_review")
    op.drop_index("uq_recognition_revocation_live", "recognition_revocation")
    op.drop_table("recognition_revocation")
    with op.batch_alter_table("recognition") as batch:
        batch.drop_constraint(op.f("ck_recognition_revoked_once_recognised"), type_="check")
        batch.drop_column("revoked_on")
    op.execute("UPDATE idea SET state = 'recognised' WHERE state = 'revoked'")
    _idea_states((*IDEA_STATES, "withdrawn"))
