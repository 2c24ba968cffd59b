"""The office's desk: the intake list, one dossier with its history, the formal check."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import actions, columns, lists, neighbours, policy, qualifying, queries
from app.ideas.blueprint import bp
from app.ideas.bulk_actions import ACT_TITLES
from app.ideas.desk_actions import layout_of, views_of
from app.ideas.filters import (
    ADDRESS,
    address_of,
    asked_filters,
    chips,
    query_of,
    removable,
    sorting,
)
from app.ideas.forms import AcceptForm, ExtensionForm, ReasonForm, RefuseForm
from app.ideas.models import Idea
from app.ideas.page import Opened, history, opened
from app.ideas.qualifying_rules import (
    OUTCOME_SHAPES,
    OUTCOME_TITLES,
    VERDICT_SHAPES,
    VERDICT_TITLES,
)
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T, Text
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import SIZES, asked_page, asked_size, page_of

READERS = (Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
EXPORTED_AT_ONCE = 500
READY_VIEWS: tuple[tuple[Text, dict[str, Any]], ...] = (
    (T("Chờ tôi xử lý"), {"cho": 1, "xep": "nop"}),
    (T("Quá hạn"), {"qua-han": 1, "xep": "nop"}),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/tiep-nhan")
@needs(*READERS)
def intake() -> Answer:
    """Endorsed dossiers; the address is the list: filters, order, page."""
    return intake_page()


def intake_page(
    status: int = 200, errors: Sequence[Blocker] = (), given: Mapping[str, str] | None = None
) -> Answer:
    """The list, or the list again with what was wrong with a saved view."""
    session, person, instant = db.session(), actor(), now()
    filters = asked_filters(instant, given)
    counts = lists.office_counts(session, person, filters)
    number, size = asked_page(), asked_size()
    rows = lists.office_lines(session, person, filters, limit=size, offset=(number - 1) * size)
    layout = layout_of(session, person, columns.INTAKE)
    keys = columns.known(layout.columns)
    offers = lists.office_offers(session, person, filters)
    page = render_template(
        "ideas/intake.html",
        page=page_of(rows, lists.total_of(counts, filters.state), number, size),
        chips=chips("ideas.intake", counts, filters), filters=filters, offers=offers,
        removable=removable("ideas.intake", filters, offers), query=query_of(filters),
        head=columns.head(keys), more=columns.more_values(session, rows, keys),
        sorts={key: sorting("ideas.intake", filters, order)
               for key, order in columns.SORTED_BY.items()},
        offered=columns.offered(keys), dense=layout.dense, today=local_date(instant),
        views=views_of(session, person, columns.INTAKE), view_errors=list(errors), sizes=SIZES,
        acts=ACT_TITLES if person.has(Role.SECRETARY) else {},
        export_url=url_for("ideas.intake_xlsx", **address_of(filters)),
        kept=address_of(filters), ready_links=_ready_links,
        dossier_url=_dossier_addresses(address_of(filters)),
        forget_address=lambda key: url_for("ideas.forget_view", view_id=key),
    )  # fmt: skip
    return page, status


def _dossier_addresses(kept: Mapping[str, Any]) -> Callable[[int], str]:
    """Where the rows lead: the addresses differ by the dossier alone, so one is built."""
    before, _at, query = url_for("ideas.dossier", idea_id=0, ds=1, **kept).partition("/0?")
    return lambda key: f"{before}/{key}?{query}"


def _ready_links() -> list[tuple[Text, str]]:
    return [(label, url_for("ideas.intake", **values)) for label, values in READY_VIEWS]


@bp.get("/tiep-nhan/danh-sach.xlsx")
@needs(*READERS)
def intake_xlsx() -> Answer:
    """Exactly the filtered list, as a workbook: its filter, its order, the person's columns."""
    from app.ideas.export_columns import columns_of, rows_of  # noqa: PLC0415 - heavy, only here
    from app.ideas.exports import Form, whole  # noqa: PLC0415

    session, person, instant = db.session(), actor(), now()
    filters = asked_filters(instant)
    found = columns_of(session, columns.list_columns(session, person), filters.round_id)
    ids = lists.office_ids(session, person, filters)
    rows = [
        row
        for start in range(0, len(ids), EXPORTED_AT_ONCE)
        for row in rows_of(session, ids[start : start + EXPORTED_AT_ONCE], found, filters.round_id)
    ]
    answer = Response(whole(Form.XLSX, found, rows), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="ho-so-tiep-nhan.xlsx")
    record_export(actor(), "intake.xlsx", "idea:all", instant, rows=len(rows))
    return answer


@bp.get("/tiep-nhan/<int:idea_id>")
@needs(*READERS)
def dossier(idea_id: int) -> Answer:
    """One dossier as submitted, its history, and what may be done with it."""
    return _dossier_page(idea_id)


