"""Where a round stands at an instant, and what keeps it from being changed or announced."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from app.kernel.dates import (
    day_text,
    deadline_text,
    end_of_day_exclusive,
    instant_text,
    start_of_day,
)
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.rounds.drafts import (
    CATEGORIES_AT_MOST,
    DATES,
    FROZEN_WITH_SCORING,
    LIMITS,
    CategoryDraft,
    RoundDraft,
)
from app.rounds.rubric_rules import RubricLike, blockers_in_rubric
from app.rounds.states import Phase, QualifyRule, RoundState

MOST_QUALIFIERS = 9


class RoundLike(Protocol):
    """The windows of a round; all ends are exclusive."""

    @property
    def state(self) -> RoundState: ...
    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    @property
    def endorse_until(self) -> datetime: ...
    @property
    def checked_until(self) -> datetime: ...
    @property
    def scoring_opens_at(self) -> datetime: ...
    @property
    def scoring_closes_at(self) -> datetime: ...
    @property
    def sits_on(self) -> date: ...
    @property
    def publishes_on(self) -> date: ...


def phase(found: RoundLike, now: datetime) -> Phase:
    """Where the round stands: derived from its dates, never stored."""
    if found.state is RoundState.CLOSED:
        return Phase.CLOSED
    if found.state is RoundState.DRAFT or now < found.opens_at:
        return Phase.BEFORE
    # Between two stages the contest is still being scored: nobody checks dossiers any more.
    waiting = Phase.SCORING if getattr(found, "stage", 1) > 1 else Phase.CHECKING
    ends = (
        (found.closes_at, Phase.RECEIVING),
        (found.scoring_opens_at, waiting),
        (found.scoring_closes_at, Phase.SCORING),
        (start_of_day(found.publishes_on), Phase.SITTING),
    )
    return next((name for end, name in ends if now < end), Phase.PUBLISHED)


def is_frozen(found: RoundLike, now: datetime, frozen_at: datetime | None = None) -> bool:
    """Whether the rubric and the rules stand fast: scoring has opened, by date or by hand."""
    if frozen_at is not None or found.state is RoundState.CLOSED:
        return True
    return found.state is RoundState.ANNOUNCED and now >= found.scoring_opens_at


def phase_end(found: RoundLike, now: datetime) -> datetime | None:
    """The instant that ends the present phase and that people wait for; None when nothing does."""
    return {
        Phase.BEFORE: found.opens_at,
        Phase.RECEIVING: found.closes_at,
        Phase.CHECKING: found.scoring_opens_at,
        Phase.SCORING: found.scoring_closes_at,
    }.get(phase(found, now))


def window_text(found: RoundLike, now: datetime) -> Text:
    """Until when the present phase lasts, or what comes next, as half a sentence."""
    where = phase(found, now)
    if where is Phase.BEFORE:
        return T("nhận hồ sơ từ %(start)s", start=instant_text(found.opens_at))
    if where is Phase.RECEIVING:
        return T("đến %(end)s, giờ Việt Nam", end=deadline_text(found.closes_at))
    if where is Phase.CHECKING:
        return T("chấm điểm từ %(start)s", start=instant_text(found.scoring_opens_at))
    if where is Phase.SCORING:
        return T("đến %(end)s, giờ Việt Nam", end=deadline_text(found.scoring_closes_at))
    if where is Phase.SITTING:
        return T("họp ngày %(day)s, công bố kết quả ngày %(published)s",
                 day=day_text(found.sits_on), published=day_text(found.publishes_on))  # fmt: skip
    return T("công bố kết quả ngày %(day)s", day=day_text(found.publishes_on))


def blockers_in_dates(draft: RoundDraft | RoundLike) -> list[Blocker]:
    """Every pair of dates that stands in the wrong order, named by the later one."""
    pairs = (
        ("closes_at", draft.opens_at < draft.closes_at,
         T("Hạn nộp hồ sơ phải sau lúc mở nhận hồ sơ")),
        ("endorse_until", draft.closes_at <= draft.endorse_until,
         T("Hạn đơn vị xác nhận không được trước hạn nộp hồ sơ")),
        ("checked_until", draft.endorse_until <= draft.checked_until,
         T("Hạn kiểm tra hồ sơ không được trước hạn đơn vị xác nhận")),
        ("scoring_opens_at", draft.checked_until <= draft.scoring_opens_at,
         T("Lúc mở chấm điểm không được trước hạn kiểm tra hồ sơ")),
        ("scoring_closes_at", draft.scoring_opens_at < draft.scoring_closes_at,
         T("Hạn chấm điểm phải sau lúc mở chấm điểm")),
        ("sits_on", draft.scoring_closes_at <= end_of_day_exclusive(draft.sits_on),
         T("Ngày họp Hội đồng không được trước hạn chấm điểm")),
        ("publishes_on", draft.sits_on <= draft.publishes_on,
         T("Ngày công bố kết quả không được trước ngày họp Hội đồng")),
    )  # fmt: skip
    return [Blocker(field, message) for field, right, message in pairs if not right]


def blockers_in_settings(draft: RoundDraft) -> list[Blocker]:
    """Every setting that cannot be stored: dates out of order, counts out of range."""
    ranges = (
        ("year", 2000 <= draft.year < 2200, T("Năm phải từ 2000 đến 2199")),
        ("supplement_days", 1 <= draft.supplement_days <= 60,
         T("Số ngày bổ sung phải từ 1 đến 60")),
        *((name, value is None or 1 <= value <= 999, T("Số này phải từ 1 đến 999, hoặc để trống"))
          for name in LIMITS for value in [getattr(draft, name)]),
        ("qualifiers", draft.qualifiers is None or 1 <= draft.qualifiers <= MOST_QUALIFIERS,
         T("Số người thẩm định phải từ 1 đến %(n)s, hoặc để trống", n=MOST_QUALIFIERS)),
        ("qualifiers", draft.qualify_rule is not QualifyRule.THIRD or draft.qualifiers in {None, 2},
         T("Cách mời người thứ ba cần đúng 2 người thẩm định mỗi hồ sơ")),
        ("coauthor_years", draft.coauthor_years is None or 0 <= draft.coauthor_years <= 99,
         T("Số năm phải từ 0 đến 99, hoặc để trống")),
        ("reviews_wanted", 1 <= draft.reviews_wanted <= 15,
         T("Số phiếu chấm mỗi hồ sơ phải từ 1 đến 15")),
        ("quorum", 1 <= draft.quorum <= draft.reviews_wanted,
         T("Số phiếu tối thiểu phải từ 1 và không quá số phiếu chấm mỗi hồ sơ")),
        ("rounding_digits", 0 <= draft.rounding_digits <= 2,
         T("Số chữ số thập phân phải từ 0 đến 2")),
        ("vote_numerator", 1 <= draft.vote_numerator <= draft.vote_denominator <= 100,
         T("Tỷ lệ phiếu đồng ý phải lớn hơn 0 và không quá 1, ví dụ 2/3")),
    )  # fmt: skip
    wrong = [Blocker(field, message) for field, right, message in ranges if not right]
    return blockers_in_dates(draft) + wrong


def changed_fields(found: Any, draft: RoundDraft, names: Sequence[str]) -> list[str]:
    """Which of these settings the draft would change."""
    return [name for name in names if getattr(found, name) != getattr(draft, name)]


def blockers_to_change(
    found: RoundLike, draft: RoundDraft, *, frozen: bool, reason: str
) -> list[Blocker]:
    """Why these settings cannot be stored now.

    A closed round does not change. Once scoring has opened only the later dates and the texts
    may. A date that was announced moves only with a reason, which stays in the record.
    """
    if found.state is RoundState.CLOSED:
        return [Blocker("", T("Đợt đã kết thúc, không sửa được thông tin của đợt"))]
    blockers = blockers_in_settings(draft)
    if frozen:
        blockers += [
            Blocker(name, T("Đợt đã mở chấm điểm, không đổi được nội dung này"))
            for name in changed_fields(found, draft, FROZEN_WITH_SCORING)
        ]
    moved = changed_fields(found, draft, DATES)
    if found.state is RoundState.ANNOUNCED and moved and not reason.strip():
        blockers.append(Blocker("reason", T("Nêu lý do thay đổi thời hạn đã công bố")))
    return blockers


def blockers_in_categories(drafts: Sequence[CategoryDraft]) -> list[Blocker]:
    """Categories have names, each once, and there are not too many to choose from."""
    found: list[Blocker] = []
    seen: set[str] = set()
    for n, draft in enumerate(drafts):
        if draft.name.casefold() in seen:
            message = T("Lĩnh vực “%(name)s” bị trùng tên", name=draft.name)
            found.append(Blocker(f"categories-{n}-name", message))
        seen.add(draft.name.casefold())
    if len(drafts) > CATEGORIES_AT_MOST:
        found.append(
            Blocker("", T("Chỉ được nhiều nhất %(most)s lĩnh vực", most=CATEGORIES_AT_MOST))
        )
    return found


def blockers_to_announce(
    found: RoundLike, category_count: int, rubric: RubricLike | None, now: datetime
) -> list[Blocker]:
    """Every reason the round cannot be announced yet, in the order of the pages."""
    blockers = blockers_in_dates(found)
    if found.closes_at <= now:
        blockers.append(Blocker("closes_at", T("Hạn nộp hồ sơ đã qua")))
    if not category_count:
        blockers.append(Blocker("categories", T("Thêm ít nhất một lĩnh vực")))
    if rubric is None:
        blockers.append(Blocker("rubric", T("Lập thang điểm, hoặc dùng thang điểm mẫu")))
    else:
        blockers += [Blocker("rubric", one.message) for one in blockers_in_rubric(rubric)]
    return blockers


def blockers_to_close(found: RoundLike, now: datetime) -> list[Blocker]:
    """A round is closed after the day its result is published."""
    if now < start_of_day(found.publishes_on):
        day = day_text(found.publishes_on)
        return [Blocker("publishes_on", T("Chưa đến ngày công bố kết quả (%(day)s)", day=day))]
    return []
