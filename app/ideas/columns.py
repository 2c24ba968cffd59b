"""The columns of the office's list: which there are, which a person shows, what stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.ideas.desk_actions import layout_of
from app.ideas.export_columns import CHECK, COLUMNS, LISTED, Value, columns_of, rows_of
from app.ideas.fields import PROSE
from app.ideas.lists import IdeaLine
from app.kernel.actor import Actor
from app.kernel.text import T, Text

INTAKE = "intake"
FIXED = ("code", "title")
"""Always shown, in the first column, which stays when the table is scrolled sideways."""
ON_PAGE: Mapping[str, Text] = {"lights": T("Đủ thông tin"), "due": T("Hạn xử lý")}
"""What only the page shows: an export has the facts behind it."""
USUAL = ("authors", "unit", "category_id", "lights", "submitted_on", "due", "state")
SORTED_BY = {
    "code": "ma", "unit": "don-vi", "submitted_on": "nop", "state": "trang-thai",
    "saved_vnd": "lam-loi",
}  # fmt: skip
_QUICK = frozenset({"authors", "unit", "category_id", "round", "submitted_on", "state", *ON_PAGE})


@dataclass(frozen=True, slots=True)
class Choice:
    """One column of the chooser."""

    key: str
    title: Text | str
    shown: bool
    kind: str = ""

    @property
    def num(self) -> bool:
        """Numbers and days stand at the right."""
        return self.kind in {"number", "day"}


def offered(chosen: Sequence[str]) -> list[Choice]:
    """Every column there is, long texts left out."""
    keys = [key for key in COLUMNS if key not in {*FIXED, *PROSE, CHECK}]
    found = [Choice(key, title, key in chosen) for key, title in ON_PAGE.items()]
    return found + [
        Choice(key, COLUMNS[key].title, key in chosen, COLUMNS[key].kind) for key in keys
    ]


def known(keys: Iterable[str]) -> tuple[str, ...]:
    """These columns in the order of the chooser, unknown ones left out; the usual when none is."""
    wanted = set(keys)
    ordered = [*USUAL, *(choice.key for choice in offered(()) if choice.key not in USUAL)]
    return tuple(key for key in ordered if key in wanted) or USUAL


def shown_columns(session: Session, actor: Actor) -> tuple[str, ...]:
    """The columns this person's list has beside the fixed ones."""
    return known(layout_of(session, actor, INTAKE).columns)


def list_columns(session: Session, actor: Actor) -> tuple[str, ...]:
    """The same for an export: the keys of `export_columns`, the fixed ones first."""
    kept = [key for key in shown_columns(session, actor) if key not in ON_PAGE]
    return (*FIXED, *kept) if kept else LISTED


def head(keys: Sequence[str]) -> list[Choice]:
    """The shown columns with their titles, in their order."""
    found = {choice.key: choice for choice in offered(keys)}
    return [found[key] for key in keys]


def more_values(
    session: Session, lines: Sequence[IdeaLine], keys: Sequence[str]
) -> dict[int, dict[str, Value]]:
    """What stands in the columns that a line does not know; no query when there is none."""
    slow = [key for key in keys if key not in _QUICK]
    if not slow or not lines:
        return {}
    columns = columns_of(session, ["code", *slow], None)
    ids = [line.idea_id for line in lines]
    rows = rows_of(session, ids, columns, None)
    names = [column.key for column in columns]
    by_code = {str(row[0]): dict(zip(names, row, strict=True)) for row in rows}
    return {line.idea_id: by_code.get(line.code, {}) for line in lines}
