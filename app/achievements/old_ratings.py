"""What a row says beside awards: the rating of a year, and what stands against an award."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from app.achievements import rules
from app.achievements.known import known_rating
from app.achievements.old_rows import Here
from app.achievements.rules import About, AwardDraft, RatingDraft, StandingDraft
from app.achievements.states import RatingLevel, StandingKind, Subject
from app.imports.problems import Level as Weight
from app.imports.values import day_value
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, search_text

Draft = AwardDraft | RatingDraft | StandingDraft
FIGURES = ("members", "progressive", "fighters", "completed", "disciplined")
_STANDINGS = {
    StandingKind.DISCIPLINE: ("ky luat",),
    StandingKind.INSPECTION: ("thanh tra", "kiem tra", "dieu tra"),
    StandingKind.COMPLAINT: ("khieu nai", "to cao"),
    StandingKind.PRESS: ("bao chi", "bao neu"),
}


def ratings_in(here: Here, abouts: Sequence[About], year: int) -> list[RatingDraft]:
    """The rating of the year of each subject; figures are of a collective."""
    text = here.text("rating")
    level = known_rating(text)
    if level is None:
        here.tell("rating", Weight.ERROR, T("“%(text)s” không phải là mức xếp loại đã biết",
                                            text=text[:80]))  # fmt: skip
    number = clean_line(here.text("number")) or here.sheet.decision
    figures = {key: _figure(here, key) for key in FIGURES}
    return [
        RatingDraft(
            about, year, level or RatingLevel.DONE, number[:60],
            **(figures if about.kind is Subject.COLLECTIVE else {}),
        )
        for about in abouts
    ]  # fmt: skip


def _figure(here: Here, key: str) -> int | None:
    text = here.cell(key).text.strip()
    if not text:
        return None
    if re.fullmatch(r"\d{1,6}(?:[.,]0+)?", text):
        return int(re.split("[.,]", text)[0])
    here.tell(key, Weight.ERROR, T("“%(text)s” không phải là một số nguyên", text=text[:40]))
    return None


def standings_in(here: Here, abouts: Sequence[About]) -> list[StandingDraft]:
    """What stands against each subject, from a day to a day."""
    first, last = _one_day(here, "from"), _one_day(here, "to")
    measure = clean_line(here.text("measure"))[:120]
    said = search_text(here.text("what")) or ("ky luat" if measure else "")
    kind = next((one for one, words in _STANDINGS.items()
                 if any(word in said for word in words)), None)  # fmt: skip
    if kind is None:
        here.tell("what", Weight.ERROR, T("Ghi loại việc: kỷ luật, thanh tra, khiếu nại hoặc báo "
                                          "chí"))  # fmt: skip
    if first is None:
        return []
    until = last + timedelta(days=1) if last else None
    number = clean_line(here.text("number"))[:60]
    return [
        StandingDraft(about, kind or StandingKind.DISCIPLINE, first, until, measure, number)
        for about in abouts
    ]


def _one_day(here: Here, key: str) -> date | None:
    cell = here.cell(key)
    if not cell.text.strip():
        return None
    value, doubts = day_value(cell, here.facts.column(here.sheet.columns[key]))
    for doubt in doubts:
        weight = doubt.level if doubt.level is Weight.ERROR else Weight.NOTE
        here.tell(key, weight, doubt.message)
    if value is None and not doubts:
        here.tell(key, Weight.ERROR, T("Không đọc được ngày; ghi dạng 05/02/2026"))
    return value


def mark_of(draft: Draft) -> str:
    """Equal for the same award, the same year's rating, the same standing of one subject."""
    if isinstance(draft, AwardDraft):
        return rules.fingerprint(draft)
    key = rules.subject_key(draft.about)
    if isinstance(draft, RatingDraft):
        return f"rating:{key}:{draft.year}"
    return f"standing:{key}:{draft.kind}:{draft.from_on}"


def blockers_in(draft: Draft, today: date) -> list[Blocker]:
    """What the ledger refuses."""
    if isinstance(draft, AwardDraft):
        return rules.blockers_in_award(draft, today)
    if isinstance(draft, RatingDraft):
        return rules.blockers_in_rating(draft, today)
    return rules.blockers_in_standing(draft)
