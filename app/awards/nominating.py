"""Change a nomination of a draft list, decide what the rules leave open, take it off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.audit.queries import history_of
from app.awards import policy, rules
from app.awards.drafting import blockers_of_text, kinds_of, require_draft
from app.awards.list_models import Complaint, ListNote, UnitProposal
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.person_year import blockers_of_months
from app.awards.states import Gender, PositionKind, SubjectKind
from app.database.transaction import to_change
from app.kernel.actor import Actor
from app.kernel.dates import instant_text
from app.kernel.refusals import Blocked, Blocker, Difference, StaleEdit, require, require_ready
from app.kernel.text import T
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
    present = " ".join(letters for letters in wanted if letters in change.parts)
    if version != nomination.version:
        raise _stale(session, nomination, achievement, present)
    before = {"award": nomination.award_kind_id, "parts": nomination.parts_present,
              "achievement": nomination.achievement, "gender": str(nomination.gender),
              "position_kind": str(nomination.position_kind),
              "months": [nomination.months_worked, nomination.maternity_months]}  # fmt: skip
    nomination.award_kind_id, nomination.achievement = kind.id, achievement
    nomination.parts_present = present
    if nomination.subject_kind is SubjectKind.INDIVIDUAL:
        nomination.gender = change.gender or nomination.gender
        nomination.position_kind = change.position_kind or nomination.position_kind
        nomination.months_worked, nomination.maternity_months = months
    record(session, actor, "nomination:change", nomination, now, list=list_.id, old=before,
           new={"award": kind.id, "parts": present, "achievement": achievement,
                "gender": str(nomination.gender),
                "position_kind": str(nomination.position_kind),
                "months": list(months)})  # fmt: skip


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


def _stale(session: Session, row: Nomination, achievement: str, present: str) -> StaleEdit:
    last = history_of(session, row.subject)[-1:]
    theirs = " ".join(row.parts_present.split())
    pairs = (
        Difference("achievement", T("Thành tích"), achievement, row.achievement),
        Difference("parts", T("Thành phần hồ sơ đã có"), present, theirs),
    )
    return StaleEdit(
        last[0].actor_name if last else "",
        instant_text(last[0].at) if last else "",
        [pair for pair in pairs if pair.mine != pair.theirs],
        row.version,
    )


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
