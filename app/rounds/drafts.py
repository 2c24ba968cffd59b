"""What a secretary types about a round, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from app.rounds.states import BlindMode, QualifyRule

CODE_LIMIT = 20
TITLE_LIMIT = 200
CATEGORY_LIMIT = 120
CATEGORIES_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """The settings of a round. Instants that end something are exclusive."""

    code: str
    title: str
    year: int
    opens_at: datetime
    closes_at: datetime
    endorse_until: datetime
    checked_until: datetime
    scoring_opens_at: datetime
    scoring_closes_at: datetime
    sits_on: date
    publishes_on: date
    summary: str = ""
    who_may_enter: str = ""
    supplement_days: int = 5
    supplement_in_working_days: bool = True
    return_days: int | None = None
    max_as_author: int | None = None
    max_as_main: int | None = None
    max_per_unit: int | None = None
    coauthors_must_confirm: bool = False
    qualifiers: int | None = None
    qualify_rule: QualifyRule = QualifyRule.ALL
    blind: BlindMode = BlindMode.BLIND
    files_judged: bool = False
    coauthor_years: int | None = None
    reviews_wanted: int = 3
    quorum: int = 2
    rounding_digits: int = 2
    vote_numerator: int = 2
    vote_denominator: int = 3


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category as typed; `category_id` is None for a new one."""

    name: str
    category_id: int | None = None


DATES = (
    "opens_at", "closes_at", "endorse_until", "checked_until", "scoring_opens_at",
    "scoring_closes_at", "sits_on", "publishes_on",
)  # fmt: skip
LIMITS = ("return_days", "max_as_author", "max_as_main", "max_per_unit")
RULES = (
    "supplement_days", "supplement_in_working_days", *LIMITS, "coauthors_must_confirm",
    "qualifiers", "qualify_rule", "blind", "files_judged", "coauthor_years",
    "reviews_wanted", "quorum", "rounding_digits", "vote_numerator", "vote_denominator",
)  # fmt: skip
# What must not move once scoring has opened; the end of scoring, the sitting and the day of
# publication may still be put off, with a reason.
FROZEN_WITH_SCORING = (
    "code", "year", "opens_at", "closes_at", "endorse_until", "checked_until",
    "scoring_opens_at", *RULES,
)  # fmt: skip
