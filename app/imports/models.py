"""Uploaded lists of dossiers: the file, its rows as read and as judged, what was asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.imports.states import ImportState


class DossierImport(HasLifecycle, Base):
    """One uploaded list.

    `structure` (sheets, headings, samples, facts of columns), `mapping` and `counts` are JSON.
    `only_good`: rows with errors were left out rather than stopping everything.
    """

    __tablename__ = "dossier_import"
    __table_args__ = (Index("ix_dossier_import_account", "account_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[ImportState] = mapped_column(
        stored_enum(ImportState), default=ImportState.READING
    )
    structure: Mapped[str] = mapped_column(Text, default="{}", deferred=True)
    mapping: Mapped[str] = mapped_column(Text, default="{}")
    counts: Mapped[str] = mapped_column(Text, default="{}")
    rows: Mapped[int] = mapped_column(default=0)
    only_good: Mapped[bool] = mapped_column(default=False)
    submit: Mapped[bool] = mapped_column(default=False)
    update: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    uploaded_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class DossierRow(Base):
    """One row of a sheet: cells as read; what they mean; what became of it.

    `cells`, `values`, `problems` and `before` are JSON. `codes` is " ngay don-vi ", for filters.
    `key` tells rows with the same dossier apart from others. `idea_version` is the dossier's
    version right after the import: untouched since, if it still is.
    """

    __tablename__ = "dossier_row"
    __table_args__ = (
        UniqueConstraint("import_id", "sheet", "number"),
        Index("ix_dossier_row_verdict", "import_id", "verdict", "id"),
        Index("ix_dossier_row_key", "key", "import_id"),
        Index("ix_dossier_row_idea", "idea_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("dossier_import.id"))
    sheet: Mapped[int]
    number: Mapped[int]
    hidden: Mapped[bool] = mapped_column(default=False)
    cells: Mapped[str] = mapped_column(Text, default="{}")
    verdict: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(40), default="")
    codes: Mapped[str] = mapped_column(String(500), default="")
    values: Mapped[str] = mapped_column(Text, default="{}")
    problems: Mapped[str] = mapped_column(Text, default="[]")
    outcome: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    idea_version: Mapped[int] = mapped_column(default=0)
    before: Mapped[str] = mapped_column(Text, default="")


class DossierQuestion(Base):
    """A guess that somebody confirms once for all rows that need it.

    `options` is JSON [[value, title], …]; `answer` is one of the values, "" while open.
    """

    __tablename__ = "dossier_question"
    __table_args__ = (UniqueConstraint("import_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("dossier_import.id"))
    key: Mapped[str] = mapped_column(String(300))
    code: Mapped[str] = mapped_column(String(30))
    raw: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text, default="")
    cell: Mapped[str] = mapped_column(String(200), default="")
    options: Mapped[str] = mapped_column(Text, default="[]")
    rows: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(String(40), default="")


class DossierMapping(Base):
    """How a unit's list with these headings was mapped last time; `columns` is JSON."""

    __tablename__ = "dossier_mapping"
    __table_args__ = (UniqueConstraint("unit_id", "signature"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    signature: Mapped[str] = mapped_column(String(64))
    columns: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
