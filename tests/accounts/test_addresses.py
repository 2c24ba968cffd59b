"""An address that was changed still says who is meant, and gives nobody a right."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.addresses import former_of, had_by, holders_of, widened
from app.accounts.models import Account, FormerAddress, RoleGrant
from app.accounts.people_actions import change_person
from app.accounts.people_rules import PersonDraft
from app.community.queries import is_own
from app.ideas import behalf, consent_actions
from app.ideas.consent_queries import invited_by_token
from app.ideas.limiting import blockers_of_limits
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.people_models import AuthorInvitation
from app.ideas.queries import accounts_by_email
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.privacy.about_me import about
from app.privacy.anonymising import anonymise, effects
from app.review import queries as review
from app.review.agenda import Dossiers
from app.review.conflicts import Ground
from app.review.expertise import Profile, declare
from app.signin.tokens import token_hash
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.review.builders import scoring_idea, scoring_round
from tests.rounds.builders import SCORING, make_round

NEW = "ten-moi@quan3.example"


def move(session: Session, world: World, who: str, email: str = NEW) -> Actor:
    """The administrator changes the person's address; the person as they then act."""
    account = session.get_one(Account, getattr(world, who).user_id)
    draft = PersonDraft(email, account.full_name, account.unit_id, account.position)
    change_person(session, world.admin, account, draft, NOON)
    session.flush()
    old = getattr(world, who)
    return Actor(old.user_id, old.name, email, old.unit_id, old.unit_name, old.grants)


def typed(session: Session, idea: Idea, email: str, account_id: int | None = None) -> None:
    """The first author is known by this address, and by this account."""
    line = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).first()
    assert line is not None
    line.email, line.account_id = email, account_id
    session.flush()


def key_of(world: World, who: str) -> int:
    key = getattr(world, who).user_id
    assert key is not None
    return int(key)


def test_each_address_is_kept_once_until_it_was_last_left(world: World, session: Session) -> None:
    first = world.email("author")
    move(session, world, "author")
    account = session.get_one(Account, key_of(world, "author"))
    for email in (first, "ba@quan3.example"):
        draft = PersonDraft(email, account.full_name, account.unit_id, account.position)
        change_person(session, world.admin, account, draft, NOON + timedelta(days=1))
    session.flush()

    rows = session.execute(select(FormerAddress.email, FormerAddress.until)
                           .order_by(FormerAddress.email)).all()  # fmt: skip
    assert [tuple(row) for row in rows] == sorted(
        [(first, NOON + timedelta(days=1)), (NEW, NOON + timedelta(days=1))]
    )


def test_an_address_means_its_present_holder_then_the_one_who_had_it(
    world: World, session: Session
) -> None:
    old = world.email("author")
    move(session, world, "author")
    assert holders_of(session, [old, NEW, "khong@ai.example"]) == dict.fromkeys(
        (old, NEW), key_of(world, "author"))  # fmt: skip
    move(session, world, "author2", old)
    assert holders_of(session, [old]) == {old: key_of(world, "author2")}
    move(session, world, "author2", "hai@quan3.example")
    assert holders_of(session, [old]) == {}, "two had it, nobody has it"
    assert set(had_by(session, [old])) == {key_of(world, "author"), key_of(world, "author2")}


def test_a_former_address_gives_no_right_to_a_dossier(world: World, session: Session) -> None:
    old = world.email("author")
    move(session, world, "author")
    assert accounts_by_email(session, [old]) == {}


def test_who_changed_the_address_is_still_the_author(world: World, session: Session) -> None:
    round_ = scoring_round(session, world)
    idea = scoring_idea(session, world, round_)
    typed(session, idea, world.email("reviewer3"))
    moved = move(session, world, "reviewer3")

    assert review.ground_for(session, moved, idea.id) is Ground.AUTHOR
    assert review.shut_codes(session, moved, [idea.id]) == [idea.code]
    members = review.reviewers_of(session, round_.council_id, local_date(SCORING))
    facts = review.facts_of(session, Idea.id == idea.id)[idea.id]
    grounds = review.panel_of(session, members).grounds(facts)
    assert grounds[key_of(world, "reviewer3")] is Ground.AUTHOR
    held = Dossiers().recused(session, [f"idea:{idea.id}"], [key_of(world, "reviewer3")])
    assert list(held[f"idea:{idea.id}"]) == [key_of(world, "reviewer3")]


def test_where_the_author_has_an_account_a_passed_on_mailbox_shuts_nobody_out(
    world: World, session: Session
) -> None:
    idea = scoring_idea(session, world, scoring_round(session, world))
    typed(session, idea, world.email("reviewer3"), key_of(world, "author"))
    moved = move(session, world, "reviewer3")

    assert review.ground_for(session, moved, idea.id) is None
    assert review.shut_codes(session, moved, [idea.id]) == []


