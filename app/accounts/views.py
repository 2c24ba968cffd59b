"""The page that says what waits for me."""

from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, current_app, render_template

from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date, weekday_text
from app.kernel.text import T
from app.web.access import Answer, actor, signed_in
from app.web.registry import Registry, Tab, Work

bp = Blueprint("accounts", __name__, template_folder="templates")


def join(registry: Registry) -> None:
    """The first tab of everybody who is signed in."""
    registry.tabs.append(Tab(T("Việc chờ tôi"), "accounts.home", 0))


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
