"""One page of a list's lines, in their groups, numbered through the whole list."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.awards.compiled import CompiledList, Line
from app.awards.states import SubjectKind, Verdict

ORDER = (SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL)


@dataclass(frozen=True)
class Group:
    """Lines under one heading; `total` of the whole list, `money` too."""

    kind: SubjectKind
    total: int
    money: int
    lines: Sequence[tuple[int, Line]]


@dataclass(frozen=True)
class Shown:
    """The groups of one page, and where that page is."""

    groups: Sequence[Group]
    number: int
    total: int

    @property
    def ids(self) -> list[int]:
        """The nominations on this page."""
        return [line.nomination_id for group in self.groups for _, line in group.lines]


def shown_lines(
    compiled: CompiledList, *, only_open: bool, number: int, size: int, open_id: int | None = None
) -> Shown:
    """The page asked for; a line that is open brings its own page."""
    ordered = [line for kind in ORDER for line in compiled.of(kind)]
    rows = [
        (n, line)
        for n, line in enumerate(ordered, start=1)
        if not only_open or line.verdict is not Verdict.MET
    ]
    place = next((at for at, (_, line) in enumerate(rows) if line.nomination_id == open_id), None)
    if place is not None:
        number = place // size + 1
    here = rows[(number - 1) * size : number * size]
    groups = [
        Group(
            kind, len(of_kind), sum(line.amount or 0 for line in of_kind),
            [(n, line) for n, line in here if line.subject_kind is kind],
        )
        for kind in ORDER
        for of_kind in [compiled.of(kind)]
    ]  # fmt: skip
    return Shown([group for group in groups if group.lines], number, len(rows))
