"""Alternates, tellers' sheets and votes on awards."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
TABLES = (
    "council_office",
    "sitting_item_part",
    "sitting_count_sheet",
    "sitting_letter",
    "sitting_letter_answer",
    "award_vote",
)
# What a member was called in the minutes until now tells the office.
OFFICES = (("chair", "Chủ tịch Hội đồng"), ("secretary", "Thư ký Hội đồng"))


def _kind(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _office() -> sa.Enum:
    return _kind("office", "chair", "vice_chair", "secretary", "critic", "member", "alternate")


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    ]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Add the columns with what held so far, make the tables."""
    with op.batch_alter_table("council") as batch:
        batch.add_column(sa.Column("decision_file_id", BIG, nullable=True))
        batch.create_foreign_key(
            op.f("fk_council_decision_file_id"), "stored_file", ["decision_file_id"], ["id"]
        )
    no = sa.false()
    for name in ("chair_breaks_tie", "tied"):
        column: sa.Column[bool] = sa.Column(name, sa.Boolean(), server_default=no, nullable=False)
        op.add_column("sitting_item", column)
    _members()
    _council_tables()
    _sitting_tables()
    _votes()


def _members() -> None:
    with op.batch_alter_table("sitting_member") as batch:
        batch.add_column(sa.Column("office", _office(), server_default="member", nullable=False))
        batch.add_column(sa.Column("stands_for_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("stands_for", sa.String(200), server_default="", nullable=False))
        batch.add_column(
            sa.Column("teller", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.create_foreign_key(
            op.f("fk_sitting_member_stands_for_id"), "account", ["stands_for_id"], ["id"]
        )
    member = sa.table("sitting_member", sa.column("office"), sa.column("title"))
    for office, title in OFFICES:
        op.execute(sa.update(member).where(member.c.title == title).values(office=office))


def _council_tables() -> None:
    op.create_table(
        "council_office",
        sa.Column("id", BIG, nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("office", _office(), nullable=False),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_council_office_ends_after_it_begins"),
        ),
        *_keys("council_office", council_id="council", account_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_office")),
    )
    op.create_index("ix_council_office_council", "council_office", ["council_id", "account_id"])
    op.create_index(op.f("ix_council_office_account_id"), "council_office", ["account_id"])


def _sitting_tables() -> None:
    op.create_table(
        "sitting_item_part",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        *_keys("sitting_item_part", item_id="sitting_item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_item_part")),
        sa.UniqueConstraint(
            "item_id", "subject", name=op.f("uq_sitting_item_part_item_id_subject")
        ),
    )
    op.create_index("ix_sitting_item_part_subject", "sitting_item_part", ["subject"])
    op.create_table(
        "sitting_count_sheet",
        sa.Column("ballot_id", BIG, nullable=False),
        sa.Column("teller_id", sa.Integer(), nullable=False),
        *_counts("yes", "no", "other", "void", "written"),
        sa.Column("entered_at", AT, nullable=False),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0 AND written >= 0",
            name=op.f("ck_sitting_count_sheet_counts"),
        ),
        *_keys("sitting_count_sheet", ballot_id="sitting_ballot", teller_id="account"),
        sa.PrimaryKeyConstraint("ballot_id", "teller_id", name=op.f("pk_sitting_count_sheet")),
    )
    _letters()


def _letters() -> None:
    op.create_table(
        "sitting_letter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("received_at", AT, nullable=True),
        sa.CheckConstraint(
            "due_at > sent_at", name=op.f("ck_sitting_letter_due_after_it_was_sent")
        ),
        *_keys("sitting_letter", sitting_id="sitting", account_id="account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_letter")),
        sa.UniqueConstraint(
            "sitting_id", "account_id", name=op.f("uq_sitting_letter_sitting_id_account_id")
        ),
    )
    op.create_table(
        "sitting_letter_answer",
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("choice", _kind("choice", "yes", "no", "other"), nullable=False),
        *_keys("sitting_letter_answer", letter_id="sitting_letter", item_id="sitting_item"),
        sa.PrimaryKeyConstraint("letter_id", "item_id", name=op.f("pk_sitting_letter_answer")),
    )


def _votes() -> None:
    op.create_table(
        "award_vote",
        sa.Column("id", BIG, nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("subject_key", sa.String(120), nullable=False),
        sa.Column("award_code", sa.String(30), nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("kind", _kind("ballot_kind", "open", "secret", "paper"), nullable=False),
        sa.Column("of_group", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        *_counts("yes", "no", "other", "void", "written", "base", "needed"),
        sa.Column("share", sa.String(20), nullable=False),
        sa.Column("clause", sa.String(300), nullable=False),
        sa.Column("sat_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND other >= 0 AND void >= 0 AND written >= 0",
            name=op.f("ck_award_vote_counts"),
        ),
        *_keys("award_vote", list_id="nomination_list", sitting_id="sitting",
               item_id="sitting_item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_vote")),
        sa.UniqueConstraint(
            "item_id", "subject_key", "award_code",
            name=op.f("uq_award_vote_item_id_subject_key_award_code"),
        ),
    )  # fmt: skip
    op.create_index("ix_award_vote_list", "award_vote", ["list_id"])


def downgrade() -> None:
    """Back to 0019."""
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("sitting_member") as batch:
        batch.drop_constraint(op.f("fk_sitting_member_stands_for_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_sitting_member_office"), type_="check")
        for name in ("teller", "stands_for", "stands_for_id", "office"):
            batch.drop_column(name)
    for name in ("tied", "chair_breaks_tie"):
        op.drop_column("sitting_item", name)
    with op.batch_alter_table("council") as batch:
        batch.drop_constraint(op.f("fk_council_decision_file_id"), type_="foreignkey")
        batch.drop_column("decision_file_id")
