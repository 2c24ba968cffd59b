"""What the eligibility rules look at, and what they answer. Values only."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

from app.awards.past import EMPTY, Past
from app.awards.states import AwardFamily, BasisRole, SubjectKind, Verdict
from app.kernel.text import Text


class Dated(Protocol):
    """Anything in force from a day to a day (exclusive)."""

    @property
    def valid_from(self) -> date:
        """First day."""

    @property
    def valid_to(self) -> date | None:
        """First day that no longer counts; None: no end known."""


class Rule(Dated, Protocol):
    """What a check needs of an eligibility rule."""

    @property
    def code(self) -> str:
        """Name of the rule."""

    @property
    def award_code(self) -> str:
        """The award it is for; "*" for every award."""

    @property
    def off_for(self) -> str:
        """Codes of awards it spares, apart by blanks."""

    @property
    def condition(self) -> str:
        """One of `CONDITIONS`."""

    @property
    def parameter(self) -> str:
        """A number in the condition, as text."""

    @property
    def message(self) -> str:
        """The rule as people read it."""

    @property
    def clause(self) -> str:
        """Where it is written."""

    @property
    def otherwise(self) -> Verdict:
        """The verdict when it is not met."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a dossier: "TTr", "Tờ trình của đơn vị", "Mẫu số 01 …"."""

    letters: str
    name: str
    form: str = ""

    @property
    def title(self) -> str:
        """What the letters stand for, with its form."""
        return f"{self.name}, {self.form}" if self.form else self.name


@dataclass(frozen=True, slots=True)
class Wider:
    """A decision on wider effect: "province" or "nation" (Luật TĐKT 2022, Điều 21, 22)."""

    scope: str
    decision_number: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution the nomination rests on, as known on the day of judging."""

    idea_id: int
    code: str
    title: str
    role: BasisRole
    share: Decimal | None = None
    decision_number: str = ""
    decided_on: date | None = None
    applied_in: tuple[str, ...] = ()
    revoked_on: date | None = None
    wider: tuple["Wider", ...] = ()

    @property
    def recognised(self) -> bool:
        """Recognised by a numbered decision."""
        return bool(self.decision_number and self.decided_on)


@dataclass(frozen=True, slots=True)
class EarlierUse:
    """The same subject used the same solution elsewhere (achievement ledger).

    `ground`: for what ("movement", "sudden", "merit" …), "" when not known. `key` names the use
    among what is found wanting.
    """

    nomination_id: int
    idea_code: str
    award_name: str
    list_name: str
    decision: str = ""
    family: AwardFamily | None = None
    ground: str = ""
    ref: str = ""

    @property
    def key(self) -> str:
        """The nomination, or the row of the ledger."""
        return self.ref or str(self.nomination_id)

    @property
    def decided(self) -> bool:
        """Whether the award was granted, not only asked for."""
        return bool(self.decision)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules look at for one nomination."""

    subject_kind: SubjectKind
    award_code: str
    award_family: AwardFamily
    award_upward: bool
    list_family: AwardFamily
    list_upward: bool
    movement: str
    unit_name: str
    unit_exists: bool
    solutions: tuple[Solution, ...]
    judged_on: date
    year: int
    earlier: tuple[EarlierUse, ...] = ()
    parts_wanted: tuple[Part, ...] = ()
    parts_present: frozenset[str] = frozenset()
    due_on: date | None = None
    deadline: date | None = None
    same_award_in_unit: int | None = None
    past: Past = EMPTY
    months_worked: int | None = None
    maternity_months: int | None = None

    @property
    def ground(self) -> str:
        """What the list rewards: a movement it names, otherwise công trạng."""
        return "movement" if self.movement else "merit"


class Finding(NamedTuple):
    """What a check saw; each of `wants` is one thing found wanting, none when it is met.

    `unknown`: what is wanting is data; a person has to look, whatever the rule says otherwise.
    A page of candidates makes a thousand of them: a tuple is made faster than any other value.
    """

    seen: Text
    wants: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one rule, always with its clause and the data looked at."""

    code: str
    verdict: Verdict
    message: str
    clause: str
    data_looked_at: Text | str
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListDraft:
    """What a list is about. `upward`: the next higher level decides. `money_limit` in đồng."""

    title: str
    judged_on: date
    movement: str = ""
    due_on: date | None = None
    money_limit: int | None = None
    family: AwardFamily = AwardFamily.FORM
    upward: bool = False
    signer_title: str = ""
    signer_name: str = ""
