"""Who scores what: a fair, repeatable proposal. Pure: ids in, pairs out."""

from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from heapq import nsmallest

Pair = tuple[int, int]
"""A dossier and a reviewer."""

_MASK = 0xFFFFFFFF


def shuffled(a: int, b: int) -> int:
    """A repeatable number that looks random: breaks ties without always favouring the first.

    Without it the same people would always sit together, and groups of reviewers that share no
    dossier cannot be compared with each other.
    """
    mixed = (a * 0x9E3779B1 ^ b * 0x85EBCA77 ^ (b << 7)) & _MASK
    mixed = ((mixed ^ mixed >> 15) * 0x2C1B3C6D) & _MASK
    mixed = ((mixed ^ mixed >> 12) * 0x297A2D39) & _MASK
    return (mixed ^ mixed >> 15) & 0x7FFFFFFF


def propose_assignment(
    ideas: Sequence[int],
    reviewers: Sequence[int],
    wanted: int,
    conflicts: Mapping[int, Collection[int]],
    existing: Collection[Pair],
) -> list[Pair]:
    """The pairs to add so that every dossier has `wanted` reviewers, as far as conflicts allow.

    What stands is kept. The most constrained dossier chooses first, always the least loaded
    reviewers who may; then work is passed on until no passing-on makes the loads more even.
    The same input gives the same answer.
    """
    loads: Counter[int] = Counter({reviewer: 0 for reviewer in reviewers})
    sitting: dict[int, set[int]] = {idea: set() for idea in ideas}
    for idea, reviewer in existing:
        loads[reviewer] += 1
        sitting.setdefault(idea, set()).add(reviewer)
    free = {
        idea: [r for r in reviewers if r not in conflicts.get(idea, ()) and r not in sitting[idea]]
        for idea in ideas
        if len(sitting[idea]) < wanted
    }
    order = sorted(free, key=lambda i: (len(free[i]) + len(sitting[i]) - wanted, shuffled(i, 0), i))
    given: dict[int, set[int]] = {reviewer: set() for reviewer in reviewers}
    for idea in order:
        for reviewer in _least_loaded(idea, free[idea], wanted - len(sitting[idea]), loads):
            loads[reviewer] += 1
            given[reviewer].add(idea)
    _even_out(given, {idea: frozenset(people) for idea, people in free.items()}, loads)
    return sorted((idea, reviewer) for reviewer, own in given.items() for idea in own)


def _least_loaded(
    idea: int, free: Sequence[int], count: int, loads: Mapping[int, int]
) -> list[int]:
    return nsmallest(count, free, key=lambda r: (loads[r], shuffled(idea, r), r))


def _even_out(
    given: dict[int, set[int]], free: Mapping[int, frozenset[int]], loads: Counter[int]
) -> None:
    """Pass dossiers on, if need be through others, until nobody can be relieved any more."""
    relieved = True
    while relieved:
        relieved = False
        lowest = min((loads[reviewer] for reviewer in given), default=0)
        for giver in sorted(given, key=lambda r: (-loads[r], r)):
            if loads[giver] < lowest + 2:
                break
            chain = _chain_from(giver, given, free, loads)
            if chain:
                _pass_on(chain, given, loads)
                relieved = True
                break


def _chain_from(
    giver: int,
    given: Mapping[int, set[int]],
    free: Mapping[int, frozenset[int]],
    loads: Mapping[int, int],
) -> list[tuple[int, int, int]]:
    """Steps (from, to, dossier) that end at somebody with at least two fewer than the giver."""
    came: dict[int, tuple[int, int]] = {}
    waiting = deque([giver])
    unseen = [r for r in sorted(given, key=lambda r: (loads[r], r)) if r != giver]
    while waiting:
        here = waiting.popleft()
        for there in list(unseen):
            idea = _movable(given[here], given[there], free, there)
            if idea is None:
                continue
            came[there] = (here, idea)
            if loads[there] <= loads[giver] - 2:
                return _steps(came, giver, there)
            unseen.remove(there)
            waiting.append(there)
    return []


def _movable(
    own: set[int], theirs: set[int], free: Mapping[int, frozenset[int]], there: int
) -> int | None:
    able = (idea for idea in own if there in free[idea] and idea not in theirs)
    return next(able, None)


def _steps(came: Mapping[int, tuple[int, int]], start: int, end: int) -> list[tuple[int, int, int]]:
    steps: list[tuple[int, int, int]] = []
    while end != start:
        before, idea = came[end]
        steps.append((before, end, idea))
        end = before
    return steps


def _pass_on(
    chain: Sequence[tuple[int, int, int]], given: dict[int, set[int]], loads: Counter[int]
) -> None:
    for before, after, idea in chain:
        given[before].remove(idea)
        given[after].add(idea)
        loads[before] -= 1
        loads[after] += 1
