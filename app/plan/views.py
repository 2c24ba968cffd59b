"""Pages of the plan itself: the board of tasks and one task. Reports: `report_views`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.queries import history_of
from app.citations.references import citers
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.outbox.reminders import reminded_by
from app.plan import actions, policy, queries, reminders, report_queries, rules
from app.plan.blueprint import bp
from app.plan.citing import citers_of
from app.plan.forms import BoardForm, ItemForm, chosen_id
from app.plan.home import horizon, item_history, waiting
from app.plan.models import PlanItem
from app.plan.states import TaskState
from app.web.access import Answer, actor, needs
from app.web.registry import Registry, Tab

# The pages of the other modules belong to the same blueprint.
from app.plan import consolidated_views, report_views, unit_report_views  # noqa: F401 # isort: skip

__all__ = ["bp", "join"]
TABLED = (Role.PLAN_OFFICER, Role.UNIT_CLERK)


def join(registry: Registry) -> None:
    """The tabs, what waits for clerks and plan officers, and which plans name an act."""
    registry.tabs.append(Tab(T("Kế hoạch"), "plan.board", 80, roles=policy.OVERSEERS))
    registry.tabs.append(Tab(T("Báo cáo kế hoạch"), "plan.reports", 82, roles=TABLED))
    registry.waiting.append(waiting)
    reminded_by("plan", reminders.due)
    if citers_of not in citers:
        citers.append(citers_of)


@bp.get("/ke-hoach")
@needs(*policy.READERS)
def board() -> Answer:
    """Tasks by group: who leads, how each stands, what was reported last, what is due next."""
    session, today = db.session(), local_date(now())
    plan = queries.current_plan(session)
    if plan is None:
        return render_template("plan/no_plan.html")
    units = report_queries.reporting_units(session)
    form = BoardForm(request.args).offer(
        queries.group_titles(session, plan.plan_id), [(unit.unit_id, unit.name) for unit in units]
    )
    filters = _filters(form)
    periods = report_queries.periods(session, plan.plan_id)
    sent = report_queries.sent_counts(session, plan.plan_id)
    tasks = queries.tasks_of(session, plan.plan_id)
    return render_template(
        "plan/board.html", plan=plan, form=form, filters=filters,
        groups=queries.board(session, plan.plan_id, filters, tasks=tasks),
        tasks=_task_counts(tasks, today), mark=_marker(today),
        horizon=horizon(periods, units, sent, today), today=today,
        next_period=next((p for p in periods if p.last_day >= today), None),
        remaining=rules.remaining_days_text,
        doubts=queries.doubts(session, plan.plan_id, tasks=tasks),
        may_report=actor().has(*policy.REPORT_READERS), oversees=actor().has(*policy.OVERSEERS),
    )  # fmt: skip


def _filters(form: BoardForm) -> queries.BoardFilter:
    state = form.state.data
    return queries.BoardFilter(
        group=form.group.data or "",
        unit_id=chosen_id(form.unit.data) or None,
        state=TaskState(state) if state in set(TaskState) else None,
    )


def _task_counts(items: Sequence[queries.PlanTask], today: date) -> dict[str, int]:
    """All tasks, finished ones and late ones of the whole plan, whatever the filter."""
    return {
        "all": len(items),
        "done": sum(item.state is TaskState.DONE for item in items),
        "under_way": sum(item.state is TaskState.UNDER_WAY for item in items),
        "late": sum(rules.is_late(item, today) for item in items),
    }


def _marker(today: date) -> Any:
    return lambda task: rules.task_mark(task, today)


@bp.get("/ke-hoach/nhiem-vu/<int:item_id>")
@needs(*policy.READERS)
def item(item_id: int) -> Answer:
    """One task: its history, what units sent on it, and the officer's form."""
    detail = _detail(item_id)
    typed = {"note": detail.progress_note, "due_on": detail.due_on}
    return _item_page(detail, ItemForm(data=typed).offer(detail.state), detail.version)


@bp.post("/ke-hoach/nhiem-vu/<int:item_id>")
@needs(Role.PLAN_OFFICER)
def change_item(item_id: int) -> Answer:
    """Note how the task stands."""
    detail = _detail(item_id)
    version = chosen_id(request.form.get("version"))
    form = ItemForm().offer(detail.state)
    if not form.validate():
        return _item_page(detail, form, version, status=422)
    try:
        with transaction() as session:
            row = to_change(session, PlanItem, item_id)
            actions.change_item(session, actor(), row, form.change(), now(), version)
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _item_page(detail, form, version, status=422)
    flash(_("Đã cập nhật nhiệm vụ %(ref)s.", ref=detail.ref), "ok")
    return redirect(url_for("plan.item", item_id=item_id), 303)


def _detail(item_id: int) -> queries.ItemDetail:
    detail = queries.item_detail(db.session(), item_id)
    if detail is None:
        raise Denied(NOT_FOUND)
    return detail


def _item_page(
    detail: queries.ItemDetail, form: ItemForm, version: int, status: int = 200
) -> Answer:
    session, person, today = db.session(), actor(), local_date(now())
    own = None if person.has(*policy.OVERSEERS) else person.units_as(Role.UNIT_CLERK)
    return render_template(
        "plan/item.html", item=detail, form=form, version=version,
        mark=rules.task_mark(detail, today),
        results=queries.item_results(session, detail.item_id, own),
        history=item_history(history_of(session, f"plan_item:{detail.item_id}")),
        may_change=policy.change_item(person, detail.lead_unit_id) is None,
        own_only=own is not None,
    ), status  # fmt: skip
