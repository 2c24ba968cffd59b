"""Signing in: second factors, links, outside identities"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Signing in: second factors, links, outside identities."""
    _widen_sign_in()
    _make_second_factors()
    _make_links_and_budgets()
    with op.batch_alter_table("account") as account:
        account.drop_column("failed_sign_ins")
        account.drop_column("last_failed_at")


def _widen_sign_in() -> None:
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("former_hash", sa.String(64)))
        sign_in.add_column(sa.Column("rotated_at", INSTANT))
        sign_in.add_column(
            sa.Column("method", sa.String(20), nullable=False, server_default="password")
        )
        sign_in.add_column(
            sa.Column(
                "stage",
                sa.Enum("full", "code", "enrol", name="stage", native_enum=False, length=40,
                        create_constraint=True),
                nullable=False,
                server_default="full",
            )
        )  # fmt: skip
        sign_in.add_column(sa.Column("second_at", INSTANT))
        sign_in.add_column(
            sa.Column("roles_digest", sa.String(64), nullable=False, server_default="")
        )
        sign_in.create_index(op.f("ix_sign_in_former_hash"), ["former_hash"])


def _table(name: str, *columns: sa.Column[object], unique: tuple[str, ...] = (),
           index: tuple[str, ...] = (), key: str = "id", own: bool = True) -> None:  # fmt: skip
    """One table of this room: an id, perhaps its person, and its columns."""
    parts: list[sa.schema.SchemaItem] = [*columns]
    if key == "id":
        parts.insert(0, sa.Column("id", sa.Integer(), nullable=False))
    if own:
        parts.append(
            sa.ForeignKeyConstraint(
                ["account_id"], ["account.id"], name=op.f(f"fk_{name}_account_id")
            )
        )
    parts.append(sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{name}")))
    parts += [sa.UniqueConstraint(c, name=op.f(f"uq_{name}_{c}")) for c in unique]
    op.create_table(name, *parts)
    for column in index:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _make_second_factors() -> None:
    _table(
        "totp_secret",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(300), nullable=False),
        sa.Column("pending", sa.String(300), nullable=False),
        sa.Column("pending_at", INSTANT),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        unique=("account_id",),
    )
    _table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        unique=("code_hash",),
        index=("account_id",),
    )
    _table(
        "passkey",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(120), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        unique=("credential_id",),
        index=("account_id",),
    )


def _make_links_and_budgets() -> None:
    _table(
        "outside_identity",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        index=("account_id",),
    )
    with op.batch_alter_table("outside_identity") as identity:
        identity.create_unique_constraint(
            op.f("uq_outside_identity_issuer_subject"), ["issuer", "subject"]
        )
    _table(
        "sign_in_link",
        sa.Column(
            "kind",
            sa.Enum("invitation", "reset", name="link_kind", native_enum=False, length=40,
                    create_constraint=True),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("password_mark", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        unique=("token_hash",),
        index=("account_id",),
    )  # fmt: skip
    _table(
        "sign_in_ceremony",
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        unique=("key_hash",),
        index=("expires_at",),
    )
    _table(
        "guess_budget",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("full_at", INSTANT, nullable=False),
        index=("full_at",),
        key="key",
        own=False,
    )


def downgrade() -> None:
    """Back to 0001: half sign-ins end, since 0001 would take them for whole ones."""
    with op.batch_alter_table("account") as account:
        account.add_column(
            sa.Column("failed_sign_ins", sa.Integer(), nullable=False, server_default="0")
        )
        account.add_column(sa.Column("last_failed_at", INSTANT))
    for name in ("guess_budget", "sign_in_ceremony", "sign_in_link", "outside_identity",
                 "passkey", "recovery_code", "totp_secret"):  # fmt: skip
        op.drop_table(name)
    sign_in = sa.table("sign_in", sa.column("stage"), sa.column("ended_at", INSTANT))
    op.execute(sign_in.update().where(sign_in.c.stage != "full").values(ended_at=datetime.now(UTC)))
    with op.batch_alter_table("sign_in") as batch:
        batch.drop_index(op.f("ix_sign_in_former_hash"))
        batch.drop_constraint(op.f("ck_sign_in_stage"), type_="check")
        for name in ("former_hash", "rotated_at", "method", "stage", "second_at", "roles_digest"):
            batch.drop_column(name)
