"""The proposal by field: it fits, keeps what stands, keeps to loads, and serves who it can."""

from collections import Counter

from app.review.proposing import (
    Bounds,
    Expertise,
    Subject,
    match_percent,
    propose_matched,
    words_of,
)

IDEAS, PEOPLE = list(range(100, 112)), [1, 2, 3, 4]
HEALTH = Subject("Y tế", "tro ly ao tra loi nguoi benh tai tram y te")


def test_keywords_are_read_however_they_are_separated_and_accented() -> None:
    assert words_of("Trợ lý ảo; học máy,\n TRỢ  LÝ ẢO ,") == ("tro ly ao", "hoc may")


def test_a_match_is_sixty_for_the_sector_and_forty_for_three_keywords() -> None:
    assert match_percent(Expertise(frozenset({"Y tế"})), HEALTH) == 60
    assert match_percent(Expertise(frozenset(), ("tro ly ao",)), HEALTH) == 13
    full = Expertise(frozenset({"Y tế"}), ("tro ly ao", "nguoi benh", "tram y te", "y te"))
    assert match_percent(full, HEALTH) == 100


def test_a_keyword_counts_as_whole_words_only() -> None:
    assert match_percent(Expertise(frozenset(), ("tro ly a",)), HEALTH) == 0


def test_every_dossier_gets_those_who_know_its_field() -> None:
    percents = {(idea, person): 90 for idea in IDEAS for person in PEOPLE
                if (idea + person) % 2 == 0}  # fmt: skip
    pairs = propose_matched(IDEAS, PEOPLE, 2, {}, [], percents, {})
    assert Counter(idea for idea, _ in pairs) == dict.fromkeys(IDEAS, 2)
    assert all(pair in percents for pair in pairs)


def test_what_stands_is_kept_and_conflicts_are_never_proposed() -> None:
    conflicts, existing = {100: {1, 2}}, [(101, 1), (101, 2), (102, 3)]
    pairs = propose_matched(IDEAS, PEOPLE, 2, conflicts, existing, {}, {})
    assert {person for idea, person in pairs if idea == 100} == {3, 4}
    assert 101 not in {idea for idea, _ in pairs}
    assert (102, 3) not in pairs
    assert Counter(idea for idea, _ in pairs)[102] == 1


def test_loads_that_were_set_are_kept() -> None:
    bounds = {1: Bounds(0, 2), 2: Bounds(10, 12)}
    pairs = propose_matched(IDEAS, PEOPLE, 2, {}, [(100, 1)], {}, bounds)
    loads = Counter(person for _, person in pairs)
    assert loads[1] <= 1
    assert 10 <= loads[2] <= 12


def test_when_not_all_can_be_served_as_many_as_possible_are() -> None:
    pairs = propose_matched(IDEAS, [1, 2], 2, {100: {1, 2}, 101: {1}}, [], {}, {})
    served = Counter(idea for idea, _ in pairs)
    assert served[100] == 0
    assert served[101] == 1
    assert all(served[idea] == 2 for idea in IDEAS[2:])


def test_nothing_to_do_and_nobody_to_do_it() -> None:
    assert propose_matched([], PEOPLE, 2, {}, [], {}, {}) == []
    assert propose_matched(IDEAS, [], 2, {}, [], {}, {}) == []
