"""Rows of the decision table: rank, counts, flags, and who sees them not."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.review import actions
from app.review.decision_counters import table_counts
from app.review.decision_filters import Show, Sort, TableFilter
from app.review.decision_queries import table_count, table_rows
from app.review.states import Proposal
from tests.conftest import BOTH
from tests.people import World
from tests.review.builders import declares, locked, scoring_idea
from tests.review.tables import MARKS, judged
from tests.rounds.builders import SCORING, make_round


@BOTH
def test_rows_are_ranked_by_what_people_see_and_ties_share_a_place(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    weak, tied, best, other = (
        judged(session, world, round_, mark) for mark in ("kém", "vừa", "tốt", "vừa")
    )
    unscored = scoring_idea(session, world, round_)

    rows = table_rows(session, world.chair, round_, TableFilter(), Decimal(100))

    assert [(row.idea_id, row.rank, row.mean) for row in rows] == [
        (best.id, 1, Decimal(83)), (tied.id, 2, Decimal(70)), (other.id, 2, Decimal(70)),
        (weak.id, 4, Decimal(37)), (unscored.id, None, None),
    ]  # fmt: skip
    assert (rows[0].spread, rows[0].sheets_done, rows[0].sheets_wanted) == (Decimal(0), 2, 3)
    assert rows[3].below_floor == "1"


@BOTH
def test_pages_filters_and_counts_agree(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    best, weak = judged(session, world, round_, "tốt"), judged(session, world, round_, "kém")
    wide = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    locked(session, round_, wide, world.reviewer, *MARKS["tốt"])
    locked(session, round_, wide, world.reviewer2, *MARKS["kém"])
    actions.propose(session, world.chair, round_, [best.id], Proposal.RECOGNISE, "", SCORING)
    session.flush()
    expected = {
        Show.ALL: [best, wide, weak], Show.SCORING: [wide], Show.SCORED: [best, weak],
        Show.UNPROPOSED: [weak], Show.BELOW_FLOOR: [weak], Show.WIDE: [wide], Show.COUNCIL: [],
        Show.DECIDED: [],
    }  # fmt: skip

    for show, ideas in expected.items():
        wanted = TableFilter(show)
        rows = table_rows(session, world.chair, round_, wanted, Decimal(100))
        assert [row.idea_id for row in rows] == [idea.id for idea in ideas], show
        assert table_count(session, world.chair, round_, wanted, Decimal(100)) == len(ideas)
    counts = table_counts(session, world.chair, round_, Decimal(100))
    assert (counts.total, counts.with_score, counts.recognise, counts.decline) == (3, 3, 1, 0)
    assert (counts.unproposed, counts.below_floor, counts.wide) == (1, 1, 1)
    assert (counts.sheets_locked, counts.sheets_given) == (6, 6)
    by_spread = table_rows(
        session, world.chair, round_, TableFilter(sort=Sort.SPREAD), Decimal(100)
    )
    assert by_spread[0].idea_id == wide.id
    paged = table_rows(session, world.chair, round_, TableFilter(), Decimal(100), limit=1, offset=1)
    assert [(row.idea_id, row.rank) for row in paged] == [(wide.id, 2)]


@BOTH
def test_what_one_must_keep_away_from_has_no_score_and_no_place(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    mine = judged(session, world, round_, "tốt")
    declares(session, mine, world.chair)
    other = judged(session, world, round_, "kém")

    rows = table_rows(session, world.chair, round_, TableFilter(), Decimal(100))

    assert [row.idea_id for row in rows] == [other.id, mine.id]
    shut = rows[1]
    assert shut.shut
    assert (shut.rank, shut.mean, shut.median, shut.low, shut.high, shut.spread) == (None,) * 6
    assert (shut.sheets_done, shut.sheets_wanted, shut.below_floor, shut.proposal) == (
        None, None, "", Proposal.NONE,
    )  # fmt: skip
    revealing = TableFilter(Show.UNPROPOSED)
    assert table_count(session, world.chair, round_, revealing, Decimal(100)) == 1
    assert table_counts(session, world.chair, round_, Decimal(100)).with_score == 1
    assert table_counts(session, world.secretary, round_, Decimal(100)).with_score == 2


@BOTH
def test_a_small_spread_is_not_flagged(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    narrow = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    first, *rest = MARKS["tốt"]
    locked(session, round_, narrow, world.reviewer, first, *rest)
    locked(session, round_, narrow, world.reviewer2, str(int(first) - 1), *rest)
    session.flush()

    wanted = TableFilter(Show.WIDE)

    assert table_rows(session, world.chair, round_, wanted, Decimal(100)) == []
    assert table_counts(session, world.chair, round_, Decimal(100)).wide == 0
