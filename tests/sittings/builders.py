"""A council of nine and its sitting, for tests."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.queries import actor_of
from app.councils.models import Council, CouncilOffice
from app.councils.states import Office
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.rounds.models import Round
from app.sittings import balloting, planning, running
from app.sittings.agenda import offered
from app.sittings.agenda_queries import items_to_change
from app.sittings.models import Sitting, SittingItem
from app.sittings.rules import Share, SittingDraft
from app.sittings.states import BallotKind, Choice
from tests.ideas.builders import make_idea
from tests.people import EARLY, NOON, World, add_person
from tests.rounds.builders import make_round

SEATS = ("chair", "secretary", "reviewer", "reviewer2", "reviewer3", "reviewer_p9")
MORE = (("seat7", "Lương Thế Bảy"), ("seat8", "Tạ Văn Tám"), ("seat9", "Chu Thị Chín"))


def nine(session: Session, world: World) -> list[Actor]:
    """The six of the world and three more: everybody who sits in the council."""
    for key, name in MORE:
        account = add_person(session, world, key, name, "HDN", Role.REVIEWER)
        world.actors[key] = actor_of(session, account, NOON.date())
    return [world.actors[key] for key in (*SEATS, *(key for key, _name in MORE))]


def council_round(
    session: Session, world: World, units: str = "P9 P1 P9 HDN", code: str = "DX-2026"
) -> Round:
    """A round with one dossier of each of these units before the council."""
    round_ = make_round(session, world, code=code)
    for number, code in enumerate(units.split(), start=1):
        author = "author" if code == "P9" else "other_author"
        make_idea(session, world, round_, author=author, unit=code, state=IdeaState.BEFORE_COUNCIL,
                  title=f"Giải pháp số {number}")  # fmt: skip
    session.flush()
    return round_


def planned(session: Session, world: World, now: datetime = NOON) -> Sitting:
    """A sitting with everything that waits on its agenda, in the order of the codes."""
    council = session.get_one(Council, world.council_id)
    draft = SittingDraft("Họp Hội đồng sáng kiến đợt 1", now, "Phòng họp A", Share(2, 3))
    sitting = planning.plan_sitting(session, world.secretary, council, draft, now)
    session.flush()
    for _source, candidates in offered(session, world.secretary, world.council_id):
        if candidates:
            planning.add_items(session, world.secretary, sitting, candidates, now)
    return sitting


def opened(session: Session, world: World, here: list[Actor], now: datetime = NOON) -> Sitting:
    """The sitting opened, with these people noted as there."""
    sitting = planned(session, world, now)
    running.open_sitting(session, world.secretary, sitting, now)
    come(session, world, sitting, here, now)
    return sitting


def come(session: Session, world: World, sitting: Sitting, who: list[Actor], now: datetime) -> None:
    """These people come in."""
    keys = [one.user_id or 0 for one in who]
    running.note_presence(session, world.secretary, sitting, keys, now, here=True)
    session.flush()


def items(session: Session, sitting: Sitting) -> list[SittingItem]:
    """The agenda, in its order."""
    session.flush()
    return list(items_to_change(session, sitting.id))


def vote(
    session: Session, world: World, sitting: Sitting, item: SittingItem, said: dict[Actor, Choice],
    kind: BallotKind = BallotKind.OPEN, minute: int = 0,
) -> None:  # fmt: skip
    """Call the item, let these people answer, close the vote."""
    now = NOON + timedelta(minutes=minute)
    running.call_item(session, world.secretary, sitting, item, now)
    balloting.open_ballot(session, world.secretary, sitting, item, kind, now)
    session.flush()
    for person, choice in said.items():
        balloting.cast_vote(session, person, sitting, item, choice, now)
        session.flush()
    balloting.close_ballot(session, world.secretary, sitting, item, now)
    session.flush()


def make_alternate(session: Session, world: World, account_id: int) -> None:
    """This member is an alternate from early on."""
    session.add(
        CouncilOffice(council_id=world.council_id, account_id=account_id, office=Office.ALTERNATE,
                      decision_number="102/QĐ-UBND", valid_from=EARLY)
    )  # fmt: skip
    session.flush()
