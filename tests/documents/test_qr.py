"""QR codes: drawn once, without style, readable on paper."""

import io

from PIL import Image

from app.documents.qr import PAPER_SCALE, qr_png, qr_svg

ADDRESS = "https://sang-kien.example/bien-nhan/abc"


def test_the_code_is_one_path_without_style() -> None:
    svg = str(qr_svg(ADDRESS))

    assert svg.startswith("<svg")
    assert svg.count("<path") == 1
    assert "style" not in svg
    assert "sang-kien" not in svg


def test_an_address_is_drawn_once_and_another_differs() -> None:
    assert qr_svg(ADDRESS) is qr_svg(ADDRESS)
    assert qr_png(ADDRESS) is qr_png(ADDRESS)
    assert qr_svg(ADDRESS) != qr_svg(ADDRESS + "d")


def test_the_code_on_paper_has_its_quiet_zone() -> None:
    picture = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("1")
    quiet = 2 * PAPER_SCALE

    assert picture.width == picture.height
    assert picture.crop((0, 0, picture.width, quiet)).getextrema() == (255, 255)
    assert picture.crop((0, 0, quiet, picture.height)).getextrema() == (255, 255)
    assert picture.getpixel((quiet, quiet)) == 0
