"""A list from its beginning to the decision."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards import queries
from app.awards.actions import (
    ListDraft,
    ask_to_reopen,
    change_list,
    create_list,
    issue_list,
    lock_list,
    submit_list,
)
from app.awards.compiled import content_hash, from_json, to_json
from app.awards.dossier_facts import frozen
from app.awards.dossier_queries import read_dossier
from app.awards.states import ListState
from app.kernel.refusals import Blocked, Denied, IllegalMove, StaleEdit
from app.outbox.models import OutboxMessage
from tests.awards.builders import make_list, make_solution, nominate, ready_list, submitted_list
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import make_round

DRAFT = ListDraft("Giấy khen năm 2026", date(2026, 10, 1), money_limit=5_000_000)


def reasons(problem: pytest.ExceptionInfo[Blocked]) -> list[tuple[str, str]]:
    return [(blocker.field, str(blocker.message)) for blocker in problem.value.blockers]


def mails(session: Session) -> list[tuple[str, str]]:
    return [
        (kind, address)
        for kind, address in session.execute(
            select(OutboxMessage.kind, OutboxMessage.address).order_by(OutboxMessage.id)
        )
    ]


@BOTH
def test_lists_are_numbered_within_their_year(world: World, session: Session) -> None:
    first = create_list(session, world.awards_officer, DRAFT, NOON)
    second = create_list(session, world.awards_officer, DRAFT, NOON)
    other = create_list(
        session, world.awards_officer, ListDraft("Giấy khen", date(2027, 1, 5)), NOON
    )

    found = [(row.year, row.number, row.state) for row in (first, second, other)]

    assert found == [
        (2026, 1, ListState.DRAFT),
        (2026, 2, ListState.DRAFT),
        (2027, 1, ListState.DRAFT),
    ]


def test_a_list_needs_a_title_and_sane_values(world: World, session: Session) -> None:
    wrong = ListDraft("  ", date(2026, 10, 1), movement="x" * 301, money_limit=-1)

    with pytest.raises(Blocked) as problem:
        create_list(session, world.awards_officer, wrong, NOON)

    assert reasons(problem) == [
        ("title", "Nhập tên danh sách"),
        ("movement", "Tên phong trào không được quá 300 ký tự"),
        ("money_limit", "Mức tiền thưởng tối đa không được âm"),
    ]


def test_only_awards_officers_make_lists(world: World, session: Session) -> None:
    with pytest.raises(Denied):
        create_list(session, world.leader, DRAFT, NOON)

    assert queries.list_count(session) == 0


def test_a_draft_is_changed_but_keeps_number_and_year(world: World, session: Session) -> None:
    list_ = make_list(session, world)
    session.flush()

    change_list(session, world.awards_officer, list_, DRAFT, NOON, version=list_.version)
    with pytest.raises(Blocked) as problem:
        change_list(
            session, world.awards_officer, list_, ListDraft("Tên", date(2027, 1, 1)), NOON,
            version=list_.version,
        )  # fmt: skip

    assert (list_.title, list_.money_limit, list_.number) == ("Giấy khen năm 2026", 5_000_000, 1)
    assert reasons(problem) == [("judged_on", "Ngày xét phải trong năm 2026 của danh sách")]


def test_an_edit_of_an_old_version_shows_both_texts(world: World, session: Session) -> None:
    list_ = make_list(session, world)
    seal(session)
    session.flush()

    with pytest.raises(StaleEdit) as problem:
        change_list(session, world.awards_officer, list_, DRAFT, NOON, version=0)

    difference = problem.value.differences[0]
    assert (problem.value.who, problem.value.version) == ("Huỳnh Thanh Vân", list_.version)
    assert (difference.name, difference.mine, difference.theirs) == (
        "title", "Giấy khen năm 2026", "Giấy khen phong trào ứng dụng TTNT năm 2026",
    )  # fmt: skip


@BOTH
def test_locking_freezes_the_list_and_tells_the_leaders(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    before = queries.shown_list(session, list_)

    lock_list(session, world.awards_officer, list_, NOON)
    seal(session)

    assert (list_.state, list_.locked_by, list_.locked_at) == (
        ListState.LOCKED, world.awards_officer.user_id, NOON,
    )  # fmt: skip
    assert to_json(queries.shown_list(session, list_)) == to_json(before)
    assert list_.snapshot == frozen(before, read_dossier(session, list_))
    assert mails(session) == [("nomination_list_locked", world.leader.email)]
    last = history_of(session, list_.subject)[-1]
    assert (last.verb, last.before, last.after, last.detail) == (
        "nomination_list:lock", "draft", "locked",
        {"lines": 3, "money": 3_036_000, "number": 1, "sha256": content_hash(list_.snapshot)},
    )  # fmt: skip


def test_what_is_locked_does_not_follow_later_changes(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)

    session.get_one(Account, world.author.user_id).full_name = "Tên Khác"
    row = list_.snapshot
    session.flush()

    assert "Trần Ngọc Ánh" in {line.name for line in from_json(row).lines}
    assert queries.shown_list(session, list_) == from_json(row)


def test_an_open_line_or_too_much_money_stops_the_lock(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    applied = make_solution(session, world, round_)
    idle = make_solution(session, world, round_, author="other_author", applied_in=())
    list_ = make_list(session, world, money_limit=1_000_000)
    nominate(session, world, list_, applied, parts=())
    nominate(session, world, list_, idle, who="other_author")

    with pytest.raises(Blocked) as problem:
        lock_list(session, world.awards_officer, list_, NOON)

    assert reasons(problem) == [
        ("lacking", "2 đối tượng còn thiếu điều kiện hoặc hồ sơ"),
        ("money", "Tiền thưởng 1.518.000 đồng vượt mức tối đa 1.000.000 đồng"),
    ]
    assert (list_.state, list_.snapshot) == (ListState.DRAFT, "")


def test_an_empty_list_is_not_locked(world: World, session: Session) -> None:
    list_ = make_list(session, world)

    with pytest.raises(Blocked) as problem:
        lock_list(session, world.awards_officer, list_, NOON)

    assert reasons(problem) == [("empty", "Danh sách chưa có đối tượng nào")]


def test_an_officer_on_the_list_does_not_lock_it(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    nominated_officer = replace(world.awards_officer, user_id=world.author.user_id)

    with pytest.raises(Denied):
        lock_list(session, nominated_officer, list_, NOON)

    assert list_.state is ListState.DRAFT


def test_the_decision_is_noted_once_and_the_people_are_told(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)

    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", date(2026, 10, 1), NOON)

    assert (list_.state, list_.decision_number, list_.decided_on) == (
        ListState.ISSUED, "455/QĐ-UBND", date(2026, 10, 1),
    )  # fmt: skip
    assert mails(session)[1:] == [
        ("award_issued", world.author.email),
        ("award_issued", world.author2.email),
    ]
    with pytest.raises(IllegalMove):
        issue_list(session, world.awards_officer, list_, "9/QĐ", date(2026, 10, 1), NOON)
    with pytest.raises(IllegalMove):
        ask_to_reopen(session, world.awards_officer, list_, "Sai", NOON)


def test_money_must_follow_the_salary_of_the_decision_day(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_solution(session, world, round_)
    list_ = make_list(session, world, judged_on=date(2026, 9, 25))
    nominate(session, world, list_, idea)
    lock_list(session, world.awards_officer, list_, NOON)
    submit_list(session, world.awards_officer, list_, NOON)
    salary = queries.salary_on(session, date(2026, 9, 25))
    assert salary is not None
    salary.valid_to = date(2026, 9, 28)
    session.flush()

    with pytest.raises(Blocked) as problem:
        issue_list(session, world.awards_officer, list_, "1/QĐ", date(2026, 9, 28), NOON)

    assert reasons(problem) == [
        (
            "decided_on",
            "Mức lương cơ sở ngày quyết định khác ngày xét: mở lại danh sách, "
            "sửa ngày xét rồi chốt lại",
        )
    ]
