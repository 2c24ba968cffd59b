"""Demo rounds: last year's, this year's, and one that is open."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.database.transaction import to_change, transaction
from app.demo.basis import Basis
from app.demo.questions import ELIGIBILITY, QUESTIONS
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.dates import local_date, start_of_day
from app.rounds.actions import (
    announce_round,
    close_round,
    create_round,
    set_categories,
    set_eligibility,
    set_fields,
    set_rubric,
)
from app.rounds.drafts import CategoryDraft, RoundDraft
from app.rounds.models import Round
from app.rounds.sample import rubric_sample
from app.rounds.states import QualifyRule

CATEGORIES = ("Hành chính công", "Quản lý đô thị, xã hội", "Giáo dục, y tế", "Phát triển kinh tế")
WHO = (
    "Cán bộ, công chức, viên chức, người lao động các cơ quan, đơn vị, Ủy ban nhân dân 12 phường; "
    "trường học; doanh nghiệp thông qua Hội Doanh nghiệp Quận 3."
)


@dataclass(frozen=True, slots=True)
class Windows:
    """The dates of a round, counted from the day its window closes."""

    closes_at: datetime

    def draft(self, code: str, title: str, year: int) -> RoundDraft:
        """The settings of a round with these dates."""
        end, day = self.closes_at, timedelta(days=1)
        return RoundDraft(
            code=code, title=title, year=year, opens_at=end - 45 * day, closes_at=end,
            endorse_until=end + 3 * day, checked_until=end + 6 * day,
            scoring_opens_at=end + 6 * day, scoring_closes_at=end + 20 * day,
            sits_on=local_date(end + 25 * day), publishes_on=local_date(end + 32 * day),
            summary="Tìm giải pháp ứng dụng trí tuệ nhân tạo trong quản lý đô thị, quản lý xã hội, "
            "hành chính công và phát triển kinh tế theo Kế hoạch số 52/KH-UBND-KT. "
            "Dữ liệu minh họa.",
            who_may_enter=WHO, reviews_wanted=5, quorum=3,
        )  # fmt: skip


def windows(now: datetime, closes_in_days: int, *, latest: date | None = None) -> Windows:
    """Dates whose window closes at 17:00 so many days from today (negative: ago).

    `latest`: it closes on that day at the latest.
    """
    day = local_date(now) + timedelta(days=closes_in_days)
    if latest:
        day = min(day, latest)
    return Windows(start_of_day(day) + timedelta(hours=17))


def make_demo_round(
    basis: Basis, code: str, title: str, year: int, dates: Windows, *, qualifiers: int | None = None
) -> tuple[int, datetime]:
    """Create and announce a round just before it opens; gives its id and when it opened.

    `qualifiers`: so many members say whether a dossier is eligible, a third where they differ.
    """
    secretary = basis.first[Role.SECRETARY]
    draft = dates.draft(code, title, year)
    if qualifiers:
        draft = replace(draft, qualifiers=qualifiers, qualify_rule=QualifyRule.THIRD)
    before = draft.opens_at - timedelta(days=10)
    with transaction() as session:
        made = create_round(session, secretary, draft, before)
        set_categories(session, secretary, made, [CategoryDraft(name) for name in CATEGORIES],
                       before)  # fmt: skip
        set_rubric(session, secretary, made, rubric_sample(), before)
        set_fields(session, secretary, made, QUESTIONS, before)
        set_eligibility(session, secretary, made, ELIGIBILITY, before)
        announce_round(session, secretary, made, before)
        key = made.id
    db.session.remove()
    return key, draft.opens_at


def close_demo_round(basis: Basis, round_id: int, now: datetime) -> None:
    """End a round whose results are published."""
    with transaction() as session:
        close_round(session, basis.first[Role.SECRETARY], to_change(session, Round, round_id), now)
    db.session.remove()
