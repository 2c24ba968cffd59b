"""One condition that a rule can name: its check, its parameter, and how it is explained."""

from collections.abc import Callable
from dataclasses import dataclass

from app.awards.facts import Facts, Finding
from app.awards.rule_parameters import NOTHING, Parameter
from app.kernel.text import Text

Check = Callable[[Facts, str], Finding | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """`look` answers None where the condition does not concern the subject.

    `missing`: what a person is asked when the check finds no data, said in `explains`.
    """

    name: str
    title: Text
    explains: Text
    look: Check
    parameter: Parameter = NOTHING
