"""A ward authority by data alone: its name, its rooms, its documents."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import presets
from app.accounts.models import Agency, Unit
from app.accounts.queries import agency_on, units_on
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied
from app.review.certificates import certificate, certificate_docx
from app.review.recognition_queries import Decided, IssuedCertificate
from tests.people import NOON, World

WARD_DAY = date(2026, 10, 1)


def load(name: str) -> presets.Loaded:
    with transaction() as session:
        return presets.load(session, SYSTEM, presets.read(name), NOON)


@pytest.mark.parametrize("name", presets.names())
def test_every_shipped_preset_loads(app: Flask, name: str) -> None:
    loaded = load(name)

    assert loaded.agencies == db.session.scalar(select(func.count()).select_from(Agency))
    assert loaded.units == db.session.scalar(select(func.count()).select_from(Unit))


def test_the_ward_by_configuration_alone(app: Flask, client: FlaskClient) -> None:
    load("phuong")

    agency = agency_on(db.session(), WARD_DAY)
    assert agency is not None
    assert agency.name == "Ủy ban nhân dân Phường Xuân Hòa"
    assert agency_on(db.session(), date(2025, 6, 30)) is None
    names = [unit.name for unit in units_on(db.session(), WARD_DAY)]
    assert names[1:3] == ["Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội"]
    page = client.get("/").get_data(as_text=True)
    assert "Ủy ban nhân dân Phường Xuân Hòa" in page
    assert "Quận 3" not in page


def words(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        xml = package.read("word/document.xml").decode()
    return " ".join(re.sub(r"<[^>]+>", " ", xml).casefold().split())


def test_the_ward_signs_its_certificates(app: Flask) -> None:
    load("phuong")
    agency = agency_on(db.session(), WARD_DAY)
    assert agency is not None
    issued_at = datetime(2026, 10, 1, 3, tzinfo=UTC)
    issued = IssuedCertificate(1, 1, 1, "Trần Ngọc Ánh", "Phòng Văn hóa - Xã hội", "01", "K" * 12,
                               issued_at)  # fmt: skip
    decided = Decided(1, "SK-1", "Trợ lý một cửa", "Phòng Văn hóa - Xã hội", "Đợt 1", True, "",
                      "12/QĐ-UBND", WARD_DAY, WARD_DAY, 5, 5, "", (issued,))  # fmt: skip

    text = words(certificate_docx(certificate(agency, decided, issued, "http://localhost/x")))

    assert "ủy ban nhân dân phường xuân hòa" in text
    assert "ủy ban nhân dân thành phố hồ chí minh" in text
    assert "chủ tịch ủy ban nhân dân phường xuân hòa" in text
    assert "xuân hòa, " in text  # the place before the day
    assert "quận 3" not in text


def test_the_district_ends_on_its_day(app: Flask) -> None:
    load("quan")

    assert agency_on(db.session(), date(2025, 6, 30)) is not None
    assert agency_on(db.session(), date(2025, 7, 1)) is None
    assert [unit.kind for unit in units_on(db.session(), WARD_DAY)] == ["superior"]


def test_a_preset_goes_into_an_empty_installation_only(app: Flask, world: World) -> None:
    with pytest.raises(Blocked, match="đã có cơ quan"):
        load("phuong")
    with pytest.raises(Denied), transaction() as session:
        presets.load(session, world.author, presets.read("phuong"), NOON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b", "agency"),
        ("units: []", "agency"),
        ("agency: [x]", "agency"),
        ("agency: [{name: A}]", "Cơ quan thiếu"),
        ("{a: [", "YAML"),
        ("agency: [{name: A, short_name: A, place: A, symbol: A, head_title: A, valid_from: x}]",
         "ngày dạng"),
        ("agency: [{name: A, short_name: A, place: A, symbol: A, head_title: A, "
         "valid_from: 2025-07-01}]\nunits: [{code: x y, name: B, valid_from: 2025-07-01}]",
         "Mã đơn vị"),
        ("agency: [{name: A, short_name: A, place: A, symbol: A, head_title: A, "
         "valid_from: 2025-07-01}]\nsuccessions: [{from: X, to: Y, effective_on: 2025-07-01}]",
         "Không có đơn vị mã"),
    ],
)  # fmt: skip
def test_what_is_no_preset_is_refused_in_words(
    app: Flask, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "sai.yaml"
    path.write_text(text, encoding="utf-8")

    answer = app.test_cli_runner().invoke(args=["accounts", "preset", "--file", str(path)])

    assert answer.exit_code == 1
    assert said in answer.output
    assert db.session.scalar(select(func.count()).select_from(Agency)) == 0


def test_an_authoritys_own_file(app: Flask, tmp_path: Path) -> None:
    text = (presets.FOLDER / "xa.yaml").read_text(encoding="utf-8").replace("Minh Họa", "Đông Hòa")
    path = tmp_path / "xa.yaml"
    path.write_text(text, encoding="utf-8")

    answer = app.test_cli_runner().invoke(args=["accounts", "preset", "--file", str(path)])

    said, *units = answer.output.splitlines()
    assert (answer.exit_code, said) == (0, "Đã nạp 1 tên cơ quan, 4 đơn vị")
    codes = db.session.scalars(select(Unit.code)).all()
    assert {line.split()[0] for line in units} == set(codes)  # what `accounts add --unit` takes
    agency = agency_on(db.session(), WARD_DAY)
    assert agency is not None
    assert agency.name == "Ủy ban nhân dân Xã Đông Hòa"
