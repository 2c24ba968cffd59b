"""`flask review assign`: from four files to one of pairs, or the list of what is lacking."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from app.review.matching import SCALE, Shortage, Task, Whole, match, shortage
from app.review.score_files import BadFile, Columns, read_columns, write_tables

_MOST_NAMED = 10


def run(ideas: Path, reviewers: Path, conflicts: Path, affinity: Path, out: Path) -> list[str]:
    """Read, match, write; refuses as a whole when no full assignment exists."""
    sources = {path.resolve() for path in (ideas, reviewers, conflicts, affinity)}
    if out.resolve() in sources:
        raise BadFile("tệp ra phải khác các tệp vào")
    dossiers = read_columns(ideas, ("idea", "k"), ("field",))
    people = read_columns(reviewers, ("reviewer", "max_load"), ("min_load",))
    idea_at, person_at = _places(dossiers, "idea"), _places(people, "reviewer")
    shut = _pairs(read_columns(conflicts, ("idea", "reviewer")), idea_at, person_at)
    task = _task(dossiers, people, idea_at, person_at)
    match_of = np.zeros((len(idea_at), len(person_at)), dtype=np.int64)
    liking = read_columns(affinity, ("idea", "reviewer", "affinity"))
    rows, columns = _pairs(liking, idea_at, person_at, once=True)
    match_of[rows, columns] = _affinities(liking)
    open_to = np.ones(match_of.shape, dtype=bool)
    open_to[shut] = False
    task = _with_pairs(task, open_to, match_of)
    lacking = shortage(task)
    if lacking:
        raise BadFile("\n".join(_explained(task, lacking, list(idea_at), list(person_at))))
    chosen = match(task)
    names, own = list(idea_at), list(person_at)
    lines = zip(task.idea[chosen].tolist(), task.reviewer[chosen].tolist(), strict=True)
    write_tables([(out, ("idea", "reviewer"), ((names[i], own[p]) for i, p in lines))])
    return [f"{int(chosen.sum())} lượt chấm cho {len(names)} hồ sơ, tổng độ phù hợp "
            f"{task.affinity[chosen].sum() / SCALE:.6f}"]  # fmt: skip


def _places(table: Columns, column: str) -> dict[str, int]:
    """The number of each name, in the order of names; a name twice is refused."""
    names = table.names(column)
    if not names:
        raise BadFile(f"{table.path.name}: không có dòng nào")
    if len(set(names)) < len(names):
        index = next(i for i, name in enumerate(names) if name in names[:i])
        table.refuse(index, f"trùng {names[index]}")
    return {name: number for number, name in enumerate(sorted(names))}


def _pairs(
    table: Columns, idea_at: Mapping[str, int], person_at: Mapping[str, int], *, once: bool = False
) -> tuple[Whole, Whole]:
    """The numbers of the pairs of a table; both names must be known."""
    found = []
    for column, places, where in (
        ("idea", idea_at, "danh sách hồ sơ"), ("reviewer", person_at, "danh sách người chấm")
    ):  # fmt: skip
        names = table.names(column)
        strange = set(names) - places.keys()
        if strange:
            index = next(i for i, name in enumerate(names) if name in strange)
            table.refuse(index, f"{names[index]} không có trong {where}")
        found.append(np.fromiter(map(places.__getitem__, names), np.int64, len(names)))
    rows, columns = found
    if once:
        keys = rows * len(person_at) + columns
        order = np.argsort(keys, kind="stable")
        twice = order[1:][np.diff(keys[order]) == 0]
        if len(twice):
            table.refuse(int(twice.min()), "trùng cặp hồ sơ và người chấm")
    return rows, columns


def _affinities(table: Columns) -> Whole:
    values = np.array(table.numbers("affinity", 0.0))
    wrong = (values < 0) | (values > 1)
    if wrong.any():
        table.refuse(int(np.argmax(wrong)), "cột affinity: cần số từ 0 đến 1")
    return np.asarray(np.rint(values * SCALE), dtype=np.int64)


def _task(
    dossiers: Columns, people: Columns, idea_at: Mapping[str, int], person_at: Mapping[str, int]
) -> Task:
    wanted = _by_name(dossiers.names("idea"), dossiers.whole_numbers("k"), idea_at)
    names = people.names("reviewer")
    most = people.whole_numbers("max_load")
    least = people.whole_numbers("min_load", 0)
    for index, (low, high) in enumerate(zip(least, most, strict=True)):
        if low > high:
            people.refuse(index, f"min_load {low} lớn hơn max_load {high}")
    none = np.zeros(0, dtype=np.int64)
    loads = _by_name(names, least, person_at), _by_name(names, most, person_at)
    return Task(wanted, *loads, none, none, none)


def _by_name(names: list[str], values: list[int], places: Mapping[str, int]) -> Whole:
    found = np.zeros(len(places), dtype=np.int64)
    for name, value in zip(names, values, strict=True):
        found[places[name]] = value
    return found


def _with_pairs(task: Task, open_to: np.ndarray, match_of: Whole) -> Task:
    rows, columns = np.nonzero(open_to)
    return Task(task.wanted, task.least, task.most, rows, columns, match_of[rows, columns])


def _explained(task: Task, lacking: Shortage, ideas: list[str], people: list[str]) -> Iterator[str]:
    """Which dossiers lack how many, who could score them, and which reviewers lack work."""
    yield "không có phương án phân công đủ"
    for idea in np.flatnonzero(lacking.ideas).tolist():
        able = task.reviewer[task.idea == idea].tolist()
        shut = sorted(set(range(len(people))) - set(able))
        yield (f"Hồ sơ {ideas[idea]}: cần {task.wanted[idea]} người, thiếu {lacking.ideas[idea]}. "
               f"Được chấm: {_named(able, people)} (đã đủ tải hoặc không đủ người); "
               f"xung đột: {_named(shut, people)}")  # fmt: skip
    for person in np.flatnonzero(lacking.reviewers).tolist():
        yield (f"Người chấm {people[person]}: tối thiểu {task.least[person]} hồ sơ, thiếu "
               f"{lacking.reviewers[person]}")  # fmt: skip


def _named(numbers: list[int], names: list[str]) -> str:
    shown = ", ".join(names[number] for number in numbers[:_MOST_NAMED])
    more = len(numbers) - _MOST_NAMED
    return (shown + (f" và {more} người khác" if more > 0 else "")) or "không ai"
