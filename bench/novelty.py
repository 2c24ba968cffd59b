"""Measures likeness: recall and false alarms on the labelled set, and how fast ten nearest come.

Prints one line for each kind of pair and the sums, once for the topics that the words and
weights were tuned on and once for the held-out ones. Times are this machine's.
Environment: BENCH_CORPUS (10000 dossiers), BENCH_QUERIES (200), BENCH_SEED (52).
"""

import os
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from app.novelty.lexicon import lexicon_of, shipped_text  # noqa: E402 - after the path is set
from app.novelty.likeness import THRESHOLD, similarity  # noqa: E402
from app.novelty.reading import read  # noqa: E402
from bench.novelty_pairs import Pair, pairs, real_titles, topics  # noqa: E402
from bench.novelty_speed import dossiers, in_database, in_memory  # noqa: E402

ASKED = 0.95
SEED = int(os.environ.get("BENCH_SEED", "52"))


def report(name: str, found: list[Pair]) -> None:
    """One table: of each kind how many pairs count as alike."""
    words = lexicon_of(shipped_text())
    scores: dict[tuple[bool, str], list[float]] = defaultdict(list)
    for pair in found:
        scores[pair.same, pair.kind].append(similarity(read(pair.one, words),
                                                       read(pair.other, words)))  # fmt: skip
    print(f"\n{name}: {len(found)} pairs, threshold {THRESHOLD}")
    for (same, kind), values in sorted(scores.items(), reverse=True):
        alike = sum(value >= THRESHOLD for value in values)
        print(f"  {'same ' if same else 'other'} {kind:24} {alike:5}/{len(values):5} "
              f"= {alike / len(values):.4f}")  # fmt: skip
    yes = [value for (same, _kind), values in scores.items() if same for value in values]
    no = [value for (same, _kind), values in scores.items() if not same for value in values]
    hits, alarms = sum(v >= THRESHOLD for v in yes), sum(v >= THRESHOLD for v in no)
    print(f"  recall {hits / len(yes):.4f}  precision {hits / (hits + alarms):.4f}  "
          f"false alarms {alarms / len(no):.4f}")  # fmt: skip
    print(f"  recall at a precision of {ASKED}: {recall_at(ASKED, yes, no):.4f}")


def recall_at(precision: float, yes: list[float], no: list[float]) -> float:
    """The most pairs found by any threshold whose precision is at least this."""
    best = 0.0
    for threshold in sorted(set(yes)):
        hits, alarms = sum(v >= threshold for v in yes), sum(v >= threshold for v in no)
        if hits / (hits + alarms) >= precision:
            best = max(best, hits / len(yes))
    return best


if __name__ == "__main__":
    report("tuned on", pairs(topics("topics.tsv"), real_titles()[:30], SEED))
    report("held out", pairs(topics("held_out.tsv"), real_titles()[30:], SEED + 1))
    corpus = dossiers(int(os.environ.get("BENCH_CORPUS", "10000")), SEED)
    queries = dossiers(int(os.environ.get("BENCH_QUERIES", "200")), SEED + 1)
    in_memory(corpus, queries)
    in_database(corpus, queries)
