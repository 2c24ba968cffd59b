"""Which plans name an act: among their bases, or in one of their tasks."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.citations.acts import Act
from app.citations.found import normal_number
from app.citations.references import Citer, cites, may_cite
from app.kernel.text import T
from app.plan.models import Plan, PlanBasis, PlanGroup, PlanItem


def citers_of(session: Session, act: Act) -> Iterator[Citer]:
    """Two queries: bases, then tasks. A number is cited as the plan gives it, slips included."""
    bases = session.execute(
        select(Plan.number, PlanBasis.number, PlanBasis.subject)
        .join(Plan, Plan.id == PlanBasis.plan_id)
        .where(may_cite(PlanBasis.number, act))
        .order_by(Plan.year_from, PlanBasis.position)
    )
    for plan, number, subject in bases:
        if normal_number(number) == normal_number(act.number):
            title = T("Kế hoạch số %(plan)s: văn bản được dẫn", plan=plan)
            yield Citer(title, subject, url_for("plan.board"))
    tasks = session.execute(
        select(PlanItem.id, PlanItem.ref, PlanItem.text, Plan.number)
        .join(PlanGroup, PlanGroup.id == PlanItem.group_id)
        .join(Plan, Plan.id == PlanGroup.plan_id)
        .where(may_cite(PlanItem.text, act))
        .order_by(Plan.year_from, PlanGroup.position, PlanItem.position)
    )
    for key, ref, text, plan in tasks:
        if cites(text, act):
            title = T("Kế hoạch số %(plan)s, nhiệm vụ %(ref)s", plan=plan, ref=ref)
            yield Citer(title, "", url_for("plan.item", item_id=key))
