"""The conditions that eligibility rules name: each looks at the facts and says what is wanting."""

from app.awards.condition import Condition
from app.awards.conditions_against import AGAINST_CONDITIONS
from app.awards.conditions_collective import COLLECTIVE
from app.awards.conditions_past import PAST
from app.awards.conditions_reuse import REUSE
from app.awards.conditions_solution import SOLUTION
from app.awards.rule_parameters import ParameterError
from app.kernel.text import T, Text

CONDITIONS: dict[str, Condition] = {
    one.name: one for one in (*SOLUTION, *REUSE, *PAST, *AGAINST_CONDITIONS, *COLLECTIVE)
}
DOSSIER = frozenset({"parts_complete", "deadline_kept"})
"""Conditions about papers that a candidate cannot have brought yet."""


def problem_of(condition: str, parameter: str) -> Text | None:
    """Why no rule can say this; None when it can."""
    known = CONDITIONS.get(condition)
    if known is None:
        return T("Không có điều kiện “%(name)s”", name=condition)
    try:
        known.parameter.read(parameter)
    except ParameterError as error:
        return error.message
    return None
