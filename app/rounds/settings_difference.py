"""Two settings line by line: what one has, the other has not, or has otherwise. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: `before` or `after` is None where there is nothing."""

    path: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """Every line that differs, in the order of the file; parts of lists are named, not numbered."""
    old, new = dict(_lines(before)), dict(_lines(after))
    return [
        Line(path, old.get(path), new.get(path))
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    ]


def _lines(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _lines(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        yield from _lines_of_list(value, path)
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _lines_of_list(items: list[Any], path: str) -> Iterator[tuple[str, str]]:
    named = [_name(one) for one in items]
    if len(set(named)) == len(named) and None not in named:
        yield path + " #", " → ".join(str(name) for name in named)
        for name, one in zip(named, items, strict=True):
            if isinstance(one, Mapping):
                yield from _lines(one, f"{path}[{name}]")
            else:
                yield f"{path}[{name}]", str(one)
        return
    for n, one in enumerate(items):
        yield from _lines(one, f"{path}[{n}]")


def _name(one: Any) -> str | None:
    if isinstance(one, Mapping):
        return next((str(one[n]) for n in ("key", "name", "question", "label") if n in one), None)
    return str(one)
