"""What changed between two frozen versions, field by field and word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.ideas.answers import thawed_answer
from app.ideas.choices import LISTS, title_of
from app.ideas.drafts import LABELS
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.text import T, Text

_WORDS = re.compile(r"\s+|\d+(?:[.,]\d+)*|[^\W_]+|.", re.DOTALL)
# Alignment costs the product of both lengths; longer texts are compared paragraph by paragraph.
MOST_WORDS = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: "same", "old" (only before) or "new" (only now)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; `pieces` in reading order."""

    label: Text | str
    pieces: tuple[Piece, ...]
    long: bool = field(default=False)


def words_changed(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts as one, aligned word by word; nothing of either is left out."""
    if old == new:
        return (Piece("same", old),) if old else ()
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(left), len(right)) > MOST_WORDS:
        left, right = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if max(len(left), len(right)) > MOST_WORDS:
        return tuple(piece for piece in (Piece("old", old), Piece("new", new)) if piece.text)
    return tuple(_joined(_aligned(left, right)))


def _aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[Piece]:
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - only where versions are compared

    for step in LCSseq.opcodes(left, right):
        before = "".join(left[step.src_start : step.src_end])
        after = "".join(right[step.dest_start : step.dest_end])
        if step.tag == "equal":
            yield Piece("same", before)
        else:
            yield Piece("old", before)
            yield Piece("new", after)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one old and one new stretch; a blank between them belongs to both."""
    old = new = ""
    pending = ""
    for piece in pieces:
        if piece.kind == "same" and piece.text.isspace() and (old or new):
            pending += piece.text
        elif piece.kind == "same":
            yield from _flushed(old, new)
            yield Piece("same", pending + piece.text)
            old = new = pending = ""
        elif piece.text:
            old, new, pending = old + pending, new + pending, ""
            old += piece.text if piece.kind == "old" else ""
            new += piece.text if piece.kind == "new" else ""
    yield from _flushed(old, new)
    if pending:
        yield Piece("same", pending)


def _flushed(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece("old", old)
    if new:
        yield Piece("new", new)


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every field, author, file and further answer that differs between two frozen contents."""
    found = _fields(old.get("fields", {}), new.get("fields", {}))
    for name, label, shown in LISTS_OF_ROWS:
        found += _rows(label, [shown(one) for one in old.get(name, [])],
                       [shown(one) for one in new.get(name, [])])  # fmt: skip
    return found + _answers(old.get("answers", []), new.get("answers", []))


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    names = [*new, *(name for name in old if name not in new)]
    ordered = [name for name in LABELS if name in names]
    ordered += sorted(name for name in names if name not in LABELS and name != "category")
    found = []
    for name in ordered:
        a, b = (_shown(name, fields) for fields in (old, new))
        if a != b:
            found.append(_change(LABELS.get(name, name), a, b))
    return found


def _change(label: Text | str, old: str, new: str) -> Change:
    return Change(label, words_changed(old, new), long=len(old) + len(new) > 200)


def _shown(name: str, fields: Mapping[str, Any]) -> str:
    """A frozen value as the pages write it."""
    value = fields.get("category" if name == "category_id" else name)
    if value is None or value == "":
        return ""
    if name == "saved_vnd":
        return str(T("%(n)s đồng", n=integer_text(int(value))))
    if name in LISTS:
        return str(title_of(name, str(value)))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return day_text(date.fromisoformat(str(value)))
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(part)}" for key, part in value.items() if part)
    if isinstance(value, list | tuple):
        return "\n".join(_plain(part) for part in value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return "" if value is None else str(value)


def _author(line: Mapping[str, Any]) -> str:
    parts = [line.get("full_name", ""), line.get("born", ""), line.get("job_title", ""),
             line.get("workplace", ""), line.get("qualification", ""), line.get("email", ""),
             f"{decimal_text(Decimal(str(line.get('share', 0))))}%"]  # fmt: skip
    return ", ".join(str(part) for part in parts if part)


def _participant(line: Mapping[str, Any]) -> str:
    names = ("full_name", "born", "job_title", "workplace", "qualification", "support")
    return ", ".join(str(line[name]) for name in names if line.get(name))


def _file(line: Mapping[str, Any]) -> str:
    note = f" ({line['note']})" if line.get("note") else ""
    return f"{line.get('name', '')}{note}, SHA-256 {str(line.get('sha256', ''))[:12]}…"


LISTS_OF_ROWS = (
    ("authors", T("Tác giả"), _author),
    ("participants", T("Người tham gia áp dụng lần đầu"), _participant),
    ("files", T("Tệp minh chứng"), _file),
)


def _rows(label: Text, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Rows that came, went, changed, or moved: who stands first is the main author."""
    if list(old) == list(new):
        return []
    pieces = _joined(_aligned([f"{row}\n" for row in old], [f"{row}\n" for row in new]))
    return [Change(label, tuple(pieces), long=True)]


def _answers(old: Any, new: Any) -> list[Change]:
    """Answers to the round's own questions, by the question's words."""
    a, b = _by_label(old), _by_label(new)
    return [
        _change(label, a.get(label, ""), b.get(label, ""))
        for label in [*b, *(label for label in a if label not in b)]
        if a.get(label, "") != b.get(label, "")
    ]


def _by_label(answers: Any) -> dict[str, str]:
    """The frozen answers as text, by the words of the question as it stood then.

    Two questions of the same words are told apart by their order.
    """
    found: dict[str, str] = {}
    for answer in (thawed_answer(one) for one in answers or []):
        name, place = answer.label, 1
        while name in found:
            place += 1
            name = f"{answer.label} ({place})"
        found[name] = answer.text
    return found
