"""Whoever once stood beside an author of a dossier in another dossier keeps away from it."""

import itertools
from collections import defaultdict
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress
from app.database.transaction import transaction
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.review import board_queries, qualifying_office_queries, queries
from app.review.actions import Change, apply_assignment
from app.review.agenda import Dossiers
from app.review.coauthors import coauthored_of
from app.review.conflicts import GROUND_TITLES, Ground
from app.review.expertise import Profile, declare
from app.review.grid_queries import my_grid
from app.review.models import Sheet
from app.review.recusals import recusals
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.review.builders import scoring_idea, scoring_round, sheet_of, without_moment
from tests.rounds.builders import SCORING, make_round

SAID = str(GROUND_TITLES[Ground.COAUTHOR])


def together(
    session: Session, world: World, *names: str, state: IdeaState = IdeaState.RECOGNISED,
    year: int = 2019, **changes: Any,
) -> Idea:  # fmt: skip
    """A dossier of an earlier year with these authors, of a unit of its own."""
    code = f"DX-{year}"
    old = session.scalar(select(Round).where(Round.code == code))
    old = old or make_round(session, world, code=code, year=year)
    return make_idea(session, world, old, state, author=names[0], coauthors=names[1:],
                     **changes)  # fmt: skip


def typed(session: Session, idea: Idea, position: int, email: str) -> None:
    """This author is known by an address alone."""
    line = session.scalars(select(IdeaAuthor).where(
        IdeaAuthor.idea_id == idea.id, IdeaAuthor.position == position)).one()  # fmt: skip
    line.account_id, line.email = None, email
    session.flush()


def ground(session: Session, world: World, idea: Idea, who: str = "reviewer") -> Ground | None:
    """The ground by the rule, after seeing that everything else that knows conflicts agrees."""
    session.flush()
    actor = getattr(world, who)
    found = queries.ground_for(session, actor, idea.id)
    shut = select(Idea.id).where(Idea.id == idea.id, queries.in_conflict(session, actor))
    assert (session.scalar(shut) is not None) == (found is not None)
    key = actor.user_id or 0
    said = Dossiers().recused(session, [f"idea:{idea.id}"], [key])[f"idea:{idea.id}"]
    assert said == ({key: GROUND_TITLES[found]} if found else {})
    return found


@BOTH
@pytest.mark.parametrize("state", [IdeaState.RECOGNISED, IdeaState.RETURNED, IdeaState.SUBMITTED])
def test_a_former_co_author_keeps_away_whatever_became_of_the_dossier(
    world: World, session: Session, state: IdeaState
) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    assert ground(session, world, idea) is None

    together(session, world, "author", "reviewer", state=state)

    assert ground(session, world, idea) is Ground.COAUTHOR
    assert ground(session, world, idea, "reviewer3") is None


def test_a_dossier_that_was_submitted_and_withdrawn_counts_a_draft_does_not(
    world: World, session: Session
) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    draft = together(session, world, "author", "reviewer", state=IdeaState.DRAFT)
    never = together(session, world, "author", "reviewer", state=IdeaState.WITHDRAWN)
    assert never.submitted_at is None
    assert ground(session, world, idea) is None

    draft.state, draft.code, draft.submitted_at = IdeaState.WITHDRAWN, "DX-2019-9", NOON

    assert ground(session, world, idea) is Ground.COAUTHOR


def test_the_same_dossier_and_a_co_author_of_a_co_author_are_no_ground(
    world: World, session: Session
) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_, coauthors=("other_author",))
    together(session, world, "author2", "reviewer")
    together(session, world, "author2", "author")

    assert ground(session, world, idea) is None
    assert ground(session, world, idea, "author") is Ground.AUTHOR


@pytest.mark.parametrize(
    ("years", "counts"), [(None, True), (0, False), (6, False), (7, True), (99, True)]
)
def test_a_round_says_how_many_years_back_it_counts(
    world: World, session: Session, years: int | None, counts: bool
) -> None:
    round_ = scoring_round(session, world, year=2026, coauthor_years=years)
    idea = scoring_idea(session, world, round_)
    together(session, world, "author", "reviewer", year=2019)

    assert ground(session, world, idea) is (Ground.COAUTHOR if counts else None)


@BOTH
@pytest.mark.parametrize("judge_typed", [True, False])
@pytest.mark.parametrize("moved", [True, False])
def test_people_are_known_by_every_address(
    world: World, session: Session, judge_typed: bool, moved: bool
) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    old = together(session, world, "author", "reviewer")
    position, who = (2, "reviewer") if judge_typed else (1, "author")
    email = "dia-chi-cu@quan3.example" if moved else world.email(who)
    typed(session, old, position, email)
    if moved:
        assert ground(session, world, idea) is None
        session.add(FormerAddress(account_id=getattr(world, who).user_id, email=email, until=NOON))

    assert ground(session, world, idea) is Ground.COAUTHOR


