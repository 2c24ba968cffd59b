"""Invariants of awards: each finds the breach that is planted for it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.awards.actions import confirm_override, load_catalogue, lock_list, override
from app.awards.models import Nomination
from app.awards.states import Verdict
from app.checks.awards import locked_lines_that_lack, recounted
from app.checks.invariants import breaches
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied
from tests.awards.builders import ready_list
from tests.awards.facts import line
from tests.people import NOON, World


def found(app: Flask) -> set[str]:
    return {name for name, _sentence in breaches(db.session(), app.config["FILES_FOLDER"])}


def locked(world: World) -> int:
    with transaction() as session:
        list_ = ready_list(session, world)
        lock_list(session, world.awards_officer, list_, NOON)
        return list_.id


def planted(list_id: int, change: Callable[[dict[str, Any]], None]) -> None:
    with db.engine.begin() as connection:
        snapshot = connection.execute(
            text("SELECT snapshot FROM nomination_list WHERE id = :id"), {"id": list_id}
        ).scalar_one()
        whole = json.loads(snapshot)
        change(whole["lines"][0])
        connection.execute(
            text("UPDATE nomination_list SET snapshot = :text WHERE id = :id"),
            {"id": list_id, "text": json.dumps(whole, ensure_ascii=False)},
        )


def lacking(line_: dict[str, Any]) -> None:
    line_["answers"][0]["verdict"] = "lacking"


def unconfirmed(line_: dict[str, Any]) -> None:
    lacking(line_)
    line_["override"] = {"verdict": "met", "reason": "Lý do", "by": "A", "holds": True,
                         "by_id": 1, "confirmed": False, "confirmed_by": ""}  # fmt: skip


def dearer(line_: dict[str, Any]) -> None:
    line_["amount"] += 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lacking, "closed_lists_lack_nothing"),
        (unconfirmed, "closed_lists_lack_nothing"),
        (dearer, "award_money_adds_up"),
    ],
)
def test_a_closed_list_that_was_tampered_with_is_named(
    app: Flask, world: World, change: Callable[[dict[str, Any]], None], name: str
) -> None:
    list_id = locked(world)
    before = {one for one, _ in locked_lines_that_lack(db.session())}
    db.session.remove()

    planted(list_id, change)

    assert before == set()
    assert name in {one for one, _ in locked_lines_that_lack(db.session())}


PLANTED = {
    "approved_rules_follow_each_other":
        "INSERT INTO rule_set (code, name, basis, state, valid_from, created_at, approved_at,"
        " edits, version) VALUES ('x', 'X', '', 'approved', '2026-01-01', '2026-01-01 00:00:00',"
        " '2026-01-01 00:00:00', 0, 1)",
    "rules_are_approved_by_another":
        "UPDATE rule_set SET created_by = (SELECT MIN(id) FROM account)",
    "versions_of_an_award_follow_each_other":
        "UPDATE award_kind SET code = 'GK-CN' WHERE code = 'GK-TT'",
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_breach_of_the_catalogue_is_named(app: Flask, world: World, name: str) -> None:
    with transaction() as session:
        load_catalogue(session, SYSTEM, NOON)
        if name == "versions_of_an_award_follow_each_other":
            session.execute(
                text("UPDATE award_kind SET valid_from = '2025-08-01' WHERE code = 'GK-TT'")
            )
    before = found(app)
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text(PLANTED[name]))

    assert name not in before
    assert name in found(app)


def test_money_is_recounted_without_decimals() -> None:
    assert recounted(line(1), 2_530_000) == 759_000
    assert recounted(line(1), None) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "lose", "keep", "confirm", "lock"]), st.integers(0, 2),
        st.sampled_from(["awards_officer", "leader"]),
    ),
    max_size=12,
)  # fmt: skip


@settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(STEPS)
def test_no_order_of_acts_closes_a_list_over_somebody_who_lacks(
    app: Flask, world: World, session: Session, steps: list[tuple[str, int, str]]
) -> None:
    """However papers come and go and officers conclude: closed means đủ, or confirmed by two."""
    with session.begin_nested() as point:
        list_ = ready_list(session, world)
        rows = session.scalars(
            select(Nomination).where(Nomination.list_id == list_.id).order_by(Nomination.id)
        ).all()
        for act, number, who in steps:
            row, actor = rows[number], getattr(world, who)
            try:
                if act == "lose":
                    row.parts_present = "TTr"
                elif act == "keep":
                    row.parts_present = "TTr BC BB CN"
                elif act == "ask":
                    override(session, actor, row, Verdict.MET, "Có giấy", NOON)
                elif act == "confirm":
                    confirm_override(session, actor, row, NOON)
                else:
                    lock_list(session, world.awards_officer, list_, NOON)
                    break
            except (Blocked, Denied):
                continue
        session.flush()
        assert list(locked_lines_that_lack(session)) == []
        point.rollback()
