"""What several people's pass or fail make together. Pure: values in, an outcome out."""

from collections.abc import Sequence
from enum import StrEnum

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.rounds.states import QualifyRule

REASON_LIMIT = 2000


class Verdict(StrEnum):
    """What one qualifier says of a dossier."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"


class Outcome(StrEnum):
    """What all of them say together."""

    OPEN = "open"
    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    SPLIT = "split"


VERDICT_TITLES = {Verdict.PASS: T("Đạt"), Verdict.FAIL: T("Không đạt")}
VERDICT_SHAPES = {Verdict.PASS: "ok", Verdict.FAIL: "no"}
OUTCOME_TITLES = {
    Outcome.OPEN: T("Chưa đủ ý kiến"),
    Outcome.PASS: T("Đạt"),
    Outcome.FAIL: T("Không đạt"),
    Outcome.SPLIT: T("Chưa thống nhất"),
}
OUTCOME_SHAPES = {
    Outcome.OPEN: "doing", Outcome.PASS: "ok", Outcome.FAIL: "no", Outcome.SPLIT: "bad",
}  # fmt: skip


def people_wanted(verdicts: Sequence[Verdict], wanted: int, rule: QualifyRule) -> int:
    """How many must speak: one more where the round calls a third person and the two disagree."""
    apart = len(set(verdicts)) > 1
    return wanted + 1 if rule is QualifyRule.THIRD and apart else wanted


def outcome(verdicts: Sequence[Verdict], waiting: int, wanted: int, rule: QualifyRule) -> Outcome:
    """The outcome once everybody who was asked has spoken, and enough people were asked.

    `waiting`: those who were asked and have not spoken. Nobody's opinion is passed over because
    the others were quicker. One mind is an outcome under every rule.
    """
    if waiting or len(verdicts) < people_wanted(verdicts, wanted, rule):
        return Outcome.OPEN
    passes = sum(one is Verdict.PASS for one in verdicts)
    fails = len(verdicts) - passes
    if not passes or not fails:
        return Outcome.FAIL if fails else Outcome.PASS
    if rule is QualifyRule.ALL or passes == fails:
        return Outcome.SPLIT
    return Outcome.PASS if passes > fails else Outcome.FAIL


def blockers_to_decide(found: Outcome, wanted: Outcome, why: str) -> list[Blocker]:
    """A decision that the outcome does not carry needs a reason, which is recorded."""
    if found is wanted or why:
        return []
    return [Blocker("why", T("Kết quả thẩm định là “%(found)s”: ghi lý do quyết định khác kết quả "
                             "thẩm định", found=OUTCOME_TITLES[found]))]  # fmt: skip


def blockers_to_give(verdict: Verdict | None, reason: str) -> list[Blocker]:
    """Pass or fail, and why."""
    found = []
    if verdict is None:
        found.append(Blocker("verdict", T("Chọn đạt hoặc không đạt")))
    if not reason:
        found.append(Blocker("reason", T("Ghi lý do kết luận")))
    return found + blockers_of_length(reason)


def blockers_of_length(reason: str) -> list[Blocker]:
    """A reason has room, not endless room."""
    if len(reason) <= REASON_LIMIT:
        return []
    return [Blocker("reason", T("Lý do không được quá %(n)s ký tự", n=REASON_LIMIT))]
