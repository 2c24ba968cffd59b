from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import dong_in_words, dong_text, multiple_of_base, parse_dong


@pytest.mark.parametrize(
    ("amount", "shown", "said"),
    [
        (0, "0 đồng", "Không đồng"),
        (2_530_000, "2.530.000 đồng", "Hai triệu năm trăm ba mươi nghìn đồng"),
        (759_000, "759.000 đồng", "Bảy trăm năm mươi chín nghìn đồng"),
        (-5000, "-5.000 đồng", "Âm năm nghìn đồng"),
    ],
)
def test_an_amount_is_shown_and_said(amount: int, shown: str, said: str) -> None:
    assert dong_text(amount) == shown
    assert dong_in_words(amount) == said


@pytest.mark.parametrize(
    ("factor", "base", "amount"),
    [
        ("0.3", 2_530_000, 759_000),
        ("1.5", 2_530_000, 3_795_000),
        ("0.3", 2_340_000, 702_000),
        ("0.5", 3, 2),
        ("0.5", 1, 1),
        ("0", 2_530_000, 0),
        ("0.1234567890123456789012345678", 10**18, 123_456_789_012_345_679),
    ],
)
def test_a_multiple_of_the_base_salary_is_whole_dong(factor: str, base: int, amount: int) -> None:
    assert multiple_of_base(Decimal(factor), base) == amount


def test_a_factor_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        multiple_of_base(Decimal("NaN"), 2_530_000)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("10.000.000 đồng", 10_000_000),
        ("10.000.000đ", 10_000_000),
        ("10.000.000 VNĐ", 10_000_000),
        ("10 000 000 ₫", 10_000_000),
        ("10\u00a0000\u00a0000", 10_000_000),
        (" 10000000 ", 10_000_000),
        ("1.234", 1234),
        ("-5.000 đồng", -5000),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: int) -> None:
    assert parse_dong(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "đồng", "10,5", "10.00", "1.0000", "10,000,000", "2 triệu", "2 triệu đồng", "10.000 000",
     "1e6", "NaN", "1" * 19, "10 đồng đồng", "9 " * 500_000],
    ids=lambda typed: ascii(typed[:12]),
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an amount in whole đồng"):
        parse_dong(typed)


@given(st.integers(-(10**17), 10**17))
def test_what_is_shown_can_be_typed_again(amount: int) -> None:
    assert parse_dong(dong_text(amount)) == amount
