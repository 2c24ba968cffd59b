"""The conditions again, slowly and from the clauses, sharing no code with the room.

Each takes the facts and answers "du", "thieu" or "nguoi" (a person has to look); None: not asked.
"""

from datetime import date, timedelta
from fractions import Fraction

from app.awards.facts import Facts

DU, THIEU, NGUOI = "du", "thieu", "nguoi"


def _disciplined_until(facts: Facts) -> date | None:
    """Walk back day by day from the day of judging to the last day discipline ended."""
    ends = {a.to_on for a in facts.past.against if a.kind == "discipline" and a.to_on}
    day = facts.judged_on
    for _ in range(20_000):
        if day in ends:
            return day
        day -= timedelta(days=1)
    return None


def titles_in_a_row(facts: Facts, code: str, times: int, gap: int) -> str:
    if len(facts.past.honours) == 0:
        return NGUOI
    since = _disciplined_until(facts)
    mine = [one for one in facts.past.honours if one.award_code == code]
    undated = [one for one in mine if one.decided_on is None]
    years = {one.year for one in undated} if since is None else set()
    for one in mine:
        if one.decided_on is not None and (since or date.min) <= one.decided_on <= facts.judged_on:
            years.add(one.year)

    def reaches(year: int, left: int) -> bool:
        """Whether `left` more titles can be found going back from the title of this year."""
        if left == 0:
            return True
        return any(
            (year - step) in years and reaches(year - step, left - 1) for step in range(1, gap + 1)
        )

    for back in range(gap + 1):
        year = facts.year - back
        if year in years and reaches(year, times - 1):
            return DU
    return NGUOI if undated and since else THIEU


def advanced_share(facts: Facts, least: int) -> str:
    figures = [one for one in facts.past.ratings if one.year == facts.year]
    if not figures or figures[0].members in {None, 0} or figures[0].advanced is None:
        return NGUOI
    share = Fraction(figures[0].advanced, figures[0].members)
    return DU if share >= Fraction(least, 100) else THIEU


def rating_at_least(facts: Facts, least: str) -> str:
    order = {"outstanding": 4, "good": 3, "done": 2, "not_done": 1}
    for one in facts.past.ratings:
        if one.year == facts.year:
            return DU if order[one.level] >= order[least] else THIEU
    return NGUOI


def standing_clear(facts: Facts) -> str:
    for one in facts.past.against:
        day = one.from_on
        last = (one.to_on or date(2200, 1, 1)) - timedelta(days=1)
        if day <= facts.judged_on <= last:
            return THIEU
    return DU


def standing_confirmed(facts: Facts) -> str:
    return NGUOI if len(facts.past.against) == 0 else standing_clear(facts)


def province_routes(facts: Facts) -> str:
    if titles_in_a_row(facts, "CSTD-CS", 2, 1) == DU:
        return DU
    since = _disciplined_until(facts)
    best = {one.year for one in facts.past.ratings if one.level == "outstanding"}
    pairs = [(facts.year, facts.year - 1), (facts.year - 1, facts.year - 2)]
    applied = 0
    for one in facts.solutions:
        if one.decision_number and one.decided_on and one.applied_in:
            applied += since is None or one.decided_on >= since
    if applied >= 2 and any(a in best and b in best for a, b in pairs):
        return DU
    return NGUOI if not facts.past.honours or not facts.past.ratings else THIEU


def time_in_year(facts: Facts, least: int) -> str:
    """Count the months one after the other; a month of maternity leave is a month of work."""
    if facts.months_worked is None:
        return NGUOI
    counted = 0
    for _month in range(facts.months_worked):
        counted += 1
    for _month in range(facts.maternity_months or 0):
        counted += 1
    return DU if counted >= least else THIEU


def wider_effect(facts: Facts, scope: str) -> str:
    """A decision for the whole country serves where one for the province is asked."""
    for one in facts.solutions:
        if one.revoked_on is not None:
            continue
        for said in one.wider:
            late = (said.decided_on - facts.judged_on).days > 0
            if not late and (said.scope == scope or (scope, said.scope) == ("province", "nation")):
                return DU
    return NGUOI


def money(tenths: int, salary: int) -> int:
    """Of a factor in hundredths: whole đồng, half up, by adding hundredth by hundredth."""
    hundredths = sum(salary for _ in range(tenths))
    whole, rest = divmod(hundredths, 100)
    return whole + (1 if rest >= 50 else 0)
