"""Writing a dossier: one page a section, saved by hand or by itself, and the evidence."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.database.transaction import to_change, transaction
from app.files.limits import uploads
from app.ideas import actions, policy, queries, rules, sections, writing
from app.ideas.answer_page import questions_shown
from app.ideas.blueprint import bp
from app.ideas.drafts import (
    LIMITS,
    MOST_AUTHORS,
    MOST_FILES,
    MOST_PARTICIPANTS,
    SECTION_TITLES,
    Section,
)
from app.ideas.forms import EvidenceForm
from app.ideas.models import Idea
from app.ideas.page import Opened, opened, section_url
from app.ideas.people_forms import RowsForm
from app.ideas.section_form import SectionForm
from app.ideas.section_forms import WRITTEN, posted_form, save_section, stored_form
from app.ideas.states import EDITABLE
from app.kernel.clock import now
from app.kernel.dates import local
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocked, Blocker, require
from app.kernel.text import T
from app.web.access import Answer, actor, signed_in
from app.web.fieldwise import Merged, keep_stored, merge, names_with_errors, went_on

MOST_ROWS = {Section.AUTHORS: MOST_AUTHORS, Section.PARTICIPANTS: MOST_PARTICIPANTS}


def _page(
    section: Section, idea_id: int, form: SectionForm | None = None, status: int = 200
) -> Answer:
    """One section as a page; a form that was posted keeps its text and its version."""
    found = opened(idea_id, policy.write)
    if found.idea.state not in EDITABLE:
        return redirect(url_for("ideas.tasks", idea_id=idea_id))
    shown = form or stored_form(found.session, section, found.idea)
    parts = sections.sections_of(queries.facts_of(found.session, found.idea))
    page = render_template(
        f"ideas/{section.name.lower()}.html", idea=found.idea, form=shown, section=section,
        title=SECTION_TITLES[section], number=parts.index(section) + 1 if section in parts else 0,
        parts=len(parts) + 1, version=form.shown_version if form else found.idea.version,
        limits=LIMITS, most=MOST_ROWS.get(section), blind=found.round_.blind == "blind",
        save_url=url_for(f"ideas.save_{section.name.lower()}", idea_id=idea_id),
        autosave_url=url_for(f"ideas.autosave_{section.name.lower()}", idea_id=idea_id),
        **_more(section, found),
    )  # fmt: skip
    return page, status


def _more(section: Section, found: Opened) -> dict[str, Any]:
    """What single pages show beside their form."""
    if section is Section.AUTHORS:
        stored = queries.author_lines(found.session, found.idea.id)
        shares = [(one.full_name, one.share) for one in stored]
        return {"total": decimal_text(rules.total_share(shares))}
    if section is Section.QUESTIONS:
        return questions_shown(found.session, found.idea.id)
    return {}


def _next_url(section: Section, idea_id: int) -> str:
    """The page after this one, among those this dossier has."""
    found = opened(idea_id, policy.write)
    parts = sections.sections_of(queries.facts_of(found.session, found.idea))
    later = parts[parts.index(section) + 1 :] if section in parts else [Section.EVIDENCE]
    return section_url(later[0], idea_id)


def _merged(session: Session, section: Section, idea: Idea, form: SectionForm) -> Merged:
    """Field by field: only what was touched here, beside what is stored by now."""
    merged = merge(form, stored_form(session, section, idea))
    if merged.rows_clash:
        form.version.data = "0"  # the action shows the rows one by one
    elif merged.clashes:
        stale = writing.stale_edit(session, idea, section, merged.clashes)
        stale.marks = merged.marks
        raise stale
    elif merged.applies:
        form.version.data = str(idea.version)
    return merged


def _save_page(section: Section, idea_id: int) -> Answer:
    form, rows, valid = None, False, False
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            require(policy.write(actor(), queries.standing_of(session, idea)))
            form = posted_form(session, section, idea)
            rows = isinstance(form, RowsForm) and form.change_rows(request.form)
            if not rows:
                _merged(session, section, idea, form)
            valid = not rows and form.validate()
            if valid:
                save_section(session, actor(), idea, form, now(), complete=True)
    except Blocked as refused:
        if form is None:
            raise
        form.add_blockers(refused.blockers)
        return _page(section, idea_id, form, 422)
    if rows or not valid:
        return _page(section, idea_id, form, 200 if rows else 422)
    flash(_("Đã lưu lúc %(time)s.", time=f"{local(now()):%H:%M:%S}"), "ok")
    stays = request.form.get("then") == "stay"
    return redirect(section_url(section, idea_id) if stays else _next_url(section, idea_id), 303)


def _autosave(section: Section, idea_id: int) -> Answer:
    """Save what can be saved; a field that is wrong waits for its writer, the others do not."""
    with transaction() as session:
        idea = to_change(session, Idea, idea_id)
        require(policy.write(actor(), queries.standing_of(session, idea)))
        form = posted_form(session, section, idea)
        merged = _merged(session, section, idea, form)
        wrong = {} if form.validate() else names_with_errors(form)
        if wrong and not merged.touched - wrong.keys():
            more = {"invalid": wrong} if merged.applies else {}
            return jsonify(errors=form.all_errors(), **more), 422
        keep_stored(form, stored_form(session, section, idea), wrong)
        save_section(session, actor(), idea, form, now(), complete=False)
        stored = stored_form(session, section, idea)
        values = {}
        if section is Section.AUTHORS:
            lines = queries.author_lines(session, idea.id)
            shares = [(line.full_name, line.share) for line in lines]
            values["share-total"] = f"{decimal_text(rules.total_share(shares))}%"
        return jsonify(
            saved_at_text=f"{local(now()):%H:%M:%S}", version=idea.version, values=values,
            **went_on(merged, stored, wrong),
        )  # fmt: skip


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
        try:
            return _autosave(section, idea_id)
        except Blocked as refused:
            return jsonify(errors=[one.message.translated(_) for one in refused.blockers]), 422


for _section in WRITTEN:
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
    parts = sections.sections_of(queries.facts_of(found.session, found.idea))
    page = render_template(
        "ideas/evidence.html", idea=found.idea, form=form, most=MOST_FILES,
        files=queries.files_of(found.session, idea_id), title=SECTION_TITLES[Section.EVIDENCE],
        number=len(parts), parts=len(parts) + 1,
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
