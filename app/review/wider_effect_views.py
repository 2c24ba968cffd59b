"""The page of an initiative's wider effect: what was decided, a new decision, one taken back."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import whole
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.review import policy, queries, recognition_queries, wider_effects
from app.review.desk import acted_on, bp
from app.review.revocation_forms import DropForm
from app.review.revocation_states import EFFECT_TITLES, EffectScope
from app.review.wider_effects import EffectDraft
from app.web.access import Answer, actor, needs
from app.web.forms import DayField, LineField, Wanted, WebForm

PEOPLE = (Role.SECRETARY, Role.CHAIR, Role.AWARDS_OFFICER)


class EffectForm(WebForm):
    """The decision of the higher level."""

    scope = RadioField(
        _l("Phạm vi"),
        choices=[SelectChoice(str(one), title) for one, title in EFFECT_TITLES.items()],
        default=str(EffectScope.PROVINCE),
    )
    effect_number = LineField(_l("Số quyết định"), [Wanted(_l("Nhập số quyết định"))])
    effect_on = DayField(_l("Ngày quyết định"), [Wanted(_l("Nhập ngày quyết định"))])
    issuer = LineField(_l("Cơ quan quyết định"), [Wanted(_l("Nhập cơ quan quyết định"))])

    def draft(self) -> EffectDraft:
        """What was typed."""
        return EffectDraft(EffectScope(self.scope.data), self.effect_number.data or "",
                           self.effect_on.data, self.issuer.data or "")  # fmt: skip


@bp.get("/cong-nhan/<int:idea_id>/nhan-rong")
@needs(*PEOPLE)
def wider_effect(idea_id: int) -> Answer:
    """What was decided, and the form."""
    return _page(idea_id)


def _page(idea_id: int, form: EffectForm | None = None, dropping: DropForm | None = None,
          opened: int | None = None) -> Answer:  # fmt: skip
    session, person = db.session(), actor()
    standing = recognition_queries.result_standing(session, idea_id)
    require(policy.read_decision(person, standing))
    found = recognition_queries.decision_on(session, idea_id)
    shut = queries.shut_codes(session, person, [idea_id])
    require(policy.note_wider_effect(person, standing.council_id, shut))
    if not found.recognised or found.revoked_on:
        raise Denied(NOT_FOUND)
    page = render_template(
        "review/wider_effect.html", found=found, form=form or EffectForm(formdata=None),
        dropping=dropping or DropForm(formdata=None), titles=EFFECT_TITLES,
        rows=wider_effects.effects_of(session, idea_id),
        opened=opened or request.args.get("bo", type=whole),
    )  # fmt: skip
    return page, 422 if (form and form.errors) or (dropping and dropping.errors) else 200


@bp.post("/cong-nhan/<int:idea_id>/nhan-rong")
@needs(*PEOPLE)
def note_effect(idea_id: int) -> Answer:
    """Write it down."""
    form = EffectForm()

    def work(session: Session, idea: Idea) -> None:
        wider_effects.note_effect(session, actor(), idea, form.draft(), now())

    if not acted_on(form, idea_id, work):
        return _page(idea_id, form=form)
    flash(_("Đã ghi quyết định; điều kiện khen thưởng được xét theo quyết định này."), "ok")
    return redirect(url_for(".wider_effect", idea_id=idea_id), 303)


@bp.post("/cong-nhan/<int:idea_id>/nhan-rong/<int:effect_id>/bo")
@needs(*PEOPLE)
def drop_effect(idea_id: int, effect_id: int) -> Answer:
    """Noted by mistake."""
    form = DropForm()

    def work(session: Session, idea: Idea) -> None:
        reason = form.drop_reason.data or ""
        wider_effects.drop_effect(session, actor(), idea, effect_id, reason, now())

    if not acted_on(form, idea_id, work):
        return _page(idea_id, dropping=form, opened=effect_id)
    flash(_("Đã bỏ quyết định ghi nhầm."), "ok")
    return redirect(url_for(".wider_effect", idea_id=idea_id), 303)
