"""Every state with every move of a list, and every word for them."""

import pytest

from app.awards import states
from app.awards.states import LIST_LIFECYCLE, ListState
from app.kernel.refusals import IllegalMove

S = ListState
MOVES = {
    (S.DRAFT, "lock"): S.LOCKED,
    (S.LOCKED, "reopen"): S.DRAFT,
    (S.LOCKED, "issue"): S.ISSUED,
}


@pytest.mark.parametrize("state", list(ListState))
@pytest.mark.parametrize("name", [move.name for move in LIST_LIFECYCLE.moves])
def test_a_list_moves_only_along_its_table(state: ListState, name: str) -> None:
    expected = MOVES.get((state, name))
    if expected is None:
        with pytest.raises(IllegalMove):
            LIST_LIFECYCLE.after(state, name)
    else:
        assert LIST_LIFECYCLE.after(state, name) is expected


def test_every_state_kind_and_verdict_has_its_words() -> None:
    assert set(LIST_LIFECYCLE.titles) == set(states.LIST_SHAPES) == set(states.ListState)
    assert set(states.VERDICT_TITLES) == set(states.VERDICT_SHAPES) == set(states.Verdict)
    assert set(states.SUBJECT_TITLES) == set(states.SubjectKind)
    assert set(states.FAMILY_TITLES) == set(states.AwardFamily)
    assert set(states.ROLE_TITLES) == set(states.BasisRole)
