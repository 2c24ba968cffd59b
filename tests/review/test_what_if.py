"""What if: other weights and lines are shown beside the official ranking, and nothing is stored."""

from decimal import Decimal

from flask.testing import FlaskClient

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.review.models import Result
from app.review.what_if import Entry, Scored, outcome, reweighted
from tests.people import World, sign_in
from tests.review.builders import declares, locked, scoring_idea, scoring_round

D = Decimal


def _entry(key: int, mean: str, unit: str = "A", saved: int = 0) -> Entry:
    return Entry(key, f"HS{key}", f"Giải pháp {key}", unit, D(mean), saved)


def test_the_rubrics_own_weights_give_the_official_score() -> None:
    sheets = [Scored(1, {1: D(8), 2: D(6)}), Scored(1, {1: D(7), 2: D(9)})]
    maxima = {1: D(10), 2: D(10)}
    assert reweighted(sheets, {1: D(1), 2: D(1)}, maxima, D(20), 2) == {1: D("15.00")}
    assert reweighted(sheets, {1: D(1), 2: D(0)}, maxima, D(20), 2) == {1: D("15.00")}
    assert reweighted(sheets, {1: D(0), 2: D(0)}, maxima, D(20), 2) == {}


def test_a_criterion_that_does_not_apply_leaves_the_mean_unharmed() -> None:
    sheets = [Scored(1, {1: D(8)}), Scored(1, {1: D(8), 2: D(8)})]
    found = reweighted(sheets, {1: D(1), 2: D(3)}, {1: D(10), 2: D(10)}, D(20), 2)
    assert found == {1: D("16.00")}


def test_the_line_by_quota_keeps_equals_together_and_counts_units_and_money() -> None:
    entries = [_entry(1, "9", "A", 5), _entry(2, "8", "B", 7), _entry(3, "7", "B", 11)]
    made = outcome(entries, {1: D(5), 2: D(8), 3: D(5)}, 2, None)
    assert [(line.entry.idea_id, line.place) for line in made.lines] == [(2, 1), (1, 2), (3, 2)]
    assert (made.inside, made.enter, made.leave) == (3, 1, 0)
    assert made.units == (("B", 2), ("A", 1))
    assert made.saved_vnd == 23


def test_the_line_by_points_counts_who_reaches_them() -> None:
    entries = [_entry(1, "9"), _entry(2, "8")]
    made = outcome(entries, {1: D(7), 2: D(9)}, None, D(8))
    assert [line.inside for line in made.lines] == [True, False]
    assert (made.enter, made.leave) == (0, 1)


def test_the_page_ranks_anew_and_stores_nothing(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, quorum=1)
        first = scoring_idea(session, world, round_, "reviewer", title="Mạnh ở tiêu chí một")
        second = scoring_idea(session, world, round_, "reviewer", title="Mạnh ở tiêu chí hai")
        locked(session, round_, first, world.reviewer, "20", "5", "20", "14")
        locked(session, round_, second, world.reviewer, "5", "19", "20", "14")
        round_id, keys = round_.id, (first.id, second.id)
    sign_in(client, world.email("secretary"))
    address = f"/quyet-dinh/{round_id}/thu-trong-so"
    before = client.get(f"{address}?suat=1").text
    after = client.get(f"{address}?suat=1&w1=0&w2=3").text
    assert before.index("Mạnh ở tiêu chí một") < before.index("Mạnh ở tiêu chí hai")
    assert after.index("Mạnh ở tiêu chí hai") < after.index("Mạnh ở tiêu chí một")
    assert "Vào thêm" in after
    with transaction() as session:
        assert [session.get_one(Result, key).mean for key in keys] == [D(59), D(58)]
        declares(session, session.get_one(Idea, keys[0]), world.secretary)
    assert "Mạnh ở tiêu chí một" not in client.get(address).text


def test_nonsense_is_refused_and_stays_in_its_field(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_id = scoring_round(session, world).id
    sign_in(client, world.email("chair"))
    for asked in ("w1=nhiều", "w1=-1", "w1=1000", "suat=x"):
        assert client.get(f"/quyet-dinh/{round_id}/thu-trong-so?{asked}").status_code == 422, asked
    sign_in(client, world.email("reviewer"))
    assert client.get(f"/quyet-dinh/{round_id}/thu-trong-so").status_code == 403
