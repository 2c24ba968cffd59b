"""Pages of the catalogue: all of it, one award through time, a new version, base salary."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.queries import history_of
from app.awards import catalogue_actions, policy, queries, rules
from app.awards.attempts import attempt
from app.awards.catalogue_forms import EndKindForm, KindForm, NewKindForm, SalaryForm
from app.awards.catalogue_queries import versions_of
from app.awards.catalogue_rules import vote_text
from app.awards.citing import picker
from app.awards.deadlines import deadline_text
from app.awards.models import AwardKind
from app.awards.pages import WORDS, bp
from app.awards.rule_queries import set_in_force, set_rows
from app.awards.rule_states import RULE_SET_LIFECYCLE, RULE_SET_SHAPES
from app.awards.states import AwardFamily, SubjectKind
from app.database.once import earlier_result, remember
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import instant_text, local_date
from app.kernel.keys import whole
from app.sittings.states import BASE_TITLES
from app.web.access import Answer, actor, needs

__all__ = ["bp"]


def _words() -> dict[str, object]:
    return {
        **WORDS, "parts_of": rules.parts_of, "in_force": rules.in_force,
        "last_day": rules.last_day, "citation": queries.citation, "vote_of": _vote_of,
        "deadline_of": _deadline_of, "base_titles": BASE_TITLES, "today": local_date(now()),
        "may_edit": policy.edit_catalogue(actor()) is None,
    }  # fmt: skip


def _vote_of(row: AwardKind) -> str:
    return vote_text(row.vote_numerator, row.vote_denominator, strict=row.vote_strict)


def _deadline_of(row: AwardKind) -> object:
    return deadline_text(row.deadline_unit, row.deadline_count, row.deadline_day, row.deadline_note)


@bp.get("/khen-thuong/danh-muc")
@needs(*policy.READERS)
def catalogue() -> Answer:
    """Awards, sets of rules, base salary and legal bases with their days."""
    return _catalogue_page(SalaryForm(None))


def _catalogue_page(salary_form: SalaryForm) -> str:
    session = db.session()
    return render_template(
        "awards/catalogue.html", rows=queries.catalogue(session), sets=set_rows(session),
        current=set_in_force(session, local_date(now())), salary_form=salary_form,
        set_titles=RULE_SET_LIFECYCLE.titles, set_shapes=RULE_SET_SHAPES, **_words(),
    )  # fmt: skip


@bp.post("/khen-thuong/danh-muc/luong-co-so")
@needs(Role.AWARDS_OFFICER)
def set_salary() -> Answer:
    """A new base salary from a day on."""
    form = SalaryForm()

    def work(session: Session) -> str:
        catalogue_actions.set_salary(
            session, actor(), form.amount.data, form.basis.data or "", form.valid_from.data, now()
        )
        return url_for("awards.catalogue", _anchor="luong")

    target = attempt(form, work)
    if target is None:
        return _catalogue_page(form), 422
    flash(_("Đã ghi mức lương cơ sở mới."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/danh-muc/moi")
@needs(Role.AWARDS_OFFICER)
def new_kind() -> Answer:
    """The form of a new entry."""
    form = NewKindForm(None, sets=1, vote="> 1/2", family="form", subject_kind="individual")
    return _kind_form(form, None)


def _kind_form(form: KindForm, newest: AwardKind | None) -> str:
    clause = picker(db.session(), form.clause.data, form.valid_from.data or local_date(now()))
    return render_template("awards/kind_form.html", form=form, newest=newest, **clause, **_words())


@bp.post("/khen-thuong/danh-muc/moi")
@needs(Role.AWARDS_OFFICER)
def add_kind() -> Answer:
    """Put it in, once."""
    form, person, key = NewKindForm(), actor(), request.form.get("once_key", "")

    def work(session: Session) -> str:
        done = earlier_result(session, key, person.user_id)
        if done:
            return done
        draft = form.draft(
            code=form.code.data, family=AwardFamily(form.family.data),
            subject_kind=SubjectKind(form.subject_kind.data),
        )  # fmt: skip
        row = catalogue_actions.add_kind(session, person, draft, form.valid_from.data, now())
        target = url_for("awards.kind", code=row.code)
        remember(session, key, person.user_id, target, now())
        return target

    target = attempt(form, work)
    if target is None:
        return _kind_form(form, None), 422
    flash(_("Đã thêm vào danh mục."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/danh-muc/<code>")
@needs(*policy.READERS)
def kind(code: str) -> Answer:
    """One award through time: every version, and who made it."""
    return _kind_page(code, EndKindForm(None))


def _kind_page(code: str, end_form: EndKindForm) -> str:
    session = db.session()
    versions = versions_of(session, code)
    history = [
        entry for row in reversed(versions) for entry in history_of(session, row.subject)
    ]  # fmt: skip
    return render_template(
        "awards/kind.html", versions=versions, newest=versions[0], history=history,
        end_form=end_form, instant_text=instant_text, **_words(),
    )  # fmt: skip


@bp.get("/khen-thuong/danh-muc/<code>/thay-doi")
@needs(Role.AWARDS_OFFICER)
def edit_kind(code: str) -> Answer:
    """The newest version as a form, to be followed from a day on."""
    newest = versions_of(db.session(), code)[0]
    draft = catalogue_actions.draft_of(newest)
    return _kind_form(KindForm(None, obj=draft), newest)


@bp.post("/khen-thuong/danh-muc/<code>/thay-doi")
@needs(Role.AWARDS_OFFICER)
def change_kind(code: str) -> Answer:
    """Put the new version beside the former."""
    form = KindForm()
    seen = request.form.get("newest_id", default=0, type=whole)
    newest = versions_of(db.session(), code)[0]
    family, subject_kind = newest.family, newest.subject_kind

    def work(session: Session) -> str:
        draft = form.draft(code=code, family=family, subject_kind=subject_kind)
        catalogue_actions.change_kind(
            session, actor(), code, draft, form.valid_from.data, now(), newest_id=seen
        )
        return url_for("awards.kind", code=code)

    target = attempt(form, work)
    if target is None:
        return _kind_form(form, versions_of(db.session(), code)[0]), 422
    flash(_("Đã ghi nội dung mới; danh sách xét trước ngày đó giữ nội dung cũ."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/danh-muc/<code>/ngung")
@needs(Role.AWARDS_OFFICER)
def end_kind(code: str) -> Answer:
    """Not given any more from a day on."""
    form = EndKindForm()
    versions_of(db.session(), code)

    def work(session: Session) -> str:
        catalogue_actions.end_kind(
            session, actor(), code, form.ends_on.data, form.end_reason.data or "", now()
        )
        return url_for("awards.kind", code=code)

    target = attempt(form, work)
    if target is None:
        return _kind_page(code, form), 422
    flash(_("Đã ghi ngày ngừng áp dụng."), "ok")
    return redirect(target, 303)
