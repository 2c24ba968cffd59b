"""Pages of the awards room: lists, one list, its files, the catalogue."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.exports import record_export
from app.awards import actions, exports, policy, queries, rules
from app.awards.agenda import GROUP, KIND, NominationGroups, Nominations, write_down
from app.awards.compiled import CompiledList
from app.awards.forms import IssueForm, ListForm, ListInfoForm, ReopenForm
from app.awards.home import waiting
from app.awards.models import NominationList
from app.awards.nomination_views import asked_list
from app.awards.override_views import bp as _overrides  # noqa: F401 - its pages join the blueprint
from app.awards.pages import WORDS, Forms, bp, compile_page
from app.awards.states import ListState
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, require_ready
from app.kernel.text import T
from app.sittings import agenda
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of
from app.web.registry import Registry, Tab

__all__ = ["bp", "join"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def join(registry: Registry) -> None:
    """The tabs and what waits for officers and leaders."""
    registry.tabs.append(Tab(T("Khen thưởng"), "awards.index", 70, roles=policy.READERS))
    registry.tabs.append(
        Tab(T("Danh mục khen thưởng"), "awards.catalogue", 71, roles=(Role.AWARDS_OFFICER,))
    )
    registry.waiting.append(waiting)
    agenda.sources[KIND] = Nominations()
    agenda.sources[GROUP] = NominationGroups()
    agenda.listeners[KIND] = write_down


@bp.get("/khen-thuong")
@needs(*policy.READERS)
def index() -> Answer:
    """All lists, the newest first."""
    number, size = asked_page(), asked_size()
    rows = queries.list_rows(db.session(), first=(number - 1) * size, most=size)
    total = queries.list_count(db.session())
    return render_template(
        "awards/index.html", page=page_of(rows, total, number, size), today=local_date(now()),
        may_compile=policy.compile_lists(actor()) is None, drafts=ListState.DRAFT, **WORDS,
    )  # fmt: skip


@bp.get("/khen-thuong/danh-muc")
@needs(*policy.READERS)
def catalogue() -> Answer:
    """Awards, rules, base salary and legal bases with their days; read-only."""
    rows = queries.catalogue(db.session())
    return render_template(
        "awards/catalogue.html", rows=rows, names={kind.code: kind for kind in rows.kinds},
        today=local_date(now()), parts_of=rules.parts_of, in_force=rules.in_force,
        last_day=rules.last_day,
        citation=queries.citation, **WORDS,
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


def attempt(form: WebForm, work: Callable[[Session], str]) -> str | None:
    """Validate, then do the work in one transaction; None: the form now says why not."""
    if not form.validate():
        return None
    try:
        with transaction() as session:
            return work(session)
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return None


@bp.get("/khen-thuong/<int:list_id>")
@needs(*policy.READERS)
def show(list_id: int) -> Answer:
    """The compile page; `mo` opens the row of one nomination."""
    session = db.session()
    list_ = asked_list(session, list_id)
    return compile_page(
        session, actor(), list_, now(), open_id=request.args.get("mo", default=None, type=int)
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
    version = request.form.get("version", default=0, type=int)

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


@bp.post("/khen-thuong/<int:list_id>/chot")
@needs(Role.AWARDS_OFFICER)
def lock(list_id: int) -> Answer:
    """Lock; what is missing is said by the page of refusals."""
    with transaction() as session:
        actions.lock_list(session, actor(), to_change(session, NominationList, list_id), now())
    flash(_("Đã chốt danh sách. Bộ hồ sơ đã sẵn sàng để trình ký."), "ok")
    return redirect(url_for("awards.show", list_id=list_id), 303)


@bp.post("/khen-thuong/<int:list_id>/mo-lai")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def reopen(list_id: int) -> Answer:
    """Reopen with a reason."""
    form = ReopenForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        actions.reopen_list(session, actor(), list_, form.reopen_reason.data or "", now())
        return url_for("awards.show", list_id=list_id)

    target = attempt(form, work)
    if target is None:
        return refused(list_id, Forms(reopen=form))
    flash(_("Đã mở lại danh sách."), "ok")
    return redirect(target, 303)


def refused(list_id: int, forms: Forms) -> Answer:
    """The list's page with the refused form."""
    session = db.session()
    return compile_page(session, actor(), asked_list(session, list_id), now(), forms=forms), 422


@bp.post("/khen-thuong/<int:list_id>/ban-hanh")
@needs(Role.AWARDS_OFFICER)
def issue(list_id: int) -> Answer:
    """Note the decision."""
    form = IssueForm()

    def work(session: Session) -> str:
        list_ = to_change(session, NominationList, list_id)
        actions.issue_list(
            session, actor(), list_, form.number.data or "", form.decided_on.data, now()
        )
        return url_for("awards.show", list_id=list_id)

    target = attempt(form, work)
    if target is None:
        return refused(list_id, Forms(issue=form))
    flash(_("Đã ghi nhận quyết định khen thưởng."), "ok")
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


@bp.get("/khen-thuong/<int:list_id>/bo-ho-so.zip")
@needs(*policy.READERS)
def dossier_zip(list_id: int) -> Answer:
    """Everything in one file."""
    return _file(list_id, exports.dossier_zip, "application/zip", "bo-ho-so.zip")


def _file(
    list_id: int, make: Callable[[CompiledList, str], bytes], media_type: str, name: str
) -> Response:
    session = db.session()
    list_ = asked_list(session, list_id)
    compiled = queries.shown_list(session, list_)
    require_ready(
        rules.blockers_to_print(lines=len(compiled.lines), issuer=compiled.heading.issuer)
    )
    code = queries.snapshot_code(list_)
    stem = f"{'' if code else 'du-thao-'}danh-sach-{list_.number:02d}-{list_.year}-"
    answer = Response(make(compiled, code), mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}{name}"'
    record_export(actor(), name, f"nomination_list:{list_id}", now(), rows=len(compiled.lines))
    return answer
