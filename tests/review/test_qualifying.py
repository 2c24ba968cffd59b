"""Several people say whether a dossier is eligible, each alone; the office decides on it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.models import AuditEntry
from app.database.transaction import to_change, transaction
from app.ideas import actions
from app.ideas.bulk_actions import Act, Wish, preview
from app.ideas.freezing import freeze
from app.ideas.models import Idea
from app.ideas.qualifying import outcomes, standings
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Outcome, Verdict, outcome, people_wanted
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.review import qualifying_actions, qualifying_queries
from app.review.conflicts import DeclaredGround
from app.rounds.models import Round
from app.rounds.states import QualifyRule
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.queries import counted_queries
from tests.review.builders import declares
from tests.rounds.builders import make_round, windows

PASS, FAIL = Verdict.PASS, Verdict.FAIL
WORD = "Kklydothamdinh"


@dataclass
class Asked:
    """A round with qualification and one submitted dossier of Phường 9."""

    world: World
    round_id: int
    idea_id: int

    def row(self, session: Session, who: str) -> Qualification:
        return session.scalars(
            select(Qualification).where(
                Qualification.idea_id == self.idea_id,
                Qualification.qualifier_id == getattr(self.world, who).user_id,
            )
        ).one()

    def assign(self, *names: str, by_hand: bool = False) -> None:
        with transaction() as session:
            pairs = [(self.idea_id, getattr(self.world, name).user_id) for name in names]
            qualifying_actions.assign(session, self.world.secretary,
                                      session.get_one(Round, self.round_id), pairs, NOON,
                                      by_hand=by_hand)  # fmt: skip

    def give(
        self, who: str, verdict: Verdict | None, reason: str = "Đủ giấy tờ.", *, by: str = "",
        version: int = 0,
    ) -> Outcome:  # fmt: skip
        with transaction() as session:
            row = self.row(session, who)
            return qualifying_actions.give(session, getattr(self.world, by or who), row, verdict,
                                           reason, NOON, version or row.version)  # fmt: skip

    def accept(self, why: str = "") -> None:
        with transaction() as session:
            idea = to_change(session, Idea, self.idea_id)
            actions.accept_idea(session, self.world.secretary, idea, NOON, why=why)

    def refuse(self, why: str = "") -> None:
        with transaction() as session:
            idea = to_change(session, Idea, self.idea_id)
            actions.refuse_idea(session, self.world.secretary, idea, "Thiếu giấy", NOON, why=why)

    def outcome(self) -> Outcome:
        with transaction() as session:
            round_ = session.get_one(Round, self.round_id)
            return standings(session, round_, [self.idea_id])[self.idea_id].outcome


def asked(world: World, rule: QualifyRule = QualifyRule.ALL, *names: str) -> Asked:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2, qualify_rule=rule, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
        made = Asked(world, round_.id, idea.id)
    made.assign(*(names or ("reviewer", "reviewer2")))
    return made


# ---- the rules

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


# ---- who is asked


@BOTH
def test_nobody_in_conflict_is_asked(app: Flask, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2)
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
        declares(session, idea, world.reviewer3)
        made = Asked(world, round_.id, idea.id)

    for who in ("reviewer_p9", "reviewer3", "author", "chair"):
        with pytest.raises(Blocked):
            made.assign(who)
    made.assign("secretary", "reviewer")
    with pytest.raises(Blocked, match="đã được giao"):
        made.assign("reviewer")
    with pytest.raises(Denied), transaction() as session:
        qualifying_actions.assign(session, world.reviewer, session.get_one(Round, made.round_id),
                                  [(made.idea_id, world.reviewer2.user_id or 0)], NOON)  # fmt: skip


def test_a_round_that_does_not_ask_assigns_nobody(world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        made = Asked(world, round_.id, make_idea(session, world, round_, IdeaState.SUBMITTED).id)

    with pytest.raises(Blocked, match="không có thẩm định"):
        made.assign("reviewer")


@BOTH
def test_the_proposal_is_even_keeps_what_stands_and_shuts_conflicts(
    app: Flask, world: World
) -> None:
    made = asked(world, QualifyRule.ALL, "reviewer", "reviewer2")
    with transaction() as session:
        round_ = session.get_one(Round, made.round_id)
        for n in range(9):
            make_idea(session, world, round_, IdeaState.SUBMITTED, title=f"Giải pháp {n}",
                      author="author" if n % 2 else "other_author")  # fmt: skip
        names = ("reviewer", "reviewer2", "reviewer3", "reviewer_p9")
        people = [getattr(world, name).user_id or 0 for name in names]

        found = qualifying_queries.proposal(session, round_, people, NOON.date())
        again = qualifying_queries.proposal(session, round_, people[::-1], NOON.date())
        qualifying_actions.assign(session, world.secretary, round_, found.pairs, NOON)

        loads = [after for _before, after in found.loads.values()]
        assert (len(found.pairs), found.short, sum(loads)) == (18, 0, 20)
        assert max(loads) - min(loads) <= 1
        assert again.pairs == found.pairs
        assert qualifying_queries.proposal(session, round_, people, NOON.date()).pairs == ()


# ---- what is said


@BOTH
def test_an_answer_is_given_once_with_a_reason_by_the_person_asked(
    app: Flask, world: World
) -> None:
    made = asked(world)

    for verdict, reason in ((None, "Đủ"), (PASS, " "), (PASS, "x" * 2001)):
        with pytest.raises(Blocked):
            made.give("reviewer", verdict, reason)
    assert made.give("reviewer", PASS) is Outcome.OPEN
    with pytest.raises(Denied):
        made.give("reviewer", FAIL)
    with pytest.raises(Denied):
        made.give("reviewer2", PASS, by="reviewer3")
    with pytest.raises(StaleDataError):
        made.give("reviewer2", PASS, version=99)
    assert made.give("reviewer2", PASS) is Outcome.PASS


@BOTH
def test_two_who_disagree_at_once_call_one_third(app: Flask, world: World) -> None:
    made = asked(world, QualifyRule.THIRD)
    with transaction() as session:
        round_ = session.get_one(Round, made.round_id)
        other = make_idea(session, world, round_, IdeaState.SUBMITTED, author="other_author")
        pairs = [(other.id, world.reviewer3.user_id or 0)]
        qualifying_actions.assign(session, world.secretary, round_, pairs, NOON)
    start = Barrier(2)

    def answer(job: tuple[str, Verdict]) -> None:
        with app.app_context():
            start.wait()
            made.give(*job)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, (("reviewer", PASS), ("reviewer2", FAIL))))

    assert made.outcome() is Outcome.OPEN
    assert made.give("reviewer3", FAIL) is Outcome.FAIL
    with transaction() as session:
        mails = session.scalars(select(OutboxMessage.body).where(
            OutboxMessage.account_id == world.reviewer3.user_id,
            OutboxMessage.kind == "qualification_asked")).all()  # fmt: skip
        assert len(mails) == 2
        assert len(set(mails)) == 1  # nothing tells that one was called because two disagree


@BOTH
def test_a_new_version_is_judged_anew(app: Flask, world: World) -> None:
    made = asked(world)
    made.give("reviewer", PASS)
    made.give("reviewer2", PASS)

    with transaction() as session:
        freeze(session, world.author, session.get_one(Idea, made.idea_id), NOON)

    assert made.outcome() is Outcome.OPEN
    made.give("reviewer", FAIL)
    assert made.give("reviewer2", FAIL) is Outcome.FAIL


@BOTH
def test_who_steps_back_counts_for_nothing_and_is_shut_out(app: Flask, world: World) -> None:
    made = asked(world)
    made.give("reviewer", FAIL)
    with transaction() as session:
        row = made.row(session, "reviewer")
        with pytest.raises(Blocked):
            qualifying_actions.decline(session, world.reviewer, row, None, "", NOON)
        qualifying_actions.decline(session, world.reviewer, row, DeclaredGround.MENTOR, "", NOON)
    made.give("reviewer2", PASS)

    assert made.outcome() is Outcome.OPEN
    made.assign("reviewer3", by_hand=True)
    assert made.give("reviewer3", PASS) is Outcome.PASS
    with pytest.raises(Denied):
        made.give("reviewer", PASS)


def test_only_an_unanswered_question_is_taken_back(world: World) -> None:
    made = asked(world)
    made.give("reviewer", PASS)

    with transaction() as session, pytest.raises(Blocked):
        qualifying_actions.unassign(session, world.secretary, made.row(session, "reviewer"), NOON)
    with transaction() as session:
        qualifying_actions.unassign(session, world.secretary, made.row(session, "reviewer2"), NOON)
    made.assign("reviewer3", by_hand=True)

    assert made.give("reviewer3", PASS) is Outcome.PASS


# ---- what the office may do with it


@BOTH
def test_the_office_decides_as_was_said_or_says_why_not(app: Flask, world: World) -> None:
    made = asked(world)

    for attempt in (made.accept, made.refuse):
        with pytest.raises(Blocked, match="Chưa đủ ý kiến"):
            attempt()
    made.give("reviewer", FAIL)
    made.give("reviewer2", FAIL)
    with pytest.raises(Blocked, match="Không đạt"):
        made.accept()
    made.refuse()

    with transaction() as session:
        assert session.get_one(Idea, made.idea_id).state is IdeaState.INELIGIBLE
        verbs = session.scalars(select(AuditEntry.verb)).all()
        assert "idea:unqualified" not in verbs


def test_a_decision_against_the_outcome_is_kept_with_its_reason(world: World) -> None:
    made = asked(world)
    made.give("reviewer", FAIL)

    made.accept("Hội đồng thống nhất tại cuộc họp ngày 12/10")

    with transaction() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.verb == "idea:unqualified")
        ).one()
        assert entry.reason == "Hội đồng thống nhất tại cuộc họp ngày 12/10"
        assert session.get_one(Idea, made.idea_id).state is IdeaState.ELIGIBLE


def test_many_at_once_are_accepted_only_where_all_said_pass(world: World) -> None:
    made = asked(world)
    with transaction() as session:
        line = preview(session, world.secretary, Wish(Act.ACCEPT), [made.idea_id])[0]
        assert "chưa phải là “Đạt”" in str(line.why)
    made.give("reviewer", PASS)
    made.give("reviewer2", PASS)

    with transaction() as session:
        assert preview(session, world.secretary, Wish(Act.ACCEPT), [made.idea_id])[0].why is None


def test_a_round_without_it_reads_nothing_of_it(world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world)
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED)
        said: list[str] = []
        event.listen(session.connection(), "before_cursor_execute",
                     lambda _c, _k, statement, *_: said.append(statement))  # fmt: skip
        actions.accept_idea(session, world.secretary, idea, NOON)
        session.flush()
    assert said
    assert not [one for one in said if "qualification" in one]


# ---- the pages


def test_the_whole_way_through_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = make_round(session, world, qualifiers=2, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.SUBMITTED, evidence=("Ngọc Ánh.pdf",))
        made = Asked(world, round_.id, idea.id)
    people = [world.reviewer.user_id, world.reviewer2.user_id]

    sign_in(client, world.email("secretary"))
    assert "Phân công thẩm định 1 hồ sơ" in client.get("/viec-cho-toi").text
    assert "thiếu 2 người" in client.get(f"/tham-dinh/dot/{made.round_id}").text
    url = f"/tham-dinh/dot/{made.round_id}/phan-cong"
    shown = client.get(url, query_string={"nguoi": people}).text
    mark = shown.split('name="mark" value="')[1].split('"')[0]
    assert client.post(url, data={"nguoi": people, "mark": "x"}).status_code == 422
    assert client.post(url, data={"nguoi": people, "mark": mark}).status_code == 303
    refused = client.post(f"/tiep-nhan/{made.idea_id}/tiep-nhan", data={"accept-why": ""})
    assert (refused.status_code, "quyết định khác kết quả" in refused.text) == (422, True)
    with transaction() as session:
        first, second = (made.row(session, who).id for who in ("reviewer", "reviewer2"))

    sign_in(client, world.email("reviewer"))
    assert "Thẩm định điều kiện 1 hồ sơ" in client.get("/viec-cho-toi").text
    page = client.get(f"/tham-dinh/{first}").text
    assert "Trần Ngọc Ánh" not in page
    assert "Phường 9" not in page
    saved = client.post(f"/tham-dinh/{first}/tu-luu", data={"reason": WORD, "version": 1})
    assert saved.json
    assert saved.json["version"] == 2
    kept = client.post(f"/tham-dinh/{first}", data={"reason": WORD, "version": 2, "then": "give"})
    assert (kept.status_code, WORD in kept.text) == (422, True)
    said = {"verdict": "fail", "reason": WORD, "version": 2, "then": "give"}
    assert client.post(f"/tham-dinh/{first}", data=said).status_code == 303
    assert "Đã kết luận" in client.get("/tham-dinh?loc=da-ket-luan").text

    sign_in(client, world.email("reviewer2"))
    assert client.get(f"/tham-dinh/{first}").status_code == 404
    assert WORD not in client.get(f"/tham-dinh/{second}").text
    said = {"verdict": "pass", "reason": "Đủ", "version": 1, "then": "give"}
    assert client.post(f"/tham-dinh/{second}", data=said).status_code == 303
    after = client.get(f"/tham-dinh/{second}").text
    assert WORD in after
    assert "Lê Minh Khuê" not in after.replace("Bùi Thị Ngọc", "")

    sign_in(client, world.email("secretary"))
    dossier = client.get(f"/tiep-nhan/{made.idea_id}").text
    assert WORD in dossier
    assert "Chưa thống nhất" in dossier


def test_authors_and_others_learn_nothing(client: FlaskClient, world: World) -> None:
    made = asked(world, QualifyRule.ALL, "reviewer", "secretary")
    made.give("reviewer", FAIL, WORD)
    with transaction() as session:
        key = made.row(session, "reviewer").id

    addresses = ("/viec-cho-toi", "/tham-dinh", f"/tham-dinh/{key}",
                 f"/tham-dinh/dot/{made.round_id}",
                 f"/tiep-nhan/{made.idea_id}", f"/tiep-nhan/{made.idea_id}/tham-dinh",
                 f"/ho-so/{made.idea_id}", "/ho-so-cua-toi", "/tiep-nhan",
                 f"/tim-kiem?q={WORD}")  # fmt: skip
    for who in ("author", "clerk", "reviewer2", "reviewer_p9", "leader", "inspector", "chair",
                "secretary"):  # fmt: skip
        sign_in(client, world.email(who))
        for address in addresses:
            text = client.get(address, follow_redirects=True).text
            shown = text.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "")
            assert f"{WORD}</p>" not in shown, (who, address)
            if who != "secretary":
                assert "Không đạt" not in shown, (who, address)
    with transaction() as session:
        bodies = session.scalars(select(OutboxMessage.body)).all()
        assert not [body for body in bodies if WORD in body]


def test_lists_ask_no_more_for_many_than_for_few(client: FlaskClient, world: World) -> None:
    made = asked(world)

    def queries(who: str, address: str) -> int:
        sign_in(client, world.email(who))
        client.get(address)
        with counted_queries() as count:
            assert client.get(address).status_code == 200
        return count.count

    pages = [("reviewer", "/tham-dinh"), ("secretary", f"/tham-dinh/dot/{made.round_id}"),
             ("secretary", f"/tham-dinh/dot/{made.round_id}/phan-cong?nguoi=1")]  # fmt: skip
    few = [queries(*one) for one in pages]
    with transaction() as session:
        round_ = session.get_one(Round, made.round_id)
        pairs = [(make_idea(session, world, round_, IdeaState.SUBMITTED).id, person.user_id or 0)
                 for _n in range(6) for person in (world.reviewer,)]  # fmt: skip
        qualifying_actions.assign(session, world.secretary, round_, pairs, NOON)

    assert [queries(*one) for one in pages] == few
