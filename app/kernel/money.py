"""Money in whole đồng: shown, said, read, and derived from the base salary."""

import re
from decimal import Decimal, localcontext

from app.kernel.numbers import in_words, integer_text, round_half_up

_AMOUNT = re.compile(
    r"(-?)([0-9]{1,18}|[0-9]{1,3}(?:\.[0-9]{3}){1,5}|[0-9]{1,3}(?: [0-9]{3}){1,5})"
    r"(?: ?(?:đồng|đ|₫|vnđ|vnd))?"
)


def dong_text(amount: int) -> str:
    """The amount as it stands in a document: "2.530.000 đồng"."""
    return f"{integer_text(amount)} đồng"


def dong_in_words(amount: int) -> str:
    """The amount as a payment order says it: "Hai triệu năm trăm ba mươi nghìn đồng"."""
    words = in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def multiple_of_base(factor: Decimal, base: int) -> int:
    """`factor` times the base salary in đồng, rounded half up to whole đồng.

    The base salary is the one valid on the day of the decision (2.340.000 đồng until
    30/06/2026, 2.530.000 đồng from 01/07/2026); the caller looks it up.
    """
    with localcontext(prec=100):
        return int(round_half_up(factor * base, 0))


def parse_dong(text: str) -> int:
    """Whole đồng as typed: "10.000.000 đồng", "10.000.000đ", "10 000 000" or "10000000".

    A dot can only separate thousands here. ValueError on decimals, "triệu" and anything else.
    """
    found = _AMOUNT.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise ValueError("not an amount in whole đồng")
    sign, digits = found.groups()
    return int(sign + digits.replace(".", "").replace(" ", ""))
