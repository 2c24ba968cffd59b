"""Numbers of awards that the office set: counted, told, and kept before a list is locked."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.awards import quotas
from app.awards.actions import lock_list
from app.awards.compiling import compile_list
from app.awards.quotas import Quota, blockers_of_quotas, filled, office_quotas
from app.database.transaction import transaction
from app.kernel.refusals import Blocked
from tests.awards.builders import ready_list
from tests.people import NOON, World, sign_in

Setter = Callable[..., None]


@pytest.fixture
def set_quota(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setter]:
    """`set_quota(most=1, refuse=True)`: the office's file says so."""
    path = tmp_path / "quotas.yaml"
    monkeypatch.setattr(quotas, "_FILE", path)

    def write(most: int, *, refuse: bool) -> None:
        path.write_text(
            f"quotas:\n  - {{award: GK-CN, most: {most}, refuse: {str(refuse).lower()}, "
            "clause: Kế hoạch số 99/KH-UBND, valid_from: 2026-01-01}\n",
            encoding="utf-8",
        )
        office_quotas.cache_clear()

    yield write
    office_quotas.cache_clear()


def test_none_is_shipped_as_the_law_sets_none() -> None:
    assert office_quotas() == ()


@pytest.mark.parametrize(
    ("most", "state"), [(3, (False, False)), (2, (True, False)), (1, (False, True))]
)
def test_two_giay_khen_reach_two_and_exceed_one(
    world: World, session: Session, most: int, state: tuple[bool, bool]
) -> None:
    compiled = compile_list(session, ready_list(session, world))
    set_ = [Quota("GK-CN", most, refuse=True, clause="KH 99", valid_from=date(2026, 1, 1))]

    found = filled(compiled, set_)

    assert {code: (one.count, one.reached, one.exceeded) for code, one in found.items()} == {
        "GK-CN": (2, *state)
    }
    assert bool(blockers_of_quotas(compiled, set_)) is state[1]


def test_a_number_of_another_time_or_award_does_not_count(world: World, session: Session) -> None:
    compiled = compile_list(session, ready_list(session, world))
    day = compiled.heading.judged_on
    ended = Quota("GK-CN", 0, refuse=True, clause="KH 1", valid_from=date(2026, 1, 1), valid_to=day)
    later = Quota("GK-CN", 0, refuse=True, clause="KH 2", valid_from=date(2026, 10, 2))
    other = Quota("LDTT", 0, refuse=True, clause="KH 3", valid_from=date(2026, 1, 1))

    assert filled(compiled, [ended, later, other]) == {}


def test_more_than_was_set_is_not_locked(world: World, session: Session, set_quota: Setter) -> None:
    list_ = ready_list(session, world)
    set_quota(1, refuse=True)

    with pytest.raises(Blocked) as refusal:
        lock_list(session, world.awards_officer, list_, NOON)

    assert [(one.field, str(one.message)) for one in refusal.value.blockers] == [
        ("quota", "Giấy khen: 2, vượt số lượng 1 (Kế hoạch số 99/KH-UBND)")
    ]


@pytest.mark.parametrize(
    ("most", "refuse", "mark", "shut"),
    [(2, True, "đã đủ số lượng", False), (1, False, "vượt 1", False), (1, True, "vượt 1", True)],
)
def test_the_page_marks_the_number_and_tells_before_locking(
    client: FlaskClient, world: World, set_quota: Setter, most: int, refuse: bool, mark: str,
    shut: bool,
) -> None:  # fmt: skip
    with transaction() as session:
        list_ = ready_list(session, world)
        session.flush()
        list_id = list_.id
    set_quota(most, refuse=refuse)
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"/khen-thuong/{list_id}").text

    assert f"<small>/{most}</small>" in page
    assert mark in page
    assert ("vượt số lượng 1 (Kế hoạch số 99/KH-UBND)" in page) is (most == 1)
    assert ('aria-describedby="chua-chot"' in page) is shut
