"""How many dossiers a person and a unit may have: one rule, every path, also at the same moment."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.ideas import actions, behalf, consent_actions
from app.ideas.limits import Standing, blockers_of_people, blockers_of_unit, same_person
from app.ideas.models import Idea, IdeaAuthor, SupplementRequest
from app.ideas.people_models import AuthorInvitation
from app.ideas.states import IdeaState
from app.ideas.unit_actions import endorse_ideas
from app.kernel.refusals import Blocked
from app.kernel.vietnamese import name_sort_key
from app.rounds.models import Round
from app.signin.tokens import token_hash
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.ideas.pages import open_round, text_of
from tests.ideas.racing import at_once
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

S = IdeaState


@dataclass(frozen=True)
class Most:
    """Limits as a round holds them."""

    max_as_author: int | None = None
    max_as_main: int | None = None
    max_per_unit: int | None = None


LINE = Standing(1, "Trần Ngọc Ánh", "anh", "phuong 9", "anh@quan3.example", 7, main=True)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"full_name": "T. N. Ánh", "name_key": "khac", "place": "noi khac"}, True),
        ({"account_id": 8}, False),
        ({"account_id": None}, True),
        ({"account_id": None, "email": ""}, True),
        ({"account_id": None, "email": "khac@quan3.example"}, True),
        ({"account_id": None, "email": "khac@quan3.example", "place": "phuong 1"}, False),
        ({"account_id": None, "email": "", "name_key": "binh"}, False),
    ],
)
def test_two_lines_mean_one_person(changes: dict[str, object], same: bool) -> None:
    other = replace(LINE, idea_id=2, **changes)  # type: ignore[arg-type]

    assert same_person(LINE, other) is same
    assert same_person(other, LINE) is same


def test_each_dossier_counts_once_and_main_authors_apart() -> None:
    twice = [replace(LINE, idea_id=2), replace(LINE, idea_id=2, main=False)]

    assert blockers_of_people(Most(max_as_author=2), [LINE], twice) == []
    assert len(blockers_of_people(Most(max_as_author=1), [LINE], twice)) == 1
    assert len(blockers_of_people(Most(max_as_main=1), [LINE], twice)) == 1
    as_second = replace(LINE, main=False)
    assert blockers_of_people(Most(max_as_main=1), [as_second], twice) == []
    assert blockers_of_people(Most(), [LINE], twice) == []
    assert blockers_of_unit(Most(max_per_unit=2), 1) == []
    assert len(blockers_of_unit(Most(max_per_unit=2), 2)) == 1


def refused_fields(refused: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {blocker.field for blocker in refused.value.blockers}


def test_submitting_says_who_has_how_many(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    make_idea(session, world, round_, S.SUBMITTED)
    second = make_idea(session, world, round_, S.DRAFT, author="author2", coauthors=("author",))

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.author2, second, NOON)

    assert [str(one.message) for one in refused.value.blockers] == [
        "Trần Ngọc Ánh đã đứng tên 1 hồ sơ trong đợt này, tối đa 1 hồ sơ mỗi người"
    ]
    assert second.code is None


@pytest.mark.parametrize("state", [S.DRAFT, S.WITHDRAWN, S.INELIGIBLE])
def test_what_does_not_count_leaves_room(world: World, session: Session, state: IdeaState) -> None:
    round_ = make_round(session, world, max_as_author=1)
    make_idea(session, world, round_, state)
    second = make_idea(session, world, round_, S.DRAFT)

    actions.submit_idea(session, world.author, second, NOON)

    assert second.state is S.AWAITING_UNIT


def test_another_round_leaves_room(world: World, session: Session) -> None:
    make_idea(session, world, make_round(session, world, code="CU", max_as_author=1), S.SUBMITTED)
    fresh = make_idea(session, world, make_round(session, world, max_as_author=1), S.DRAFT)

    actions.submit_idea(session, world.author, fresh, NOON)

    assert fresh.state is S.AWAITING_UNIT


def add_line(session: Session, world: World, idea: Idea, who: str) -> None:
    """A second author with no share taken from the first, as after a change while supplementing."""
    actor = getattr(world, who)
    first = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
    first.share -= 40
    session.add(
        IdeaAuthor(idea_id=idea.id, position=2, account_id=actor.user_id, full_name=actor.name,
                   name_key=name_sort_key(actor.name), email=actor.email, share=40)
    )  # fmt: skip
    session.flush()


def test_an_author_added_while_supplementing_is_counted(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    make_idea(session, world, round_, S.SUBMITTED, author="author2")
    idea = make_idea(session, world, round_, S.SUPPLEMENT_ASKED)
    add_line(session, world, idea, "author2")

    with pytest.raises(Blocked) as refused:
        actions.supplement_idea(session, world.author, idea, NOON)

    assert refused_fields(refused) == {"authors"}
    assert idea.state is S.SUPPLEMENT_ASKED


def test_a_returned_dossier_is_counted_when_it_comes_again(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    make_idea(session, world, round_, S.SUBMITTED, author="author2")
    idea = make_idea(session, world, round_, S.RETURNED)
    add_line(session, world, idea, "author2")

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.author, idea, NOON)

    assert refused_fields(refused) == {"authors"}


def test_a_dossier_entered_for_somebody_is_counted(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_main=1)
    person = behalf.Person("Lê Thị Không Thư", "Phường 9")
    keys = []
    for _ in range(2):
        idea = behalf.start_for(session, world.clerk, round_, person, world.units["P9"], "Nộp giấy",
                                NOON)  # fmt: skip
        for name in ("title", "sector", "problem", "solution", "application", "effect"):
            setattr(idea, name, "Nội dung")
        idea.category_id = session.scalar(select(func.min(Idea.category_id))) or _category(round_)
        keys.append(idea)
    actions.submit_idea(session, world.clerk, keys[0], NOON)

    with pytest.raises(Blocked) as refused:
        actions.submit_idea(session, world.clerk, keys[1], NOON)

    assert "Lê Thị Không Thư đã là tác giả chính của 1 hồ sơ" in str(refused.value)


def _category(round_: Round) -> int:
    return round_.categories[0].id


def test_reopening_and_restoring_ask_again(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    refused_one = make_idea(session, world, round_, S.INELIGIBLE)
    gone = make_idea(session, world, round_, S.SUBMITTED)
    actions.withdraw_idea(session, world.author, gone, "Nộp nhầm", NOON)
    make_idea(session, world, round_, S.SUBMITTED)

    for act, idea in ((actions.reopen_idea, refused_one), (actions.restore_idea, gone)):
        with pytest.raises(Blocked) as refused:
            act(session, world.secretary, idea, "Tác giả đề nghị", NOON)
        assert refused_fields(refused) == {"authors"}
    assert (refused_one.state, gone.state) == (S.INELIGIBLE, S.WITHDRAWN)


def test_taking_up_an_invitation_is_counted(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_as_author=1)
    make_idea(session, world, round_, S.SUBMITTED, author="author2")
    idea = make_idea(session, world, round_, S.AWAITING_UNIT)
    add_line(session, world, idea, "author2")
    line = session.scalars(
        select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id, IdeaAuthor.position == 2)
    ).one()
    line.account_id, line.email, line.full_name = None, "nha@rieng.example", "Tên Ở Nhà"
    line.name_key = name_sort_key(line.full_name)
    session.add(
        AuthorInvitation(idea_id=idea.id, email=line.email, full_name=line.full_name,
                         token_hash=token_hash("khoa"), created_at=NOON,
                         expires_at=NOON + timedelta(days=1))
    )  # fmt: skip
    session.flush()

    with pytest.raises(Blocked) as refused:
        consent_actions.accept_invitation(session, world.author2, "khoa", NOON)

    assert refused_fields(refused) == {"authors"}


def test_a_unit_sends_as_many_as_it_may(world: World, session: Session) -> None:
    round_ = make_round(session, world, max_per_unit=1)
    first = make_idea(session, world, round_, S.AWAITING_UNIT)
    second = make_idea(session, world, round_, S.AWAITING_UNIT, author="author2")
    elsewhere = make_idea(session, world, round_, S.AWAITING_UNIT, author="other_author")
    actions.endorse_idea(session, world.clerk, first, NOON)
    actions.endorse_idea(session, world.other_clerk, elsewhere, NOON)

    with pytest.raises(Blocked) as refused:
        actions.endorse_idea(session, world.clerk, second, NOON)

    assert [str(one.message) for one in refused.value.blockers] == [
        "Đơn vị đã xác nhận 1 hồ sơ trong đợt này, tối đa 1 hồ sơ mỗi đơn vị"
    ]
    actions.withdraw_idea(session, world.author, first, "Nhường chỗ", NOON)
    actions.endorse_idea(session, world.clerk, second, NOON)
    assert second.state is S.SUBMITTED


def test_confirming_together_is_all_or_nothing(world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world, max_per_unit=2)
        keys = [make_idea(session, world, round_, S.AWAITING_UNIT).id for _ in range(3)]

    with pytest.raises(Blocked), transaction() as session:
        endorse_ideas(session, world.clerk, keys, NOON)

    with transaction() as session:
        states = set(session.scalars(select(Idea.state)))
    assert states == {S.AWAITING_UNIT}


def press(world: World, who: str, key: int) -> Callable[[], None]:
    def act() -> None:
        with transaction() as session:
            idea = to_change(session, Idea, key)
            actions.submit_idea(session, getattr(world, who), idea, NOON)

    return act


@BOTH
def test_many_at_the_same_moment_stay_within_the_limit(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world, max_as_author=2)
        keys = [make_idea(session, world, round_, S.DRAFT).id for _ in range(6)]

    ended = at_once(app, [press(world, "author", key) for key in keys])

    assert ended == [*["Blocked"] * 4, "done", "done"]
    with transaction() as session:
        counted = select(func.count()).select_from(Idea).where(Idea.state == S.AWAITING_UNIT)
        assert session.scalar(counted) == 2


@BOTH
def test_a_unit_confirming_at_the_same_moment_stays_within_the_limit(
    app: Flask, world: World
) -> None:
    with transaction() as session:
        round_ = make_round(session, world, max_per_unit=3)
        keys = [make_idea(session, world, round_, S.AWAITING_UNIT).id for _ in range(6)]

    def confirm(several: list[int]) -> Callable[[], None]:
        def act() -> None:
            with transaction() as session:
                endorse_ideas(session, world.clerk, several, NOON)

        return act

    ended = at_once(app, [confirm(keys[:2]), confirm(keys[2:4]), confirm(keys[4:])])

    assert ended == ["Blocked", "Blocked", "done"]
    with transaction() as session:
        sent = select(func.count()).select_from(Idea).where(Idea.endorsed_at.is_not(None))
        assert session.scalar(sent) == 2
        assert session.scalar(select(func.count()).select_from(SupplementRequest)) == 0


def settings_of(client: FlaskClient, round_id: int) -> dict[str, str]:
    """The boxes of the settings page as they are shown."""
    page = client.get(f"/dot-xet/{round_id}/thong-tin").get_data(as_text=True)
    boxes = re.findall(r'<input[^>]* name="([a-z_]+)"[^>]*>', page)
    values = {}
    for name in boxes:
        tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
        value = re.search(r'value="([^"]*)"', tag[0]) if tag else None
        values[name] = html.unescape(value[1]) if value else ""
    for name in ("supplement_kind", "blind"):
        chosen = re.search(rf'<input[^>]*checked[^>]* name="{name}"[^>]*value="([^"]+)"', page)
        values[name] = chosen[1] if chosen else values[name]
    values.pop("coauthors_must_confirm", None)
    return values


def test_the_secretary_sets_them_on_the_rounds_page(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        key = open_round(session, world).id
    sign_in(client, world.email("secretary"))
    typed = settings_of(client, key) | {"reason": "Theo thể lệ"}
    url = f"/dot-xet/{key}/thong-tin"

    wrong = client.post(url, data={**typed, "max_as_author": "0", "max_per_unit": "mười"})
    assert wrong.status_code == 422
    assert "Số này phải từ 1 đến 999" in text_of(wrong) or "Nhập số nguyên" in text_of(wrong)
    good = {"max_as_author": "3", "max_as_main": "", "max_per_unit": "10", "return_days": "4",
            "coauthors_must_confirm": "y"}  # fmt: skip
    answer = client.post(url, data={**typed, **good})
    assert answer.status_code == 303, text_of(answer)

    with transaction() as session:
        found = session.get_one(Round, key)
        stored = (found.max_as_author, found.max_as_main, found.max_per_unit, found.return_days)
        assert (stored, found.coauthors_must_confirm) == ((3, None, 10, 4), True)
    shown = text_of(client.get(f"/dot-xet/{key}"))
    assert "mỗi người 3, là tác giả chính không hạn chế, mỗi đơn vị 10" in shown
