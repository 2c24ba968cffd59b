"""Who can be ticked, why not, and what a tick would add."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.achievements.actions import RatingDraft, rate
from app.achievements.states import RatingLevel
from app.awards import queries
from app.awards.candidates import (
    Candidate,
    CandidateFilter,
    candidate_count,
    candidate_ideas,
    previews,
)
from app.awards.catalogue_queries import KindChoice
from app.awards.compiling import compile_list
from app.awards.models import NominationList
from app.awards.states import AwardFamily, SubjectKind, Verdict
from app.ideas.states import IdeaState
from tests.awards.builders import make_list, make_solution, nominate, recognise
from tests.awards.test_ledger_in_rules import author
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, rename_unit
from tests.rounds.builders import make_round

ALL = CandidateFilter()


def kinds(session: Session, list_: NominationList):
    found: dict[SubjectKind, list[KindChoice]] = {}
    for kind in queries.kinds_for(session, list_):
        found.setdefault(kind.subject_kind, []).append(kind)
    return found


def shown(session: Session, list_: NominationList, wanted: CandidateFilter = ALL):
    rows = candidate_ideas(session, list_, wanted, kinds(session, list_), first=0, most=50)
    return [
        (
            row.idea.title,
            [(one.subject.name, one.proposed.verdict, one.open) for one in row.candidates],
        )
        for row in rows
    ]


M, L, A = Verdict.MET, Verdict.LACKING, Verdict.ASK


@BOTH
def test_authors_and_units_of_recognised_solutions_are_candidates(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    make_solution(session, world, round_, title="Một", coauthors=("author2",),
                  applied_in=("P9", "P1"))  # fmt: skip
    make_solution(session, world, round_, title="Hai", author="other_author", applied_in=())
    declined = make_idea(session, world, round_, IdeaState.DECLINED, title="Không công nhận")
    recognise(session, declined, recognised=False)
    make_idea(session, world, round_, IdeaState.SCORED, title="Đang chấm")
    list_ = make_list(session, world)

    assert shown(session, list_) == [
        ("Hai", [("Lê Quang Dũng", L, False), ("Ủy ban nhân dân Phường 1", L, False)]),
        (
            "Một",
            [
                ("Trần Ngọc Ánh", M, True),
                ("Phạm Đình Ân", M, True),
                ("Ủy ban nhân dân Phường 9", M, True),
                ("Ủy ban nhân dân Phường 1", M, True),
            ],
        ),
    ]
    assert candidate_count(session, list_, ALL) == 2


@BOTH
def test_filters_narrow_the_solutions(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    used = make_solution(session, world, round_, title="Đề án đô thị thông minh")
    make_solution(session, world, round_, title="Trợ lý tiêm chủng", author="other_author")
    make_solution(session, world, round_, title="Chưa dùng ở đâu", author="author2",
                  applied_in=())  # fmt: skip
    list_ = make_list(session, world)
    nominate(session, world, list_, used)

    def titles(**wanted: object) -> list[str]:
        found = CandidateFilter(**wanted)  # type: ignore[arg-type]
        assert candidate_count(session, list_, found) == len(shown(session, list_, found))
        return [title for title, _ in shown(session, list_, found)]

    assert titles(words="de an do thi") == ["Đề án đô thị thông minh"]
    assert titles(unused=True) == ["Chưa dùng ở đâu", "Trợ lý tiêm chủng"]
    assert titles(applied=True) == ["Trợ lý tiêm chủng", "Đề án đô thị thông minh"]
    assert titles(round_id=round_.id + 1) == []


def test_who_is_on_the_list_cannot_be_ticked_again(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    first = make_solution(session, world, round_, title="Một")
    make_solution(session, world, round_, title="Hai")
    list_ = make_list(session, world)
    nominate(session, world, list_, first)

    (_, second_first), (_, first_first) = ((t, c[0]) for t, c in shown(session, list_))

    assert (second_first[2], first_first[2]) == (False, False)


def test_two_ticks_of_one_person_make_one_nomination(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    one = make_solution(session, world, round_, title="Một")
    two = make_solution(session, world, round_, title="Hai")
    list_ = make_list(session, world)
    key = f"account:{world.author.user_id}"
    ticks = [f"{key}@{one.id}", f"{key}@{two.id}"]

    (row,) = previews(session, list_, dict.fromkeys(ticks), kinds(session, list_), 2_530_000)

    assert (row.subject.name, row.amount, row.draft.idea_ids) == (
        "Trần Ngọc Ánh", 759_000, (one.id, two.id),
    )  # fmt: skip
    assert row.achievement.startswith("Tác giả giải pháp “Một”")
    assert "; Tác giả giải pháp “Hai”" in row.achievement


def test_boxes_that_name_nobody_add_nothing(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idle = make_solution(session, world, round_, applied_in=())
    list_ = make_list(session, world)
    ticks = [
        "", "@", "account:1", "account:1@x", "account:1@²", "account:1@99999999999999",
        f"account:999@{idle.id}", f"account:{world.author.user_id}@{idle.id}",
    ]  # fmt: skip

    assert previews(session, list_, dict.fromkeys(ticks), kinds(session, list_), None) == []


def test_a_list_of_titles_offers_titles_only(world: World, session: Session) -> None:
    list_ = make_list(session, world, family=AwardFamily.TITLE)

    assert [kind.code for kind in queries.kinds_for(session, list_)] == [
        "CSTD-CS", "TT-LDTT", "LDTT",
    ]  # fmt: skip
    assert kinds(session, list_)[SubjectKind.COLLECTIVE][0].code == "TT-LDTT"


def test_solutions_on_no_list_are_counted(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    used = make_solution(session, world, round_, title="Một")
    make_solution(session, world, round_, title="Hai")
    make_solution(session, world, round_, title="Ba", applied_in=())
    list_ = make_list(session, world)
    before = queries.unused_solution_count(session)

    nominate(session, world, list_, used)

    assert (before, queries.unused_solution_count(session)) == (2, 1)
    assert queries.newest_draft(session) == list_.id
    assert queries.award_rounds(session) == [(round_.id, round_.title)]
    assert [(one.lines, one.lacking, one.asks) for one in queries.lists_to_finish(session)] == [
        (1, 0, 0)
    ]
    assert list_.created_at == NOON


@BOTH
@pytest.mark.parametrize(
    ("renamed_on", "unit", "compiler"),
    [
        (date(2026, 10, 2), "Ủy ban nhân dân Phường 9", "Phòng Nội vụ"),
        (date(2026, 10, 1), "Ủy ban nhân dân Phường Bàn Cờ", "Phòng Văn hóa - Xã hội"),
    ],
    ids=["after the list's day", "on the list's day"],
)
def test_units_carry_the_name_of_the_day_of_the_list(
    world: World, session: Session, renamed_on: date, unit: str, compiler: str
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world, judged_on=date(2026, 10, 1))
    rename_unit(session, world, "P9", "Ủy ban nhân dân Phường Bàn Cờ", renamed_on)
    rename_unit(session, world, "PNV", "Phòng Văn hóa - Xã hội", renamed_on)

    nominate(session, world, list_, idea)
    nominate(session, world, list_, idea, who="P9", award="GK-TT")

    compiled = compile_list(session, list_)
    assert compiled.heading.compiler == compiler
    assert {one.unit_name for one in compiled.lines} == {unit}
    assert unit in {one.name for one in compiled.lines}


def offers(session: Session, list_: NominationList, name: str) -> Candidate:
    rows = candidate_ideas(session, list_, ALL, kinds(session, list_), first=0, most=50)
    return next(one for row in rows for one in row.candidates if one.subject.name == name)


def title_list(world: World, session: Session) -> tuple[NominationList, str]:
    """Titles; its first author may be CSTĐ cơ sở and, only "hoàn thành", no Lao động tiên tiến."""
    idea = make_solution(session, world, make_round(session, world), coauthors=("author2",))
    list_ = make_list(session, world, family=AwardFamily.TITLE, movement="")
    rate(session, world.awards_officer, RatingDraft(author(world), 2026, RatingLevel.DONE), NOON)
    return list_, f"account:{world.author.user_id}@{idea.id}"


def test_every_award_of_the_list_is_judged_for_each_candidate(
    world: World, session: Session
) -> None:
    list_, _ = title_list(world, session)

    rated, other = (offers(session, list_, name) for name in ("Trần Ngọc Ánh", "Phạm Đình Ân"))

    assert [(one.kind.code, one.verdict, one.open) for one in rated.offers] == [
        ("CSTD-CS", A, True), ("LDTT", L, False),
    ]  # fmt: skip
    assert [one.kind.code for one in other.choices] == ["CSTD-CS", "LDTT"]
    assert [one.kind.code for one in rated.shown] == ["CSTD-CS", "LDTT"]
    assert [one.clause for one in rated.shown[1].unmet] == [
        "Luật TĐKT 2022; NĐ 152/2025/NĐ-CP, Điều 6"
    ]


def test_the_award_asked_for_is_proposed_where_it_is_open(world: World, session: Session) -> None:
    list_, tick = title_list(world, session)
    lower_first = {kind: found[::-1] for kind, found in kinds(session, list_).items()}
    (row,) = candidate_ideas(session, list_, ALL, lower_first, first=0, most=50)

    def added(code: str | None) -> list[str]:
        found = previews(session, list_, {tick: code}, lower_first, None)
        return [one.kind.code for one in found]

    assert [one.proposed.kind.code for one in row.candidates] == ["CSTD-CS", "LDTT", "TT-LDTT"]
    assert [added(code) for code in (None, "CSTD-CS", "LDTT", "GK-CN", "")] == [
        ["CSTD-CS"], ["CSTD-CS"], [], [], [],
    ]  # fmt: skip
