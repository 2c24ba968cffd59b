"""Judge lists of earlier years by another set of rules and see what would differ.

Nothing is stored. Both sides look at the same facts, as they are known today: only rules differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.facts import Answer
from app.awards.judging import judged
from app.awards.models import NominationList
from app.awards.rule_queries import SetLines
from app.awards.rules import check, in_force, unmet, worst
from app.awards.states import Verdict


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One nomination, judged twice; the answers are those that are not đủ, the worst first."""

    list_id: int
    list_name: str
    nomination_id: int
    name: str
    unit_name: str
    award_name: str
    before: Verdict
    after: Verdict
    before_unmet: tuple[Answer, ...]
    after_unmet: tuple[Answer, ...]

    @property
    def differs(self) -> bool:
        """Whether the verdict or its reasons are others."""
        return self.before is not self.after or _reasons(self.before_unmet) != _reasons(
            self.after_unmet
        )

    @property
    def gone(self) -> list[Answer]:
        """What no longer stands against it."""
        kept = _reasons(self.after_unmet)
        return [one for one in self.before_unmet if _reason(one) not in kept]

    @property
    def new(self) -> list[Answer]:
        """What stands against it only by the other rules."""
        had = _reasons(self.before_unmet)
        return [one for one in self.after_unmet if _reason(one) not in had]


def _reason(answer: Answer) -> tuple[str, Verdict, str, str]:
    return answer.code, answer.verdict, answer.message, str(answer.data_looked_at)


def _reasons(answers: Sequence[Answer]) -> set[tuple[str, Verdict, str, str]]:
    return {_reason(one) for one in answers}


@dataclass(frozen=True, slots=True)
class Trial:
    """Every line of the lists, and how many went from which verdict to which."""

    lines: tuple[TrialLine, ...]

    @property
    def different(self) -> list[TrialLine]:
        """The lines on which the rules do not agree."""
        return [line for line in self.lines if line.differs]

    def count(self, before: Verdict | None = None, after: Verdict | None = None) -> int:
        """Lines with these verdicts; None: any."""
        return sum(
            1
            for line in self.lines
            if before in {None, line.before} and after in {None, line.after}
        )


def try_rules(session: Session, other: SetLines, lists: Sequence[NominationList]) -> Trial:
    """Each line by the rules of its own day and by `other`, as if that had counted then.

    A rule of `other` counts by its own days on the day of judging, or on the set's first day when
    that is later: a set for next year is tried with the rules it will begin with.
    """
    found, known = judged(session, lists)
    lines = []
    for one in found:
        day = one.list_.judged_on
        before = check(one.facts, known.rules_on(day))
        after = check(one.facts, in_force(other.rules, _day_of(other, day)))
        lines.append(
            TrialLine(
                one.list_.id, f"{one.list_.number:02d}/{one.list_.year}", one.row.id, one.row.name,
                one.row.unit_name, one.row.award_kind.name,
                worst(answer.verdict for answer in before),
                worst(answer.verdict for answer in after),
                tuple(unmet(before)), tuple(unmet(after)),
            )
        )  # fmt: skip
    return Trial(tuple(lines))


def _day_of(other: SetLines, day: date) -> date:
    return day if other.valid_from == date.max else max(day, other.valid_from)


def lists_to_try(
    session: Session, *, year: int | None = None, list_id: int | None = None
) -> list[NominationList]:
    """The lists of a year, or one list."""
    statement = select(NominationList).order_by(NominationList.year, NominationList.number)
    if list_id is not None:
        statement = statement.where(NominationList.id == list_id)
    if year is not None:
        statement = statement.where(NominationList.year == year)
    return list(session.scalars(statement))


def years_of_lists(session: Session) -> list[int]:
    """Years that have lists, the newest first."""
    return list(
        session.scalars(select(NominationList.year).distinct().order_by(NominationList.year.desc()))
    )
