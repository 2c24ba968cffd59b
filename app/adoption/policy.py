"""Who may report, confirm, stop and see where a solution is applied.

Four eyes: whoever reported an application, or wrote the solution, never confirms it.
"""

from typing import Protocol

from app.ideas.policy import Standing
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

OVERSEERS = (Role.SECRETARY, Role.AWARDS_OFFICER, Role.INSPECTOR)
"""They see every application record of every unit."""
REPORTERS = (Role.AUTHOR, Role.UNIT_CLERK)


class Applied(Protocol):
    """An application record, as far as rights depend on it."""

    @property
    def unit_id(self) -> int:
        """The unit that applies the solution."""

    @property
    def reported_by(self) -> int | None:
        """The account that reported it."""


def behind(actor: Actor, solution: Standing) -> bool:
    """An author of the solution, or the clerk of the unit it comes from."""
    return solution.is_author(actor) or actor.in_unit(Role.UNIT_CLERK, solution.unit_id)


def report(actor: Actor, solution: Standing, unit_id: int | None) -> Denial | None:
    """An author, the clerk of the solution's unit, or the clerk of the unit that applies it.

    What is not recognised yet stays hidden from other units. `unit_id` None asks whether the
    actor may open the form at all.
    """
    if behind(actor, solution):
        return None
    if not actor.has(Role.UNIT_CLERK) or solution.state is not IdeaState.RECOGNISED:
        return NOT_FOUND
    if unit_id is None or actor.in_unit(Role.UNIT_CLERK, unit_id):
        return None
    return Denial("other_unit", T("Đầu mối chỉ ghi nhận áp dụng tại đơn vị của mình."))


def see(actor: Actor, applied: Applied, solution: Standing) -> Denial | None:
    """Those behind the solution, the applying unit, the reporter, and the overseers."""
    if (
        behind(actor, solution)
        or actor.in_unit(Role.UNIT_CLERK, applied.unit_id)
        or _reported(actor, applied)
        or actor.has(*OVERSEERS)
    ):
        return None
    return NOT_FOUND


def decide(actor: Actor, applied: Applied, solution: Standing) -> Denial | None:
    """Confirm or reject: the clerk of the applying unit, who neither wrote nor reported it."""
    hidden = see(actor, applied, solution)
    if hidden is not None:
        return hidden
    if solution.is_author(actor):
        return Denial(
            "own_solution",
            T("Tác giả không tự xác nhận nơi áp dụng giải pháp của mình; đầu mối khác của đơn vị "
              "áp dụng phải xác nhận."),
        )  # fmt: skip
    if _reported(actor, applied):
        return Denial(
            "own_report",
            T("Người khai không tự xác nhận nội dung mình khai; đầu mối khác của đơn vị áp dụng "
              "phải xác nhận."),
        )  # fmt: skip
    return _of_applying_unit(actor, applied)


def stop(actor: Actor, applied: Applied, solution: Standing) -> Denial | None:
    """The clerk of the applying unit says that the unit no longer applies it."""
    return see(actor, applied, solution) or _of_applying_unit(actor, applied)


def follow_up(actor: Actor, applied: Applied, solution: Standing) -> Denial | None:
    """Whoever may confirm may later say what was measured: neither author nor reporter."""
    return decide(actor, applied, solution)


def change(actor: Actor, applied: Applied, solution: Standing) -> Denial | None:
    """Only the reporter: a clerk who could change the figures could confirm what he wrote."""
    hidden = see(actor, applied, solution)
    if hidden is not None or _reported(actor, applied):
        return hidden
    return Denial("not_reporter", T("Chỉ người khai được sửa bản ghi nhận này."))


def _reported(actor: Actor, applied: Applied) -> bool:
    return actor.user_id is not None and actor.user_id == applied.reported_by


def _of_applying_unit(actor: Actor, applied: Applied) -> Denial | None:
    if actor.in_unit(Role.UNIT_CLERK, applied.unit_id):
        return None
    return Denial("not_applying_unit", T("Chỉ đầu mối của đơn vị áp dụng được thực hiện việc này."))
