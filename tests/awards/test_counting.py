"""Counters of a list, its pages, earlier awards, and what if some lines were not there."""

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.achievements.actions import record_award
from app.achievements.rules import About, AwardDraft
from app.achievements.states import Family, Source, Subject
from app.awards.compiling import compile_list
from app.awards.counting import count, without
from app.awards.history import earlier_awards, earlier_counts
from app.awards.models import Nomination
from app.awards.shown_lines import shown_lines
from app.awards.states import Gender, PositionKind
from app.database.transaction import transaction
from app.kernel.actor import SYSTEM
from tests.awards.builders import issued_list, make_list, ready_list
from tests.awards.growing import grow
from tests.journeys.stored import everything
from tests.people import NOON, World, sign_in


def test_what_is_not_noted_is_counted_apart(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    session.execute(
        update(Nomination)
        .where(Nomination.name == "Trần Ngọc Ánh")
        .values(gender=Gender.FEMALE, position_kind=PositionKind.LEADER)
    )

    found = count(compile_list(session, list_), 3_000_000)

    assert (found.people, found.others, found.money, found.over) == (2, 1, 3_036_000, 36_000)
    assert (found.women.count, found.women.percent, found.women.unknown) == (1, 100, 1)
    assert (found.workers.count, found.workers.percent, found.leaders) == (0, 0, 1)
    assert [(row.unit_name, row.awards, row.total) for row in found.units] == [
        ("Ủy ban nhân dân Phường 9", (1, 2), 3)
    ]


def test_a_list_is_tried_without_some_lines(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    compiled = compile_list(session, list_)
    one = next(line for line in compiled.lines if line.name == "Phạm Đình Ân")

    tried = count(without(compiled, {one.nomination_id}), None)

    assert (tried.people, tried.money, tried.over, len(compiled.lines)) == (1, 2_277_000, 0, 3)


def test_trying_stores_nothing(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        kept = session.scalars(
            select(Nomination.id).where(Nomination.name == "Trần Ngọc Ánh")
        ).one()
    sign_in(client, world.email("awards_officer"))
    before = everything()

    whole = client.get(f"/khen-thuong/{list_id}/thu-truoc").text
    tried = client.post(f"/khen-thuong/{list_id}/thu-truoc", data={"giu": [str(kept)]}).text

    assert "3.036.000" in whole
    assert "759.000" in tried
    assert everything() == before


def test_lines_come_in_pages_and_an_open_line_brings_its_own(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    grow(session, 57)
    compiled = compile_list(session, list_)
    last = compiled.lines[-1].nomination_id

    first = shown_lines(compiled, only_open=False, number=1, size=50)
    second = shown_lines(compiled, only_open=False, number=1, size=50, open_id=last)

    assert (first.total, first.number, second.number) == (60, 1, 2)
    numbers = [n for shown in (first, second) for group in shown.groups for n, _ in group.lines]
    assert numbers == list(range(1, 61))


def copied(row: Nomination, list_id: int) -> Nomination:
    """The same subject and award on another list."""
    columns = {column.key: getattr(row, column.key) for column in Nomination.__table__.columns}
    for key in ("id", "outcome", "decision_number", "decided_on", "version"):
        del columns[key]
    return Nomination(**{**columns, "list_id": list_id})


def test_earlier_awards_come_from_the_ledger(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    about = About(Subject.INDIVIDUAL, "Trần Ngọc Ánh", world.author.user_id)
    record_award(session, SYSTEM, AwardDraft(about, "Giấy khen", Family.FORM, 2024,
                                             source=Source.LIST, source_ref="x"), NOON)  # fmt: skip
    session.flush()

    found = earlier_awards(
        session, list_.id, [line.nomination_id for line in compile_list(session, list_).lines]
    )

    names = {row.id: row.name for row in session.scalars(select(Nomination))}
    assert {names[key]: [row.year for row in rows] for key, rows in found.items()} == {
        "Trần Ngọc Ánh": [2024], "Phạm Đình Ân": [], "Ủy ban nhân dân Phường 9": [],
    }  # fmt: skip


def test_earlier_awards_are_counted_as_they_are_listed(world: World, session: Session) -> None:
    issued = issued_list(session, world)
    list_ = make_list(session, world)
    for key in ("account", "unit"):
        subject = select(Nomination).where(
            Nomination.list_id == issued.id, Nomination.subject_key.startswith(f"{key}:")
        )
        row = session.scalars(subject).first()
        assert row is not None
        session.add(copied(row, list_.id))
    session.flush()

    for one in (issued, list_):
        keys = session.scalars(select(Nomination.id).where(Nomination.list_id == one.id)).all()
        listed = earlier_awards(session, one.id, keys)
        assert earlier_counts(session, one.id, keys) == {
            key: len(several) for key, several in listed.items() if several
        }
    assert set(earlier_counts(session, list_.id, keys).values()) == {1}
    assert earlier_counts(session, issued.id, keys) == {}


def test_gender_and_position_are_noted_on_a_line(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
        row = session.scalars(select(Nomination).where(Nomination.name == "Trần Ngọc Ánh")).one()
        key, version = row.id, row.version
    sign_in(client, world.email("plan_officer"))
    sent = {"award": "GK-CN", "achievement": "Lời mới", "parts": "TTr BC BB CN",
            "gender": "female", "position_kind": "staff", "version": str(version)}  # fmt: skip

    answer = client.post(f"/khen-thuong/{list_id}/doi-tuong/{key}", data=sent)

    assert answer.status_code == 303
    page = client.get(f"/khen-thuong/{list_id}?mo={key}").text
    assert "Huỳnh Thanh Vân đưa vào danh sách." in page
    with transaction() as session:
        row = session.get_one(Nomination, key)
        assert (row.gender, row.position_kind) == (Gender.FEMALE, PositionKind.STAFF)
