"""How one person likes a list: which columns, how dense, which views are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.base import Base
from app.database.types import BigId

VIEW_NAME_LIMIT, VIEW_QUERY_LIMIT = 80, 1000


class ListLayout(Base):
    """The columns a person shows in one list, and the height of its rows."""

    __tablename__ = "list_layout"

    account_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("account.id"), primary_key=True, autoincrement=False
    )
    list_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    columns: Mapped[str] = mapped_column(String(400), default="")
    dense: Mapped[bool] = mapped_column(default=True)


class SavedView(Base):
    """A list with its filters and order, kept under a name. `query` is the address's query."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "list_name", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("account.id"))
    list_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(VIEW_NAME_LIMIT))
    query: Mapped[str] = mapped_column(String(VIEW_QUERY_LIMIT))
    created_at: Mapped[datetime]
