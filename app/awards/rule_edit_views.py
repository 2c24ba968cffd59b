"""Pages of the rules of a draft: a new one, one changed, one taken out."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import rule_actions
from app.awards.attempts import attempt
from app.awards.catalogue_forms import RuleForm, rule_values
from app.awards.citing import picker
from app.awards.conditions import CONDITIONS
from app.awards.models import RuleSet
from app.awards.pages import bp
from app.awards.rule_actions import draft_of_rule, rule_of
from app.awards.rule_queries import award_titles
from app.awards.rule_views import asked_set, asked_version, refuse_stale
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.web.access import Answer, actor, needs

__all__ = ["bp"]


def _rule_page(session: Session, set_id: int, rule_id: int | None, form: RuleForm) -> str:
    row = asked_set(session, set_id)
    return render_template(
        "awards/rule_form.html", form=form, set=row, rule_id=rule_id,
        conditions=list(CONDITIONS.values()),
        **picker(session, form.clause.data, form.valid_from.data or local_date(now())),
    )  # fmt: skip


@bp.get("/khen-thuong/quy-tac/<int:set_id>/quy-tac-moi")
@needs(Role.AWARDS_OFFICER)
def new_rule(set_id: int) -> Answer:
    """The form of a rule that is added."""
    session = db.session()
    since = asked_set(session, set_id).valid_from or local_date(now())
    form = RuleForm(None, active=True, valid_from=since).offer(list(award_titles(session).items()))
    return _rule_page(session, set_id, None, form)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/quy-tac-moi")
@needs(Role.AWARDS_OFFICER)
def add_rule(set_id: int) -> Answer:
    """Add it to the draft, once."""
    form = RuleForm().offer(list(award_titles(db.session()).items()))
    person, key = actor(), request.form.get("once_key", "")

    def work(session: Session) -> str:
        done = earlier_result(session, key, person.user_id)
        if done:
            return done
        row = to_change(session, RuleSet, set_id)
        made = rule_actions.add_rule(session, person, row, form.draft(), now(), version=row.version)
        target = url_for("awards.rule_set", set_id=set_id, _anchor=f"qt-{made.id}")
        remember(session, key, person.user_id, target, now())
        return target

    target = attempt(form, work)
    if target is None:
        return _rule_page(db.session(), set_id, None, form), 422
    flash(_("Đã thêm quy tắc."), "ok")
    return redirect(target, 303)


@bp.get("/khen-thuong/quy-tac/<int:set_id>/quy-tac/<int:rule_id>")
@needs(Role.AWARDS_OFFICER)
def edit_rule(set_id: int, rule_id: int) -> Answer:
    """One rule of a draft as a form."""
    session = db.session()
    rule = rule_of(session, asked_set(session, set_id), rule_id)
    form = RuleForm(None, **rule_values(draft_of_rule(rule)))
    return _rule_page(session, set_id, rule_id, form.offer(list(award_titles(session).items())))


@bp.post("/khen-thuong/quy-tac/<int:set_id>/quy-tac/<int:rule_id>")
@needs(Role.AWARDS_OFFICER)
def change_rule(set_id: int, rule_id: int) -> Answer:
    """Save it."""
    awards = list(award_titles(db.session()).items())
    form = RuleForm().offer(awards)

    def work(session: Session) -> str:
        row = to_change(session, RuleSet, set_id)
        stored = RuleForm(None, **rule_values(draft_of_rule(rule_of(session, row, rule_id))))
        refuse_stale(row, form, stored.offer(awards))
        rule_actions.change_rule(
            session, actor(), row, rule_id, form.draft(), now(), version=asked_version()
        )
        return url_for("awards.rule_set", set_id=set_id, _anchor=f"qt-{rule_id}")

    target = attempt(form, work)
    if target is None:
        return _rule_page(db.session(), set_id, rule_id, form), 422
    flash(_("Đã lưu quy tắc."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/quy-tac/<int:set_id>/quy-tac/<int:rule_id>/bo")
@needs(Role.AWARDS_OFFICER)
def remove_rule(set_id: int, rule_id: int) -> Answer:
    """Take it out of the draft."""
    with transaction() as session:
        row = to_change(session, RuleSet, set_id)
        rule_actions.remove_rule(session, actor(), row, rule_id, now(), version=row.version)
    flash(_("Đã bỏ quy tắc khỏi dự thảo."), "ok")
    return redirect(url_for("awards.rule_set", set_id=set_id), 303)
