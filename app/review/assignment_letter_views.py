"""The letters that tell reviewers of their dossiers: looked at, then let go."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.review import assignment_letters
from app.review.desk import bp, round_at_work
from app.rounds.models import Round
from app.web.access import Answer, actor, needs


@bp.get("/phan-cong/<int:round_id>/thu")
@needs(Role.SECRETARY, Role.CHAIR)
def reviewer_letters(round_id: int) -> Answer:
    """Each letter as it would leave."""
    session = db.session()
    found = round_at_work(session, actor(), round_id)
    return render_template(
        "review/assignment_letters.html", found=found,
        letters=assignment_letters.held(session, found),
    )  # fmt: skip


@bp.post("/phan-cong/<int:round_id>/thu")
@needs(Role.SECRETARY, Role.CHAIR)
def tell_reviewers(round_id: int) -> Answer:
    """Let all of them go."""
    with transaction() as session:
        found = to_change(session, Round, round_id)
        count = assignment_letters.let_go(session, actor(), found, now())
    flash(_("Đã cho gửi %(n)s thư báo phân công.", n=count), "ok")
    return redirect(url_for(".board", round_id=round_id), 303)
