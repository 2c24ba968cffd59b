"""Check the whole dossier, submit it, and the receipt that proves what was submitted."""

from dataclasses import replace

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.documents.qr import qr_svg
from app.extensions import db
from app.ideas import actions, clocks, policy, queries, rules
from app.ideas.blueprint import bp
from app.ideas.consent_queries import consent_lines
from app.ideas.consents import warnings_of_consents
from app.ideas.forms import SubmitForm
from app.ideas.models import Idea
from app.ideas.page import (
    AUTHOR_TITLES,
    PUBLIC_SHAPES,
    PUBLIC_TITLES,
    Opened,
    linked,
    opened,
    section_url,
    steps_after,
)
from app.ideas.sections import sections_of
from app.ideas.states import EDITABLE, IDEA_SHAPES, IdeaState
from app.ideas.versions import validity
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.web.access import Answer, actor, public, signed_in


@bp.get("/ho-so/<int:idea_id>/kiem-tra")
@signed_in
def check(idea_id: int) -> Answer:
    """Everything on one page, what is missing with its link, and the button."""
    return _check_page(idea_id, SubmitForm(formdata=None))


def _check_page(idea_id: int, form: SubmitForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    instant = now()
    facts = queries.facts_of(found.session, found.idea)
    request_ = queries.open_request(found.session, idea_id)
    supplements = found.idea.state is IdeaState.SUPPLEMENT_ASKED
    due_on = request_.due_on if request_ else None
    blockers = (
        rules.blockers_to_supplement(due_on, instant)
        if supplements
        else rules.blockers_of_window(found.round_, found.idea.state, instant)
        + clocks.blockers_of_due(due_on, instant)
    ) + rules.blockers_of_content(facts, instant)
    people = actions.blockers_of_authorship(
        found.session, found.idea, found.round_, endorsing=supplements
    )
    page = render_template(
        "ideas/check.html", idea=found.idea, form=form, supplements=supplements,
        blockers=linked(blockers, idea_id) + _to_people(people, idea_id),
        whole=queries.open_idea(found.session, idea_id),
        warnings=linked(rules.warnings(facts, instant), idea_id)
        + _to_people(_consent_warnings(found), idea_id), section_url=section_url,
        sections=sections_of(facts),
    )  # fmt: skip
    return page, status


def _to_people(blockers: list[Blocker], idea_id: int) -> list[Blocker]:
    """What is mended on the page of the co-authors."""
    url = url_for("ideas.coauthors", idea_id=idea_id)
    return [replace(blocker, url=url) for blocker in blockers]


def _consent_warnings(found: Opened) -> list[Blocker]:
    if found.round_.coauthors_must_confirm:
        return []
    lines = consent_lines(found.session, found.idea)
    return [Blocker("shares", text) for text in warnings_of_consents(lines)]


@bp.post("/ho-so/<int:idea_id>/nop")
@signed_in
def submit(idea_id: int) -> Answer:
    """Submit, or send the supplement, whichever this dossier is at."""
    form = SubmitForm()
    confirmed = bool(form.truth.data)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            asked = idea.state is IdeaState.SUPPLEMENT_ASKED
            act = actions.supplement_idea if asked else actions.submit_idea
            act(session, actor(), idea, now(), truth_confirmed=confirmed)
    except Blocked as refused:
        form.add_blockers([b for b in refused.blockers if b.field == "truth"])
        return _check_page(idea_id, form, 422)
    flash(_("Đã gửi bổ sung hồ sơ.") if asked else _("Đã nộp hồ sơ. Đơn vị sẽ xác nhận."), "ok")
    return redirect(url_for("ideas.receipt", idea_id=idea_id), 303)


@bp.get("/ho-so/<int:idea_id>/bien-nhan")
@signed_in
def receipt(idea_id: int) -> Answer:
    """Giấy biên nhận: code, time, hash, QR, what happens next. Made to be printed."""
    found = opened(idea_id)
    if found.idea.receipt_key is None:
        raise Denied(NOT_FOUND)
    path = url_for("ideas.verify_receipt", key=found.idea.receipt_key)
    address = current_app.config["BASE_URL"].rstrip("/") + path
    lines = queries.version_lines(found.session, idea_id)
    return render_template(
        "ideas/receipt.html", idea=found.idea, round_=found.round_, address=address,
        svg=qr_svg(address), versions=lines, whole=queries.submitted_idea(found.session, idea_id),
        standing={one.number: validity(lines, one.number, found.idea.state) for one in lines},
        titles=AUTHOR_TITLES,
        shapes=IDEA_SHAPES, steps=steps_after(found.round_, found.idea.state, now()),
        is_author=found.standing.is_author(actor()),
    )  # fmt: skip


@bp.get("/bien-nhan/<key>")
@public
def verify_receipt(key: str) -> Answer:
    """Anyone with the QR code: is this receipt real, and what was its hash. No title, no name."""
    found = queries.receipt_of(db.session(), key[:43])
    if found is None:
        raise Denied(NOT_FOUND)
    lines = found.versions
    return render_template(
        "ideas/verify.html", receipt=found,
        standing={one.number: validity(lines, one.number, found.state) for one in lines},
        title=PUBLIC_TITLES[found.state], shape=PUBLIC_SHAPES[found.state],
    )  # fmt: skip
