"""Every state with every move of a list, and every word for them."""

import pytest

from app.awards import complaint_states, proposal_states, states
from app.awards.states import LIST_LIFECYCLE, ListState
from app.kernel.refusals import IllegalMove

S = ListState
MOVES = {
    (S.DRAFT, "lock"): S.LOCKED,
    (S.LOCKED, "vote"): S.VOTING,
    (S.LOCKED, "submit"): S.SUBMITTED,
    (S.VOTING, "submit"): S.SUBMITTED,
    (S.LOCKED, "reopen"): S.DRAFT,
    (S.VOTING, "reopen"): S.DRAFT,
    (S.SUBMITTED, "reopen"): S.DRAFT,
    (S.VOTING, "return"): S.DRAFT,
    (S.SUBMITTED, "return"): S.DRAFT,
    (S.SUBMITTED, "issue"): S.ISSUED,
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
    assert set(states.OUTCOME_TITLES) == set(states.OUTCOME_SHAPES) == set(states.LineOutcome)
    assert set(states.ENDING_TITLES) == set(states.Ending)
    assert set(states.RETURNER_TITLES) == set(states.ReturnedBy)
    assert set(states.GENDER_TITLES) == set(states.Gender)
    assert set(states.POSITION_TITLES) == set(states.PositionKind)
    for lifecycle, shapes, kind in (
        (
            complaint_states.COMPLAINT_LIFECYCLE,
            complaint_states.COMPLAINT_SHAPES,
            complaint_states.ComplaintState,
        ),
        (
            proposal_states.PROPOSAL_LIFECYCLE,
            proposal_states.PROPOSAL_SHAPES,
            proposal_states.ProposalState,
        ),
    ):
        assert set(lifecycle.titles) == set(shapes) == set(kind)
    assert set(states.VERDICT_TITLES) == set(states.VERDICT_SHAPES) == set(states.Verdict)
    assert set(states.SUBJECT_TITLES) == set(states.SubjectKind)
    assert set(states.FAMILY_TITLES) == set(states.AwardFamily)
    assert set(states.ROLE_TITLES) == set(states.BasisRole)
