"""Conflict of interest: who is shut out of which dossier, and why, in one place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from app.kernel.text import T, Text

K = TypeVar("K")


class Ground(StrEnum):
    """Why somebody is shut out; the first that holds is named."""

    AUTHOR = "author"
    OWNER = "owner"
    SAME_UNIT = "same_unit"
    RELATED_UNIT = "related_unit"
    TIE = "tie"
    COAUTHOR = "coauthor"
    DECLARED = "declared"


GROUND_TITLES: dict[Ground, Text] = {
    Ground.AUTHOR: T("là tác giả"),
    Ground.OWNER: T("lập hồ sơ"),
    Ground.SAME_UNIT: T("cùng đơn vị"),
    Ground.RELATED_UNIT: T("đơn vị kế thừa"),
    Ground.TIE: T("người thân hoặc cấp trên đã khai"),
    Ground.COAUTHOR: T("từng là đồng tác giả với tác giả của hồ sơ"),
    Ground.DECLARED: T("tự khai"),
}

_CLOSE: Text = T("có quan hệ phải tránh với tác giả")
OWN_TITLES: dict[Ground, Text] = {**GROUND_TITLES, Ground.TIE: _CLOSE, Ground.COAUTHOR: _CLOSE}
"""The same as the person who is shut out reads it: in a blind round “từng là đồng tác giả” would
name one of the two or three people with whom one ever wrote. The office reads `GROUND_TITLES`.
"""


class TieKind(StrEnum):
    """Who somebody is to a person who may judge; declared once, it holds for every dossier."""

    RELATIVE = "relative"
    MANAGER = "manager"


TIE_TITLES: dict[TieKind, Text] = {
    TieKind.RELATIVE: T("Người thân"),
    TieKind.MANAGER: T("Cấp trên trực tiếp"),
}


class DeclaredGround(StrEnum):
    """What a reviewer gives as the reason for stepping back."""

    RELATIVE = "relative"
    INVOLVED = "involved"
    MENTOR = "mentor"
    INTEREST = "interest"
    OTHER = "other"


DECLARED_TITLES: dict[DeclaredGround, Text] = {
    DeclaredGround.RELATIVE: T("Có người thân là tác giả"),
    DeclaredGround.INVOLVED: T("Đã tham gia xây dựng hoặc áp dụng giải pháp"),
    DeclaredGround.MENTOR: T("Đã hướng dẫn, góp ý trực tiếp cho tác giả"),
    DeclaredGround.INTEREST: T("Có lợi ích liên quan đến giải pháp"),
    DeclaredGround.OTHER: T("Lý do khác (ghi rõ ở dưới)"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may judge: the units are those of the account and of the roles held.

    `former_emails`: addresses the account had before; whoever changes an address stays the author.
    """

    account_id: int
    email: str
    unit_ids: frozenset[int]
    tie_emails: frozenset[str] = frozenset()
    """Addresses of relatives and of the line manager as declared, with their other addresses."""
    former_emails: frozenset[str] = frozenset()
    coauthored_ids: frozenset[int] = frozenset()
    """Dossiers with an author beside whom the person stands in another one (`coauthors`)."""


@dataclass(frozen=True, slots=True)
class IdeaFacts:
    """What a conflict hangs on. `unit_ids`: of the dossier and of its authors' accounts.

    `author_emails`: every address of an author, typed in the dossier or of the account;
    `unclaimed_emails`: those typed for an author without an account, for there a former address
    of a judge may be all that says who it is. Where there is an account, the account says it.
    """

    idea_id: int
    owner_id: int
    unit_ids: frozenset[int]
    author_ids: frozenset[int] = field(default_factory=frozenset)
    author_emails: frozenset[str] = field(default_factory=frozenset)
    unclaimed_emails: frozenset[str] = field(default_factory=frozenset)
    declared_by: frozenset[int] = field(default_factory=frozenset)


def related_units(own: Iterable[int], successions: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Every unit before and after these, at any remove; `successions` are (from, to)."""
    after: defaultdict[int, set[int]] = defaultdict(set)
    before: defaultdict[int, set[int]] = defaultdict(set)
    for old, new in successions:
        after[old].add(new)
        before[new].add(old)
    start = frozenset(own)
    return (_reached(start, after) | _reached(start, before)) - start


def _reached(start: frozenset[int], ways: defaultdict[int, set[int]]) -> frozenset[int]:
    found, open_ends = set(start), list(start)
    while open_ends:
        for unit in ways[open_ends.pop()] - found:
            found.add(unit)
            open_ends.append(unit)
    return frozenset(found)


class Panel:
    """The people who may judge, indexed so that ten thousand dossiers are checked in a moment."""

    def __init__(self, people: Sequence[Person], successions: Sequence[tuple[int, int]]) -> None:
        self._members = frozenset(person.account_id for person in people)
        self._by_email: defaultdict[str, set[int]] = defaultdict(set)
        self._by_former: defaultdict[str, set[int]] = defaultdict(set)
        self._by_unit: defaultdict[int, set[int]] = defaultdict(set)
        self._by_kin: defaultdict[int, set[int]] = defaultdict(set)
        self._by_tie: defaultdict[str, set[int]] = defaultdict(set)
        self._by_dossier: defaultdict[int, set[int]] = defaultdict(set)
        for person in people:
            for address in person.tie_emails:
                self._by_tie[address.casefold()].add(person.account_id)
            for idea_id in person.coauthored_ids:
                self._by_dossier[idea_id].add(person.account_id)
            if person.email:
                self._by_email[person.email.casefold()].add(person.account_id)
            for address in person.former_emails:
                self._by_former[address.casefold()].add(person.account_id)
            for unit in person.unit_ids:
                self._by_unit[unit].add(person.account_id)
            for unit in related_units(person.unit_ids, successions):
                self._by_kin[unit].add(person.account_id)

    def grounds(self, idea: IdeaFacts) -> dict[int, Ground]:
        """Who of the panel is shut out of this dossier, with the first ground that holds."""
        found: dict[int, Ground] = {}
        for ground, people in (
            (Ground.AUTHOR, idea.author_ids & self._members),
            (Ground.AUTHOR, _all_of(self._by_email, idea.author_emails)),
            (Ground.AUTHOR, _all_of(self._by_former, idea.unclaimed_emails)),
            (Ground.OWNER, self._members & {idea.owner_id}),
            (Ground.SAME_UNIT, _all_of(self._by_unit, idea.unit_ids)),
            (Ground.RELATED_UNIT, _all_of(self._by_kin, idea.unit_ids)),
            (Ground.TIE, _all_of(self._by_tie, idea.author_emails)),
            (Ground.COAUTHOR, self._by_dossier.get(idea.idea_id, ())),
            (Ground.DECLARED, idea.declared_by & self._members),
        ):
            for person in people:
                found.setdefault(person, ground)
        return found


def _all_of(index: Mapping[K, set[int]], keys: Iterable[K]) -> set[int]:
    return {person for key in keys for person in index.get(key, ())}


def conflict_ground(
    person: Person, idea: IdeaFacts, successions: Sequence[tuple[int, int]] = ()
) -> Ground | None:
    """Why this person may have nothing to do with this dossier; None when nothing stands against.

    Own or co-authored (by account, or by a present or former e-mail address), the unit of the
    person or one before or after it in a succession, of a declared relative or line manager,
    once a co-author of an author, or declared.
    """
    return Panel([person], successions).grounds(idea).get(person.account_id)
