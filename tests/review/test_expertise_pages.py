"""Expertise and ties are declared on one's own page; loads on the board; both are obeyed."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.models import Idea, IdeaAuthor
from app.kernel.dates import local_date
from app.review import board_queries, queries
from app.review.conflicts import Ground
from app.review.expertise import Profile, bounds_of, declare, profile_of
from app.review.figure_models import PersonalTie
from app.review.proposing import Bounds
from app.rounds.models import Round
from tests.people import World, sign_in
from tests.review.builders import scoring_idea, scoring_round
from tests.rounds.builders import SCORING

PAGE = "/tai-khoan/chuyen-mon"


def _author(session: Session, idea: Idea, email: str) -> None:
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).first()
    assert author is not None
    author.account_id, author.email = None, email
    session.flush()


def test_a_reviewer_declares_and_finds_it_again(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("reviewer"))
    typed = {"sectors": ["Y tế", "Văn hóa"], "keywords": "học máy", "relatives": "Vo@Quan3.example"}
    assert client.post(PAGE, data=typed).status_code == 303
    page = client.get(PAGE).text
    assert "học máy" in page
    assert "vo@quan3.example" in page
    with transaction() as session:
        own = profile_of(session, world.reviewer.user_id or 0)
    assert own.sectors == ("Y tế", "Văn hóa")


def test_a_wrong_address_is_refused_and_everything_typed_stays(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("reviewer"))
    answer = client.post(PAGE, data={"keywords": "Giữ lại", "relatives": "không phải thư"})
    assert answer.status_code == 422
    assert "Giữ lại" in answer.text
    assert "không phải địa chỉ thư" in answer.text
    with transaction() as session:
        assert not session.scalars(select(PersonalTie)).all()


def test_authors_have_no_such_page(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("author"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"keywords": "x"}).status_code == 403


def test_a_declared_relative_shuts_the_reviewer_out(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_)
    _author(session, idea, "vo@quan3.example")
    profile = Profile(relatives=("Vo@quan3.example",))
    declare(session, world.reviewer, profile, SCORING)
    declare(session, world.chair, profile, SCORING)
    session.flush()
    assert queries.ground_for(session, world.reviewer, idea.id) is Ground.TIE
    assert queries.shut_codes(session, world.chair, [idea.id]) == [idea.code]
    members = queries.reviewers_of(session, round_.council_id, local_date(SCORING))
    facts = queries.facts_of(session, Idea.id == idea.id)[idea.id]
    grounds = queries.panel_of(session, members).grounds(facts)
    assert grounds.get(world.reviewer.user_id or 0) is Ground.TIE


def test_a_line_manager_with_an_account_is_found_by_that_accounts_address(
    world: World, session: Session
) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_)
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).first()
    assert author is not None
    author.account_id, author.email = world.author.user_id, "khac@quan3.example"
    declare(session, world.chair, Profile(managers=(world.email("author"),)), SCORING)
    session.flush()
    assert queries.shut_codes(session, world.chair, [idea.id]) == [idea.code]
    assert queries.ground_for(session, world.chair, idea.id) is Ground.TIE


def test_the_proposal_follows_the_declared_field(world: World, session: Session) -> None:
    round_ = scoring_round(session, world, reviews_wanted=1)
    ideas = [scoring_idea(session, world, round_, sector=("Y tế", "Văn hóa")[n % 2])
             for n in range(6)]  # fmt: skip
    declare(session, world.reviewer, Profile(sectors=("Y tế",)), SCORING)
    declare(session, world.reviewer2, Profile(sectors=("Văn hóa",)), SCORING)
    session.flush()
    made = board_queries.suggestion(session, world.secretary, round_, local_date(SCORING))
    wanted = {(idea.id, (world.reviewer, world.reviewer2)[n % 2].user_id)
              for n, idea in enumerate(ideas)}  # fmt: skip
    assert set(made.pairs) == wanted
    assert made.match == 60


def test_the_proposal_says_how_well_each_of_its_reviewers_fits(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, reviews_wanted=1)
        scoring_idea(session, world, round_, sector="Y tế")
        declare(session, world.reviewer, Profile(sectors=("Y tế",)), SCORING)
        round_id = round_.id
    sign_in(client, world.email("secretary"))
    page = client.get(f"/phan-cong/{round_id}/de-xuat").text
    assert f'{world.reviewer.name} <span class="num quiet">60\u00a0%</span>' in page


def test_loads_are_set_line_by_line_and_nonsense_is_refused(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_id = scoring_round(session, world).id
    sign_in(client, world.email("secretary"))
    key = world.reviewer.user_id or 0
    address = f"/phan-cong/{round_id}/tai"
    wrong = client.post(address, data={f"load_{key}-least": "5", f"load_{key}-most": "2"})
    assert wrong.status_code == 422
    assert "không lớn hơn tải tối đa" in wrong.text
    right = client.post(address, data={f"load_{key}-least": "1", f"load_{key}-most": "2"})
    assert right.status_code == 303
    with transaction() as session:
        assert bounds_of(session, round_id) == {key: Bounds(1, 2)}
    client.post(address, data={f"load_{key}-least": "", f"load_{key}-most": ""})
    with transaction() as session:
        assert bounds_of(session, round_id) == {}


def test_another_councils_loads_cannot_be_set(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_id = scoring_round(session, world).id
    sign_in(client, world.email("reviewer"))
    assert client.get(f"/phan-cong/{round_id}/tai").status_code == 403
    assert client.post(f"/phan-cong/{round_id}/tai").status_code == 403
    with transaction() as session:
        assert session.get_one(Round, round_id).id == round_id
        assert bounds_of(session, round_id) == {}


def test_the_board_shows_the_match(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world)
        scoring_idea(session, world, round_, sector="Y tế")
        declare(session, world.reviewer, Profile(sectors=("Y tế",)), SCORING)
        round_id = round_.id
    sign_in(client, world.email("secretary"))
    assert "Phù hợp 60\u00a0%" in client.get(f"/phan-cong/{round_id}").text
