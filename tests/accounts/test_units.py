"""Units through time: names as of a day, other names, who carries on whom."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, RoleGrant, Unit, UnitSuccession
from app.accounts.queries import grants_in_force, units_on
from app.accounts.units_actions import add_unit, change_unit, succeed_units
from app.accounts.units_queries import UnitFilter, UnitFinder, matching_units, unit_name_on
from app.accounts.units_rules import SuccessionDraft, UnitDraft, blockers_in_unit, folded
from app.councils.models import Council, CouncilKind
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Grant, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Denied
from tests.people import EARLY, NOON, World, sign_in
from tests.queries import counted_queries

TODAY = local_date(NOON)
UNITS = "/quan-tri/don-vi"


def draft(unit: Unit, **more: object) -> UnitDraft:
    plain = {"code": unit.code, "name": unit.name, "short_name": unit.short_name,
             "kind": unit.kind, "official_order": unit.official_order,
             "valid_from": unit.valid_from}  # fmt: skip
    return UnitDraft(**{**plain, **more})  # type: ignore[arg-type]


def rename(session: Session, world: World, name: str, day: date | None) -> None:
    unit = to_change(session, Unit, world.units["PNV"])
    new = draft(unit, name=name, short_name=name, renamed_from=day)
    change_unit(session, world.admin, unit, new, NOON)
    session.flush()


def test_the_name_of_the_day_of_the_act(world: World, session: Session) -> None:
    rename(session, world, "Phòng Nội vụ và Lao động", date(2025, 3, 1))
    rename(session, world, "Phòng Văn hóa - Xã hội", date(2025, 7, 1))
    key = world.units["PNV"]

    assert unit_name_on(session, key, date(2025, 2, 28)) == "Phòng Nội vụ"
    assert unit_name_on(session, key, date(2025, 3, 1)) == "Phòng Nội vụ và Lao động"
    assert unit_name_on(session, key, date(2025, 6, 30)) == "Phòng Nội vụ và Lao động"
    assert unit_name_on(session, key, date(2025, 7, 1)) == "Phòng Văn hóa - Xã hội"
    assert unit_name_on(session, 10**6, TODAY) == ""


def test_a_slip_of_the_pen_leaves_no_former_name(world: World, session: Session) -> None:
    rename(session, world, "Phòng Nội Vụ", None)

    assert unit_name_on(session, world.units["PNV"], EARLY) == "Phòng Nội Vụ"


@pytest.mark.parametrize("day", [EARLY, date(2025, 3, 1), TODAY + timedelta(days=1)])
def test_days_on_which_a_new_name_cannot_begin(world: World, session: Session, day: date) -> None:
    rename(session, world, "Phòng Nội vụ và Lao động", date(2025, 3, 1))
    with pytest.raises(Blocked):
        rename(session, world, "Phòng Văn hóa - Xã hội", day)

    assert unit_name_on(session, world.units["PNV"], TODAY) == "Phòng Nội vụ và Lao động"


def test_found_by_any_name_it_has_or_had(world: World, session: Session) -> None:
    unit = to_change(session, Unit, world.units["PNV"])
    change_unit(session, world.admin, unit, draft(unit, aliases=("Phòng NV", "P. Nội vụ")), NOON)
    rename_to = "Phòng Văn hóa - Xã hội"
    new = draft(unit, name=rename_to, short_name=rename_to, renamed_from=date(2025, 7, 1),
                aliases=("Phòng NV", "P. Nội vụ"))  # fmt: skip
    change_unit(session, world.admin, unit, new, NOON)
    session.flush()
    finder = UnitFinder(session, TODAY)

    for text in ("pnv", "PHONG NV", "p nội vụ", "Phòng Nội Vụ", "phong van hoa xa hoi"):
        assert [one.code for one in finder.find(text)] == ["PNV"], text
        words = UnitFilter(TODAY, text)
        assert "PNV" in [line.code for line in matching_units(session, words)], text
    assert finder.find("Phòng Tài chính") == []
    assert finder.similar("Phòng VH Xã hội") is unit
    assert finder.similar("Kho bạc") is None


@pytest.mark.parametrize(
    "more",
    [{"code": "PNV"}, {"code": "x y"}, {"name": ""}, {"name": "Phòng  nội vụ"},
     {"short_name": "PHÒNG NỘI VỤ"}, {"kind": "khac"}, {"official_order": 0},
     {"aliases": ("phong noi vu",)}, {"aliases": ("A B", "á b")}, {"name": "x" * 201}],
)  # fmt: skip
def test_what_leads_to_another_unit_is_refused(
    world: World, session: Session, more: dict[str, object]
) -> None:
    plain = UnitDraft("VP", "Văn phòng", "Văn phòng", "department", 9, TODAY)
    fields = {name: getattr(plain, name) for name in UnitDraft.__slots__}
    with pytest.raises(Blocked):
        add_unit(session, world.admin, UnitDraft(**{**fields, **more}), NOON)

    assert session.scalar(select(func.count()).select_from(Unit)) == 5


@given(st.text(max_size=40), st.text(max_size=210))
def test_any_text_is_judged(code: str, name: str) -> None:
    fields = {b.field for b in blockers_in_unit(UnitDraft(code, name, name, "ward", 1, TODAY))}

    assert ("name" in fields) is not (0 < len(name) <= 200)
    assert folded(folded(name)) == folded(name)


def test_only_administrators(world: World, session: Session) -> None:
    unit = to_change(session, Unit, world.units["PNV"])
    for person in (world.author, world.secretary, world.leader):
        with pytest.raises(Denied):
            change_unit(session, person, unit, draft(unit, name="Khác"), NOON)
        with pytest.raises(Denied):
            add_unit(session, person, draft(unit, code="K"), NOON)
        with pytest.raises(Denied):
            succeed_units(session, person, SuccessionDraft(TODAY, (1,), (2,)), {}, NOON)


def merge(world: World, *sources: str, to: tuple[str, ...], ends: bool = True) -> SuccessionDraft:
    ids = world.units
    return SuccessionDraft(date(2026, 7, 1), tuple(ids[s] for s in sources),
                           tuple(ids[t] for t in to), ends, "NQ 1685")  # fmt: skip


def test_units_merge_into_one_and_people_follow(world: World, session: Session) -> None:
    moved = succeed_units(session, world.admin, merge(world, "P1", "P9", to=("HDN",)), {}, NOON)
    session.flush()

    assert moved == 6
    assert [u.code for u in units_on(session, TODAY)] == ["PKT", "PNV", "HDN"]
    assert [u.code for u in units_on(session, date(2026, 6, 30))] == [
        "PKT",
        "PNV",
        "P1",
        "P9",
        "HDN",
    ]
    home = world.units["HDN"]
    author = session.get_one(Account, world.author.user_id)
    assert author.unit_id == home
    assert grants_in_force(session, author.id, TODAY) == (Grant(Role.AUTHOR, home),)
    # the clerk may finish what is under way in the old unit, and works in the new one
    clerk = grants_in_force(session, world.clerk.user_id or 0, TODAY)
    assert clerk == (Grant(Role.UNIT_CLERK, world.units["P9"]), Grant(Role.UNIT_CLERK, home))
    # seats in a council have nothing to do with units
    seat = grants_in_force(session, world.reviewer_p9.user_id or 0, TODAY)
    assert [grant.role for grant in seat] == [Role.REVIEWER]
    assert seat[0].council_id == world.council_id
    shares = session.scalars(select(UnitSuccession.share)).all()
    assert shares == ["whole", "whole"]


def test_a_unit_is_split_between_two(world: World, session: Session) -> None:
    goes = {world.author.user_id or 0: world.units["P1"]}
    succeed_units(session, world.admin, merge(world, "P9", to=("HDN", "P1")), goes, NOON)
    session.flush()

    homes = {key: session.get_one(Account, getattr(world, key).user_id).unit_id
             for key in ("author", "author2", "clerk")}  # fmt: skip
    assert homes == {"author": world.units["P1"], "author2": world.units["HDN"],
                     "clerk": world.units["HDN"]}  # fmt: skip
    assert set(session.scalars(select(UnitSuccession.share))) == {"part"}


def test_a_part_that_splits_off_takes_only_who_is_named(world: World, session: Session) -> None:
    goes = {world.author.user_id or 0: world.units["HDN"],
            world.leader.user_id or 0: world.units["HDN"]}  # fmt: skip
    moved = succeed_units(
        session, world.admin, merge(world, "P9", to=("HDN",), ends=False), goes, NOON
    )

    assert moved == 1  # the leader is of another unit: named in vain
    assert session.get_one(Unit, world.units["P9"]).valid_to is None
    assert session.get_one(Account, world.leader.user_id).unit_id == world.units["PNV"]


@pytest.mark.parametrize(
    ("sources", "to", "day"),
    [((), ("HDN",), TODAY), (("P9",), (), TODAY), (("P9",), ("P9",), TODAY),
     (("P9",), ("HDN",), TODAY + timedelta(days=1)), (("P9",), ("HDN",), EARLY)],
)  # fmt: skip
def test_successions_that_cannot_be(
    world: World, session: Session, sources: tuple[str, ...], to: tuple[str, ...], day: date
) -> None:
    ids = world.units
    wrong = SuccessionDraft(day, tuple(ids[s] for s in sources), tuple(ids[t] for t in to))
    with pytest.raises(Blocked):
        succeed_units(session, world.admin, wrong, {}, NOON)

    assert session.scalar(select(func.count()).select_from(UnitSuccession)) == 0


def test_nobody_moves_to_a_unit_that_is_no_successor(world: World, session: Session) -> None:
    goes = {world.author.user_id or 0: world.units["PKT"]}
    with pytest.raises(Blocked):
        succeed_units(session, world.admin, merge(world, "P9", to=("HDN", "P1")), goes, NOON)


def form(world: World, **more: str) -> dict[str, str]:
    return {"name": "Văn phòng UBND", "short_name": "Văn phòng", "code": "vp", "kind": "department",
            "official_order": "6", "valid_from": "01/01/2024", "aliases": "VP UBND\nVăn phòng quận",
            "once_key": "u" * 32, **more}  # fmt: skip


def test_units_are_added_changed_and_merged_on_pages(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    for _ in range(2):
        made = client.post(f"{UNITS}/moi", data=form(world))
    page = made.headers["Location"]
    assert "VP UBND; Văn phòng quận" in client.get(page).get_data(as_text=True)
    changed = form(world, name="Văn phòng HĐND và UBND", renamed_from="01/07/2025", version="1")
    assert client.post(f"{page}/sua", data=changed).status_code == 303
    html = client.get(page).get_data(as_text=True)
    assert "Văn phòng UBND trước ngày 01/07/2025" in html
    assert client.post(f"{page}/sua", data=changed).status_code == 409

    both = {"effective_on": f"{local_date(now()):%d/%m/%Y}", "ends": "y",
            "from_ids": [str(world.units["P1"]), str(world.units["P9"])],
            "to_ids": [str(world.units["HDN"]), page.rpartition("/")[2]]}  # fmt: skip
    preview = client.post(f"{UNITS}/ke-thua/xem-truoc", data=both)
    html = preview.get_data(as_text=True)
    assert "Trần Ngọc Ánh" in html
    assert "Đầu mối đơn vị" in html
    author = f"to-{world.author.user_id}"
    assert author in html
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 0
    chosen = {**both, author: page.rpartition("/")[2], "once_key": "s" * 32}
    for _ in range(2):
        assert client.post(f"{UNITS}/ke-thua", data=chosen).status_code == 303

    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 4
    author_row = db.session.get_one(Account, world.author.user_id)
    assert str(author_row.unit_id) == page.rpartition("/")[2]
    ended = client.get(f"{UNITS}?trang-thai=da-dung").get_data(as_text=True)
    assert len(re.findall('class="row"', ended)) == 2


def test_a_wrong_unit_is_explained_and_kept(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    answer = client.post(f"{UNITS}/moi", data=form(world, code="P9", official_order="một"))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Nhập số nguyên" in html
    assert 'value="một"' in html
    again = client.post(f"{UNITS}/moi", data=form(world, code="P9"))
    assert "đã dùng cho đơn vị khác" in again.get_data(as_text=True)
    nothing = client.post(f"{UNITS}/ke-thua/xem-truoc", data={"effective_on": "01/01/2025"})
    assert nothing.status_code == 422
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(RoleGrant)) == 17


def test_the_lists_cost_the_same_at_any_size(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))

    def cost(address: str) -> int:
        with counted_queries() as counter:
            assert client.get(address).status_code == 200
        return counter.count

    lists = (UNITS, f"{UNITS}?q=phuong", "/quan-tri/hoi-dong", f"{UNITS}/ke-thua")
    few = [cost(address) for address in lists]
    with transaction() as session:
        for n in range(60):
            unit = UnitDraft(f"T{n}", f"Trường số {n}", f"Trường số {n}", "school", n + 9, EARLY,
                             aliases=(f"TH {n}",))  # fmt: skip
            add_unit(session, world.admin, unit, NOON)
            council = Council(name=f"Hội đồng {n}", kind=CouncilKind.INITIATIVE,
                              decision_number="1", decided_on=EARLY, term_from=EARLY)  # fmt: skip
            session.add(council)

    assert [cost(address) for address in lists] == few
