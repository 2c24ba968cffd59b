"""Fixed wording: numbers, dates, căn cứ, Nơi nhận, annex labels."""

from dataclasses import replace
from datetime import date

import pytest

from app.documents import phrases
from app.documents.model import Letterhead
from tests.documents import samples


def head(number: str | None = None, symbol: str = "TTr-UBND") -> Letterhead:
    return Letterhead("", samples.ISSUER, symbol, "Quận 3", number=number)


@pytest.mark.parametrize(
    ("number", "symbol", "line"),
    [
        ("5", "TTr-UBND", "Số: 05/TTr-UBND"),
        ("05", "TTr-UBND", "Số: 05/TTr-UBND"),
        ("52", "KH-UBND-KT", "Số: 52/KH-UBND-KT"),
        ("12a", "QĐ-UBND", "Số: 12a/QĐ-UBND"),
        (None, "QĐ-UBND", "Số: \u00a0\u00a0\u00a0\u00a0\u00a0/QĐ-UBND"),
        ("5", "", ""),
    ],
)
def test_the_number_has_a_leading_zero_below_ten_and_stays_blank_until_issued(
    number: str | None, symbol: str, line: str
) -> None:
    assert phrases.number_line(head(number, symbol)) == line


@pytest.mark.parametrize(
    ("day", "year", "line"),
    [
        (date(2026, 2, 5), None, "Quận 3, ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 5), None, "Quận 3, ngày 05 tháng 3 năm 2026"),
        (date(2026, 11, 25), None, "Quận 3, ngày 25 tháng 11 năm 2026"),
        (None, 2026, f"Quận 3, ngày{phrases.BLANK}tháng{phrases.BLANK}năm 2026"),
        (None, None, f"Quận 3, ngày{phrases.BLANK}tháng{phrases.BLANK}năm {phrases.BLANK}"),
    ],
)
def test_the_date_follows_the_zero_rule_or_leaves_room_to_write(
    day: date | None, year: int | None, line: str
) -> None:
    assert phrases.date_line("Quận 3", day, year) == line


def test_a_document_without_a_place_has_no_date_line() -> None:
    assert phrases.date_line("", date(2026, 2, 5), None) == ""


def test_every_legal_basis_ends_with_a_semicolon_and_the_last_with_a_full_stop() -> None:
    assert phrases.listed(("Căn cứ A.", "Căn cứ B;  ", "", "Căn cứ C,")) == (
        "Căn cứ A;",
        "Căn cứ B;",
        "Căn cứ C.",
    )


def test_recipients_begin_with_as_above_and_end_with_the_file() -> None:
    document = replace(samples.submission(), recipients=("Phòng Nội vụ", "- Sở Nội vụ."))

    assert phrases.recipient_lines(document) == (
        "- Như trên;",
        "- Phòng Nội vụ;",
        "- Sở Nội vụ;",
        "- Lưu: VT.",
    )


def test_a_decision_has_no_as_above_and_keeps_the_file_line_it_was_given() -> None:
    assert phrases.recipient_lines(samples.recognition_decision()) == (
        "- Như Điều 4;",
        "- Ban Thường vụ Quận ủy;",
        "- Lưu: VT, NV.",
    )


def test_a_paper_by_a_person_has_no_recipients() -> None:
    assert phrases.recipient_lines(samples.application()) == ()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân Quận 3", ("ỦY BAN NHÂN DÂN QUẬN 3",)),
        (
            "Ủy ban nhân dân Thành phố Hồ Chí Minh",
            ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"),
        ),
        ("Hội đồng\nThi đua - Khen thưởng", ("HỘI ĐỒNG", "THI ĐUA - KHEN THƯỞNG")),
        ("", ()),
    ],
)
def test_an_authority_breaks_after_the_kind_of_body(name: str, lines: tuple[str, ...]) -> None:
    assert phrases.head_lines(name) == lines


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Xem xét, quyết định.", "Xem xét, quyết định./."),
        ("Xem xét, quyết định", "Xem xét, quyết định./."),
        ("Xem xét, quyết định./.", "Xem xét, quyết định./."),
        ("Xem xét, quyết định; ", "Xem xét, quyết định./."),
    ],
)
def test_the_end_mark_takes_the_place_of_the_full_stop(text: str, marked: str) -> None:
    assert phrases.end_marked(text) == marked


def test_roman_numbers() -> None:
    romans = [phrases.roman(number) for number in (1, 2, 3, 4, 5, 8, 9, 10, 14, 19, 40, 99)]

    assert romans == ["I", "II", "III", "IV", "V", "VIII", "IX", "X", "XIV", "XIX", "XL", "XCIX"]


def test_an_annex_names_the_document_it_belongs_to() -> None:
    issued = samples.letterhead(issued=True)
    blank = phrases.BLANK

    assert phrases.attached_to("Tờ trình", issued, samples.ISSUER) == (
        "(Kèm theo Tờ trình số 05/TTr-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân Quận 3)"
    )
    assert phrases.attached_to("Tờ trình", samples.letterhead(), samples.ISSUER) == (
        f"(Kèm theo Tờ trình số {blank}/TTr-UBND ngày{blank}tháng{blank}năm 2026 "
        "của Ủy ban nhân dân Quận 3)"
    )


def test_the_blanks_that_join_stretches_of_text_are_kept() -> None:
    shown = [phrases.printable(text) for text in (" a\u0300 b ", "  ", "", "a\x00\u200bb")]

    assert shown == [" à b ", " ", "", "ab"]


def test_the_room_left_for_a_number_by_hand_is_kept() -> None:
    line = phrases.attached_to("Tờ trình", samples.letterhead(), samples.ISSUER)

    assert phrases.printable(line) == line
