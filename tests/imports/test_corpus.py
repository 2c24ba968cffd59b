"""The hostile corpus: every cell is right, or a person is told. Silent wrong cells: 0."""

import io
import sys
from collections import Counter
from decimal import Decimal

import pytest

from app.imports.judged import Judged
from app.imports.problems import Level
from app.imports.states import Verdict
from tests.imports.corpus import GROUND, Made, Truth, make
from tests.imports.looking import look_at

FILES, ROWS = 200, 25
FIELDS = ("title", "authors", "unit", "first_applied_on", "saved_vnd", "effect", "own_code")


def given(found: Judged, name: str) -> object:
    values = found.values
    if name == "authors":
        return [(one["full_name"], Decimal(one["share"])) for one in values.get("authors", [])]
    if name == "unit":
        return values.get("unit_id")
    if name == "own_code":
        return values.get("own_code", "")
    return values.get(name)


def wanted(truth: Truth, name: str) -> object:
    if name == "authors":
        return [(one, Decimal(share)) for one, share in truth.authors]
    if name == "unit":
        return truth.unit_id
    if name == "first_applied_on":
        return truth.first_applied_on.isoformat() if truth.first_applied_on else None
    return getattr(truth, name)


def flagged(found: Judged, name: str) -> bool:
    """A person is asked about this very field, or the row cannot be stored because of it."""
    return any(one.level is not Level.NOTE and (one.key == name or (one.key.startswith("author_")
               and name == "authors")) for one in found.problems)  # fmt: skip


def weigh(made: Made) -> tuple[Counter[str], list[str]]:
    """Cells by outcome, and what is silently wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    looks = {
        (one.sheet, one.judged.number): one.judged
        for one in look_at(io.BytesIO(made.content), made.name, GROUND)
    }
    for place, truth in made.truth.items():
        found = looks.get(place)
        if found is None or found.verdict is Verdict.SKIPPED:
            wrong.append(f"{made.traits} {place}: the dossier is lost")
            continue
        if truth.hidden and found.verdict in {Verdict.NEW}:
            wrong.append(f"{made.traits} {place}: a hidden row is not asked about")
        for name in FIELDS:
            if given(found, name) == wanted(truth, name):
                counts["asked though right" if flagged(found, name) else "right"] += 1
            elif flagged(found, name):
                counts["wrong or empty, told"] += 1
            else:
                counts["silently wrong"] += 1
                wrong.append(f"{made.traits} {place} {name}: {given(found, name)!r}, "
                             f"not {wanted(truth, name)!r}")  # fmt: skip
    for place, found in looks.items():
        if place not in made.truth and found.verdict in {Verdict.NEW, Verdict.ASK}:
            wrong.append(f"{made.traits} {place}: no dossier, but {found.title!r}")
    return counts, wrong


@pytest.mark.parametrize("batch", range(10))
def test_no_cell_is_silently_wrong(batch: int) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(batch, FILES, 10):
        one, bad = weigh(make(seed, ROWS))
        counts += one
        wrong += bad
    assert wrong == []
    # Asking about everything would also be never silent: most cells go through unasked.
    assert counts["right"] > 0.7 * counts.total()


def main(first: int = 0, files: int = FILES) -> None:
    """Figures: `PYTHONPATH=. python tests/imports/test_corpus.py [first seed] [files]`."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    rows = 0
    for seed in range(first, first + files):
        made = make(seed, ROWS)
        one, bad = weigh(made)
        counts, rows = counts + one, rows + len(made.truth)
        wrong += bad
    print(f"{files} files, {rows} dossiers, {counts.total()} cells")  # noqa: T201
    for name, number in sorted(counts.items()):
        print(f"{name}: {number}")  # noqa: T201
    print(f"silently wrong: {len(wrong)}")  # noqa: T201
    for text in wrong[:40]:
        print(text)  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
