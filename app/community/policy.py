"""Who may vote for what, set the vote, and see its result. Counts are nobody's before the close."""

from dataclasses import dataclass
from datetime import datetime

from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import deadline_text
from app.kernel.refusals import NOT_FOUND, Denial
from app.kernel.text import T

VOTABLE = (IdeaState.ELIGIBLE, IdeaState.SCORING, IdeaState.SCORED)
"""Checked by the office, not yet before the council."""
JUDGES = (Role.REVIEWER, Role.CHAIR, Role.SECRETARY)


@dataclass(frozen=True, slots=True)
class PollStanding:
    """What decides about one round's vote."""

    council_id: int
    announced: bool
    opens_at: datetime
    closes_at: datetime
    own_votes: bool


def see(actor: Actor, poll: PollStanding, now: datetime) -> Denial | None:
    """Everybody with an account, from the opening on."""
    if actor.user_id is None or not poll.announced or now < poll.opens_at:
        return NOT_FOUND
    return None


def vote(actor: Actor, poll: PollStanding, now: datetime, *, own: bool = False) -> Denial | None:
    """While it is open. Who scores or runs the round does not vote in it as well; one's own
    dossier only where the round allows it."""
    denial = see(actor, poll, now)
    if denial is not None:
        return denial
    if now >= poll.closes_at:
        return Denial("closed", T("Bình chọn đã kết thúc lúc %(end)s.",
                                  end=deadline_text(poll.closes_at)))  # fmt: skip
    if actor.in_council(poll.council_id, *JUDGES):
        return Denial("judge", T("Thành viên Hội đồng của đợt này không tham gia bình chọn."))
    if own and not poll.own_votes:
        return Denial("own", T("Không bình chọn cho hồ sơ của chính mình."))
    return None


def manage(actor: Actor, council_id: int) -> Denial | None:
    """The council's secretary."""
    if actor.in_council(council_id, Role.SECRETARY):
        return None
    return Denial("not_secretary", T("Chỉ thư ký của Hội đồng được thiết lập bình chọn."))


def count(actor: Actor, council_id: int, closes_at: datetime, now: datetime) -> Denial | None:
    """Secretary and chair, after the close. Before it nobody: not the secretary, not by export."""
    if not actor.in_council(council_id, Role.SECRETARY, Role.CHAIR):
        return NOT_FOUND
    if now < closes_at:
        return Denial("hidden", T("Số phiếu bình chọn chỉ xem được sau khi kết thúc, lúc %(end)s.",
                                  end=deadline_text(closes_at)))  # fmt: skip
    return None
