"""Titles in a row, ratings of years, routes to a title, wider effect.

Luật TĐKT 2022, Điều 21 to 23.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.awards.condition import Condition
from app.awards.facts import Facts, Finding, Solution
from app.awards.past import BEST_FIRST, Honour
from app.awards.rule_parameters import CODE, RUN, Run, choice
from app.awards.states import SubjectKind
from app.kernel.dates import day_text
from app.kernel.text import T

RATINGS = {
    "outstanding": T("Hoàn thành xuất sắc nhiệm vụ"),
    "good": T("Hoàn thành tốt nhiệm vụ"),
    "done": T("Hoàn thành nhiệm vụ"),
    "not_done": T("Không hoàn thành nhiệm vụ"),
}
RATING = choice("rating", RATINGS)


def longest_run(years: Sequence[int], ends: Sequence[int], gap: int) -> int:
    """How many awards in a row end in one of these years, at most `gap` years between two."""
    known = sorted(set(years))
    best = 0
    for place, last in enumerate(known):
        if last not in ends:
            continue
        length, at = 1, place
        while at > 0 and known[at] - known[at - 1] <= gap:
            at, length = at - 1, length + 1
        best = max(best, length)
    return best


@dataclass(frozen=True, slots=True)
class Held:
    """Awards that count on the day, and whether some have no day to tell by."""

    honours: tuple[Honour, ...]
    undated: bool


def held(facts: Facts, honours: Sequence[Honour]) -> Held:
    """Granted by the day of judging, and since the last discipline ended."""
    since = facts.past.counts_from(facts.judged_on)
    counting, undated = [], False
    for one in honours:
        if one.decided_on is None:
            counting += [] if since else [one]
            undated = undated or since is not None
        elif one.decided_on <= facts.judged_on and (since is None or one.decided_on >= since):
            counting.append(one)
    return Held(tuple(counting), undated)


def _years(honours: Sequence[Honour]) -> str:
    return ", ".join(
        f"{one.year}"
        + (f" ({one.decision_number})" if one.decision_number else "")
        + (f" của {one.carried}" if one.carried else "")
        for one in honours
    )


def _titles_in_a_row(facts: Facts, parameter: str) -> Finding:
    run: Run = RUN.read(parameter)
    return _in_a_row(facts, run)


def _in_a_row(facts: Facts, run: Run) -> Finding:
    if not facts.past.honours:
        return Finding(
            T("Sổ thành tích chưa có dòng nào của đối tượng"), ("no-data",), unknown=True
        )
    found = held(facts, facts.past.titles(run.award_code))
    # Two titles may be as far apart as `gap`; so may the last of them and the year of judging.
    ends = range(facts.year - run.gap, facts.year + 1)
    length = longest_run([one.year for one in found.honours], ends, run.gap)
    seen = T("%(code)s các năm: %(years)s; liên tục %(n)s lần, cần %(times)s",
             code=run.award_code, years=_years(found.honours) or "–", n=length,
             times=run.times)  # fmt: skip
    if length < run.times:
        return Finding(seen, ("row",), unknown=found.undated)
    sure = [one.year for one in found.honours if not one.in_part and not one.shaken]
    if longest_run(sure, ends, run.gap) >= run.times:
        return Finding(seen)
    if any(one.shaken for one in found.honours):
        told = T("%(seen)s; có danh hiệu dựa trên sáng kiến đã bị hủy công nhận, chưa ai kết luận "
                 "giữ hay thu hồi", seen=seen)  # fmt: skip
        return Finding(told, ("row-shaken",), unknown=True)
    told = T("%(seen)s; có danh hiệu của đơn vị chỉ được tiếp nhận một phần, hoặc sáp nhập với đơn "
             "vị không đạt: cần người xem có được tính liên tục", seen=seen)  # fmt: skip
    return Finding(told, ("row-carried",), unknown=True)


def _title_in_year(facts: Facts, parameter: str) -> Finding:
    code = CODE.read(parameter)
    found = held(facts, facts.past.titles(code)).honours
    this_year = [one for one in found if one.year == facts.year]
    if this_year:
        return Finding(T("%(code)s năm %(years)s", code=code, years=_years(this_year)))
    seen = T("Sổ thành tích chưa ghi %(code)s năm %(year)s", code=code, year=facts.year)
    # Titles of the year are often decided in the same sitting: not yet in the ledger is not "no".
    return Finding(seen, ("no-data",), unknown=True)


def _rating_at_least(facts: Facts, parameter: str) -> Finding:
    (least,) = RATING.read(parameter)
    rating = facts.past.rating_of(facts.year)
    if rating is None:
        return Finding(
            T("Chưa có xếp loại năm %(year)s", year=facts.year), ("no-data",), unknown=True
        )
    seen = T("Xếp loại năm %(year)s: %(level)s", year=facts.year, level=RATINGS[rating.level])
    met = BEST_FIRST.index(rating.level) <= BEST_FIRST.index(least)
    return Finding(seen, () if met else ("rating",))


def _recognised(facts: Facts) -> list[Solution]:
    since = facts.past.counts_from(facts.judged_on)
    return [
        one
        for one in facts.solutions
        if one.recognised and (since is None or (one.decided_on or date.min) >= since)
    ]


def _excellent_or_initiative(facts: Facts, _parameter: str) -> Finding:
    """Luật TĐKT 2022, Điều 23: xuất sắc, or an initiative of the cơ sở, or a research topic."""
    rating, found = facts.past.rating_of(facts.year), _recognised(facts)
    if rating is not None and rating.level == "outstanding":
        return Finding(T("Hoàn thành xuất sắc nhiệm vụ năm %(year)s", year=facts.year))
    if found:
        codes = ", ".join(one.code for one in found)
        return Finding(T("Có sáng kiến được công nhận: %(codes)s", codes=codes))
    return Finding(
        T("Không có xếp loại xuất sắc và sáng kiến; đề tài nghiên cứu không có dữ liệu ở đây"),
        ("route",), unknown=True,
    )  # fmt: skip


def _province_routes(facts: Facts, _parameter: str) -> Finding | None:
    """02 CSTĐ cơ sở in a row, or xuất sắc 02 years in a row with 02 initiatives applied."""
    if facts.subject_kind is not SubjectKind.INDIVIDUAL:
        return None
    titles = _in_a_row(facts, Run("CSTD-CS", 2))
    if not titles.wants:
        return titles
    excellent = [one.year for one in facts.past.ratings if one.level == "outstanding"]
    years = longest_run(excellent, (facts.year - 1, facts.year), 1)
    applied = [one for one in _recognised(facts) if one.applied_in]
    seen = T("CSTĐ cơ sở liên tục: chưa đủ 02 lần; xuất sắc liên tục %(years)s năm, cần 2; "
             "sáng kiến đang áp dụng %(n)s, cần 2", years=years, n=len(applied))  # fmt: skip
    if years >= 2 and len(applied) >= 2:
        return Finding(seen)
    no_data = not facts.past.honours or not facts.past.ratings
    return Finding(seen, ("route",), unknown=no_data)


def _wider_effect(facts: Facts, parameter: str) -> Finding:
    """By the decision of the higher level that was noted on the initiative; one is enough, and
    one for the whole country is one for the province (Luật TĐKT 2022, Điều 21, 22).
    """
    (scope,) = SCOPE.read(parameter)
    enough = {"province", "nation"} if scope == "province" else {"nation"}
    told = [
        f"{one.code}: {wider.decision_number} ({day_text(wider.decided_on)})"
        for one in facts.solutions
        for wider in one.wider
        if wider.scope in enough and wider.decided_on <= facts.judged_on and not one.revoked_on
    ]
    if told:
        return Finding(T("Quyết định về hiệu quả áp dụng, khả năng nhân rộng: %(told)s",
                         told="; ".join(told)))  # fmt: skip
    codes = ", ".join(one.code for one in facts.solutions) or "–"
    return Finding(
        T("Chưa ghi quyết định công nhận hiệu quả áp dụng, khả năng nhân rộng %(where)s của "
          "%(codes)s", where=SCOPES[scope], codes=codes),
        ("no-data",), unknown=True,
    )  # fmt: skip


SCOPES = {"province": T("trong tỉnh, thành phố"), "nation": T("trong toàn quốc")}
SCOPE = choice("scope", SCOPES)


PAST = (
    Condition(
        "titles_in_a_row", T("Danh hiệu liên tục"),
        T("Danh hiệu trong tham số đạt đủ số lần liên tục, tính đến năm xét hoặc lần liền trước. "
          "Sổ thành tích chưa có dòng nào thì cần người xem."),
        _titles_in_a_row, RUN,
    ),
    Condition(
        "title_in_year", T("Danh hiệu trong năm xét"),
        T("Đạt danh hiệu trong tham số của năm xét; chưa có trong sổ thì cần người xem."),
        _title_in_year, CODE,
    ),
    Condition(
        "rating_at_least", T("Xếp loại trong năm xét"),
        T("Xếp loại chất lượng năm xét từ mức trong tham số; chưa có xếp loại thì cần người xem."),
        _rating_at_least, RATING,
    ),
    Condition(
        "excellent_or_initiative", T("Xuất sắc, hoặc sáng kiến, hoặc đề tài"),
        T("Hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến được công nhận; không có cả hai thì "
          "cần người xem đề tài nghiên cứu."),
        _excellent_or_initiative,
    ),
    Condition(
        "province_routes", T("Tiêu chuẩn Bằng khen theo công trạng của cá nhân"),
        T("02 lần liên tục CSTĐ cơ sở, hoặc 02 năm liên tục hoàn thành xuất sắc nhiệm vụ và có 02 "
          "sáng kiến đang áp dụng."),
        _province_routes,
    ),
    Condition(
        "wider_effect", T("Hiệu quả, khả năng nhân rộng"),
        T("Sáng kiến có quyết định về hiệu quả áp dụng, khả năng nhân rộng trong tỉnh (province) "
          "hoặc toàn quốc (nation) đến ngày xét; chưa ghi thì cần người xem."),
        _wider_effect, SCOPE,
    ),
)  # fmt: skip
