"""A list for Bằng khen from its form to the ledger, between two installations, pages alone."""

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from app.accounts.models import Agency
from app.achievements.models import Achievement
from app.awards.actions import load_catalogue
from app.awards.models import NominationList
from app.database.transaction import transaction
from app.extensions import db
from app.forwarding.models import Forwarding
from app.kernel.actor import SYSTEM
from tests import people
from tests.awards.builders import make_solution
from tests.awards.emulation import all_agree, seat
from tests.conftest import OwnContextClient, _close, _make_app
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round

CITY = "Ủy ban nhân dân Thành phố Hồ Chí Minh"


@pytest.fixture
def city(tmp_path: Path, compiled: FileSystemBytecodeCache) -> Iterator[FlaskClient]:
    """The higher level: an installation of its own, with its own database and folder."""
    made: Flask = _make_app(f"sqlite:///{tmp_path / 'city.sqlite'}", tmp_path, compiled)
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = OwnContextClient
    with made.app_context():
        there = people.make_world()
        with transaction() as session:
            session.scalars(select(Agency)).one().name = CITY
    yield sign_in(made.test_client(), there.email("awards_officer"))
    _close(made)


def page(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def post(browser: FlaskClient, path: str, **data: object) -> str:
    """Send a form; where it leads."""
    answer = browser.post(path, data=data)
    assert answer.status_code == 303, (path, answer.get_data(as_text=True)[:6000])
    return answer.location or ""


def found(pattern: str, text: str) -> str:
    """What the one group of the pattern stands for."""
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def upload(browser: FlaskClient, path: str, content: bytes) -> str:
    return post(browser, path, file=(io.BytesIO(content), "goi.zip"))


def compiled(officer: FlaskClient, leader: FlaskClient) -> str:
    """A list for Bằng khen from the form to its lock; what the rules leave open is concluded."""
    there = post(officer, "/khen-thuong/moi", title="Bằng khen năm 2026", kind="cap-tren",
                 judged_on="01/10/2026", once_key="a")  # fmt: skip
    ticks = re.findall(r'name="chon" value="([^"]+)"', page(officer, f"{there}/ung-vien"))
    post(officer, f"{there}/doi-tuong", chon=ticks, once_key="b")
    judged = page(officer, f"{there}?mo=2")
    assert "CSTĐ cơ sở liên tục: chưa đủ 02 lần" in judged  # the rules of Bằng khen, not of another
    assert "Chưa chốt được" in judged
    for key in (1, 2, 3):
        row = page(officer, f"{there}?mo={key}")
        text = found(r'name="achievement"[^>]*>\s*([^<]+)<', row)
        version = found(rf'/doi-tuong/{key}"[\s\S]*?name="version" value="(\d+)"', row)
        award = found(r'<input[^>]*?checked[^>]*?value="(BK-[A-Z]+)"', row)
        post(officer, f"{there}/doi-tuong/{key}", award=award,
             achievement=html.unescape(text), parts="TTr BC BB CN", version=version)  # fmt: skip
        post(officer, f"{there}/doi-tuong/{key}/ket-luan", verdict="met",
             reason="Đã xác minh với Công an và Thanh tra")  # fmt: skip
    post(leader, f"{there}/ket-luan", chon=["1", "2", "3"])
    post(officer, f"{there}/chot", seen=found(r'name="seen" value="([^"]+)"', page(officer, there)))
    return there


def answered(city: FlaskClient, bundle: bytes, code: str) -> bytes:
    """The higher level takes it in, grants two lines by two decisions, refuses one."""
    there = upload(city, "/chuyen-cap-tren/nhan", bundle)
    post(city, f"{there}/tiep-nhan", letter_code=code)
    shown = page(city, there)
    assert "Trần Ngọc Ánh" in shown
    assert "Ủy ban nhân dân Quận 3" in shown
    yes = {"answer": "agreed", "decided_on": "15/10/2026"}
    post(city, f"{there}/dong/1", **yes, decision_number="901/QĐ-UBND")
    post(city, f"{there}/dong/2", **yes, decision_number="900/QĐ-UBND")
    post(city, f"{there}/dong/3", answer="refused", reason="Chưa đủ thành tích")
    post(city, f"{there}/chot")
    return city.get(f"{there}/tra-loi.zip").data


def test_a_list_goes_up_and_its_answer_leads_to_the_decision(
    world: World, client: FlaskClient, city: FlaskClient, app: Flask
) -> None:
    with transaction() as session:
        load_catalogue(session, SYSTEM, NOON)
        make_solution(session, world, make_round(session, world), coauthors=("author2",))
        council = seat(session, world)
    officer = sign_in(client, world.email("awards_officer"))
    leader = sign_in(app.test_client(), world.email("leader"))

    there = compiled(officer, leader)
    assert "Chưa lập gói chuyển" in page(officer, there)
    assert "Chưa lập gói chuyển" in page(officer, "/khen-thuong")
    post(officer, f"{there}/dua-ra-hoi-dong")
    with transaction() as session:
        all_agree(session, world, council)
    post(officer, f"{there}/trinh-ky")
    sent = post(officer, "/chuyen-cap-tren/lap-goi/1", evidence="1")
    assert "Đã lập gói, chờ trả lời" in page(officer, "/khen-thuong")
    code = db.session.scalars(select(Forwarding.digest)).one()[:12]
    answer = answered(city, officer.get(f"{sent}/goi.zip").data, code)
    upload(officer, f"{sent}/tra-loi", answer)

    assert "Đã có trả lời" in page(officer, there)
    assert f'href="{there}/ban-hanh"' in page(officer, sent)
    offered = page(officer, f"{there}/ban-hanh")
    assert stored() == ("submitted", [])  # an answer decides nothing by itself
    inputs = r'name="((?:number|decided_on|(?:tc|qd|ngay)-\d+))"[^>]*? value="([^"]*)"'
    typed = {name: html.unescape(value) for name, value in re.findall(inputs, offered)}
    assert typed == {
        "number": "900/QĐ-UBND", "decided_on": "15/10/2026", "qd-3": "901/QĐ-UBND",
        "ngay-3": "15/10/2026", "tc-1": "", "tc-2": "Không đồng ý: Chưa đủ thành tích", "tc-3": "",
    }  # fmt: skip
    bad = officer.post(
        f"{there}/ban-hanh", data={**typed, "theo-dong": "1", "ngay-3": "31/02/2026"}
    )
    assert bad.status_code == 422
    assert "Ngày của quyết định riêng phải là ngày có thật" in bad.get_data(as_text=True)
    post(officer, f"{there}/ban-hanh", **typed)

    assert stored() == ("issued", [
        ("Trần Ngọc Ánh", "Bằng khen cấp tỉnh", "900/QĐ-UBND", "province"),
        ("Ủy ban nhân dân Phường 9", "Bằng khen cấp tỉnh", "901/QĐ-UBND", "province"),
    ])  # fmt: skip


def stored() -> tuple[str, list[tuple[str, str, str, str]]]:
    """The state of the list, and the ledger: who, what, by which decision, of which level."""
    db.session.rollback()
    rows = db.session.execute(
        select(Achievement.name, Achievement.award_name, Achievement.decision_number,
               Achievement.level).order_by(Achievement.id)
    )  # fmt: skip
    state = db.session.scalars(select(NominationList.state)).one()
    return str(state), [(name, award, number, str(level)) for name, award, number, level in rows]
