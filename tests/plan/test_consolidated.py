"""The consolidated report: every number on the page is a link, and the document says the same."""

import io
import re
from datetime import date

import docx
import pytest
from flask.testing import FlaskClient

from app.accounts.queries import agency_on
from app.database.transaction import transaction
from app.documents.checker import check_docx
from app.documents.docx_writer import to_docx
from app.documents.pdf_writer import to_pdf
from app.extensions import db
from app.plan import queries, report_queries
from app.plan.metrics import METRIC_TITLES, SUMMED, Metric
from app.plan.models import ReportingPeriod
from app.plan.papers import ReportFacts, consolidated_report
from app.plan.summaries import summary
from tests.documents.reading import page_texts
from tests.people import World, sign_in
from tests.plan.builders import LATE, make_plan, make_report, period
from tests.plan.test_pages import text_of

NUMBER = re.compile(r'href="(/ke-hoach/tong-hop/\d+/so-lieu/([a-z-]+))">([0-9.]+)<')


@pytest.fixture
def ids(world: World) -> dict[str, int]:
    """Three reports of five, one of them late, one with big figures."""
    with transaction() as session:
        make_plan(session, world)
        make_report(session, world, "P9", trained_people=1200)
        make_report(session, world, "P1", now=LATE, difficulties="Thiếu dữ liệu\ndùng chung.")
        make_report(session, world, "PKT", difficulties="", proposals="", events_held=0)
        return {"year": period(session).id, "sum": period(session, "Báo cáo tổng hợp").id}


def facts(ids: dict[str, int]) -> ReportFacts:
    """What the document is written from."""
    session = db.session()
    agency = agency_on(session, date(2026, 11, 18))
    found = report_queries.period_line(session, ids["sum"])
    assert agency
    assert found
    return ReportFacts(
        agency, queries.plan_head(session, found.plan_id), found,
        report_queries.source_of(session, found), summary(session, found),
        "Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh",
    )  # fmt: skip


def test_every_number_is_a_link_to_the_rows_that_make_it(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("plan_officer"))

    page = client.get(f"/ke-hoach/tong-hop/{ids['sum']}").get_data(as_text=True)

    numbers = {metric: (url, shown) for url, metric, shown in NUMBER.findall(page)}
    assert set(numbers) == {str(metric) for metric in Metric}
    for metric, (url, shown) in numbers.items():
        rows = client.get(url)
        assert rows.status_code == 200
        assert f"{METRIC_TITLES[Metric(metric)]}: {shown}" in text_of(rows)
    assert numbers["luot-nguoi-tap-huan"][1] == "1.280"


def test_the_document_says_the_same_numbers(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("leader"))
    page = client.get(f"/ke-hoach/tong-hop/{ids['sum']}").get_data(as_text=True)
    on_page = {metric: shown for _url, metric, shown in NUMBER.findall(page)}

    answer = client.get(f"/ke-hoach/tong-hop/{ids['sum']}/bao-cao.docx")

    paper = docx.Document(io.BytesIO(answer.data))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    for metric in SUMMED:
        row = next(row for row in cells if row[0] == str(METRIC_TITLES[metric]))
        assert row[2] == on_page[metric]
    total = next(row for row in cells if row[1] == "Tổng cộng")
    assert total[4:] == [on_page[metric] for metric in SUMMED]
    assert "Có 05 (năm) đơn vị phải báo cáo" in text
    assert "03 (ba) đơn vị đã gửi báo cáo, gồm 02 (hai) báo cáo gửi đúng hạn và 01 (một)" in text
    assert "14 (mười bốn) nhiệm vụ chưa thực hiện" in text
    assert [on_page[m] for m in (Metric.DUE, Metric.SENT, Metric.ON_TIME, Metric.SENT_LATE)] == [
        "5", "3", "2", "1",
    ]  # fmt: skip


def test_the_document_keeps_the_layout_of_the_decree(world: World, ids: dict[str, int]) -> None:
    document = consolidated_report(facts(ids))

    content = to_docx(document)

    assert check_docx(content) == []
    assert to_docx(consolidated_report(facts(ids))) == content


def test_the_paper_has_its_parts_in_order(world: World, ids: dict[str, int]) -> None:
    pages = page_texts(to_pdf(consolidated_report(facts(ids))))
    whole = " ".join(pages)

    parts = ["BÁO CÁO Kết quả thực hiện Kế hoạch số 52/KH-UBND-KT năm 2026",
             "Kính gửi: Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh",
             "Căn cứ Kế hoạch số 52/KH-UBND-KT ngày 26 tháng 02 năm 2024",
             "I. KẾT QUẢ THỰC HIỆN", "3. Kết quả theo năm nhóm nhiệm vụ",
             "II. KHÓ KHĂN, VƯỚNG MẮC", "Phường 1: Thiếu dữ liệu dùng chung.",
             "III. KIẾN NGHỊ, ĐỀ XUẤT", "TM. ỦY BAN NHÂN DÂN",
             "BẢNG TỔNG HỢP THEO ĐƠN VỊ"]  # fmt: skip
    places = [whole.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "Số: /BC-UBND" in pages[0]


def test_an_issued_report_carries_its_number_and_day(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("plan_officer"))
    url = f"/ke-hoach/tong-hop/{ids['sum']}/ban-hanh"

    empty = client.post(url, data={"number": "", "issued_on": ""})
    future = client.post(url, data={"number": "125/BC-UBND", "issued_on": "24/11/2099"})
    with transaction() as session:
        assert session.get_one(ReportingPeriod, ids["sum"]).document_number == ""
    right = client.post(url, data={"number": "125/BC-UBND-KT", "issued_on": "05/02/2024"})
    again = client.post(url, data={"number": "126/BC", "issued_on": "05/02/2024"},
                        follow_redirects=True)  # fmt: skip

    assert [a.status_code for a in (empty, future, right, again)] == [422, 422, 303, 200]
    assert "Ngày ban hành không được sau hôm nay" in text_of(future)
    assert 'value="125/BC-UBND"' in future.get_data(as_text=True)
    assert "Đã ghi nhận báo cáo số 125/BC-UBND-KT." in text_of(again)
    first_page = page_texts(to_pdf(consolidated_report(facts(ids))))[0]
    assert "Số: 125/BC-UBND-KT" in first_page
    assert "Quận 3, ngày 05 tháng 02 năm 2024" in first_page


def test_what_does_not_exist_is_not_found(
    client: FlaskClient, world: World, ids: dict[str, int]
) -> None:
    sign_in(client, world.email("plan_officer"))

    urls = [f"/ke-hoach/tong-hop/{ids['sum']}/so-lieu/la-gi", "/ke-hoach/tong-hop/999",
            f"/ke-hoach/tong-hop/{ids['year']}/bao-cao.docx"]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    assert client.get(f"/ke-hoach/tong-hop/{ids['year']}").status_code == 200


def test_the_pdf_comes_as_a_file(client: FlaskClient, world: World, ids: dict[str, int]) -> None:
    sign_in(client, world.email("inspector"))

    answer = client.get(f"/ke-hoach/tong-hop/{ids['sum']}/bao-cao.pdf")

    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (
        200, "application/pdf", b"%PDF-",
    )  # fmt: skip
    assert 'filename="bao-cao-ke-hoach-2026.pdf"' in answer.headers["Content-Disposition"]
