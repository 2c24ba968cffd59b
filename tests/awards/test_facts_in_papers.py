"""What papers say of a solution and of a person is what was stated last, dossier by dossier."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.adoption.models import Adoption, FollowUp
from app.adoption.queries import applied_facts
from app.awards.actions import NominationDraft, add_nominations
from app.awards.dossier_queries import read_dossier
from app.awards.models import AwardKind
from app.ideas.models import IdeaAuthor
from tests.awards.builders import kind_id, make_list, make_solution, ready_list
from tests.people import NOON, World
from tests.rounds.builders import make_round


def test_a_saving_stated_once_stands_until_another_is_stated(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    adoption = session.scalars(select(Adoption)).one()
    adoption.after_value, adoption.saved_vnd = Decimal(9), 12_000_000
    for months, value, saved in ((3, Decimal(8), 20_000_000), (6, Decimal(7), None)):
        session.add(FollowUp(adoption_id=adoption.id, months=months, value=value, saved_vnd=saved,
                             measured_on=date(2026, 9, months), goes_on=True,
                             recorded_at=NOON))  # fmt: skip
        session.flush()

    (solution,) = read_dossier(session, list_).solutions
    shown = applied_facts(session, [adoption.idea_id])[adoption.idea_id]

    (applied,) = solution.applied
    assert (applied.after, applied.saved_vnd) == (Decimal(7), 20_000_000)
    assert applied.measured_on == date(2026, 9, 6)
    assert solution.saved_vnd == shown.saved_vnd


def test_what_one_dossier_tells_of_a_person_another_does_not_unsay(
    world: World, session: Session
) -> None:
    list_, round_ = make_list(session, world), make_round(session, world)
    first, second = (make_solution(session, world, round_, title=title) for title in ("A", "B"))
    for idea, born, studied in ((first, "1985-03-12", "Đại học"), (second, "", "")):
        session.execute(
            update(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)
            .values(born=born, qualification=studied)
        )  # fmt: skip
    draft = NominationDraft(f"account:{world.author.user_id}", kind_id(session, "GK-CN"),
                            (first.id, second.id))  # fmt: skip
    add_nominations(session, world.awards_officer, list_, [draft], NOON)
    session.flush()

    (found,) = read_dossier(session, list_).subjects

    assert (found.born, found.qualification) == ("1985-03-12", "Đại học")


def test_the_vote_that_is_asked_for_is_the_catalogues(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    one_line = read_dossier(session, list_).votes
    kind = session.get_one(AwardKind, kind_id(session, "GK-CN"))
    kind.vote_numerator, kind.vote_denominator, kind.vote_strict = 3, 4, False
    session.flush()

    votes = read_dossier(session, list_).votes

    base = "tổng số thành viên Hội đồng"
    assert [(one.award, one.share) for one in one_line] == [("Giấy khen", f"quá 1/2 {base}")]
    assert {(one.award, one.share) for one in votes} == {
        ("Giấy khen", f"quá 1/2 {base}"), ("Giấy khen", f"3/4 {base}"),
    }  # fmt: skip
