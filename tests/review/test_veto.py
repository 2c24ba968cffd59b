"""A mark under a criterion's veto line by enough reviewers: "không đạt", never silently."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.kernel.refusals import Blocked
from app.review import rules
from app.review.actions import bring_to_council, propose, settle_round
from app.review.detail_queries import sheets_of_idea
from app.review.letters import letter_from
from app.review.states import Proposal
from app.rounds.queries import rubric_of
from app.rounds.rubric_rules import blockers_to_store
from app.rounds.rubrics import RubricDraft
from app.rounds.sample import rubric_sample
from tests.people import World, sign_in
from tests.review.builders import locked, result_of, scoring_idea, scoring_round
from tests.rounds.builders import SCORING, make_round

D = Decimal


def with_veto(veto: str = "15", reviewers: int = 1) -> RubricDraft:
    sample = rubric_sample()
    strict = replace(sample.criteria[0], veto=D(veto))
    return replace(sample, criteria=(strict, *sample.criteria[1:]), veto_reviewers=reviewers)


@pytest.mark.parametrize(
    ("points", "reviewers", "lost"),
    [(("15", "20"), 1, False), (("14.5", "20"), 1, True), (("14.5", "20"), 2, False),
     (("14.5", "0", "30"), 2, True), ((), 1, False)],
)  # fmt: skip
def test_it_takes_as_many_sheets_under_the_line_as_the_rubric_says(
    points: tuple[str, ...], reviewers: int, lost: bool
) -> None:
    assert rules.vetoed([D(p) for p in points], D(15), reviewers) is lost
    assert rules.vetoed([D(p) for p in points], None, reviewers) is False


def test_the_line_lies_inside_the_criterion() -> None:
    fields = [b.field for b in blockers_to_store(with_veto("1000"))]
    assert fields == ["criteria-0-veto"]
    assert [b.field for b in blockers_to_store(with_veto(reviewers=0))] == ["veto_reviewers"]


def test_a_high_total_does_not_save_a_dossier_and_the_proposal_needs_a_reason(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, rubric=with_veto(), quorum=1)
    idea = scoring_idea(session, world, round_, "reviewer")
    locked(session, round_, idea, world.reviewer, "14.5", "25", "30", "20")
    settle_round(session, world.secretary, round_, SCORING)

    row = result_of(session, idea)

    assert (row.mean, row.vetoed) == (D("89.5"), "1")
    with pytest.raises(Blocked):
        propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "", SCORING)
    propose(session, world.secretary, round_, [idea.id], Proposal.RECOGNISE, "Vì sao", SCORING)


def test_the_letter_names_the_criterion_and_no_number_of_sheets(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world, rubric=with_veto(), quorum=1)
    idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
    locked(session, round_, idea, world.reviewer, "14.5", "25", "30", "20")
    locked(session, round_, idea, world.reviewer2, "20", "25", "30", "20")
    rubric = rubric_of(session, round_.id)
    assert rubric is not None

    letter = letter_from(sheets_of_idea(session, idea.id), rubric.criteria, (),
                         result_of(session, idea).vetoed)  # fmt: skip

    assert letter.failed == (rubric.criteria[0].name,)


def test_the_decision_table_says_so_and_filters_by_it(
    app: Flask, client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, rubric=with_veto(), quorum=1)
        lost = scoring_idea(session, world, round_, "reviewer")
        fine = scoring_idea(session, world, round_, "reviewer")
        locked(session, round_, lost, world.reviewer, "14.5", "25", "30", "20")
        locked(session, round_, fine, world.reviewer, "20", "25", "30", "20")
        settle_round(session, world.secretary, round_, SCORING)
        propose(session, world.secretary, round_, [lost.id], Proposal.DECLINE, "Điểm liệt", SCORING)
        bring_to_council(session, world.secretary, round_, [lost.id], SCORING)
        key, codes, name = round_.id, (lost.code or "?", fine.code or "?"), with_veto().criteria[0]
    sign_in(client, world.email("secretary"))

    only = client.get(f"/quyet-dinh/{key}?loc=khong-dat").text

    assert codes[0] in only
    assert codes[1] not in only
    assert f"Không đạt: {name.name}" in only
    form = client.get(f"/quyet-dinh/{key}/ghi-quyet-dinh").text
    assert f"Không đạt: dưới điểm liệt ở tiêu chí {name.name}." in form
