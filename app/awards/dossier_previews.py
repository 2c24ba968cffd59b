"""Real data for previews of the office's templates: the latest locked list."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards import policy, queries
from app.awards.dossier_fillings import COUNT, COVERED, MINUTES
from app.awards.dossier_plan import Piece, pieces
from app.awards.dossier_queries import decisions_of, dossier_of
from app.awards.dossier_words import Paper
from app.awards.models import NominationList
from app.awards.states import ListState
from app.awards.verification import lookups
from app.kernel.actor import Actor
from app.papers.kinds import Filling, fills


def offer_real_data() -> None:
    """For every kind of the set but those of a sitting, which that room gives."""
    for code in sorted(COVERED - {MINUTES, COUNT}):
        fills(code, _latest(code))


def _latest(code: str) -> Callable[[Session, Actor], Filling | None]:
    def real(session: Session, actor: Actor) -> Filling | None:
        if policy.see(actor) is not None:
            return None
        lists = session.scalars(
            select(NominationList)
            .where(NominationList.state != ListState.DRAFT)
            .order_by(NominationList.year.desc(), NominationList.number.desc())
            .limit(5)
        )
        # The newest list that has such a paper: not every list goes to a higher level.
        for list_ in lists:
            for piece in pieces(_paper(session, list_), (), {code}):
                if piece.kind == code and (filling := _filling(piece)) is not None:
                    return filling
        return None

    return real


def _paper(session: Session, list_: NominationList) -> Paper:
    return Paper(
        queries.shown_list(session, list_), dossier_of(session, list_),
        queries.snapshot_code(list_), list_.decision_number, list_.decided_on,
        decisions_of(session, list_), lookups(session, list_),
    )  # fmt: skip


def _filling(piece: Piece) -> Filling | None:
    if piece.blanks is not None:
        sheets = piece.blanks()
        return Filling(sheets[0]) if sheets else None
    if piece.fill is not None and piece.document is not None:
        return piece.fill(piece.document())
    return None
