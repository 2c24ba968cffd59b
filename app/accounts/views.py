"""The page that says what waits for me."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import current_app, render_template

from app.accounts import agency_views, import_views, people_views, roles_views, units_views, view_as
from app.accounts.blueprint import bp
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date, weekday_text
from app.kernel.text import T
from app.web.access import Answer, actor, signed_in
from app.web.registry import Door, Registry, Tab, Work

__all__ = [
    "agency_views", "bp", "import_views", "join", "people_views", "roles_views", "units_views",
    "view_as",
]  # fmt: skip


def join(registry: Registry) -> None:
    """The first tab of everybody who is signed in; the doors of the administration."""
    registry.tabs.append(Tab(T("Việc chờ tôi"), "accounts.home", 0))
    admin = (Role.ADMIN,)
    registry.administration += [
        Door(T("Người dùng và vai trò"), T("Thêm người, giao và kết thúc vai trò, khóa tài khoản"),
             "accounts.people", 10, admin),
        Door(T("Đơn vị"), T("Danh mục theo thứ tự chính thức, tên qua từng thời kỳ, sáp nhập"),
             "accounts.units", 11, admin),
        Door(T("Cơ quan"), T("Tên, cấp trên, cách ghi trên văn bản; thay đổi từ một ngày"),
             "accounts.agency", 12, admin),
        Door(T("Nhập danh sách từ Excel"), T("Đơn vị và người dùng; xem trước rồi mới nhập"),
             "accounts.imports", 13, admin),
        Door(T("Xem như vai trò khác"), T("Xem các trang như một vai trò, không sửa được gì"),
             "accounts.view_as_page", 14, admin),
    ]  # fmt: skip


@bp.get("/quan-tri")
@signed_in
def administration() -> Answer:
    """What I may administer, from every room."""
    registry: Registry = current_app.extensions["sangkien"]
    doors = [d for d in registry.administration if not d.roles or actor().has(*d.roles)]
    doors.sort(key=lambda door: door.position)
    return render_template("accounts/administration.html", doors=doors)


@bp.get("/viec-cho-toi")
@signed_in
def home() -> Answer:
    """What waits for me, from every room, sorted by when it is due."""
    registry: Registry = current_app.extensions["sangkien"]
    person, instant = actor(), now()
    works = [
        work for waiting in registry.waiting for work in waiting(db.session(), person, instant)
    ]
    works.sort(key=lambda work: (work.due_at is None, work.due_at or instant, work.code))
    late = [_late(w, instant) for w in works if w.due_at and w.due_at <= instant]
    rest = [work for work in works if not work.due_at or work.due_at > instant]
    week = [w for w in rest if w.due_at and w.due_at <= instant + timedelta(days=7)]
    today = local_date(instant)
    return render_template(
        "accounts/home.html", late=late, week=week, later=[w for w in rest if w not in week],
        today=today, weekday=weekday_text(today),
    )  # fmt: skip


def _late(work: Work, instant: datetime) -> Work:
    """The same work with how late it is, in words."""
    last = local_date((work.due_at or instant) - timedelta(microseconds=1))  # ends are exclusive
    days = (local_date(instant) - last).days
    text = T("quá hạn %(n)s ngày", n=days) if days else T("quá hạn hôm nay")
    return replace(work, due_text=text, due_shape="late")
