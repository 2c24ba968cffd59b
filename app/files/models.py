"""Uploads: the row that names a stored content."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base, HasLifecycle
from app.database.types import BigId, stored_enum
from app.files.states import FileState


class StoredFile(HasLifecycle, Base):
    """One uploaded file. `purpose` and `owner_id` say which room decides who may read it.

    `state` is the virus scanner's word; `check_due_at` is when a pending file is tried again.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_owner", "purpose", "owner_id"),
        Index("ix_stored_file_check", "state", "check_due_at"),
        Index("ix_stored_file_uploaded_by", "uploaded_by", "size"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int | None] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    state: Mapped[FileState] = mapped_column(
        stored_enum(FileState), default=FileState.UNCHECKED, server_default=FileState.UNCHECKED
    )
    checked_at: Mapped[datetime | None]
    check_due_at: Mapped[datetime | None]
    check_note: Mapped[str] = mapped_column(String(200), default="", server_default="")


class CleanCopy(Base):
    """The copy of a file without its metadata, for people who must not learn who wrote it.

    `held` is why there is none: then the file is held back from them.
    """

    __tablename__ = "clean_copy"
    __table_args__ = (
        CheckConstraint("(copy_id IS NULL) = (held <> '')", name="copy_or_reason"),
    )  # fmt: skip

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    held: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime]
