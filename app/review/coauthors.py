"""Who once stood with whom among the authors of one dossier: a walk over authors, in SQL alone.

“Đồng tác giả trong bất kỳ năm nào”: two people are co-authors when both are authors of a dossier
that was submitted at any time, whatever became of it (withdrawn, merged, an earlier year). A
draft that was never submitted is nobody else's knowledge and does not count. An author is known
as in `conflicts.Panel`: by the account, by the address of an account, and where no account is
named by a former address, or by the same typed address.

The walk starts from those who judge, for they are few, and every step goes along an index from
the rows of the step before: the cost hangs on what they wrote, not on how many dossiers there are.
"""

from collections import defaultdict
from collections.abc import Collection
from functools import cache

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from app.accounts.models import Account, FormerAddress
from app.database.reading import rows_of
from app.ideas.models import Idea, IdeaAuthor
from app.rounds.models import Round

# Made once, as in `queries`: naming a table's columns anew costs more than asking for the rows.
_LINE = IdeaAuthor.__table__.alias()
_ACCOUNT, _FORMER = Account.__table__.alias(), FormerAddress.__table__.alias()
_WRITTEN, _ITS_ROUND = Idea.__table__.alias(), Round.__table__.alias()
_JUDGED, _OWN_ROUND = Idea.__table__.alias(), Round.__table__.alias()


def coauthored_of(session: Session, account_ids: Collection[int]) -> defaultdict[int, set[int]]:
    """For each of these people the dossiers of which they once stood with an author; one query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for judge, idea_id in rows_of(session, _coauthored(), {"judges": list(account_ids)}):
        found[judge].add(idea_id)
    return found


@cache
def _coauthored() -> Select[int, int]:
    """Judge → the lines that mean the judge → who stands beside → every line that means those.

    The dossiers that judge and author wrote together are among them: there the judge is author.
    Put together once: every guard of a dossier asks it, and naming it costs more than the answer.
    """
    start = (
        select(_ACCOUNT.c.id.label("judge"), literal(0).label("year"),
               _ACCOUNT.c.id.label("account_id"))
        .where(_ACCOUNT.c.id.in_(bindparam("judges", expanding=True))).cte()
    )  # fmt: skip
    beside = _beside(union(*_lines_of(start)).cte())
    people = _people(beside)
    theirs = union(*_lines_of(people), _lines_typed_as(beside)).cte()
    years, shown = _OWN_ROUND.c.coauthor_years, theirs.c
    within = and_(years > 0, shown.year >= _OWN_ROUND.c.year - years)
    return (
        select(shown.judge, shown.idea_id)
        .join_from(theirs, _JUDGED, _JUDGED.c.id == shown.idea_id)
        .join(_OWN_ROUND, _OWN_ROUND.c.id == _JUDGED.c.round_id)
        .where(or_(years.is_(None), within))
    )


def _beside(lines: CTE) -> CTE:
    """The other authors of the dossiers in which these lines stand, where they were submitted."""
    other = and_(_LINE.c.idea_id == lines.c.idea_id, _LINE.c.id != lines.c.id)
    return (
        _lines(lines, _ITS_ROUND.c.year.label("year"))
        .join_from(lines, _WRITTEN, _WRITTEN.c.id == lines.c.idea_id)
        .join(_ITS_ROUND, _ITS_ROUND.c.id == _WRITTEN.c.round_id)
        .join(_LINE, other)
        .where(_WRITTEN.c.submitted_at.is_not(None))
        .distinct().cte()
    )  # fmt: skip


def _people(lines: CTE) -> CTE:
    """Whom these lines mean, as accounts."""
    line = lines.c
    return union(
        select(line.judge, line.year, line.account_id).where(line.account_id.is_not(None)),
        select(line.judge, line.year, _ACCOUNT.c.id)
        .join_from(lines, _ACCOUNT, _ACCOUNT.c.email == line.email)
        .where(line.email != ""),
        select(line.judge, line.year, _FORMER.c.account_id)
        .join_from(lines, _FORMER, _FORMER.c.email == line.email)
        .where(_nobody(line.account_id)),
    ).cte()


def _lines_of(people: CTE) -> list[Select[int]]:
    """Every line, in any dossier, that means one of these people: `_people` the other way."""
    found, line, key = _lines(people), _LINE.c, people.c.account_id
    return [
        found.join_from(people, _LINE, line.account_id == key),
        found.join_from(people, _ACCOUNT, _ACCOUNT.c.id == key)
        .join(_LINE, line.email == _ACCOUNT.c.email)
        .where(line.email != ""),
        found.join_from(people, _FORMER, _FORMER.c.account_id == key)
        .join(_LINE, line.email == _FORMER.c.email)
        .where(_nobody(line.account_id)),
    ]


def _lines_typed_as(lines: CTE) -> Select[int]:
    """Authors without an account, under the address of such a line."""
    nobody = and_(_nobody(lines.c.account_id), _nobody(_LINE.c.account_id), _LINE.c.email != "")
    same = _LINE.c.email == lines.c.email
    return _lines(lines).join_from(lines, _LINE, same).where(nobody)


def _lines(origin: CTE, year: ColumnElement[int] | None = None) -> Select[int]:
    """Authors, with the judge from whom the walk came and the year in which it was written."""
    line, known = _LINE.c, origin.c
    year = known.year if year is None else year
    return select(known.judge, year, line.id, line.idea_id, line.account_id, line.email)


def _nobody(account_id: ColumnElement[int | None]) -> ColumnElement[bool]:
    """No account is named; said so that the address is looked up and not every such author read."""
    return func.coalesce(account_id, 0) == 0
