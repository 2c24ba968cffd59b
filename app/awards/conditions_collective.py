"""Standards of collectives by their figures of the year, and what concerns a list as a whole."""

from decimal import Decimal

from app.awards.condition import Condition
from app.awards.facts import Facts, Finding
from app.awards.rule_parameters import COUNT, MONTHS, PERCENT
from app.awards.states import SubjectKind
from app.kernel.numbers import decimal_text, round_half_up
from app.kernel.text import T, Text

_MISSING = ("no-data",)


def _no_figures(facts: Facts, what: Text) -> Finding:
    return Finding(
        T("Chưa có số liệu năm %(year)s: %(what)s", year=facts.year, what=what), _MISSING,
        unknown=True,
    )  # fmt: skip


def percent(part: int, whole: int) -> str:
    """A share as people read it: 7 of 9 is "77,78"."""
    return decimal_text(round_half_up(Decimal(part * 100) / whole, 2))


def _share(facts: Facts, parameter: str, part: int | None, what: Text, want: str) -> Finding:
    rating, least = facts.past.rating_of(facts.year), PERCENT.read(parameter)
    if rating is None or part is None or not rating.members:
        return _no_figures(facts, what)
    seen = T("%(what)s: %(part)s/%(members)s (%(percent)s%%), cần %(least)s%%", what=what,
             part=part, members=rating.members, percent=percent(part, rating.members),
             least=decimal_text(least))  # fmt: skip
    # Whole numbers: 69,999 % of a large unit is never rounded up to 70 %.
    return Finding(seen, () if part * 100 >= least * rating.members else (want,))


def _advanced_share(facts: Facts, parameter: str) -> Finding | None:
    if facts.subject_kind is not SubjectKind.COLLECTIVE:
        return None
    rating = facts.past.rating_of(facts.year)
    return _share(facts, parameter, rating.advanced if rating else None,
                  T("Lao động tiên tiến"), "advanced")  # fmt: skip


def _completed_share(facts: Facts, parameter: str) -> Finding | None:
    if facts.subject_kind is not SubjectKind.COLLECTIVE:
        return None
    rating = facts.past.rating_of(facts.year)
    return _share(facts, parameter, rating.completed if rating else None,
                  T("Cá nhân hoàn thành nhiệm vụ"), "completed")  # fmt: skip


def _fighters(facts: Facts, parameter: str) -> Finding | None:
    if facts.subject_kind is not SubjectKind.COLLECTIVE:
        return None
    rating, least = facts.past.rating_of(facts.year), COUNT.read(parameter)
    if rating is None or rating.fighters is None:
        return _no_figures(facts, T("Chiến sĩ thi đua cơ sở"))
    seen = T("Chiến sĩ thi đua cơ sở: %(n)s, cần %(least)s", n=rating.fighters, least=least)
    return Finding(seen, () if rating.fighters >= least else ("fighters",))


def _nobody_disciplined(facts: Facts, _parameter: str) -> Finding | None:
    if facts.subject_kind is not SubjectKind.COLLECTIVE:
        return None
    rating = facts.past.rating_of(facts.year)
    if rating is None or rating.disciplined is None:
        return _no_figures(facts, T("cá nhân bị kỷ luật từ cảnh cáo trở lên"))
    seen = T("Cá nhân bị kỷ luật từ cảnh cáo trở lên: %(n)s", n=rating.disciplined)
    return Finding(seen, ("disciplined",) if rating.disciplined else ())


def _women_first(facts: Facts, parameter: str) -> Finding:
    """Advice only: the rule's own "otherwise" should be đủ."""
    if facts.subject_kind is SubjectKind.COLLECTIVE:
        share, least = facts.past.share_of_women, PERCENT.read(parameter)
        if share is None:
            return Finding(T("Không có số liệu về tỷ lệ nữ"), _MISSING, unknown=True)
        seen = T("Tỷ lệ nữ %(share)s%%; ưu tiên từ %(least)s%% khi thành tích ngang nhau",
                 share=share, least=decimal_text(least))  # fmt: skip
        return Finding(seen, () if share >= least else ("women",))
    if facts.past.woman is None:
        return Finding(T("Không có dữ liệu giới tính"), _MISSING, unknown=True)
    if facts.past.woman:
        return Finding(T("Nữ: ưu tiên khi thành tích ngang nhau"))
    return Finding(T("Không thuộc diện ưu tiên"), ("women",))


