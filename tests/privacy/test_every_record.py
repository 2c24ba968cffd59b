"""Every table that holds personal data is reached by the period of its kind, or said to stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from app.accounts.admin_models import ImportBatch, ImportRow, RoleView
from app.accounts.models import FormerAddress
from app.accounts.states import BatchState
from app.database.transaction import transaction
from app.extensions import db
from app.files.models import StoredFile
from app.ideas.desk_models import ListLayout, SavedView
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.imports import actions as imports
from app.imports.models import DossierImport, DossierQuestion, DossierRow
from app.imports.states import ImportState
from app.kernel.actor import Role
from app.kernel.refusals import Blocked
from app.privacy import actions, anonymising, disposing, retention
from app.privacy.catalogue import held_data
from app.privacy.upkeep import forget_used_up
from app.problems.models import Problem
from app.review.figure_models import PersonalTie, ReviewExpertise, ReviewLoad
from app.review.stage_models import StageSheet
from app.rounds.stage_models import RoundStage
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.imports.lists import book, map_as_guessed, take_in
from tests.imports.test_actions import ROWS
from tests.people import NOON, World
from tests.privacy.test_actions import leaver
from tests.privacy.test_disposing import LATER, SECRET, TEXTS, counts, disposed, traces
from tests.problems.test_problems import posted
from tests.rounds.builders import make_round

STAYS = {
    "account": {
        "role_grant": "who held which office; without a name when the account has none",
    },
    "dossier": {
        "stage_reviewer": "a number of an account",
        "warm_up_sample": "an example, not a dossier of somebody",
        "warm_up_sheet": "numbers of accounts and points",
        "community_poll": "a number of an account",
        "round_version": "a number of an account; the settings of a round stay with its results",
        "calibration_run": "figures of all dossiers of a round together",
        "file_text": "goes with the last file of that content (finding.actions.tidy_texts)",
    },
    "recognised": {
        "recognition": "the decision",
        "wider_effect": "the decision that it works elsewhere as well",
        "recognition_revocation": "the decision that ended it",
        "initiative_certificate": "the certificate",
        "certificate_end": "the certificate", "adoption": "where it is applied",
        "adoption_follow_up": "where it is applied", "published_solution": "what was published",
    },
    "report": {"unit_report_item": "the report's figures stay with the plan"},
    "consent": {"consent_text": "the words that people said yes to"},
}  # fmt: skip
"""Of the kinds that are disposed of: the tables that keep their rows as they are, and why."""


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that are written to inside the block."""
    found: set[str] = set()

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.replace('"', "").split()
        if words[0] == "DELETE":
            found.add(words[2])
        if words[0] == "UPDATE":
            found.add(words[1])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def past_sheet(session: Session, world: World, idea: Idea) -> StageSheet:
    """A sheet of a stage that has ended, with remarks."""
    stage = RoundStage(round_id=idea.round_id, position=1, name="Vòng 1", content="{}")
    session.add(stage)
    session.flush()
    sheet = StageSheet(id=7, stage_id=stage.id, idea_id=idea.id, reviewer_id=world.reviewer.user_id,
                       state="locked", position=1, remark=SECRET, assigned_at=NOON,
                       marks=f'[[1, "8", "{SECRET}", false]]')  # fmt: skip
    session.add(sheet)
    session.flush()
    return sheet


@pytest.mark.parametrize("kind", sorted(disposing.DISPOSALS))
def test_the_disposal_of_a_kind_reaches_every_table_of_it(
    world: World, session: Session, kind: str
) -> None:
    """Measured on the statements that are sent, for one record of the kind."""
    idea = make_idea(session, world, make_round(session, world), IdeaState.DECLINED,
                     evidence=("a.pdf",))  # fmt: skip
    key = leaver(session, world).id if kind == "account" else idea.id
    sheet = past_sheet(session, world, idea)
    with written_tables() as written:
        disposing.DISPOSALS[kind].act(session, world.admin, [key], "QĐ 7", LATER)
        session.flush()

    assert SECRET not in f"{sheet.remark} {sheet.marks}" or kind not in {"dossier", "recognised"}
    held = {entry.table for entry in held_data() if entry.kind.code == kind}
    stays = STAYS.get(kind, {})
    assert held - written - set(stays) == set()
    assert set(stays) & written == set(), "said to stay, and written to"


