"""Pages of the ledger through HTTP."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.achievements.actions import Use
from app.achievements.models import Achievement, AchievementImport, Standing, YearlyRating
from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.extensions import db
from tests.achievements.builders import collective, make_award, make_rating, make_standing, person
from tests.achievements.old_list import TITLES, workbook
from tests.awards.builders import make_solution
from tests.people import World, sign_in
from tests.queries import counted_queries
from tests.rounds.builders import make_round

FORM = {"kind": "individual", "email": "author@quan3.example", "award_name": "CSTĐ cơ sở",
        "family": "", "level": "", "ground": "merit", "year": "2024",
        "decision_number": "12/QĐ-UBND", "decided_on": "10/01/2025", "issuer": "UBND Quận 3",
        "uses": "Sổ tay số (60%)", "once_key": "k1"}  # fmt: skip


def total(kind: type = Achievement) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def officer(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("awards_officer"))


def test_an_award_is_written_down_once_and_found_without_diacritics(
    world: World, client: FlaskClient
) -> None:
    browser = officer(client, world)

    first = browser.post("/so-thanh-tich/moi", data=FORM)
    second = browser.post("/so-thanh-tich/moi", data=FORM)
    found = browser.get("/so-thanh-tich?q=tran+ngoc+anh+so+tay").get_data(as_text=True)

    assert (first.status_code, second.status_code, total()) == (303, 303, 1)
    assert first.location == second.location
    assert "Chiến sĩ thi đua cơ sở" in found
    assert "Sổ tay số" in found
    missing = browser.get("/so-thanh-tich?q=khong+co").get_data(as_text=True)
    assert "Không có lần khen thưởng nào phù hợp" in missing


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"award_name": "Danh hiệu lạ"}, "Tên này không có trong danh mục"),
     ({"family": "form"}, "là danh hiệu thi đua"),
     ({"email": "khong-co@quan3.example"}, "Không có tài khoản nào dùng địa chỉ này"),
     ({"year": "1900"}, "Năm phải từ"), ({"decided_on": "31/02/2025"}, "ngày có thật"),
     ({"email": "", "name": ""}, "Nhập họ và tên")],
)  # fmt: skip
def test_wrong_input_is_said_and_kept(
    world: World, client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = officer(client, world).post("/so-thanh-tich/moi", data={**FORM, **changes})

    page = answer.get_data(as_text=True)
    assert (answer.status_code, total()) == (422, 0)
    assert words in page
    assert "Sổ tay số (60%)" in page


def test_everybody_reads_the_own_ledger_and_nobody_elses(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        key = make_award(session, world, person(world)).id
        make_rating(session, world, person(world))
        make_standing(session, world, person(world), measure="Khiển trách nặng")
    sign_in(client, world.email("author"))

    mine = client.get("/so-thanh-tich/cua-toi").get_data(as_text=True)
    one = client.get(f"/so-thanh-tich/{key}").status_code

    assert "Chiến sĩ thi đua cơ sở" in mine
    assert "Hoàn thành xuất sắc nhiệm vụ" in mine
    assert "Khiển trách nặng" not in mine
    assert one == 200
    sign_in(client, world.email("author2"))
    for path in (f"/so-thanh-tich/{key}", f"/so-thanh-tich/nguoi/{world.author.user_id}"):
        assert client.get(path).status_code == 404
    assert client.get("/so-thanh-tich").status_code == 403


def test_a_correction_keeps_the_old_version_in_sight(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        idea = make_solution(session, world, make_round(session, world))
        code = idea.code
        key = make_award(session, world, person(world), uses=(Use(idea.id),)).id
    browser = officer(client, world)

    shown = browser.get(f"/so-thanh-tich/{key}/sua").get_data(as_text=True)
    data = {**FORM, "uses": f"{code} (70%)", "year": "2023", "reason": "Ghi nhầm năm"}
    answer = browser.post(f"/so-thanh-tich/{key}/sua", data=data)
    page = browser.get(answer.location).get_data(as_text=True)
    again = browser.post(f"/so-thanh-tich/{key}/sua", data=data)

    assert str(code) in shown
    assert answer.status_code == 303
    assert "Ghi nhầm năm" in page
    assert "2024" in page
    assert again.status_code == 409
    use = browser.get(f"/so-thanh-tich/sang-kien/{_idea_id()}").get_data(as_text=True)
    assert "70%" in use


def _idea_id() -> int:
    from app.ideas.models import Idea  # noqa: PLC0415

    return db.session.scalars(select(Idea.id)).one()


def test_a_revoked_award_says_so(world: World, client: FlaskClient) -> None:
    with transaction() as session:
        key = make_award(session, world, person(world)).id
    browser = officer(client, world)

    empty = browser.post(f"/so-thanh-tich/{key}/huy", data={"reason": "", "revoked_on": ""})
    typed = {"number": "30/QĐ-UBND", "revoked_on": "01/05/2026", "reason": "Kê khai gian dối"}
    done = browser.post(f"/so-thanh-tich/{key}/huy", data=typed)
    page = browser.get(done.location).get_data(as_text=True)

    assert empty.status_code == 422
    assert "Quyết định đã bị hủy" in page
    assert "Kê khai gian dối" in page


def test_confidential_entries_are_for_officers_and_each_reading_is_recorded(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        make_standing(session, world, person(world), measure="Cảnh cáo")
    for who, status in (("leader", 403), ("inspector", 403), ("author", 403)):
        assert sign_in(client, world.email(who)).get("/so-thanh-tich/luu-y").status_code == status

    page = officer(client, world).get("/so-thanh-tich/luu-y").get_data(as_text=True)

    assert "Cảnh cáo" in page
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "standing:read")).all()
    assert [(one.actor_id, one.subject) for one in entries] == [
        (world.awards_officer.user_id, "standing:all")
    ]


def test_ratings_and_standings_are_written_and_corrected(world: World, client: FlaskClient) -> None:
    browser = officer(client, world)
    unit = str(world.units["P9"])
    rating = {"kind": "collective", "unit_id": unit, "name": "", "year": "2025", "rating": "good",
              "members": "10", "progressive": "8", "once_key": "r"}  # fmt: skip
    standing = {"kind": "individual", "email": "author@quan3.example", "what": "complaint",
                "from_on": "01/03/2026", "once_key": "s"}  # fmt: skip

    made = [browser.post("/so-thanh-tich/xep-loai/moi", data=rating).status_code,
            browser.post("/so-thanh-tich/luu-y/moi", data=standing).status_code]  # fmt: skip
    wrong = browser.post("/so-thanh-tich/xep-loai/moi", data={**rating, "once_key": "x"})
    rating_id = db.session.scalars(select(YearlyRating.id)).one()
    standing_id = db.session.scalars(select(Standing.id)).one()
    fixed = [
        browser.post(f"/so-thanh-tich/xep-loai/{rating_id}/sua",
                     data={**rating, "progressive": "9", "reason": "Đếm lại"}).status_code,
        browser.post(f"/so-thanh-tich/luu-y/{standing_id}/sua",
                     data={**standing, "last_day": "31/05/2026", "reason": "Đã kết luận"}
                     ).status_code,
    ]  # fmt: skip

    assert (made, fixed, wrong.status_code) == ([303, 303], [303, 303], 422)
    assert "Năm này đã có mức xếp loại" in wrong.get_data(as_text=True)
    assert "LĐTT 9" in browser.get("/so-thanh-tich/xep-loai?q=phuong+9").get_data(as_text=True)
    assert "Không có nội dung nào" in browser.get("/so-thanh-tich/luu-y").get_data(as_text=True)


def test_a_list_of_earlier_years_is_looked_at_stored_and_undone(
    world: World, client: FlaskClient
) -> None:
    browser = officer(client, world)
    rows = [(1, "Trần Ngọc Ánh", "Phòng Nội v", "CSTĐCS", None, None, None),
            (2, "Phạm Đình Ân", "P9", "Chưa từng nghe", None, None, None),
            (3, "Lê Quang Dũng", "P1", "LĐTT", None, None, None)]  # fmt: skip
    file = (io.BytesIO(workbook(rows, titles=TITLES)), "Khen 2024.xlsx")

    up = browser.post("/so-thanh-tich/nhap", data={"file": file, "once_key": "u"},
                      content_type="multipart/form-data")  # fmt: skip
    page = browser.get(up.location).get_data(as_text=True)
    answered = browser.post(f"{up.location}/tra-loi",
                            data={"text": "Phòng Nội v", "unit": "0"})  # fmt: skip
    whole = browser.post(f"{up.location}/ghi", data={})
    good = browser.post(f"{up.location}/ghi", data={"good_only": "1"})
    stored = total()
    undone = browser.post(f"{up.location}/hoan-tac")

    assert "Khen thuong&#39;!D5" in page
    assert "là đơn vị nào?" in page
    assert (answered.status_code, whole.status_code, good.status_code) == (303, 422, 303)
    assert (stored, total(), undone.status_code) == (2, 0, 303)
    content = db.session.scalars(select(AchievementImport.content)).one()
    assert content == ""
    none = browser.post("/so-thanh-tich/nhap", data={"once_key": "v"})
    assert none.status_code == 422
    assert "Chọn tệp .xlsx" in none.get_data(as_text=True)


def test_what_leaves_as_a_workbook_is_recorded_and_can_come_back(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        make_award(session, world, person(world), uses=(Use(title="Sổ tay số"),))
        make_award(session, world, collective(world), award_name="Tập thể lao động tiên tiến",
                   award_code="TT-LDTT")  # fmt: skip
    browser = officer(client, world)

    taken = browser.get("/so-thanh-tich/so-thanh-tich.xlsx?nam=2024")
    up = browser.post("/so-thanh-tich/nhap", content_type="multipart/form-data", data={
        "file": (io.BytesIO(taken.data), "so.xlsx"), "once_key": "w"})  # fmt: skip
    page = browser.get(up.location).get_data(as_text=True)

    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "personal_data:export")
    ).one()
    assert '"rows": 2' in entry.detail
    assert page.count("Đã có trong sổ") == 3  # the filter and both lines
    assert "Ghi 0 dòng" not in page


def test_pages_cost_the_same_at_any_size(world: World, client: FlaskClient) -> None:
    names = ("author", "author2", "other_author", "clerk", "reviewer", "chair")

    def fill(some: tuple[str, ...]) -> None:
        with transaction() as session:
            for name in some:
                make_award(session, world, person(world, name), uses=(Use(title="Sổ"),))
                make_rating(session, world, person(world, name))

    def cost() -> list[int]:
        found = []
        for path in ("/so-thanh-tich", "/so-thanh-tich/xep-loai",
                     f"/so-thanh-tich/nguoi/{world.author.user_id}"):  # fmt: skip
            with counted_queries() as counter:
                assert client.get(path).status_code == 200
            found.append(counter.count)
        return found

    officer(client, world)
    fill(names[:2])
    cost()
    small = cost()
    fill(names[2:])

    assert cost() == small


def test_the_preview_names_the_columns_it_does_not_read(world: World, client: FlaskClient) -> None:
    browser = officer(client, world)
    head = ("STT", "Họ và tên", "Đơn vị", "Danh hiệu/Hình thức KT", "CCCD")
    file = (io.BytesIO(workbook([(1, "Trần Ngọc Ánh", "P9", "LĐTT", "0")], head=head)), "x.xlsx")
    up = browser.post("/so-thanh-tich/nhap", content_type="multipart/form-data",
                      data={"file": file, "once_key": "c"})  # fmt: skip

    page = browser.get(up.location).get_data(as_text=True)

    assert "Cột chưa nhận ra, không được ghi vào sổ" in page
    assert "“CCCD”" in page
    assert "Lao động tiên tiến" in page


def test_an_uploaded_list_that_is_dropped_writes_nothing(world: World, client: FlaskClient) -> None:
    browser = officer(client, world)
    rows = [(1, "Trần Ngọc Ánh", "P9", "CSTĐCS", None, None, None)]
    file = (io.BytesIO(workbook(rows, titles=TITLES)), "x.xlsx")
    up = browser.post("/so-thanh-tich/nhap", content_type="multipart/form-data",
                      data={"file": file, "once_key": "d"})  # fmt: skip

    dropped = browser.post(f"{up.location}/bo")
    late = browser.post(f"{up.location}/ghi")

    assert (dropped.status_code, late.status_code, total()) == (303, 409, 0)
    assert "Đã bỏ" in browser.get(up.location).get_data(as_text=True)


def test_a_title_that_begins_another_title_stays_itself_when_the_award_is_corrected(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        idea = make_solution(session, world, make_round(session, world), title="Sổ tay")
        award = make_award(session, world, person(world),
                           uses=(Use(title="Sổ tay số hóa"), Use(idea.id)))  # fmt: skip
        session.flush()
        key, code = award.id, idea.code

    page = officer(client, world).get(f"/so-thanh-tich/{key}/sua").get_data(as_text=True)

    assert f"Sổ tay số hóa\n{code}</textarea>" in page


def test_a_corrected_row_still_tells_why_the_award_was_annulled(
    world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        award = make_award(session, world, person(world))
        session.flush()
        key = award.id
    browser = officer(client, world)
    revoked = browser.post(f"/so-thanh-tich/{key}/huy", data={
        "number": "9/QĐ", "revoked_on": "20/9/2026", "reason": "Khai sai thành tích"})  # fmt: skip
    changed = browser.post(f"{revoked.location}/sua", data={
        **FORM, "year": "2023", "reason": "Ghi nhầm năm"})  # fmt: skip

    page = browser.get(changed.location).get_data(as_text=True)

    assert "Hủy từ ngày 20/09/2026. Khai sai thành tích" in page
