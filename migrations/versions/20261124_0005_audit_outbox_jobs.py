"""Audit heads, held mails, jobs"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
BEFORE = ("held", "waiting", "sent", "failed")
AFTER = (*BEFORE, "cancelled")
JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
SEALED = ("audit_entry", "audit_daily_head")


def upgrade() -> None:
    """Audit heads, held mails, jobs."""
    op.create_table(
        "audit_daily_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_id", BIG, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_audit_daily_head"),
    )
    op.create_table(
        "refusal_count",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("hour", WHEN, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "hour", name="pk_refusal_count"),
    )
    with op.batch_alter_table("outbox_message") as batch:
        batch.add_column(sa.Column("first_title", sa.String(length=300)))
        batch.add_column(sa.Column("first_body", sa.Text()))
        batch.add_column(
            sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("tries_from", WHEN))
        batch.add_column(sa.Column("claim", sa.String(length=32)))
        batch.create_index("ix_outbox_message_queued_at", ["queued_at"])
    _allow_states(BEFORE, AFTER)
    _jobs()
    _protect()


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *JOB_STATES, name="job_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", WHEN, nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.Column("claim", sa.String(length=32)),
        sa.Column("claimed_until", WHEN),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("result_name", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("ended_at", WHEN),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_job_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_due", "job", ["state", "due_at"])
    op.create_index("ix_job_asked_by", "job", ["asked_by"])
    op.create_table(
        "job_part",
        sa.Column("job_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name="fk_job_part_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "number", name="pk_job_part"),
    )
    op.create_table(
        "daily_run",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name="pk_daily_run"),
    )


def _allow_states(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The check of a mail's state: SQLite knows it as part of the column's type."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("outbox_message") as batch:
            batch.alter_column("state", existing_type=_state(before), type_=_state(after),
                               existing_nullable=False)  # fmt: skip
        return
    named = ", ".join(f"'{state}'" for state in after)
    op.execute("ALTER TABLE outbox_message DROP CONSTRAINT ck_outbox_message_message_state")
    op.execute(
        "ALTER TABLE outbox_message ADD CONSTRAINT ck_outbox_message_message_state "
        f"CHECK (state IN ({named}))"
    )


def _state(states: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *states, name="message_state", native_enum=False, create_constraint=True, length=40
    )


def _protect() -> None:
    """The chain is written once; the same triggers as `app.audit.protection`, as of today."""
    if op.get_bind().dialect.name == "sqlite":
        for table in SEALED:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the audit chain is written once'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'the audit chain is written once' USING ERRCODE = 'insufficient_privilege'; "
        "END $$"
    )
    for table in SEALED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )


def downgrade() -> None:
    """Back to 0004. Cancelled mails become failed ones: an older version knows no other word."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS audit_entry_no_{act}")
    else:
        op.execute("DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry")
    for table in ("daily_run", "job_part", "job", "refusal_count", "audit_daily_head"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS audit_refuse()")
    op.execute("UPDATE outbox_message SET state = 'failed' WHERE state = 'cancelled'")
    _allow_states(AFTER, BEFORE)
    with op.batch_alter_table("outbox_message") as batch:
        batch.drop_index("ix_outbox_message_queued_at")
        for name in ("first_title", "first_body", "secret", "discreet", "tries_from", "claim"):
            batch.drop_column(name)
