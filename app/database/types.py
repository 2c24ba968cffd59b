"""Column types that both databases store alike."""

import operator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Enum, Integer, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import BigInteger, TypeDecorator

# SQLite gives a rowid only to INTEGER primary keys.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive values are refused; what comes back is aware, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give an aware one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal with fixed digits, stored as a whole number so that SQLite sums it exactly.

    Sums and differences in SQL stay decimals: `Result.high - Result.low > Decimal(20)`. Columns
    with other digits are refused there (TypeError): their whole numbers mean something else.
    """

    impl = BigInteger
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Decimal]):
        """What `+` and `-` give is of the same type."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            return self._kept(op, other, super().operate(op, *other, **kwargs))

        def reverse_operate(
            self, op: OperatorType, other: Any, **kwargs: Any
        ) -> ColumnElement[Any]:
            return self._kept(op, (other,), super().reverse_operate(op, other, **kwargs))

        def _kept(
            self, op: OperatorType, other: tuple[Any, ...], result: ColumnElement[Any]
        ) -> ColumnElement[Any]:
            if op not in (operator.add, operator.sub):
                return result
            digits = {getattr(getattr(o, "type", self.type), "digits", None) for o in other}
            if digits != {getattr(self.type, "digits", None)}:
                raise TypeError("only decimals with the same digits are added in SQL")
            return type_coerce(result, self.type)

    comparator_factory = Comparator

    def __init__(self, digits: int) -> None:
        super().__init__()
        self.digits = digits
        self.unit = Decimal(1).scaleb(-digits)

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return int(Decimal(value).quantize(self.unit, ROUND_HALF_UP).scaleb(self.digits))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.digits)


def stored_enum(kind: type[StrEnum]) -> Enum:
    """A StrEnum stored by its value, checked by the database."""

    def values(members: Any) -> list[str]:
        return [str(member.value) for member in members]

    name = "".join("_" + c.lower() if c.isupper() else c for c in kind.__name__).lstrip("_")
    return Enum(
        kind,
        values_callable=values,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
    )
