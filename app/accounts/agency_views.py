"""The administrator's page of the authority itself: its names through time, and the next one."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts import agency_actions
from app.accounts.admin_forms import given
from app.accounts.agency_rules import LIMITS, TEXTS, TITLES, AgencyDraft
from app.accounts.blueprint import bp, refusals_in
from app.accounts.queries import agency_on
from app.database.once import earlier_result, remember
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, DayField, LineField, Wanted, WebForm


def _line(name: str) -> LineField:
    return LineField(TITLES[name], [AtMost(LIMITS[name], TITLES[name])])


class AgencyForm(WebForm):
    """How the authority is called from a day on."""

    valid_from = DayField(_l("Từ ngày"), [Wanted(_l("Nhập ngày có hiệu lực, ví dụ 01/07/2025"))])
    name = _line("name")
    short_name = _line("short_name")
    superior_name = _line("superior_name")
    place = _line("place")
    symbol = _line("symbol")
    head_title = _line("head_title")
    contact = _line("contact")

    def draft(self) -> AgencyDraft:
        """What was typed."""
        day: date = given(self.valid_from)
        return AgencyDraft(**{name: self[name].data for name in TEXTS}, valid_from=day)


def _page(form: AgencyForm, status: int = 200) -> Answer:
    rows, today = agency_actions.agencies(db.session()), local_date(now())
    return render_template(
        "accounts/agency.html", form=form, rows=rows[::-1], today=today,
        planned=bool(rows) and rows[-1].valid_from > today,
    ), status  # fmt: skip


@bp.get("/quan-tri/co-quan")
@needs(Role.ADMIN)
def agency() -> Answer:
    """Its names through time; the form begins with what holds today."""
    found = agency_on(db.session(), local_date(now()))
    first: dict[str, Any] = {name: getattr(found, name) for name in TEXTS} if found else {}
    return _page(AgencyForm(formdata=None, data=first))


@bp.post("/quan-tri/co-quan/xem-truoc")
@needs(Role.ADMIN)
def preview_agency() -> Answer:
    """The head of a document of the day before and of the day; nothing is stored."""
    form, session, before = AgencyForm(), db.session(), None
    if form.validate():
        with refusals_in(form):
            before, _planned = agency_actions.require_agency(session, actor(), form.draft(), now())
    if form.errors:
        return _page(form, 422)
    return render_template(
        "accounts/agency_preview.html", form=form, before=before, after=form.draft()
    )


@bp.post("/quan-tri/co-quan")
@needs(Role.ADMIN)
def change_agency() -> Answer:
    """Record the change, once."""
    form, admin, key = AgencyForm(), actor(), request.form.get("once_key", "")
    if form.validate():
        with refusals_in(form), transaction() as session:
            if not earlier_result(session, key, admin.user_id):
                agency_actions.change_agency(session, admin, form.draft(), now())
                remember(session, key, admin.user_id, url_for(".agency"), now())
    if form.errors:
        return _page(form, 422)
    flash(_("Đã ghi nhận thay đổi của cơ quan."), "ok")
    return redirect(url_for(".agency"), 303)
