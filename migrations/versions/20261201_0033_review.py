"""A person keeps the addresses the account had before; files are looked at before blind scoring."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Addresses changed before this are found in the record of acts; rounds go on as they are:
    where scoring was opened, nobody is shut out as a former co-author who was not before.
    """
    op.create_table(
        "former_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"],
                                name=op.f("fk_former_address_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_address")),
        sa.UniqueConstraint("account_id", "email",
                            name=op.f("uq_former_address_account_id_email")),
    )  # fmt: skip
    op.create_index("ix_former_address_email", "former_address", ["email"])
    _from_the_record()
    with op.batch_alter_table("round") as batch:
        batch.add_column(
            sa.Column("files_judged", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("coauthor_years", sa.Integer(), nullable=True))
    op.execute(sa.text(
        "UPDATE round SET coauthor_years = 0 WHERE id IN "
        "(SELECT round_id FROM rubric WHERE frozen_at IS NOT NULL)"))  # fmt: skip
    with op.batch_alter_table("blind_copy") as batch:
        batch.add_column(sa.Column("seen_files", sa.Text(), nullable=False, server_default="[]"))


def _from_the_record() -> None:
    """One row for each address that was changed away; of anonymised people nothing comes back."""
    link = op.get_bind()
    changes = link.execute(sa.text(
        "SELECT subject, at, detail FROM audit_entry WHERE verb = 'account:changed' "
        "AND subject LIKE 'account:%' ORDER BY id")).all()  # fmt: skip
    alive = set(link.execute(sa.text(
        "SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM anonymised)"
    )).scalars())  # fmt: skip
    found: dict[tuple[int, str], object] = {}
    for subject, at, detail in changes:
        was = json.loads(detail).get("was") or {}
        key = int(subject.partition(":")[2])
        if was.get("email") and key in alive:
            found[key, was["email"]] = at
    for (account_id, email), at in found.items():
        link.execute(
            sa.text("INSERT INTO former_address (account_id, email, until) VALUES (:a, :e, :u)"),
            {"a": account_id, "e": email, "u": at},
        )


def downgrade() -> None:
    """Former addresses are lost again; the record of acts still holds them."""
    for table, column in (("blind_copy", "seen_files"), ("round", "coauthor_years"),
                          ("round", "files_judged")):  # fmt: skip
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_index("ix_former_address_email", "former_address")
    op.drop_table("former_address")
