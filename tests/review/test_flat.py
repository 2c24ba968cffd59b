"""Lists that cost the same at any size: paged along an index, exact, and shut rows come last."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from app.extensions import db
from app.ideas.lists import Filters, office_lines
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.review.actions import Change, apply_assignment, decline_conflict, open_scoring
from app.review.board_queries import BoardFilter, board_counts, board_rows
from app.review.coauthors import coauthored_of
from app.review.conflicts import DeclaredGround
from app.review.decision_counters import table_counts
from app.review.decision_filters import Show, Sort, TableFilter
from app.review.decision_queries import DecisionRow, table_count, table_rows
from app.review.models import Result
from app.review.queries import shut_for
from app.review.rules import standings
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import World
from tests.review.builders import declares, locked, result_of, scoring_idea, sheet_of
from tests.rounds.builders import CHECKING, SCORING, make_round

MAXIMUM = Decimal(100)
MEANS = ("70", "83.5", "70", None, "91.25", "83.5", "70", "12")


def scored_table(session: Session, world: World) -> tuple[Round, list[Idea]]:
    """Eight dossiers with the scores of MEANS; the chair keeps away from the second and fourth."""
    round_ = make_round(session, world)
    ideas = [scoring_idea(session, world, round_) for _ in MEANS]
    for idea, mean in zip(ideas, MEANS, strict=True):
        result_of(session, idea).mean = None if mean is None else Decimal(mean)
    declares(session, ideas[1], world.chair)
    declares(session, ideas[3], world.chair)
    return round_, ideas


@BOTH
def test_pages_put_together_are_the_whole_list(world: World, session: Session) -> None:
    round_, ideas = scored_table(session, world)

    for sort, size in itertools.product(Sort, (1, 3)):
        wanted = TableFilter(sort=sort)
        whole = table_rows(session, world.chair, round_, wanted, MAXIMUM)
        paged: list[DecisionRow] = []
        for start in range(0, len(ideas) + size, size):
            paged += table_rows(session, world.chair, round_, wanted, MAXIMUM,
                                limit=size, offset=start)  # fmt: skip
        assert paged == whole
        assert {row.idea_id for row in whole} == {idea.id for idea in ideas}
        assert [row.shut for row in whole] == [False] * 6 + [True] * 2
        assert [row.idea_id for row in whole[6:]] == [ideas[1].id, ideas[3].id]


@BOTH
def test_ranks_are_those_of_the_rule_whatever_is_shown(world: World, session: Session) -> None:
    round_, ideas = scored_table(session, world)
    scores = {i.id: Decimal(m) for i, m in zip(ideas, MEANS, strict=True) if m is not None}
    official = {one.key: one.place for one in standings(scores)}
    other = make_round(session, world, code="DX-2027")
    result_of(session, scoring_idea(session, world, other)).mean = Decimal(99)

    for sort in Sort:
        for start in range(len(ideas)):
            for row in table_rows(session, world.chair, round_, TableFilter(sort=sort), MAXIMUM,
                                  limit=1, offset=start):  # fmt: skip
                assert row.rank == (None if row.shut else official.get(row.idea_id))


@BOTH
def test_every_counter_is_the_length_of_its_list(world: World, session: Session) -> None:
    round_, ideas = scored_table(session, world)
    for idea, state in zip(ideas, (IdeaState.SCORED, IdeaState.BEFORE_COUNCIL) * 4, strict=True):
        idea.state = state
    for idea in ideas[:4]:
        result = result_of(session, idea)
        result.below_floor, result.low, result.high = "1", Decimal(40), Decimal("60.01")
    session.flush()

    for actor in (world.chair, world.secretary):
        counts = table_counts(session, actor, round_, MAXIMUM)
        for show in Show:
            found = table_rows(session, actor, round_, TableFilter(show), MAXIMUM)
            length = table_count(session, actor, round_, TableFilter(show), MAXIMUM)
            assert counts.of(show) == length == len(found), (actor.name, show)


@BOTH
def test_a_line_begins_with_scoring_and_counts_what_was_given(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, IdeaState.ELIGIBLE)
    pairs = tuple((idea.id, person.user_id or 0) for person in (world.reviewer, world.reviewer2))
    apply_assignment(session, world.secretary, round_, Change(add=pairs), CHECKING)
    session.flush()

    assert session.get(Result, idea.id) is None
    assert table_counts(session, world.secretary, round_, MAXIMUM).sheets_given == 0
    open_scoring(session, world.secretary, round_, SCORING)
    assert result_of(session, idea).sheets_given == 2
    decline_conflict(session, world.reviewer2, sheet_of(session, idea, world.reviewer2),
                     DeclaredGround.MENTOR, "", SCORING)  # fmt: skip
    locked(session, round_, idea, world.reviewer)

    counts = table_counts(session, world.secretary, round_, MAXIMUM)
    assert (counts.sheets_locked, counts.sheets_given) == (1, 1)


@BOTH
def test_the_boards_counters_follow_the_sheets(world: World, session: Session) -> None:
    round_ = make_round(session, world, reviews_wanted=1, quorum=1)
    scoring_idea(session, world, round_, "reviewer")
    scoring_idea(session, world, round_)
    make_idea(session, world, round_, IdeaState.ELIGIBLE)
    make_idea(session, world, round_, IdeaState.SUBMITTED)
    session.flush()

    counts = board_counts(session, round_)

    assert (counts.every, counts.lacking, counts.to_open) == (3, 2, 1)


def plans(session: Session, read: Any) -> list[str]:
    """How SQLite goes about the statements that `read` sends, one text for each."""
    sent: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    driver = session.connection()
    steps = [driver.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values) for sql, values in sent]
    return ["\n".join(step[3] for step in found) for found in steps]


def the_one_with(found: list[str], index: str) -> str:
    with_it = [plan for plan in found if index in plan]
    assert with_it, found
    return with_it[0]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (TableFilter(), "ix_result_rank"),
        (TableFilter(Show.SCORED), "ix_result_rank"),
        (TableFilter(Show.BELOW_FLOOR), "ix_result_rank"),
        (TableFilter(sort=Sort.CODE), "ix_idea_round_code"),
    ],
)
def test_the_table_is_walked_along_an_index(
    world: World, session: Session, wanted: TableFilter, index: str
) -> None:
    round_, _ideas = scored_table(session, world)

    found = plans(
        session,
        lambda: table_rows(session, world.chair, round_, wanted, MAXIMUM, limit=2, offset=0),
    )

    finding, _reading = the_one_with(found, f"{index} (round_id=?)").split("SCAN anon_1")
    assert index in finding
    assert "USE TEMP B-TREE FOR ORDER BY" not in finding
    assert "SCAN idea" not in finding


def test_the_counters_never_read_the_rows(world: World, session: Session) -> None:
    round_, _ideas = scored_table(session, world)

    found = plans(session, lambda: table_counts(session, world.chair, round_, MAXIMUM))

    assert the_one_with(found, "SEARCH result USING COVERING INDEX ix_result_counts (round_id=?)")
    assert the_one_with(found, "SEARCH idea USING COVERING INDEX ix_idea_round_state (round_id=?")


def test_conflicts_are_found_by_their_indexes(world: World, session: Session) -> None:
    shut = select(Idea.id).where(shut_for(session, world.reviewer))

    (plan,) = plans(session, lambda: session.scalars(shut).all())

    assert "ix_idea_author_email" in plan
    assert "SCAN idea_author" not in plan
    assert "SCAN conflict" not in plan
    assert "SCAN sheet" not in plan


def test_former_co_authors_are_found_by_their_indexes(world: World, session: Session) -> None:
    keys = [actor.user_id or 0 for actor in world.actors.values()]

    (plan,) = plans(session, lambda: coauthored_of(session, keys))

    assert "SCAN idea" not in plan
    assert "SCAN account" not in plan
    assert "SCAN former_address" not in plan


def test_the_board_and_the_intake_list_are_walked_along_an_index(
    world: World, session: Session
) -> None:
    round_, _ideas = scored_table(session, world)

    board = plans(session, lambda: board_rows(session, world.secretary, round_, BoardFilter(),
                                              limit=2, offset=0))  # fmt: skip
    intake = plans(session, lambda: office_lines(session, world.secretary, Filters(),
                                                 limit=2, offset=0))  # fmt: skip

    assert "USE TEMP B-TREE FOR ORDER BY" not in the_one_with(board, "ix_idea_round_code")
    assert the_one_with(intake, "SCAN idea USING COVERING INDEX ix_idea_submitted")


@BOTH
def test_an_address_is_stored_as_it_is_compared(world: World, session: Session) -> None:
    idea = scoring_idea(session, world, make_round(session, world), author="other_author")
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
    author.account_id, author.email = None, f"  {world.chair.email.upper()} "
    session.flush()

    stored = session.execute(text("SELECT email FROM idea_author")).scalar_one()
    shut = session.scalars(select(Idea.id).where(shut_for(session, world.chair))).all()

    assert stored == world.chair.email
    assert shut == [idea.id]
