"""What several answers make together, and lists that count by the very rules."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.database.transaction import transaction
from app.ideas.qualifying import outcomes, standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Outcome, Verdict, outcome, people_wanted
from app.ideas.states import IdeaState
from app.rounds.states import QualifyRule
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.review.qualifying import FAIL, PASS
from tests.rounds.builders import make_round

SAID = st.lists(st.sampled_from(list(Verdict)), max_size=7)


@given(SAID, st.integers(0, 3), st.integers(1, 5), st.sampled_from(list(QualifyRule)))
def test_an_outcome_waits_for_everybody_asked_and_keeps_to_one_mind(
    said: list[Verdict], waiting: int, wanted: int, rule: QualifyRule
) -> None:
    found = outcome(said, waiting, wanted, rule)
    other = {PASS: FAIL, FAIL: PASS}
    turned = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS}

    assert outcome(said[::-1], waiting, wanted, rule) is found
    assert outcome([other[one] for one in said], waiting, wanted, rule) is turned.get(found, found)
    if waiting or len(said) < wanted:
        assert found is Outcome.OPEN
    elif len(set(said)) == 1:
        assert found is (Outcome.PASS if said[0] is PASS else Outcome.FAIL)
    elif rule is QualifyRule.ALL:
        assert found is Outcome.SPLIT
    if found in turned and rule is not QualifyRule.ALL:
        most = PASS if found is Outcome.PASS else FAIL
        assert said.count(most) * 2 > len(said)


@pytest.mark.parametrize(
    ("said", "rule", "expected"),
    [
        ([PASS, FAIL], QualifyRule.ALL, Outcome.SPLIT),
        ([PASS, FAIL], QualifyRule.MAJORITY, Outcome.SPLIT),
        ([PASS, PASS, FAIL], QualifyRule.MAJORITY, Outcome.PASS),
        ([PASS, FAIL], QualifyRule.THIRD, Outcome.OPEN),
        ([PASS, FAIL, FAIL], QualifyRule.THIRD, Outcome.FAIL),
        ([FAIL, FAIL], QualifyRule.THIRD, Outcome.FAIL),
    ],
)
def test_what_each_rule_makes_of_the_answers(
    said: list[Verdict], rule: QualifyRule, expected: Outcome
) -> None:
    assert outcome(said, 0, 2, rule) is expected


@BOTH
def test_lists_count_by_the_very_rules(app: Flask, world: World) -> None:
    everybody = [world.reviewer, world.reviewer2, world.reviewer3, world.secretary]
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2)
        for n in range(3**4):
            idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
            for place, person in enumerate(everybody):
                choice = n // 3**place % 3
                if choice == 2 and place > 1:
                    continue
                said = (PASS, FAIL, None)[choice]
                session.add(Qualification(
                    idea_id=idea.id, qualifier_id=person.user_id, assigned_at=NOON,
                    verdict=said, reason="x" if said else "", given_at=NOON if said else None,
                    edition=1 if said else None,
                    declined_at=NOON if n % 7 == 3 and place == 0 else None,
                ))  # fmt: skip
        session.flush()
        for rule in QualifyRule:
            round_.qualify_rule = rule
            rows = {r.id: (Outcome(r.outcome), r.lacking) for r in
                    session.execute(outcomes(round_))}  # fmt: skip
            said_of = standings(session, round_, rows)
            assert rows == {key: (one.outcome, one.lacking) for key, one in said_of.items()}
            assert len({pair[0] for pair in rows.values()}) >= 3


def test_two_who_disagree_want_one_more_only_where_the_round_says_so() -> None:
    assert [people_wanted([PASS, FAIL], 2, rule) for rule in QualifyRule] == [2, 2, 3]
    assert people_wanted([FAIL, FAIL], 2, QualifyRule.THIRD) == 2
