"""Where the share of a vote comes from, who keeps away, and what keeps a list from being issued."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.awards.dated_data import rows_on
from app.kernel.refusals import Blocker
from app.kernel.text import T


@dataclass(frozen=True, slots=True)
class VoteClause:
    """The clause of votes by name (`ballot`) or of all others."""

    ballot: bool
    clause: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """Whether the unit of a nominated person keeps its members away."""

    same_unit: bool
    valid_from: date
    valid_to: date | None = None


def clause_of_vote(day: date, *, ballot: bool) -> str:
    """The clause that asks for the vote, on that day; empty when none does."""
    held = rows_on("votes", "clauses", VoteClause, day)
    return next((one.clause for one in held if one.ballot is ballot), "")


def same_unit_keeps_away(day: date) -> bool:
    """Whether members of a nominated person's unit leave the room on that day."""
    return any(one.same_unit for one in rows_on("votes", "conflicts", ConflictRule, day))


@dataclass(frozen=True, slots=True)
class ToVote:
    """A nomination as far as its vote goes. `ballot`: the law asks for one by name."""

    subject_key: str
    award_code: str
    name: str
    award_name: str
    ballot: bool


def blockers_without_vote(
    lines: Iterable[ToVote], passed: Mapping[tuple[str, str], bool], day: date
) -> list[Blocker]:
    """An award that the law puts to the vote is not issued without one, nor against one.

    `passed`: by subject and award, what the last vote said. Whatever else was voted on and did not
    pass is not issued either.
    """
    found: list[Blocker] = []
    for one in lines:
        said = passed.get((one.subject_key, one.award_code))
        if said is None and one.ballot:
            text = T("%(name)s (%(award)s): Hội đồng chưa bỏ phiếu (%(clause)s)",
                     name=one.name, award=one.award_name,
                     clause=clause_of_vote(day, ballot=True))  # fmt: skip
        elif said is False:
            text = T("%(name)s (%(award)s): Hội đồng đã biểu quyết không thông qua",
                     name=one.name, award=one.award_name)  # fmt: skip
        else:
            continue
        found.append(Blocker("vote", text))
    return found
