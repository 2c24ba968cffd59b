"""A nomination list as a whole, as values: what the page shows, what is locked, what is printed.

Locking stores it as JSON (`to_json`); the documents of a locked list are made from that text alone,
so the same snapshot always gives the same bytes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.awards.facts import Answer, Part
from app.awards.rules import unmet, worst
from app.awards.states import (
    AwardFamily,
    BasisRole,
    Gender,
    PositionKind,
    SubjectKind,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class LineSolution:
    """A solution of a line."""

    code: str
    title: str
    role: BasisRole
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided. `holds`: it covers everything found wanting now.

    It counts once `confirmed` by a second person; a list locked before that was asked for kept
    no name of one.
    """

    verdict: Verdict
    reason: str
    by: str
    holds: bool = True
    by_id: int | None = None
    confirmed: bool = True
    confirmed_by: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is the verdict of the line."""
        return self.holds and self.confirmed

    @property
    def waits(self) -> bool:
        """Whether a second person still has to look at it."""
        return self.holds and not self.confirmed


@dataclass(frozen=True)
class Line:
    """One nomination with everything a reader asks of it. `amount` None: no base salary known.

    What follows from the answers is found once: a page asks for it of each line many times.
    """

    nomination_id: int
    version: int
    subject_kind: SubjectKind
    account_id: int | None
    name: str
    job_title: str
    unit_name: str
    award_code: str
    award_name: str
    award_clause: str
    factor: Decimal
    amount: int | None
    achievement: str
    solutions: tuple[LineSolution, ...]
    parts: tuple[Part, ...]
    present: frozenset[str]
    answers: tuple[Answer, ...]
    override: Override | None = None
    gender: Gender = Gender.UNKNOWN
    position_kind: PositionKind = PositionKind.UNKNOWN
    months_worked: int | None = None
    maternity_months: int | None = None

    @property
    def place(self) -> str:
        """ "Phó Chánh Văn phòng, Văn phòng": what stands under the name, not the name again."""
        unit = self.unit_name if self.unit_name != self.name else ""
        return ", ".join(filter(None, (self.job_title, unit)))

    @cached_property
    def computed(self) -> Verdict:
        """What the rules say."""
        return worst(answer.verdict for answer in self.answers)

    @cached_property
    def verdict(self) -> Verdict:
        """What counts: a person's decision while it holds."""
        decided = self.override
        return decided.verdict if decided and decided.counts else self.computed

    @property
    def waits(self) -> bool:
        """Whether a person's decision waits for a second one."""
        return self.override is not None and self.override.waits and bool(self.unmet)

    @cached_property
    def unmet(self) -> list[Answer]:
        """What keeps it open, the worst first."""
        return unmet(self.answers)


@dataclass(frozen=True, slots=True)
class AwardSum:
    """How many of one award, and their money."""

    award_code: str
    award_name: str
    subject_kind: SubjectKind
    factor: Decimal
    count: int
    each: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The list itself and who makes, signs and receives its Tờ trình.

    `compiler` is the unit that compiles; it issues the Tờ trình when this authority decides
    itself, and the authority does when the decision lies `upward`.
    """

    list_id: int
    number: int
    year: int
    title: str
    movement: str
    judged_on: date
    family: AwardFamily
    upward: bool
    money_limit: int | None
    agency: str
    superior: str
    place: str
    symbol: str
    head_title: str
    compiler: str
    compiler_code: str
    signer_title: str
    signer_name: str
    salary: int | None
    salary_basis: str
    legal_bases: tuple[str, ...]

    @property
    def issuer(self) -> str:
        """Who sends the Tờ trình: the compiling unit, or this authority to the one above it."""
        if self.upward:
            return self.agency
        return self.compiler if self.agency else ""


@dataclass(frozen=True)
class CompiledList:
    """Heading and lines, collectives first, each sorted by award, unit order, name."""

    heading: Heading
    lines: tuple[Line, ...]

    def of(self, kind: SubjectKind) -> list[Line]:
        """The lines of one kind of subject."""
        return [line for line in self.lines if line.subject_kind is kind]

    @cached_property
    def money(self) -> int:
        """All awards together, in đồng."""
        return sum(line.amount or 0 for line in self.lines)

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The verdict of each line that counts."""
        return [line.verdict for line in self.lines]

    @property
    def tally(self) -> Mapping[str, int]:
        """How many lines have each verdict."""
        return Counter(self.verdicts)

    def count_of(self, verdict: str) -> int:
        """How many lines have this verdict."""
        return self.verdicts.count(Verdict(verdict))

    @property
    def open_count(self) -> int:
        """How many lines somebody still has to work on."""
        return len(self.lines) - self.count_of(Verdict.MET)

    @property
    def waiting_count(self) -> int:
        """How many conclusions wait for a second person."""
        return sum(1 for line in self.lines if line.waits)

    @property
    def part_letters(self) -> list[str]:
        """The letters of dossier parts that occur, in their order."""
        return list(dict.fromkeys(part.letters for line in self.lines for part in line.parts))

    @property
    def solution_count(self) -> int:
        """How many different solutions the list rests on."""
        return len({one.code for line in self.lines for one in line.solutions})

    @cached_property
    def sums(self) -> list[AwardSum]:
        """Count and money of each award, in the order of the list."""
        groups: dict[tuple[str, SubjectKind], list[Line]] = {}
        for line in self.lines:
            groups.setdefault((line.award_code, line.subject_kind), []).append(line)
        return [
            AwardSum(
                award_code=lines[0].award_code,
                award_name=lines[0].award_name,
                subject_kind=lines[0].subject_kind,
                factor=lines[0].factor,
                count=len(lines),
                each=lines[0].amount,
                amount=sum(line.amount or 0 for line in lines),
            )
            for lines in groups.values()
        ]


