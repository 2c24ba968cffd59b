"""What the papers of a list say beyond the list itself: solutions, applications, people, council.

Frozen as JSON together with the list when it is locked, so that the papers of a locked list never
change. A draft's are read anew each time.
"""

import json
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from app.awards.compiled import CompiledList, to_json

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Author:
    """One author of a solution, in the order of the dossier."""

    name: str
    workplace: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Applied:
    """One unit that confirmed it applies a solution, with its figures; the last measured ones."""

    unit: str
    since: date
    extent: str
    what: str
    indicator: str
    before: Decimal | None
    after: Decimal | None
    measure: str
    method: str
    sample_size: int | None
    saved_vnd: int | None
    measured_on: date | None = None


@dataclass(frozen=True, slots=True)
class SolutionFacts:
    """A solution as its reports describe it. `decision`: of its recognition; "" for none yet."""

    code: str
    title: str
    sector: str
    summary: str
    effect: str
    level: str
    decision: str
    decided_on: date | None
    first_applied_on: date | None
    authors: tuple[Author, ...]
    applied: tuple[Applied, ...]

    @property
    def saved_vnd(self) -> int:
        """What all units together state they save a year, in đồng."""
        return sum(one.saved_vnd or 0 for one in self.applied)


@dataclass(frozen=True, slots=True)
class EarlierAward:
    """An award of an earlier decision; old lists know the year alone."""

    award: str
    decision: str
    decided_on: date | None
    year: int = 0


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """One person or collective of the list. `born` is a day, a year or empty, as ISO text."""

    nomination_id: int
    born: str = ""
    gender: str = ""
    qualification: str = ""
    address: str = ""
    unit_code: str = ""
    earlier: tuple[EarlierAward, ...] = ()


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What became of a line after the list was locked. `why_not`: it gets no award; "" if it does.

    `number` and `decided_on`: of its own decision, once issued.
    """

    nomination_id: int
    why_not: str = ""
    number: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What became of each line of a list."""

    lines: tuple[LineDecision, ...] = ()


NOTHING_YET = Decisions()


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """The council that considers awards; its members with their place in it."""

    name: str
    decision: str
    decided_on: date | None
    members: tuple[tuple[str, str, str], ...]
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """What part of the council must agree to an award, as the catalogue of that day says it."""

    award: str
    share: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything beyond the list. `council` None: no council of that kind is in term.

    `votes`: one for each award on the list; empty in lists locked before this was kept.
    """

    solutions: tuple[SolutionFacts, ...]
    subjects: tuple[SubjectFacts, ...]
    council: CouncilFacts | None = None
    votes: tuple[VoteFacts, ...] = ()


def frozen(compiled: CompiledList, dossier: Dossier) -> str:
    """The snapshot of a locked list: what `to_json` says, and what its papers say beyond it."""
    values = {**json.loads(to_json(compiled)), "dossier": dossier_values(dossier)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def decision_values(decisions: Decisions) -> dict[str, Any]:
    """As plain values for JSON."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(decisions), default=_plain))
    return values


def decisions_from(values: Mapping[str, Any]) -> Decisions:
    """What `decision_values` gave."""
    return _revived(Decisions, values)


def dossier_values(dossier: Dossier) -> dict[str, Any]:
    """As plain values for JSON."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(dossier), default=_plain))
    return values


def dossier_from(values: Mapping[str, Any]) -> Dossier:
    """What `dossier_values` gave."""
    return _revived(Dossier, values)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _revived(kind: type[D], values: Mapping[str, Any]) -> D:
    hints = _hints(cast(Hashable, kind))
    return kind(**{name: _value(hints[name], values[name]) for name in hints if name in values})


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}  # type: ignore[arg-type]


def _value(hint: Any, value: Any) -> Any:
    """The value as its type: what JSON knows stays, the rest is read from text."""
    if value is None:
        return None
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        kinds = [inner[0]] * len(value) if inner[-1] is ... else inner
        return tuple(_value(kind, one) for kind, one in zip(kinds, value, strict=True))
    wanted = next((one for one in get_args(hint) if one is not type(None)), hint)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _revived(wanted, value)
    if wanted is date:
        return date.fromisoformat(value)
    return Decimal(value) if wanted is Decimal else value
