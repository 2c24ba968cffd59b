"""Who may do what: role by role."""

import pytest

from app.kernel.actor import SYSTEM
from app.kernel.refusals import Denial
from app.plan import policy
from app.plan.states import ReportState
from tests.people import World

OVERSEE = {"plan_officer", "leader", "inspector"}


def allowed(world: World, ask: object) -> set[str]:
    """The names of those whom a policy does not refuse."""
    return {name for name, actor in world.actors.items() if ask(actor) is None}  # type: ignore[operator]


def test_only_the_plan_officer_tracks(world: World) -> None:
    assert allowed(world, policy.track) == {"plan_officer"}
    assert allowed(world, policy.keep_plan) == {"plan_officer"}
    assert policy.keep_plan(SYSTEM) is None


def test_tasks_are_changed_by_the_lead_units_officer(world: World) -> None:
    led, other = world.units["PKT"], world.units["PNV"]

    assert allowed(world, lambda a: policy.change_item(a, led)) == {"plan_officer"}
    assert allowed(world, lambda a: policy.change_item(a, other)) == set()
    refusal = policy.change_item(world.plan_officer, other)
    assert isinstance(refusal, Denial)
    assert refusal.code == "not_lead_unit"


def test_a_report_is_written_by_the_clerk_of_the_unit(world: World) -> None:
    unit = world.units["P9"]

    assert allowed(world, lambda a: policy.write_report(a, unit)) == {"clerk"}


@pytest.mark.parametrize(
    ("state", "readers"),
    [(None, {"clerk"}), (ReportState.DRAFT, {"clerk"}),
     (ReportState.SENT, {"clerk"} | OVERSEE), (ReportState.RETURNED, {"clerk"} | OVERSEE)],
)  # fmt: skip
def test_a_draft_is_the_units_own(
    world: World, state: ReportState | None, readers: set[str]
) -> None:
    unit = world.units["P9"]

    assert allowed(world, lambda a: policy.see_report(a, unit, state)) == readers
