"""Clauses begin with an act of the registry; an act tells who names it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import load_catalogue
from app.awards.models import AwardKind
from app.citations.actions import cite, load_acts
from app.citations.acts import Act
from app.citations.models import LegalBasis
from app.citations.queries import acts_by_number
from app.citations.references import cites, offers_on, reference
from app.database.transaction import transaction
from app.kernel.actor import SYSTEM
from app.plan.models import Plan, PlanBasis
from app.review.recognition_bases import bases_on, doubts_on
from tests.awards.builders import make_list
from tests.people import NOON, World, sign_in

DAY = date(2026, 10, 1)


def act(kind: str, number: str, subject: str = "về việc", issued: date | None = None) -> Act:
    return Act(1, kind, number, "", issued, subject, date(2024, 1, 1), None)


@pytest.mark.parametrize(("one", "short"), [
    (act("Luật", "06/2022/QH15", "Thi đua, khen thưởng", date(2022, 6, 15)), "Luật TĐKT 2022"),
    (act("Nghị định", "152/2025/NĐ-CP"), "NĐ 152/2025/NĐ-CP"),
    (act("Thông tư", "15/2025/TT-BNV"), "TT 15/2025/TT-BNV"),
])  # fmt: skip
def test_an_act_is_named_as_clauses_name_it(one: Act, short: str) -> None:
    assert reference(one) == short
    assert cites(f"{short}, Điều 4", one)


@pytest.mark.parametrize("text", ["NĐ 1152/2025/NĐ-CP", "NĐ 152/2024/NĐ-CP", "Luật TĐKT 2022", ""])
def test_another_number_is_not_the_act(text: str) -> None:
    assert not cites(text, act("Nghị định", "152/2025/NĐ-CP"))


def test_the_picker_offers_what_holds_on_the_day(world: World, session: Session) -> None:
    load_acts(session, SYSTEM, NOON)

    now, before = (
        {one.reference for one in offers_on(session, day)} for day in (DAY, date(2024, 6, 1))
    )

    assert "NĐ 152/2025/NĐ-CP" in now - before
    assert "NĐ 98/2023/NĐ-CP" in before - now
    assert "Luật TĐKT 2022" in now & before


def test_the_editors_offer_acts_and_name_an_ended_one(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        load_catalogue(session, SYSTEM, NOON)
        for row in session.scalars(select(AwardKind).where(AwardKind.code == "GK-CN")):
            row.clause = "NĐ 98/2023/NĐ-CP, Điều 30"
    browser = sign_in(client, world.email("awards_officer"))

    page = browser.get("/khen-thuong/danh-muc/GK-CN/thay-doi").get_data(as_text=True)
    fresh = browser.get("/khen-thuong/danh-muc/moi").get_data(as_text=True)

    assert '<option value="NĐ 152/2025/NĐ-CP, Điều ">' in page
    assert 'list="van-ban-can-cu"' in page
    assert "98/2023/NĐ-CP" in page.partition("Viện dẫn cần xem")[2].partition("</ul>")[0]
    assert "Viện dẫn cần xem" not in fresh
    assert '<option value="NĐ 98/2023/NĐ-CP, Điều ">' not in fresh


def test_an_act_names_rules_entries_and_plans(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        load_catalogue(session, SYSTEM, NOON)
        plan = Plan(number="52/KH-UBND-KT", title="Kế hoạch", issuer="UBND", issued_on=DAY,
                    year_from=2025, year_to=2030)  # fmt: skip
        session.add(plan)
        session.flush()
        session.add(PlanBasis(plan_id=plan.id, position=1, number="152/2025/NĐ-CP"))
        listed = make_list(session, world)
        session.flush()
        law = session.scalars(select(LegalBasis).where(LegalBasis.number == "06/2022/QH15")).one()
        cite(session, f"nomination_list:{listed.id}", [law.id], DAY)
        keys = {row.number: row.id for row in session.scalars(select(LegalBasis))}
    browser = sign_in(client, world.email("awards_officer"))

    decree = browser.get(f"/van-ban-can-cu/{keys['152/2025/NĐ-CP']}").get_data(as_text=True)
    code = browser.get(f"/van-ban-can-cu/{keys['06/2022/QH15']}").get_data(as_text=True)
    other = browser.get(f"/van-ban-can-cu/{keys['13/2012/NĐ-CP']}").get_data(as_text=True)

    assert "Không đang bị kỷ luật" in decree
    assert decree.count("Cần xác nhận không bị kỷ luật") == 1  # though six awards ask it
    assert ">Danh sách khen thưởng số 01/2026: Giấy khen phong trào" in code
    assert "Danh mục khen thưởng: Bằng khen cấp tỉnh (BK-CN)" in decree
    assert "Kế hoạch số 52/KH-UBND-KT: văn bản được dẫn" in decree
    assert "Luật TĐKT 2022, Điều 22" in code
    assert "Kế hoạch số 52" not in code
    assert "Chưa có văn bản đã chốt, quy tắc, danh mục hay kế hoạch nào viện dẫn" in other


def test_a_recognition_takes_its_bases_from_the_registry(world: World, session: Session) -> None:
    assert [str(one.text) for one in doubts_on(session, DAY, DAY)] == [
        f"{number} chưa có trong danh mục văn bản căn cứ; dự thảo không ghi căn cứ này"
        for number in ("13/2012/NĐ-CP", "18/2013/TT-BKHCN")
    ]
    load_acts(session, SYSTEM, NOON)
    assert doubts_on(session, DAY, DAY) == []
    lines = bases_on(session, DAY)
    assert [line[:38] for line in lines] == [
        "Căn cứ Nghị định số 13/2012/NĐ-CP ngày", "Căn cứ Thông tư số 18/2013/TT-BKHCN ng",
    ]  # fmt: skip
    decree = session.scalars(select(LegalBasis).where(LegalBasis.number == "13/2012/NĐ-CP")).one()
    decree.valid_to = date(2026, 11, 1)
    session.flush()

    (doubt,) = doubts_on(session, DAY, date(2026, 11, 5))
    late = bases_on(session, date(2026, 11, 5))

    assert str(doubt.text) == "Nghị định số 13/2012/NĐ-CP hết hiệu lực từ ngày 01/11/2026"
    assert doubt.act_id == decree.id
    assert late == lines[1:]
    assert len(bases_on(session, DAY)) == 2
    assert [one.number for one in acts_by_number(session, ["9/X", "13/2012/NĐ-CP"], DAY)] == [
        "13/2012/NĐ-CP"
    ]
