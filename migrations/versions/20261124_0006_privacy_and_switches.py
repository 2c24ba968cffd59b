"""Personal data and switches"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PURPOSES = ("gallery_name",)
INSTANT = sa.DateTime(timezone=True)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _person(table: str, column: str, *, required: bool = False) -> tuple[Any, Any]:
    """A column that names an account, and its foreign key."""
    return (
        sa.Column(column, sa.Integer(), nullable=not required),
        sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}")),
    )


def _index(table: str, name: str, *columns: str, open_while: str = "") -> None:
    """An index; unique among the rows whose `open_while` is NULL, when it is given."""
    where = sa.text(f"{open_while} IS NULL") if open_while else None
    op.create_index(name, table, list(columns), unique=bool(open_while), sqlite_where=where,
                    postgresql_where=where)  # fmt: skip


def upgrade() -> None:
    """Personal data and switches."""
    _switches()
    _requests()
    _consents()
    _retention()


def _switches() -> None:
    op.create_table(
        "switched_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _choice("switch_name", "scoring_freeze", "read_only"), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        *_person("switched_on", "started_by"),
        sa.Column("ended_at", INSTANT, nullable=True),
        *_person("switched_on", "ended_by"),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= since", name=op.f("ck_switched_on_ends_after_start")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switched_on")),
    )
    _index("switched_on", "uq_switched_on_one_at_a_time", "name", open_while="ended_at")


def _requests() -> None:
    kinds = _choice("request_kind", "correct", "erase", "restrict", "object", "other")
    states = _choice("request_state", "open", "accepted", "refused")
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("data_request", "account_id", required=True),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        *_person("data_request", "answered_by"),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)",
            name=op.f("ck_data_request_answered_once_closed"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    _index("data_request", "ix_data_request_account_id", "account_id")
    _index("data_request", "ix_data_request_state", "state", "due_on", "id")


def _consents() -> None:
    op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", _choice("purpose", *PURPOSES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        *_person("consent_text", "written_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("purpose", "version", name=op.f("uq_consent_text_purpose_version")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        *_person("consent", "account_id", required=True),
        sa.Column("purpose", _choice("purpose", *PURPOSES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR withdrawn_at >= given_at",
            name=op.f("ck_consent_ends_after"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    _index("consent", "uq_consent_one_at_a_time", "account_id", "purpose",
           open_while="withdrawn_at")  # fmt: skip


def _retention() -> None:
    op.create_table(
        "retention_period",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        *_person("retention_period", "changed_by"),
        sa.CheckConstraint("months > 0", name=op.f("ck_retention_period_some_months")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_period")),
    )
    op.create_table(
        "anonymised",
        *_person("anonymised", "account_id", required=True),
        sa.Column("at", INSTANT, nullable=False),
        *_person("anonymised", "by"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_anonymised")),
    )


def downgrade() -> None:
    """Back to 0005."""
    for table in ("anonymised", "retention_period", "consent", "consent_text", "data_request",
                  "switched_on"):  # fmt: skip
        op.drop_table(table)
