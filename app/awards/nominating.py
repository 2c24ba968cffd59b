"""Change a nomination of a draft list, decide what the rules leave open, take it off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.edits import stale_edit
from app.awards import policy, rules
from app.awards.drafting import blockers_of_text, kinds_of, require_draft
from app.awards.list_models import Complaint, ListNote, UnitProposal
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.person_year import blockers_of_months
from app.awards.states import (
    GENDER_TITLES,
    POSITION_TITLES,
    Gender,
    PositionKind,
    SubjectKind,
)
from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, Difference, StaleEdit, require, require_ready
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line


@dataclass(frozen=True, slots=True)
class NominationChange:
    """What an officer edits."""

    award_kind_id: int
    achievement: str
    parts: tuple[str, ...] = ()
    gender: Gender | None = None
    position_kind: PositionKind | None = None
    months: tuple[int | None, int | None] | None = None
    """Months worked and of maternity leave; None: they stay as they are."""


def change_nomination(
    session: Session,
    actor: Actor,
    nomination: Nomination,
    change: NominationChange,
    now: datetime,
    *,
    version: int,
) -> None:
    """Change award, wording and ticked parts on a draft list.

    `StaleEdit` when somebody saved first.
    """
    require(policy.change_nomination(actor, nomination.account_id))
    list_ = to_change(session, NominationList, nomination.list_id)
    require_draft(list_)
    achievement = clean(change.achievement)
    kind = kinds_of(session, list_).get(change.award_kind_id)
    months = change.months or (nomination.months_worked, nomination.maternity_months)
    found = _blockers_to_change(session, nomination, kind, achievement)
    require_ready([*found, *blockers_of_months(*months)])
    assert kind is not None  # noqa: S101 - require_ready stopped otherwise
    wanted = [part.letters for part in rules.parts_of(kind.parts)]
    mine = {
        "award_kind_id": kind.id, "achievement": achievement,
        "parts_present": " ".join(letters for letters in wanted if letters in change.parts),
    }  # fmt: skip
    if nomination.subject_kind is SubjectKind.INDIVIDUAL:
        mine |= {
            "gender": change.gender or nomination.gender,
            "position_kind": change.position_kind or nomination.position_kind,
            "months_worked": months[0], "maternity_months": months[1],
        }  # fmt: skip
    if version != nomination.version:
        raise _stale(session, nomination, mine)
    before = _kept(nomination)
    for name, value in mine.items():
        setattr(nomination, name, value)
    record(session, actor, "nomination:change", nomination, now, list=list_.id, old=before,
           new=_kept(nomination))  # fmt: skip


def _blockers_to_change(
    session: Session, nomination: Nomination, kind: AwardKind | None, achievement: str
) -> list[Blocker]:
    found = list(blockers_of_text(achievement))
    if not achievement:
        found.append(Blocker("achievement", T("Nhập thành tích")))
    if kind is None or kind.subject_kind is not nomination.subject_kind:
        found.append(Blocker("award", T("Chọn hình thức hoặc danh hiệu của danh sách này")))
    elif _is_taken(session, nomination, kind):
        taken = T("%(name)s đã có hình thức này trong danh sách", name=nomination.name)
        found.append(Blocker("award", taken))
    return found


def _is_taken(session: Session, nomination: Nomination, kind: AwardKind) -> bool:
    twin = select(Nomination.id).where(
        Nomination.list_id == nomination.list_id,
        Nomination.subject_key == nomination.subject_key,
        Nomination.award_kind_id == kind.id,
        Nomination.id != nomination.id,
    )
    return session.scalar(twin) is not None


def _kept(row: Nomination) -> dict[str, object]:
    """What the record keeps of a line before and after a change."""
    return {"award": row.award_kind_id, "parts": row.parts_present,
            "achievement": row.achievement, "gender": str(row.gender),
            "position_kind": str(row.position_kind),
            "months": [row.months_worked, row.maternity_months]}  # fmt: skip


_BOXES = {
    "award_kind_id": ("award", T("Hình thức, danh hiệu đề nghị")),
    "achievement": ("achievement", T("Thành tích")),
    "parts_present": ("parts", T("Thành phần hồ sơ đã có")),
    "gender": ("gender", T("Giới tính")),
    "position_kind": ("position_kind", T("Vị trí công tác")),
    "months_worked": ("months_worked", T("Số tháng làm việc trong năm")),
    "maternity_months": ("maternity_months", T("Số tháng nghỉ thai sản trong năm")),
}
"""Each column with the box of the form that posts it."""


def _stale(session: Session, row: Nomination, mine: dict[str, Any]) -> StaleEdit:
    kinds = select(AwardKind).where(AwardKind.id.in_({mine["award_kind_id"], row.award_kind_id}))
    awards = {kind.id: kind for kind in session.scalars(kinds)}
    found = []
    for name, value in mine.items():
        stored = getattr(row, name)
        if value != stored:
            (left, mine_shown), (right, shown) = (_typed(one, name, awards)
                                                  for one in (value, stored))  # fmt: skip
            found.append(Difference(*_BOXES[name], left, right, (mine_shown, shown)))
    return stale_edit(session, row, found)


def _typed(value: Any, name: str, awards: Mapping[int, AwardKind]) -> tuple[str, str]:
    """A column as its box posts it, and in words."""
    if name == "award_kind_id":
        return awards[value].code, awards[value].name
    if isinstance(value, Gender | PositionKind):
        titles: Mapping[Any, Text] = {**GENDER_TITLES, **POSITION_TITLES}
        return str(value), str(titles[value])
    text = "" if value is None else str(value)
    return text, text


def remove_nomination(
    session: Session, actor: Actor, nomination: Nomination, reason: str, now: datetime
) -> None:
    """Take a subject off a draft list, with a reason; the record keeps who it was."""
    require(policy.change_nomination(actor, nomination.account_id))
    list_ = to_change(session, NominationList, nomination.list_id)
    require_draft(list_)
    reason = clean_line(reason)
    if not reason:
        raise Blocked([Blocker("removal_reason", T("Nhập lý do loại khỏi danh sách"))])
    record(session, actor, "nomination:remove", nomination, now, reason=reason, list=list_.id,
           name=nomination.name, subject=nomination.subject_key,
           award=nomination.award_kind_id)  # fmt: skip
    key = nomination.id
    for part in (Complaint, ListNote, UnitProposal):
        session.execute(
            update(part).where(part.nomination_id == key).values(nomination_id=None)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    session.expunge(nomination)
    session.execute(delete(NominationBasis).where(NominationBasis.nomination_id == key))
    session.execute(delete(Nomination).where(Nomination.id == key))
