"""Publish the results of a round; release what authors read of their scores."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied
from app.review import letters
from app.review.desk import bp, posted_pairs
from app.rounds.models import Round
from app.web.access import Answer, actor, needs

OFFICE = (Role.SECRETARY, Role.CHAIR)


@bp.post("/quyet-dinh/<int:round_id>/cong-bo")
@needs(*OFFICE)
def publish(round_id: int) -> Answer:
    """Let the mails go that were held since the decision."""
    with transaction() as session:
        count = letters.publish(session, actor(), to_change(session, Round, round_id), now())
    flash(_("Đã công bố: %(count)s thư được gửi cho tác giả.", count=count), "ok")
    return redirect(url_for(".table", round_id=round_id, loc="da-quyet-dinh"), 303)


@bp.post("/quyet-dinh/<int:round_id>/ho-so/<int:idea_id>/gop-y")
@needs(*OFFICE)
def release_letter(round_id: int, idea_id: int) -> Answer:
    """Send medians, levels and the ticked remarks to the authors."""
    with transaction() as session:
        found, idea = session.get(Round, round_id), to_change(session, Idea, idea_id)
        if found is None or idea.round_id != round_id:
            raise Denied(NOT_FOUND)
        letters.release(session, actor(), found, idea, posted_pairs("remark"), now())
    flash(_("Đã gửi góp ý cho tác giả."), "ok")
    return redirect(url_for(".detail", round_id=round_id, idea_id=idea_id), 303)