def to_json(compiled: CompiledList) -> str:
    """The list as canonical JSON: the same list gives the same text."""
    spoken = replace(compiled, lines=tuple(_spoken(line) for line in compiled.lines))
    return json.dumps(asdict(spoken), ensure_ascii=False, sort_keys=True, default=_plain)


def _spoken(line: Line) -> Line:
    """The line with its answers in Vietnamese words."""
    answers = (replace(one, data_looked_at=str(one.data_looked_at)) for one in line.answers)
    return replace(line, answers=tuple(answers))


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def content_hash(text: str) -> str:
    """SHA-256 of a snapshot: what the audit entry of the lock names."""
    return hashlib.sha256(text.encode()).hexdigest()


def seen_code(compiled: CompiledList, version: int) -> str:
    """What an officer has on the screen, in short: any line added, gone, changed or judged anew,
    or other facts of the list (its `version`), give another code.
    """
    lines = (
        f"{line.nomination_id}:{line.version}:{line.verdict}:{line.amount}"
        for line in compiled.lines
    )
    return content_hash(f"{version}|{'|'.join(lines)}")


def fingerprint(text: str) -> str:
    """A short code of a snapshot, printed under its documents: how its hash begins."""
    return content_hash(text)[:16].upper()


def from_json(text: str) -> CompiledList:
    """The list that `to_json` wrote."""
    data = json.loads(text)
    head = data["heading"]
    head["judged_on"] = date.fromisoformat(head["judged_on"])
    head["family"] = AwardFamily(head["family"])
    head["legal_bases"] = tuple(head["legal_bases"])
    return CompiledList(Heading(**head), tuple(_line(row) for row in data["lines"]))


def _line(row: dict[str, Any]) -> Line:
    override = row["override"]
    values = {
        **row,
        "subject_kind": SubjectKind(row["subject_kind"]),
        "factor": Decimal(row["factor"]),
        "gender": Gender(row.get("gender", Gender.UNKNOWN)),
        "position_kind": PositionKind(row.get("position_kind", PositionKind.UNKNOWN)),
        "solutions": tuple(_solution(one) for one in row["solutions"]),
        "parts": tuple(Part(**part) for part in row["parts"]),
        "present": frozenset(row["present"]),
        "answers": tuple(_answer(one) for one in row["answers"]),
        "override": Override(**{**override, "verdict": Verdict(override["verdict"])})
        if override
        else None,
    }
    return Line(**values)


def _solution(one: dict[str, Any]) -> LineSolution:
    share = None if one["share"] is None else Decimal(one["share"])
    return LineSolution(one["code"], one["title"], BasisRole(one["role"]), share)


def _answer(one: dict[str, Any]) -> Answer:
    verdict = Verdict(one["verdict"])
    return Answer(**{**one, "verdict": verdict, "wants": tuple(one["wants"])})
