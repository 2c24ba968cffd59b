"""The office's own Word templates in the set of a list: which are in force, and made by them.

A locked list alone is printed by them: our own layout says of a draft that it is one. The day is
the list's own, on which it was judged, so that the same list gives the same papers later.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from app.awards.compiled import CompiledList
from app.awards.dossier_fillings import COVERED
from app.papers.kinds import Filling, PaperKind, complete, kind_of
from app.papers.queries import numbered_template, uses


def in_force(session: Session, paper_code: str, compiled: CompiledList) -> dict[str, int]:
    """The number of the template in force on the list's day, for each kind; none for a draft."""
    if not paper_code:
        return {}
    found = uses(session, sorted(COVERED), compiled.heading.judged_on)
    return {code: use.in_force for code, use in found.items() if use.in_force}


def usable(session: Session, numbers: Mapping[str, int]) -> dict[str, int]:
    """Without those that have a blank which nothing fills any more: our layout is printed then."""
    from app.papers.inspecting import unknown  # noqa: PLC0415 - Word, only where one is read

    found = {}
    for code, number in numbers.items():
        kind, content = kind_of(code), numbered_template(session, code, number)
        if kind is not None and content is not None and not unknown(content, kind):
            found[code] = number
    return found


def titles(codes: Collection[str]) -> list[str]:
    """What these kinds are called."""
    return [str(kind.title) for code in sorted(codes) if (kind := kind_of(code))]


def contents(
    session: Session, numbers: Mapping[str, int], kinds: set[str]
) -> dict[str, tuple[int, bytes]]:
    """The Word file of each of these kinds; left out while the virus scanner holds it."""
    found = {}
    for code in sorted(kinds & numbers.keys() & COVERED):
        content = numbered_template(session, code, numbers[code])
        if content is not None:
            found[code] = (numbers[code], content)
    return found


def by_template(code: str, template: bytes, filling: Filling) -> bytes:
    """The Word file."""
    from app.papers.filling import filled  # noqa: PLC0415 - Word, only where one is made

    kind = kind_of(code)
    assert isinstance(kind, PaperKind)  # noqa: S101 - one of COVERED
    whole = complete(kind, filling)
    return filled(template, whole.texts, whole.rows)


def sheets_by_template(
    code: str, template: bytes, sheets: Sequence[Mapping[str, str]]
) -> bytes:  # fmt: skip
    """Many sheets in one Word file."""
    from app.papers.sheets import filled_sheets  # noqa: PLC0415 - as above

    kind = kind_of(code)
    assert isinstance(kind, PaperKind)  # noqa: S101 - one of COVERED
    return filled_sheets(template, [complete(kind, Filling(one)).texts for one in sheets])
