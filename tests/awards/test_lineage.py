"""A unit that carries another on keeps its run of titles, as of the day of the change."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.lineage import Forebear, forebears
from app.accounts.models import UnitSuccession
from app.awards.facts import Facts
from app.awards.past import Honour, Past
from app.awards.past_queries import pasts_of
from app.awards.rules import check
from app.awards.states import AwardFamily, SubjectKind, Verdict
from app.database.transaction import transaction
from tests.achievements.builders import collective, make_award
from tests.awards.facts import facts, rule
from tests.conftest import BOTH
from tests.people import World, sign_in

CHANGED = date(2025, 7, 1)


def carry(session: Session, world: World, old: str, new: str, share: str = "whole",
          day: date = CHANGED) -> None:  # fmt: skip
    session.add(UnitSuccession(from_unit_id=world.units[old], to_unit_id=world.units[new],
                               effective_on=day, share=share))  # fmt: skip
    session.flush()


def awarded(session: Session, world: World, code: str, *years: int) -> None:
    for year in years:
        make_award(session, world, collective(world, code, code), award_code="TT-LDTT",
                   award_name="Tập thể lao động tiên tiến", family=AwardFamily.TITLE, year=year,
                   decided_on=date(year, 12, 20), decision_number=f"{year}/QĐ-{code}")  # fmt: skip
    session.flush()


def past_of(session: Session, world: World, code: str) -> Past:
    key = f"unit:{world.units[code]}"
    return pasts_of(session, [(key, None, world.units[code])])[key]


def answer(past: Past) -> Verdict:
    found: Facts = facts(subject_kind=SubjectKind.COLLECTIVE, past=past, year=2025)
    (one,) = check(found, [rule("titles_in_a_row", "TT-LDTT 3")])
    return one.verdict


@BOTH
def test_a_successor_keeps_the_whole_run(world: World, session: Session) -> None:
    awarded(session, world, "P1", 2022, 2023, 2024)
    awarded(session, world, "P9", 2025)
    carry(session, world, "P1", "P9")

    past = past_of(session, world, "P9")

    assert sorted((one.year, bool(one.carried), one.in_part) for one in past.honours) == [
        (2022, True, False), (2023, True, False), (2024, True, False), (2025, False, False)
    ]  # fmt: skip
    assert answer(past) is Verdict.MET


def test_what_came_after_the_change_is_not_carried(world: World, session: Session) -> None:
    awarded(session, world, "P1", 2023, 2024, 2025)
    carry(session, world, "P1", "P9")

    assert sorted(one.year for one in past_of(session, world, "P9").honours) == [2023, 2024]


def test_a_part_of_a_unit_is_for_a_person_to_look_at(world: World, session: Session) -> None:
    awarded(session, world, "P1", 2022, 2023, 2024)
    carry(session, world, "P1", "P9", "part")
    carry(session, world, "P1", "PKT", "part")

    past = past_of(session, world, "P9")

    assert {one.in_part for one in past.honours} == {True}
    assert answer(past) is Verdict.ASK


def test_a_merger_counts_where_all_had_the_title(world: World, session: Session) -> None:
    awarded(session, world, "P1", 2022, 2023, 2024)
    awarded(session, world, "PKT", 2023, 2024)
    carry(session, world, "P1", "P9")
    carry(session, world, "PKT", "P9")

    past = past_of(session, world, "P9")

    assert {(one.year, one.in_part) for one in past.honours} == {
        (2022, True), (2023, False), (2024, False)
    }  # fmt: skip
    assert answer(past) is Verdict.ASK


def test_the_line_goes_through_several_changes_and_never_in_a_circle(
    world: World, session: Session
) -> None:
    carry(session, world, "P1", "PKT", day=date(2021, 1, 1))
    carry(session, world, "PKT", "P9")
    carry(session, world, "P9", "P1", day=date(2026, 1, 1))

    found = forebears(session, [world.units["P9"]])[world.units["P9"]]

    assert found == (
        Forebear(world.units["PKT"], CHANGED, whole=True),
        Forebear(world.units["P1"], date(2021, 1, 1), whole=True),
    )


def test_the_ledger_of_a_unit_shows_what_it_carries_on(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        awarded(session, world, "P1", 2024)
        carry(session, world, "P1", "P9")
    sign_in(client, world.email("awards_officer"))

    page = client.get(f"/so-thanh-tich/don-vi/{world.units['P9']}").text

    assert "Khen thưởng của đơn vị tiền thân" in page
    assert "đến 01/07/2025" in page
    assert "2024/QĐ-P1" in page


def test_a_title_on_an_annulled_initiative_is_for_a_person_to_look_at() -> None:
    honours = tuple(
        Honour("TT-LDTT", "TT-LDTT", AwardFamily.TITLE, year, decided_on=date(year, 12, 20),
               shaken=year == 2023)
        for year in (2022, 2023, 2024)
    )  # fmt: skip

    assert answer(Past(honours=honours)) is Verdict.ASK


@pytest.mark.parametrize(("in_part", "verdict"), [(False, Verdict.MET), (True, Verdict.ASK)])
def test_only_sure_titles_make_a_run(in_part: bool, verdict: Verdict) -> None:
    honours = tuple(
        Honour("TT-LDTT", "TT-LDTT", AwardFamily.TITLE, year, decided_on=date(year, 12, 20),
               carried="Phường 1", in_part=in_part and year == 2023)
        for year in (2022, 2023, 2024)
    )  # fmt: skip

    assert answer(Past(honours=honours)) is verdict
