"""Reads a text for its citations: expired, not yet in force, unknown, twins, wrong days.

It found 6497/KH-UBND and 6479/KH-UBND, one plan under two numbers, in Kế hoạch 52/KH-UBND-KT.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.citations.acts import Act
from app.citations.found import Cited, citations_in, normal_number
from app.citations.states import LAWS, Fault
from app.kernel.dates import day_text
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, fold, search_text

ALIKE, MOST_COMPARED = 0.75, 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where, what, and what to do. `act_id`: the act of the registry."""

    fault: Fault
    number: str
    line: int
    column: int
    excerpt: str
    message: Text
    advice: Text
    act_id: int | None = None


@dataclass(frozen=True)
class Registry:
    """The acts by their number, and the laws by their name."""

    acts: Mapping[str, Sequence[Act]]
    laws: Mapping[str, Sequence[Act]]

    @classmethod
    def of(cls, acts: Iterable[Act]) -> "Registry":
        """From all the acts."""
        by_number: dict[str, list[Act]] = {}
        laws: dict[str, list[Act]] = {}
        for act in acts:
            if act.number:
                by_number.setdefault(normal_number(act.number).upper(), []).append(act)
            if act.kind in LAWS:
                laws.setdefault(search_text(f"{act.kind} {act.subject}"), []).append(act)
        return cls(by_number, laws)

    def find(self, cited: Cited) -> Act | None:
        """The act of a number; of several the one of that day, else the newest."""
        found = self.acts.get(cited.number.upper(), ())
        if len(found) < 2:
            return found[0] if found else None
        same = [act for act in found if cited.day is not None and act.issued_on == cited.day]
        named = [act for act in found if _alike(act.subject, cited.words)]
        return (same or named or list(found))[-1]

    def near(self, cited: Cited) -> Act | None:
        """An act of the same ending and day whose serial is the same digits in another order."""
        ending = cited.ending.upper()
        for number, found in self.acts.items():
            serial = number.removesuffix(ending)
            if serial == number or not _swapped(serial, cited.serial):
                continue
            for act in found:
                if cited.day is None or act.issued_on in {None, cited.day}:
                    return act
        return None


def lint(text: str, registry: Registry, day: date) -> list[Finding]:
    """Everything to look at in the text on that day, in its order."""
    cited = [one for one in citations_in(text) if not one.own]
    twins = _twins(cited)
    found: list[Finding] = []
    for one in cited:
        act = registry.find(one)
        other = twins.get(one.number)
        if other is not None and (act is None or registry.find(other) is not None):
            found.append(_twin(one, other, known=registry.find(other)))
        if act is not None:
            found += _of_known(one, act, day)
        elif other is None:
            found.append(_of_unknown(one, registry.near(one)))
        if one.wrong_day:
            found.append(_finding(one, Fault.WRONG_DAY,
                                  T("“%(day)s” không phải là ngày có thật", day=one.wrong_day),
                                  T("Đối chiếu ngày ban hành với văn bản gốc")))  # fmt: skip
    found += _of_laws(text, registry, day)
    return sorted(set(found), key=lambda one: (one.line, one.column, one.fault))


def _twins(cited: Sequence[Cited]) -> dict[str, Cited]:
    """Of each number the other one that names the same document, if the text has one.

    At most `MOST_COMPARED` numbers of one ending and day are compared: nobody waits for a text
    made to be slow.
    """
    groups: dict[tuple[str, date | None], dict[str, Cited]] = {}
    for one in cited:
        groups.setdefault((one.ending, one.day), {}).setdefault(one.number, one)
    found: dict[str, Cited] = {}
    for group in groups.values():
        several = list(group.values())[:MOST_COMPARED]
        for place, one in enumerate(several):
            for other in several[place + 1 :]:
                if _one_document(one, other):
                    found.setdefault(one.number, other)
                    found.setdefault(other.number, one)
    return found


def _one_document(one: Cited, other: Cited) -> bool:
    """Of one ending and day: the same subject, or the same digits in another order."""
    same_words = _alike(one.words, other.words)
    if one.day is None:
        return same_words and _swapped(one.serial, other.serial)
    return same_words or _swapped(one.serial, other.serial)


def _swapped(one: str, other: str) -> bool:
    return one != other and len(one) == len(other) > 1 and sorted(one) == sorted(other)


def _alike(one: str, other: str) -> bool:
    left, right = search_text(one)[:200], search_text(other)[:200]
    if min(len(left), len(right)) < 20:
        return False
    mine, theirs = set(left.split()), set(right.split())
    if len(mine & theirs) * 2 < min(len(mine), len(theirs)):
        return False
    shorter = min(len(left), len(right))
    return difflib.SequenceMatcher(None, left[:shorter], right[:shorter],
                                   autojunk=False).ratio() >= ALIKE  # fmt: skip


