"""The facts of one nomination, for a line of a list and for a candidate alike."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from app.awards.deadlines import last_day_of
from app.awards.facts import EarlierUse, Facts, Solution
from app.awards.known import Known
from app.awards.models import NominationList
from app.awards.past import Past
from app.awards.rule_states import DeadlineUnit
from app.awards.rules import parts_of
from app.awards.states import AwardFamily, SubjectKind


class Kind(Protocol):
    """What the facts need of an award, a row or a choice."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def family(self) -> AwardFamily:
        """Danh hiệu or hình thức."""

    @property
    def upward(self) -> bool:
        """Decided higher up."""

    @property
    def parts(self) -> str:
        """Parts of the dossier."""

    @property
    def deadline_unit(self) -> DeadlineUnit:
        """How its deadline is counted."""

    @property
    def deadline_day(self) -> str:
        """A fixed last day, "12-10"."""


class About(Protocol):
    """Whom the facts are about."""

    @property
    def subject_key(self) -> str:
        """The same subject in every list."""

    @property
    def subject_kind(self) -> SubjectKind:
        """Individual, collective, household."""

    @property
    def unit_id(self) -> int | None:
        """Where, in the list of units."""

    @property
    def unit_name(self) -> str:
        """Where, as written."""


def facts_of(
    list_: NominationList,
    kind: Kind,
    about: About,
    known: Known,
    solutions: Sequence[Solution],
    earlier: Sequence[EarlierUse],
    *,
    parts_present: frozenset[str] = frozenset(),
    past: Past | None = None,
    months: tuple[int | None, int | None] = (None, None),
) -> Facts:
    """Everything the rules look at. `past`: where it is not all that is `known`; `months`: worked
    in the year, and on maternity leave.
    """
    day: date = list_.judged_on
    return Facts(
        subject_kind=about.subject_kind, award_code=kind.code, award_family=kind.family,
        award_upward=kind.upward, list_family=list_.family, list_upward=list_.upward,
        movement=list_.movement, unit_name=about.unit_name,
        unit_exists=known.unit_exists(about.unit_id, day), solutions=tuple(solutions),
        judged_on=day, year=list_.year, earlier=tuple(earlier),
        parts_wanted=parts_of(kind.parts), parts_present=parts_present, due_on=list_.due_on,
        deadline=last_day_of(kind.deadline_unit, kind.deadline_day, list_.year),
        same_award_in_unit=known.in_unit.get((list_.id, kind.code, about.unit_name)),
        past=known.past_of(about.subject_key) if past is None else past,
        months_worked=months[0], maternity_months=months[1],
    )  # fmt: skip
