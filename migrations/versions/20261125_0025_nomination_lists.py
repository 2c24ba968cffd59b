"""Units' proposals, notes, publication, complaints, locked versions and revocations of lists."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
BEFORE = ("draft", "locked", "issued")
AFTER = ("draft", "locked", "voting", "submitted", "issued")
OUTCOMES = ("pending", "issued", "refused", "held", "revoked")
GENDERS = ("unknown", "female", "male")
POSITIONS = ("unknown", "staff", "leader")
LINE_CHECKS = {
    "refused_with_reason": "outcome <> 'refused' OR outcome_reason <> ''",
    "issued_by_decision": "outcome NOT IN ('issued', 'revoked') OR (decision_number <> '' AND "
    "decided_on IS NOT NULL)",
}
LINE_COLUMNS = ("gender", "position_kind", "outcome", "outcome_reason", "decision_number",
                "decided_on", "added_by")  # fmt: skip
NEW_TABLES = ("unit_proposal", "award_revocation", "list_note", "complaint", "list_publication",
              "reopen_request", "list_version")  # fmt: skip


def one_of(name: str, *values: str) -> sa.Enum:
    """A word out of a few, checked by the database."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A foreign key with the name it gets from the models."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables; lists locked before get their standing version."""
    _list_states(AFTER)
    _line_columns()
    _versions()
    _publication()
    _complaints()
    _revocations()
    _proposals()
    _carry_over()


def _list_states(values: tuple[str, ...]) -> None:
    spelled = ", ".join(f"'{value}'" for value in values)
    name = op.f("ck_nomination_list_list_state")
    with op.batch_alter_table("nomination_list") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"state IN ({spelled})")


def _line_columns() -> None:
    with op.batch_alter_table("nomination") as batch:
        batch.add_column(sa.Column("gender", one_of("gender", *GENDERS), nullable=False,
                                   server_default="unknown"))  # fmt: skip
        batch.add_column(sa.Column("position_kind", one_of("position_kind", *POSITIONS),
                                   nullable=False, server_default="unknown"))  # fmt: skip
        batch.add_column(sa.Column("outcome", one_of("line_outcome", *OUTCOMES), nullable=False,
                                   server_default="pending"))  # fmt: skip
        batch.add_column(sa.Column("outcome_reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("decision_number", sa.String(60), nullable=False,
                                   server_default=""))  # fmt: skip
        batch.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("added_by", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_nomination_added_by"), "account", ["added_by"], ["id"])
        for key, text in LINE_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_nomination_{key}"), text)
    with op.batch_alter_table("nomination") as batch:
        for name in ("gender", "position_kind", "outcome", "outcome_reason", "decision_number"):
            batch.alter_column(name, server_default=None)


def _versions() -> None:
    op.create_table(
        "list_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=True),
        sa.Column("locked_at", AT, nullable=False),
        sa.Column("ending", one_of("ending", "standing", "reopened", "returned"), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        to("list_version", "list_id", "nomination_list"),
        to("list_version", "locked_by", "account"),
        to("list_version", "ended_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_version")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_list_version_list_id_number")),
    )
    standing = sa.text("ending = 'standing'")
    op.create_index("uq_list_version_standing", "list_version", ["list_id"], unique=True,
                    sqlite_where=standing, postgresql_where=standing)  # fmt: skip
    op.create_table(
        "reopen_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reopen_request_reasoned")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> asked_by",
            name=op.f("ck_reopen_request_two_people"),
        ),
        to("reopen_request", "list_id", "nomination_list"),
        to("reopen_request", "asked_by", "account"),
        to("reopen_request", "confirmed_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopen_request")),
    )
    op.create_index(op.f("ix_reopen_request_list_id"), "reopen_request", ["list_id"])


def _publication() -> None:
    op.create_table(
        "list_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(43), nullable=False),
        sa.Column("to_everyone", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("working_days", sa.Boolean(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_list_publication_days_in_order")),
        to("list_publication", "list_id", "nomination_list"),
        to("list_publication", "published_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_publication")),
        sa.UniqueConstraint("key", name=op.f("uq_list_publication_key")),
    )
    op.create_index(op.f("ix_list_publication_list_id"), "list_publication", ["list_id"])
    op.create_table(
        "list_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", BIG, nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", AT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        to("list_note", "list_id", "nomination_list"),
        to("list_note", "nomination_id", "nomination"),
        to("list_note", "written_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_note")),
    )
    op.create_index(op.f("ix_list_note_list_id"), "list_note", ["list_id"])
    op.create_index(op.f("ix_list_note_nomination_id"), "list_note", ["nomination_id"])


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", BIG, nullable=True),
        sa.Column("about", sa.String(400), nullable=False),
        sa.Column(
            "state", one_of("complaint_state", "filed", "assigned", "upheld", "dismissed"),
            nullable=False,
        ),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("filer_name", sa.String(200), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("filed_at", AT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer <> ''",
            name=op.f("ck_complaint_answered_with_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'assigned' OR assigned_to IS NOT NULL", name=op.f("ck_complaint_assigned")
        ),
        to("complaint", "list_id", "nomination_list"),
        to("complaint", "nomination_id", "nomination"),
        *(to("complaint", column, "account")
          for column in ("filed_by", "entered_by", "assigned_to", "answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )  # fmt: skip
    for column in ("list_id", "nomination_id", "filed_by", "assigned_to"):
        op.create_index(op.f(f"ix_complaint_{column}"), "complaint", [column])


def _revocations() -> None:
    op.create_table(
        "award_revocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", BIG, nullable=False),
        sa.Column("decision_number", sa.String(60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("money", BIG, nullable=False),
        sa.Column("money_recovered", BIG, nullable=False),
        sa.Column("recovered_on", sa.Date(), nullable=True),
        sa.Column("certificate_back", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason <> '' AND decision_number <> ''", name=op.f("ck_award_revocation_reasoned")
        ),
        sa.CheckConstraint(
            "money_recovered >= 0 AND money_recovered <= money",
            name=op.f("ck_award_revocation_money_in_range"),
        ),
        to("award_revocation", "nomination_id", "nomination"),
        to("award_revocation", "recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_revocation")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_award_revocation_nomination_id")),
    )


def _proposals() -> None:
    op.create_table(
        "unit_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(200), nullable=False),
        sa.Column(
            "state", one_of("proposal_state", "sent", "returned", "taken", "withdrawn"),
            nullable=False,
        ),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("job_title", sa.String(120), nullable=False),
        sa.Column("gender", one_of("gender", *GENDERS), nullable=False),
        sa.Column("position_kind", one_of("position_kind", *POSITIONS), nullable=False),
        sa.Column("award_code", sa.String(30), nullable=False),
        sa.Column("idea_codes", sa.String(200), nullable=False),
        sa.Column("achievement", sa.Text(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_of", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", AT, nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("handled_at", AT, nullable=True),
        sa.Column("nomination_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason <> ''",
            name=op.f("ck_unit_proposal_returned_with_reason"),
        ),
        to("unit_proposal", "unit_id", "unit"),
        to("unit_proposal", "nomination_id", "nomination"),
        *(to("unit_proposal", column, "account")
          for column in ("account_id", "sent_by", "handled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_proposal")),
    )  # fmt: skip
    for column in ("unit_id", "account_id"):
        op.create_index(op.f(f"ix_unit_proposal_{column}"), "unit_proposal", [column])


def _carry_over() -> None:
    """What was locked before is version 1; what was issued keeps its decision, line by line."""
    bind = op.get_bind()
    lists = bind.execute(
        sa.text("SELECT id, snapshot, locked_by, locked_at FROM nomination_list"
                " WHERE state <> 'draft'").columns(locked_at=AT)
    ).all()  # fmt: skip
    version = sa.table(
        "list_version", sa.column("list_id"), sa.column("number"), sa.column("content"),
        sa.column("content_hash"), sa.column("locked_by"), sa.column("locked_at", AT),
        sa.column("ending"), sa.column("reason"),
    )  # fmt: skip
    for list_id, snapshot, locked_by, locked_at in lists:
        bind.execute(
            version.insert().values(
                list_id=list_id, number=1, content=snapshot, locked_by=locked_by,
                content_hash=hashlib.sha256(snapshot.encode()).hexdigest(), locked_at=locked_at,
                ending="standing", reason="",
            )
        )  # fmt: skip
    bind.execute(
        sa.text(
            "UPDATE nomination SET outcome = 'issued', decision_number = (SELECT l.decision_number"
            " FROM nomination_list l WHERE l.id = list_id), decided_on = (SELECT l.decided_on FROM"
            " nomination_list l WHERE l.id = list_id) WHERE list_id IN (SELECT id FROM"
            " nomination_list WHERE state = 'issued')"
        )
    )


def downgrade() -> None:
    """Lists on their way are locked again; what hung on them is lost."""
    for table in NEW_TABLES:
        op.drop_table(table)
    with op.batch_alter_table("nomination") as batch:
        batch.drop_constraint(op.f("fk_nomination_added_by"), type_="foreignkey")
        for key in (*LINE_CHECKS, "gender", "position_kind", "line_outcome"):
            batch.drop_constraint(op.f(f"ck_nomination_{key}"), type_="check")
        for name in LINE_COLUMNS:
            batch.drop_column(name)
    op.execute("UPDATE nomination_list SET state = 'locked' WHERE state IN ('voting', 'submitted')")
    _list_states(BEFORE)
