"""Putting subjects on a list, changing them, deciding on them, taking them off."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards import queries
from app.awards.actions import (
    NominationChange,
    NominationDraft,
    add_nominations,
    change_nomination,
    issue_list,
    lock_list,
    override,
    remove_nomination,
    submit_list,
)
from app.awards.compiled import Line
from app.awards.models import Nomination, NominationBasis, NominationList
from app.awards.states import BasisRole, Verdict
from app.awards.subjects import person_key
from app.ideas.models import IdeaAuthor
from app.kernel.refusals import Blocked, Denied, IllegalMove, StaleEdit
from tests.awards.builders import (
    ALL_PARTS,
    DECIDED,
    kind_id,
    make_list,
    make_solution,
    nominate,
    ready_list,
)
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.rounds.builders import make_round

ACHIEVEMENT = (
    "Tác giả giải pháp “Trợ lý đọc đơn tại quầy một cửa”, được công nhận theo Quyết định số "
    "455/QĐ-UBND ngày 20/09/2026, đang áp dụng tại Ủy ban nhân dân Phường 9"
)


def lines(session: Session, list_: NominationList) -> list[Line]:
    return list(queries.shown_list(session, list_).lines)


def reasons(problem: pytest.ExceptionInfo[Blocked]) -> list[tuple[str, str]]:
    return [(blocker.field, str(blocker.message)) for blocker in problem.value.blockers]


@BOTH
def test_an_author_is_nominated_with_wording_and_ledger(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world), coauthors=("author2",))
    list_ = make_list(session, world)

    row = nominate(session, world, list_, idea, parts=("TTr",))

    (line,) = lines(session, list_)
    assert (line.name, line.unit_name, line.amount, line.achievement) == (
        "Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9", 759_000, ACHIEVEMENT,
    )  # fmt: skip
    # The recognition is known here, so its proof counts as present.
    assert line.present == {"TTr", "CN"}
    basis = session.scalars(select(NominationBasis)).one()
    assert (basis.nomination_id, basis.idea_id, basis.role, basis.share) == (
        row.id, idea.id, BasisRole.AUTHOR, Decimal(50),
    )  # fmt: skip


def test_a_list_is_sorted_by_award_unit_and_given_name(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    list_ = make_list(session, world)
    first = make_solution(session, world, round_, coauthors=("author2",), applied_in=("P9", "P1"))
    other = make_solution(session, world, round_, author="other_author", title="Giải pháp khác")
    for who, idea in (("author2", first), ("other_author", other), ("author", first)):
        nominate(session, world, list_, idea, who=who)
    for unit in ("P9", "P1"):
        nominate(session, world, list_, first, who=unit, award="GK-TT")

    assert [line.name for line in lines(session, list_)] == [
        "Ủy ban nhân dân Phường 1", "Ủy ban nhân dân Phường 9",
        "Lê Quang Dũng", "Trần Ngọc Ánh", "Phạm Đình Ân",
    ]  # fmt: skip


def test_an_author_without_account_is_known_by_name_and_workplace(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    author = session.scalars(select(IdeaAuthor)).one()
    author.account_id, author.full_name, author.workplace = None, "Đỗ Hòa", "Công ty Mẫu"
    session.flush()
    list_ = make_list(session, world)
    key = person_key(None, "ĐỖ HOÀ", "công ty mẫu")
    draft = NominationDraft(key, kind_id(session, "GK-CN"), (idea.id,))
    add_nominations(session, world.awards_officer, list_, [draft], NOON)

    assert [(line.name, line.unit_name) for line in lines(session, list_)] == [
        ("Đỗ Hòa", "Công ty Mẫu")
    ]


def test_all_or_none_are_added_and_every_reason_is_given(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    good, unit = f"account:{world.author.user_id}", f"unit:{world.units['P1']}"
    individual, upward = kind_id(session, "GK-CN"), kind_id(session, "BK-CN")
    drafts = [
        NominationDraft(good, individual, (idea.id,), achievement="x" * 401),
        NominationDraft(good, individual, (idea.id,)),
        NominationDraft(good, upward, (idea.id,)),
        NominationDraft(unit, individual, (idea.id,)),
    ]

    with pytest.raises(Blocked) as problem:
        add_nominations(session, world.awards_officer, list_, drafts, NOON)

    assert reasons(problem) == [
        ("achievement", "Thành tích không được quá 400 ký tự (hiện có 401 ký tự)"),
        ("chon", "Trần Ngọc Ánh đã có trong danh sách"),
        ("award", "Chọn hình thức hoặc danh hiệu phù hợp cho Trần Ngọc Ánh"),
        ("chon", "Có đối tượng không phải tác giả hoặc đơn vị của giải pháp đã chọn"),
    ]
    assert lines(session, list_) == []


def test_an_officer_does_not_nominate_himself(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world), author="awards_officer")
    list_ = make_list(session, world)

    with pytest.raises(Blocked) as problem:
        nominate(session, world, list_, idea, who="awards_officer")

    assert reasons(problem) == [("chon", "Người lập danh sách không tự đưa mình vào danh sách")]


def test_an_empty_choice_is_said(world: World, session: Session) -> None:
    list_ = make_list(session, world)

    with pytest.raises(Blocked) as problem:
        add_nominations(session, world.awards_officer, list_, [], NOON)

    assert reasons(problem) == [("chon", "Chọn ít nhất một đối tượng")]


def test_what_a_form_was_granted_for_is_not_rewarded_again(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    idea_id = session.scalars(select(NominationBasis.idea_id).distinct()).one()
    lock_list(session, world.awards_officer, list_, NOON)
    submit_list(session, world.awards_officer, list_, NOON)
    issue_list(session, world.awards_officer, list_, "9/QĐ-UBND", DECIDED.replace(month=10, day=1),
               NOON)  # fmt: skip
    later = make_list(session, world, title="Giấy khen cuối năm")
    for key, award in (
        (f"account:{world.author.user_id}", "GK-CN"),
        (f"unit:{world.units['P9']}", "GK-TT"),
    ):
        draft = NominationDraft(key, kind_id(session, award), (idea_id,), parts=ALL_PARTS)
        add_nominations(session, world.awards_officer, later, [draft], NOON)

    found = [
        (line.verdict, [str(a.data_looked_at) for a in line.unmet], [a.clause for a in line.unmet])
        for line in lines(session, later)
    ]

    seen = ("Sổ thành tích: đã dùng cho SK-2026-00001: Giấy khen, Danh sách số 01 năm 2026, "
            "Quyết định số 9/QĐ-UBND ngày 01/10/2026")  # fmt: skip
    clauses = ["Luật TĐKT 2022, Điều 5 khoản 2 điểm c", "CV 5007/BNV-TĐKT, III.5.c"]
    assert found == [(Verdict.LACKING, [seen, seen], clauses)] * 2


def test_a_unit_that_ended_is_shown_to_a_person(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    session.get_one(Unit, world.units["P9"]).valid_to = list_.judged_on
    session.flush()

    assert [line.verdict for line in lines(session, list_)] == [Verdict.ASK] * 3


def test_a_decision_after_the_day_of_judging_does_not_count(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world, judged_on=DECIDED.replace(day=19))
    nominate(session, world, list_, idea)

    (line,) = lines(session, list_)

    assert [answer.code for answer in line.unmet] == ["recognised"]


def test_a_change_keeps_only_parts_of_the_award(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    row = nominate(session, world, list_, idea, parts=())
    change = NominationChange(kind_id(session, "GK-CN"), "Thành tích mới", ("BB", "TTr", "XX"))

    change_nomination(session, world.awards_officer, row, change, NOON, version=row.version)
    seal(session)

    assert (row.achievement, row.parts_present) == ("Thành tích mới", "TTr BB")
    assert history_of(session, row.subject)[-1].verb == "nomination:change"


def test_a_change_is_refused_with_every_reason(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    row = nominate(session, world, list_, idea)

    with pytest.raises(Blocked) as problem:
        change_nomination(
            session, world.awards_officer, row,
            NominationChange(kind_id(session, "CSTD-CS"), " "), NOON, version=row.version,
        )  # fmt: skip

    assert reasons(problem) == [
        ("achievement", "Nhập thành tích"),
        ("award", "Chọn hình thức hoặc danh hiệu của danh sách này"),
    ]


def test_a_change_of_an_old_version_shows_both_texts(world: World, session: Session) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    row = nominate(session, world, list_, idea, parts=("TTr",))
    seal(session)

    with pytest.raises(StaleEdit) as problem:
        change_nomination(
            session, world.awards_officer, row,
            NominationChange(kind_id(session, "GK-CN"), "Khác", ("BC",)), NOON, version=0,
        )  # fmt: skip

    assert [(one.name, one.mine, one.theirs) for one in problem.value.differences] == [
        ("achievement", "Khác", ACHIEVEMENT),
        ("parts", "BC", "TTr CN"),
    ]


def test_taking_off_wants_a_reason_and_leaves_a_record(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    row = session.scalars(select(Nomination).where(Nomination.name == "Phạm Đình Ân")).one()
    subject = row.subject

    with pytest.raises(Blocked):
        remove_nomination(session, world.awards_officer, row, " ", NOON)
    remove_nomination(session, world.awards_officer, row, "Xin rút", NOON)
    seal(session)

    assert len(lines(session, list_)) == 2
    last = history_of(session, subject)[-1]
    assert (last.verb, last.reason, last.detail["name"]) == (
        "nomination:remove", "Xin rút", "Phạm Đình Ân",
    )  # fmt: skip


def test_a_locked_list_takes_no_change(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    lock_list(session, world.awards_officer, list_, NOON)
    row = session.scalars(select(Nomination).limit(1)).one()
    change = NominationChange(row.award_kind_id, "Khác")

    with pytest.raises(IllegalMove):
        change_nomination(session, world.awards_officer, row, change, NOON, version=row.version)
    with pytest.raises(IllegalMove):
        override(session, world.leader, row, Verdict.MET, "Lý do", NOON)
    with pytest.raises(IllegalMove):
        remove_nomination(session, world.awards_officer, row, "Lý do", NOON)
    with pytest.raises(IllegalMove):
        add_nominations(session, world.awards_officer, list_, [], NOON)

    assert len(lines(session, list_)) == 3


@pytest.mark.parametrize("who", ["leader", "inspector", "author", "secretary", "admin"])
def test_others_change_nothing(world: World, session: Session, who: str) -> None:
    list_ = ready_list(session, world)
    row = session.scalars(select(Nomination).limit(1)).one()
    actor = getattr(world, who)

    with pytest.raises(Denied):
        add_nominations(session, actor, list_, [], NOON)
    with pytest.raises(Denied):
        remove_nomination(session, actor, row, "Lý do", NOON)
    with pytest.raises(Denied):
        lock_list(session, actor, list_, NOON)

    assert len(lines(session, list_)) == 3
