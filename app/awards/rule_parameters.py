"""What stands beside a condition: a number, a per cent, an award and how often. Typed, as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.kernel.numbers import parse_decimal
from app.kernel.text import T, Text


class ParameterError(ValueError):
    """The text is no parameter of that kind; `message` says what would be."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Parameter:
    """One kind of parameter: how it is called, what to type, and how it is read."""

    name: str
    hint: Text
    read: Callable[[str], Any]
    titles: Mapping[str, Text] | None = None

    def shown(self, text: str) -> str:
        """As people read it: words that are codes in Vietnamese."""
        if self.titles is None:
            return text
        return ", ".join(str(self.titles.get(word, word)) for word in text.split())


@dataclass(frozen=True, slots=True)
class Run:
    """An award, how many times in a row, and the most years between two of them."""

    award_code: str
    times: int
    gap: int = 1


def _nothing(text: str) -> None:
    if text:
        raise ParameterError(T("Điều kiện này không có tham số; để trống"))


@lru_cache(maxsize=256)
def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= len(text) <= 3 and int(text) >= 1):
        raise ParameterError(T("Tham số phải là số nguyên từ 1 đến 999, ví dụ 2"))
    return int(text)


@lru_cache(maxsize=256)
def _months(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= 12):
        raise ParameterError(T("Tham số là số tháng từ 1 đến 12; để trống: 12"))
    return int(text or 12)


@lru_cache(maxsize=256)
def _percent(text: str) -> Decimal:
    try:
        value = parse_decimal(text.removesuffix("%").strip().replace(".", ","))
    except ValueError:
        value = Decimal(-1)
    if not 0 <= value <= 100:
        raise ParameterError(T("Tham số phải là tỷ lệ phần trăm từ 0 đến 100, ví dụ 70"))
    return value


@lru_cache(maxsize=256)
def _run(text: str) -> Run:
    code, *numbers = text.split() or [""]
    plain = all(one.isascii() and one.isdecimal() and len(one) <= 2 for one in numbers)
    if not code or not numbers or len(numbers) > 2 or not plain or "0" in numbers:
        raise ParameterError(
            T("Tham số gồm mã danh hiệu và số lần liên tục, ví dụ CSTD-CS 3; thêm số năm nhiều "
              "nhất giữa hai lần nếu khác 1, ví dụ CSTD-TINH 2 3")
        )  # fmt: skip
    return Run(code, *(int(one) for one in numbers))


def _code(text: str) -> str:
    if not text or len(text.split()) != 1:
        raise ParameterError(T("Tham số là một mã trong danh mục khen thưởng, ví dụ LDTT"))
    return text


def words(allowed: Mapping[str, Text], *, several: bool = False) -> Callable[[str], Any]:
    """A reader of one or several of these words."""

    def read(text: str) -> tuple[str, ...]:
        found = tuple(text.split())
        if not found or set(found) - set(allowed) or (len(found) > 1 and not several):
            listed = ", ".join(allowed)
            raise ParameterError(T("Tham số phải là: %(listed)s", listed=listed))
        return found

    return read


def choice(name: str, allowed: Mapping[str, Text], *, several: bool = False) -> Parameter:
    """A parameter of one or several known words; the hint says what each means."""
    listed = "; ".join(f"{word}: {title}" for word, title in allowed.items())
    hint = (
        T("Một hoặc nhiều mã: %(listed)s", listed=listed)
        if several
        else T("Một mã: %(listed)s", listed=listed)
    )
    return Parameter(name, hint, words(allowed, several=several), allowed)


NOTHING = Parameter("none", T("Không có tham số"), _nothing)
COUNT = Parameter("count", T("Số nguyên, ví dụ 2"), _whole)
MONTHS = Parameter("months", T("Số tháng từ 1 đến 12; để trống: 12"), _months)
PERCENT = Parameter("percent", T("Tỷ lệ phần trăm, ví dụ 70"), _percent)
RUN = Parameter("run", T("Mã danh hiệu và số lần liên tục, ví dụ CSTD-CS 3"), _run)
CODE = Parameter("code", T("Mã trong danh mục khen thưởng, ví dụ LDTT"), _code)