def _ratio_at_most(facts: Facts, parameter: str) -> Finding | None:
    """Of the unit's lao động tiên tiến, at most this part gets the award; the law has no ratio."""
    if facts.subject_kind is not SubjectKind.INDIVIDUAL:
        return None
    unit, most = facts.past.unit_in(facts.year), PERCENT.read(parameter)
    same = facts.same_award_in_unit
    if same is None or unit is None or not unit.advanced:
        return _no_figures(facts, T("số lao động tiên tiến của đơn vị"))
    seen = T("%(same)s người của đơn vị trong danh sách trên %(all)s lao động tiên tiến "
             "(%(percent)s%%), tối đa %(most)s%%", same=same, all=unit.advanced,
             percent=percent(same, unit.advanced), most=decimal_text(most))  # fmt: skip
    return Finding(seen, () if same * 100 <= most * unit.advanced else ("ratio",))


def _time_in_year(facts: Facts, parameter: str) -> Finding | None:
    """Nghỉ thai sản counts as time worked (NĐ 152/2025, Điều 4)."""
    if facts.subject_kind is not SubjectKind.INDIVIDUAL:
        return None
    least: int = MONTHS.read(parameter)
    if facts.months_worked is None:
        return Finding(
            T("Chưa ghi số tháng làm việc năm %(year)s; thời gian nghỉ thai sản được tính là thời "
              "gian công tác", year=facts.year), _MISSING, unknown=True,
        )  # fmt: skip
    leave = facts.maternity_months or 0
    seen = T("Năm %(year)s: làm việc %(n)s tháng, nghỉ thai sản %(m)s tháng, cần %(least)s tháng",
             year=facts.year, n=facts.months_worked, m=leave, least=least)  # fmt: skip
    return Finding(seen, () if facts.months_worked + leave >= least else ("months",))


COLLECTIVE = (
    Condition(
        "advanced_share", T("Tỷ lệ lao động tiên tiến của tập thể"),
        T("Số lao động tiên tiến trên số thành viên của năm xét không dưới tham số."),
        _advanced_share, PERCENT,
    ),
    Condition(
        "completed_share", T("Tỷ lệ cá nhân hoàn thành nhiệm vụ"),
        T("Số cá nhân hoàn thành nhiệm vụ trên số thành viên của năm xét không dưới tham số."),
        _completed_share, PERCENT,
    ),
    Condition(
        "fighters_at_least", T("Tập thể có Chiến sĩ thi đua cơ sở"),
        T("Tập thể có ít nhất chừng ấy Chiến sĩ thi đua cơ sở trong năm xét."),
        _fighters, COUNT,
    ),
    Condition(
        "nobody_disciplined", T("Không có cá nhân bị kỷ luật từ cảnh cáo"),
        T("Trong năm xét tập thể không có cá nhân bị kỷ luật từ cảnh cáo trở lên."),
        _nobody_disciplined,
    ),
    Condition(
        "women_first", T("Ưu tiên nữ, tập thể nhiều nữ"),
        T("Chỉ để biết: chọn “Đủ” khi không đạt để quy tắc không giữ ai lại."),
        _women_first, PERCENT,
    ),
    Condition(
        "ratio_at_most", T("Tỷ lệ tối đa trên lao động tiên tiến"),
        T("Số người cùng đơn vị được đề nghị danh hiệu này không quá tham số phần trăm số lao động "
          "tiên tiến. Luật hiện hành không quy định tỷ lệ."),
        _ratio_at_most, PERCENT,
    ),
    Condition(
        "time_in_year", T("Thời gian công tác trong năm"),
        T("Số tháng làm việc và nghỉ thai sản của năm xét không dưới tham số (để trống: 12); chưa "
          "ghi thì cần người xem. Nghỉ thai sản được tính là thời gian công tác."),
        _time_in_year, MONTHS,
    ),
)  # fmt: skip
