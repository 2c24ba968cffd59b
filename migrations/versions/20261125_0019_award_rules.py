"""Sets of award rules, all of an award's standard, and a second person for each override."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
BEFORE, AFTER = ("individual", "collective"), ("individual", "collective", "household")


def upgrade() -> None:
    """What counted until now becomes one set, in force since the first of its rules."""
    _create_rule_set()
    for table in ("award_kind", "nomination"):
        _allow_subjects(table, BEFORE, AFTER)
    with op.batch_alter_table("award_kind") as kind:
        for column in _kind_columns():
            kind.add_column(column)
        kind.create_check_constraint(
            "ends_after_start", "valid_to IS NULL OR valid_to > valid_from"
        )
        kind.create_check_constraint(
            "vote_is_a_part", "vote_numerator > 0 AND vote_denominator >= vote_numerator"
        )
        kind.create_check_constraint("amounts_are_sound", "money_factor >= 0 AND sets >= 1")
    with op.batch_alter_table("eligibility_rule") as rule:
        rule.add_column(sa.Column("rule_set_id", sa.Integer(), nullable=True))
        rule.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        rule.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        rule.add_column(sa.Column("off_for", sa.String(300), nullable=False, server_default=""))
    _gather_rules()
    with op.batch_alter_table("eligibility_rule") as rule:
        rule.alter_column("rule_set_id", existing_type=sa.Integer(), nullable=False)
        rule.create_foreign_key(
            op.f("fk_eligibility_rule_rule_set_id"), "rule_set", ["rule_set_id"], ["id"]
        )
        rule.create_index(op.f("ix_eligibility_rule_rule_set_id"), ["rule_set_id"])
    with op.batch_alter_table("nomination") as row:
        row.add_column(sa.Column("override_confirmed_by", sa.Integer(), nullable=True))
        row.add_column(sa.Column("override_confirmed_at", AT, nullable=True))
        row.create_foreign_key(
            op.f("fk_nomination_override_confirmed_by"),
            "account", ["override_confirmed_by"], ["id"],
        )  # fmt: skip
        row.create_check_constraint(
            "confirmed_by_another",
            "override_confirmed_by IS NULL OR override_confirmed_by <> override_by",
        )


def downgrade() -> None:
    """Only the approved set remains; awards of households have no place any more."""
    bind = op.get_bind()
    bind.execute(sa.text(
        "DELETE FROM eligibility_rule WHERE NOT active OR rule_set_id IN "
        "(SELECT id FROM rule_set WHERE state <> 'approved')"
    ))  # fmt: skip
    with op.batch_alter_table("nomination") as row:
        row.drop_constraint(op.f("ck_nomination_confirmed_by_another"), type_="check")
        row.drop_constraint(op.f("fk_nomination_override_confirmed_by"), type_="foreignkey")
        row.drop_column("override_confirmed_at")
        row.drop_column("override_confirmed_by")
    with op.batch_alter_table("eligibility_rule") as rule:
        rule.drop_index(op.f("ix_eligibility_rule_rule_set_id"))
        rule.drop_constraint(op.f("fk_eligibility_rule_rule_set_id"), type_="foreignkey")
        for name in ("off_for", "active", "position", "rule_set_id"):
            rule.drop_column(name)
    bind.execute(sa.text(
        "DELETE FROM award_kind WHERE subject_kind = 'household' "
        "AND id NOT IN (SELECT award_kind_id FROM nomination)"
    ))  # fmt: skip
    with op.batch_alter_table("award_kind") as kind:
        for name in ("ends_after_start", "vote_is_a_part", "amounts_are_sound"):
            kind.drop_constraint(op.f(f"ck_award_kind_{name}"), type_="check")
        if bind.dialect.name == "sqlite":
            for name in ("base", "deadline_unit"):
                kind.drop_constraint(op.f(f"ck_award_kind_{name}"), type_="check")
        for column in reversed(_kind_columns()):
            kind.drop_column(column.name)
    for table in ("award_kind", "nomination"):
        _allow_subjects(table, AFTER, BEFORE)
    op.drop_table("rule_set")


def _create_rule_set() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("state", _words("rule_set_state", "draft", "proposed", "approved", "dropped"),
                  nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("copied_from", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("proposed_at", AT, nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", AT, nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_rule_set_ends_after_start")
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR (approved_at IS NOT NULL AND valid_from IS NOT NULL)",
            name=op.f("ck_rule_set_dated_once_approved"),
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR created_by IS NULL OR approved_by <> created_by",
            name=op.f("ck_rule_set_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["copied_from"], ["rule_set.id"], name=op.f("fk_rule_set_copied_from")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_rule_set_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_rule_set_approved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
    )  # fmt: skip


def _kind_columns() -> list[sa.Column]:
    return [
        sa.Column("standard", sa.Text(), nullable=False, server_default=""),
        sa.Column("vote_numerator", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("vote_denominator", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("vote_strict", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("vote_base", _words("base", "appointed", "voting", "present"), nullable=False,
                  server_default="appointed"),
        sa.Column("ballot", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("sets", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("deadline_unit", _words("deadline_unit", "none", "working", "calendar", "day"),
                  nullable=False, server_default="none"),
        sa.Column("deadline_count", sa.Integer(), nullable=True),
        sa.Column("deadline_day", sa.String(5), nullable=False, server_default=""),
        sa.Column("deadline_note", sa.String(300), nullable=False, server_default=""),
        sa.Column("to_verify", sa.String(300), nullable=False, server_default=""),
    ]  # fmt: skip


def _gather_rules() -> None:
    """One approved set for the rules of an installation that has some."""
    bind = op.get_bind()
    first = bind.execute(sa.text("SELECT MIN(valid_from) FROM eligibility_rule")).scalar()
    if first is None:
        return
    sets = sa.table(
        "rule_set", sa.column("id", sa.Integer), sa.column("code", sa.String),
        sa.column("name", sa.String), sa.column("basis", sa.String),
        sa.column("state", sa.String), sa.column("valid_from", sa.Date),
        sa.column("created_at", AT), sa.column("approved_at", AT),
        sa.column("edits", sa.Integer), sa.column("version", sa.Integer),
    )  # fmt: skip
    at = datetime.now(UTC)
    since = first if not isinstance(first, str) else datetime.fromisoformat(first).date()
    bind.execute(
        sets.insert().values(
            code="before-sets", name="Quy tắc điều kiện trước khi có bộ quy tắc", basis="",
            state="approved", valid_from=since, created_at=at, approved_at=at, edits=0,
            version=1,
        )
    )  # fmt: skip
    bind.execute(sa.text(
        "UPDATE eligibility_rule SET position = id, rule_set_id = "
        "(SELECT id FROM rule_set WHERE code = 'before-sets')"
    ))  # fmt: skip


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _allow_subjects(table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The check of the kind of subject: SQLite knows it as part of the column's type."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "subject_kind", existing_type=_words("subject_kind", *before),
                type_=_words("subject_kind", *after), existing_nullable=False,
            )  # fmt: skip
        return
    named = ", ".join(f"'{word}'" for word in after)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_subject_kind")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_subject_kind "
        f"CHECK (subject_kind IN ({named}))"
    )
