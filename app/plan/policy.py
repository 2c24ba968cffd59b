"""Who may see and do what with the plan and its reports."""

from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.plan.states import ReportState

OVERSEERS = (Role.PLAN_OFFICER, Role.LEADER, Role.INSPECTOR)
"""They see what every unit sent, and the consolidated report."""
READERS = (*OVERSEERS, Role.UNIT_CLERK, Role.SECRETARY, Role.AWARDS_OFFICER)
"""They see the board of tasks."""
REPORT_READERS = (*OVERSEERS, Role.UNIT_CLERK)

NOT_OFFICER = Denial("not_plan_officer", T("Chỉ cán bộ theo dõi kế hoạch được thực hiện việc này."))


def keep_plan(actor: Actor) -> Denial | None:
    """Load a plan, open its periods: the plan officer, or the system when it is set up."""
    return None if actor == SYSTEM else track(actor)


def track(actor: Actor) -> Denial | None:
    """Urge, return a report, note that the consolidated report was issued."""
    return None if actor.has(Role.PLAN_OFFICER) else NOT_OFFICER


def change_item(actor: Actor, lead_unit_id: int) -> Denial | None:
    """Only the plan officer of the unit that leads the group of tasks."""
    if actor.in_unit(Role.PLAN_OFFICER, lead_unit_id):
        return None
    if actor.has(Role.PLAN_OFFICER):
        return Denial(
            "not_lead_unit",
            T("Chỉ cán bộ theo dõi kế hoạch của cơ quan chủ trì được cập nhật nhiệm vụ này."),
        )
    return NOT_OFFICER


def write_report(actor: Actor, unit_id: int) -> Denial | None:
    """The clerk of the unit; for anybody else the form does not exist."""
    return None if actor.in_unit(Role.UNIT_CLERK, unit_id) else NOT_FOUND


def see_report(actor: Actor, unit_id: int, state: ReportState | None) -> Denial | None:
    """The unit's clerk always; those who oversee the plan once it was sent: drafts are private."""
    if actor.in_unit(Role.UNIT_CLERK, unit_id):
        return None
    sent = state in {ReportState.SENT, ReportState.RETURNED}
    return None if sent and actor.has(*OVERSEERS) else NOT_FOUND
