"""How far each stage carries this year's contest; last year's is always complete."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.demo import after, contest
from app.demo.basis import Basis
from app.demo.dossiers import Made, write_dossiers
from app.demo.ledger import remember_awards
from app.demo.lists import go_on_with_lists
from app.demo.problems import answer_problems, post_problems
from app.demo.qualifying import qualify
from app.demo.rounds import close_demo_round, make_demo_round, windows
from app.demo.rule_sets import leave_lines_open, write_next_rules
from app.demo.titles import Title, titles
from app.kernel.dates import local_date

if TYPE_CHECKING:
    from app.demo.load import Size

Say = Callable[[str], None]
DAY = timedelta(days=1)
CLOSES_IN = {"drafting": 6, "reviewing": -12, "judged": -32, "awarded": -45}
LAST_YEAR_SHARE, LAST_YEAR_MOST = 0.25, 20
QUALIFIED = 5
NAME = "Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm %s"


def run_stage(basis: Basis, stage: str, size: "Size", now: datetime, say: Say) -> None:
    """Last year's round whole; this year's up to the stage; then a new open round when awarded."""
    after.load_basics(now - 300 * DAY)
    remember_awards(basis, now - 300 * DAY)
    contest.declare_fields(basis, now - 400 * DAY)
    count = min(LAST_YEAR_MOST, int(size.ideas * LAST_YEAR_SHARE))
    every = titles(size.ideas + count, basis.random)
    last_year(basis, every[:count], now, say)
    this_year(basis, stage, every[count:], now, say)
    after.report(basis, now)
    if stage == "awarded":
        after.nominate(basis, now)
        after.sit_on_awards(basis, now)
        go_on_with_lists(basis, now)
        leave_lines_open(basis, now)
        write_next_rules(basis, now)
        open_round(basis, now, say)
        qualified_round(basis, now, say)
    posted = post_problems(basis, now - 3 * DAY)
    say(f"{len(posted)} problems, {answer_problems(posted, now)} answered")


def last_year(basis: Basis, chosen: list[Title], now: datetime, say: Say) -> None:
    """A finished contest of a year ago, applied and published.

    Its window closed in the calendar year before this one, whatever day the demo is made on:
    the two rounds are told apart by their years.
    """
    year = local_date(now).year - 1
    dates = windows(now, -330, latest=date(year, 12, 1))
    key, opened = make_demo_round(basis, str(year), NAME % year, year, dates)
    # Somebody of the panel wrote with an author then, and keeps away from that author's dossiers.
    beside = basis.reviewers[-1]
    made = write_dossiers(basis, key, chosen, opened + 5 * DAY, beside=beside)
    recognised = judge(basis, key, dates.closes_at, f"00/QĐ-UBND-{year} (minh họa)", say)
    good = after.recognised_of(made)
    after.adopt(basis, good, dates.closes_at + 60 * DAY)
    after.publish(basis, good, dates.closes_at + 90 * DAY)
    close_demo_round(basis, key, dates.closes_at + 100 * DAY)
    say(f"last year: {len(made)} dossiers, {recognised} recognised")


def judge(basis: Basis, round_id: int, closed: datetime, number: str, say: Say) -> int:
    """Assign, score, settle and decide a round whose window closed then."""
    sheets = contest.assign(basis, round_id, closed + 7 * DAY)
    contest.score(basis, round_id, closed + 10 * DAY)
    say(f"{sheets} sheets")
    sat = closed + 25 * DAY
    return contest.decide(
        basis, round_id, closed + 21 * DAY, local_date(sat), sat + 3 * DAY, number
    )


def this_year(basis: Basis, stage: str, chosen: list[Title], now: datetime, say: Say) -> None:
    """This year's round, as far as the stage goes."""
    dates = windows(now, CLOSES_IN[stage])
    year = local_date(now).year
    key, opened = make_demo_round(basis, str(year), NAME % year, year, dates)
    unfinished = len(chosen) // 3 if stage == "drafting" else 0
    made = write_dossiers(basis, key, chosen, opened + 5 * DAY, unfinished=unfinished)
    say(f"this year: {len(made)} dossiers")
    closed = dates.closes_at
    if stage == "reviewing":
        contest.plan_stages(basis, key, closed + 6 * DAY)
        contest.assign(basis, key, closed + 7 * DAY)
        contest.score(basis, key, closed + 8 * DAY, share=0.55)
        contest.declare_one_conflict(basis, key, closed + 9 * DAY)
    elif stage in {"judged", "awarded"}:
        number = f"00/QĐ-UBND-{year} (minh họa)"
        say(f"{judge(basis, key, closed, number, say)} recognised")
    if stage == "awarded":
        carry_on(basis, made, closed + 30 * DAY, say)


def carry_on(basis: Basis, made: list[Made], then: datetime, say: Say) -> None:
    """Recognised solutions are applied and published."""
    good = after.recognised_of(made)
    adoptions = after.adopt(basis, good, then)
    say(f"{adoptions} adoptions, {after.publish(basis, good, then + 5 * DAY)} published")


def open_round(basis: Basis, now: datetime, say: Say) -> None:
    """A second round that is open now, so that a newcomer can write a dossier at once."""
    dates = windows(now, 12)
    year = local_date(now).year
    key, opened = make_demo_round(basis, f"{year}-2", NAME % year + ", đợt 2", year, dates)
    made = write_dossiers(basis, key, titles(8, basis.random), opened + 20 * DAY, unfinished=8)
    say(f"open round: {len(made)} dossiers under way")


def qualified_round(basis: Basis, now: datetime, say: Say) -> None:
    """A small round whose window has closed: several members say which dossier is eligible."""
    dates = windows(now, -2)
    year = local_date(now).year
    key, opened = make_demo_round(basis, f"{year}-CD", NAME % year + ", đợt chuyên đề", year, dates,
                                  qualifiers=2)  # fmt: skip
    made = write_dossiers(basis, key, titles(QUALIFIED, basis.random), opened + 20 * DAY,
                          all_stop="submitted")  # fmt: skip
    said = qualify(basis, key, dates.closes_at + DAY)
    say(f"qualified round: {len(made)} dossiers, {said} answers")
