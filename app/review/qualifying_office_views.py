"""The secretary's pages of the qualification: the round's list, the proposal, one by hand."""

import hashlib
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import policy, qualifying
from app.ideas.models import Idea
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import (
    OUTCOME_SHAPES,
    OUTCOME_TITLES,
    VERDICT_SHAPES,
    VERDICT_TITLES,
    Outcome,
)
from app.ideas.queries import standing_of
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require
from app.kernel.text import T
from app.review import qualifying_actions, qualifying_office_queries, qualifying_queries, queries
from app.review.desk import bp, posted_keys, round_at_work
from app.review.qualifying_office_queries import Proposal
from app.review.qualifying_policy import assign as may_assign
from app.review.qualifying_queries import AT_WORK
from app.rounds.models import Round
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

FILTERS = {"chua-du": Outcome.OPEN, "dat": Outcome.PASS, "khong-dat": Outcome.FAIL,
           "chua-thong-nhat": Outcome.SPLIT}  # fmt: skip
TAGS = {"titles": OUTCOME_TITLES, "shapes": OUTCOME_SHAPES, "verdict_titles": VERDICT_TITLES,
        "verdict_shapes": VERDICT_SHAPES, "idea_titles": IDEA_TITLES,
        "idea_shapes": IDEA_SHAPES}  # fmt: skip


def _round(session: Session, round_id: int) -> Round:
    """A round of the secretary's council that asks for qualification."""
    found = round_at_work(session, actor(), round_id)
    if found.qualifiers is None:
        raise Denied(NOT_FOUND)
    require(may_assign(actor(), found.council_id))
    return found


@bp.get("/tham-dinh/dot/<int:round_id>")
@needs(Role.SECRETARY)
def qualify_round(round_id: int) -> Answer:
    """Dossiers with the office: who is asked, what was said, what they say together."""
    session = db.session()
    found = _round(session, round_id)
    chosen = request.args.get("loc", "")
    only = FILTERS.get(chosen)
    counts, lacking = qualifying_office_queries.office_counts(session, found)
    number, size = asked_page(), asked_size()
    lines = qualifying_office_queries.office_lines(session, found, only, limit=size,
                                            offset=(number - 1) * size)  # fmt: skip
    total = sum(counts.values()) if only is None else counts[only]
    return render_template(
        "review/qualify_round.html", found=found, counts=counts, lacking=lacking, chosen=chosen,
        filters=FILTERS, page=page_of(lines, total, number, size), total=sum(counts.values()),
        me=actor(), qualifies=qualifying_queries.was_asked(session, actor()), **TAGS,
    )  # fmt: skip


def _mark(found: Proposal) -> str:
    """What stands for a proposal between the preview and the button."""
    return hashlib.sha256(repr(found.pairs).encode()).hexdigest()[:24]


@bp.get("/tham-dinh/dot/<int:round_id>/phan-cong")
@needs(Role.SECRETARY)
def qualify_proposal(round_id: int) -> Answer:
    """Choose people; with people chosen, who would get how many. Nothing is stored."""
    asked = map(key_in, request.args.getlist("nguoi"))
    people = [key for key in asked if key is not None]
    return _proposal_page(round_id, people)


def _proposal_page(
    round_id: int, people: list[int], blockers: Sequence[Blocker] = (), status: int = 200
) -> Answer:
    session, day = db.session(), local_date(now())
    found = _round(session, round_id)
    seats = qualifying_office_queries.members(session, found, day)
    made = qualifying_office_queries.proposal(session, found, people, day) if people else None
    _counts, lacking = qualifying_office_queries.office_counts(session, found)
    page = render_template(
        "review/qualify_proposal.html", found=found, seats=seats, people=set(people), made=made,
        mark=_mark(made) if made else "", lacking=lacking, blockers=list(blockers),
    )  # fmt: skip
    return page, status


@bp.post("/tham-dinh/dot/<int:round_id>/phan-cong")
@needs(Role.SECRETARY)
def apply_qualifiers(round_id: int) -> Answer:
    """Exactly what was shown; when it is not the same any more, it is shown again."""
    people, instant = posted_keys("nguoi"), now()
    try:
        with transaction() as session:
            found = to_change(session, Round, round_id)
            require(may_assign(actor(), found.council_id))
            made = qualifying_office_queries.proposal(session, found, people, local_date(instant))
            if _mark(made) != request.form.get("mark", ""):
                text = T("Danh sách đã thay đổi sau khi xem trước. Chưa giao cho ai; xem lại rồi "
                         "bấm lại")  # fmt: skip
                raise Blocked([Blocker("", text)])
            number = qualifying_actions.assign(session, actor(), found, made.pairs, instant)
    except Blocked as refused:
        return _proposal_page(round_id, people, refused.blockers, 422)
    flash(_("Đã giao %(n)s lượt thẩm định; mỗi người nhận một thư báo.", n=number), "ok")
    return redirect(url_for(".qualify_round", round_id=round_id), 303)


@bp.get("/tiep-nhan/<int:idea_id>/tham-dinh")
@needs(Role.SECRETARY)
def qualify_idea(idea_id: int) -> Answer:
    """The qualifiers of one dossier, by hand."""
    return _idea_page(idea_id)


def _idea_page(idea_id: int, blockers: Sequence[Blocker] = (), status: int = 200) -> Answer:
    session, person, day = db.session(), actor(), local_date(now())
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise Denied(NOT_FOUND)
    require(policy.check(person, standing_of(session, idea)))
    found = _round(session, idea.round_id)
    at_work = idea.state in AT_WORK
    page = render_template(
        "review/qualify_idea.html", idea=idea, found=found, blockers=list(blockers), me=person,
        said=qualifying.standing_of(session, idea, found), at_work=at_work,
        free=qualifying_office_queries.free_for(session, found, idea_id, day) if at_work else [],
        shut=bool(queries.shut_codes(session, person, [idea_id])), **TAGS,
    )  # fmt: skip
    return page, status


@bp.post("/tiep-nhan/<int:idea_id>/tham-dinh")
@needs(Role.SECRETARY)
def add_qualifier(idea_id: int) -> Answer:
    """Ask one more person."""
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            require(policy.check(actor(), standing_of(session, idea)))
            round_ = session.get_one(Round, idea.round_id)
            pairs = [(idea_id, person) for person in posted_keys("person")]
            qualifying_actions.assign(session, actor(), round_, pairs, now(), by_hand=True)
    except Blocked as refused:
        return _idea_page(idea_id, refused.blockers, 422)
    flash(_("Đã giao thẩm định hồ sơ."), "ok")
    return redirect(url_for(".qualify_idea", idea_id=idea_id), 303)


@bp.post("/tham-dinh/<int:qualification_id>/go")
@needs(Role.SECRETARY)
def remove_qualifier(qualification_id: int) -> Answer:
    """Take back a question that has no answer yet."""
    idea_id = 0
    try:
        with transaction() as session:
            row = to_change(session, Qualification, qualification_id)
            idea_id = row.idea_id
            require(policy.check(actor(), standing_of(session, session.get_one(Idea, idea_id))))
            qualifying_actions.unassign(session, actor(), row, now())
    except Blocked as refused:
        return _idea_page(idea_id, refused.blockers, 422)
    flash(_("Đã gỡ người thẩm định."), "ok")
    return redirect(url_for(".qualify_idea", idea_id=idea_id), 303)
