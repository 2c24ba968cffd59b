"""The public gallery, and the officers' pages behind it."""

from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from app.adoption import actions as adoption_actions
from app.adoption.states import EXTENT_TITLES
from app.awards.public_awards import awards_of_solution
from app.database.transaction import to_change, transaction
from app.documents.qr import qr_svg
from app.extensions import db
from app.finding.sources import sources
from app.gallery import actions, office, policy, queries
from app.gallery.alike import public_title, published_alike
from app.gallery.answers import published_answers
from app.gallery.finding import published
from app.gallery.forms import PublicForm, WithdrawForm
from app.gallery.home import waiting
from app.gallery.office import Stand
from app.gallery.queries import Filters
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.kernel.vietnamese import clean_line
from app.novelty.access import public_sources
from app.problems.queries import answers_seen
from app.review import revoking
from app.review.certificate_queries import titled_by
from app.web.access import Answer, actor, needs, public
from app.web.caching import public_page
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

bp = Blueprint("gallery", __name__, template_folder="templates")

CARDS = 24
STAND_TITLES = {
    None: T("Tất cả"),
    Stand.PUBLISHABLE: T("Chờ công khai"),
    Stand.PUBLISHED: T("Đang công khai"),
    Stand.WITHDRAWN: T("Đã gỡ"),
}
STAND_SHAPES = {Stand.PUBLISHABLE: "doing", Stand.PUBLISHED: "ok", Stand.WITHDRAWN: "no"}


def join(registry: Registry) -> None:
    """The tabs, what waits for officers, and the wire from confirmed applications to the cards."""
    registry.tabs.append(Tab(T("Truyền thông"), "gallery.office_list", 70, policy.PUBLISHERS))
    readers = (Role.AUTHOR, Role.UNIT_CLERK, Role.COMMUNICATIONS, Role.LEADER)
    registry.tabs.append(Tab(T("Giải pháp đã áp dụng"), "gallery.index", 75, readers, public=True))
    registry.waiting.append(waiting)
    if published_answers not in answers_seen:
        answers_seen.append(published_answers)
    if published_alike not in public_sources:
        public_sources.append(published_alike)
    if published not in sources:
        sources.append(published)
    titled_by(public_title)
    if actions.withdraw_revoked not in revoking.after_revocation:
        revoking.after_revocation.append(actions.withdraw_revoked)
        revoking.consequences.append(actions.what_follows)
    if actions.refresh_adoptions not in adoption_actions.after_change:
        adoption_actions.after_change.append(actions.refresh_adoptions)


@bp.get("/thu-vien")
@public
def index() -> Answer:
    """Published solutions as cards."""
    session, filters, number = db.session(), _asked_filters(), asked_page()
    rows = queries.cards(session, filters, (number - 1) * CARDS, CARDS)
    total = queries.card_total(session, filters)
    page = page_of(rows, total, number, CARDS)
    offered = queries.choices(session)
    return public_page(
        "gallery/index.html", page=page, filters=filters, offered=offered,
        chips=_chips(filters, offered),
    )  # fmt: skip


