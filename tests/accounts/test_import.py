"""Lists from XLSX: what is read, what would happen, all of it or nothing."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.admin_models import ImportBatch, ImportRow
from app.accounts.imports_judging import Judged, Verdict, judge
from app.accounts.imports_reading import COLUMNS, MOST_ROWS, PEOPLE, UNITS, read_workbook
from app.accounts.imports_template import template
from app.accounts.models import Account, RoleGrant, Unit
from app.accounts.queries import grants_in_force
from app.accounts.states import BatchState
from app.accounts.unit_names import nearest
from app.accounts.units_actions import change_unit, succeed_units
from app.accounts.units_rules import SuccessionDraft, UnitDraft
from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries

PAGE = "/quan-tri/nhap-danh-sach"
UNIT_HEAD = [str(title) for title in COLUMNS[UNITS].values()]
PEOPLE_HEAD = [str(title) for title in COLUMNS[PEOPLE].values()]
Rows = Sequence[Sequence[object]]


def workbook(units: Rows = (), people: Rows = ()) -> bytes:
    book = Workbook()
    for sheet, head, rows in ((book.active, UNIT_HEAD, units),
                              (book.create_sheet(), PEOPLE_HEAD, people)):  # fmt: skip
        assert sheet is not None
        sheet.append(head)
        for row in rows:
            sheet.append(list(row))
    book.worksheets[0].title, book.worksheets[1].title = "Đơn vị", "Người dùng"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def judged(units: Rows = (), people: Rows = ()) -> list[Judged]:
    return judge(db.session(), read_workbook(workbook(units, people)), local_date(NOON))


def upload(client: FlaskClient, content: bytes, key: str = "i" * 32) -> TestResponse:
    return client.post(
        PAGE, data={"file": (io.BytesIO(content), "Danh sách.xlsx"), "once_key": key}
    )


def count(model: type[Account] | type[Unit] | type[ImportRow] | type[ImportBatch]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


UNIT = ["VP", "Văn phòng UBND", "Văn phòng", "Phòng, ban", 6, date(2024, 1, 1), "", "VP quận"]
PERSON = ["Võ Thị Sáu", "sau@quan3.example", "vp quan", "Chuyên viên", ""]


def test_the_template_is_read_back_without_rows(app: Flask) -> None:
    book = load_workbook(io.BytesIO(template()))
    assert [sheet.title for sheet in book.worksheets] == ["Đơn vị", "Người dùng"]
    with pytest.raises(Blocked, match="không có dòng dữ liệu"):
        read_workbook(template())


def test_new_rows_may_use_units_of_the_same_file(app: Flask, world: World) -> None:
    rows = judged([UNIT], [["Võ Thị Sáu", "sau@quan3.example", "Văn phòng UBND", "", ""]])

    assert [row.verdict for row in rows] == [Verdict.NEW, Verdict.NEW]
    assert rows[1].unit_code == "VP"
    assert rows[1].roles == (Role.AUTHOR,)


def test_changes_are_shown_field_by_field(app: Flask, world: World) -> None:
    rows = judged(
        [["PKT", "Phòng Kinh tế", "P. Kinh tế", "", "", "", "", ""],
         ["PNV", "Phòng Nội vụ", "", "", "", "", "", ""]],
        [["Trần Ngọc Ánh", world.email("author").upper(), "phong kinh te", "", "Lãnh đạo"],
         ["Lê Quang Dũng", world.email("other_author"), "P1", "Chuyên viên", "Tác giả"]],
    )  # fmt: skip

    assert [row.verdict for row in rows] == [
        Verdict.CHANGED, Verdict.SAME, Verdict.CHANGED, Verdict.SAME,
    ]  # fmt: skip
    shown = [(str(c.label), c.before, c.after) for row in rows for c in row.changes]
    assert shown == [
        ("Tên gọi tắt", "Phòng Kinh tế", "P. Kinh tế"),
        ("Đơn vị", "Ủy ban nhân dân Phường 9", "Phòng Kinh tế"),
        ("Vai trò", "Tác giả", "+ Lãnh đạo"),
    ]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (["", "a@b.example", "P9", "", ""], "Nhập họ và tên"),
        (["A", "a@b", "P9", "", ""], "ten@coquan.example"),
        (["A", "a@b.example", "", "", ""], "thiếu đơn vị"),
        (["A", "a@b.example", "Phòng Nội", "", ""], "Có phải “Phòng Nội vụ”?"),
        (["A", "a@b.example", "Kho bạc", "", ""], "không có đơn vị tên “Kho bạc”"),
        (["A", "a@b.example", "P9", "", "Vua"], "không có vai trò “Vua”"),
        (["A", "a@b.example", "P9", "", "Thư ký Hội đồng sáng kiến"], "phải được giao trên trang"),
        (["A", "a@b.example", "P9", "", "Quản trị hệ thống"], "phải được giao trên trang"),
        (["A", "a@b.example", "P9", "", "Tác giả; Chủ tịch Hội đồng"], "phải được giao"),
        (["A", "=HYPERLINK(1)", "P9", "", ""], "chứa công thức"),
        (["=1+1", "a@b.example", "P9", "", ""], "chứa công thức"),
        (["A" * 201, "a@b.example", "P9", "", ""], "200"),
    ],
)
def test_wrong_people_are_explained(
    app: Flask, world: World, person: list[object], said: str
) -> None:
    row = judged(people=[person])[0]

    assert row.verdict is Verdict.WRONG
    assert said in "; ".join(str(error) for error in row.errors)


def test_people_may_name_a_new_unit_as_it_is_usually_called(app: Flask, world: World) -> None:
    assert judged([UNIT], [PERSON])[1].unit_code == "VP"


def test_a_shortened_name_leads_to_the_unit(app: Flask, world: World) -> None:
    assert nearest("UBMTTQ VN Q3", [(1, "Ủy ban Mặt trận Tổ quốc Việt Nam Quận 3"),
                                    (2, "Ủy ban nhân dân Quận 3")])[0].unit_id == 1  # fmt: skip


def test_people_may_name_a_unit_as_the_same_file_renames_it(app: Flask, world: World) -> None:
    renamed = ["PKT", "Phòng Kinh tế, Hạ tầng", "", "", "", "", "", ""]
    row = judged([renamed], [["A", "a@b.example", "Phòng Kinh tế, Hạ tầng", "", ""]])[1]

    assert row.verdict is Verdict.NEW
    assert row.person is not None
    assert row.person.unit_id == world.units["PKT"]


@pytest.mark.parametrize("name", ["Ủy ban nhân dân Phường 9", "UBND P.9", "P9"])
def test_an_ended_unit_is_named_with_the_one_that_carries_it_on(
    app: Flask, world: World, name: str
) -> None:
    with transaction() as session:
        merged = SuccessionDraft(date(2026, 3, 1), (world.units["P9"],), (world.units["PNV"],))
        succeed_units(session, world.admin, merged, {}, NOON)
    row = judged(people=[["Võ Thị Sáu", "a@b.example", name, "", ""]])[0]

    said = "; ".join(str(error) for error in row.errors)
    assert "Ủy ban nhân dân Phường 9 đã ngừng hoạt động từ 01/03/2026, nay là Phòng Nội vụ" in said


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (["vp x", "Văn phòng", "", "", "", "", "", ""], "Mã đơn vị"),
        (["VP", "Phòng nội vụ", "", "", "", "", "", ""], "đã chỉ đơn vị Phòng Nội vụ"),
        (["VP", "Văn phòng", "", "Loại lạ", "", "", "", ""], "Chọn loại đơn vị"),
        (["VP", "Văn phòng", "", "", "một", "", "", ""], "Thứ tự"),
        (["VP", "Văn phòng", "", "", "", "31/02/2024", "", ""], "không phải là ngày có thật"),
        (["VP", "Văn phòng", "", "", "", "", "", "P9; phuong 1"], "đã chỉ đơn vị"),
    ],
)
def test_wrong_units_are_explained(app: Flask, world: World, unit: list[object], said: str) -> None:
    with transaction() as session:
        known = to_change(session, Unit, world.units["P1"])
        draft = UnitDraft("P1", known.name, known.short_name, "ward", 3, known.valid_from,
                          aliases=("Phường 1",))  # fmt: skip
        change_unit(session, world.admin, known, draft, NOON)
    row = judged([unit])[0]

    assert row.verdict is Verdict.WRONG
    assert said in "; ".join(str(error) for error in row.errors)


def test_what_stands_twice_in_the_file_is_refused(app: Flask, world: World) -> None:
    twice = ["A", "A@b.example", "P9", "", ""]
    rows = judged([UNIT, UNIT], [twice, ["B", " a@B.example ", "P1", "", ""]])

    assert [row.verdict for row in rows] == [
        Verdict.NEW, Verdict.WRONG, Verdict.NEW, Verdict.WRONG,
    ]  # fmt: skip
    assert "dòng 2" in str(rows[3].errors[0])


def test_names_are_composed(app: Flask, world: World) -> None:
    row = judged(people=[["Võ\u200b Thị  Sáu", "a@b.example", "P9", "", ""]])[0]

    assert row.person is not None
    assert row.person.full_name == "Võ Thị Sáu"


def test_judging_costs_the_same_for_many_rows(app: Flask, world: World) -> None:
    def cost(rows: int) -> int:
        people = [[f"Người {n}", f"n{n}@b.example", "P9", "", ""] for n in range(rows)]
        read = read_workbook(workbook(people=people))
        with counted_queries() as counter:
            judge(db.session(), read, local_date(NOON))
        return counter.count

    few = [cost(2) for _ in range(2)][1]  # the first one also opens the connection
    assert cost(400) == few


def _bomb() -> bytes:
    written = io.BytesIO(workbook([UNIT]))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/big.bin", b"\0" * (300 << 20))
    return written.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    old, written = zipfile.ZipFile(io.BytesIO(workbook([UNIT]))), io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for entry in old.namelist():
            package.writestr(entry, content if entry == name else old.read(entry))
        if name not in old.namelist():
            package.writestr(name, content)
    return written.getvalue()


XXE = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">'
       b"<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
       b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
       b"<si><t>&e;&b;</t></si></sst>")  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"%PDF-1.7", b"ma;ten\nVP;x", b"PK" + b"\0" * 200,
     _with_part("xl/vbaProject.bin", b"x"), _with_part("xl/sharedStrings.xml", XXE),
     _with_part("xl/workbook.xml", b"<workbook"), _with_part("xl/worksheets/sheet1.xml", XXE)],
    ids=["empty", "stub", "pdf", "csv", "zeros", "macro", "entities", "broken", "sheet"],
)  # fmt: skip
def test_hostile_files_are_refused_in_words(
    client: FlaskClient, world: World, content: bytes
) -> None:
    sign_in(client, world.email("admin"))
    answer = upload(client, content)

    assert answer.status_code == 422
    assert "Có lỗi cần sửa" in answer.get_data(as_text=True)
    assert count(ImportBatch) == 0


def test_a_bomb_is_not_unpacked(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))

    assert upload(client, _bomb()).status_code == 422
    assert count(ImportBatch) == 0


def test_a_large_file_is_not_opened(app: Flask) -> None:
    with pytest.raises(Blocked, match="lớn hơn 3 MB"):
        read_workbook(b"x" * ((3 << 20) + 1))


def test_too_many_rows_and_missing_headings(app: Flask) -> None:
    many = [["VP", "x"]] * (MOST_ROWS + 20)
    with pytest.raises(Blocked, match="quá 2000 dòng"):
        read_workbook(workbook(many))
    book = Workbook()
    assert book.active is not None
    book.active.title = "Đơn vị"
    book.active.append(["Mã", "Tên"])
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(Blocked, match="thiếu dòng tiêu đề"):
        read_workbook(written.getvalue())


def test_the_whole_way(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    people = [PERSON, ["Trần Ngọc Ánh", world.email("author"), "PKT", "Phó phòng", "Lãnh đạo"]]
    people[0][2] = "VP"
    first = upload(client, workbook([UNIT], people))
    again = upload(client, workbook([UNIT], people))
    page = first.headers["Location"]

    assert (first.status_code, again.headers["Location"]) == (303, page)
    html = client.get(page).get_data(as_text=True)
    assert "Nhập 3 dòng" in html
    assert "<del>Chuyên viên</del> → <ins>Phó phòng</ins>" in html
    assert (count(Unit), count(Account), count(ImportRow)) == (5, 17, 3)  # nothing yet

    assert client.post(f"{page}/nhap").status_code == 303
    assert client.post(f"{page}/nhap").status_code == 409
    assert (count(Unit), count(Account), count(ImportRow)) == (6, 18, 0)
    author = db.session.get_one(Account, world.author.user_id)
    assert (author.unit_id, author.position) == (world.units["PKT"], "Phó phòng")
    held = [grant.role for grant in grants_in_force(db.session(), author.id, local_date(now()))]
    assert held == [Role.AUTHOR, Role.LEADER]
    made = db.session.scalars(select(Account).where(Account.email == "sau@quan3.example")).one()
    assert made.password_hash == ""
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "import:apply")).one()
    assert '"new": 2' in entry.detail
    assert '"changed": 1' in entry.detail
    assert "Thêm mới 2 dòng" in client.get(page).get_data(as_text=True)


def test_one_wrong_row_stops_all(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    page = upload(client, workbook([UNIT], [["", "x", "?", "", ""]])).headers["Location"]
    html = client.get(page).get_data(as_text=True)
    assert "Còn 1 dòng có lỗi" in html
    assert f'action="{page}/nhap"' not in html

    assert client.post(f"{page}/nhap").status_code == 422
    assert (count(Unit), count(Account)) == (5, 17)
    assert client.post(f"{page}/bo").status_code == 303
    assert count(ImportRow) == 0


def test_what_changed_since_the_preview_is_judged_anew(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    page = upload(client, workbook(people=[["Ai đó", "moi@quan3.example", "P9", "", ""]]))
    with transaction() as session:
        to_change(session, Unit, world.units["P9"]).valid_to = date(2026, 7, 1)
    address = page.headers["Location"]

    assert client.post(f"{address}/nhap").status_code == 422
    assert count(Account) == 17
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.state is BatchState.WAITING


def test_administrators_stay_administrators(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    row = ["Quản Trị Viên", world.email("admin"), "P9", "", "Tác giả"]
    page = upload(client, workbook(people=[row])).headers["Location"]
    assert client.post(f"{page}/nhap").status_code == 303

    roles = set(db.session.scalars(
        select(RoleGrant.role).where(RoleGrant.account_id == world.admin.user_id)
    ))  # fmt: skip
    assert roles == {Role.ADMIN, Role.AUTHOR}
    assert client.get(PAGE).status_code == 200
