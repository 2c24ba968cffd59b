"""Sets of rules: copied, edited, approved by another; lists keep the rules of their day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards.actions import load_catalogue, lock_list
from app.awards.compiling import judged_lines
from app.awards.models import RuleSet
from app.awards.rule_actions import (
    SetDraft,
    add_rule,
    change_rule,
    change_rule_set,
    create_rule_set,
    draft_of_rule,
    remove_rule,
)
from app.awards.rule_approving import (
    approve_rule_set,
    drop_rule_set,
    propose_rule_set,
    send_back_rule_set,
)
from app.awards.rule_queries import rules_to_show
from app.awards.rule_states import RuleSetState
from app.awards.states import Verdict
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied, IllegalMove, StaleEdit
from tests.awards.builders import make_list, make_solution, nominate, ready_list
from tests.awards.rule_sets import (
    NEXT_YEAR,
    TODAY,
    approve,
    changed,
    copied,
    fields,
    rule_named,
    shipped,
)
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import make_round


def test_a_draft_begins_as_a_copy_and_leaves_its_source_alone(
    world: World, session: Session
) -> None:
    source = shipped(session)

    made = copied(session, world.awards_officer)
    changed(session, world, made, "share", parameter="30")

    assert len(rules_to_show(session, made.id)) == len(rules_to_show(session, source.id))
    assert rule_named(session, source, "share").parameter == "20"
    assert (made.state, made.copied_from) == (RuleSetState.DRAFT, source.id)


def test_a_draft_judges_nobody(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    made = copied(session, world.awards_officer, since=date(2024, 1, 1))
    changed(session, world, made, "share", parameter="90", otherwise=Verdict.LACKING)

    assert {line.verdict for line in judged_lines(session, [list_], None)[list_.id]} == {
        Verdict.MET
    }


@BOTH
def test_an_approved_set_counts_from_its_day_and_ends_the_one_before(
    world: World, session: Session
) -> None:
    now_list = ready_list(session, world)
    made = copied(session, world.awards_officer)
    changed(session, world, made, "share", parameter="90")
    idea = make_solution(session, world, make_round(session, world, code="DX-2"),
                         coauthors=("author2",))  # fmt: skip
    later = make_list(session, world, judged_on=NEXT_YEAR)
    nominate(session, world, later, idea)

    approve(session, world, made)
    lines = judged_lines(session, [now_list, later], None)

    source = session.get_one(RuleSet, made.copied_from)
    assert (source.valid_to, made.valid_from, made.approved_by) == (
        NEXT_YEAR, NEXT_YEAR, world.leader.user_id,
    )  # fmt: skip
    assert {line.verdict for line in lines[now_list.id]} == {Verdict.MET}
    assert [answer.code for answer in lines[later.id][0].unmet if answer.code == "share"] == [
        "share"
    ]


def test_who_wrote_a_set_does_not_approve_it(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer)
    propose_rule_set(session, world.awards_officer, made, NOON)

    with pytest.raises(Denied) as problem:
        approve_rule_set(session, world.awards_officer, made, NOON, today=TODAY)

    assert problem.value.denial.code == "same_person"
    assert made.state is RuleSetState.PROPOSED


def test_who_edits_and_proposes_anothers_draft_does_not_approve_it(
    world: World, session: Session
) -> None:
    made = copied(session, world.awards_officer)
    second = replace(world.awards_officer, user_id=world.plan_officer.user_id)
    changed(session, world, made, "share", parameter="90")
    propose_rule_set(session, second, made, NOON)
    seal(session)

    with pytest.raises(Denied) as problem:
        approve_rule_set(session, second, made, NOON, today=TODAY)
    approve_rule_set(session, world.leader, made, NOON, today=TODAY)

    assert problem.value.denial.code == "same_person"
    assert made.approved_by == world.leader.user_id


def test_a_proposed_or_approved_set_is_not_edited(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer)
    rule = rule_named(session, made, "share")
    draft = draft_of_rule(rule)
    propose_rule_set(session, world.awards_officer, made, NOON)

    for state in (RuleSetState.PROPOSED, RuleSetState.APPROVED):
        assert made.state is state
        for act in (
            lambda: change_rule(session, world.awards_officer, made, rule.id, draft, NOON,
                                version=made.version),
            lambda: remove_rule(session, world.awards_officer, made, rule.id, NOON,
                                version=made.version),
            lambda: add_rule(session, world.awards_officer, made, draft, NOON,
                             version=made.version),
            lambda: drop_rule_set(session, world.awards_officer, made, "Thôi", NOON),
        ):  # fmt: skip
            with pytest.raises(IllegalMove):
                act()
        if state is RuleSetState.PROPOSED:
            approve_rule_set(session, world.leader, made, NOON, today=TODAY)


def test_two_officers_who_edit_one_draft_do_not_overwrite_each_other(
    world: World, session: Session
) -> None:
    made = copied(session, world.awards_officer)
    seen = made.version
    changed(session, world, made, "share", parameter="30")
    rule = rule_named(session, made, "share")

    with pytest.raises(StaleEdit):
        change_rule(session, world.awards_officer, made, rule.id, draft_of_rule(rule), NOON,
                    version=seen)  # fmt: skip
    with pytest.raises(StaleEdit):
        change_rule_set(session, world.awards_officer, made, SetDraft("Khác", "", None), NOON,
                        version=seen)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"parameter": "hai mươi"}, ["parameter"]),
        ({"parameter": "101"}, ["parameter"]),
        ({"condition": "applied", "parameter": "3"}, ["parameter"]),
        ({"condition": "titles_in_a_row", "parameter": "CSTD-CS"}, ["parameter"]),
        ({"condition": "titles_in_a_row", "parameter": "KHONG-CO 3"}, ["parameter"]),
        ({"condition": "standing_clear", "parameter": "ghosts"}, ["parameter"]),
        ({"condition": "standing_clear", "parameter": "discipline " * 6}, ["parameter"]),
        ({"condition": "no_such"}, ["condition"]),
        ({"message": " ", "clause": ""}, ["message", "clause"]),
        ({"code": "Có dấu"}, ["code"]),
        ({"code": "applied"}, ["code"]),
        ({"award_code": "KHONG-CO"}, ["award_code"]),
        ({"off_for": "GK-CN KHONG-CO"}, ["off_for"]),
        ({"valid_to": date(2024, 1, 1)}, ["last_day"]),
    ],
)
def test_a_rule_is_refused_with_every_fault(
    world: World, session: Session, changes: dict[str, Any], wrong: list[str]
) -> None:
    made = copied(session, world.awards_officer)

    with pytest.raises(Blocked) as problem:
        changed(session, world, made, "share", **changes)

    assert fields(problem) == wrong


def test_each_edit_of_a_rule_says_what_it_was_and_is(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer)
    rule = rule_named(session, made, "share")
    subject = rule.subject

    changed(session, world, made, "share", parameter="35")
    remove_rule(session, world.awards_officer, made, rule.id, NOON, version=made.version)
    seal(session)

    change, removal = history_of(session, subject)
    assert (change.detail["was"]["parameter"], change.detail["now_is"]["parameter"]) == ("20", "35")
    assert (removal.verb, removal.detail["was"]["parameter"]) == ("eligibility_rule:remove", "35")


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (date(2024, 1, 1), "phải bắt đầu sau ngày đó"),
        (TODAY - timedelta(days=1), "trước ngày duyệt"),
        (TODAY, "Đã chốt 1 danh sách xét từ ngày này"),
    ],
)
def test_a_set_neither_overlaps_nor_judges_backwards(
    world: World, session: Session, since: date, told: str
) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    made = copied(session, world.awards_officer, since=since)
    propose_rule_set(session, world.awards_officer, made, NOON)

    with pytest.raises(Blocked) as problem:
        approve_rule_set(session, world.leader, made, NOON, today=TODAY)

    assert any(told in str(one.message) for one in problem.value.blockers)
    assert made.state is RuleSetState.PROPOSED


def test_a_set_without_a_day_is_not_proposed(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer, since=None)

    with pytest.raises(Blocked) as problem:
        propose_rule_set(session, world.awards_officer, made, NOON)

    assert fields(problem) == ["valid_from"]


def test_sending_back_and_dropping_want_a_reason(world: World, session: Session) -> None:
    made = copied(session, world.awards_officer)
    propose_rule_set(session, world.awards_officer, made, NOON)

    with pytest.raises(Blocked):
        send_back_rule_set(session, world.leader, made, " ", NOON)
    send_back_rule_set(session, world.leader, made, "Sửa tham số", NOON)
    with pytest.raises(Blocked):
        drop_rule_set(session, world.awards_officer, made, "", NOON)
    drop_rule_set(session, world.awards_officer, made, "Chưa cần", NOON)

    assert made.state is RuleSetState.DROPPED


@pytest.mark.parametrize("who", ["leader", "inspector", "admin", "author"])
def test_only_awards_officers_write_rules(world: World, session: Session, who: str) -> None:
    source = shipped(session)

    with pytest.raises(Denied):
        create_rule_set(session, getattr(world, who), source, SetDraft("X", "", None), NOON)


def test_a_set_of_a_new_version_comes_as_a_draft_beside_the_offices_own(
    world: World, session: Session
) -> None:
    old = RuleSet(code="before-sets", name="Cũ", state=RuleSetState.APPROVED, basis="",
                  valid_from=date(2024, 1, 1), created_at=NOON, approved_at=NOON)  # fmt: skip
    session.add(old)
    session.flush()

    load_catalogue(session, SYSTEM, NOON)

    states = session.execute(select(RuleSet.code, RuleSet.state).order_by(RuleSet.id)).all()
    assert [tuple(one) for one in states] == [
        ("before-sets", RuleSetState.APPROVED), ("shipped-2026-11", RuleSetState.DRAFT),
    ]  # fmt: skip
