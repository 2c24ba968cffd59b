"""The command line as an operator uses it."""

import unicodedata
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account, RoleGrant
from app.database.transaction import transaction
from app.demo.load import STAGES, Size
from app.demo.load import load as load_demo
from app.extensions import db
from app.ideas.models import Idea
from app.ideas.states import IdeaState as S
from app.kernel.actor import Role
from app.review.models import Result, Sheet
from app.rounds.models import Round
from tests.journeys.demo import fresh_app, load, run
from tests.people import World

PASSWORD = "mot-cau-dai-kho-doan"
# What this year's dossiers may be at each stage.
REACHED = {
    "drafting": {
        S.DRAFT, S.AWAITING_UNIT, S.SUBMITTED, S.SUPPLEMENT_ASKED, S.SUPPLEMENTED, S.ELIGIBLE,
    },
    "reviewing": {S.SCORING},
    "judged": {S.RECOGNISED, S.DECLINED},
    "awarded": {S.RECOGNISED, S.DECLINED},
}  # fmt: skip


def add_account(app: Flask, *more: str, password: str = PASSWORD, email: str = "a@quan3.example"):
    words = ("accounts", "add", "--email", email, "--name", "Trịnh Thị Ổn", "--unit", "P9")
    return run(app, *words, *more, "--password-stdin", typed=f"{password}\n")


def test_a_person_is_added_with_several_roles_and_the_id_is_printed(
    app: Flask, world: World
) -> None:
    answer = add_account(app, "--role", "author", "--role", "reviewer")

    assert answer.exit_code == 0, answer.output
    with transaction() as session:
        account = session.get_one(Account, int(answer.output.strip()))
        assert (account.email, account.full_name) == ("a@quan3.example", "Trịnh Thị Ổn")
        assert account.unit_id == world.units["P9"]
        grants = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all()
        assert {grant.role: grant.council_id for grant in grants} == {
            Role.AUTHOR: None, Role.REVIEWER: world.council_id,
        }  # fmt: skip


@pytest.mark.parametrize("password", ["ngan", "Password1234", ""])
def test_a_weak_password_is_refused_and_nobody_added(
    app: Flask, world: World, password: str
) -> None:
    answer = add_account(app, password=password)

    assert answer.exit_code == 1
    assert "Mật khẩu" in answer.output
    with transaction() as session:
        assert session.scalar(select(Account.id).where(Account.email == "a@quan3.example")) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--unit", "KHONGCO"), "unit"), (("--email", "author@quan3.example"), "email")],
)
def test_an_unknown_unit_and_an_address_in_use_are_refused(
    app: Flask, world: World, words: tuple[str, str], said: str
) -> None:
    with transaction() as session:
        before = session.scalar(select(func.count()).select_from(Account))

    answer = add_account(app, *words)

    assert answer.exit_code == 1
    assert said in answer.output
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == before


def test_an_unknown_role_is_refused_with_the_list(app: Flask, world: World) -> None:
    answer = add_account(app, "--role", "king")

    assert answer.exit_code == 2
    assert "awards_officer" in answer.output


def told(app: Flask) -> list[tuple[object, ...]]:
    """Titles, states and results of every dossier."""
    with app.app_context():
        rows = db.session().execute(
            select(Idea.code, Idea.title, Idea.state, Result.mean, Result.median)
            .outerjoin(Result, Result.idea_id == Idea.id)
            .order_by(Idea.id)
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_loads_into_an_empty_database_and_makes_sense(
    tmp_path: Path, stage: str
) -> None:
    with fresh_app(tmp_path) as app:
        loaded = load(app, stage, 12)
        assert loaded.exit_code == 0, loaded.output
        check, verify = run(app, "data", "check"), run(app, "audit", "verify")

        assert (check.exit_code, check.output) == (0, "all invariants hold\n")
        assert (verify.exit_code, verify.output) == (0, "the chain is whole\n")
        with app.app_context():
            session = db.session()
            ideas = session.scalars(select(Idea).order_by(Idea.id)).all()
            reached = {idea.state for idea in ideas[3:15]}  # after three of last year
            sheets = session.scalar(select(func.count()).select_from(Sheet)) or 0
        assert reached <= REACHED[stage]
        assert len(ideas) == (28 if stage == "awarded" else 15)
        assert (sheets > 15) is (stage != "drafting")
        assert all(idea.title == unicodedata.normalize("NFC", idea.title) for idea in ideas)


@pytest.mark.parametrize("day", ["2026-11-30", "2027-01-02", "2028-02-29", "2031-12-31"])
def test_the_demo_loads_on_any_day_of_the_year(tmp_path: Path, day: str) -> None:
    now = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    with fresh_app(tmp_path) as app, app.app_context():
        load_demo("awarded", 52, Size(12, 6), now, say=lambda _line: None)

        years = db.session.scalars(select(Round.year).order_by(Round.id)).all()
        db.session.remove()
    # Last year's, this year's, the open one, and the one where members say what is eligible.
    assert years == [now.year - 1, *[now.year] * 3]


def test_the_same_seed_gives_the_same_contest_and_a_full_database_is_left_alone(
    tmp_path: Path,
) -> None:
    contests = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with fresh_app(folder) as app:
            assert load(app, "judged", 12, seed=7).exit_code == 0
            contests.append(told(app))
            again = load(app, "judged", 12, seed=8)
            assert again.exit_code == 1
            assert "use an empty one" in again.output
            assert told(app) == contests[-1]

    assert contests[0] == contests[1]
    assert len({row[3] for row in contests[0]}) > 5  # results differ from one another


def test_another_seed_invents_other_people(tmp_path: Path) -> None:
    people = []
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with fresh_app(folder) as app:
            assert load(app, "drafting", 12, seed=seed).exit_code == 0
            with app.app_context():
                names = select(Account.full_name).order_by(Account.id)
                people.append(db.session().scalars(names).all())

    assert people[0] != people[1]
