"""What a subject has behind it: earlier awards, ratings of years, what stands against an award.

Values only. `ground`, `level`, `kind` and rating levels are the words of the ledger of
achievements ("merit", "province", "discipline", "outstanding").
"""

from dataclasses import dataclass, replace
from datetime import date

from app.awards.states import AwardFamily

BEST_FIRST = ("outstanding", "good", "done", "not_done")


@dataclass(frozen=True, slots=True)
class Honour:
    """An award that was granted and not revoked."""

    award_code: str
    award_name: str
    family: AwardFamily
    year: int
    level: str = ""
    ground: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    idea_ids: tuple[int, ...] = ()
    ref: str = ""
    source: str = ""
    carried: str = ""
    """Of a collective: the unit it carries on and whose award this was, by its name then."""
    in_part: bool = False
    """Only part of that unit was carried on, or another that was merged had no such award."""
    shaken: bool = False
    """An initiative under it is recognised no more, and nobody has said that the award stays."""

    @property
    def of_a_list(self) -> bool:
        """Written by an issued list of this installation, which knows the use itself."""
        return self.source.startswith("nomination:")


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of a year; of a collective also its figures of that year."""

    year: int
    level: str
    decision_number: str = ""
    members: int | None = None
    advanced: int | None = None
    fighters: int | None = None
    completed: int | None = None
    disciplined: int | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """Discipline, inspection, complaint or press: from a day to a day (exclusive)."""

    key: str
    kind: str
    from_on: date
    to_on: date | None = None
    measure: str = ""
    document_number: str = ""

    def open_on(self, day: date) -> bool:
        """Whether it holds an award back on that day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Past:
    """Everything the ledger holds about one subject. `unit`: ratings of an individual's unit.

    Not `linked`: a subject without account or unit, whom the ledger cannot be asked about.
    """

    honours: tuple[Honour, ...] = ()
    ratings: tuple[Rating, ...] = ()
    against: tuple[Against, ...] = ()
    unit: tuple[Rating, ...] = ()
    linked: bool = True
    share_of_women: int | None = None
    woman: bool | None = None

    def rating_of(self, year: int) -> Rating | None:
        """The rating of that year."""
        return next((one for one in self.ratings if one.year == year), None)

    def unit_in(self, year: int) -> Rating | None:
        """The rating and figures of the unit in that year."""
        return next((one for one in self.unit if one.year == year), None)

    def without(self, source: str) -> "Past":
        """The same without what this nomination itself wrote into the ledger."""
        kept = tuple(one for one in self.honours if one.source != source)
        return self if len(kept) == len(self.honours) else replace(self, honours=kept)

    def titles(self, award_code: str) -> tuple[Honour, ...]:
        """The awards of that code, the oldest first."""
        found = (one for one in self.honours if one.award_code == award_code)
        return tuple(sorted(found, key=lambda one: one.year))

    def counts_from(self, day: date) -> date | None:
        """The end of the last discipline before that day: achievements count from there."""
        ends = [
            one.to_on
            for one in self.against
            if one.kind == "discipline" and one.to_on is not None and one.to_on <= day
        ]
        return max(ends, default=None)


EMPTY = Past()
