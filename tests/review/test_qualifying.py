"""Several people say whether a dossier is eligible, each alone; the office decides on it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm.exc import StaleDataError

from app.audit.models import AuditEntry
from app.database.transaction import transaction
from app.ideas import actions
from app.ideas.bulk_actions import Act, Wish, preview
from app.ideas.freezing import freeze
from app.ideas.models import Idea
from app.ideas.qualifying_rules import Outcome, Verdict
from app.ideas.states import IdeaState
from app.kernel.refusals import Blocked, Denied
from app.outbox.models import OutboxMessage
from app.review import qualifying_actions, qualifying_office_queries
from app.review.conflicts import DeclaredGround
from app.rounds.models import Round
from app.rounds.states import QualifyRule
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.review.builders import declares
from tests.review.qualifying import FAIL, PASS, Asked, asked
from tests.rounds.builders import make_round

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

        found = qualifying_office_queries.proposal(session, round_, people, NOON.date())
        again = qualifying_office_queries.proposal(session, round_, people[::-1], NOON.date())
        qualifying_actions.assign(session, world.secretary, round_, found.pairs, NOON)

        loads = [after for _before, after in found.loads.values()]
        assert (len(found.pairs), found.short, sum(loads)) == (18, 0, 20)
        assert max(loads) - min(loads) <= 1
        assert again.pairs == found.pairs
        assert qualifying_office_queries.proposal(session, round_, people, NOON.date()).pairs == ()


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
