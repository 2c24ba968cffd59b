"""Each invariant finds the breach that is planted for it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.checks.invariants import SQL_CHECKS, breaches
from app.citations.actions import load_acts
from app.community.actions import set_poll
from app.community.models import CommunityVote
from app.community.rules import PollDraft
from app.database.transaction import transaction
from app.extensions import db
from app.files.models import CleanCopy, StoredFile
from app.ideas.models import Idea, IdeaAnswer
from app.ideas.qualifying_models import Qualification
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.review.models import CertificateEnd, Sheet
from app.review.states import Ended
from app.rounds.fields import FieldSpec
from app.rounds.models import Round
from tests.achievements.builders import make_award, make_rating, make_standing, person
from tests.awards.builders import issued_list
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.ideas.questions import ask
from tests.people import NOON, World
from tests.review.recognised import certificates, decided
from tests.rounds.builders import make_round

ASKED_OWN = """INSERT INTO qualification (idea_id, qualifier_id, reason, assigned_at, version)
    SELECT id, owner_id, '', created_at, 1 FROM idea"""
DECLARED = """INSERT INTO conflict (idea_id, reviewer_id, ground, note, declared_at)
    SELECT id, owner_id, 'relative', '', created_at FROM idea"""
GIVEN = """UPDATE qualification SET verdict = 'pass', reason = 'x', given_at = assigned_at,
    edition = 7"""
PLANTED = {
    "shares_sum_to_100": "UPDATE idea_author SET share = share - 1",
    "submitted_dossiers_are_frozen": "UPDATE idea SET content_hash = 'x'",
    "recognition_and_state_agree": "UPDATE idea SET state = 'recognised'",
    "the_table_holds_who_is_scored": "UPDATE idea SET state = 'scoring'",
    "nobody_qualifies_the_own_dossier": ASKED_OWN,
    "conflicted_qualifiers_are_out": f"{DECLARED};{ASKED_OWN}",
    "answers_are_about_a_version": ";".join((ASKED_OWN, GIVEN)),
    "states_agree_with_the_record": "UPDATE idea SET state = 'withdrawn'",
}


def found(app: Flask) -> set[str]:
    return {name for name, _sentence in breaches(db.session(), app.config["FILES_FOLDER"])}


@BOTH
def test_a_sound_database_has_no_breach(app: Flask, world: World) -> None:
    with transaction() as session:
        make_idea(session, world, make_round(session, world), state=IdeaState.ELIGIBLE)

    assert found(app) == set()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_breach_is_named(app: Flask, world: World, name: str) -> None:
    with transaction() as session:
        make_idea(session, world, make_round(session, world), state=IdeaState.SUBMITTED)
    with db.engine.begin() as connection:
        for statement in PLANTED[name].split(";"):
            connection.execute(text(statement))

    assert name in found(app)


@BOTH
def test_every_check_is_sql_that_both_databases_run(app: Flask) -> None:
    for _sentence, statement in SQL_CHECKS.values():
        assert db.session.execute(text(statement)).all() == []


def test_an_answer_to_another_rounds_question_is_named(app: Flask, world: World) -> None:
    with transaction() as session:
        mine, other = make_round(session, world), make_round(session, world, code="DX-KHAC")
        idea = make_idea(session, world, mine, state=IdeaState.DRAFT)
        key = ask(session, world, other, (FieldSpec("a", "Câu A"),))["a"]
        session.add(IdeaAnswer(idea_id=idea.id, field_id=key, value='{"value": "x"}'))

    assert found(app) == {"answers_belong_to_the_round"}


@BOTH
def test_what_a_former_co_author_was_given_is_named_unless_they_wrote_together_later(
    app: Flask, world: World
) -> None:
    with transaction() as session:
        old = make_round(session, world, code="DX-2019", year=2019)
        idea = make_idea(session, world, make_round(session, world))
        session.add(Sheet(round_id=idea.round_id, idea_id=idea.id, position=1, assigned_at=NOON,
                          reviewer_id=world.reviewer.user_id or 0))  # fmt: skip
        session.add(Qualification(idea_id=idea.id, qualifier_id=world.reviewer.user_id or 0,
                                  assigned_at=NOON))  # fmt: skip
        made = make_idea(session, world, old, IdeaState.SUBMITTED, coauthors=("reviewer",),
                         now=NOON + timedelta(days=1))  # fmt: skip
        earlier, round_id = made.id, idea.round_id
    names = {"former_co_authors_are_given_no_sheet", "former_co_authors_are_asked_nothing"}
    assert not names & found(app)

    with transaction() as session:
        session.get_one(Idea, earlier).submitted_at = NOON - timedelta(days=1)
    assert names <= found(app)
    with transaction() as session:
        session.get_one(Round, round_id).coauthor_years = 6
    assert not names & found(app)


LISTS = {
    "a_closed_list_has_one_standing_version": "UPDATE list_version SET ending = 'reopened'",
    "an_issued_list_has_an_outcome_for_each_line": "UPDATE nomination SET outcome = 'pending'",
    "a_revoked_award_has_its_decision": "UPDATE nomination SET outcome = 'revoked'",
    "awards_of_groups_are_not_those_of_their_unit": "UPDATE nomination SET subject_key = "
    "'collective:x' WHERE subject_kind = 'collective'",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_breach_in_an_issued_list_is_named(app: Flask, world: World, name: str) -> None:
    with transaction() as session:
        issued_list(session, world)
    before = found(app) & LISTS.keys()
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text(LISTS[name]))

    assert (before, name in found(app)) == (set(), True)


VERSIONED = ("achievement", "yearly_rating", "standing", "legal_basis")


@pytest.mark.parametrize("table", VERSIONED)
def test_a_line_without_its_newest_version_is_named(app: Flask, world: World, table: str) -> None:
    with transaction() as session:
        make_award(session, world, person(world))
        make_rating(session, world, person(world))
        make_standing(session, world, person(world))
        load_acts(session, SYSTEM, NOON)
    name = f"one_newest_{table}_of_a_line"
    before = name in found(app)
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET newest = FALSE"))  # noqa: S608

    assert (before, name in found(app)) == (False, True)


def test_a_vote_or_a_copy_that_belongs_elsewhere_is_named(app: Flask, world: World) -> None:
    with transaction() as session:
        round_, other = make_round(session, world), make_round(session, world, code="DX-KHAC")
        files = [make_idea(session, world, one, IdeaState.ELIGIBLE, evidence=("a.pdf",)).id
                 for one in (round_, other)]  # fmt: skip
        keys = list(session.scalars(select(StoredFile.id).order_by(StoredFile.id)))
        session.add(CleanCopy(file_id=keys[0], copy_id=keys[1], made_at=NOON))
        draft = PollDraft(NOON, NOON + timedelta(days=1))
        set_poll(session, world.secretary, round_, draft, 0, NOON)
        session.add(CommunityVote(round_id=round_.id, idea_id=files[1], cast_at=NOON,
                                  account_id=world.clerk.user_id))  # fmt: skip

    assert found(app) == {"votes_are_for_dossiers_of_their_round", "clean_copies_are_copies"}


def test_a_recognition_annulled_without_its_decision_is_named(app: Flask, world: World) -> None:
    decided(world)
    db.session.remove()
    with transaction() as session:
        session.execute(text("UPDATE recognition SET revoked_on = decided_on"))

    assert found(app) == {"an_annulled_recognition_has_its_decision",
                          "no_certificate_outlives_its_recognition"}  # fmt: skip


def test_a_code_that_does_not_end_with_its_certificate_is_named(app: Flask, world: World) -> None:
    decided(world, coauthors=("author2",))
    before = found(app)
    own, other = certificates()
    db.session.remove()
    with transaction() as session:
        for one, kind, key in ((own, Ended.REPLACED, own.key), (other, Ended.REVOKED, "khac")):
            session.add(CertificateEnd(certificate_id=one.id, kind=kind, key=key, reason="Thử",
                                       decision_number="1", decided_on=NOON.date(),
                                       recorded_at=NOON))  # fmt: skip

    assert (before, found(app)) == (set(), {"a_code_ends_with_its_certificate"})
