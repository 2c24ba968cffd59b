"""What a verified bundle says, as plain values; every text is cleaned and bounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.forwarding.bundles import ANSWER_FORMAT, LIST_FORMAT, Bundle, read_bundle
from app.forwarding.states import NAME_LIMIT, NUMBER_LIMIT, REASON_LIMIT, LineAnswer
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line

MOST_LINES = 2000


def _wrong(what: str) -> Blocked:
    return Blocked([Blocker("file", T("Nội dung gói không đúng cấu trúc: %(what)s", what=what))])


def text_in(values: Mapping[str, Any], name: str, most: int, *, needed: bool = False) -> str:
    """A line of text. Raises `Blocked` when it is no text, too long, or lacks."""
    value = values.get(name, "")
    if not isinstance(value, str) or len(value) > most * 4:
        raise _wrong(name)
    text = clean_line(value)
    if len(text) > most or (needed and not text):
        raise _wrong(name)
    return text


def day_in(values: Mapping[str, Any], name: str, *, needed: bool = False) -> date | None:
    """A day. Raises `Blocked` when it is none."""
    value = values.get(name)
    if value is None or value == "":
        if needed:
            raise _wrong(name)
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise _wrong(name) from None


def number_in(values: Mapping[str, Any], name: str) -> int:
    """A whole number of a row. Raises `Blocked`."""
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 62:
        raise _wrong(name)
    return value


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One nominated of a list of another authority."""

    origin_line: int
    individual: bool
    name: str
    job_title: str
    unit_name: str
    award_name: str
    achievement: str
    solutions: str
    codes: str


@dataclass(frozen=True)
class ListBundle:
    """A list of another authority."""

    key: str
    digest: str
    origin: str
    title: str
    movement: str
    list_label: str
    made_on: date
    lines: tuple[BundleLine, ...]
    bundle: Bundle


def read_list(content: bytes) -> ListBundle:
    """A verified list bundle. Raises `Blocked` with the reason."""
    bundle = read_bundle(content, LIST_FORMAT)
    data, head = bundle.json_of("list.json"), bundle.manifest
    rows = data.get("lines")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_LINES:
        raise _wrong("lines")
    lines = tuple(_line(row) for row in rows)
    if len({line.origin_line for line in lines}) != len(lines):
        raise _wrong("lines")
    made = day_in(head, "made_on", needed=True)
    if made is None:
        raise _wrong("made_on")
    return ListBundle(
        str(head["key"]), bundle.digest, text_in(head, "origin", NAME_LIMIT, needed=True),
        text_in(data, "title", NAME_LIMIT, needed=True), text_in(data, "movement", 300),
        text_in(data, "label", 60), made, lines, bundle,
    )  # fmt: skip


def _line(row: Any) -> BundleLine:
    if not isinstance(row, dict) or not isinstance(row.get("individual"), bool):
        raise _wrong("lines")
    achievement = row.get("achievement", "")
    if not isinstance(achievement, str) or len(achievement) > 4000:
        raise _wrong("achievement")
    return BundleLine(
        number_in(row, "line"), row["individual"], text_in(row, "name", NAME_LIMIT, needed=True),
        text_in(row, "job_title", 120), text_in(row, "unit_name", NAME_LIMIT),
        text_in(row, "award_name", NAME_LIMIT, needed=True), clean(achievement),
        text_in(row, "solutions", 4000), text_in(row, "codes", 1000),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """The answer to one line."""

    origin_line: int
    answer: LineAnswer
    reason: str
    decision_number: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class AnswerBundle:
    """The answer to a bundle: to which one (key and digest), by whom, line by line."""

    key: str
    of_digest: str
    by: str
    lines: tuple[AnswerLine, ...]


def read_answer(content: bytes) -> AnswerBundle:
    """A verified answer bundle. Raises `Blocked` with the reason."""
    bundle = read_bundle(content, ANSWER_FORMAT)
    data = bundle.json_of("answer.json")
    rows = data.get("lines")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_LINES:
        raise _wrong("lines")
    return AnswerBundle(
        str(bundle.manifest["key"]), text_in(data, "of_digest", 64, needed=True),
        text_in(bundle.manifest, "origin", NAME_LIMIT, needed=True),
        tuple(_answer(row) for row in rows),
    )  # fmt: skip


def _answer(row: Any) -> AnswerLine:
    if not isinstance(row, dict) or str(row.get("answer")) not in set(LineAnswer):
        raise _wrong("answer")
    answer = LineAnswer(str(row["answer"]))
    reason = text_in(row, "reason", REASON_LIMIT, needed=answer is not LineAnswer.AGREED)
    return AnswerLine(number_in(row, "line"), answer, reason,
                      text_in(row, "decision_number", NUMBER_LIMIT),
                      day_in(row, "decided_on"))  # fmt: skip