@BOTH
def test_authors_without_an_account_are_known_by_the_same_typed_address(
    world: World, session: Session
) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    old = together(session, world, "author", "reviewer")
    typed(session, idea, 1, "ngoai@truong.example")
    typed(session, old, 1, " Ngoai@Truong.example")
    assert ground(session, world, idea) is Ground.COAUTHOR

    typed(session, old, 1, "")
    typed(session, idea, 1, "")
    assert ground(session, world, idea) is None


def slow(session: Session, judge: int) -> set[int]:
    """The rule said again, plainly: every pair of lines of every dossier, looked at one by one."""
    present = {email: key for key, email in session.execute(select(Account.id, Account.email))}
    former = defaultdict(set)
    for key, email in session.execute(select(FormerAddress.account_id, FormerAddress.email)):
        former[email].add(key)

    def means(line: IdeaAuthor) -> set[object]:
        found: set[object] = {present[line.email]} if line.email in present else set()
        if line.account_id is not None:
            return found | {line.account_id}
        return found | former[line.email] | ({line.email} if line.email else set())

    written: defaultdict[int, list[IdeaAuthor]] = defaultdict(list)
    for line in session.scalars(select(IdeaAuthor)):
        written[line.idea_id].append(line)
    rows = session.execute(select(Idea, Round).join(Round, Round.id == Idea.round_id)).all()
    shut = set()
    for (idea, own), (other, its) in itertools.product(rows, rows):
        if other.submitted_at is None or other.id == idea.id:
            continue
        if own.coauthor_years is not None and (
            own.coauthor_years == 0 or its.year < own.year - own.coauthor_years
        ):
            continue
        for mine, theirs in itertools.permutations(written[other.id], 2):
            if judge in means(mine) and any(means(theirs) & means(a) for a in written[idea.id]):
                shut.add(idea.id)
    return shut


def scattered(session: Session, world: World, random: Random) -> None:
    """Dossiers of several years by people known in every way there is."""
    for n, name in enumerate(("author", "reviewer", "reviewer3", "author2")):
        session.add(FormerAddress(account_id=getattr(world, name).user_id,
                                  email=f"cu{n % 3}@quan3.example", until=NOON))  # fmt: skip
    people = ["author", "author2", "other_author", "reviewer", "reviewer3", "chair", "clerk"]
    mails = ["", "ngoai1@a.example", "ngoai2@a.example", *(f"cu{n}@quan3.example" for n in (0, 1)),
             *(world.email(name) for name in people)]  # fmt: skip
    rounds = [make_round(session, world, code=f"R{year}", year=year, coauthor_years=back)
              for year, back in ((2022, None), (2024, 0), (2025, 1), (2026, 3))]  # fmt: skip
    for _ in range(16):
        names = random.sample(people, random.choice((1, 2, 2, 3)))
        state = random.choice((IdeaState.DRAFT, IdeaState.SUBMITTED, IdeaState.SCORING))
        idea = make_idea(session, world, random.choice(rounds), state, author=names[0])
        session.execute(delete(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id))
        for position, name in enumerate(names, start=1):
            known, mail = random.random() < 0.6, random.random() < 0.5
            session.add(IdeaAuthor(
                idea_id=idea.id, position=position, full_name=name, name_key=name,
                account_id=getattr(world, name).user_id if known else None,
                email=world.email(name) if mail else random.choice(mails),
                share=Decimal(0),
            ))  # fmt: skip
    session.flush()
    session.expire_all()


@BOTH
@pytest.mark.parametrize("seed", range(4))
def test_the_walk_finds_what_looking_at_every_pair_finds(
    world: World, session: Session, seed: int
) -> None:
    scattered(session, world, Random(seed))  # noqa: S311 - repeatable on purpose
    ideas = session.scalars(select(Idea.id).order_by(Idea.id)).all()
    judges = {name: actor.user_id or 0 for name, actor in world.actors.items()}
    expected = {key: slow(session, key) for key in judges.values()}

    found = coauthored_of(session, list(judges.values()))
    assert any(expected.values())
    for name, key in judges.items():
        grounds = {one: queries.ground_for(session, getattr(world, name), one) for one in ideas}
        own = {one for one, ground in grounds.items() if ground is Ground.AUTHOR}
        assert found[key] - own == expected[key] - own, name
        shut = select(Idea.id).where(queries.in_conflict(session, getattr(world, name)))
        by_rule = {one for one, ground in grounds.items() if ground}
        assert set(session.scalars(shut)) == by_rule, name
        assert by_rule >= expected[key], name


# ---- everything that knows conflicts


def prepared(world: World, *assigned: str, **changes: Any) -> tuple[int, int]:
    """A blind round, a dossier of `author`, and an earlier one of `author` with `reviewer`."""
    with transaction() as session:
        round_ = scoring_round(session, world, **changes)
        idea = scoring_idea(session, world, round_, *assigned)
        together(session, world, "author", "reviewer")
        return round_.id, idea.id


