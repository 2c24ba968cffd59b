"""The settings file as text: JSON and YAML, read without running or loading anything."""

import json
from typing import Any

import yaml

from app.kernel.text import T
from app.rounds.reading import Mistake

LARGEST = 300_000
DEEPEST = 12


class _Refused(Exception):
    """The file says something no settings file may say."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


class _Loader(yaml.SafeLoader):
    """Plain values only: no anchors (a bomb of copies), no name twice; dates stay text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse what refers to something else, and what is nested without end."""
        if self.check_event(yaml.events.AliasEvent):
            raise _Refused(T("Tệp YAML không được dùng neo và tham chiếu (& và *)"))
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > DEEPEST:
            raise _Refused(T("Tệp lồng nhau quá sâu"))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A name that stands twice would silently lose one of its values."""
        names = [self.construct_object(key, deep=True) for key, _value in node.value]
        for name in names:
            if not isinstance(name, str) or names.count(name) > 1:
                raise _Refused(T("Mục “%(name)s” bị lặp lại hoặc không phải văn bản", name=name))
        return super().construct_mapping(node, deep)


_KEPT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag in _KEPT]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Refused(T("Mục “%(name)s” bị lặp lại hoặc không phải văn bản", name=name))
        found[name] = value
    return found


def parse(text: str) -> tuple[Any, list[Mistake]]:
    """The values of a file, JSON when it begins with a brace; or what keeps it from being read."""
    if len(text) > LARGEST:
        return None, [Mistake("", T("Tệp cấu hình quá lớn"))]
    try:
        if text.lstrip("\ufeff \r\n\t").startswith("{"):
            return json.loads(text.lstrip("\ufeff"), object_pairs_hook=_unique), []
        return yaml.load(text.lstrip("\ufeff"), Loader=_Loader), []  # noqa: S506  (a safe loader)
    except _Refused as refused:
        return None, [Mistake("", refused.message)]
    except json.JSONDecodeError as wrong:
        return None, [_where(wrong.lineno, wrong.colno)]
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        return None, [_where(mark.line + 1, mark.column + 1) if mark else _unreadable()]
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return None, [_unreadable()]


def _where(line: int, column: int) -> Mistake:
    return Mistake("", T("Không đọc được tệp tại dòng %(line)s, cột %(column)s", line=line,
                         column=column))  # fmt: skip


def _unreadable() -> Mistake:
    return Mistake("", T("Không đọc được tệp: cần tệp JSON hoặc YAML đã tải từ trang này"))


def as_json(values: dict[str, Any]) -> str:
    """One text for one content."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def as_yaml(values: dict[str, Any]) -> str:
    """The same, easier to edit by hand."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)
