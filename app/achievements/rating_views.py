"""Pages of yearly ratings and of what stands against awards."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.achievements import actions, policy, queries, reading
from app.achievements.blueprint import (
    about_of,
    asked_subject,
    bp,
    refusals_in,
    units_today,
)
from app.achievements.forms import AboutForm, RatingForm, StandingForm
from app.achievements.models import Standing, YearlyRating
from app.achievements.states import RATING_TITLES, STANDING_TITLES
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of


@bp.get("/so-thanh-tich/xep-loai")
@needs(*policy.READERS)
def ratings() -> Answer:
    """Ratings of all years, searched."""
    number, size = asked_page(), asked_size()
    query, year = request.args.get("q", "")[:200], key_in(request.args.get("nam"))
    rows, total = queries.ratings_page(
        db.session(), query, year, limit=size, offset=(number - 1) * size
    )
    return render_template(
        "achievements/ratings.html", page=page_of(rows, total, number, size), query=query,
        year=year, keeps=policy.keep(actor(), None) is None, ratings=RATING_TITLES,
    )  # fmt: skip


def _page(template: str, form: AboutForm, old: object, status: int = 200) -> Answer:
    form.offer(units_today().items())
    return render_template(template, form=form, old=old), status


def _added(form: Any, act: Callable[..., object], what: str) -> bool:
    """Write down what was typed, once; False: the form says why not."""
    person, key = actor(), request.form.get("once_key", "")
    if form.validate():
        with refusals_in(form):
            draft = form.draft(about_of(form))
            with transaction() as session:
                if earlier_result(session, key, person.user_id) is None:
                    act(session, person, draft, now())
                    remember(session, key, person.user_id, what, now())
            return True
    return False


def _corrected(
    form: Any, table: type[YearlyRating | Standing], row_id: int, act: Callable[..., object]
) -> bool:
    """A new version of what was typed; False: the form says why not."""
    if form.validate():
        with refusals_in(form):
            draft = form.draft(about_of(form))
            with transaction() as session:
                old = to_change(session, table, row_id)
                act(session, actor(), old, draft, form.reason.data, now())
            return True
    return False


@bp.get("/so-thanh-tich/xep-loai/moi")
@needs(Role.AWARDS_OFFICER)
def new_rating() -> Answer:
    """The form of a rating."""
    form = RatingForm(formdata=None, data=asked_subject())
    return _page("achievements/rating_form.html", form, None)


@bp.post("/so-thanh-tich/xep-loai/moi")
@needs(Role.AWARDS_OFFICER)
def add_rating() -> Answer:
    """Write the rating down, once."""
    form = RatingForm()
    if not _added(form, actions.rate, "rating"):
        return _page("achievements/rating_form.html", form, None, 422)
    flash(_("Đã ghi mức xếp loại."), "ok")
    return redirect(url_for(".ratings"), 303)


@bp.get("/so-thanh-tich/xep-loai/<int:rating_id>/sua")
@needs(Role.AWARDS_OFFICER)
def edit_rating(rating_id: int) -> Answer:
    """The form with what is written."""
    old = reading.rating(db.session(), rating_id)
    data: dict[str, Any] = {
        **reading.subject_data(db.session(), old.row), "year": old.row.year,
        "rating": str(old.row.rating), "decision_number": old.row.decision_number,
        "members": old.row.members, "progressive": old.row.progressive,
        "fighters": old.row.fighters, "completed": old.row.completed,
        "disciplined": old.row.disciplined, "born": old.born,
    }  # fmt: skip
    return _page("achievements/rating_form.html", RatingForm(formdata=None, data=data), old.row)


@bp.post("/so-thanh-tich/xep-loai/<int:rating_id>/sua")
@needs(Role.AWARDS_OFFICER)
def correct_rating(rating_id: int) -> Answer:
    """A new version, with its reason."""
    form = RatingForm()
    if not _corrected(form, YearlyRating, rating_id, actions.correct_rating):
        row = reading.rating(db.session(), rating_id).row
        return _page("achievements/rating_form.html", form, row, 422)
    flash(_("Đã ghi bản sửa; bản trước vẫn còn trong sổ."), "ok")
    return redirect(url_for(".ratings"), 303)


@bp.get("/so-thanh-tich/luu-y")
@needs(Role.AWARDS_OFFICER)
def standings() -> Answer:
    """What stands against awards now, or ever did; that it was read is recorded."""
    today, number, size = local_date(now()), asked_page(), asked_size()
    over = request.args.get("tat-ca") == "1"
    rows, total = queries.standings_page(
        db.session(), today, over=over, limit=size, offset=(number - 1) * size
    )
    chips = [{"label": _("Đang có hiệu lực"), "url": url_for(".standings"), "current": not over},
             {"label": _("Tất cả"), "url": f"{url_for('.standings')}?tat-ca=1",
              "current": over}]  # fmt: skip
    page = render_template(
        "achievements/standings.html", page=page_of(rows, total, number, size), chips=chips,
        today=today, whats=STANDING_TITLES,
    )  # fmt: skip
    reading.record_reading(actor(), "standing:all", len(rows), now())
    return page


@bp.get("/so-thanh-tich/luu-y/moi")
@needs(Role.AWARDS_OFFICER)
def new_standing() -> Answer:
    """The form of an entry."""
    form = StandingForm(formdata=None, data=asked_subject())
    return _page("achievements/standing_form.html", form, None)


@bp.post("/so-thanh-tich/luu-y/moi")
@needs(Role.AWARDS_OFFICER)
def add_standing() -> Answer:
    """Write it down, once."""
    form = StandingForm()
    if not _added(form, actions.record_standing, "standing"):
        return _page("achievements/standing_form.html", form, None, 422)
    flash(_("Đã ghi nội dung ảnh hưởng xét khen thưởng."), "ok")
    return redirect(url_for(".standings"), 303)


@bp.get("/so-thanh-tich/luu-y/<int:standing_id>/sua")
@needs(Role.AWARDS_OFFICER)
def edit_standing(standing_id: int) -> Answer:
    """The form with what is written; that it was read is recorded."""
    old = reading.standing(db.session(), standing_id)
    data = {
        **reading.subject_data(db.session(), old.row), "what": str(old.row.what),
        "measure": old.row.measure, "document_number": old.row.document_number,
        "from_on": old.row.from_on, "last_day": old.last_day, "note": old.note, "born": old.born,
    }  # fmt: skip
    form = StandingForm(formdata=None, data=data)
    page = _page("achievements/standing_form.html", form, old.row)
    reading.record_reading(actor(), f"standing:{standing_id}", 1, now())
    return page


@bp.post("/so-thanh-tich/luu-y/<int:standing_id>/sua")
@needs(Role.AWARDS_OFFICER)
def correct_standing(standing_id: int) -> Answer:
    """A new version, with its reason."""
    form = StandingForm()
    if not _corrected(form, Standing, standing_id, actions.correct_standing):
        row = reading.standing(db.session(), standing_id).row
        return _page("achievements/standing_form.html", form, row, 422)
    flash(_("Đã ghi bản sửa; bản trước vẫn còn trong sổ."), "ok")
    return redirect(url_for(".standings"), 303)
