"""All tables and search indexes at once, for tests and the freshness check of migrations."""

from sqlalchemy import text

from app.database.base import Base
from app.database.text_search import SearchIndex
from app.extensions import db

IDEA_PARTS = ("title", "own", "office", "files")
BLIND_PARTS = IDEA_PARTS[:2]
"""What a dossier is found by: its title and its own words for everybody who may see it at all;
authors, unit and the texts of its files for those who read it whole."""
IDEA_SEARCH = SearchIndex("idea_search", IDEA_PARTS)
GALLERY_SEARCH = SearchIndex("gallery_search")
INDEXES = (IDEA_SEARCH, GALLERY_SEARCH)


def create_everything() -> None:
    """Create all tables and search indexes on an empty database."""
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        for index in INDEXES:
            index.create(connection)


def empty_everything() -> None:
    """Delete every row (tests)."""
    db.session.remove()
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for name in (*names, *(index.name for index in INDEXES)):
                connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608 - our own names
            if any(table.dialect_options["sqlite"]["autoincrement"]
                   for table in Base.metadata.sorted_tables):  # fmt: skip
                connection.execute(text("DELETE FROM sqlite_sequence"))  # ids begin anew as well
        else:
            quoted = ", ".join(f'"{name}"' for name in (*names, *(i.name for i in INDEXES)))
            connection.execute(text(f"TRUNCATE {quoted} RESTART IDENTITY"))
