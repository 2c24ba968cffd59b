"""What the secretary confirmed that blind reviewers read in the place of a dossier's own words."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId


class BlindCopy(Base):
    """The redacted copy of one dossier; the dossier itself is never touched.

    `texts` is JSON: for each field the digest of the text it was made of, and the redacted text.
    A text that has changed since is hidden by the finder again until it is confirmed anew.
    `held_files` is JSON: the ids of files that reviewers do not receive; `seen_files`: of those in
    which the secretary saw no name. A file in neither was not looked at.
    """

    __tablename__ = "blind_copy"

    idea_id: Mapped[int] = mapped_column(BigId, ForeignKey("idea.id"), primary_key=True,
                                         autoincrement=False)  # fmt: skip
    texts: Mapped[str] = mapped_column(Text, default="{}")
    held_files: Mapped[str] = mapped_column(Text, default="[]")
    seen_files: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of the dossier when it was confirmed: a supplement is to be looked through again."""
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
