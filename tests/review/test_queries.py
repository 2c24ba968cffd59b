"""Conflicts as SQL and as a rule agree; waiting work; the order of one's own sheets."""

import itertools
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import UnitSuccession
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.review import queries
from app.review.conflicts import Ground, TieKind
from app.review.figure_models import PersonalTie
from app.review.home import waiting
from app.review.queries import ground_for, shut_for, units_of
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import EARLY, World
from tests.review.builders import declares, locked, scored, scoring_idea
from tests.rounds.builders import CHECKING, SCORING, SITTING, make_round


@BOTH
def test_the_condition_in_sql_and_the_rule_agree_for_everybody(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    plain = scoring_idea(session, world, round_)
    other_unit = scoring_idea(session, world, round_, author="other_author")
    both = scoring_idea(session, world, round_, coauthors=("plan_officer",))
    by_mail = scoring_idea(session, world, round_)
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == by_mail.id)).one()
    author.account_id, author.email = None, " Reviewer3@QUAN3.example"
    declared = scoring_idea(session, world, round_, author="other_author")
    declares(session, declared, world.chair)
    earlier = make_round(session, world, code="DX-2019", year=2019)
    make_idea(session, world, earlier, IdeaState.RECOGNISED, author="other_author",
              coauthors=("reviewer3", "admin"))  # fmt: skip
    session.add(UnitSuccession(from_unit_id=world.units["P1"], to_unit_id=world.units["PNV"],
                               effective_on=EARLY))  # fmt: skip
    session.flush()
    together = make_idea(session, world, round_, IdeaState.SUBMITTED, author="leader",
                         coauthors=("inspector", "communications"))  # fmt: skip
    session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == together.id)).all()[
        -1
    ].account_id = None
    of_partner = scoring_idea(session, world, round_, author="inspector")
    by_partners_mail = scoring_idea(session, world, round_, author="communications")
    session.flush()
    ideas = (plain, other_unit, both, by_mail, declared, of_partner, by_partners_mail)

    for actor, idea in itertools.product(world.actors.values(), ideas):
        by_rule = ground_for(session, actor, idea.id) is not None
        condition = select(Idea.id).where(Idea.id == idea.id, shut_for(session, actor))
        assert (session.scalar(condition) is not None) == by_rule, (actor.name, idea.code)
    for who in (world.reviewer3, world.admin):
        assert ground_for(session, who, other_unit.id) is Ground.COAUTHOR


def test_a_judge_who_has_not_locked_is_kept_from_the_scores(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer")
    condition = select(Idea.id).where(shut_for(session, world.reviewer))

    assert session.scalars(condition).all() == [idea.id]
    locked(session, round_, idea, world.reviewer)

    assert session.scalars(condition).all() == []


def test_units_of_every_role_count(world: World) -> None:
    assert units_of(world.clerk) == {world.units["P9"]}


def titles(session: Session, world: World, who: str, now: datetime) -> list[str]:
    works = waiting(session, getattr(world, who), now)
    return [work.title for work in works]


def test_what_waits_for_whom(world: World, session: Session) -> None:

    from app import create_app  # noqa: F401, PLC0415

    round_ = make_round(session, world)
    first = scoring_idea(session, world, round_, "reviewer")
    scoring_idea(session, world, round_, "reviewer", "reviewer2", "reviewer3")
    scored(session, round_, first, world.reviewer, "1", None, None, None)

    with current_app.test_request_context():
        assert titles(session, world, "reviewer", SCORING) == ["Chấm 2 hồ sơ"]
        assert titles(session, world, "reviewer", SITTING) == []
        for moment in (SCORING, CHECKING):
            assert titles(session, world, "secretary", moment) == [
                "Phân công 1 hồ sơ còn thiếu người chấm", "Soát bản ẩn danh của 2 hồ sơ",
                "3 thư báo phân công đang giữ",
            ]  # fmt: skip
        assert titles(session, world, "secretary", SITTING) == ["Khóa kết quả chấm 2 hồ sơ"]
        assert titles(session, world, "chair", SCORING) == []
        assert titles(session, world, "author", SCORING) == []
        locked(session, round_, first, world.reviewer)
        assert titles(session, world, "reviewer", SCORING) == ["Chấm 1 hồ sơ"]


def test_a_dossier_written_together_in_any_year_shuts_the_judge_out_of_the_other_ones(
    world: World, session: Session
) -> None:
    before = make_round(session, world, code="CU")
    make_idea(session, world, before, IdeaState.SUBMITTED, author="other_author",
              coauthors=("reviewer3",))  # fmt: skip
    make_idea(session, world, before, IdeaState.DRAFT, author="other_author",
              coauthors=("reviewer2",))  # fmt: skip
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, author="other_author")

    members = queries.reviewers_of(session, round_.council_id, local_date(SCORING))
    facts = queries.facts_of(session, Idea.id == idea.id)[idea.id]
    found = queries.panel_of(session, members).grounds(facts)

    assert found == {world.reviewer3.user_id: Ground.COAUTHOR}, "a draft shuts nobody out"
    for who, codes in ((world.reviewer3, [idea.code]), (world.reviewer2, [])):
        assert queries.shut_codes(session, who, [idea.id]) == codes


def test_what_somebody_is_kept_from_follows_what_is_declared_meanwhile(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, author="author")

    def kept_away() -> list[int]:
        return list(session.scalars(select(Idea.id).where(shut_for(session, world.chair))))

    assert kept_away() == []
    session.add(PersonalTie(account_id=world.chair.user_id or 0, email=world.email("author"),
                            kind=TieKind.RELATIVE, declared_at=SCORING))  # fmt: skip
    session.flush()

    assert kept_away() == [idea.id]
