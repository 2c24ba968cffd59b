"""Eligibility with its clause, money, wording of achievements, and what keeps a list from locking.

Pure: facts in, answers out. The rules themselves are dated rows (`EligibilityRule`); what they can
ask is in `conditions`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from app.awards.conditions import CONDITIONS
from app.awards.facts import Answer, Dated, Facts, Finding, Part, Rule, Solution
from app.awards.states import ROLE_TITLES, BasisRole, Verdict
from app.kernel.dates import day_text
from app.kernel.money import dong_text, multiple_of_base
from app.kernel.refusals import Blocker
from app.kernel.text import T

D = TypeVar("D", bound=Dated)
_WORST_FIRST = (Verdict.LACKING, Verdict.ASK, Verdict.MET)


def in_force(rows: Iterable[D], day: date) -> list[D]:
    """The rows that count on that day; the end is exclusive."""
    return [
        row
        for row in rows
        if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
    ]


def last_day(row: Dated) -> date | None:
    """The last day on which the row counts; None: no end known."""
    return row.valid_to - timedelta(days=1) if row.valid_to else None


def check(facts: Facts, rules: Iterable[Rule]) -> list[Answer]:
    """Every rule's answer for this nomination, in the order of the rules.

    `rules` are those in force on the day of judging. A rule that does not concern the subject (a
    share, for a collective) gives no answer.
    """
    return answers_of(facts, [rule for rule in rules if concerns(rule, facts.award_code)])


def answers_of(
    facts: Facts, rules: Iterable[Rule], *, without: frozenset[str] = frozenset(),
    only_open: bool = False,
) -> list[Answer]:  # fmt: skip
    """`check` where the rules of the award were chosen before, for many nominations at once.

    `without` leaves conditions out: a candidate has no dossier yet. `only_open` leaves out the
    answers that are met: nobody reads those of a candidate.
    """
    answers = []
    for rule in rules:
        if rule.condition in without:
            continue
        finding = CONDITIONS[rule.condition].look(facts, rule.parameter)
        if finding is None:
            continue
        verdict = verdict_of(finding, rule.otherwise)
        met = verdict is Verdict.MET
        if met and only_open:
            continue
        wants = () if met else tuple(f"{rule.code}:{want}" for want in finding.wants)
        answers.append(Answer(rule.code, verdict, rule.message, rule.clause, finding.seen, wants))
    return answers


def concerns(rule: Rule, award_code: str) -> bool:
    """Whether the rule is asked for this award."""
    if rule.award_code not in {"*", award_code}:
        return False
    return not rule.off_for or award_code not in rule.off_for.split()


def verdict_of(finding: Finding, otherwise: Verdict) -> Verdict:
    """Missing data is never a silent đủ nor a thiếu: a person looks. Advice holds nobody back."""
    if not finding.wants or otherwise is Verdict.MET:
        return Verdict.MET
    return Verdict.ASK if finding.unknown else otherwise


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Thiếu beats cần người xem beats đủ; no answer at all is đủ."""
    found = set(verdicts)
    return next((one for one in _WORST_FIRST if one in found), Verdict.MET)


