"""Writing a dossier: one page a section, saved by hand or by itself, and the evidence."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.database.transaction import to_change, transaction
from app.files.limits import uploads
from app.ideas import actions, policy, queries, rules
from app.ideas.blueprint import bp
from app.ideas.drafts import (
    LIMITS,
    MOST_AUTHORS,
    MOST_FILES,
    SECTION_TITLES,
    AiSheet,
    Draft,
    Effect,
    Information,
    Section,
    Texts,
)
from app.ideas.forms import FORMS, AuthorsForm, EvidenceForm, SectionForm, filled, filled_authors
from app.ideas.models import Idea
from app.ideas.page import Opened, opened, section_url
from app.ideas.states import EDITABLE
from app.kernel.clock import now
from app.kernel.dates import local
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.web.access import Answer, actor, signed_in

KINDS: dict[Section, type[Draft]] = {
    Section.INFORMATION: Information,
    Section.TEXTS: Texts,
    Section.EFFECT: Effect,
    Section.AI_SHEET: AiSheet,
}
SAVES = {
    Information: actions.save_information,
    Texts: actions.save_texts,
    Effect: actions.save_effect,
    AiSheet: actions.save_ai_sheet,
}
NEXT = dict(zip(list(Section)[:-1], list(Section)[1:], strict=True))


def _filled_form(section: Section, found: Opened) -> SectionForm:
    if section is Section.AUTHORS:
        values = filled_authors(queries.author_lines(found.session, found.idea.id))
    else:
        values = filled(queries.stored_draft(found.session, found.idea.id, KINDS[section]))
    form = FORMS[section](formdata=None, data=values)
    form.offer(queries.category_names(found.session, found.idea.round_id))
    return form


def _page(
    section: Section, idea_id: int, form: SectionForm | None = None, status: int = 200
) -> Answer:
    """One section as a page; a form that was posted keeps its text and its version."""
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    shown = form or _filled_form(section, found)
    total = None
    if section is Section.AUTHORS:
        stored = queries.author_lines(found.session, idea_id)
        total = decimal_text(rules.total_share([(one.full_name, one.share) for one in stored]))
    page = render_template(
        f"ideas/{section.name.lower()}.html", idea=found.idea, form=shown, section=section,
        title=SECTION_TITLES[section], number=list(Section).index(section) + 1, total=total,
        version=form.shown_version if form else found.idea.version, limits=LIMITS,
        most=MOST_AUTHORS, blind=found.round_.blind == "blind",
        save_url=url_for(f"ideas.save_{section.name.lower()}", idea_id=idea_id),
        autosave_url=url_for(f"ideas.autosave_{section.name.lower()}", idea_id=idea_id),
    )  # fmt: skip
    return page, status


def _save(session: Session, idea: Idea, form: SectionForm) -> None:
    if isinstance(form, AuthorsForm):
        lines = form.lines()
        actions.save_authors(session, actor(), idea, lines, now(), form.shown_version)
        return
    draft = form.draft()
    SAVES[type(draft)](session, actor(), idea, draft, now(), form.shown_version)  # type: ignore[operator]


def _posted(session: Session, section: Section, idea: Idea) -> SectionForm:
    form = FORMS[section]()
    form.offer(queries.category_names(session, idea.round_id))
    return form


def _save_page(section: Section, idea_id: int) -> Answer:
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        form = _posted(session, section, idea)
        rows = isinstance(form, AuthorsForm) and form.change_rows(request.form)
        valid = not rows and form.validate()
        if valid:
            _save(session, idea, form)
    if rows or not valid:
        return _page(section, idea_id, form, 200 if rows else 422)
    flash(_("Đã lưu lúc %(time)s.", time=f"{local(now()):%H:%M:%S}"), "ok")
    stays = request.form.get("then") == "stay"
    return redirect(section_url(section if stays else NEXT[section], idea_id), 303)


def _autosave(section: Section, idea_id: int) -> Answer:
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        form = _posted(session, section, idea)
        if not form.validate():
            return jsonify(errors=form.all_errors()), 422
        _save(session, idea, form)
        version, values = idea.version, {}
        if isinstance(form, AuthorsForm):
            shares = [(line.full_name, line.share) for line in form.lines()]
            values["share-total"] = f"{decimal_text(rules.total_share(shares))}%"
    return jsonify(saved_at_text=f"{local(now()):%H:%M:%S}", version=version, values=values)


def _add_routes(section: Section) -> None:
    """GET the page, POST it, POST it by script: three addresses for each written section."""
    name, address = section.name.lower(), f"/ho-so/<int:idea_id>/{section}"

    @bp.get(address, endpoint=name)
    @signed_in
    def show(idea_id: int) -> Answer:
        return _page(section, idea_id)

    @bp.post(address, endpoint=f"save_{name}")
    @signed_in
    def save(idea_id: int) -> Answer:
        return _save_page(section, idea_id)

    @bp.post(f"{address}/tu-luu", endpoint=f"autosave_{name}")
    @signed_in
    def autosave(idea_id: int) -> Answer:
        return _autosave(section, idea_id)


for _section in FORMS:
    _add_routes(_section)


@bp.get("/ho-so/<int:idea_id>/minh-chung")
@signed_in
def evidence(idea_id: int) -> Answer:
    """The files, and the form to add one."""
    return _evidence_page(idea_id, EvidenceForm(formdata=None))


def _evidence_page(idea_id: int, form: EvidenceForm, status: int = 200) -> Answer:
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    page = render_template(
        "ideas/evidence.html", idea=found.idea, form=form, most=MOST_FILES,
        files=queries.files_of(found.session, idea_id), title=SECTION_TITLES[Section.EVIDENCE],
        number=len(Section),
    )  # fmt: skip
    return page, status


@bp.post("/ho-so/<int:idea_id>/minh-chung")
@signed_in
@uploads
def add_evidence(idea_id: int) -> Answer:
    """Keep one file."""
    form = EvidenceForm()
    upload = form.file.data
    if not isinstance(upload, FileStorage) or not upload.filename:
        form.validate()
        form.add_blockers([Blocker("file", T("Chọn tệp cần tải lên"))])
        return _evidence_page(idea_id, form, 422)
    if not form.validate():
        return _evidence_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            actions.add_evidence(session, actor(), idea, upload.stream, upload.filename,
                                 form.note.data or "", now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _evidence_page(idea_id, form, 422)
    flash(_("Đã tải tệp lên."), "ok")
    return redirect(url_for("ideas.evidence", idea_id=idea_id), 303)


@bp.post("/ho-so/<int:idea_id>/minh-chung/<int:evidence_id>/xoa")
@signed_in
def remove_evidence(idea_id: int, evidence_id: int) -> Answer:
    """Take one file out."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        actions.remove_evidence(session, actor(), idea, evidence_id, now())
    flash(_("Đã xóa tệp khỏi hồ sơ."), "ok")
    return redirect(url_for("ideas.evidence", idea_id=idea_id), 303)