@BOTH
@pytest.mark.parametrize("state", [IdeaState.AWAITING_UNIT, IdeaState.RETURNED,
                                   IdeaState.SUPPLEMENT_ASKED])  # fmt: skip
def test_a_dossier_that_nobody_came_back_to_is_withdrawn_and_emptied(
    app: Flask, world: World, session: Session, state: IdeaState
) -> None:
    texts: dict[str, Any] = dict.fromkeys(TEXTS, SECRET)
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, state, title=f"Tên {SECRET}", **texts)
    assert list(disposing.due_ids(session, "draft", LATER)) == [idea.id]

    disposed(session, world, "draft", LATER)

    assert traces(session, SECRET) == []
    assert session.get_one(Idea, idea.id).state is IdeaState.WITHDRAWN


def test_a_closed_problem_forgets_whom_to_call(world: World) -> None:
    key = posted(world, contact=f"Ông {SECRET}, 0900")
    with transaction() as session:
        problem = session.get_one(Problem, key)
        last = datetime.combine(problem.closes_on, datetime.min.time(), NOON.tzinfo)
        assert list(disposing.due_ids(session, "problem", last + timedelta(days=700))) == []
        before, title = counts(session), problem.title

        assert disposed(session, world, "problem", last + timedelta(days=800)).done == 1

        assert traces(session, SECRET) == []
        kept = session.get_one(Problem, key)
        assert (kept.contact, kept.created_by, kept.title) == ("", None, title)
        assert counts(session) == before


def test_anonymising_forgets_what_one_declared_and_what_others_declared_of_one(
    world: World, session: Session
) -> None:
    """A relative's conflict of interest goes on; the address in it does not."""
    account, round_ = leaver(session, world), make_round(session, world)
    mail, person = account.email, account.id
    session.add_all([
        PersonalTie(account_id=world.reviewer.user_id, kind="relative", email=mail,
                    declared_at=NOON),
        PersonalTie(account_id=world.reviewer.user_id, kind="relative", declared_at=NOON,
                    email="ten-cu@quan3.example"),
        FormerAddress(account_id=person, email="ten-cu@quan3.example", until=NOON),
        PersonalTie(account_id=person, kind="relative", email=f"{SECRET}@quan3.example",
                    declared_at=NOON),
        ReviewExpertise(account_id=person, keywords=SECRET, updated_at=NOON),
        ReviewLoad(round_id=round_.id, account_id=person, least=0, most=5),
        SavedView(account_id=person, list_name="x", name=SECRET, query="q=a", created_at=NOON),
        ListLayout(account_id=person, list_name="x"),
    ])  # fmt: skip
    session.flush()
    told = {str(effect.text): effect.count for effect in anonymising.effects(session, person)}
    assert told["Lĩnh vực chuyên môn đã khai, bộ lọc đã lưu"] == 4

    anonymising.anonymise(session, world.admin, account, "Đơn đề nghị", LATER)
    session.flush()

    assert traces(session, SECRET) == []
    assert traces(session, mail) == []
    assert traces(session, "ten-cu@") == []
    assert traces(session, "Lý Thị Cũ") == []
    [tie] = session.scalars(select(PersonalTie)).all()
    assert (tie.account_id, tie.email) == (world.reviewer.user_id, account.email)


