"""The page of quotas: all of them through time, a new one, an end."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectChoice, SelectField

from app.accounts.queries import units_on
from app.awards import policy, queries, quota_actions
from app.awards.attempts import attempt
from app.awards.citing import picker
from app.awards.pages import bp
from app.awards.quota_actions import QuotaDraft
from app.awards.quota_models import AwardQuota
from app.awards.quota_queries import quota_rows
from app.awards.quota_states import MEASURE_TITLES, SCOPE_TITLES, QuotaMeasure, QuotaScope
from app.awards.rules import in_force, last_day
from app.database.transaction import to_change
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import whole
from app.web.access import Answer, actor, needs
from app.web.forms import DayField, ExactField, LineField, Wanted, WebForm

__all__ = ["bp"]


def _choices(titles: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(key), title) for key, title in titles.items()]


class QuotaForm(WebForm):
    """A new number."""

    award_code = SelectField(_l("Danh hiệu, hình thức"))
    scope = RadioField(_l("Tính cho"), choices=_choices(SCOPE_TITLES), default=str(QuotaScope.LIST))
    unit_id = SelectField(_l("Đơn vị"), coerce=int, default=0)
    measure = RadioField(
        _l("Tính theo"), choices=_choices(MEASURE_TITLES), default=str(QuotaMeasure.COUNT)
    )
    number = ExactField(_l("Nhiều nhất"), [Wanted(_l("Nhập số lượng hoặc tỷ lệ"))])
    refuse = BooleanField(_l("Vượt thì không chốt được danh sách"), default=True)
    clause = LineField(_l("Căn cứ"), [Wanted(_l("Nhập căn cứ của số lượng"))])
    valid_from = DayField(_l("Có hiệu lực từ ngày"), [Wanted(_l("Nhập ngày bắt đầu có hiệu lực"))])
    last_day = DayField(_l("Đến hết ngày"))

    def offer(self, session: Session) -> "QuotaForm":
        """Awards and units of today."""
        today = local_date(now())
        self.award_code.choices = [
            SelectChoice(kind.code, f"{kind.name} ({kind.code})")
            for kind in queries.kinds_on(session, today)
        ]
        self.unit_id.choices = [
            SelectChoice(0, _l("Chọn đơn vị")),
            *(SelectChoice(one.unit_id, one.name) for one in units_on(session, today)),
        ]
        return self

    def draft(self) -> QuotaDraft:
        """What was typed."""
        return QuotaDraft(
            award_code=self.award_code.data or "", scope=QuotaScope(self.scope.data),
            measure=QuotaMeasure(self.measure.data), number=self.number.data,
            clause=self.clause.data or "", valid_from=self.valid_from.data,
            unit_id=self.unit_id.data or None, refuse=bool(self.refuse.data),
            last_day=self.last_day.data,
        )  # fmt: skip


class EndQuotaForm(WebForm):
    """The last day of a number."""

    ends_on = DayField(_l("Ngày cuối còn hiệu lực"), [Wanted(_l("Nhập ngày cuối còn hiệu lực"))])


@bp.get("/khen-thuong/so-luong")
@needs(*policy.READERS)
def quotas() -> Answer:
    """All numbers with their days."""
    return _page()


def _page(form: QuotaForm | None = None, ending: EndQuotaForm | None = None,
          ended_id: int | None = None) -> Answer:  # fmt: skip
    session, today = db.session(), local_date(now())
    may_edit = policy.edit_catalogue(actor()) is None
    form = form or QuotaForm(formdata=None).offer(session)
    refused = bool(form.errors or (ending and ending.errors))
    clause = picker(session, form.clause.data, form.valid_from.data or today) if may_edit else {}
    page = render_template(
        "awards/quotas.html", rows=quota_rows(session), may_edit=may_edit, form=form,
        ending=ending or EndQuotaForm(formdata=None), today=today, in_force=in_force,
        last_day=last_day, scopes=SCOPE_TITLES,
        opened=ended_id or request.args.get("ket-thuc", type=whole), **clause,
    )  # fmt: skip
    return page, 422 if refused else 200


@bp.post("/khen-thuong/so-luong")
@needs(Role.AWARDS_OFFICER)
def set_quota() -> Answer:
    """A new one."""
    form = QuotaForm().offer(db.session())

    def work(session: Session) -> str:
        quota_actions.set_quota(session, actor(), form.draft(), now())
        return url_for("awards.quotas")

    target = attempt(form, work)
    if target is None:
        return _page(form=form)
    flash(_("Đã ghi số lượng. Danh sách xét trong thời gian này được đếm theo số này."), "ok")
    return redirect(target, 303)


@bp.post("/khen-thuong/so-luong/<int:quota_id>/ket-thuc")
@needs(Role.AWARDS_OFFICER)
def end_quota(quota_id: int) -> Answer:
    """End one."""
    form = EndQuotaForm()

    def work(session: Session) -> str:
        row = to_change(session, AwardQuota, quota_id)
        quota_actions.end_quota(session, actor(), row, form.ends_on.data, now())
        return url_for("awards.quotas")

    target = attempt(form, work)
    if target is None:
        return _page(ending=form, ended_id=quota_id)
    flash(_("Đã ghi ngày hết hiệu lực."), "ok")
    return redirect(target, 303)
