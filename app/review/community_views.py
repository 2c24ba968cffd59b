"""The community's points beside the official scores, and the act that notes them."""

from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.community.queries import Poll, poll_of, tallies
from app.community.rules import Tally
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied
from app.review import decision_queries, policy
from app.review.community_actions import note_points
from app.review.decision_filters import Sort, TableFilter
from app.review.desk import bp, round_at_work
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.web.access import Answer, actor, needs

OFFICE = (Role.SECRETARY, Role.CHAIR)


def _ended(round_id: int) -> Poll:
    """The vote of the round once it is over; until then nobody sees a count."""
    poll = poll_of(db.session(), round_id)
    if poll is None or now() < poll.draft.closes_at:
        raise Denied(NOT_FOUND)
    return poll


@bp.get("/quyet-dinh/<int:round_id>/binh-chon")
@needs(*OFFICE)
def community_points(round_id: int) -> Answer:
    """Votes and points beside the official scores; of what the reader avoids, nothing."""
    session, person = db.session(), actor()
    found, poll = round_at_work(session, person, round_id), _ended(round_id)
    rubric = rubric_of(session, round_id)
    most = rubric.maximum if rubric else Decimal(0)
    counted: dict[int, Tally] = {one.idea_id: one for one in tallies(session, poll)}
    rows = decision_queries.table_rows(session, person, found, TableFilter(sort=Sort.SCORE), most)
    return render_template(
        "review/community.html", found=found, poll=poll, counted=counted,
        rows=[row for row in rows if not row.shut], shut=sum(row.shut for row in rows),
        noted=any(row.community is not None for row in rows),
        may_note=policy.open_scoring(person, found.council_id) is None,
    )  # fmt: skip


@bp.post("/quyet-dinh/<int:round_id>/binh-chon")
@needs(Role.SECRETARY)
def note_community(round_id: int) -> Answer:
    """Note the points on every result of the round, as one act."""
    with transaction() as session:
        round_, poll = to_change(session, Round, round_id), _ended(round_id)
        count = note_points(session, actor(), round_, poll, now())
    flash(_("Đã ghi điểm bình chọn của %(n)s hồ sơ.", n=count), "ok")
    return redirect(url_for(".table", round_id=round_id, cot="cong-dong"), 303)
