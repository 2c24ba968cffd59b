"""Words on pre-printed stock: placed in millimetres, dated, tried with a grid, many in one file."""

import io
import json
from dataclasses import asdict, replace
from datetime import date, timedelta

import pypdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.documents.model import Align
from app.documents.places import Place, Stock
from app.documents.stock import stock_to_pdf
from app.kernel.refusals import Blocked, Denied
from app.papers import catalogue, stocks
from app.papers.kinds import PaperKind
from tests.documents import samples
from tests.documents.reading import page_texts
from tests.documents.test_sheets import ONE
from tests.papers.versions import today
from tests.people import NOON, World, sign_in

PAGE = "/mau-van-ban/giay_khen/phoi"
GOOD = {
    "width": "297", "height": "210", "shift_x": "-1,5", "shift_y": "0", "ten-x": "24",
    "ten-y": "98,5", "ten-width": "249", "ten-size": "24", "ten-lines": "2", "ten-align": "center",
    "ten-bold": "1",
}  # fmt: skip


def positions(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Where each piece of text begins, in millimetres from the top left."""
    page, found = pypdf.PdfReader(io.BytesIO(pdf)).pages[0], {}
    height = float(page.mediabox.height)

    def visit(text: str, matrix: list[float], own: list[float], *_rest: object) -> None:
        if text.strip():
            x = own[4] * matrix[0] + matrix[4]
            y = own[5] * matrix[3] + matrix[5]
            found[text.strip()] = (x / 72 * 25.4, (height - y) / 72 * 25.4)

    page.extract_text(visitor_text=visit)
    return found


def test_words_stand_where_the_office_put_them_moved_by_the_shift() -> None:
    stock = Stock({"ten": Place(100, 50, 80, 14), "so": Place(20, 180, 40, 12)})
    plain = positions(stock_to_pdf(stock, [{"ten": "Trần Thị Ánh", "so": "125"}], "x"))
    moved = positions(stock_to_pdf(replace(stock, shift_x=3, shift_y=-2),
                                   [{"ten": "Trần Thị Ánh", "so": "125"}], "x"))  # fmt: skip

    x, y = plain["Trần Thị Ánh"]
    assert abs(x - 100) < 0.5
    assert 50 < y < 56
    assert abs(plain["125"][0] - 20) < 0.5
    assert abs(moved["Trần Thị Ánh"][0] - x - 3) < 0.1
    assert abs(moved["Trần Thị Ánh"][1] - y + 2) < 0.1


def test_only_placed_words_are_printed_a_page_each_and_hostile_text_is_text() -> None:
    stock = Stock({"ten": Place(24, 98, 249, 24, lines=2, align=Align.CENTER, capitals=True)})
    hostile = '#panic() <b>&"{{x}}" $y$ \\ ' + "ơ" * 300
    pdf = stock_to_pdf(stock, [{"ten": "Lê Ân", "don_vi": "Ẩn"}, {"ten": hostile}, {}], "x")
    first, second, third = page_texts(pdf)

    assert (first.strip(), third.strip()) == ("LÊ ÂN", "")
    assert '#PANIC() <B>&"{{X}}" $Y$ \\' in second
    assert pdf == stock_to_pdf(stock, [{"ten": "Lê Ân", "don_vi": "Ẩn"}, {"ten": hostile}, {}], "x")
    with pytest.raises(ValueError, match="no sheet"):
        stock_to_pdf(stock, [], "x")


def test_what_stands_on_a_sheet_can_stand_on_stock() -> None:
    honour, certificate = stocks.commendation_values(ONE), stocks.certificate_values(
        samples.certificate())  # fmt: skip
    known = {slot.name for slot in stocks.slots_of(catalogue.COMMENDATION)}
    assert set(honour) <= known | {"hinh_thuc"}
    assert set(certificate) <= {slot.name for slot in stocks.slots_of(catalogue.CERTIFICATE)}
    assert honour["noi_ngay_ky"] == "Quận 3, ngày 20 tháng 11 năm 2026"
    assert certificate["vai_tro"].startswith("là đồng tác giả (cùng với Lê Hoàng Đạt")


@pytest.mark.parametrize("kind", [catalogue.COMMENDATION, catalogue.CERTIFICATE],
                         ids=lambda kind: kind.code)  # fmt: skip
def test_the_first_places_are_on_the_paper_and_print_the_examples(
    session: Session, kind: PaperKind
) -> None:
    stock = stocks.stock_on(session, kind.code, today()).stock
    values = stocks.example_values(kind)
    (text,) = page_texts(stock_to_pdf(stock, [values], "x", grid=True))

    for name, place in stock.places.items():
        assert place.x + place.width <= stock.width
        assert place.y < stock.height
        shown = values[name].upper() if place.capitals else values[name]
        assert " ".join(shown.split()) in " ".join(text.split())


def test_places_are_dated_and_never_changed(world: World, session: Session) -> None:
    kind, officer = catalogue.COMMENDATION, world.awards_officer
    before, after = date(2026, 1, 1), date(2027, 1, 1)
    first = stocks.save_stock(session, officer, kind, "Phôi 2026", before, GOOD, NOON)
    stocks.save_stock(session, officer, kind, "Phôi 2027", after, {**GOOD, "ten-y": "90"}, NOON)
    days = (before - timedelta(days=1), before, after)
    found = [stocks.stock_on(session, kind.code, day) for day in days]

    assert [one.number for one in found] == [0, 1, 2]
    assert found[1].stock == Stock(
        {"ten": Place(24, 98.5, 249, 24, 2, Align.CENTER, bold=True)}, shift_x=-1.5
    )
    assert found[2].stock.places["ten"].y == 90
    assert json.loads(first.layout) == asdict(found[1].stock)
    with pytest.raises(Denied):
        stocks.save_stock(session, world.author, kind, "x", before, GOOD, NOON)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ten-x": "chín"}, "Họ và tên, hoặc tên tập thể: nhập số từ 0 đến 297"),
        ({"ten-x": "100"}, "vượt ra ngoài mép phải"),
        ({"ten-size": "900"}, "nhập số từ 6 đến 72"),
        ({"shift_y": "80"}, "Dịch dọc: nhập số từ -50 đến 50"),
        ({"width": ""}, "Khổ giấy, chiều ngang"),
        (dict.fromkeys([name for name in GOOD if name.startswith("ten-")], ""), "ít nhất một mục"),
    ],
)
def test_a_number_that_cannot_be_is_told(
    world: World, session: Session, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(Blocked) as refused:
        stocks.save_stock(session, world.secretary, catalogue.COMMENDATION, "Phôi", today(),
                          {**GOOD, **changes}, NOON)  # fmt: skip

    assert any(said in str(one.message) for one in refused.value.blockers)


def test_the_office_places_words_and_tries_them(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("awards_officer"))
    assert "vị trí ban đầu của hệ thống" in client.get(PAGE).text
    data = {
        **GOOD,
        "name": "Phôi in năm 2026",
        "valid_from": f"{today():%d/%m/%Y}",
        "once_key": "k",
    }

    wrong = client.post(PAGE, data={**data, "once_key": "w", "ten-size": "to"})
    assert (wrong.status_code, "nhập số từ 6 đến 72" in wrong.text) == (422, True)
    assert 'value="98,5"' in wrong.text
    assert client.post(PAGE, data={**data, "valid_from": ""}).status_code == 422
    assert client.post(PAGE, data=data).status_code == 303
    assert client.post(PAGE, data=data).status_code == 303

    page = client.get(PAGE).text
    assert "Đang dùng: Phôi in năm 2026 (lần lưu 1)" in page
    assert 'value="-1,5"' in page
    with_grid = " ".join(page_texts(client.get(f"{PAGE}/in-thu.pdf").data))
    bare = page_texts(client.get(f"{PAGE}/in-thu.pdf?luoi=0").data)
    assert "250" in with_grid
    assert [text.strip() for text in bare] == ["Trần Thị Ngọc Ánh"]


def test_only_sheets_of_honour_have_stock_and_only_keepers_see_it(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    assert client.get("/mau-van-ban/cong_van/phoi").status_code == 404
    assert "Phôi in sẵn" in client.get("/mau-van-ban/giay_khen").text
    client.post("/dang-xuat")
    sign_in(client, world.email("author"))
    assert client.get(PAGE).status_code == 403
