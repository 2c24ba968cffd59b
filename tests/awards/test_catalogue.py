"""The shipped catalogue: loaded once, dated, cited."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.awards import queries
from app.awards.actions import load_catalogue
from app.awards.conditions import problem_of
from app.awards.models import AwardKind, BaseSalary, EligibilityRule, RuleSet
from app.citations.models import LegalBasis
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Denied
from tests.conftest import BOTH
from tests.people import NOON, World


def rows(session: Session) -> dict[str, int]:
    models = (AwardKind, BaseSalary, RuleSet, EligibilityRule, LegalBasis)
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in models
    }


@BOTH
def test_loading_twice_adds_nothing(world: World, session: Session) -> None:
    added = load_catalogue(session, SYSTEM, NOON)
    first = rows(session)

    again = load_catalogue(session, SYSTEM, NOON)

    assert (added, again) == (sum(first.values()), 0)
    assert rows(session) == first
    assert first == {
        "award_kind": 13, "base_salary": 2, "rule_set": 1, "eligibility_rule": 43,
        "legal_basis": 45,
    }  # fmt: skip


def test_what_the_office_changed_is_left_as_it_is(world: World, session: Session) -> None:
    load_catalogue(session, SYSTEM, NOON)
    kind = session.scalars(select(AwardKind).where(AwardKind.code == "GK-CN")).one()
    kind.name = "Giấy khen của Chủ tịch"
    session.flush()

    load_catalogue(session, SYSTEM, NOON)

    assert kind.name == "Giấy khen của Chủ tịch"


def test_only_officers_and_the_command_line_load_it(world: World, session: Session) -> None:
    with pytest.raises(Denied):
        load_catalogue(session, world.admin, NOON)

    assert rows(session)["award_kind"] == 0


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2024, 6, 30), None),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_base_salary_is_that_of_the_day(
    world: World, session: Session, day: date, amount: int | None
) -> None:
    load_catalogue(session, SYSTEM, NOON)

    salary = queries.salary_on(session, day)

    assert (salary.amount if salary else None) == amount


def test_money_factors_are_those_of_the_catalogue(world: World, session: Session) -> None:
    load_catalogue(session, SYSTEM, NOON)

    found = {kind.code: str(kind.money_factor) for kind in queries.kinds_on(session, NOON.date())}

    assert found == {
        "GK-CN": "0.30", "GK-TT": "0.60", "LDTT": "0.30", "CSTD-CS": "1.00", "TT-LDTT": "0.80",
        "BK-CN": "1.50", "BK-TT": "3.00", "CSTD-TINH": "3.00", "CSTD-TQ": "4.50",
        "TT-LDXS": "1.50", "BK-TTG-TT": "7.00", "BK-TTG-CN": "3.50", "GK-HO": "0.30",
    }  # fmt: skip


def test_a_decree_is_cited_only_while_it_is_in_force(world: World, session: Session) -> None:
    load_catalogue(session, SYSTEM, NOON)

    def decrees(day: date) -> list[str]:
        return [text.split()[5] for text in queries.citations_on(session, day) if "Nghị" in text]

    assert decrees(date(2025, 6, 30)) == ["98/2023/NĐ-CP", "13/2012/NĐ-CP"]
    assert decrees(date(2026, 10, 1)) == ["152/2025/NĐ-CP", "13/2012/NĐ-CP"]
    assert decrees(date(2027, 3, 1)) == ["13/2012/NĐ-CP"]


def test_a_law_is_cited_without_number_and_issuer(world: World, session: Session) -> None:
    load_catalogue(session, SYSTEM, NOON)

    assert queries.citations_on(session, date(2026, 10, 1))[0] == (
        "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"
    )


@pytest.mark.parametrize(
    ("condition", "parameter", "sound"),
    [
        ("applied", "", True),
        ("share_at_least", "20", True),
        ("share_at_least", "", False),
        ("share_at_least", "-1", False),
        ("share_at_least", "hai mươi", False),
        ("no_such_check", "", False),
    ],
)
def test_a_rule_must_name_a_check_and_its_number(
    condition: str, parameter: str, sound: bool
) -> None:
    assert (problem_of(condition, parameter) is None) is sound
