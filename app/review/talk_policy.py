"""Who takes part in the talk about a dossier. Never before one's own sheet is locked."""

from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T
from app.review.policy import SheetStanding, read_sheet
from app.review.states import SheetState


def join_discussion(actor: Actor, sheet: SheetStanding) -> Denial | None:
    """The reviewer whose own sheet is locked: nobody's score is swayed by another's words."""
    denial = read_sheet(actor, sheet)
    if denial is not None:
        return denial
    if sheet.state is not SheetState.LOCKED:
        return Denial(
            "not_locked",
            T("Trao đổi về hồ sơ mở cho Ông/Bà sau khi Ông/Bà chốt phiếu của mình."),
        )
    return None


def answer_author_question(actor: Actor, author_ids: frozenset[int]) -> Denial | None:
    """One of the dossier's authors."""
    return None if actor.user_id in author_ids else NOT_FOUND