def unmet(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that keep the nomination open, the worst first."""
    found = [answer for answer in answers if answer.verdict is not Verdict.MET]
    return sorted(found, key=lambda answer: _WORST_FIRST.index(answer.verdict))


def wanting(answers: Iterable[Answer]) -> frozenset[str]:
    """Each single thing found wanting."""
    return frozenset(want for answer in answers for want in answer.wants)


def override_holds(answers: Sequence[Answer], covers: frozenset[str]) -> bool:
    """Whether a person's decision still covers everything found wanting now."""
    return wanting(answers) <= covers


def amount(factor: Decimal, salary: int) -> int:
    """Money of one award in whole đồng: the factor times the base salary of the day."""
    return multiple_of_base(factor, salary)


@lru_cache(maxsize=256)
def parts_of(text: str) -> tuple[Part, ...]:
    """The dossier parts of a catalogue row: one a line, "letters|name|form".

    Kept by its text: every line of a list asks for one of a few.
    """
    rows = [line.split("|") for line in text.splitlines() if line.strip()]
    return tuple(Part(row[0].strip(), *(cell.strip() for cell in row[1:3])) for row in rows)


def letters_of(text: str) -> frozenset[str]:
    """Stored letters of parts present: "TTr BC"."""
    return frozenset(text.split())


def achievement_text(solutions: Sequence[Solution], limit: int) -> str:
    """What the list prints as Thành tích, made from the data; at most `limit` characters.

    Units are counted instead of named, and further solutions counted, before anything is cut.
    """
    for counted in (False, True):
        text = "; ".join(_achieved(one, count_units=counted) for one in solutions)
        if len(text) <= limit:
            return text
    first = _achieved(solutions[0], count_units=True)
    more = f" và {len(solutions) - 1} giải pháp khác" if len(solutions) > 1 else ""
    return first[: limit - len(more)] + more


def _achieved(one: Solution, *, count_units: bool) -> str:
    text = f"{ROLE_TITLES[one.role]} giải pháp “{one.title}”"
    if one.decided_on:
        text += (
            f", được công nhận theo Quyết định số {one.decision_number}"
            f" ngày {day_text(one.decided_on)}"
        )
    if one.applied_in and one.role is not BasisRole.APPLIER:
        units = f"{len(one.applied_in)} đơn vị" if count_units else ", ".join(one.applied_in)
        text += f", đang áp dụng tại {units}"
    return text


# --- a list as a whole ------------------------------------------------------------------------


def blockers_to_lock(
    verdicts: Sequence[Verdict], *, issuer: str, money: int, limit: int | None, salary: int | None
) -> list[Blocker]:
    """Every reason the list cannot be locked; `verdicts` are the effective ones."""
    found = blockers_to_print(lines=len(verdicts), issuer=issuer)
    lacking, asks = verdicts.count(Verdict.LACKING), verdicts.count(Verdict.ASK)
    if lacking:
        found.append(
            Blocker("lacking", T("%(n)s đối tượng còn thiếu điều kiện hoặc hồ sơ", n=lacking))
        )
    if asks:
        found.append(Blocker("ask", T("%(n)s đối tượng cần người xem kết luận", n=asks)))
    if salary is None:
        found.append(Blocker("salary", T("Chưa có mức lương cơ sở của ngày xét trong danh mục")))
    if limit is not None and money > limit:
        found.append(
            Blocker(
                "money",
                T("Tiền thưởng %(money)s vượt mức tối đa %(limit)s",
                  money=dong_text(money), limit=dong_text(limit)),
            )
        )  # fmt: skip
    return found


def blockers_to_print(*, lines: int, issuer: str) -> list[Blocker]:
    """Why no Tờ trình can be made: nothing to ask for, or nobody to ask."""
    found = []
    if not lines:
        found.append(Blocker("empty", T("Danh sách chưa có đối tượng nào")))
    if not issuer:
        found.append(Blocker("issuer", T("Chưa có tên cơ quan vào ngày xét")))
    return found


def blockers_to_issue(
    number: str, decided_on: date | None, *, judged_on: date, today: date, salary_differs: bool
) -> list[Blocker]:
    """Why the decision cannot be noted. Money follows the base salary of the decision's day."""
    found = []
    if not number:
        found.append(Blocker("number", T("Nhập số quyết định")))
    if decided_on is None:
        found.append(Blocker("decided_on", T("Nhập ngày quyết định, ví dụ 05/02/2026")))
    elif decided_on > today:
        found.append(Blocker("decided_on", T("Ngày quyết định không được sau ngày hôm nay")))
    elif decided_on < judged_on:
        found.append(
            Blocker("decided_on", T("Ngày quyết định không được trước ngày xét %(day)s",
                                    day=day_text(judged_on)))
        )  # fmt: skip
    elif salary_differs:
        found.append(
            Blocker(
                "decided_on",
                T(
                    "Mức lương cơ sở ngày quyết định khác ngày xét: "
                    "mở lại danh sách, sửa ngày xét rồi chốt lại"
                ),
            )
        )
    return found
