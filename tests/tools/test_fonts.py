"""Pages and documents have fonts in which every Vietnamese letter is there and columns line up."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import fetch_assets
from tools.tabular_digits import ADVANCE, DIGITS, cut_tabular_digits

BASES = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = [unicodedata.normalize("NFC", base + tone) for base in BASES for tone in TONES]
VIETNAMESE = {letter for low in [*VOWELS, "đ"] for letter in (low, low.upper())}
SIGNS = set("0123456789.,:;/–—…“”‘’()%+−×₫§&@#")


@pytest.fixture(scope="module")
def page_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    fetch_assets.make_page_fonts(folder)
    return folder


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any font of its own and without a package manager.

    One page face of each kind is enough here, and quicker than all nine.
    """
    monkeypatch.setattr(fetch_assets, "PAGE_STYLES", ("Bold",))
    monkeypatch.setattr(fetch_assets, "TABULAR_STYLES", ("Bold",))
    monkeypatch.setattr(fetch_assets, "SYSTEM_FONT_FOLDERS", (tmp_path / "system",))
    monkeypatch.setenv("PATH", "")
    return tmp_path / "vendor"


def letters(path: Path) -> set[str]:
    return {chr(code) for code in TTFont(path).getBestCmap()}


def test_the_alphabet_tried_here_is_whole() -> None:
    assert len(VIETNAMESE) == 2 * (12 * 6 + 1)
    assert set("ẾỖẶĐơư") < VIETNAMESE


def test_all_faces_are_made_with_their_licence(page_fonts: Path) -> None:
    assert {path.name for path in page_fonts.iterdir()} == set(fetch_assets.expected_page_fonts())
    assert "SIL Open Font License" in (page_fonts / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("style", fetch_assets.PAGE_STYLES)
def test_a_page_font_is_woff2_and_has_every_vietnamese_letter(page_fonts: Path, style: str) -> None:
    path = page_fonts / f"BeVietnamPro-{style}.woff2"

    assert path.read_bytes()[:4] == b"wOF2"
    assert (VIETNAMESE | SIGNS) - letters(path) == set()


def test_marks_of_decomposed_text_still_find_their_letters(page_fonts: Path) -> None:
    font = TTFont(page_fonts / "BeVietnamPro-Regular.woff2")
    features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}

    assert {"mark", "kern"} <= features
    assert {unicodedata.lookup("COMBINING ACUTE ACCENT")} <= letters(
        page_fonts / "BeVietnamPro-Regular.woff2"
    )


@pytest.mark.parametrize("style", fetch_assets.TABULAR_STYLES)
def test_figures_for_columns_are_all_of_one_width(page_fonts: Path, style: str) -> None:
    font = TTFont(page_fonts / f"BeVietnamTabular-{style}.woff2")
    names, glyphs = font.getBestCmap(), font["glyf"]

    assert letters(page_fonts / f"BeVietnamTabular-{style}.woff2") == set(DIGITS)
    assert {digit: font["hmtx"][names[ord(digit)]][0] for digit in DIGITS} == dict.fromkeys(
        DIGITS, ADVANCE
    )
    for digit in DIGITS:
        glyph = glyphs[names[ord(digit)]]
        left, right = glyph.xMin, ADVANCE - glyph.xMax
        assert abs(left - right) <= 1, f"{digit} is not in the middle"
        assert min(left, right) >= 34, f"{digit} nearly touches its neighbour"


def test_figures_of_the_whole_font_are_of_different_widths() -> None:
    """Why the cut is needed at all; if this fails, the font has learnt it and the cut can go."""
    source = fetch_assets.PACKAGES / fetch_assets.PAGE_PACKAGE / "files/BeVietnamPro-Regular.ttf"
    font = TTFont(source)
    names = font.getBestCmap()

    assert (font["hmtx"][names[ord("1")]][0], font["hmtx"][names[ord("4")]][0]) == (385, 710)


def test_a_digit_that_would_be_squeezed_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = fetch_assets.PACKAGES / fetch_assets.PAGE_PACKAGE / "files/BeVietnamPro-Black.ttf"
    monkeypatch.setattr("tools.tabular_digits.ADVANCE", 500)

    with pytest.raises(ValueError, match="would be squeezed"):
        cut_tabular_digits(TTFont(source))


def test_cutting_twice_gives_the_same_bytes(page_fonts: Path, tmp_path: Path) -> None:
    fetch_assets.make_page_fonts(tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in page_fonts.iterdir()
    }


def test_fonts_in_place_are_not_cut_again(vendor: Path) -> None:
    fetch_assets.put_page_fonts(vendor)
    face = vendor / "BeVietnamPro-Bold.woff2"
    face.write_bytes(b"touched")

    fetch_assets.put_page_fonts(vendor)

    assert face.read_bytes() == b"touched"


def test_a_missing_face_is_made_again(vendor: Path) -> None:
    fetch_assets.put_page_fonts(vendor)
    face = vendor / "BeVietnamPro-Bold.woff2"
    whole = face.read_bytes()
    face.unlink()

    fetch_assets.put_page_fonts(vendor)

    assert face.read_bytes() == whole


def test_the_sources_are_those_that_were_looked_at() -> None:
    assert (
        fetch_assets.verify(fetch_assets.MANIFEST.read_text("utf-8"), fetch_assets.PACKAGES) == []
    )


def test_a_changed_and_a_missing_source_are_both_named(tmp_path: Path) -> None:
    manifest = fetch_assets.MANIFEST.read_text("utf-8")
    for name in fetch_assets.sources():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((fetch_assets.PACKAGES / name).read_bytes())
    bold, italic, *_rest = sorted(fetch_assets.sources())
    (tmp_path / bold).write_bytes(b"another font")
    (tmp_path / italic).unlink()

    assert sorted(fetch_assets.verify(manifest, tmp_path)) == [
        f"{bold}: nội dung khác với mã băm đã ghi trong assets.sha256",
        f"{italic}: thiếu tệp, hãy chạy lại make setup",
    ]


def test_documents_take_the_times_like_font_of_the_system(vendor: Path, tmp_path: Path) -> None:
    font = tmp_path / "system/truetype/Times_New_Roman.TTF"
    font.parent.mkdir(parents=True)
    font.touch()

    fetch_assets.put_document_fonts(vendor)

    assert not vendor.exists()


def test_without_any_the_last_resort_has_every_letter_in_four_styles(
    vendor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch_assets.put_document_fonts(vendor)

    styles = {}
    for path in vendor.glob("*.ttf"):
        assert (VIETNAMESE | SIGNS) - letters(path) == set()
        font = TTFont(path)
        assert "fvar" not in font, "a typesetter would take only its default style"
        styles[font["name"].getDebugName(2)] = font["name"].getDebugName(1)
    assert styles == dict.fromkeys(("Regular", "Bold", "Italic", "Bold Italic"), "Noto Serif")
    assert "apt-get install fonts-liberation2" in capsys.readouterr().out
