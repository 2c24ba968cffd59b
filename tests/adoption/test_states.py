"""Every state and every move of an application record."""

from app.adoption.states import (
    ADOPTION_LIFECYCLE,
    ADOPTION_SHAPES,
    EXTENT_TITLES,
    AdoptionState,
    Extent,
)

S = AdoptionState
OUTCOMES = {
    S.REPORTED: {"confirm": S.CONFIRMED, "reject": S.REJECTED},
    S.CONFIRMED: {"stop": S.STOPPED},
    S.REJECTED: {"confirm": S.CONFIRMED, "resend": S.REPORTED},
    S.STOPPED: {},
}


def test_every_move_from_every_state() -> None:
    found = {
        state: {
            name: ADOPTION_LIFECYCLE.after(state, name)
            for name in ADOPTION_LIFECYCLE.open_from(state)
        }
        for state in AdoptionState
    }

    assert found == OUTCOMES


def test_every_state_and_extent_has_its_words() -> None:
    assert set(ADOPTION_LIFECYCLE.titles) == set(ADOPTION_SHAPES) == set(AdoptionState)
    assert set(EXTENT_TITLES) == set(Extent)
