"""What the ledger holds decides: awards, ratings and standings of exactly this subject."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements import actions as ledger
from app.achievements.actions import About, AwardDraft, RatingDraft, Use, rate, record_award
from app.achievements.models import Achievement, Standing
from app.achievements.rules import StandingDraft
from app.achievements.states import Family, Ground, Level, RatingLevel, StandingKind, Subject
from app.awards.compiled import Line
from app.awards.compiling import judged_lines
from app.awards.models import NominationBasis, NominationList
from app.awards.states import AwardFamily, Verdict
from tests.awards.builders import make_list, make_solution, nominate
from tests.awards.growing import grow
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round

M, L, A = Verdict.MET, Verdict.LACKING, Verdict.ASK


def author(world: World) -> About:
    return About(Subject.INDIVIDUAL, "Trần Ngọc Ánh", world.author.user_id, world.units["P9"])


def give(session: Session, world: World, year: int, **changes: Any) -> None:
    values: dict[str, Any] = {
        "about": author(world), "award_name": "Chiến sĩ thi đua cơ sở", "family": Family.TITLE,
        "year": year, "award_code": "CSTD-CS", "level": Level.BASE, "ground": Ground.MERIT,
        "decision_number": f"{year}/QĐ-UBND", "decided_on": date(year, 12, 20), **changes,
    }  # fmt: skip
    record_award(session, world.awards_officer, AwardDraft(**values), NOON)


def verdicts(session: Session, list_: NominationList) -> dict[str, Verdict]:
    (line,) = judged_lines(session, [list_], None)[list_.id]
    return {answer.code: answer.verdict for answer in line.answers}


def listed(session: Session, world: World, award: str, **changes: Any) -> NominationList:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world, **changes)
    nominate(session, world, list_, idea, award=award)
    return list_


TITLES = {"family": AwardFamily.TITLE, "upward": True, "movement": ""}


def test_three_titles_in_a_row_of_the_ledger_count(world: World, session: Session) -> None:
    list_ = listed(session, world, "CSTD-TINH", **TITLES)
    before = verdicts(session, list_)["row"]
    for year in (2023, 2024):
        give(session, world, year)
    two = verdicts(session, list_)["row"]
    give(session, world, 2025)

    assert (before, two, verdicts(session, list_)["row"]) == (A, L, M)


def test_titles_of_somebody_else_do_not_count(world: World, session: Session) -> None:
    list_ = listed(session, world, "CSTD-TINH", **TITLES)
    other = About(Subject.INDIVIDUAL, "Phạm Đình Ân", world.author2.user_id, world.units["P9"])
    for year in (2023, 2024, 2025):
        give(session, world, year, about=other)

    assert verdicts(session, list_)["row"] is A


def test_a_rating_of_the_year_decides_on_lao_dong_tien_tien(world: World, session: Session) -> None:
    list_ = listed(session, world, "LDTT", family=AwardFamily.TITLE, movement="")
    before = verdicts(session, list_)["standard"]
    draft = RatingDraft(author(world), 2026, RatingLevel.DONE)
    rate(session, world.awards_officer, draft, NOON)

    assert (before, verdicts(session, list_)["standard"]) == (A, L)


def test_discipline_open_on_the_day_is_lacking(world: World, session: Session) -> None:
    list_ = listed(session, world, "GK-CN")
    before = verdicts(session, list_)["standing"]
    session.add(_standing(world))
    session.flush()

    assert (before, verdicts(session, list_)["standing"]) == (M, L)


def _standing(world: World) -> Standing:
    draft = StandingDraft(author(world), StandingKind.DISCIPLINE, date(2026, 5, 1))
    return Standing(
        line="x" * 32, subject_kind=Subject.INDIVIDUAL,
        subject_key=f"account:{world.author.user_id}", account_id=world.author.user_id,
        name=draft.about.name, name_key="x", kind=draft.kind, from_on=draft.from_on,
        recorded_at=NOON,
    )  # fmt: skip


def test_an_initiative_of_the_ledger_is_not_used_for_the_other_family(
    world: World, session: Session
) -> None:
    list_ = listed(session, world, "GK-CN")
    before = verdicts(session, list_)
    (line,) = judged_lines(session, [list_], None)[list_.id]
    idea_id = _only_idea(session, line)
    give(session, world, 2025, uses=(Use(idea_id),))
    after = verdicts(session, list_)

    assert (before["used_once"], before["used_across"]) == (M, M)
    assert (after["used_once"], after["used_across"]) == (A, L)


def _only_idea(session: Session, line: Line) -> int:
    statement = select(NominationBasis.idea_id).filter_by(nomination_id=line.nomination_id)
    return session.scalars(statement).one()


def test_judging_five_hundred_takes_as_many_queries_as_judging_one(
    world: World, session: Session
) -> None:
    list_ = listed(session, world, "GK-CN")
    give(session, world, 2025)
    judged_lines(session, [list_], None)

    with counted_queries() as few:
        judged_lines(session, [list_], None)
    grow(session, 499)
    with counted_queries() as many:
        lines = judged_lines(session, [list_], None)[list_.id]

    assert len(lines) == 500
    assert many.count == few.count


def test_a_revoked_title_does_not_count(world: World, session: Session) -> None:
    list_ = listed(session, world, "CSTD-TINH", **TITLES)
    for one in (2023, 2024, 2025):
        give(session, world, one)
    before = verdicts(session, list_)["row"]
    row = session.scalars(select(Achievement).where(Achievement.year == 2025)).one()
    ledger.revoke_award(session, world.awards_officer, row, number="9/QĐ", on=date(2026, 3, 1),
                        reason="Khai không đúng", now=NOON)  # fmt: skip

    assert (before, verdicts(session, list_)["row"]) == (M, L)
