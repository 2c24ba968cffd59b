"""Fields: what a round asks beside the form, answers, participants, the rest of the form."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_LINES = {
    "investor": 200, "applied_stage": 20, "uses_ai": 20, "state_secret": 20, "decision_role": 20,
    "ai_label": 20, "risk_line": 200, "classification_no": 80, "dpia_no": 80,
}  # fmt: skip
_TEXTS = ("effect_by_others", "test_results", "stop_plan")
_AUTHOR = {"born": 10, "qualification": 120}


def _text(
    name: str, most: int | None = None, default: str = "", *, nullable: bool = False
) -> sa.Column[str]:
    kind = sa.String(most) if most else sa.Text()
    return sa.Column(name, kind, nullable=nullable, server_default=default)


def upgrade() -> None:
    """Existing dossiers have empty answers; nothing is asked of them."""
    with op.batch_alter_table("idea") as idea:
        for name, most in _LINES.items():
            idea.add_column(_text(name, most))
        for name in _TEXTS:
            idea.add_column(_text(name, nullable=True))
        idea.add_column(_text("eligibility", default="[]"))
    with op.batch_alter_table("idea_author") as author:
        for name, most in _AUTHOR.items():
            author.add_column(_text(name, most))
    _round_tables()
    _idea_tables()
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(sa.Column("field_id", sa.Integer(), nullable=True))
        evidence.create_foreign_key("fk_evidence_field_id", "round_field", ["field_id"], ["id"])


def _round_tables() -> None:
    op.create_table(
        "round_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_field_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_field"),
        sa.UniqueConstraint("round_id", "key", "kind", name="uq_round_field_round_id_key_kind"),
    )
    op.create_table(
        "eligibility_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(500), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="fk_eligibility_question_round_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_eligibility_question"),
    )
    op.create_index(
        "ix_eligibility_question_round", "eligibility_question", ["round_id", "position"]
    )
    op.create_table(
        "round_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_version_round_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_round_version_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_round_version"),
        sa.UniqueConstraint("round_id", "number", name="uq_round_version_round_id_number"),
    )


def _idea_tables() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "idea_participant",
        sa.Column("id", big, nullable=False),
        sa.Column("idea_id", big, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(200), nullable=False),
        sa.Column("born", sa.String(10), nullable=False),
        sa.Column("workplace", sa.String(200), nullable=False),
        sa.Column("job_title", sa.String(120), nullable=False),
        sa.Column("qualification", sa.String(120), nullable=False),
        sa.Column("support", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_idea_participant_idea_id"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_participant"),
    )
    op.create_index("ix_idea_participant_idea_id", "idea_participant", ["idea_id"])
    op.create_table(
        "idea_answer",
        sa.Column("id", big, nullable=False),
        sa.Column("idea_id", big, nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name="fk_idea_answer_idea_id"),
        sa.ForeignKeyConstraint(["field_id"], ["round_field.id"], name="fk_idea_answer_field_id"),
        sa.PrimaryKeyConstraint("id", name="pk_idea_answer"),
        sa.UniqueConstraint("idea_id", "field_id", name="uq_idea_answer_idea_id_field_id"),
    )


def downgrade() -> None:
    """The answers and the added parts of the form are lost."""
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_constraint("fk_evidence_field_id", type_="foreignkey")
        evidence.drop_column("field_id")
    op.drop_table("idea_answer")
    op.drop_index("ix_idea_participant_idea_id", table_name="idea_participant")
    op.drop_table("idea_participant")
    op.drop_table("round_version")
    op.drop_index("ix_eligibility_question_round", table_name="eligibility_question")
    op.drop_table("eligibility_question")
    op.drop_table("round_field")
    with op.batch_alter_table("idea_author") as author:
        for name in _AUTHOR:
            author.drop_column(name)
    with op.batch_alter_table("idea") as idea:
        for name in (*_LINES, *_TEXTS, "eligibility"):
            idea.drop_column(name)