def _asked_filters() -> Filters:
    asked = request.args
    return Filters(
        words=clean_line(asked.get("q", ""))[:200],
        sector=clean_line(asked.get("linh_vuc", ""))[:80],
        unit_id=_whole(asked.get("don_vi", "")),
        year=_whole(asked.get("nam", "")),
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _chips(filters: Filters, offered: queries.Choices) -> list[dict[str, Any]]:
    """Each condition with the address without it."""
    units = dict(offered.units)
    unit = units.get(filters.unit_id, _("không có trong danh sách")) if filters.unit_id else ""
    conditions = {
        "q": (_("Tìm: %(words)s", words=filters.words), filters.words),
        "linh_vuc": (_("Lĩnh vực: %(name)s", name=filters.sector), filters.sector),
        "don_vi": (_("Đơn vị: %(name)s", name=unit), filters.unit_id),
        "nam": (_("Năm: %(year)s", year=filters.year), filters.year),
    }
    kept: dict[str, Any] = {name: value or None for name, (_label, value) in conditions.items()}
    return [
        {
            "label": label,
            "removable": True,
            "url": url_for("gallery.index", **{**kept, name: None}),
        }
        for name, (label, value) in conditions.items()
        if value
    ]


@bp.get("/thu-vien/<slug>")
@public
def solution(slug: str) -> Answer:
    """One published solution, under its permanent address."""
    found = queries.public_solution(db.session(), slug)
    if found is None:
        raise Denied(NOT_FOUND)
    permalink = current_app.config["BASE_URL"].rstrip("/") + url_for("gallery.solution", slug=slug)
    figures = [place.figure for place in found.places if place.figure]
    return public_page(
        "gallery/solution.html", solution=found, figures=figures, extents=EXTENT_TITLES,
        permalink=permalink, qr=qr_svg(permalink),
        awards=awards_of_solution(db.session(), found.idea_id),
    )  # fmt: skip


@bp.get("/truyen-thong")
@needs(*policy.PUBLISHERS)
def office_list() -> Answer:
    """What can be published, what is, and what was withdrawn."""
    session, number, size = db.session(), asked_page(), asked_size()
    asked = request.args.get("xem", "")
    stand = Stand(asked) if asked in set(Stand) else None
    rows = office.office_lines(session, stand, (number - 1) * size, size)
    page = page_of(rows, office.office_total(session, stand), number, size)
    return render_template(
        "gallery/office.html", page=page, stand=stand, stands=STAND_TITLES,
        shapes=STAND_SHAPES, outdated=office.outdated_total(session),
    )  # fmt: skip


@bp.post("/truyen-thong/cap-nhat-noi-ap-dung")
@needs(*policy.PUBLISHERS)
def refresh() -> Answer:
    """Bring the cards up to date with what the units have confirmed."""
    with transaction() as session:
        changed = actions.refresh_stale(session, actor(), now())
    flash(_("Đã cập nhật nơi áp dụng của %(n)s giải pháp.", n=changed), "ok")
    return redirect(url_for("gallery.office_list"), 303)


@bp.get("/truyen-thong/<int:idea_id>")
@needs(*policy.PUBLISHERS)
def edit(idea_id: int) -> Answer:
    """Write the public text beside the dossier."""
    source = _source(idea_id)
    entry = office.entry_of(db.session(), idea_id)
    text = entry.text if entry else office.first_text(source)
    return _edit_page(source, entry, PublicForm(obj=text))


def _source(idea_id: int) -> office.Source:
    """The dossier, once it is recognised: before that it is nothing to officers of this room."""
    source = office.source_of(db.session(), idea_id)
    if source is None or source.state is not IdeaState.RECOGNISED:
        raise Denied(NOT_FOUND)
    return source


def _edit_page(
    source: office.Source,
    entry: office.Entry | None,
    form: PublicForm,
    *,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
) -> Answer:
    page = render_template(
        "gallery/edit.html", source=source, entry=entry, text_form=form,
        form=withdrawing or form, withdrawing=withdrawing or WithdrawForm(formdata=None),
        places=queries.places(db.session(), source.idea_id), extents=EXTENT_TITLES,
        version=_whole(request.form.get("version", "")) or (entry.version if entry else 0),
    )  # fmt: skip
    return page, status


@bp.post("/truyen-thong/<int:idea_id>/cong-khai")
@needs(*policy.PUBLISHERS)
def publish(idea_id: int) -> Answer:
    """Make it public."""
    source, form = _source(idea_id), PublicForm()
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            slug = actions.publish_solution(session, actor(), idea, form.text(), now()).slug
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _edit_page(source, office.entry_of(db.session(), idea_id), form, status=422)
    flash(_("Đã công khai giải pháp."), "ok")
    return redirect(url_for("gallery.solution", slug=slug), 303)


@bp.post("/truyen-thong/<int:idea_id>/sua")
@needs(*policy.PUBLISHERS)
def change(idea_id: int) -> Answer:
    """Change what is public."""
    source, form = _source(idea_id), PublicForm()
    version = _whole(request.form.get("version", "")) or 0
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            entry = actions.entry_to_change(session, idea_id)
            actions.change_solution(session, actor(), entry, form.text(), version, now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _edit_page(source, office.entry_of(db.session(), idea_id), form, status=422)
    flash(_("Đã lưu nội dung công khai."), "ok")
    return redirect(url_for("gallery.edit", idea_id=idea_id), 303)


@bp.post("/truyen-thong/<int:idea_id>/go")
@needs(*policy.PUBLISHERS)
def withdraw(idea_id: int) -> Answer:
    """Take it away from the public."""
    source, form = _source(idea_id), WithdrawForm()
    try:
        if not form.validate():
            raise Blocked(())
        with transaction() as session:
            entry = actions.entry_to_change(session, idea_id)
            actions.withdraw_solution(session, actor(), entry, form.reason.data or "", now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        entry_now = office.entry_of(db.session(), idea_id)
        text = entry_now.text if entry_now else office.first_text(source)
        kept = PublicForm(formdata=None, obj=text)
        return _edit_page(source, entry_now, kept, withdrawing=form, status=422)
    flash(_("Đã gỡ giải pháp khỏi thư viện công khai."), "ok")
    return redirect(url_for("gallery.edit", idea_id=idea_id), 303)
