"""The stages of a round as plain values: what is planned, and what a plan must keep to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.rounds.rubric_rules import blockers_in_rubric
from app.rounds.rubrics import RubricDraft
from app.rounds.states import BlindMode

STAGES_AT_MOST = 5
STAGE_NAME_LIMIT = 80
WHOLE = Decimal(100)
BY_STAGE = ("blind", "reviews_wanted", "quorum", "scoring_opens_at", "scoring_closes_at")
"""What of a round belongs to the stage that is scored."""


class StageRule(StrEnum):
    """Who goes on when a stage ends; the value is what the settings file says."""

    TOP = "top"
    TOP_PER_CATEGORY = "top_per_category"
    POINTS = "points"
    CHOICE = "choice"


RULE_TITLES: dict[StageRule, Text] = {
    StageRule.TOP: T("Số hồ sơ điểm cao nhất"),
    StageRule.TOP_PER_CATEGORY: T("Số hồ sơ điểm cao nhất của mỗi lĩnh vực"),
    StageRule.POINTS: T("Từ mức điểm trở lên"),
    StageRule.CHOICE: T("Thư ký chọn, nêu lý do"),
}


@dataclass(frozen=True, slots=True)
class StageDraft:
    """One stage. What is None is as in the stage before; of the first stage, as in the round."""

    name: str
    rule: StageRule = StageRule.CHOICE
    count: int | None = None
    points: Decimal | None = None
    share: Decimal | None = None
    """Percent of the official result; with none anywhere, the last stage alone counts."""
    blind: BlindMode | None = None
    reviews_wanted: int | None = None
    quorum: int | None = None
    scoring_opens_at: datetime | None = None
    scoring_closes_at: datetime | None = None
    rubric: RubricDraft | None = None


def rule_text(stage: StageDraft) -> Text:
    """The rule in words, with its number."""
    if stage.rule is StageRule.TOP:
        return T("%(n)s hồ sơ điểm cao nhất", n=stage.count)
    if stage.rule is StageRule.TOP_PER_CATEGORY:
        return T("%(n)s hồ sơ điểm cao nhất của mỗi lĩnh vực", n=stage.count)
    if stage.rule is StageRule.POINTS:
        return T("từ %(n)s điểm trở lên", n=decimal_text(stage.points or Decimal()))
    return T("thư ký chọn, nêu lý do")


def undated(stages: Sequence[StageDraft]) -> tuple[StageDraft, ...]:
    """For next year's round: everything but the dates, which its secretary sets."""
    return tuple(replace(one, scoring_opens_at=None, scoring_closes_at=None) for one in stages)


def blockers_in_stages(stages: Sequence[StageDraft]) -> list[Blocker]:
    """What is wrong with a plan of stages, whatever the round; fields as ``0.name``."""
    if not stages:
        return []
    found: list[Blocker] = []
    if len(stages) == 1:
        found.append(Blocker("", T("Đợt một vòng không cần lập vòng; lập từ hai vòng trở lên")))
    seen: set[str] = set()
    for n, stage in enumerate(stages):
        key = stage.name.casefold()
        if not key or key in seen:
            found.append(Blocker(f"{n}.name", T("Nhập tên vòng, mỗi vòng một tên")))
        seen.add(key)
        if n < len(stages) - 1:
            found += _blockers_in_rule(stage, n)
        found += _blockers_in_counts(stage, n)
        if stage.rubric is not None:
            found += [Blocker(f"{n}.rubric.{one.field}", one.message)
                      for one in blockers_in_rubric(stage.rubric)]  # fmt: skip
    return found + _blockers_in_shares(stages) + _blockers_in_windows(stages)


def _blockers_in_rule(stage: StageDraft, n: int) -> list[Blocker]:
    if stage.rule in {StageRule.TOP, StageRule.TOP_PER_CATEGORY} and not stage.count:
        return [Blocker(f"{n}.count", T("Nhập số hồ sơ vào vòng sau"))]
    if stage.rule is StageRule.POINTS and not (stage.points and stage.points > 0):
        return [Blocker(f"{n}.points", T("Nhập mức điểm vào vòng sau"))]
    return []


def _blockers_in_counts(stage: StageDraft, n: int) -> list[Blocker]:
    found = []
    for name in ("reviews_wanted", "quorum"):
        value = getattr(stage, name)
        if value is not None and not 1 <= value <= 20:
            found.append(Blocker(f"{n}.{name}", T("Nhập số từ 1 đến 20")))
    if stage.quorum and stage.reviews_wanted and stage.quorum > stage.reviews_wanted:
        message = T("Số phiếu tối thiểu không được quá số phiếu mỗi hồ sơ")
        found.append(Blocker(f"{n}.quorum", message))
    return found


def _blockers_in_shares(stages: Sequence[StageDraft]) -> list[Blocker]:
    """Either no stage has a share, or all have one and they make 100 %."""
    shares = [stage.share for stage in stages if stage.share is not None]
    if not shares:
        return []
    if len(shares) < len(stages) or sum(shares) != WHOLE or min(shares) < 0:
        message = T("Tỷ trọng của các vòng phải nhập đủ và cộng lại đúng 100%%")
        return [Blocker("0.share", message)]
    return []


def _blockers_in_windows(stages: Sequence[StageDraft]) -> list[Blocker]:
    found = []
    last: datetime | None = None
    for n, stage in enumerate(stages):
        opens, closes = stage.scoring_opens_at, stage.scoring_closes_at
        if n == 0 and (opens or closes):
            message = T("Thời gian chấm vòng đầu đặt ở phần thông tin của đợt")
            found.append(Blocker("0.scoring_opens_at", message))
        if opens and closes and closes <= opens:
            found.append(Blocker(f"{n}.scoring_closes_at", T("Hạn chấm phải sau lúc mở chấm")))
        if opens and last and opens < last:
            message = T("Vòng sau mở chấm từ khi vòng trước hết hạn chấm")
            found.append(Blocker(f"{n}.scoring_opens_at", message))
        last = closes or last
    return found


def blockers_to_begin(stage: StageDraft, now: datetime) -> list[Blocker]:
    """What a stage still lacks before dossiers can go on to it."""
    if stage.scoring_opens_at is None or stage.scoring_closes_at is None:
        return [Blocker("stages", T("Đặt thời gian chấm của vòng “%(name)s” trước",
                                    name=stage.name))]  # fmt: skip
    if stage.scoring_closes_at <= now:
        return [Blocker("stages", T("Hạn chấm của vòng “%(name)s” đã qua", name=stage.name))]
    return []
