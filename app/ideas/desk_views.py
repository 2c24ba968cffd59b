"""How I like the office's list: columns, row height, saved views."""

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.ideas.blueprint import bp
from app.ideas.columns import INTAKE, known
from app.ideas.desk_actions import remove_view, save_layout, save_view
from app.ideas.filters import ADDRESS
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.web.access import Answer, actor, needs

READERS = (Role.SECRETARY, Role.INSPECTOR, Role.LEADER)


def _query() -> str:
    """The list's own filters out of a form; nothing else gets into an address."""
    pairs = parse_qsl(request.form.get("loc", "")[:2000])
    return urlencode([(name, value) for name, value in pairs if name in ADDRESS])


def _back() -> Answer:
    return redirect(f"{url_for('ideas.intake')}?{_query()}".rstrip("?"), 303)


@bp.post("/tiep-nhan/cot")
@needs(*READERS)
def choose_columns() -> Answer:
    """Remember the columns and the row height; "như ban đầu" forgets them."""
    chosen = () if "reset" in request.form else known(request.form.getlist("cot"))
    with transaction() as session:
        save_layout(session, actor(), INTAKE, chosen, dense=request.form.get("dong") != "thoang")
    flash(_("Đã lưu cách hiển thị danh sách."), "ok")
    return _back()


@bp.post("/tiep-nhan/che-do-xem")
@needs(*READERS)
def keep_view() -> Answer:
    """Save the filters and the order under a name."""
    try:
        with transaction() as session:
            save_view(session, actor(), INTAKE, request.form.get("name", ""), _query(), now())
    except Blocked as refused:
        from app.ideas.office_views import intake_page  # noqa: PLC0415 - it shows this form

        return intake_page(422, refused.blockers, dict(parse_qsl(_query())))
    flash(_("Đã lưu chế độ xem."), "ok")
    return _back()


@bp.post("/tiep-nhan/che-do-xem/<int:view_id>/xoa")
@needs(*READERS)
def forget_view(view_id: int) -> Answer:
    """Remove one of my saved views."""
    with transaction() as session:
        remove_view(session, actor(), view_id)
    flash(_("Đã xóa chế độ xem."), "ok")
    return _back()
