"""Keep how somebody likes a list: columns, row height, saved views. Everybody's own only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.ideas.desk_models import VIEW_NAME_LIMIT, VIEW_QUERY_LIMIT, ListLayout, SavedView
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

MOST_VIEWS = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """The chosen columns in the list's order (empty: as the list comes), and the row height."""

    columns: tuple[str, ...] = ()
    dense: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """One saved view."""

    view_id: int
    name: str
    query: str


def layout_of(session: Session, actor: Actor, list_name: str) -> Layout:
    """How this person shows this list."""
    row = session.get(ListLayout, (actor.user_id, list_name)) if actor.user_id else None
    return Layout(tuple(row.columns.split()), row.dense) if row else Layout()


def save_layout(
    session: Session, actor: Actor, list_name: str, columns: Iterable[str], *, dense: bool
) -> None:
    """Remember the columns and the row height for every later visit."""
    if actor.user_id is None:
        raise Denied(NOT_FOUND)
    session.merge(
        ListLayout(account_id=actor.user_id, list_name=list_name, columns=" ".join(columns),
                   dense=dense)
    )  # fmt: skip


def views_of(session: Session, actor: Actor, list_name: str) -> list[View]:
    """This person's views of this list, by name."""
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.query)
        .where(SavedView.account_id == actor.user_id, SavedView.list_name == list_name)
        .order_by(SavedView.name, SavedView.id)
    )
    return [View(*row) for row in rows]


def save_view(
    session: Session, actor: Actor, list_name: str, name: str, query: str, now: datetime
) -> SavedView:
    """Keep a list's address under a name; a name that is there already is replaced."""
    if actor.user_id is None:
        raise Denied(NOT_FOUND)
    name = clean_line(name)
    mine = (SavedView.account_id == actor.user_id, SavedView.list_name == list_name)
    row = session.scalar(select(SavedView).where(*mine, SavedView.name == name))
    number = session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0
    blockers = _blockers(name, query)
    if row is None and number >= MOST_VIEWS:
        blockers.append(Blocker("name", T("Mỗi danh sách lưu được %(n)s chế độ xem; xóa bớt rồi "
                                          "lưu lại", n=MOST_VIEWS)))  # fmt: skip
    if blockers:
        raise Blocked(blockers)
    if row is None:
        row = SavedView(account_id=actor.user_id, list_name=list_name, name=name, created_at=now)
        session.add(row)
    row.query = query
    session.flush()
    return row


def _blockers(name: str, query: str) -> list[Blocker]:
    found = []
    if not name:
        found.append(Blocker("name", T("Nhập tên cho chế độ xem")))
    if len(name) > VIEW_NAME_LIMIT:
        found.append(Blocker("name", T("Tên dài tối đa %(n)s ký tự", n=VIEW_NAME_LIMIT)))
    if len(query) > VIEW_QUERY_LIMIT:
        found.append(Blocker("name", T("Bộ lọc quá dài để lưu; bỏ bớt điều kiện")))
    return found


def remove_view(session: Session, actor: Actor, view_id: int) -> None:
    """Forget one of one's own views; nothing happens to anybody else's."""
    session.execute(
        delete(SavedView).where(SavedView.id == view_id, SavedView.account_id == actor.user_id)
    )