def test_the_board_names_the_ground_and_nobody_is_assigned_against_it(
    client: FlaskClient, world: World
) -> None:
    round_id, idea_id = prepared(world)

    page = sign_in(client, world.email("secretary")).get(f"/phan-cong/{round_id}").text
    listed = client.get(f"/phan-cong/{round_id}/hoi-ti").text

    assert f"<span>Xung đột<small>{SAID}</small></span>" in page
    assert SAID in listed
    with transaction() as session:
        round_ = session.get_one(Round, round_id)
        pair = (idea_id, world.reviewer.user_id or 0)
        with pytest.raises(Blocked, match=SAID):
            apply_assignment(session, world.secretary, round_, Change(add=(pair,)), SCORING)
        day = local_date(SCORING)
        proposed = board_queries.suggestion(session, world.secretary, round_, day)
        assert (idea_id, world.reviewer2.user_id) in proposed.pairs
        assert pair not in proposed.pairs
        assert [(one.name, str(one.ground)) for one in recusals(session, round_, day)
                if one.name == world.reviewer.name] == [(world.reviewer.name, SAID)]  # fmt: skip


def test_a_qualifier_is_not_asked_about_a_former_co_authors_dossier(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, qualifiers=1)
    idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
    day = local_date(SCORING)

    def free() -> set[str]:
        seats = qualifying_office_queries.free_for(session, round_, idea.id, day)
        return {one.name for one in seats}

    assert world.reviewer.name in free()
    together(session, world, "author", "reviewer")
    assert world.reviewer.name not in free()
    assert world.secretary.name in free()


def test_chair_and_secretary_are_shut_out_too(world: World, session: Session) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    together(session, world, "author", "chair", "secretary")

    for who in (world.chair, world.secretary):
        assert queries.shut_codes(session, who, [idea.id]) == [idea.code]
    assert queries.shut_codes(session, world.leader, [idea.id]) == []


def test_an_author_who_joins_after_the_assignment_closes_the_sheet(
    client: FlaskClient, world: World
) -> None:
    round_id, idea_id = prepared(world, "reviewer3")
    with transaction() as session:
        together(session, world, "other_author", "reviewer3")
        sheet = sheet_of(session, session.get_one(Idea, idea_id), world.reviewer3).id
        assert len(my_grid(session, world.reviewer3, round_id, may_score=True)) == 1
    sign_in(client, world.email("reviewer3"))
    assert client.get(f"/cham-diem/{sheet}").status_code == 200

    with transaction() as session:
        line = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea_id)).one()
        line.account_id, line.email = world.other_author.user_id, ""

    assert client.get(f"/cham-diem/{sheet}").status_code == 403
    assert client.post(f"/cham-diem/{sheet}/chot", data={"version": "1"}).status_code == 403
    with transaction() as session:
        assert my_grid(session, world.reviewer3, round_id, may_score=True) == []


@pytest.mark.parametrize("tie", [True, False])
@pytest.mark.parametrize("author", ["author", "other_author"])
def test_the_refusal_tells_a_blind_reviewer_no_more_than_that_there_is_a_tie(
    client: FlaskClient, world: World, tie: bool, author: str
) -> None:
    """Four worlds, one answer: who wrote it, and relative or co-author, cannot be told apart."""
    with transaction() as session:
        idea = scoring_idea(session, world, scoring_round(session, world), author=author)
        for one in ("author", "other_author"):
            together(session, world, one, "reviewer2", "reviewer3")
        session.add(Sheet(round_id=idea.round_id, idea_id=idea.id, position=1, assigned_at=SCORING,
                          reviewer_id=world.reviewer3.user_id or 0))  # fmt: skip
        if tie:
            declare(session, world.reviewer3, Profile(relatives=(world.email(author),)), SCORING)
        sheet = sheet_of(session, idea, world.reviewer3).id
    sign_in(client, world.email("reviewer3"))

    answer = client.get(f"/cham-diem/{sheet}")

    assert answer.status_code == 403
    assert "(có quan hệ phải tránh với tác giả)" in without_moment(answer)
    for word in ("đồng tác giả", "người thân", *(getattr(world, one).name for one in (
            "author", "other_author"))):  # fmt: skip
        assert word not in answer.text


def test_it_costs_the_same_at_any_size(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    scoring_idea(session, world, round_)
    together(session, world, "author", "reviewer")
    keys = [actor.user_id or 0 for actor in world.actors.values()]
    with counted_queries() as few:
        coauthored_of(session, keys[:1])
    for _ in range(6):
        together(session, world, "author", "reviewer", "reviewer3")
        scoring_idea(session, world, round_)
    with counted_queries() as many:
        found = coauthored_of(session, keys)

    assert (few.count, many.count) == (1, 1)
    assert found[world.reviewer.user_id or 0]
