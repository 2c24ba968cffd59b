"""One vote per account, hidden until the close from everybody, counted exactly after it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.community.actions import cast, set_poll, take_back
from app.community.models import CommunityVote
from app.community.queries import SHOWN, Poll, poll_of, tallies
from app.community.rules import PollDraft
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel import clock
from app.kernel.refusals import Blocked, Denied
from app.review.community_actions import note_points
from app.review.models import Result
from app.rounds.models import Round
from tests.conftest import BOTH
from tests.people import World, sign_in
from tests.review.builders import locked, scoring_idea, scoring_round
from tests.rounds.builders import SCORING

OPENS, CLOSES = SCORING - timedelta(days=1), SCORING + timedelta(days=1)
VOTERS = ("author", "author2", "other_author", "clerk", "other_clerk", "communications")


@pytest.fixture
def poll(world: World) -> dict[str, int]:
    """A blind round with an open vote and two dossiers: of `author`, and of `other_author`."""
    with transaction() as session:
        round_ = scoring_round(session, world)
        mine = scoring_idea(session, world, round_, "reviewer", "reviewer2", title="Của Ánh",
                            conditions="Kkkhongcongkhai",
                            summary="Do Trần Ngọc Ánh viết.")  # fmt: skip
        other = scoring_idea(session, world, round_, "reviewer", "reviewer2",
                             author="other_author", title="Của Dũng")  # fmt: skip
        for idea in (mine, other):
            locked(session, round_, idea, world.reviewer)
            locked(session, round_, idea, world.reviewer2)
        _set(world, round_)(session)
        return {"round": round_.id, "mine": mine.id, "other": other.id}


def _set(world: World, round_: Round, *, own: bool = False, counts: bool = True,
         version: int = 0) -> Callable[..., object]:  # fmt: skip
    draft = PollDraft(OPENS, CLOSES, Decimal(20), 1, own, counts)
    return lambda session: set_poll(session, world.secretary, round_, draft, version, SCORING)


def _poll(session: object, poll: dict[str, int]) -> Poll:
    found = poll_of(session, poll["round"])  # type: ignore[arg-type]
    assert found is not None
    return found


def vote(world: World, poll: dict[str, int], who: str, which: str, now: datetime = SCORING) -> None:
    with transaction() as session:
        cast(session, getattr(world, who), _poll(session, poll), poll[which], who, now)


def votes(poll: dict[str, int]) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(CommunityVote)) or 0


def test_one_vote_per_account_is_moved_and_taken_back(world: World, poll: dict[str, int]) -> None:
    vote(world, poll, "clerk", "mine")
    vote(world, poll, "clerk", "other")
    with transaction() as session:
        assert session.scalars(select(CommunityVote.idea_id)).all() == [poll["other"]]

    with transaction() as session:
        take_back(session, world.clerk, _poll(session, poll), SCORING)

    assert votes(poll) == 0
    with pytest.raises(Blocked), transaction() as session:
        take_back(session, world.clerk, _poll(session, poll), SCORING)


@pytest.mark.parametrize(
    ("who", "which", "when"),
    [
        ("author", "mine", SCORING), ("reviewer", "mine", SCORING), ("secretary", "mine", SCORING),
        ("chair", "other", SCORING), ("clerk", "mine", OPENS - timedelta(seconds=1)),
        ("clerk", "mine", CLOSES),
    ],
)  # fmt: skip
def test_nobody_votes_for_their_own_as_a_judge_early_or_late(
    world: World, poll: dict[str, int], who: str, which: str, when: datetime
) -> None:
    with pytest.raises(Denied):
        vote(world, poll, who, which, when)
    assert votes(poll) == 0


def test_the_last_moment_still_counts_and_own_votes_where_allowed(
    world: World, poll: dict[str, int]
) -> None:
    with transaction() as session:
        _set(world, to_change(session, Round, poll["round"]), own=True, version=1)(session)

    vote(world, poll, "author", "mine", CLOSES - timedelta(seconds=1))

    assert votes(poll) == 1


def test_a_locked_account_and_another_rounds_dossier_are_refused(
    world: World, poll: dict[str, int]
) -> None:
    with transaction() as session:
        far = scoring_idea(session, world, scoring_round(session, world, code="DX-KHAC"))
        poll["far"] = far.id

    with pytest.raises(Denied):
        vote(world, poll, "clerk", "far")
    assert votes(poll) == 0


@BOTH
def test_the_same_person_in_many_windows_has_one_vote(
    app: Flask, world: World, poll: dict[str, int]
) -> None:
    def press(which: str) -> None:
        with app.app_context():
            vote(world, poll, "clerk", which)
            db.session.remove()

    db.session.remove()
    windows = [Thread(target=press, args=(which,)) for which in ("mine", "other") * 3]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert votes(poll) == 1


@BOTH
def test_points_are_counted_from_the_ballots_and_join_the_result_where_the_round_says_so(
    world: World, poll: dict[str, int]
) -> None:
    for who in ("clerk", "other_clerk", "communications"):
        vote(world, poll, who, "mine")
    vote(world, poll, "author", "other")

    with transaction() as session:
        count = note_points(session, world.secretary, to_change(session, Round, poll["round"]),
                            _poll(session, poll), CLOSES)  # fmt: skip

    assert count == 2
    with transaction() as session:
        rows = {key: session.get_one(Result, poll[key]) for key in ("mine", "other")}
        assert {key: (row.community, row.mean) for key, row in rows.items()} == {
            "mine": (Decimal(20), Decimal(90)), "other": (Decimal("6.7"), Decimal("76.7")),
        }  # fmt: skip


def test_points_stand_beside_the_score_where_the_round_does_not_say_so(
    world: World, poll: dict[str, int]
) -> None:
    with transaction() as session:
        _set(world, to_change(session, Round, poll["round"]), counts=False, version=1)(session)
    vote(world, poll, "clerk", "mine")

    with transaction() as session:
        note_points(session, world.secretary, to_change(session, Round, poll["round"]),
                    _poll(session, poll), CLOSES)  # fmt: skip

    with transaction() as session:
        row = session.get_one(Result, poll["mine"])
        assert (row.community, row.mean) == (Decimal(20), Decimal(70))


def test_no_points_are_noted_before_the_close_or_by_the_chair(
    world: World, poll: dict[str, int]
) -> None:
    for who, when in (("secretary", CLOSES - timedelta(seconds=1)), ("chair", CLOSES)):
        with pytest.raises(Denied), transaction() as session:
            note_points(session, getattr(world, who), to_change(session, Round, poll["round"]),
                        _poll(session, poll), when)  # fmt: skip


def test_the_log_says_who_voted_and_never_for_what(world: World, poll: dict[str, int]) -> None:
    vote(world, poll, "clerk", "mine")

    with transaction() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "community:vote")).one()
        told = f"{entry.subject} {entry.detail}"
    assert told.startswith(f"round:{poll['round']} ")
    assert str(poll["mine"]) not in told.removeprefix(f"round:{poll['round']}")


def stand_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "steady", lambda: moment)


def paths(poll: dict[str, int]) -> list[str]:
    base, round_id = f"/binh-chon/{poll['round']}", poll["round"]
    return [
        base, f"{base}/{poll['mine']}", f"{base}/{poll['other']}", f"{base}/thiet-lap",
        f"{base}/kiem-phieu", f"{base}/kiem-phieu.xlsx", f"/quyet-dinh/{round_id}/binh-chon",
        f"/quyet-dinh/{round_id}", f"/quyet-dinh/{round_id}?cot=cong-dong",
        f"/quyet-dinh/{round_id}/bang-quyet-dinh.xlsx", f"/phan-cong/{round_id}", "/viec-cho-toi",
    ]  # fmt: skip


PEOPLE = ("secretary", "chair", "reviewer", "author", "other_clerk", "leader", "inspector", "admin")


def test_two_worlds_that_differ_in_anothers_votes_look_the_same_until_the_close(
    client: FlaskClient, world: World, poll: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, SCORING)

    def seen() -> dict[tuple[str, str], tuple[int, str]]:
        found = {}
        for who in PEOPLE:
            client.delete_cookie("sangkien")
            sign_in(client, world.email(who))
            for path in paths(poll):
                answer = client.get(path)
                text = answer.text if "html" in (answer.content_type or "") else ""
                text = re.sub(r'(data-now|data-session-left|value)="[^"]*"', "", text)
                found[who, path] = (answer.status_code, text)
        return found

    before = seen()
    vote(world, poll, "clerk", "mine")
    vote(world, poll, "communications", "mine")
    after = seen()

    assert [where for where in before if before[where] != after[where]] == []
    assert before["author", f"/binh-chon/{poll['round']}"][0] == 200
    assert before["secretary", f"/binh-chon/{poll['round']}/kiem-phieu"][0] == 403


def test_nobody_is_sent_to_the_administrator_for_what_only_time_gives(
    client: FlaskClient, world: World, poll: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, SCORING)
    ask = "liên hệ quản trị viên để được giao quyền"

    sign_in(client, world.email("secretary"))
    assert ask not in client.get(f"/binh-chon/{poll['round']}/kiem-phieu").text
    client.delete_cookie("sangkien")
    sign_in(client, world.email("author"))
    assert ask in client.get("/quan-tri/nguoi-dung").text


def test_after_the_close_the_office_alone_counts(
    client: FlaskClient, world: World, poll: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    vote(world, poll, "clerk", "mine")
    stand_at(monkeypatch, CLOSES)
    base = f"/binh-chon/{poll['round']}"

    for who in PEOPLE:
        client.delete_cookie("sangkien")
        sign_in(client, world.email(who))
        status = client.get(f"{base}/kiem-phieu").status_code
        assert (status == 200) == (who in {"secretary", "chair"}), who
        assert status in {200, 403, 404}
    client.delete_cookie("sangkien")
    sign_in(client, world.email("secretary"))
    assert client.post(f"/quyet-dinh/{poll['round']}/binh-chon").status_code == 303
    assert "20" in client.get(f"/quyet-dinh/{poll['round']}?cot=cong-dong").text
    assert client.get(f"{base}/kiem-phieu.xlsx").data.startswith(b"PK")


def test_only_publishable_words_are_shown_and_nobody_is_named(
    client: FlaskClient, world: World, poll: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, SCORING)
    sign_in(client, world.email("other_clerk"))

    pages = [client.get(f"/binh-chon/{poll['round']}").text,
             client.get(f"/binh-chon/{poll['round']}/{poll['mine']}").text]  # fmt: skip

    for page in pages:
        main = page[page.index("<main") :]
        for hidden in ("Trần Ngọc Ánh", "Kkkhongcongkhai", "Phường 9"):
            assert hidden not in main
    assert "confidential" not in SHOWN
    assert "conditions" not in SHOWN


@BOTH
def test_voting_and_taking_back_through_the_pages(
    client: FlaskClient, world: World, poll: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, SCORING)
    sign_in(client, world.email("clerk"))
    base = f"/binh-chon/{poll['round']}"
    assert "Bình chọn giải pháp" in client.get("/viec-cho-toi").text

    assert client.post(f"{base}/{poll['mine']}").status_code == 303
    assert "Đã chọn" in client.get(base).text
    assert "Bình chọn giải pháp" not in client.get("/viec-cho-toi").text
    assert client.post(f"{base}/rut").status_code == 303

    assert votes(poll) == 0


def test_the_secretary_sets_the_vote_and_mistakes_are_named(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        round_id = scoring_round(session, world).id
    stand_at(monkeypatch, SCORING)
    sign_in(client, world.email("secretary"))
    url = f"/binh-chon/{round_id}/thiet-lap"
    typed = {"opens_on": "01/10/2026", "opens_time": "08:00", "closes_on": "30/09/2026",
             "closes_time": "17:00", "max_points": "20", "digits": "1", "version": "0"}  # fmt: skip

    wrong = client.post(url, data=typed)
    right = client.post(url, data={**typed, "closes_on": "30/12/2026"})
    stale = client.post(url, data={**typed, "closes_on": "31/12/2026"})

    assert wrong.status_code == 422
    assert "Thời điểm kết thúc phải sau thời điểm bắt đầu" in wrong.text
    assert right.status_code == 303
    assert stale.status_code == 409
    with transaction() as session:
        found = poll_of(session, round_id)
        assert found is not None
        assert found.draft.max_points == Decimal(20)
        assert tallies(session, found) == []
        assert session.get(Idea, 1) is None
