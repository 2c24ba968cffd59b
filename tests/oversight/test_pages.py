"""The log as inspectors read it: nothing of the judging, every export noted, formulas harmless."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.actions import grant_role
from app.accounts.models import Account
from app.audit.actions import record
from app.audit.heads import make_head
from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.jobs.models import JobPart
from app.jobs.work import work
from app.kernel.actor import SYSTEM, Role
from app.oversight import exports
from app.worker import find_actor
from tests.people import EARLY, NOON, World, sign_in
from tests.queries import counted_queries

SECRETS = ("Lê Minh Khuê", "sheet:31", "8.75", "quan hệ gia đình", "account:77")


def some_acts(world: World) -> None:
    """What the judging leaves in the chain, and one plain act with hostile words."""
    with transaction() as session:
        for verb, more in (
            ("sheet:begin", {}),
            ("sheet:lock", {"total": "8.75", "points": {"1": "8.75"}}),
            ("sheet:decline", {"ground": "family", "reason": "quan hệ gia đình"}),
        ):
            record(session, world.reviewer, verb, "sheet:31", NOON, **more)
        record(session, world.reviewer, "conflict:declare", "idea:5", NOON, ground="family")
        record(session, world.awards_officer, "nomination:add", "nomination:3", NOON, list=1,
               subject="account:77", award="LĐTT")  # fmt: skip
        record(session, world.secretary, "idea:return", "idea:5", NOON, reason='=HYPERLINK("x")')


def text_of(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["inspector", "admin"])
def test_readers_see_acts_but_nothing_of_the_judging(
    app: Flask, world: World, client: FlaskClient, who: str
) -> None:
    some_acts(world)
    reader = sign_in(client, world.email(who))
    shown = text_of(reader.get("/nhat-ky"))
    entry_ids = [int(n) for n in db.session.scalars(select(AuditEntry.id))]
    shown += "".join(text_of(reader.get(f"/nhat-ky/{n}")) for n in entry_ids[-8:])
    for form in ("csv", "xlsx"):
        answer = reader.post("/nhat-ky/xuat", data={"dang": form})
        assert answer.status_code == 200
        if form == "xlsx":
            sheet = load_workbook(io.BytesIO(answer.data)).active
            assert sheet is not None
            shown += "\n".join(str(cell) for row in sheet.values for cell in row)
        else:
            shown += answer.data.decode("utf-8-sig")

    assert "Khóa phiếu chấm" in shown
    assert "Trả lại hồ sơ" in shown
    # The reviewer's own account was added by the system: that line may name the address only.
    assert [secret for secret in SECRETS if secret in shown] == []


def test_asking_for_a_reviewer_does_not_tell_what_was_judged(
    app: Flask, world: World, client: FlaskClient
) -> None:
    some_acts(world)
    inspector = sign_in(client, world.email("inspector"))

    for asked in ("nguoi=khue", "doi_tuong=sheet:31", "nguoi=khue&nhom=review"):
        page = text_of(inspector.get(f"/nhat-ky?{asked}"))
        assert "phiếu chấm</a>" not in page
        assert "Xin không chấm" not in page
    assert "Trả lại hồ sơ" in text_of(inspector.get("/nhat-ky?nguoi=ech&nhom=idea"))
    assert "Khai báo xung đột" not in text_of(inspector.get("/nhat-ky?doi_tuong=idea:5"))


def test_whoever_also_judges_does_not_see_who_acts_on_dossiers(
    app: Flask, world: World, client: FlaskClient
) -> None:
    with transaction() as session:
        record(session, world.author, "idea:submit", "idea:5", NOON, code="x", number=1,
               content_hash="y")  # fmt: skip
        account = to_change(session, Account, world.inspector.user_id)
        grant_role(session, SYSTEM, account, Role.REVIEWER, NOON, valid_from=EARLY,
                   unit_id=account.unit_id, council_id=world.council_id)  # fmt: skip
    both = sign_in(client, world.email("inspector"))

    page = text_of(both.get("/nhat-ky"))

    assert "Nộp hồ sơ" in page
    assert world.author.name not in page
    assert "Hồ sơ số 5" not in page
    assert "idea:5" not in page


@pytest.mark.parametrize("who", ["author", "secretary", "reviewer", "leader", "chair"])
def test_nobody_else_reads_or_exports(
    app: Flask, world: World, client: FlaskClient, who: str
) -> None:
    person = sign_in(client, world.email(who))
    for path in ("/nhat-ky", "/nhat-ky/1", "/nhat-ky/niem-phong"):
        assert person.get(path).status_code == 403
    assert person.post("/nhat-ky/xuat", data={"dang": "csv"}).status_code == 403
    exported = select(AuditEntry.id).where(AuditEntry.verb == "audit:export")
    assert db.session.scalar(exported) is None


def test_an_export_is_recorded_and_its_formulas_are_text(
    app: Flask, world: World, client: FlaskClient
) -> None:
    some_acts(world)
    inspector = sign_in(client, world.email("inspector"))

    answer = inspector.post("/nhat-ky/xuat", data={"dang": "csv", "nhom": "idea"})

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == list(exports.COLUMNS)
    assert [row[10] for row in rows[1:]] == ['\'=HYPERLINK("x")']
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "audit:export")).one()
    assert entry.actor_id == world.inspector.user_id
    assert '"entries": 1' in entry.detail


def test_a_large_export_is_a_job_with_the_same_rows(
    app: Flask, world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_acts(world)
    inspector = sign_in(client, world.email("inspector"))
    small = inspector.post("/nhat-ky/xuat", data={"dang": "csv", "den": "01/10/2026"}).data
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    monkeypatch.setattr(exports, "STEP", 4)

    answer = inspector.post("/nhat-ky/xuat", data={"dang": "csv", "den": "01/10/2026"})
    assert answer.status_code == 303
    where = answer.headers["Location"]
    while work(NOON.replace(year=2099), find_actor):
        pass

    assert inspector.get(f"{where}/tep").data == small
    assert len(list(db.session.scalars(select(JobPart.number)))) > 3


def test_a_wrong_day_is_said_and_kept(app: Flask, world: World, client: FlaskClient) -> None:
    inspector = sign_in(client, world.email("inspector"))

    answer = inspector.get("/nhat-ky?tu=31/02/2026&nguoi=khue")

    assert answer.status_code == 422
    assert "Ngày phải là ngày có thật" in text_of(answer)
    assert 'value="31/02/2026"' in text_of(answer)


def test_older_acts_are_one_page_away_and_a_page_costs_the_same(
    app: Flask, world: World, client: FlaskClient
) -> None:
    inspector = sign_in(client, world.email("inspector"))
    inspector.get("/nhat-ky")
    with counted_queries() as few:
        inspector.get("/nhat-ky")
    with transaction() as session:
        for _ in range(120):
            record(session, world.secretary, "round:rubric_frozen", "round:1", NOON)
    with counted_queries() as many:
        page = text_of(inspector.get("/nhat-ky"))

    assert many.count == few.count
    assert page.count("Đợt xét số 1<") == 50
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert text_of(inspector.get(older)).count("Đợt xét số 1<") == 50


def test_the_seals_of_a_month_can_be_printed(app: Flask, world: World, client: FlaskClient) -> None:
    with transaction() as session:
        head = make_head(session, NOON, ("a@quan3.example",))
        assert head is not None
        seal = head.hash
    inspector = sign_in(client, world.email("inspector"))

    page = text_of(inspector.get("/nhat-ky/niem-phong?thang=2026-10"))

    assert seal in page
    assert "Người nhận lưu" in page
    for odd in ("2026-13", "0000-00", "9999-12", "x"):
        assert inspector.get(f"/nhat-ky/niem-phong?thang={odd}").status_code == 200
