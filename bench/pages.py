"""The pages that are timed: name, who asks, and the path on the database at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.actor import Role

# Answers one value from the bench database, so that a path can name a row that is really there.
Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `role` None: a visitor. `path` is made once, before the timing."""

    name: str
    role: Role | None
    path: Callable[[Ask], str]


def at(path: str) -> Callable[[Ask], str]:
    """A path that is the same on every database."""
    return lambda _ask: path


PAGES = (
    Page("Lời kêu gọi", None, at("/")),
    Page("Thư viện", None, at("/thu-vien")),
    Page("Đăng nhập", None, at("/dang-nhap")),
    Page("Việc chờ tôi: tác giả", Role.AUTHOR, at("/viec-cho-toi")),
    Page("Việc chờ tôi: thư ký", Role.SECRETARY, at("/viec-cho-toi")),
    Page("Việc chờ tôi: ủy viên", Role.REVIEWER, at("/viec-cho-toi")),
)
