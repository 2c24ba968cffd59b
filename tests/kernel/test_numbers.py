from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.numbers import (
    LARGEST_IN_WORDS,
    count_in_words,
    decimal_text,
    in_words,
    integer_text,
    parse_decimal,
    round_half_up,
)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (231, "hai trăm ba mươi mốt"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1050, "một nghìn không trăm năm mươi"),
        (10_015, "mười nghìn không trăm mười lăm"),
        (2_530_000, "hai triệu năm trăm ba mươi nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (10**9, "một tỷ"),
        (10**9 + 24, "một tỷ không trăm hai mươi tư"),
        (2 * 10**12 + 10**9, "hai nghìn không trăm linh một tỷ"),
        (5 * 10**15, "năm triệu tỷ"),
        (10**18, "một tỷ tỷ"),
        (-15, "âm mười lăm"),
    ],
)
def test_numbers_are_read_as_in_official_papers(n: int, words: str) -> None:
    assert in_words(n) == words


@pytest.mark.parametrize("n", [LARGEST_IN_WORDS + 1, -LARGEST_IN_WORDS - 1])
def test_a_number_without_words_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        in_words(n)


_VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def _heard(words: str) -> int:
    """What a listener makes of the words; written without looking at how they are made."""
    if " tỷ" in words:
        many, _, rest = words.rpartition(" tỷ")
        return _heard(many) * 10**9 + (_heard(rest.strip()) if rest else 0)
    total = group = 0
    for word in words.split():
        if word in _VALUES:
            group += _VALUES[word]
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group += 9 * (group % 100)
        elif word == "mười":
            group += 10
        elif word in ("triệu", "nghìn"):
            total, group = total + group * (10**6 if word == "triệu" else 1000), 0
    return total + group


@given(st.integers(0, LARGEST_IN_WORDS) | st.integers(0, 9999))
def test_the_words_say_the_number(n: int) -> None:
    assert _heard(in_words(n)) == n


@pytest.mark.parametrize(
    ("n", "pad", "shown"),
    [
        (12, False, "12 (mười hai)"),
        (6, False, "6 (sáu)"),
        (6, True, "06 (sáu)"),
        (0, True, "00 (không)"),
        (12, True, "12 (mười hai)"),
        (-6, True, "-6 (âm sáu)"),
        (1234, True, "1.234 (một nghìn hai trăm ba mươi tư)"),
    ],
)
def test_counts_stand_in_figures_and_words(n: int, pad: bool, shown: str) -> None:
    assert count_in_words(n, pad=pad) == shown


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567"), (-1234, "-1.234")],
)
def test_whole_numbers_have_dots_between_thousands(n: int, shown: str) -> None:
    assert integer_text(n) == shown


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        ("1234.5", None, "1.234,5"),
        ("15.50", None, "15,5"),
        ("100.00", None, "100"),
        ("1E+3", None, "1.000"),
        ("-0.00", None, "0"),
        ("-0.5", None, "-0,5"),
        ("8", 2, "8,00"),
        ("8.125", 2, "8,13"),
        ("-0.004", 2, "0,00"),
        ("999999.995", 2, "1.000.000,00"),
        ("12345.5", 0, "12.346"),
        ("123456789012345678901234567890.123456789", None,
         "123.456.789.012.345.678.901.234.567.890,123456789"),
    ],
)  # fmt: skip
def test_decimals_are_written_with_a_comma(value: str, digits: int | None, shown: str) -> None:
    assert decimal_text(Decimal(value), digits) == shown


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-0.4", 0, "0"),
        ("7.005", 2, "7.01"),
        ("7", 2, "7.00"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: str, digits: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), digits)) == rounded


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1e999999", "1e-999999", "0e999999", "7" * 61]
)
def test_a_number_of_no_sensible_size_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="number"):
        decimal_text(Decimal(value))
    with pytest.raises(ValueError, match="number"):
        round_half_up(Decimal(value), 2)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        (" 7 \u00a0", "7"),
        ("-3,25", "-3.25"),
        ("\u22123,25", "-3.25"),
        ("+4", "4"),
        ("0.125", "0.125"),
        ("1,234", "1.234"),
        ("1.2345", "1.2345"),
        ("1234.567", "1234.567"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-1.234.567,89", "-1234567.89"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, value: str) -> None:
    assert parse_decimal(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.234", "-1.234", "12.000", "999.999"])
def test_a_number_with_two_readings_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="can mean thousands or decimals"):
        parse_decimal(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "-", "bảy", "7,", ",5", "7,5,1", "1,234.5", "1.23.456", "0.123.456", "1e5", "1e999999",
     "NaN", "Infinity", "0x10", "1_000", "٧", "7 5", "1" * 21, "7\n8", "." * 1_000_000],
    ids=lambda typed: ascii(typed[:12]),
)  # fmt: skip
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        parse_decimal(typed)


@given(st.decimals(-999, 999, places=4) | st.decimals(10**6, 10**15, places=3))
def test_what_is_shown_can_be_typed_again(value: Decimal) -> None:
    assert parse_decimal(decimal_text(value)) == value


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 5))
def test_rounding_is_off_by_half_a_step_at_most(value: Decimal, digits: int) -> None:
    assert abs(round_half_up(value, digits) - value) * 2 <= Decimal(1).scaleb(-digits)
