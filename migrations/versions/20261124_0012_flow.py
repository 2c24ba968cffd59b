"""The flow of a dossier: co-authors' consent, limits, clocks, the unit's order, posted problems."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ROUND_COLUMNS = ("max_as_author", "max_as_main", "max_per_unit", "return_days")


def upgrade() -> None:
    """Five tables; settings of a round; marks on dossiers and requests."""
    for name in ROUND_COLUMNS:
        op.add_column("round", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column(
        "round",
        sa.Column("coauthors_must_confirm", sa.Boolean(), nullable=False,
                  server_default=sa.false()),
    )  # fmt: skip
    op.add_column(
        "supplement_request",
        sa.Column("kind", sa.String(20), nullable=False, server_default="supplement"),
    )
    _make_problem()
    op.add_column(
        "idea", sa.Column("on_behalf_of", sa.String(200), nullable=False, server_default="")
    )
    op.add_column(
        "idea", sa.Column("behalf_reason", sa.String(500), nullable=False, server_default="")
    )
    op.add_column("idea", sa.Column("handed_over_at", WHEN, nullable=True))
    op.add_column("idea", sa.Column("unit_order", sa.Integer(), nullable=True))
    # One statement for both databases: a column with its key, without making the table anew.
    op.execute(
        "ALTER TABLE idea ADD COLUMN problem_id INTEGER "
        "CONSTRAINT fk_idea_problem_id REFERENCES problem (id)"
    )
    op.create_index("ix_idea_problem_id", "idea", ["problem_id"])
    op.create_index("ix_idea_author_name_key", "idea_author", ["name_key"])
    _make_people()


def _make_problem() -> None:
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("contact_unit_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "published", "closed", name="problem_state", native_enum=False,
                    create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("sector", sa.String(80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("data_available", sa.Text(), nullable=False),
        sa.Column("wished_result", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("published_at", WHEN, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name="ck_problem_published_once_open"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_problem_unit_id"),
        sa.ForeignKeyConstraint(
            ["contact_unit_id"], ["unit.id"], name="fk_problem_contact_unit_id"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_problem_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_problem"),
    )  # fmt: skip
    op.create_index("ix_problem_state_closes_on", "problem", ["state", "closes_on", "id"])
    op.create_index("ix_problem_unit_id", "problem", ["unit_id", "id"])


def _make_people() -> None:
    op.create_table(
        "author_invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("created_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("used_at", WHEN, nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_author_invitation_idea_id"),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["account.id"], name="fk_author_invitation_invited_by"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_author_invitation_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_author_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_author_invitation_token_hash"),
    )
    op.create_index("ix_author_invitation_idea_id", "author_invitation", ["idea_id", "email"])
    op.create_table(
        "author_consent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("author_key", sa.String(620), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("confirmed", "declined", "on_paper", name="consent_answer",
                    native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("given_at", WHEN, nullable=False),
        sa.CheckConstraint(
            "share >= 0 AND share <= 10000", name="ck_author_consent_share_in_range"
        ),
        sa.CheckConstraint(
            "answer = 'confirmed' OR length(reason) > 0",
            name="ck_author_consent_reason_unless_confirmed",
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_author_consent_idea_id"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_author_consent_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_author_consent"),
    )  # fmt: skip
    op.create_index("ix_author_consent_idea_id", "author_consent", ["idea_id", "author_key"])
    op.create_table(
        "office_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_office_note_idea_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_office_note_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_office_note"),
    )
    op.create_index("ix_office_note_idea_id", "office_note", ["idea_id"])


def downgrade() -> None:
    """Back to 0011."""
    for table in ("office_note", "author_consent", "author_invitation"):
        op.drop_table(table)
    op.drop_index("ix_idea_author_name_key", "idea_author")
    op.drop_index("ix_idea_problem_id", "idea")
    for column in ("problem_id", "unit_order", "handed_over_at", "behalf_reason", "on_behalf_of"):
        op.execute(f"ALTER TABLE idea DROP COLUMN {column}")
    op.drop_table("problem")
    op.execute("ALTER TABLE supplement_request DROP COLUMN kind")
    for column in (*ROUND_COLUMNS, "coauthors_must_confirm"):
        op.execute(f"ALTER TABLE round DROP COLUMN {column}")