@pytest.mark.parametrize("declared_first", [True, False])
def test_a_declared_relative_stays_one_at_every_address(
    world: World, session: Session, declared_first: bool
) -> None:
    round_ = scoring_round(session, world)
    claimed, unclaimed = scoring_idea(session, world, round_), scoring_idea(session, world, round_)
    old = world.email("author")
    typed(session, claimed, "khac@quan3.example", key_of(world, "author"))
    typed(session, unclaimed, old if not declared_first else NEW)
    if declared_first:
        declare(session, world.chair, Profile(relatives=(old,)), SCORING)
    move(session, world, "author")
    if not declared_first:
        declare(session, world.chair, Profile(relatives=(NEW,)), SCORING)
    session.flush()

    for idea in (claimed, unclaimed):
        assert review.ground_for(session, world.chair, idea.id) is Ground.TIE
        assert review.shut_codes(session, world.chair, [idea.id]) == [idea.code]


def test_a_mailbox_that_passed_on_does_not_make_its_new_holder_a_relative(
    world: World, session: Session
) -> None:
    old = world.email("author")
    move(session, world, "author")
    move(session, world, "author2", old)
    assert widened(session, [NEW]) == {NEW: frozenset({NEW})}


def test_another_address_does_not_help_around_the_limit(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    old = world.email("author2")
    first = make_idea(session, world, round_, IdeaState.SUBMITTED, author="author2")
    move(session, world, "author2")
    second = make_idea(session, world, round_, IdeaState.DRAFT)
    line = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == second.id)).one()
    line.account_id, line.email = None, old
    line.full_name, line.name_key, line.workplace = "Tên Khác", "khac", "Nơi khác"
    session.flush()

    assert [b.field for b in blockers_of_limits(session, second, round_)] == ["authors"]
    assert [b.field for b in blockers_of_limits(session, first, round_)] == []


def test_nobody_votes_for_the_own_dossier_under_an_old_address(
    world: World, session: Session
) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.SCORING)
    typed(session, idea, world.email("clerk"))
    moved = move(session, world, "clerk")
    assert is_own(session, moved, idea.id)
    typed(session, idea, world.email("clerk"), key_of(world, "author"))
    assert not is_own(session, moved, idea.id)


def test_an_invitation_to_an_old_address_makes_no_second_account(
    world: World, session: Session
) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.DRAFT)
    old = world.email("author2")
    line = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
    line.account_id, line.email = None, old
    session.add(AuthorInvitation(idea_id=idea.id, email=old, full_name=line.full_name,
                                 token_hash=token_hash("khoa"), created_at=NOON,
                                 expires_at=NOON + timedelta(days=1)))  # fmt: skip
    moved = move(session, world, "author2")

    found = invited_by_token(session, token_hash("khoa"), NOON)
    assert found is not None
    assert found.has_account
    with pytest.raises(Blocked):
        consent_actions.account_by_invitation(session, "khoa", NOON)
    consent_actions.accept_invitation(session, moved, "khoa", NOON)
    assert line.account_id == key_of(world, "author2")


def test_a_dossier_for_somebody_known_by_an_old_address_goes_to_their_account(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    old = "nguoi-cu@quan3.example"
    person = behalf.Person("Lê Thị Cũ", "Phường 9", "", old)
    unit_id = world.units["P9"]
    idea = behalf.start_for(session, world.clerk, round_, person, unit_id, "Không có máy", NOON)
    session.get_one(Account, key_of(world, "author2")).email = old
    moved = move(session, world, "author2")

    with pytest.raises(Blocked):
        behalf.start_for(session, world.clerk, round_, person, unit_id, "Không có máy", NOON)
    behalf.hand_over(session, world.clerk, idea, moved.email, NOON)
    assert idea.owner_id == moved.user_id


def test_former_addresses_are_exported_to_the_person_and_forgotten_with_them(
    world: World, session: Session
) -> None:
    old = world.email("author2")
    declare(session, world.reviewer, Profile(relatives=("vo@quan3.example",)), NOON)
    titles = {one.title: one.rows for one in about(session, key_of(world, "reviewer"))}
    assert titles["Người thân, cấp trên tôi đã khai"][0][:2] == ("Người thân", "vo@quan3.example")
    move(session, world, "author2")
    key = key_of(world, "author2")

    part = next(one for one in about(session, key) if one.title == "Địa chỉ thư trước đây")
    assert [row[0] for row in part.rows] == [old]
    line = next(one for one in effects(session, key) if "trước đây" in str(one.text))
    assert (line.count, line.kept) == (1, False)
    account = session.get_one(Account, key)
    account.active = False
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == key))
    session.flush()
    anonymise(session, world.admin, account, "Theo yêu cầu", NOON)
    assert former_of(session, [key]) == {}
