"""The report: what is like this dossier, passage by passage, who was first; the links."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.access import more_readers
from app.ideas.blinding import Redactor
from app.ideas.models import Idea
from app.ideas.queries import standing_of
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.novelty import actions, policy, queries
from app.novelty.blueprint import bp
from app.novelty.forms import EndForm, LinkForm
from app.novelty.likeness import THRESHOLD
from app.novelty.models import Link
from app.novelty.passages import Passage, passages
from app.novelty.queries import Alike
from app.novelty.states import LINK_TITLES, LinkKind
from app.novelty.words_queries import lexicon_in_use
from app.rounds.models import Round
from app.rounds.states import BlindMode
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm

READERS = (*policy.OFFICE, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class Report:
    """A dossier opened for comparing. `names`: units may be shown; `where`: whom it may name."""

    idea: Idea
    names: bool
    by_reviewer: bool
    where: list[ColumnElement[bool]]


def _opened(session: Session, person: Actor, idea_id: int) -> Report:
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise Denied(NOT_FOUND)
    standing = standing_of(session, idea)
    as_office = policy.report(person, standing, as_reviewer=False) is None
    reviews = not as_office and any(reader(session, person, idea) for reader in more_readers)
    require(policy.report(person, standing, as_reviewer=reviews))
    if as_office:
        return Report(idea, names=True, by_reviewer=False, where=queries.at_office(person))
    blind = session.get_one(Round, idea.round_id).blind
    return Report(idea, names=blind is BlindMode.OPEN, by_reviewer=True, where=queries.endorsed())


@bp.get("/doi-chieu/<int:idea_id>")
@needs(*READERS)
def report(idea_id: int) -> Answer:
    """The ten most alike dossiers, and one of them side by side."""
    return _report_page(idea_id)


def _report_page(idea_id: int, status: int = 200, **forms: WebForm) -> Answer:
    session, person = db.session(), actor()
    opened = _opened(session, person, idea_id)
    found = queries.alike(session, idea_id, opened.where, names=opened.names,
                          office=not opened.by_reviewer)  # fmt: skip
    words = queries.words_beside(
        session, idea_id, [one.idea_id for one in found], blind=not opened.names
    ) if opened.by_reviewer else {}  # fmt: skip
    found = queries.as_read(found, words)
    chosen = _chosen(found)
    page = render_template(
        "novelty/report.html", idea=opened.idea, report=opened, found=found, chosen=chosen,
        passages=_passages(session, idea_id, chosen, words), threshold=THRESHOLD,
        title=queries.title_as_read(opened.idea, words),
        said=queries.statement_as_read(session, idea_id, words),
        first_on=queries.first_on(session, idea_id),
        may_link=_may_link(session, person, opened.idea, chosen),
        form=forms.get("link") or LinkForm(formdata=None, prefix="link"),
        end_form=forms.get("end") or EndForm(formdata=None, prefix="end"),
        titles=IDEA_TITLES, shapes=IDEA_SHAPES, kinds=LINK_TITLES,
    )  # fmt: skip
    return page, status


def _chosen(found: list[Alike]) -> Alike | None:
    asked = request.args.get("voi", type=whole)
    first = found[0] if found else None
    return next((one for one in found if one.idea_id == asked), first)


def _passages(
    session: Session, idea_id: int, chosen: Alike | None, words: Mapping[int, Redactor]
) -> list[Passage]:
    if chosen is None:
        return []
    mine = queries.submitted_as_read(session, idea_id, words)
    theirs = queries.submitted_as_read(session, chosen.idea_id, words)
    return passages(mine, theirs, lexicon_in_use(session))


def _may_link(session: Session, person: Actor, idea: Idea, chosen: Alike | None) -> bool:
    if chosen is None:
        return False
    other = session.get_one(Idea, chosen.idea_id)
    return policy.link(person, standing_of(session, idea), standing_of(session, other)) is None


@bp.post("/doi-chieu/<int:idea_id>/lien-ket/<int:other_id>")
@needs(Role.SECRETARY)
def link(idea_id: int, other_id: int) -> Answer:
    """Note how the two stand to each other."""
    form = LinkForm(prefix="link")
    if form.validate():
        try:
            with transaction() as session:
                idea, other = to_change(session, Idea, idea_id), session.get(Idea, other_id)
                if other is None:
                    raise Denied(NOT_FOUND)
                actions.link(session, actor(), idea, other, LinkKind(form.kind.data),
                             form.reason.data, now())  # fmt: skip
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _report_page(idea_id, 422, link=form)
    flash(_("Đã liên kết hai hồ sơ."), "ok")
    return redirect(url_for("novelty.report", idea_id=idea_id, voi=other_id), 303)


@bp.post("/doi-chieu/<int:idea_id>/bo-lien-ket/<int:link_id>")
@needs(Role.SECRETARY)
def unlink(idea_id: int, link_id: int) -> Answer:
    """Take a link back."""
    form = EndForm(prefix="end")
    if form.validate():
        try:
            with transaction() as session:
                made = to_change(session, Link, link_id)
                if idea_id not in {made.idea_id, made.other_id}:
                    raise Denied(NOT_FOUND)
                actions.unlink(session, actor(), made, form.reason.data, now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _report_page(idea_id, 422, end=form)
    flash(_("Đã bỏ liên kết."), "ok")
    return redirect(url_for("novelty.report", idea_id=idea_id), 303)
