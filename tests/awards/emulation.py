"""The emulation council of nine and its sittings over nominations."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from app.accounts.queries import actor_of
from app.awards.agenda import KIND
from app.councils.models import Council, CouncilKind
from app.kernel.actor import Actor, Role
from app.sittings import agenda, closing, planning, running
from app.sittings.models import Sitting
from app.sittings.rules import Share, SittingDraft
from app.sittings.states import Choice
from tests.people import EARLY, NOON, World, add_person
from tests.sittings.builders import come, items, vote

PLACES = ("PNV", "PNV", "P9", "P1", "HDN", "PKT", "PKT", "P1", "HDN")


def seat(session: Session, world: World) -> list[Actor]:
    """An emulation council of nine: the world's secretary and chair run it from now on."""
    made = Council(name="Hội đồng thi đua - khen thưởng Quận 3", kind=CouncilKind.EMULATION,
                   decision_number="7/QĐ-UBND", decided_on=EARLY, term_from=EARLY)  # fmt: skip
    session.add(made)
    session.flush()
    world.council_id = made.id
    roles = [Role.CHAIR, Role.SECRETARY, *[Role.REVIEWER] * 7]
    for number, (role, unit) in enumerate(zip(roles, PLACES, strict=True)):
        account = add_person(session, world, f"tdkt{number}", f"Thành Viên {number}", unit, role)
        world.actors[f"tdkt{number}"] = actor_of(session, account, NOON.date())
    world.actors |= {"chair": world.tdkt0, "secretary": world.tdkt1}
    return [world.actors[f"tdkt{number}"] for number in range(9)]


def plan(session: Session, world: World, kinds: tuple[str, ...] = (KIND,)) -> Sitting:
    """A sitting with everything of these kinds that waits."""
    made = planning.plan_sitting(session, world.secretary,
                                 session.get_one(Council, world.council_id),
                                 SittingDraft("Họp xét khen thưởng", NOON, "", Share(2, 3)),
                                 NOON)  # fmt: skip
    session.flush()
    for kind in kinds:
        planning.add_items(session, world.secretary, made, dict_of(session, world)[kind], NOON)
    return made


def open_with(session: Session, world: World, sitting: Sitting, here: list[Actor]) -> None:
    running.open_sitting(session, world.secretary, sitting, NOON)
    come(session, world, sitting, here, NOON)


def close(session: Session, world: World, sitting: Sitting) -> None:
    closing.close_sitting(session, world.secretary, sitting, NOON + timedelta(hours=1))
    session.flush()


def dict_of(session: Session, world: World) -> dict[str, list[agenda.Candidate]]:
    found = agenda.offered(session, world.secretary, world.council_id)
    return {source.kind: candidates for source, candidates in found}


def all_agree(session: Session, world: World, council: Sequence[Actor]) -> None:
    """One sitting over everything that waits; who may vote says yes."""
    sitting = plan(session, world)
    open_with(session, world, sitting, list(council))
    for minute, item in enumerate(items(session, sitting)):
        away = agenda.grounds(session, [item.subject], [one.user_id or 0 for one in council])
        kept = away.get(item.subject, {})
        said = {one: Choice.YES for one in council if one.user_id not in kept}
        vote(session, world, sitting, item, said, minute=minute)
    close(session, world, sitting)
