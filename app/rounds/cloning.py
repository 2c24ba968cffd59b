"""Next year's round from this one: everything that is set, with its dates on working days."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import calendar
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.dates import local
from app.kernel.refusals import Blocked, Blocker, require
from app.kernel.text import T
from app.kernel.working_days import Calendar
from app.rounds import policy
from app.rounds.drafts import DATES, RoundDraft
from app.rounds.field_actions import put_eligibility, put_fields
from app.rounds.models import Category, Round
from app.rounds.rubric_actions import put_rubric
from app.rounds.settings_file import Settings, stored_settings
from app.rounds.settings_versions import keep_version
from app.rounds.stage_queries import put_stages, stages_of
from app.rounds.stages import BY_STAGE, undated

STARTS = ("opens_at", "scoring_opens_at")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MovedDate:
    """One date of the copy beside the one it comes from; `shifted` when its day was no work day."""

    name: str
    was: date | datetime
    now_is: date | datetime
    shifted: bool


def moved_dates(source: Round, year: int, known: Calendar) -> list[MovedDate]:
    """The dates of a copy: the same day and time so many years on, else the next working day.

    The days off of a year are known once they were entered; until then only weekends are.
    """
    found = []
    for name in DATES:
        was = getattr(source, name)
        same_day = _in_year(was, year - source.year)
        moved = _on_working_day(same_day, known, is_end=name not in STARTS)
        found.append(MovedDate(name, was, moved, moved != same_day))
    return found


def _in_year(moment: date | datetime, years: int) -> date | datetime:
    """The same day and time in Vietnam so many years later; 29/2 becomes 28/2."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    leap_day = (shown.month, shown.day) == (2, 29)
    moved = shown.replace(year=shown.year + years, day=28 if leap_day and years else shown.day)
    return moved.astimezone(UTC) if isinstance(moved, datetime) else moved


def _on_working_day(moment: date | datetime, known: Calendar, *, is_end: bool) -> date | datetime:
    """The first working day from this one on, at the same time.

    An end at midnight belongs to the day before: that day is the one people work on.
    """
    if not isinstance(moment, datetime):
        return known.last_day(moment, 0, working=True)
    shown = local(moment)
    before = _ONE_DAY if is_end and shown.time() == time() else timedelta()
    day = (shown - before).date()
    return (shown + (known.last_day(day, 0, working=True) - day)).astimezone(UTC)


def check_year(source: Round, year: int) -> None:
    """A copy is for the same year or a later one."""
    if not source.year <= year < 2200:
        message = T("Năm của đợt mới phải từ %(year)s trở đi", year=source.year)
        raise Blocked([Blocker("year", message)])


def clone_round(session: Session, actor: Actor, source: Round, year: int, now: datetime) -> Round:
    """A new round with the source's settings, categories, rubric, questions and conditions.

    Nothing is public. Its dates are those of `moved_dates`, which a page shows before.
    """
    require(policy.manage(actor, source))
    check_year(source, year)
    settings = _as_at_first(session, source)
    dates = {one.name: one.now_is for one in moved_dates(source, year, calendar(session))}
    draft = replace(
        settings.draft, **dates, year=year,  # type: ignore[arg-type]
        code=_free_code(session, source.code.replace(str(source.year), str(year))),
        title=source.title.replace(str(source.year), str(year)),
    )  # fmt: skip
    values = {field.name: getattr(draft, field.name) for field in fields(RoundDraft)}
    made = Round(council_id=source.council_id, **values)
    session.add(made)
    session.flush()
    for position, name in enumerate(settings.categories, start=1):
        session.add(Category(round_id=made.id, name=name, position=position))
    if settings.rubric is not None:
        put_rubric(session, made, settings.rubric)
    put_stages(session, made, undated(settings.stages))
    put_fields(session, made, settings.fields, now)
    put_eligibility(session, made, settings.eligibility, now)
    record(session, actor, "round:cloned", made, now, source=source.code, code=made.code)
    keep_version(session, actor, made, "cloned", now)
    return made


def _as_at_first(session: Session, source: Round) -> Settings:
    """The settings of the first stage: a round in a later stage has those of that stage."""
    settings = stored_settings(session, source)
    first = next((one.lived for one in stages_of(session, source.id) if one.lived), None)
    if first is None:
        return settings
    lived = {name: getattr(first, name) for name in BY_STAGE}
    return replace(settings, draft=replace(settings.draft, **lived), rubric=first.rubric)


def _free_code(session: Session, wished: str) -> str:
    taken = set(session.scalars(select(Round.code).where(Round.code.startswith(wished[:12]))))
    number, code = 1, wished
    while code in taken:
        number += 1
        code = f"{wished[:16]}-{number}"
    return code
