"""What every change of a draft list checks first."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, object_session

from app.awards.catalogue_queries import on
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.states import ACHIEVEMENT_LIMIT, LIST_LIFECYCLE, ListState
from app.database.reading import rows_of
from app.kernel.refusals import Blocker, IllegalMove
from app.kernel.text import T
from app.kernel.vietnamese import clean

CHANGED = "award_lists_changed"


def require_draft(list_: NominationList) -> None:
    """Only a draft is edited; `IllegalMove` (409) otherwise. Its kept verdicts are renewed."""
    session = object_session(list_)
    if session is not None:
        session.info.setdefault(CHANGED, set()).add(list_.id)
    if list_.state is not ListState.DRAFT:
        raise IllegalMove("change", list_.state, LIST_LIFECYCLE.open_from(list_.state))


def kinds_of(session: Session, list_: NominationList) -> dict[int, AwardKind]:
    """The awards this list may hold: of its family and level, in force on its day of judging."""
    rows = session.scalars(
        select(AwardKind).where(
            on(AwardKind, list_.judged_on),
            AwardKind.family == list_.family,
            AwardKind.upward == list_.upward,
        )
    )
    return {row.id: row for row in rows}


def blockers_of_text(achievement: str) -> Iterable[Blocker]:
    """An achievement that would not fit on the paper."""
    length = len(clean(achievement))
    if length > ACHIEVEMENT_LIMIT:
        yield Blocker(
            "achievement",
            T("Thành tích không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
              most=ACHIEVEMENT_LIMIT, length=length),
        )  # fmt: skip


def taken_on(session: Session, list_: NominationList) -> set[tuple[str, int]]:
    """Subject and award of each nomination on the list: nobody is there twice for one award."""
    rows = rows_of(session, _subjects(), {"of_list": list_.id})
    return {(key, kind_id) for key, kind_id in rows}


@cache
def _subjects() -> Select[str, int]:
    return select(Nomination.subject_key, Nomination.award_kind_id).where(
        Nomination.list_id == bindparam("of_list")
    )
