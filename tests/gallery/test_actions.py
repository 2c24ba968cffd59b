"""Publishing, changing, withdrawing, and what the cards say about units."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adoption.actions import confirm_adoption, stop_adoption
from app.audit.actions import seal
from app.audit.queries import history_of
from app.gallery import actions
from app.gallery.models import PublishedSolution
from app.gallery.office import text_of
from app.gallery.queries import Filters, card_total
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.dates import local_date
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove, StaleEdit
from tests.adoption.builders import clerk_of, make_adoption, make_solution
from tests.conftest import BOTH
from tests.gallery.builders import TEXT, make_published
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

LATER = NOON + timedelta(hours=1)


def entries(session: Session) -> list[PublishedSolution]:
    return list(session.scalars(select(PublishedSolution)))


def test_publishing_takes_the_written_text_and_the_confirmed_units(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world)
    make_adoption(session, world, idea, "P9")
    make_adoption(session, world, idea, "P1")
    make_adoption(session, world, idea, "PKT", confirmed=False)

    entry = actions.publish_solution(session, world.communications, idea, TEXT, NOON)

    assert text_of(entry) == TEXT
    assert (entry.slug, entry.year, entry.unit_name) == (
        f"tro-ly-doc-don-tai-quay-mot-cua-{idea.id}", 2026, "Ủy ban nhân dân Phường 9",
    )  # fmt: skip
    assert (entry.adoption_count, entry.applied_in) == (
        2, "Ủy ban nhân dân Phường 9\nỦy ban nhân dân Phường 1",
    )  # fmt: skip
    assert (entry.published_by, entry.published_at) == (world.communications.user_id, NOON)
    assert entry.author_names == ""


def test_authors_are_named_only_when_asked_and_forgotten_when_not(
    world: World, session: Session
) -> None:
    entry = make_published(session, world, show_authors=True, idea={"coauthors": ("author2",)})
    named = entry.author_names

    actions.change_solution(session, world.communications, entry, TEXT, entry.version, NOON)

    assert named == "Trần Ngọc Ánh, Phạm Đình Ân"
    assert entry.author_names == ""


@pytest.mark.parametrize(
    "who", ["author", "clerk", "secretary", "chair", "awards_officer", "leader", "admin"]
)
def test_only_communications_officers_publish(world: World, session: Session, who: str) -> None:
    entry = make_published(session, world)
    idea = make_solution(session, world)
    make_adoption(session, world, idea)
    person = world.actors[who]

    with pytest.raises(Denied):
        actions.publish_solution(session, person, idea, TEXT, NOON)
    with pytest.raises(Denied):
        actions.change_solution(session, person, entry, TEXT, entry.version, NOON)
    with pytest.raises(Denied):
        actions.withdraw_solution(session, person, entry, "Lý do", NOON)
    with pytest.raises(Denied):
        actions.refresh_stale(session, person, NOON)

    assert entries(session) == [entry]
    assert entry.withdrawn_at is None


def test_not_recognised_and_not_applied_are_said_together(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), IdeaState.SCORED)

    with pytest.raises(Blocked) as refusal:
        actions.publish_solution(session, world.communications, idea, TEXT, NOON)

    assert [b.field for b in refusal.value.blockers] == ["state", "adoption"]
    assert entries(session) == []


def test_confidential_words_do_not_go_out(world: World, session: Session) -> None:
    idea = make_solution(session, world, confidential="Mã nguồn giữ tại két sắt phòng 12.")
    make_adoption(session, world, idea)
    text = replace(TEXT, effect="Ma nguon giu tai ket sat phong 12")

    with pytest.raises(Blocked) as refusal:
        actions.publish_solution(session, world.communications, idea, text, NOON)

    assert [b.field for b in refusal.value.blockers] == ["effect"]


def test_a_second_press_publishes_once(world: World, session: Session) -> None:
    entry = make_published(session, world)
    idea = session.get_one(Idea, entry.idea_id)

    with pytest.raises(AlreadyDone):
        actions.publish_solution(session, world.communications, idea, TEXT, NOON)

    assert entries(session) == [entry]


def test_withdrawing_hides_it_at_once_and_publishing_again_keeps_the_address(
    world: World, session: Session
) -> None:
    entry = make_published(session, world)
    address = entry.slug

    actions.withdraw_solution(session, world.communications, entry, "Sai số liệu.", NOON)
    session.flush()

    assert card_total(session, Filters()) == 0
    assert card_total(session, Filters(words="tro ly")) == 0
    idea = session.get_one(Idea, entry.idea_id)
    again = actions.publish_solution(
        session, world.communications, idea, replace(TEXT, title="Tên khác"), LATER
    )
    assert (again.id, again.slug, again.withdrawn_at) == (entry.id, address, None)
    assert card_total(session, Filters(words="ten khac")) == 1
    seal(session)
    verbs = [(line.verb, line.reason) for line in history_of(session, entry.subject)]
    assert verbs == [
        ("gallery:publish", ""), ("gallery:withdraw", "Sai số liệu."), ("gallery:publish", ""),
    ]  # fmt: skip


def test_what_is_withdrawn_is_neither_changed_nor_withdrawn_again(
    world: World, session: Session
) -> None:
    entry = make_published(session, world)
    actions.withdraw_solution(session, world.communications, entry, "Sai số liệu.", NOON)
    session.flush()

    with pytest.raises(IllegalMove):
        actions.withdraw_solution(session, world.communications, entry, "Lần nữa", LATER)
    with pytest.raises(IllegalMove):
        actions.change_solution(session, world.communications, entry, TEXT, entry.version, LATER)


def test_two_officers_at_once_lose_nothing(world: World, session: Session) -> None:
    entry = make_published(session, world)
    seen = entry.version
    first = replace(TEXT, effect="Của người thứ nhất")
    actions.change_solution(session, world.communications, entry, first, seen, NOON)
    session.flush()
    seal(session)
    second = replace(TEXT, effect="Của người thứ hai")

    with pytest.raises(StaleEdit) as refusal:
        actions.change_solution(session, world.communications, entry, second, seen, NOON)

    assert [(d.name, d.mine, d.theirs) for d in refusal.value.differences] == [
        ("effect", "Của người thứ hai", "Của người thứ nhất")
    ]
    assert text_of(entry) == first


@BOTH
def test_confirming_and_stopping_reach_the_card_and_the_search(
    world: World, session: Session
) -> None:
    entry = make_published(session, world, units=("P9",))
    version = entry.version
    idea = session.get_one(Idea, entry.idea_id)
    more = make_adoption(session, world, idea, "HDN", confirmed=False)

    confirm_adoption(session, clerk_of(world, "HDN"), more, NOON)

    session.refresh(entry)
    assert (entry.adoption_count, entry.applied_in.split("\n")[-1]) == (
        2,
        "Hội Doanh nghiệp Quận 3",
    )
    assert card_total(session, Filters(words="hoi doanh nghiep")) == 1
    stop_adoption(session, clerk_of(world, "HDN"), more, local_date(NOON), "Thôi dùng.", NOON)
    session.refresh(entry)
    assert entry.adoption_count == 1
    assert card_total(session, Filters(words="hoi doanh nghiep")) == 0
    assert entry.version == version


def test_refreshing_mends_what_says_something_else(world: World, session: Session) -> None:
    right, wrong = make_published(session, world), make_published(session, world)
    wrong.adoption_count, wrong.applied_in = 9, "Ai đó"
    session.flush()

    assert actions.refresh_stale(session, world.communications, NOON) == 1

    assert [entry.adoption_count for entry in (right, wrong)] == [1, 1]
    assert actions.refresh_stale(session, world.communications, NOON) == 0
