"""The unit's desk acts on several dossiers: confirm together, put in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.database.transaction import all_to_change
from app.ideas import policy, queries
from app.ideas.actions import endorse_idea
from app.ideas.models import Idea
from app.ideas.unit_desk import Desk, is_clerk_of, ordered_ids
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require
from app.kernel.text import T


def endorse_ideas(session: Session, actor: Actor, keys: Sequence[int], now: datetime) -> int:
    """Confirm several, all of them or none; the limit of the unit holds for them together.

    What has changed since the preview (returned, withdrawn, confirmed by somebody else) refuses
    the whole act by its life cycle.
    """
    ideas = all_to_change(session, Idea, list(keys))
    if len(ideas) != len(set(keys)):
        raise Denied(NOT_FOUND)
    if not ideas:
        raise Blocked([Blocker("", T("Chọn ít nhất một hồ sơ"))])
    for idea in ideas:
        require(policy.decide_for_unit(actor, queries.standing_of(session, idea)))
    for idea in ideas:
        endorse_idea(session, actor, idea, now)
    return len(ideas)


def arranged(present: Sequence[int], typed: Mapping[int, int]) -> list[int]:
    """The new order: a typed number is a wished place, first come wins a tie.

    Dossiers without a number keep their order among each other, behind the numbered ones.
    """
    behind = len(present) + 1
    places = {key: place for place, key in enumerate(present)}
    return sorted(present, key=lambda key: (typed.get(key, behind), places[key]))


def moved(present: Sequence[int], key: int, step: int) -> list[int]:
    """One place up (-1) or down (1); at an end nothing happens."""
    found = list(present)
    if key in found:
        here = found.index(key)
        there = min(max(here + step, 0), len(found) - 1)
        found[here], found[there] = found[there], found[here]
    return found


def order_ideas(
    session: Session, actor: Actor, desk: Desk, typed: Mapping[int, int], now: datetime,
    *, move: tuple[int, int] | None = None,
) -> None:  # fmt: skip
    """Store the unit's order of preference: the typed places first, then the one step asked for."""
    if not is_clerk_of(actor, desk.unit_id):
        raise Denied(NOT_FOUND)
    present = ordered_ids(session, actor, desk)
    wished = arranged(present, {key: place for key, place in typed.items() if key in present})
    if move is not None:
        wished = moved(wished, *move)
    ideas = {idea.id: idea for idea in all_to_change(session, Idea, present)}
    changed = [place for place, key in enumerate(wished, 1) if ideas[key].unit_order != place]
    if not changed:
        return
    for place, key in enumerate(wished, start=1):
        ideas[key].unit_order = place
    codes = ", ".join(ideas[key].code or "" for key in wished)
    record(session, actor, "idea:order", f"unit:{desk.unit_id}", now, after=codes[:2000])
