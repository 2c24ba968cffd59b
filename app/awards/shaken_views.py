"""Awards to be looked at because a recognition under them was annulled."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.awards import policy
from app.awards.attempts import attempt
from app.awards.models import Nomination
from app.awards.pages import bp
from app.awards.shaken import keep_award, shaken_awards
from app.awards.states import REASON_LIMIT
from app.database.transaction import to_change
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, ProseField, Wanted, WebForm

__all__ = ["bp"]


class KeepForm(WebForm):
    """Why an award stays."""

    keep_reason = ProseField(
        _l("Lý do giữ khen thưởng"),
        [Wanted(_l("Nhập lý do giữ khen thưởng")), AtMost(REASON_LIMIT, _l("Lý do"))],
    )


@bp.get("/khen-thuong/can-xem-lai")
@needs(*policy.READERS)
def shaken() -> Answer:
    """All of them; officers answer for each."""
    return _page()


def _page(form: KeepForm | None = None, nomination_id: int | None = None) -> Answer:
    rows = shaken_awards(db.session())
    mine = {row.nomination_id for row in rows
            if policy.settle_line(actor(), row.account_id) is None}  # fmt: skip
    return render_template(
        "awards/shaken.html", rows=rows, may=mine, form=form or KeepForm(formdata=None),
        opened=nomination_id or request.args.get("mo", type=whole),
    ), 422 if form else 200  # fmt: skip


@bp.post("/khen-thuong/can-xem-lai/<int:nomination_id>")
@needs(Role.AWARDS_OFFICER)
def keep(nomination_id: int) -> Answer:
    """It stays, with a reason."""
    form = KeepForm()

    def work(session: Session) -> str:
        row = to_change(session, Nomination, nomination_id)
        keep_award(session, actor(), row, form.keep_reason.data or "", now())
        return ""

    if attempt(form, work) is None:
        return _page(form, nomination_id)
    flash(_("Đã ghi: khen thưởng được giữ."), "ok")
    return redirect(url_for("awards.shaken"), 303)
