"""Pages of the awards room: lists, one list, its files, the catalogue."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.awards import (
    actions,
    catalogue_views,
    closing_views,
    comment_views,
    exports,
    honour_views,
    override_views,
    policy,
    proposal_views,
    proposing,
    queries,
    quota_views,
    rule_edit_views,
    rule_views,
    rules,
    shaken,
    shaken_views,
    version_views,
)
from app.awards.agenda import GROUP, KIND, NominationGroups, Nominations, write_down
from app.awards.attempts import attempt
from app.awards.citing import citers_of, list_names
from app.awards.compiled import CompiledList
from app.awards.dossier_jobs import DOSSIER
from app.awards.dossier_previews import offer_real_data
from app.awards.dossier_views import make_dossier
from app.awards.forms import ListForm, ListInfoForm
from app.awards.home import waiting
from app.awards.models import NominationList
from app.awards.nomination_views import asked_list
from app.awards.pages import WORDS, bp, compile_page
from app.awards.states import ListState
from app.awards.upward import hooks
from app.awards.verdicts import refresh_one
from app.awards.verification import lookups
from app.citations.references import citers, document_names
from app.database.once import earlier_result, remember
from app.database.transaction import to_change
from app.extensions import db
from app.files.access import readable_by
from app.jobs.kinds import handles
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import whole
from app.kernel.refusals import require_ready
from app.kernel.text import T
from app.review import revoking
from app.sittings import agenda
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

__all__ = [
    "bp", "catalogue_views", "closing_views", "comment_views", "honour_views", "join",
    "make_dossier", "override_views", "proposal_views", "quota_views", "rule_edit_views",
    "rule_views", "shaken_views", "version_views",
]  # fmt: skip

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def join(registry: Registry) -> None:
    """The tabs and what waits for officers and leaders."""
    offer_real_data()
    registry.tabs.append(Tab(T("Khen thưởng"), "awards.index", 50, roles=policy.READERS))
    registry.tabs.append(
        Tab(T("Danh mục khen thưởng"), "awards.catalogue", 71, roles=(Role.AWARDS_OFFICER,))
    )
    registry.tabs.append(
        Tab(T("Đề nghị khen thưởng"), "awards.proposal_list", 69, roles=(Role.UNIT_CLERK,))
    )
    registry.waiting.append(waiting)
    readable_by(proposing.PURPOSE, proposal_views.read_paper)
    registry.background["verdicts"] = refresh_one
    agenda.sources[KIND] = Nominations()
    agenda.sources[GROUP] = NominationGroups()
    agenda.listeners[KIND] = write_down
    handles(DOSSIER)
    if shaken.what_follows not in revoking.consequences:
        revoking.consequences.append(shaken.what_follows)
        revoking.after_revocation.append(shaken.tell_officers)
    if citers_of not in citers:
        citers.append(citers_of)
    document_names["nomination_list"] = list_names


@bp.get("/khen-thuong")
@needs(*policy.READERS)
def index() -> Answer:
    """All lists, the newest first."""
    number, size = asked_page(), asked_size()
    session = db.session()
    rows = queries.list_rows(session, first=(number - 1) * size, most=size)
    total = queries.list_count(session)
    above = hooks.standings(session, actor(), [row.list_id for row in rows if row.upward])
    return render_template(
        "awards/index.html", page=page_of(rows, total, number, size), today=local_date(now()),
        may_compile=policy.compile_lists(actor()) is None, drafts=ListState.DRAFT, above=above,
        **WORDS,
    )  # fmt: skip


@bp.get("/khen-thuong/moi")
@needs(Role.AWARDS_OFFICER)
def new() -> Answer:
    """The form of a new list."""
    return render_template(
        "awards/form.html", form=ListForm(judged_on=local_date(now())), list=None
    )


@bp.post("/khen-thuong/moi")
@needs(Role.AWARDS_OFFICER)
def create() -> Answer:
    """Make a list, once."""
    form, person = ListForm(), actor()
    key = request.form.get("once_key", "")

    def make(session: Session) -> str:
        done = earlier_result(session, key, person.user_id)
        if done:
            return done
        row = actions.create_list(session, person, form.draft(), now())
        target = url_for("awards.show", list_id=row.id)
        remember(session, key, person.user_id, target, now())
        return target

    target = attempt(form, make)
    if target is None:
        return render_template("awards/form.html", form=form, list=None), 422
    flash(_("Đã lập danh sách. Bước tiếp theo: thêm đối tượng."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/<int:list_id>")
@needs(*policy.READERS)
def show(list_id: int) -> Answer:
    """The compile page; `mo` opens the row of one nomination."""
    session = db.session()
    list_ = asked_list(session, list_id)
    return compile_page(
        session, actor(), list_, now(), open_id=request.args.get("mo", default=None, type=whole)
    )


@bp.get("/khen-thuong/<int:list_id>/thong-tin")
@needs(Role.AWARDS_OFFICER)
def edit(list_id: int) -> Answer:
    """The form of a draft's own facts."""
    list_ = asked_list(db.session(), list_id)
    return render_template("awards/form.html", form=ListInfoForm(obj=list_), list=list_)


@bp.post("/khen-thuong/<int:list_id>/thong-tin")
@needs(Role.AWARDS_OFFICER)
def change(list_id: int) -> Answer:
    """Save them."""
    form = ListInfoForm()
    version = request.form.get("version", default=0, type=whole)

    def save(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        actions.change_list(session, actor(), list_, form.draft(), now(), version=version)
        return url_for("awards.show", list_id=list_id)

    target = attempt(form, save)
    if target is None:
        list_ = asked_list(db.session(), list_id)
        return render_template("awards/form.html", form=form, list=list_), 422
    flash(_("Đã lưu thông tin danh sách."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/<int:list_id>/to-trinh.docx")
@needs(*policy.READERS)
def submission_docx(list_id: int) -> Answer:
    """The Tờ trình for Word."""
    return _file(list_id, exports.submission_docx, DOCX, "to-trinh.docx")


@bp.get("/khen-thuong/<int:list_id>/to-trinh.pdf")
@needs(*policy.READERS)
def submission_pdf(list_id: int) -> Answer:
    """The Tờ trình as PDF."""
    return _file(list_id, exports.submission_pdf, "application/pdf", "to-trinh.pdf")


@bp.get("/khen-thuong/<int:list_id>/danh-sach.xlsx")
@needs(*policy.READERS)
def list_xlsx(list_id: int) -> Answer:
    """The list as a workbook."""
    return _file(list_id, exports.list_xlsx, XLSX, "danh-sach.xlsx")


def _file(
    list_id: int, make: Callable[[CompiledList, str, str], bytes], media_type: str, name: str
) -> Response:
    session = db.session()
    list_ = asked_list(session, list_id)
    compiled = queries.shown_list(session, list_)
    require_ready(
        rules.blockers_to_print(lines=len(compiled.lines), issuer=compiled.heading.issuer)
    )
    code = queries.snapshot_code(list_)
    stem = f"{'' if code else 'du-thao-'}danh-sach-{list_.number:02d}-{list_.year}-"
    lookup = lookups(session, list_).get("list", "")
    answer = Response(make(compiled, code, lookup), mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}{name}"'
    record_export(actor(), name, f"nomination_list:{list_id}", now(), rows=len(compiled.lines))
    return answer
