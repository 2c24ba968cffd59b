"""How many dossiers a person may stand on, and a unit may send, in one round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.kernel.refusals import Blocker
from app.kernel.text import T


class Limits(Protocol):
    """The settings of a round; None is without limit."""

    @property
    def max_as_author(self) -> int | None: ...
    @property
    def max_as_main(self) -> int | None: ...
    @property
    def max_per_unit(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """One author's line on one dossier; `place` is the folded workplace, `main` the first line."""

    idea_id: int
    full_name: str
    name_key: str
    place: str
    email: str
    account_id: int | None
    main: bool


def same_person(a: Standing, b: Standing) -> bool:
    """Whether two lines mean one person.

    The same account or address; or the same name at the same workplace, unless both lines have
    accounts (two accounts are two people). Another address beside the same name does not help
    around the limit; namesakes in one office need accounts to be told apart.
    """
    if a.account_id is not None and b.account_id is not None:
        return a.account_id == b.account_id
    if a.email and a.email == b.email:
        return True
    return a.name_key == b.name_key and a.place == b.place


def blockers_of_people(
    limits: Limits, mine: Sequence[Standing], others: Iterable[Standing]
) -> list[Blocker]:
    """Authors of this dossier who stand on as many others of the round as are allowed.

    `others`: lines of the round's other dossiers that count. Each dossier counts once a person.
    """
    known = list(others)
    found: list[Blocker] = []
    for line in mine:
        same = [other for other in known if same_person(line, other)]
        for most, count, what in (
            (
                limits.max_as_author,
                len({one.idea_id for one in same}),
                T(
                    "%(name)s đã đứng tên %(n)s hồ sơ trong đợt này, "
                    "tối đa %(most)s hồ sơ mỗi người"
                ),
            ),
            (
                limits.max_as_main if line.main else None,
                len({o.idea_id for o in same if o.main}),
                T(
                    "%(name)s đã là tác giả chính của %(n)s hồ sơ trong đợt này, "
                    "tối đa %(most)s hồ sơ"
                ),
            ),
        ):
            if most is not None and count >= most:
                text = T(what.message, name=line.full_name, n=count, most=most)
                found.append(Blocker("authors", text))
    return found


def blockers_of_unit(limits: Limits, endorsed: int) -> list[Blocker]:
    """The unit has sent as many dossiers to the office as it may; it can choose, not add."""
    if limits.max_per_unit is None or endorsed < limits.max_per_unit:
        return []
    text = T("Đơn vị đã xác nhận %(n)s hồ sơ trong đợt này, tối đa %(most)s hồ sơ mỗi đơn vị",
             n=endorsed, most=limits.max_per_unit)  # fmt: skip
    return [Blocker("unit", text)]
