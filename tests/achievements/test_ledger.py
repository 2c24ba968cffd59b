"""The ledger: recorded, corrected by a new version, revoked, and asked by other rooms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.achievements import actions, ledger, rules
from app.achievements.actions import About, Use
from app.achievements.models import Achievement, YearlyRating
from app.achievements.states import Family, RatingLevel, Source, StandingKind, Subject
from app.audit.models import AuditEntry
from app.kernel.refusals import Blocked, Denied, StaleEdit
from tests.achievements.builders import (
    award_draft,
    collective,
    make_award,
    make_rating,
    make_standing,
    person,
)
from tests.awards.builders import make_solution
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round


@BOTH
def test_an_award_is_given_back_with_the_dossier_it_rests_on(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    uses = (Use(idea.id, share=Decimal("62.5")), Use(title="Sáng kiến năm 2019"))
    make_award(session, world, person(world), uses=uses)
    make_award(session, world, person(world, "author2"))

    [row] = ledger.achievements_of(session, [world.author.user_id or 0])

    assert (row.kind, row.award_code, row.year, row.revoked_on) == (
        Subject.INDIVIDUAL, "CSTD-CS", 2024, None,
    )  # fmt: skip
    assert [(use.idea_id, use.title, use.share) for use in row.uses] == [
        (idea.id, idea.title, Decimal("62.50")), (None, "Sáng kiến năm 2019", None),
    ]  # fmt: skip
    [used] = ledger.initiative_uses(session, [idea.id])
    assert (used.subject_key, used.family, used.share) == (
        f"account:{world.author.user_id}", Family.TITLE, Decimal("62.50"),
    )  # fmt: skip


def test_a_unit_is_asked_for_as_a_collective_and_not_through_its_people(
    world: World, session: Session
) -> None:
    make_award(session, world, person(world))
    make_award(session, world, collective(world), award_name="Tập thể lao động tiên tiến",
               award_code="TT-LDTT")  # fmt: skip

    rows = ledger.achievements_of(session, unit_ids=[world.units["P9"]])

    assert [row.award_code for row in rows] == ["TT-LDTT"]


@BOTH
def test_the_number_of_queries_does_not_grow(world: World, session: Session) -> None:
    names = ("author", "author2", "other_author", "clerk", "reviewer")
    ids = [getattr(world, name).user_id for name in names]
    for name in names:
        make_award(session, world, person(world, name), uses=(Use(title="Sổ tay số"),))
        make_rating(session, world, person(world, name))
        make_standing(session, world, person(world, name))

    def cost(accounts: list[int]) -> int:
        session.flush()
        with counted_queries() as counter:
            ledger.achievements_of(session, accounts)
            ledger.ratings_of(session, accounts)
            ledger.standings_on(session, accounts, day=NOON.date())
            ledger.initiative_uses(session, accounts)
        return counter.count

    assert cost(ids[:1]) == cost(ids) == 5


def test_a_correction_is_a_new_version_with_its_reason(world: World, session: Session) -> None:
    old = make_award(session, world, person(world))

    new = actions.correct_award(
        session, world.awards_officer, old, award_draft(person(world), year=2023),
        "Ghi nhầm năm", NOON,
    )  # fmt: skip

    assert [(row.year, row.number, row.newest, row.reason) for row in session.scalars(
        select(Achievement).order_by(Achievement.number))] == [
            (2024, 1, False, ""), (2023, 2, True, "Ghi nhầm năm")]  # fmt: skip
    assert new.line == old.line
    [row] = ledger.achievements_of(session, [world.author.user_id or 0])
    assert row.year == 2023
    with pytest.raises(StaleEdit):
        actions.correct_award(session, world.awards_officer, old, award_draft(person(world)),
                              "Sửa lần nữa", NOON)  # fmt: skip


def test_a_correction_without_a_reason_changes_nothing(world: World, session: Session) -> None:
    old = make_award(session, world, person(world))

    with pytest.raises(Blocked):
        actions.correct_award(session, world.awards_officer, old, award_draft(person(world)),
                              "  ", NOON)  # fmt: skip

    assert old.newest
    assert session.scalar(select(func.count()).select_from(Achievement)) == 1


@BOTH
def test_a_revoked_award_stays_in_the_ledger_and_counts_for_nothing(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    old = make_award(session, world, person(world), uses=(Use(idea.id),))

    new = actions.revoke_award(
        session, world.awards_officer, old, number="30/QĐ-UBND", on=date(2026, 5, 1),
        reason="Kê khai gian dối", now=NOON,
    )  # fmt: skip

    accounts = [world.author.user_id or 0]
    assert ledger.achievements_of(session, accounts) == []
    [row] = ledger.achievements_of(session, accounts, revoked=True)
    assert (row.revoked_on, row.uses[0].idea_id) == (date(2026, 5, 1), idea.id)
    assert ledger.initiative_uses(session, [idea.id]) == []
    again = actions.revoke_award(session, world.awards_officer, new, number="31/QĐ-UBND",
                                 on=date(2026, 6, 1), reason="Lần hai", now=NOON)  # fmt: skip
    assert again is new


@pytest.mark.parametrize("on", [date(2024, 12, 31), date(2026, 10, 2)])
def test_an_award_is_revoked_after_it_was_given_and_not_in_the_future(
    world: World, session: Session, on: date
) -> None:
    old = make_award(session, world, person(world))

    with pytest.raises(Blocked):
        actions.revoke_award(session, world.awards_officer, old, number="", on=on,
                             reason="Sai", now=NOON)  # fmt: skip


@BOTH
def test_a_line_of_an_issued_list_is_written_once(world: World, session: Session) -> None:
    draft = award_draft(person(world), source=Source.LIST, source_ref="nomination:7")

    first = actions.record_award(session, world.leader, draft, NOON)
    second = actions.record_award(session, world.leader, draft, NOON)

    assert first is second
    assert session.scalar(select(func.count()).select_from(Achievement)) == 1
    assert actions.current_of(session, "nomination:7") is first
    assert actions.current_of(session, "nomination:8") is None


def test_only_an_awards_officer_writes_and_never_about_oneself(
    world: World, session: Session
) -> None:
    own = award_draft(person(world, "awards_officer"))
    for actor, draft in ((world.secretary, award_draft(person(world))),
                         (world.leader, award_draft(person(world))),
                         (world.awards_officer, own)):  # fmt: skip
        with pytest.raises(Denied):
            actions.record_award(session, actor, draft, NOON)

    assert session.scalar(select(func.count()).select_from(Achievement)) == 0


@BOTH
def test_there_is_one_rating_a_year_for_each_subject(world: World, session: Session) -> None:
    row = make_rating(session, world, collective(world), members=10, progressive=7)

    with pytest.raises(Blocked):
        make_rating(session, world, collective(world), rating=RatingLevel.GOOD)
    draft = actions.RatingDraft(collective(world), 2025, RatingLevel.GOOD, members=10,
                                progressive=8)  # fmt: skip
    actions.correct_rating(session, world.awards_officer, row, draft, "Đếm lại", NOON)

    [found] = ledger.ratings_of(session, unit_ids=[world.units["P9"]])
    assert (found.rating, found.members, found.progressive) == (RatingLevel.GOOD, 10, 8)
    copy = YearlyRating(**{column.key: getattr(row, column.key)
                           for column in YearlyRating.__table__.columns if column.key != "id"}
                        | {"line": "other", "newest": True})  # fmt: skip
    session.begin_nested()
    session.add(copy)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    ("day", "stands"),
    [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 8, 31), True),
     (date(2026, 9, 1), False)],
)  # fmt: skip
def test_a_standing_holds_from_its_first_to_its_last_day(
    world: World, session: Session, day: date, stands: bool
) -> None:
    make_standing(session, world, person(world), to_on=date(2026, 9, 1))

    found = ledger.standings_on(session, [world.author.user_id or 0], day=day)

    assert [row.what for row in found] == [StandingKind.DISCIPLINE] * stands


def test_a_standing_that_ended_is_a_new_version_and_is_still_told(
    world: World, session: Session
) -> None:
    row = make_standing(session, world, person(world))
    draft = actions.StandingDraft(person(world), StandingKind.DISCIPLINE, date(2026, 3, 1),
                                  date(2026, 6, 1), "Khiển trách")  # fmt: skip
    actions.correct_standing(session, world.awards_officer, row, draft, "Hết thời hạn", NOON)

    accounts = [world.author.user_id or 0]
    assert ledger.standings_on(session, accounts, day=NOON.date()) == []
    assert [one.to_on for one in ledger.standings_of(session, accounts)] == [date(2026, 6, 1)]


def test_the_log_names_no_one_that_a_standing_is_about(world: World, session: Session) -> None:
    make_standing(session, world, person(world), note="Bí mật")

    entries = [e for e in session.info["audit_pending"] if e.verb == "standing:record"]

    assert [isinstance(e, AuditEntry) for e in entries] == [True]
    assert world.author.name not in entries[0].detail
    assert "Bí mật" not in entries[0].detail


def test_namesakes_are_told_apart_and_one_person_is_known_again() -> None:
    one = About(Subject.INDIVIDUAL, "Nguyễn Văn Hoà", unit_name="Phường 9", born=date(1980, 1, 2))

    assert rules.subject_key(one) == rules.subject_key(replace(one, name="NGUYỄN  VĂN HÒA"))
    others = [replace(one, name="Nguyễn Văn Hoa"), replace(one, born=date(1981, 1, 2)),
              replace(one, unit_name="Phường 10"), replace(one, account_id=4)]  # fmt: skip
    assert len({rules.subject_key(about) for about in (one, *others)}) == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"award_name": " "}, "award_name"), ({"year": 1944}, "year"),
     ({"year": 2027, "decided_on": None}, "year"),
     ({"decided_on": date(2026, 10, 2)}, "decided_on"),
     ({"decided_on": date(2023, 12, 31)}, "decided_on"), ({"uses": (Use(),)}, "uses"),
     ({"uses": (Use(title="A", share=Decimal("100.01")),)}, "uses"),
     ({"issuer": "x" * 161}, "issuer")],
)  # fmt: skip
def test_what_an_award_must_say(changes: dict[str, object], field: str) -> None:
    about = About(Subject.INDIVIDUAL, "Trần Văn A")

    found = rules.blockers_in_award(award_draft(about, **changes), date(2026, 10, 1))

    assert [blocker.field for blocker in found] == [field]


@pytest.mark.parametrize(
    ("kind", "figures", "fields"),
    [(Subject.INDIVIDUAL, {"members": 3}, ["members"]),
     (Subject.COLLECTIVE, {"progressive": 3}, ["members"]),
     (Subject.COLLECTIVE, {"members": 0}, ["members"]),
     (Subject.COLLECTIVE, {"members": 3, "progressive": 4, "completed": 3}, ["progressive"]),
     (Subject.COLLECTIVE, {"members": 3, "progressive": 3, "disciplined": 0}, [])],
)  # fmt: skip
def test_figures_are_of_a_collective_and_within_its_members(
    kind: Subject, figures: dict[str, int], fields: list[str]
) -> None:
    draft = actions.RatingDraft(About(kind, "Phường 9"), 2025, RatingLevel.GOOD, **figures)  # type: ignore[arg-type]

    found = rules.blockers_in_rating(draft, date(2026, 1, 1))

    assert [blocker.field for blocker in found] == fields
