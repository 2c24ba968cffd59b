"""Annul a recognition: the page of the two people, what follows, and the letters that wait."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.review import (
    ending_letters,
    policy,
    queries,
    recognition_queries,
    revocation_queries,
    revoking,
)
from app.review.desk import acted_on, bp
from app.review.revocation_forms import DropForm, RecognitionRevocationForm
from app.review.revocation_states import (
    GROUND_CLAUSES,
    GROUND_TITLES,
    REVOCATION_LIFECYCLE,
    REVOCATION_SHAPES,
    RevocationState,
)
from app.web.access import Answer, actor, needs

PEOPLE = (Role.SECRETARY, Role.CHAIR, Role.LEADER)


@bp.get("/cong-nhan/<int:idea_id>/huy")
@needs(*PEOPLE)
def revocation(idea_id: int) -> Answer:
    """What was noted, what would follow, and what I may do."""
    return _page(idea_id)


def _page(
    idea_id: int, form: RecognitionRevocationForm | None = None, dropping: DropForm | None = None
) -> Answer:
    session, person = db.session(), actor()
    standing = recognition_queries.result_standing(session, idea_id)
    require(policy.read_decision(person, standing))
    found = recognition_queries.decision_on(session, idea_id)
    shut = queries.shut_codes(session, person, [idea_id])
    council = standing.council_id
    require(policy.drop_revocation(person, council, shut))
    if not found.recognised:
        raise Denied(NOT_FOUND)
    past = revocation_queries.revocations_of(session, idea_id)
    live = next((one for one in past if one.state is not RevocationState.DROPPED), None)
    waits = live is not None and not live.confirmed
    confirm = policy.confirm_revocation(
        person, council, shut, asked_by=live.asked_by if live else None
    )
    keeps = policy.keep_certificates(person, council, shut) is None
    idea = session.get_one(Idea, idea_id)
    return render_template(
        "review/revocation.html", found=found, live=live, waits=waits, past=past,
        may_ask=live is None and policy.revoke_recognition(person, council, shut) is None,
        may_confirm=waits and confirm is None, why_not=confirm if waits else None,
        follows=revoking.what_follows(session, idea_id), keeps=keeps,
        letters=ending_letters.held_letters(session, idea) if keeps else [],
        revoking=form or RecognitionRevocationForm(formdata=None),
        dropping=dropping or DropForm(formdata=None), states=REVOCATION_LIFECYCLE.titles,
        shapes=REVOCATION_SHAPES, grounds=GROUND_TITLES, clauses=GROUND_CLAUSES,
    ), 422 if (form and form.errors) or (dropping and dropping.errors) else 200  # fmt: skip


def _back(idea_id: int) -> Answer:
    return redirect(url_for(".revocation", idea_id=idea_id), 303)


@bp.post("/cong-nhan/<int:idea_id>/huy")
@needs(Role.SECRETARY, Role.CHAIR)
def ask_to_revoke(idea_id: int) -> Answer:
    """The first person notes the decision."""
    form = RecognitionRevocationForm()

    def work(session: Session, idea: Idea) -> None:
        revoking.ask_to_revoke(session, actor(), idea, form.draft(), now())

    if not acted_on(form, idea_id, work):
        return _page(idea_id, form=form)
    flash(_("Đã ghi nhận. Chưa có gì thay đổi: người khác phải xác nhận."), "ok")
    return _back(idea_id)


@bp.post("/cong-nhan/<int:idea_id>/huy/xac-nhan")
@needs(*PEOPLE)
def confirm_revocation(idea_id: int) -> Answer:
    """The second person."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        count = revoking.confirm_revocation(session, actor(), idea, now())
    flash(_("Đã hủy công nhận, thu hồi %(n)s giấy chứng nhận. Thư báo tác giả đang chờ thư ký cho "
            "gửi.", n=count), "ok")  # fmt: skip
    return _back(idea_id)


@bp.post("/cong-nhan/<int:idea_id>/huy/bo")
@needs(*PEOPLE)
def drop_revocation(idea_id: int) -> Answer:
    """It stays recognised."""
    form = DropForm()

    def work(session: Session, idea: Idea) -> None:
        revoking.drop_revocation(session, actor(), idea, form.drop_reason.data or "", now())

    if not acted_on(form, idea_id, work):
        return _page(idea_id, dropping=form)
    flash(_("Đã bỏ ghi nhận. Sáng kiến vẫn được công nhận."), "ok")
    return _back(idea_id)


@bp.post("/cong-nhan/<int:idea_id>/thu-bao")
@needs(Role.SECRETARY)
def let_letters_go(idea_id: int) -> Answer:
    """Send the letters that waited."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        count = ending_letters.let_go(session, actor(), idea, now())
    flash(_("Đã cho gửi %(n)s thư.", n=count), "ok")
    return redirect(url_for(".recognition", idea_id=idea_id), 303)
