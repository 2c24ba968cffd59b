"""Where two texts say the same: sentences side by side, the words that differ marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.kernel.vietnamese import search_text
from app.novelty.lexicon import Lexicon
from app.novelty.likeness import similarity
from app.novelty.reading import Reading, read

MOST_SENTENCES = 80
MOST_PASSAGES = 6
MOST_WORDS = 120
ALIKE = 0.4
LEAST_WORDS = 3
_SENTENCE = re.compile(r"(?<=[.!?;:\n])\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row; `differs`: they stand only on this side."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Two sentences that say the same, as runs of words."""

    mine: tuple[Run, ...]
    theirs: tuple[Run, ...]
    score: float


def passages(mine: Sequence[str], theirs: Sequence[str], lexicon: Lexicon) -> list[Passage]:
    """The most alike sentences of two texts in the order of mine; each of theirs at most once."""
    left, right = _sentences(mine, lexicon), _sentences(theirs, lexicon)
    pairs = sorted(
        (
            (similarity(a, b), i, j)
            for i, (_text, a) in enumerate(left) for j, (_other, b) in enumerate(right)
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )  # fmt: skip
    taken: list[tuple[int, int, float]] = []
    for score, i, j in pairs:
        if score < ALIKE or len(taken) == MOST_PASSAGES:
            break
        if all(i != a and j != b for a, b, _score in taken):
            taken.append((i, j, score))
    return [_marked(left[i][0], right[j][0], score) for i, j, score in sorted(taken)]


def _sentences(texts: Sequence[str], lexicon: Lexicon) -> list[tuple[str, Reading]]:
    found = [one.strip() for text in texts for one in _SENTENCE.split(text)]
    long = [one for one in found if len(one.split()) >= LEAST_WORDS][:MOST_SENTENCES]
    return [(one, read(one, lexicon)) for one in long]


def _marked(mine: str, theirs: str, score: float) -> Passage:
    left, right = mine.split()[:MOST_WORDS], theirs.split()[:MOST_WORDS]
    matcher = SequenceMatcher(None, [search_text(w) for w in left],
                              [search_text(w) for w in right], autojunk=False)  # fmt: skip
    ours: list[Run] = []
    others: list[Run] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if b > a:
            ours.append(Run(" ".join(left[a:b]), tag != "equal"))
        if d > c:
            others.append(Run(" ".join(right[c:d]), tag != "equal"))
    return Passage(tuple(ours), tuple(others), score)
