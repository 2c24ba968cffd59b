"""Pages of rule sets: all, one with its rules, its editor, approval, and a trial on old lists."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.audit.edits import stale_edit
from app.audit.queries import history_of
from app.awards import policy, rule_actions, rule_approving
from app.awards.attempts import attempt
from app.awards.catalogue_forms import RuleSetForm, SetReasonForm
from app.awards.conditions import CONDITIONS
from app.awards.models import RuleSet
from app.awards.pages import WORDS, bp
from app.awards.rule_queries import award_titles, lines_of, rules_to_show, set_people
from app.awards.rule_states import RULE_SET_LIFECYCLE, RULE_SET_SHAPES, RuleSetState
from app.awards.rule_trial import lists_to_try, try_rules, years_of_lists
from app.awards.rules import last_day
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import instant_text, local_date
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Denied
from app.kernel.text import T
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of
from app.web.stale import differences

__all__ = ["bp"]


ACTS = {
    "rule_set:create": T("Soạn bộ quy tắc"), "rule_set:change": T("Sửa thông tin"),
    "rule_set:propose": T("Trình duyệt"), "rule_set:send_back": T("Trả lại để sửa"),
    "rule_set:approve": T("Duyệt"), "rule_set:drop": T("Bỏ dự thảo"),
    "eligibility_rule:add": T("Thêm quy tắc"), "eligibility_rule:change": T("Sửa quy tắc"),
    "eligibility_rule:remove": T("Bỏ quy tắc"),
}  # fmt: skip


def asked_set(session: Session, set_id: int) -> RuleSet:
    row = session.get(RuleSet, set_id)
    if row is None:
        raise Denied(NOT_FOUND)
    return row


def asked_version() -> int:
    return request.form.get("version", default=0, type=whole)


@bp.get("/khen-thuong/quy-tac/<int:set_id>")
@needs(*policy.READERS)
def rule_set(set_id: int) -> Answer:
    """One set: every rule, what may be done with it, who did what."""
    return _set_page(set_id, SetReasonForm(None))


def _set_page(set_id: int, reason: SetReasonForm) -> str:
    session, person = db.session(), actor()
    row = asked_set(session, set_id)
    rules = rules_to_show(session, set_id)
    may_edit = policy.edit_catalogue(person) is None
    return render_template(
        "awards/rule_set.html", set=row, rules=rules, people=set_people(session, row),
        titles=award_titles(session), conditions=CONDITIONS, last_day=last_day, reason=reason,
        set_titles=RULE_SET_LIFECYCLE.titles, set_shapes=RULE_SET_SHAPES, may_edit=may_edit,
        draft=row.state is RuleSetState.DRAFT, proposed=row.state is RuleSetState.PROPOSED,
        refusal=policy.approve_rules(
            person, written_by=row.created_by,
            proposed_by=rule_approving.proposer_of(session, row),
        ),
        may_send_back=policy.approve_rules(person, written_by=None) is None,
        history=history_of(session, row.subject), instant_text=instant_text, acts=ACTS,
        today=local_date(now()), **WORDS,
    )  # fmt: skip


@bp.get("/khen-thuong/quy-tac/<int:set_id>/ban-moi")
@needs(Role.AWARDS_OFFICER)
def new_rule_set(set_id: int) -> Answer:
    """The form of a draft that begins as a copy of this set."""
    source = asked_set(db.session(), set_id)
    return _form_page(RuleSetForm(None, basis=source.basis), source=source)


def _form_page(
    form: RuleSetForm, *, source: RuleSet | None = None, row: RuleSet | None = None
) -> str:
    return render_template("awards/rule_set_form.html", form=form, source=source, set=row)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/ban-moi")
@needs(Role.AWARDS_OFFICER)
def create_rule_set(set_id: int) -> Answer:
    """Copy it, once."""
    form, person, key = RuleSetForm(), actor(), request.form.get("once_key", "")

    def work(session: Session) -> str:
        done = earlier_result(session, key, person.user_id)
        if done:
            return done
        source = asked_set(session, set_id)
        made = rule_actions.create_rule_set(session, person, source, form.draft(), now())
        target = url_for("awards.rule_set", set_id=made.id)
        remember(session, key, person.user_id, target, now())
        return target

    target = attempt(form, work)
    if target is None:
        return _form_page(form, source=asked_set(db.session(), set_id)), 422
    flash(_("Đã soạn bản mới từ bộ quy tắc trước. Sửa từng quy tắc rồi trình duyệt."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/quy-tac/<int:set_id>/thong-tin")
@needs(Role.AWARDS_OFFICER)
def edit_rule_set(set_id: int) -> Answer:
    """Name, basis and first day of a draft."""
    row = asked_set(db.session(), set_id)
    return _form_page(RuleSetForm(None, obj=row), row=row)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/thong-tin")
@needs(Role.AWARDS_OFFICER)
def change_rule_set(set_id: int) -> Answer:
    """Save them."""
    form = RuleSetForm()

    def work(session: Session) -> str:
        row = to_change(session, RuleSet, set_id)
        refuse_stale(row, form, RuleSetForm(None, obj=row))
        rule_actions.change_rule_set(
            session, actor(), row, form.draft(), now(), version=asked_version()
        )
        return url_for("awards.rule_set", set_id=set_id)

    target = attempt(form, work)
    if target is None:
        return _form_page(form, row=asked_set(db.session(), set_id)), 422
    flash(_("Đã lưu."), "ok")
    return redirect(target, 303)


def refuse_stale(row: RuleSet, mine: WebForm, stored: WebForm) -> None:
    """Somebody saved this draft first: both texts are shown."""
    if row.state is RuleSetState.DRAFT and asked_version() != row.version:
        raise stale_edit(db.session(), row, differences(mine, stored))


@bp.post("/khen-thuong/quy-tac/<int:set_id>/trinh-duyet")
@needs(Role.AWARDS_OFFICER)
def propose_rule_set(set_id: int) -> Answer:
    """Ask another to approve."""
    with transaction() as session:
        rule_approving.propose_rule_set(
            session, actor(), to_change(session, RuleSet, set_id), now()
        )
    flash(_("Đã trình duyệt. Lãnh đạo hoặc cán bộ khen thưởng khác duyệt."), "ok")
    return redirect(url_for("awards.rule_set", set_id=set_id), 303)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/duyet")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def approve_rule_set(set_id: int) -> Answer:
    """The second person approves."""
    instant = now()
    with transaction() as session:
        row = to_change(session, RuleSet, set_id)
        rule_approving.approve_rule_set(session, actor(), row, instant, today=local_date(instant))
    flash(_("Đã duyệt bộ quy tắc; có hiệu lực từ ngày đã ghi."), "ok")
    return redirect(url_for("awards.rule_set", set_id=set_id), 303)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/tra-lai")
@needs(Role.AWARDS_OFFICER, Role.LEADER)
def send_back_rule_set(set_id: int) -> Answer:
    """Back to the writer, with what is to be mended."""
    return _with_reason(set_id, rule_approving.send_back_rule_set, _("Đã trả lại để sửa."))


@bp.post("/khen-thuong/quy-tac/<int:set_id>/bo-du-thao")
@needs(Role.AWARDS_OFFICER)
def drop_rule_set(set_id: int) -> Answer:
    """A draft nobody wants any more."""
    return _with_reason(set_id, rule_approving.drop_rule_set, _("Đã bỏ dự thảo."))


def _with_reason(
    set_id: int, act: Callable[[Session, Actor, RuleSet, str, datetime], None], done: str
) -> Answer:
    form = SetReasonForm()

    def work(session: Session) -> str:
        act(session, actor(), to_change(session, RuleSet, set_id), form.reason.data or "", now())
        return url_for("awards.rule_set", set_id=set_id)

    target = attempt(form, work)
    if target is None:
        return _set_page(set_id, form), 422
    flash(done, "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/quy-tac/<int:set_id>/thu")
@needs(*policy.READERS)
def try_rule_set(set_id: int) -> Answer:
    """The lists of a year judged by this set, beside their own rules. Nothing is stored."""
    session = db.session()
    row, years = asked_set(session, set_id), years_of_lists(session)
    year = request.args.get(
        "nam", default=years[0] if years else local_date(now()).year, type=whole
    )
    trial = try_rules(session, lines_of(session, row), lists_to_try(session, year=year))
    every = request.args.get("xem") == "tat-ca"
    shown = list(trial.lines) if every else trial.different
    number, size = asked_page(), asked_size(50)
    part = shown[(number - 1) * size : number * size]
    return render_template(
        "awards/rule_trial.html", set=row, years=years, year=year, trial=trial, every=every,
        page=page_of(part, len(shown), number, size), asked=request.args.to_dict(), **WORDS,
    )  # fmt: skip
