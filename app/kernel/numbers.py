"""Numbers as Vietnamese readers write and say them: 1.234,5 and "một nghìn hai trăm ba mươi tư"."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

LARGEST_IN_WORDS = 10**18

# Wide enough for any score, share or amount; "1e999999" would fill the memory when written out.
_MAGNITUDE_LIMIT = 60
_PRECISION = 3 * _MAGNITUDE_LIMIT

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_GROUPS_BELOW_A_BILLION = ((10**6, " triệu"), (10**3, " nghìn"), (1, ""))

_PLAIN = re.compile(r"[+-]?[0-9]{1,20}(?:[.,][0-9]{1,20})?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,6}(?:,[0-9]{1,20})?")
_TWO_READINGS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


def in_words(n: int) -> str:
    """The number as it is read aloud: 2530000 is "hai triệu năm trăm ba mươi nghìn".

    Northern official usage: nghìn, linh, mốt, tư and lăm in their places. Up to 10^18 either
    way; ValueError beyond.
    """
    if abs(n) > LARGEST_IN_WORDS:
        raise ValueError(f"no words for a number beyond {LARGEST_IN_WORDS}")
    if n == 0:
        return _DIGITS[0]
    return f"âm {_spoken(-n)}" if n < 0 else _spoken(n)


def count_in_words(n: int, *, pad: bool = False) -> str:
    """A count as official lists give it: "12 (mười hai)"; with `pad`, "06 (sáu)"."""
    shown = f"{n:02d}" if pad and 0 <= n < 10 else integer_text(n)
    return f"{shown} ({in_words(n)})"


def integer_text(n: int) -> str:
    """A whole number with a dot between thousands: "1.234.567"."""
    return f"{n:,}".replace(",", ".")


def decimal_text(value: Decimal, digits: int | None = None) -> str:
    """A number with dots between thousands and a decimal comma: "1.234,5".

    With `digits`, rounded half up to exactly so many decimals; without, exact, and without
    zeros at its end. ValueError on what is no finite number of a sensible size.
    """
    exact = _checked(value) if digits is None else round_half_up(value, digits)
    whole, _, fraction = format(exact.copy_abs(), "f").partition(".")
    if digits is None:
        fraction = fraction.rstrip("0")
    sign = "-" if exact < 0 else ""
    return f"{sign}{integer_text(int(whole))}{',' if fraction else ''}{fraction}"


def parse_decimal(text: str) -> Decimal:
    """What a person typed as a number: "7,5", "7.5", "1.234,5" or "1.234.567".

    "1.234" could mean either 1,234 or 1234, so it is refused: ValueError, as for everything
    else that is not plainly a decimal number (exponents, NaN, "1,234.5").
    """
    typed = text.strip().replace("\u2212", "-")
    if _TWO_READINGS.fullmatch(typed):
        raise ValueError("a dot before three digits can mean thousands or decimals")
    if _PLAIN.fullmatch(typed):
        return Decimal(typed.replace(",", "."))
    if _GROUPED.fullmatch(typed):
        return Decimal(typed.replace(".", "").replace(",", "."))
    raise ValueError("not a decimal number")


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Rounded to so many decimals, a half away from zero, never to a negative zero.

    ValueError on what is no finite number of a sensible size.
    """
    with localcontext(prec=_PRECISION, rounding=ROUND_HALF_UP):
        return _checked(value).quantize(Decimal(1).scaleb(-digits)) + 0


def round_fraction(value: Fraction, digits: int) -> Decimal:
    """The same for a fraction, exactly: thirds that add up to a half are a half.

    Of no negative value.
    """
    return Decimal((value * 10**digits * 2 + 1) // 2).scaleb(-digits)


def _checked(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("not a finite number")
    if abs(value.adjusted()) > _MAGNITUDE_LIMIT or len(value.as_tuple().digits) > _MAGNITUDE_LIMIT:
        raise ValueError("too large or too fine a number")
    return value


def _spoken(n: int) -> str:
    """A number above zero. Billions are counted again in the same way: nghìn tỷ, tỷ tỷ."""
    billions, rest = divmod(n, _BILLION)
    parts = [f"{_spoken(billions)} tỷ"] if billions else []
    for scale, unit in _GROUPS_BELOW_A_BILLION:
        group = rest // scale % 1000
        if group:
            parts.append(_three_digits(group, after_others=bool(parts)) + unit)
    return " ".join(parts)


def _three_digits(n: int, *, after_others: bool) -> str:
    hundreds, below = divmod(n, 100)
    tens, ones = divmod(below, 10)
    words: list[str] = []
    # After a higher group the empty hundreds are said, or 1.050 would sound like 1.500.
    if hundreds or after_others:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_last_digit(tens, ones))
    return " ".join(words)


def _last_digit(tens: int, ones: int) -> str:
    if ones == 5 and tens:
        return "lăm"
    if tens > 1 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]
