"""A paper from the office's own template, for the rooms that hold the data."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

import app.papers.catalogue  # noqa: F401 - registers its kinds
from app.papers.kinds import Filling, complete, kind_of
from app.papers.queries import template_on


@dataclass(frozen=True, slots=True)
class Made:
    """A Word file and the version of the template that it was made from."""

    docx: bytes
    template_id: int
    number: int


def paper(session: Session, code: str, day: date, filling: Filling) -> Made | None:
    """The paper of a kind by the template in force on `day`; None where our own layout is printed.

    Blanks that the filling lacks are printed empty. The same data and template: the same bytes. A
    template with a blank that nothing fills any more is left aside, as in the set of a list.
    """
    kind, found = kind_of(code), template_on(session, code, day)
    if kind is None or found is None:
        return None
    from app.papers.filling import filled  # noqa: PLC0415 - Word, only where one is made
    from app.papers.inspecting import unknown  # noqa: PLC0415 - as above

    if unknown(found.content, kind):
        return None
    whole = complete(kind, filling)
    made = filled(found.content, whole.texts, whole.rows)
    return Made(made, found.template_id, found.number)
