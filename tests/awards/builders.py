"""Awards for tests: the catalogue, recognised and applied solutions, lists."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.adoption.models import Adoption
from app.adoption.states import AdoptionState
from app.awards.actions import (
    ListDraft,
    NominationDraft,
    add_nominations,
    create_list,
    issue_list,
    load_catalogue,
    lock_list,
    submit_list,
)
from app.awards.models import AwardKind, Nomination, NominationList
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.review.models import Recognition
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

DECIDED = date(2026, 9, 20)
TITLE = "Trợ lý đọc đơn tại quầy một cửa"
MOVEMENT = "phong trào thi đua ứng dụng trí tuệ nhân tạo năm 2026"
ALL_PARTS = ("TTr", "BC", "BB", "CN")


def recognise(session: Session, idea: Idea, number: str = "455/QĐ-UBND", **changes: Any) -> None:
    """The head's decision on one dossier."""
    columns: dict[str, Any] = {
        "recognised": True, "decision_number": number, "decided_on": DECIDED, "sat_on": DECIDED,
        "votes_for": 8, "votes_of": 9, "unit_name": idea.unit_name, "recorded_at": NOON, **changes,
    }  # fmt: skip
    session.add(Recognition(idea_id=idea.id, round_id=idea.round_id, **columns))
    session.flush()


def apply_in(session: Session, idea: Idea, unit_id: int, **changes: Any) -> None:
    """A confirmed application in a unit."""
    unit = session.get_one(Unit, unit_id)
    columns: dict[str, Any] = {
        "state": AdoptionState.CONFIRMED, "since": date(2026, 5, 1), "reported_at": NOON,
        "confirmed_at": NOON, **changes,
    }  # fmt: skip
    session.add(Adoption(idea_id=idea.id, unit_id=unit_id, unit_name=unit.name, **columns))
    session.flush()


def make_solution(
    session: Session,
    world: World,
    round_: Round,
    *,
    title: str = TITLE,
    author: str = "author",
    coauthors: tuple[str, ...] = (),
    applied_in: tuple[str, ...] = ("P9",),
) -> Idea:
    """A recognised solution, applied in these units."""
    idea = make_idea(session, world, round_, IdeaState.RECOGNISED, title=title, author=author,
                     coauthors=coauthors)  # fmt: skip
    recognise(session, idea)
    for code in applied_in:
        apply_in(session, idea, world.units[code])
    return idea


def kind_id(session: Session, code: str) -> int:
    """The id of an award of the shipped catalogue."""
    return session.scalars(select(AwardKind.id).where(AwardKind.code == code)).one()


def make_list(
    session: Session, world: World, now: datetime = NOON, **changes: Any
) -> NominationList:
    """An empty draft list of the awards officer, with the catalogue loaded."""
    load_catalogue(session, SYSTEM, now)
    values: dict[str, Any] = {
        "title": "Giấy khen phong trào ứng dụng TTNT năm 2026", "judged_on": date(2026, 10, 1),
        "movement": MOVEMENT, **changes,
    }  # fmt: skip
    return create_list(session, world.awards_officer, ListDraft(**values), now)


def nominate(
    session: Session,
    world: World,
    list_: NominationList,
    idea: Idea,
    *,
    who: str = "author",
    award: str = "GK-CN",
    parts: tuple[str, ...] = ALL_PARTS,
) -> Nomination:
    """Put one author (a name in the world) or unit ("P9") on a list."""
    key = (
        f"unit:{world.units[who]}" if who in world.units
        else f"account:{getattr(world, who).user_id}"
    )  # fmt: skip
    draft = NominationDraft(key, kind_id(session, award), (idea.id,), parts=parts)
    return add_nominations(session, world.awards_officer, list_, [draft], NOON)[0]


def ready_list(session: Session, world: World) -> NominationList:
    """A draft with two people and a unit, all of them đủ."""
    round_ = make_round(session, world)
    idea = make_solution(session, world, round_, coauthors=("author2",))
    list_ = make_list(session, world)
    for who, award in (("author", "GK-CN"), ("author2", "GK-CN"), ("P9", "GK-TT")):
        nominate(session, world, list_, idea, who=who, award=award)
    return list_


def asking(world: World, session: Session) -> tuple[NominationList, Nomination]:
    """A list with one line that a person must look at: a share below 20 %."""
    team = ("author2", "clerk", "plan_officer", "communications", "inspector")
    idea = make_solution(session, world, make_round(session, world), coauthors=team)
    list_ = make_list(session, world)
    return list_, nominate(session, world, list_, idea)


def submitted_list(session: Session, world: World) -> NominationList:
    """The ready list, locked and on the signer's desk."""
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    submit_list(session, world.awards_officer, list_, NOON)
    return list_


def issued_list(session: Session, world: World) -> NominationList:
    """The ready list with its decision."""
    list_ = submitted_list(session, world)
    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", date(2026, 10, 1), NOON)
    return list_
