"""Samples are scored before real work, compared without names, and counted nowhere."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Denied
from app.review.models import Mark, Result, Sheet
from app.review.warm_up_actions import SampleDraft, drop_sample, keep_sample, score_sample
from app.review.warm_up_models import WarmUpSample, WarmUpSheet
from app.review.warm_up_queries import comparison, lacking, my_points
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from tests.people import World, sign_in
from tests.review.builders import criterion_keys, scored, scoring_idea, scoring_round
from tests.rounds.builders import SCORING

TITLE = "Kkhosomau trợ lý giả định"
REVIEWERS = ("reviewer", "reviewer2", "reviewer3", "reviewer_p9")


class Warm:
    """A round with one required sample; the reference is 10 in each criterion."""

    def __init__(self, world: World, *, required: bool = True) -> None:
        self.world = world
        with transaction() as session:
            round_ = scoring_round(session, world)
            self.idea = scoring_idea(session, world, round_, *REVIEWERS[:3]).id
            other = scoring_idea(session, world, round_, "reviewer_p9", author="other_author")
            self.round_id, self.other = round_.id, other.id
            self.keys = criterion_keys(session, round_.id)
            self.sample = self._keep(session, round_, required=required).id

    def _keep(self, session: object, round_: Round, *, required: bool) -> WarmUpSample:
        draft = SampleDraft(
            TITLE, "Nội dung mẫu.", "Lời giải chung.", required,
            dict.fromkeys(self.keys, Decimal(10)), {self.keys[0]: "Vì chưa có ở quận."},
        )  # fmt: skip
        return keep_sample(session, self.world.secretary, round_, None, draft, 0, SCORING)  # type: ignore[arg-type]

    def change(self, draft: SampleDraft) -> None:
        with transaction() as session:
            round_ = session.get_one(Round, self.round_id)
            sample = session.get_one(WarmUpSample, self.sample)
            keep_sample(session, self.world.secretary, round_, sample, draft, sample.version,
                        SCORING)  # fmt: skip

    def give(self, who: str, points: object) -> None:
        given = dict.fromkeys(self.keys, None if points is None else Decimal(str(points)))
        with transaction() as session:
            round_ = to_change(session, Round, self.round_id)
            sample = session.get_one(WarmUpSample, self.sample)
            score_sample(session, getattr(self.world, who), round_, sample, given, SCORING)

    def save(self, who: Actor, idea_id: int) -> None:
        with transaction() as session:
            round_, idea = session.get_one(Round, self.round_id), session.get_one(Idea, idea_id)
            scored(session, round_, idea, who, "18", "18", "20", "14")


@pytest.fixture
def warm(world: World) -> Warm:
    return Warm(world)


def test_no_real_sheet_is_begun_before_the_required_samples(warm: Warm, world: World) -> None:
    with pytest.raises(Blocked, match="Chấm thử 1 hồ sơ mẫu"):
        warm.save(world.reviewer, warm.idea)

    warm.give("reviewer", 12)
    warm.save(world.reviewer, warm.idea)

    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Mark)) == 4


def test_the_sheet_says_so_before_anything_is_typed(
    client: FlaskClient, warm: Warm, world: World
) -> None:
    sign_in(client, world.email("reviewer"))
    sheet_id = db.session.scalars(select(Sheet.id).where(
        Sheet.reviewer_id == world.reviewer.user_id)).one()  # fmt: skip
    address = f"/cham-diem/{sheet_id}"
    before = client.get(address).get_data(as_text=True)
    assert "Chấm thử 1 hồ sơ mẫu bắt buộc" in before
    assert "/tu-luu" not in before

    warm.give("reviewer", 12)
    after = client.get(address).get_data(as_text=True)
    assert "hồ sơ mẫu bắt buộc" not in after
    assert "/tu-luu" in after


def test_a_sample_that_is_not_required_keeps_nobody_away(world: World) -> None:
    warm = Warm(world, required=False)

    warm.save(world.reviewer, warm.idea)


def test_a_sample_is_scored_once_and_whole(warm: Warm) -> None:
    for wrong in (None, 99, "10.3"):
        with pytest.raises(Blocked):
            warm.give("reviewer", wrong)
    warm.give("reviewer", 12)

    with pytest.raises(Blocked, match="đã chấm thử"):
        warm.give("reviewer", 10)
    with pytest.raises(Denied):
        warm.give("author", 10)


def test_distance_is_shown_at_once_and_colleagues_only_from_three_on(
    warm: Warm, world: World
) -> None:
    def lines(who: Actor) -> list[tuple[int, str, object]]:
        with transaction() as session:
            sample = session.get_one(WarmUpSample, warm.sample)
            rubric = rubric_of(session, warm.round_id)
            mine = my_points(session, who, warm.sample)
            assert rubric is not None
            assert mine is not None
            found = comparison(session, who, sample, mine, rubric.criteria)
            return [(int(one.distance), one.why, one.colleagues) for one in found]

    warm.give("reviewer", 12)
    for who, points in (("reviewer2", 8), ("reviewer3", 9)):
        warm.give(who, points)
    assert {one[2] for one in lines(world.reviewer)} == {None}
    warm.give("reviewer_p9", 15)

    found = lines(world.reviewer)

    assert found[0] == (2, "Vì chưa có ở quận.", (Decimal(8), Decimal(9), Decimal(15)))
    assert found[-1] == (8, "", (Decimal(32), Decimal(36), Decimal(60)))


def test_what_is_scored_stands_and_dropping_takes_all_with_it(warm: Warm, world: World) -> None:
    warm.give("reviewer", 12)
    with pytest.raises(Blocked, match="không sửa được"):
        warm.change(SampleDraft("Khác", "x"))

    with transaction() as session:
        drop_sample(session, world.secretary, session.get_one(Round, warm.round_id),
                    session.get_one(WarmUpSample, warm.sample), SCORING)  # fmt: skip

    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(WarmUpSheet)) == 0
        rubric = rubric_of(session, warm.round_id)
        assert rubric is not None
        assert lacking(session, world.reviewer2, warm.round_id, rubric.criteria) == 0


def test_it_is_in_no_result_count_search_or_comparison(
    client: FlaskClient, warm: Warm, world: World
) -> None:
    def counted() -> list[int | None]:
        with transaction() as session:
            tables = (Sheet, Mark, Result, Idea)
            return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = counted()
    warm.give("reviewer", 12)
    assert counted() == before
    for who in ("secretary", "reviewer", "admin"):
        client.delete_cookie("sangkien")
        sign_in(client, world.email(who))
        for path in ("/tim-kiem?q=kkhosomau", f"/quyet-dinh/{warm.round_id}", "/thu-vien",
                     f"/doi-chieu/{warm.idea}", f"/phan-cong/{warm.round_id}"):  # fmt: skip
            assert TITLE not in client.get(path).text, (who, path)


def test_the_reference_is_not_shown_before_one_has_answered(
    client: FlaskClient, warm: Warm, world: World
) -> None:
    sign_in(client, world.email("reviewer"))
    url = f"/cham-diem/cham-thu/{warm.round_id}/1"

    asked = client.get(url).text
    wrong = client.post(url, data={f"points_{warm.keys[0]}": "99"})
    right = client.post(url, data={f"points_{key}": "12" for key in warm.keys})
    told = client.get(url).text

    for secret in ("Vì chưa có ở quận.", "Lời giải chung."):
        assert secret not in asked
        assert secret not in wrong.text
        assert secret in told
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "+2" in told
    for who in ("author", "clerk", "chair", "awards_officer"):
        client.delete_cookie("sangkien")
        sign_in(client, world.email(who))
        assert client.get(url).status_code in {403, 404}


def test_the_secretary_writes_samples_at_most_three(
    client: FlaskClient, warm: Warm, world: World
) -> None:
    sign_in(client, world.email("secretary"))
    url = f"/phan-cong/{warm.round_id}/cham-thu/0"
    fine = {"title": "Mẫu", "content": "Nội dung", "version": "0",
            **{f"points_{key}": "10" for key in warm.keys}}  # fmt: skip

    answers = [client.post(url, data=fine) for _ in range(3)]
    empty = client.post(url, data={**fine, "title": "", f"points_{warm.keys[0]}": ""})

    assert [answer.status_code for answer in answers] == [303, 303, 422]
    assert "nhiều nhất 3 hồ sơ mẫu" in answers[2].text
    assert "Nhập tên hồ sơ mẫu" in empty.text
    listed = client.get(f"/phan-cong/{warm.round_id}/cham-thu").text
    assert listed.count('class="row"') == 3
    assert client.post(f"{url[:-1]}2", data={"then": "drop"}).status_code == 303
