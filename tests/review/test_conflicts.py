"""Who is shut out of what, and why."""

import pytest

from app.review.conflicts import (
    Ground,
    IdeaFacts,
    Panel,
    Person,
    conflict_ground,
    related_units,
)

ME = Person(1, "khue@quan3.example", frozenset({10}), frozenset({"vo@quan3.example"}),
            coauthored_ids=frozenset({31}))  # fmt: skip


def facts(**changes: object) -> IdeaFacts:
    return IdeaFacts(**{"idea_id": 7, "owner_id": 99, "unit_ids": frozenset({50}), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("idea", "ground"),
    [
        (facts(), None),
        (facts(author_ids=frozenset({2})), None),
        (facts(author_ids=frozenset({1, 2})), Ground.AUTHOR),
        (facts(author_emails=frozenset({"khue@quan3.example"})), Ground.AUTHOR),
        (facts(author_emails=frozenset({""})), None),
        (facts(owner_id=1), Ground.OWNER),
        (facts(unit_ids=frozenset({50, 10})), Ground.SAME_UNIT),
        (facts(unit_ids=frozenset({11})), Ground.RELATED_UNIT),
        (facts(unit_ids=frozenset({8})), Ground.RELATED_UNIT),
        (facts(unit_ids=frozenset({12})), None),
        (facts(idea_id=31), Ground.COAUTHOR),
        (facts(idea_id=31, author_emails=frozenset({"vo@quan3.example"})), Ground.TIE),
        (facts(idea_id=31, declared_by=frozenset({1})), Ground.COAUTHOR),
        (facts(declared_by=frozenset({1})), Ground.DECLARED),
        (facts(declared_by=frozenset({2})), None),
        (facts(author_ids=frozenset({1}), unit_ids=frozenset({10})), Ground.AUTHOR),
    ],
)
def test_a_ground_shuts_a_person_out(idea: IdeaFacts, ground: Ground | None) -> None:
    successions = [(8, 9), (9, 10), (10, 11), (8, 12)]

    assert conflict_ground(ME, idea, successions) is ground


def test_upper_case_in_an_address_does_not_hide_an_author() -> None:
    person = Person(1, "Khue@Quan3.example", frozenset())

    found = conflict_ground(person, facts(author_emails=frozenset({"khue@quan3.example"})))

    assert found is Ground.AUTHOR


def test_a_person_without_an_address_is_not_every_author_without_one() -> None:
    assert conflict_ground(Person(1, "", frozenset()), facts(author_emails=frozenset({""}))) is None


def test_related_units_reach_through_several_successions_but_not_to_sisters() -> None:
    successions = [(1, 2), (2, 3), (2, 4), (5, 3)]

    assert related_units({2}, successions) == {1, 3, 4}
    assert related_units({1}, successions) == {2, 3, 4}
    assert related_units({4}, successions) == {1, 2}
    assert related_units({3}, successions) == {1, 2, 5}
    assert related_units({6}, successions) == frozenset()


def test_units_that_succeed_each_other_in_a_circle_end() -> None:
    assert related_units({1}, [(1, 2), (2, 1)]) == {2}


def test_a_panel_answers_for_all_its_people_at_once() -> None:
    panel = Panel([ME, Person(2, "", frozenset({50})), Person(3, "", frozenset({60}))], [])

    found = panel.grounds(facts(declared_by=frozenset({1, 77})))

    assert found == {1: Ground.DECLARED, 2: Ground.SAME_UNIT}