FORMS: dict[str, type[WebForm]] = {
    "accept": AcceptForm, "ask": ReasonForm, "refuse": RefuseForm, "extend": ExtensionForm
}  # fmt: skip


def _dossier_page(idea_id: int, status: int = 200, **forms: WebForm) -> Answer:
    found = opened(idea_id)
    shown = {
        name: forms.get(name, kind(formdata=None, prefix=name)) for name, kind in FORMS.items()
    }
    page = render_template(
        "ideas/dossier.html", idea=found.idea, round_=found.round_, forms=shown, may=found.may,
        errors=bool(forms), said=_said(found), me=actor(), tags=TAGS,
        reads_notes=policy.read_notes(actor(), found.standing) is None,
        whole=queries.submitted_idea(found.session, idea_id),
        titles=IDEA_TITLES, shapes=IDEA_SHAPES, refusal=policy.check(actor(), found.standing),
        request_=queries.open_request(found.session, idea_id),
        events=history(found.session, found.idea, names=True),
        versions=queries.version_lines(found.session, idea_id), **_place_in_list(idea_id),
    )  # fmt: skip
    return page, status


TAGS = {"titles": OUTCOME_TITLES, "shapes": OUTCOME_SHAPES, "verdict_titles": VERDICT_TITLES,
        "verdict_shapes": VERDICT_SHAPES}  # fmt: skip


def _said(found: Opened) -> qualifying.Standing | None:
    """What the qualifiers said: for the secretary who checks the dossier, nobody else."""
    if policy.check(actor(), found.standing) is not None:
        return None
    return qualifying.standing_of(found.session, found.idea, found.round_)


def _place_in_list(idea_id: int) -> dict[str, Any]:
    """Which dossiers of the filtered list are beside this one; nothing without a list."""
    if not any(name in request.args for name in (*ADDRESS, "ds")):
        return {"kept": {}}
    filters = asked_filters(now())
    kept = {**address_of(filters), "ds": 1}
    return {
        "neighbours": neighbours.neighbours(db.session(), actor(), filters, idea_id),
        "kept": kept,
        "list_args": address_of(filters),
        "neighbour_url": lambda key: url_for("ideas.dossier", idea_id=key, **kept),
    }


@bp.post("/tiep-nhan/<int:idea_id>/tiep-nhan")
@needs(Role.SECRETARY)
def accept(idea_id: int) -> Answer:
    """Eligible; where the qualification does not carry it, with a reason."""
    form = AcceptForm(request.form, prefix="accept")
    if not form.validate():
        return _dossier_page(idea_id, 422, accept=form)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.accept_idea(session, actor(), idea, now(), why=form.why.data or "")
    except Blocked as refused:
        if all(one.field != "why" for one in refused.blockers):
            raise
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, 422, accept=form)
    flash(_("Đã tiếp nhận hồ sơ."), "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


Decision = Callable[[Session, Actor, Idea, str, datetime], Any]


def _decide(idea_id: int, name: str, decision: Decision, done: str) -> Answer:
    """A decision with a reason; what the form or the action refuses is shown on the dossier."""
    form = FORMS[name](request.form, prefix=name)
    if not form.validate():
        return _dossier_page(idea_id, 422, **{name: form})
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            decision(session, actor(), idea, form["reason"].data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, 422, **{name: form})
    flash(done, "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


@bp.post("/tiep-nhan/<int:idea_id>/yeu-cau-bo-sung")
@needs(Role.SECRETARY)
def ask(idea_id: int) -> Answer:
    """Ask the authors for more."""
    return _decide(idea_id, "ask", actions.ask_supplement, _("Đã yêu cầu bổ sung hồ sơ."))


@bp.post("/tiep-nhan/<int:idea_id>/gia-han-bo-sung")
@needs(Role.SECRETARY)
def extend(idea_id: int) -> Answer:
    """More days to supplement."""
    form = ExtensionForm(request.form, prefix="extend")
    if not form.validate() or form.due_on.data is None:
        return _dossier_page(idea_id, 422, extend=form)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.extend_supplement(
                session, actor(), idea, form.due_on.data, form.reason.data or "", now()
            )
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _dossier_page(idea_id, 422, extend=form)
    flash(_("Đã gia hạn bổ sung; tác giả được báo qua thư."), "ok")
    return redirect(url_for("ideas.dossier", idea_id=idea_id), 303)


@bp.post("/tiep-nhan/<int:idea_id>/khong-du-dieu-kien")
@needs(Role.SECRETARY)
def refuse(idea_id: int) -> Answer:
    """Not eligible, with the reason."""
    why = RefuseForm(request.form, prefix="refuse").why.data or ""
    done = _("Đã kết luận hồ sơ không đủ điều kiện.")
    return _decide(idea_id, "refuse", partial(actions.refuse_idea, why=why), done)
