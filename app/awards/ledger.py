"""What an issued list writes into the ledger of achievements, and what a revocation marks there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements import actions as achievements
from app.achievements.rules import About, AwardDraft, Use
from app.achievements.states import Family, Ground, Level, Source, Subject
from app.awards.compiled import Line
from app.awards.list_models import AwardRevocation
from app.awards.models import AwardKind, Nomination, NominationBasis, NominationList
from app.awards.states import SubjectKind
from app.awards.subjects import unit_of
from app.kernel.actor import Actor


def write_award(
    session: Session, actor: Actor, list_: NominationList, row: Nomination, line: Line,
    now: datetime,
) -> None:  # fmt: skip
    """One line that was granted. The same line is never written twice."""
    kind = session.get_one(AwardKind, row.award_kind_id)
    bases = session.scalars(
        select(NominationBasis)
        .where(NominationBasis.nomination_id == row.id)
        .order_by(NominationBasis.id)
    )
    achievements.record_award(
        session, actor,
        AwardDraft(
            about=_about(row),
            award_name=line.award_name, family=Family(kind.family), year=list_.year,
            award_code=kind.code, level=Level.PROVINCE if kind.upward else Level.BASE,
            ground=Ground.MOVEMENT if list_.movement else Ground.MERIT,
            decision_number=row.decision_number, decided_on=row.decided_on,
            issuer=kind.authority, source=Source.LIST, source_ref=f"nomination:{row.id}",
            uses=tuple(Use(basis.idea_id, share=basis.share) for basis in bases),
        ),
        now,
    )  # fmt: skip


def _about(row: Nomination) -> About:
    """The ledger knows people and collectives. A household and a group inside a unit are kept as
    collectives by their name: their award is not one of the unit they belong to.
    """
    if row.subject_kind is SubjectKind.INDIVIDUAL:
        return About(Subject.INDIVIDUAL, row.name, row.account_id, row.unit_id, row.unit_name)
    return About(Subject.COLLECTIVE, row.name, None, unit_of(row.subject_key), row.unit_name)


def mark_revoked(
    session: Session, actor: Actor, revocation: AwardRevocation, now: datetime
) -> None:
    """The row stays and counts for nothing any more."""
    row = achievements.current_of(session, f"nomination:{revocation.nomination_id}")
    if row is not None:
        achievements.revoke_award(
            session, actor, row, number=revocation.decision_number, on=revocation.decided_on,
            reason=revocation.reason, now=now,
        )  # fmt: skip
