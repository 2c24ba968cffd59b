"""Search by parts and forms, texts of attachments, how a person likes a list."""

import sqlalchemy as sa
from alembic import op

from app.database.text_search import SearchIndex

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

IDEAS = SearchIndex("idea_search", ("title", "own", "office", "files"))
GALLERY = SearchIndex("gallery_search", ("own",))
PUBLISHED = ("title", "problem", "solution", "effect", "ai_note", "sector", "unit_name",
             "applied_in", "author_names")  # fmt: skip
FACETS = ["round_id", "unit_id", "category_id", "sector", "state", "endorsed_at", "submitted_at",
          "owner_id", "id"]  # fmt: skip
READINGS = ("read", "cut", "empty", "other_kind", "locked", "broken", "too_much", "missing")
CHUNK = 500


def upgrade() -> None:
    """The search is made anew: the gallery here, each dossier by the worker within minutes."""
    _tables()
    op.create_index("ix_idea_facets", "idea", FACETS)
    bind = op.get_bind()
    for index in (IDEAS, GALLERY):
        index.drop(bind)
        index.create(bind)
    columns = ", ".join(PUBLISHED)
    rows = bind.execute(
        sa.text(f"SELECT id, {columns} FROM published_solution WHERE withdrawn_at IS NULL")  # noqa: S608 - our own names
    )
    for chunk in rows.partitions(CHUNK):
        GALLERY.put_folded(bind, {key: GALLERY.tokens({"own": texts}) for key, *texts in chunk})
    op.execute(
        "INSERT INTO search_due (idea_id, tries) "
        "SELECT id, 0 FROM idea WHERE submitted_at IS NOT NULL"
    )


def _tables() -> None:
    reading = sa.Enum(*READINGS, name="reading", native_enum=False, create_constraint=True,
                      length=40)  # fmt: skip
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "file_text",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reading", reading, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_text")),
    )
    op.create_table(
        "search_due",
        sa.Column("idea_id", key, autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_search_due_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_search_due")),
    )
    op.create_table(
        "list_layout",
        sa.Column("account_id", key, autoincrement=False, nullable=False),
        sa.Column("list_name", sa.String(40), nullable=False),
        sa.Column("columns", sa.String(400), nullable=False),
        sa.Column("dense", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"],
                                name=op.f("fk_list_layout_account_id")),
        sa.PrimaryKeyConstraint("account_id", "list_name", name=op.f("pk_list_layout")),
    )  # fmt: skip
    op.create_table(
        "saved_view",
        sa.Column("id", key, nullable=False),
        sa.Column("account_id", key, nullable=False),
        sa.Column("list_name", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"],
                                name=op.f("fk_saved_view_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "list_name", "name",
                            name=op.f("uq_saved_view_account_id_list_name_name")),
    )  # fmt: skip


def downgrade() -> None:
    """Back to 0013: one folded text for each entry."""
    op.drop_index("ix_idea_facets", table_name="idea")
    for name in ("saved_view", "list_layout", "search_due", "file_text"):
        op.drop_table(name)
    for index, parts in ((IDEAS, ("title", "own")), (GALLERY, ("own",))):
        _back_to_one_text(index.name, " || ' ' || ".join(parts))


def _back_to_one_text(name: str, words: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE {name}_old USING fts5"
                   '(folded, tokenize = "unicode61 remove_diacritics 0")')  # fmt: skip
        op.execute(f"INSERT INTO {name}_old (rowid, folded) SELECT rowid, {words} FROM {name}")  # noqa: S608 - our own names
    else:
        op.execute(f"CREATE TABLE {name}_old (rowid bigint PRIMARY KEY, words tsvector NOT NULL)")
        op.execute(
            f"INSERT INTO {name}_old (rowid, words) SELECT rowid, array_to_tsvector("  # noqa: S608 - our own names
            f"array_remove(string_to_array({words}, ' '), '')) FROM {name}"
        )
    op.execute(f"DROP TABLE {name}")
    op.execute(f"ALTER TABLE {name}_old RENAME TO {name}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"CREATE INDEX ix_{name}_words ON {name} USING gin (words)")
