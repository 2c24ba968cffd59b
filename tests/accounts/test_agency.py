"""The authority is called otherwise from a day on; documents and pages follow their own day."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.agency_actions import agencies, change_agency
from app.accounts.agency_rules import NEEDED, AgencyDraft
from app.accounts.models import Agency
from app.accounts.queries import agency_on
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import day_text, local_date
from app.kernel.refusals import Blocked, Denied
from tests.conftest import BOTH
from tests.people import EARLY, NOON, World, sign_in

PAGE, PREVIEW = "/quan-tri/co-quan", "/quan-tri/co-quan/xem-truoc"
TODAY = local_date(NOON)
WARD = {
    "name": "Ủy ban nhân dân Phường Bàn Cờ", "short_name": "UBND Phường Bàn Cờ",
    "superior_name": "Ủy ban nhân dân Thành phố Hồ Chí Minh", "place": "Phường Bàn Cờ",
    "symbol": "UBND", "head_title": "Chủ tịch", "contact": "",
}  # fmt: skip


def ward(day: date, **more: str) -> AgencyDraft:
    return AgencyDraft(**{**WARD, **more}, valid_from=day)


def spans(session: Session) -> list[tuple[str, date, date | None]]:
    return [(row.short_name, row.valid_from, row.valid_to) for row in agencies(session)]


@BOTH
def test_each_day_has_one_name(world: World, session: Session) -> None:
    day = TODAY - timedelta(days=90)

    change_agency(session, world.admin, ward(day), NOON)

    assert spans(session) == [("UBND Quận 3", EARLY, day), ("UBND Phường Bàn Cờ", day, None)]
    for asked, name in ((day - timedelta(days=1), "UBND Quận 3"), (day, "UBND Phường Bàn Cờ")):
        found = agency_on(session, asked)
        assert found is not None
        assert found.short_name == name


@BOTH
def test_a_planned_change_is_replaced_until_its_day(world: World, session: Session) -> None:
    first, second = TODAY + timedelta(days=60), TODAY + timedelta(days=30)
    change_agency(session, world.admin, ward(first, name="Tên gõ nhầm"), NOON)

    change_agency(session, world.admin, ward(second), NOON)

    assert spans(session) == [("UBND Quận 3", EARLY, second), ("UBND Phường Bàn Cờ", second, None)]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (ward(EARLY), {"valid_from"}),
        (ward(TODAY, **dict.fromkeys(NEEDED, "")), set(NEEDED)),
        (ward(TODAY, contact="x" * 301, symbol="x" * 41), {"contact", "symbol"}),
    ],
    ids=["on the first day", "empty", "too long"],
)
def test_what_cannot_follow_is_refused(
    world: World, session: Session, draft: AgencyDraft, fields: set[str]
) -> None:
    with pytest.raises(Blocked) as refused:
        change_agency(session, world.admin, draft, NOON)

    assert {blocker.field for blocker in refused.value.blockers} == fields
    assert len(spans(session)) == 1


def test_no_gap_and_no_change_without_a_difference(world: World, session: Session) -> None:
    row = agencies(session)[0]
    row.valid_to = TODAY
    session.flush()
    same = AgencyDraft(row.name, row.short_name, row.superior_name, row.place, row.symbol,
                       row.head_title, row.contact, TODAY)  # fmt: skip
    for draft in (ward(TODAY + timedelta(days=1)), same):
        with pytest.raises(Blocked):
            change_agency(session, world.admin, draft, NOON)

    change_agency(session, world.admin, ward(TODAY), NOON)

    assert [span[1:] for span in spans(session)] == [(EARLY, TODAY), (TODAY, None)]


@pytest.mark.parametrize("who", ["leader", "secretary", "inspector"])
def test_only_the_administrator_changes_it(world: World, session: Session, who: str) -> None:
    with pytest.raises(Denied):
        change_agency(session, getattr(world, who), ward(TODAY), NOON)

    assert len(spans(session)) == 1


def stored() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count(Agency.id))) or 0


def test_the_page_shows_both_heads_before_it_stores(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    today = local_date(now())
    form = {**WARD, "valid_from": day_text(today)}
    assert "Ủy ban nhân dân Quận 3" in client.get(PAGE).get_data(as_text=True)

    shown = client.post(PREVIEW, data=form).get_data(as_text=True)

    for text in (day_text(today - timedelta(days=1)), day_text(today), "Ủy ban nhân dân Quận 3",
                 "<strong>Ủy ban nhân dân Phường Bàn Cờ</strong>"):  # fmt: skip
        assert text in shown
    assert stored() == 1
    for _ in range(2):  # pressed twice
        assert client.post(PAGE, data={**form, "once_key": "k" * 32}).status_code == 303
    assert stored() == 2
    assert "UBND Phường Bàn Cờ" in client.get("/viec-cho-toi").get_data(as_text=True)


@pytest.mark.parametrize("address", [PREVIEW, PAGE])
def test_wrong_input_is_said_and_kept(client: FlaskClient, world: World, address: str) -> None:
    sign_in(client, world.email("admin"))

    answer = client.post(address, data={**WARD, "name": "", "valid_from": "31/02/2026"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for text in ("Ngày phải là ngày có thật", "31/02/2026", "Phường Bàn Cờ"):
        assert text in page
    assert stored() == 1


def test_others_do_not_get_there(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("leader"))
    form = {**WARD, "valid_from": day_text(TODAY)}

    assert client.get(PAGE).status_code == 403
    assert client.post(PREVIEW, data=form).status_code == 403
    assert client.post(PAGE, data=form).status_code == 403
    assert stored() == 1


def test_two_changes_of_one_day_leave_one_with_its_record(world: World) -> None:
    day = TODAY - timedelta(days=1)
    with transaction() as session:
        change_agency(session, world.admin, ward(day), NOON)

    with pytest.raises(Blocked), transaction() as session:
        change_agency(session, world.admin, ward(day, name="Tên khác"), NOON)

    assert stored() == 2
    act = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "agency:changed")).one()
    assert act.actor_id == world.admin.user_id
