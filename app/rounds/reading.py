"""Read plain values (JSON, YAML) into typed ones; every mistake is noted with its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from app.kernel.numbers import integer_text
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong and where: ``fields[2].kind``."""

    path: str
    message: Text


@dataclass
class Reader:
    """One mapping of the file. Asking for a value of the wrong kind notes a mistake."""

    values: Mapping[str, Any]
    path: str = ""
    mistakes: list[Mistake] = field(default_factory=list)

    def at(self, name: str) -> str:
        """The path of one of its values."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, message: Text) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(self.at(name), message))

    def unknown(self, known: tuple[str, ...]) -> None:
        """Names that mean nothing are mistakes: most often a slip of the finger."""
        for name in self.values:
            if name not in known:
                self.wrong(str(name), T("Không có mục nào tên như vậy"))

    def text(self, name: str, most: int, *, wanted: bool = False, lines: bool = False) -> str:
        """A text of at most so many characters; cleaned, never shortened."""
        value = self.values.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.wrong(name, T("Phải là văn bản"))
            return ""
        value = clean(value) if lines else clean_line(value)
        if wanted and not value:
            self.wrong(name, T("Không được để trống"))
        if len(value) > most:
            self.wrong(name, T("Không được quá %(most)s ký tự (hiện có %(length)s)",
                               most=most, length=len(value)))  # fmt: skip
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number in a range."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(name, T("Phải là số nguyên từ %(low)s đến %(high)s", low=low,
                               high=integer_text(high)))  # fmt: skip
            return default
        return value

    def truth(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            self.wrong(name, T("Phải là true hoặc false"))
            return default
        return value

    def one_of(self, name: str, kind: type[E], default: E) -> E:
        """A word of a list."""
        value = self.values.get(name, default)
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            self.wrong(name, T("Phải là một trong: %(known)s", known=known))
            return default

    def decimal(self, name: str, default: Decimal | None) -> Decimal | None:
        """An exact number, written as text ("0.5") or as a whole number."""
        value = self.values.get(name)
        if value is None:
            if default is None and name in self.values:
                return None
            return default
        if (isinstance(value, str) and len(value) <= 20) or isinstance(value, int):
            try:
                found = Decimal(value)
            except InvalidOperation:
                found = Decimal("NaN")
            if found.is_finite() and abs(found) < 1_000_000 and _digits(found) <= 2:
                return found
        self.wrong(name, T('Phải là số, viết dạng "0.5", nhiều nhất hai chữ số thập phân'))
        return default

    def day(self, name: str) -> date:
        """A day such as "2026-11-20"."""
        value = self.values.get(name)
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            self.wrong(name, T("Phải là ngày dạng 2026-11-20"))
            return date(2000, 1, 1)

    def instant(self, name: str) -> datetime:
        """An instant with its zone, such as "2026-11-20T17:00:00+07:00"."""
        value = self.values.get(name)
        try:
            found = datetime.fromisoformat(value if isinstance(value, str) else "")
            if found.tzinfo is not None and 2000 <= found.year < 2200:
                return found
        except ValueError:
            pass
        self.wrong(name, T("Phải là thời điểm có múi giờ, dạng 2026-11-20T17:00:00+07:00"))
        return datetime.fromisoformat("2000-01-01T00:00:00+00:00")

    def texts(self, name: str, most: int, each: int) -> tuple[str, ...]:
        """A list of texts, none empty."""
        found = []
        for n, value in enumerate(self._list(name, most)):
            inner = Reader({"": value}, f"{self.at(name)}[{n}]", self.mistakes)
            inner.at = lambda _name, path=inner.path: path  # type: ignore[method-assign,misc]
            found.append(inner.text("", each, wanted=True))
        return tuple(found)

    def readers(self, name: str, most: int) -> Iterator["Reader"]:
        """The mappings of a list."""
        for n, value in enumerate(self._list(name, most)):
            path = f"{self.at(name)}[{n}]"
            if isinstance(value, Mapping):
                yield Reader(value, path, self.mistakes)
            else:
                self.mistakes.append(Mistake(path, T("Phải là một nhóm tên: giá trị")))

    def inner(self, name: str) -> "Reader | None":
        """A mapping inside; None when there is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Reader(value, self.at(name), self.mistakes)
        self.wrong(name, T("Phải là một nhóm tên: giá trị"))
        return None

    def _list(self, name: str, most: int) -> list[Any]:
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, T("Phải là một danh sách"))
            return []
        if len(value) > most:
            self.wrong(name, T("Nhiều nhất %(most)s mục (hiện có %(n)s)", most=most, n=len(value)))
            return []
        return value


def _digits(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 99
