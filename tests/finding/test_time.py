"""Nobody finds what they may not see by time: what is hidden is not even looked through.

The milliseconds are measured by `make bench-time-channel`.
"""

import pytest
from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.ideas.blinding import Redactor
from app.ideas.searching import Submitted
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.review.models import Sheet
from app.rounds.models import Round
from app.rounds.states import BlindMode
from tests.conftest import BOTH
from tests.ideas.pages import get, stored
from tests.people import World, sign_in
from tests.queries import statements

S = IdeaState
HIDDEN, NOWHERE = "xerozalin", "xerozalon"


def asked(client: FlaskClient, query: str) -> list[str]:
    """What the database is asked for this search."""
    with statements() as found:
        get(client, f"/tim-kiem?q={query}")
    return found


@BOTH
@pytest.mark.parametrize("person", ["other_author", "other_clerk", "admin", "reviewer3"])
def test_the_index_of_all_dossiers_is_not_asked_for_those_who_see_a_few(
    client: FlaskClient, world: World, person: str
) -> None:
    stored(world, S.SUBMITTED, title="Trợ lý đọc đơn", author="other_author")
    stored(world, S.SUBMITTED, title=f"Trợ lý {HIDDEN}")
    sign_in(client, world.email(person))

    hidden, nowhere = asked(client, HIDDEN), asked(client, NOWHERE)

    assert hidden == nowhere
    through_index = ("idea_search MATCH", "idea_search.words @@")
    assert not [line for line in hidden if any(way in line for way in through_index)]


@BOTH
def test_a_name_hidden_from_a_blind_reviewer_is_looked_for_like_a_name_of_nobody(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [stored(world, S.SCORING, title="Quầy một cửa", author="other_author", novelty=novelty)
            for novelty in ("Do Lê Quang Dũng viết.", "Nhanh hơn.")]  # fmt: skip
    with transaction() as session:
        round_ = session.query(Round).one()
        round_.blind = BlindMode.BLIND
        session.add_all(
            Sheet(idea_id=key, round_id=round_.id, reviewer_id=world.reviewer.user_id,
                  assigned_at=now())
            for key in keys
        )  # fmt: skip
    sign_in(client, world.email("reviewer"))
    redacted: list[str] = []
    plain = Redactor.submitted

    def noted(self: Redactor, raw: Submitted) -> Submitted:
        redacted.append(raw.title)
        return plain(self, raw)

    monkeypatch.setattr(Redactor, "submitted", noted)
    work = {}
    for name in ("Lê+Quang+Dũng", "Lỗ+Quyền+Dĩnh"):
        redacted.clear()
        work[name] = asked(client, name), len(redacted)

    assert work["Lê+Quang+Dũng"] == work["Lỗ+Quyền+Dĩnh"]
    assert work["Lê+Quang+Dũng"][1] == 2


@BOTH
def test_an_officer_is_asked_the_same_for_a_word_that_the_unit_still_holds(
    client: FlaskClient, world: World
) -> None:
    stored(world, S.SUBMITTED, title="Trợ lý đọc đơn")
    stored(world, S.AWAITING_UNIT, title=f"Trợ lý {HIDDEN}")
    sign_in(client, world.email("secretary"))

    assert asked(client, HIDDEN) == asked(client, NOWHERE)
