"""Texts of attachments, read once for each content, and what waits to be put into the search."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId, stored_enum
from app.kernel.text import T


class Reading(StrEnum):
    """What came of reading one content."""

    READ = "read"
    CUT = "cut"
    EMPTY = "empty"
    OTHER_KIND = "other_kind"
    LOCKED = "locked"
    BROKEN = "broken"
    TOO_MUCH = "too_much"
    MISSING = "missing"


READING_TITLES = {
    Reading.READ: T("đã đọc toàn văn"),
    Reading.CUT: T("đã đọc phần đầu, tệp quá dài"),
    Reading.EMPTY: T("không có chữ (ảnh chụp, bản quét)"),
    Reading.OTHER_KIND: T("loại tệp không đọc nội dung"),
    Reading.LOCKED: T("có mật khẩu"),
    Reading.BROKEN: T("không đọc được, tệp hỏng"),
    Reading.TOO_MUCH: T("quá giới hạn thời gian hoặc bộ nhớ"),
    Reading.MISSING: T("không lấy được tệp từ kho"),
}


class FileText(Base):
    """The text of one content. Equal contents are read once."""

    __tablename__ = "file_text"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    reading: Mapped[Reading] = mapped_column(stored_enum(Reading))
    text: Mapped[str] = mapped_column(Text, default="")
    read_at: Mapped[datetime]


class SearchDue(Base):
    """A dossier whose entry in the search is to be made anew by the worker."""

    __tablename__ = "search_due"

    idea_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