def _finding(
    one: Cited, fault: Fault, message: Text, advice: Text, act_id: int | None = None
) -> Finding:
    return Finding(fault, one.number, one.line, one.column, one.excerpt, message, advice, act_id)


def _twin(one: Cited, other: Cited, *, known: Act | None) -> Finding:
    advice = T("Đối chiếu văn bản gốc rồi ghi một số ở cả hai chỗ")
    if known is not None:
        advice = T("Danh mục có số %(number)s; sửa chỗ này theo số đó, hoặc đối chiếu văn bản gốc",
                   number=known.number)  # fmt: skip
    message = T("Cùng một văn bản được ghi hai số: %(one)s ở đây và %(other)s ở dòng %(line)s",
                one=one.number, other=other.number, line=other.line)  # fmt: skip
    return _finding(one, Fault.TWIN, message, advice, known.act_id if known else None)


def _of_known(one: Cited, act: Act, day: date) -> list[Finding]:
    found = []
    if one.day is not None and act.issued_on is not None and one.day != act.issued_on:
        found.append(_finding(
            one, Fault.WRONG_DAY,
            T("%(name)s ban hành ngày %(right)s, ở đây ghi ngày %(wrong)s", name=act.name,
              right=day_text(act.issued_on), wrong=day_text(one.day)),
            T("Sửa ngày, hoặc kiểm tra lại số văn bản"), act.act_id))  # fmt: skip
    return found + _validity(one, act, day)


def _validity(one: Cited, act: Act, day: date) -> list[Finding]:
    if act.valid_to is not None and act.valid_to <= day:
        advice = (T("Thay bằng %(number)s", number=act.replaced_by) if act.replaced_by
                  else T("Bỏ căn cứ này hoặc tìm văn bản thay thế"))  # fmt: skip
        message = T("%(name)s hết hiệu lực từ ngày %(day)s", name=act.name,
                    day=day_text(act.valid_to))  # fmt: skip
        return [_finding(one, Fault.EXPIRED, message, advice, act.act_id)]
    if act.valid_from > day:
        message = T("%(name)s có hiệu lực từ ngày %(day)s", name=act.name,
                    day=day_text(act.valid_from))  # fmt: skip
        advice = T("Chỉ viện dẫn từ ngày văn bản có hiệu lực")
        return [_finding(one, Fault.NOT_YET, message, advice, act.act_id)]
    return []


def _of_unknown(one: Cited, near: Act | None) -> Finding:
    if near is not None:
        message = T("Số %(number)s không có trong danh mục; danh mục có %(near)s",
                    number=one.number, near=near.number)  # fmt: skip
        return _finding(one, Fault.TWIN, message, T("Đối chiếu văn bản gốc: có thể đã đảo chữ số"),
                        near.act_id)  # fmt: skip
    message = T("Số %(number)s không có trong danh mục", number=one.number)
    return _finding(one, Fault.UNKNOWN, message,
                    T("Đối chiếu văn bản gốc, rồi thêm văn bản vào danh mục"))  # fmt: skip


def _of_laws(text: str, registry: Registry, day: date) -> list[Finding]:
    """Laws are cited by name and day: one that no longer holds while none of its name does."""
    found = []
    cleaned = clean(text)
    # Folded once as a whole: a list of 500 lines has perhaps two that name a law.
    for number, (line, plain) in enumerate(
        zip(cleaned.split("\n"), fold(cleaned).split("\n"), strict=True), start=1
    ):
        if "luat" not in plain and "lenh" not in plain:
            continue
        folded = f" {search_text(line)} "
        if " luat " not in folded and " phap lenh " not in folded:
            continue
        for name, acts in registry.laws.items():
            if f" {name} " not in folded:
                continue
            told = [act for act in acts if act.issued_on is not None and _names_day(folded, act)]
            act = (told or [one for one in acts if one.in_force(day)] or list(acts))[-1]
            at = Cited(act.number, "", "", None, "", "", number, 1, line.strip()[:120])
            found += _validity(at, act, day)
    return found


def _names_day(folded: str, act: Act) -> bool:
    day = act.issued_on
    if day is None:
        return False
    return any(f" {words} " in folded for words in (
        f"ngay {day.day} thang {day.month} nam {day.year}",
        f"ngay {day.day:02d} thang {day.month:02d} nam {day.year}",
        f"ngay {day.day:02d} {day.month:02d} {day.year}",
        f"nam {day.year}",
    ))  # fmt: skip