@pytest.fixture
def uploads(world: World, session: Session) -> dict[str, int]:
    """A list of dossiers ready to be stored, and a list of people that nobody decided on."""
    batch = take_in(session, world.clerk, book(ROWS), make_round(session, world),
                    world.units["P9"])  # fmt: skip
    map_as_guessed(session, world.clerk, batch)
    people = ImportBatch(account_id=world.admin.user_id, file_name="ds.xlsx", uploaded_at=NOON,
                         state=BatchState.WAITING)  # fmt: skip
    session.add(people)
    session.flush()
    session.add(ImportRow(batch_id=people.id, sheet="people", number=2, cells=f'["{SECRET}"]'))
    session.commit()
    return {"dossiers": batch.id, "people": people.id}


@BOTH
def test_uploaded_lists_go_after_their_period_and_say_so(
    app: Flask, world: World, session: Session, uploads: dict[str, int]
) -> None:
    forget_used_up(session, NOON + timedelta(days=80))
    assert session.scalar(select(func.count(DossierRow.id))) == 6
    assert session.scalar(select(func.count(ImportRow.id))) == 1
    late = NOON + timedelta(days=100)
    assert list(session.scalars(retention.due_ids(session, "upload", late))) == [
        uploads["dossiers"]
    ]

    forget_used_up(session, late)

    session.expire_all()
    batch = session.get_one(DossierImport, uploads["dossiers"])
    assert (batch.state, batch.file_id) == (ImportState.DROPPED, None)
    assert session.get_one(ImportBatch, uploads["people"]).state is BatchState.DROPPED
    for table in (DossierRow, DossierQuestion, ImportRow):
        assert session.scalar(select(func.count(table.id))) == 0
    assert session.scalar(select(func.count(StoredFile.id))) == 0
    assert traces(session, SECRET) == []
    assert traces(session, "Trần Văn An") == []
    assert list(session.scalars(retention.due_ids(session, "upload", late))) == []


def test_a_list_is_kept_as_long_as_the_authority_says_and_while_it_is_worked_on(
    world: World, session: Session, uploads: dict[str, int]
) -> None:
    actions.set_period(session, world.admin, "upload", 12, "QĐ 7", NOON)
    forget_used_up(session, NOON + timedelta(days=300))
    assert session.scalar(select(func.count(DossierRow.id))) == 6
    session.execute(update(DossierImport).values(state="storing"))
    forget_used_up(session, NOON + timedelta(days=400))
    assert session.scalar(select(func.count(DossierRow.id))) == 6


def test_a_stored_list_that_is_forgotten_cannot_half_undo(
    world: World, session: Session, uploads: dict[str, int]
) -> None:
    """What it made stays; there is nothing left that says what to take back."""
    clerk, batch = world.clerk, session.get_one(DossierImport, uploads["dossiers"])
    for question in session.scalars(select(DossierQuestion)).all():
        choice = str(world.units["P9"]) if question.code == "don-vi-gan-dung" else "yes"
        imports.answer(session, clerk, batch, {question.id: choice}, NOON)
    imports.store(session, clerk, batch, NOON, only_good=False, update_stored=False, submit=False)
    forget_used_up(session, NOON + timedelta(days=100))
    batch = session.get_one(DossierImport, uploads["dossiers"])
    assert batch.state is ImportState.STORED
    assert session.scalar(select(func.count(Idea.id))) == 2

    with pytest.raises(Blocked):
        imports.undo(session, clerk, batch, LATER)


def test_a_look_as_another_role_is_forgotten_with_the_sign_ins(
    world: World, session: Session
) -> None:
    for ends in (NOON - timedelta(days=400), NOON - timedelta(days=300)):
        session.add(RoleView(account_id=world.admin.user_id, role=Role.REVIEWER, ends_at=ends,
                             started_at=ends - timedelta(minutes=30)))  # fmt: skip
    session.flush()
    forget_used_up(session, NOON)
    assert session.scalars(select(RoleView.ends_at)).all() == [NOON - timedelta(days=300)]
