"""Who reads a dossier, and that every list asks the same rule."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.files.models import StoredFile
from app.ideas import actions, lists, policy, unit_desk
from app.ideas.access import more_readers, read_evidence_file
from app.ideas.models import Evidence, Idea
from app.ideas.policy import Standing
from app.ideas.queries import standing_of, visible_ideas
from app.ideas.states import IdeaState
from app.ideas.writing import remove_evidence
from app.kernel.actor import Actor, Grant, Role
from app.kernel.refusals import Denied
from tests.conftest import BOTH
from tests.ideas.builders import add_file, make_idea
from tests.people import NOON, PEOPLE, World
from tests.rounds.builders import make_round

S = IdeaState
DRAFT = Standing(owner_id=1, unit_id=4, council_id=1)
EVERYBODY = [key for key, *_rest in PEOPLE]


def readers(world: World, dossier: Standing) -> set[str]:
    """Who may read a dossier of `author` in unit P9."""
    return {who for who in EVERYBODY if policy.read(getattr(world, who), dossier) is None}


@pytest.mark.parametrize(
    ("submitted", "endorsed", "expected"),
    [
        (False, False, {"author", "author2"}),
        (True, False, {"author", "author2", "clerk"}),
        (True, True, {"author", "author2", "clerk", "secretary", "inspector", "leader"}),
    ],
)
def test_who_reads(world: World, submitted: bool, endorsed: bool, expected: set[str]) -> None:
    dossier = Standing(
        owner_id=world.author.user_id or 0, unit_id=world.units["P9"],
        council_id=world.council_id, was_submitted=submitted, was_endorsed=endorsed,
        author_ids=frozenset({world.author2.user_id or 0}),
    )  # fmt: skip

    assert readers(world, dossier) == expected


def test_a_hidden_dossier_looks_missing(world: World) -> None:
    denial = policy.read(world.other_author, replace(DRAFT, owner_id=world.author.user_id or 0))

    assert denial is not None
    assert denial.hidden


@pytest.mark.parametrize("role", [Role.LEADER, Role.INSPECTOR])
@pytest.mark.parametrize("seat", [Role.REVIEWER, Role.CHAIR])
def test_who_judges_does_not_read_as_leader(world: World, role: Role, seat: Role) -> None:
    judge = replace(world.leader, grants=(Grant(role), Grant(seat, council_id=world.council_id)))
    dossier = Standing(1, 1, world.council_id, S.SCORING, was_submitted=True, was_endorsed=True)

    assert policy.read(world.leader, dossier) is None
    assert policy.read(judge, dossier) is not None
    assert policy.read(judge, replace(dossier, council_id=world.council_id + 1)) is None


@pytest.mark.parametrize("move", ["endorse", "return"])
def test_a_clerk_does_not_confirm_the_own_dossier(
    world: World, session: Session, move: str
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.AWAITING_UNIT,
                     coauthors=("clerk",))  # fmt: skip
    colleague = replace(world.author2, grants=world.clerk.grants)

    own = policy.MOVES[move](world.clerk, standing_of(session, idea))

    assert own is not None
    assert own.code == "own_dossier"
    assert policy.MOVES[move](colleague, standing_of(session, idea)) is None


def test_a_secretary_does_not_check_the_own_dossier(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUBMITTED,
                     author="secretary", unit="P9")  # fmt: skip

    with pytest.raises(Denied):
        actions.accept_idea(session, world.secretary, idea, NOON)

    assert idea.state is S.SUBMITTED


MATRIX = {
    "submit": {"author", "author2"},
    "supplement": {"author", "author2"},
    "withdraw": {"author"},
    "endorse": {"clerk"},
    "return": {"clerk"},
    "ask_supplement": {"secretary"},
    "accept": {"secretary"},
    "refuse": {"secretary"},
    "reopen": {"secretary"},
    "restore": {"secretary"},
}


@pytest.mark.parametrize("move", sorted(policy.MOVES))
def test_who_moves(world: World, move: str) -> None:
    dossier = Standing(
        owner_id=world.author.user_id or 0, unit_id=world.units["P9"],
        council_id=world.council_id, was_submitted=True, was_endorsed=True,
        author_ids=frozenset({world.author2.user_id or 0}),
    )  # fmt: skip

    rule = policy.MOVES[move]

    assert {who for who in EVERYBODY if rule(getattr(world, who), dossier) is None} == MATRIX[move]


@BOTH
def test_lists_and_policy_agree(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        for state in IdeaState:
            make_idea(session, world, round_, state)
            make_idea(session, world, round_, state, author="other_author", coauthors=("author2",))
            make_idea(session, world, round_, state, author="clerk", unit="P1")
        reader = replace(
            world.leader,
            grants=(Grant(Role.LEADER), Grant(Role.CHAIR, council_id=world.council_id)),
        )
        both = replace(
            world.secretary,
            grants=(*world.secretary.grants, Grant(Role.INSPECTOR),
                    Grant(Role.REVIEWER, council_id=world.council_id)),
        )  # fmt: skip
        for actor in [*(getattr(world, who) for who in EVERYBODY), reader, both]:
            listed = {idea.id for idea in session.scalars(visible_ideas(actor))}
            allowed = {
                idea.id
                for idea in session.scalars(select(Idea))
                if policy.read(actor, standing_of(session, idea)) is None
            }
            assert listed == allowed, actor.name


@BOTH
def test_every_list_stays_inside_what_may_be_read(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        for state in IdeaState:
            make_idea(session, world, round_, state)
        for who in EVERYBODY:
            check_lists(session, getattr(world, who), lists.Filters(q="doc don quay"))
            check_lists(session, getattr(world, who), lists.Filters())


def check_lists(session: Session, actor: Actor, filters: lists.Filters) -> None:
    """All lists together show what may be read; counts are as long as their list."""
    seen = {idea.id for idea in session.scalars(visible_ideas(actor))}
    office = lists.office_lines(session, actor, filters, limit=None, offset=0)
    desks = [desk for desk, _unit, _round in unit_desk.desks_of(session, actor)]
    unit = [row for desk in desks
            for row in unit_desk.desk_lines(session, actor, desk, None, limit=None)]  # fmt: skip
    mine = lists.my_lines(session, actor)
    shown = {row.idea_id for row in (*mine, *office)} | {row.idea_id for row in unit}
    assert shown == seen, actor.name
    assert lists.total_of(lists.office_counts(session, actor, filters), None) == len(office)
    counts = [unit_desk.desk_counts(session, actor, desk) for desk in desks]
    assert sum(sum(one.values()) for one in counts) == len(unit)


def test_evidence_is_read_by_readers_of_what_was_submitted(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.SUBMITTED, evidence=("a.pdf",))
    add_file(session, world, idea, "b.pdf", now=NOON.replace(hour=9), content=b"%PDF-1.5\n%%EOF")
    files = [
        session.get_one(StoredFile, key)
        for key in session.scalars(select(Evidence.file_id).order_by(Evidence.id))
    ]

    def allowed(number: int) -> set[str]:
        return {
            who for who in EVERYBODY
            if read_evidence_file(session, getattr(world, who), files[number]) is None
        }  # fmt: skip

    assert allowed(0) == {"author", "clerk", "secretary", "inspector", "leader"}
    assert allowed(1) == {"author"}, "not submitted yet"
    assert read_evidence_file(session, None, files[0]) is not None


def test_a_removed_file_stays_with_the_version_that_had_it(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.SUPPLEMENT_ASKED)
    row = add_file(session, world, idea, "a.pdf")
    remove_evidence(session, world.author, idea, row.id, NOON.replace(hour=9))
    session.refresh(row, ["file"])

    assert read_evidence_file(session, world.author, row.file) is None
    assert read_evidence_file(session, world.secretary, row.file) is None
    assert read_evidence_file(session, world.reviewer, row.file) is not None


def test_a_later_room_may_let_readers_in(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SCORING, evidence=("a.pdf",))
    row = session.scalars(select(Evidence).where(Evidence.idea_id == idea.id)).one()
    session.refresh(row, ["file"])

    def assigned(_session: Session, actor: Actor, found: Idea) -> bool:
        return actor == world.reviewer and found is idea

    more_readers.append(assigned)
    try:
        assert read_evidence_file(session, world.reviewer, row.file) is None
        assert read_evidence_file(session, world.reviewer2, row.file) is not None
    finally:
        more_readers.remove(assigned)


def test_a_file_of_no_dossier_is_nobodys(world: World, session: Session) -> None:
    stray = StoredFile(purpose="evidence", owner_id=4711, name="a.pdf", media_type="x", size=1,
                       sha256="0" * 64, uploaded_at=NOON)  # fmt: skip
    session.add(stray)
    session.flush()

    assert read_evidence_file(session, world.secretary, stray) is not None
