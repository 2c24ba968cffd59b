"""What the numbers say about a round; expertise, loads and ties of reviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the six tables; all are empty at first."""
    op.create_table(
        "calibration_run",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("input_mark", sa.String(64), nullable=False),
        sa.Column("computed_at", INSTANT, nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        *_keys("calibration_run", round_id="round"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_calibration_run")),
    )
    op.create_table(
        "idea_estimate",
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("calibrated", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("inside", sa.BigInteger(), nullable=False),
        *_keys("idea_estimate", idea_id="idea", round_id="round"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_estimate")),
    )
    op.create_index("ix_idea_estimate_round", "idea_estimate", ["round_id", "place", "idea_id"])
    op.create_table(
        "released_letter",
        sa.Column("idea_id", BIG, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("released_at", INSTANT, nullable=False),
        *_keys("released_letter", idea_id="idea", released_by="account"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_released_letter")),
    )
    _reviewers()


def _reviewers() -> None:
    op.create_table(
        "review_expertise",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sectors", sa.Text(), nullable=False),
        sa.Column("keywords", sa.String(500), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        *_keys("review_expertise", account_id="account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_review_expertise")),
    )
    op.create_table(
        "review_load",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("least >= 0 AND least <= most", name=op.f("ck_review_load_in_order")),
        *_keys("review_load", round_id="round", account_id="account"),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_review_load")),
    )
    op.create_table(
        "personal_tie",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        *_keys("personal_tie", account_id="account"),
        sa.UniqueConstraint(
            "account_id", "email", "kind", name=op.f("uq_personal_tie_account_id_email_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_tie")),
    )


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def downgrade() -> None:
    """Back to 0014."""
    for table in ("released_letter", "personal_tie", "review_load", "review_expertise",
                  "idea_estimate", "calibration_run"):  # fmt: skip
        op.drop_table(table)
