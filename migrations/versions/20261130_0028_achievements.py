"""The ledger of achievements, yearly ratings, and what stands against an award."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "achievement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("award_code", sa.String(length=30), nullable=False),
        sa.Column("award_name", sa.String(length=200), nullable=False),
        sa.Column(
            "family",
            sa.Enum(
                "title", "form", name="family", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "base",
                "province",
                "nation",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "merit",
                "movement",
                "sudden",
                "service",
                "tenure",
                "foreign",
                "unknown",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(length=160), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "manual",
                "import",
                "list",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_ref", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_number", sa.String(length=60), nullable=False),
        sa.Column("revoked_reason", sa.String(length=500), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "individual",
                "collective",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=600), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "revoked_on IS NULL OR revoked_reason <> ''",
            name=op.f("ck_achievement_revoked_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_achievement_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_achievement_recorded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_achievement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("line", "number", name=op.f("uq_achievement_line_number")),
    )
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_achievement_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_achievement_fingerprint", ["fingerprint"], unique=False)
        batch_op.create_index("ix_achievement_shown", ["newest", "name_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_achievement_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_achievement_subject_key"), ["subject_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_achievement_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "achievement_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "stored",
                "undone",
                "dropped",
                name="import_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_achievement_import_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_import")),
    )
    op.create_table(
        "standing",
        sa.Column("id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "discipline",
                "inspection",
                "complaint",
                "press",
                name="standing_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("measure", sa.String(length=120), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "individual",
                "collective",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=600), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on > from_on", name=op.f("ck_standing_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_standing_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_standing_recorded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standing_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
        sa.UniqueConstraint("line", "number", name=op.f("uq_standing_line_number")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standing_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_subject_key"), ["subject_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_standing_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "yearly_rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "rating",
            sa.Enum(
                "outstanding",
                "good",
                "done",
                "not_done",
                name="rating_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("progressive", sa.Integer(), nullable=True),
        sa.Column("fighters", sa.Integer(), nullable=True),
        sa.Column("completed", sa.Integer(), nullable=True),
        sa.Column("disciplined", sa.Integer(), nullable=True),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "individual",
                "collective",
                name="subject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=600), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(progressive IS NULL OR progressive BETWEEN 0 AND members) AND "
            "(fighters IS NULL OR fighters BETWEEN 0 AND members) AND "
            "(completed IS NULL OR completed BETWEEN 0 AND members) AND "
            "(disciplined IS NULL OR disciplined BETWEEN 0 AND members)",
            name=op.f("ck_yearly_rating_parts_of_the_members"),
        ),
        sa.CheckConstraint(
            "members IS NULL OR members > 0", name=op.f("ck_yearly_rating_has_members")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_yearly_rating_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_yearly_rating_recorded_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_yearly_rating_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_rating")),
        sa.UniqueConstraint("line", "number", name=op.f("uq_yearly_rating_line_number")),
    )
    with op.batch_alter_table("yearly_rating", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_yearly_rating_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_yearly_rating_subject_key"), ["subject_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_yearly_rating_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_yearly_rating_one_a_year",
            ["subject_key", "year"],
            unique=True,
            sqlite_where=sa.text("newest"),
            postgresql_where=sa.text("newest"),
        )
    op.create_table(
        "achievement_use",
        sa.Column("id", BIG, nullable=False),
        sa.Column("achievement_id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "idea_id IS NOT NULL OR title <> ''",
            name=op.f("ck_achievement_use_names_an_initiative"),
        ),
        sa.CheckConstraint(
            "share IS NULL OR (share >= 0 AND share <= 10000)",
            name=op.f("ck_achievement_use_share_is_a_part"),
        ),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_achievement_use_achievement_id")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_achievement_use_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_use")),
    )
    with op.batch_alter_table("achievement_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_achievement_use_achievement_id"), ["achievement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_achievement_use_idea_id"), ["idea_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    with op.batch_alter_table("achievement_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_use_idea_id"))
        batch_op.drop_index(batch_op.f("ix_achievement_use_achievement_id"))
    op.drop_table("achievement_use")
    with op.batch_alter_table("yearly_rating", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_yearly_rating_one_a_year",
            sqlite_where=sa.text("newest"),
            postgresql_where=sa.text("newest"),
        )
        batch_op.drop_index(batch_op.f("ix_yearly_rating_unit_id"))
        batch_op.drop_index(batch_op.f("ix_yearly_rating_subject_key"))
        batch_op.drop_index(batch_op.f("ix_yearly_rating_account_id"))
    op.drop_table("yearly_rating")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standing_unit_id"))
        batch_op.drop_index(batch_op.f("ix_standing_subject_key"))
        batch_op.drop_index(batch_op.f("ix_standing_account_id"))
    op.drop_table("standing")
    op.drop_table("achievement_import")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_unit_id"))
        batch_op.drop_index(batch_op.f("ix_achievement_subject_key"))
        batch_op.drop_index(batch_op.f("ix_achievement_source_ref"))
        batch_op.drop_index("ix_achievement_shown")
        batch_op.drop_index("ix_achievement_fingerprint")
        batch_op.drop_index(batch_op.f("ix_achievement_account_id"))
    op.drop_table("achievement")
