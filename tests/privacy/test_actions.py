"""Requests with their clock, consent that counts at once, periods, anonymising."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import NewAccount, add_account
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account, Holiday
from app.audit.models import AuditEntry
from app.audit.queries import first_break
from app.database.transaction import transaction
from app.extensions import db
from app.gallery import queries as gallery
from app.gallery.actions import change_solution
from app.gallery.models import PublishedSolution
from app.gallery.office import text_of
from app.gallery.queries import Filters
from app.ideas.models import IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from app.privacy import actions, anonymising, queries, retention, rules
from app.privacy.models import Anonymised, Consent, DataRequest
from app.privacy.states import Purpose, RequestKind, RequestState
from app.signin.models import SignIn
from tests.conftest import BOTH
from tests.gallery.builders import make_published
from tests.ideas.builders import make_idea
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round

NAME = Purpose.GALLERY_NAME
LATER = NOON + timedelta(days=1)


def asked(session: Session, actor: Actor, now: datetime = NOON) -> DataRequest:
    return actions.ask(session, actor, RequestKind.CORRECT, "Họ tên ghi sai dấu.", now)


def test_two_working_days_skip_holidays_and_weekends(world: World, session: Session) -> None:
    thursday = datetime(2026, 4, 23, 3, tzinfo=NOON.tzinfo)
    session.add(Holiday(day=date(2026, 4, 27), name="Giỗ Tổ"))

    request = asked(session, world.author, thursday)

    assert request.due_on == date(2026, 4, 28)  # Friday and Tuesday count


def test_asking_tells_the_administrators(world: World, session: Session) -> None:
    asked(session, world.author)

    mails = session.scalars(select(OutboxMessage)).all()
    assert [m.address for m in mails] == [world.admin.email]
    assert "ghi sai dấu" not in mails[0].body


def test_a_request_is_answered_once_and_the_person_is_told(world: World, session: Session) -> None:
    request = asked(session, world.author)

    actions.answer(session, world.admin, request, "Đã sửa.", accepted=True, now=LATER)

    assert (request.state, request.answer, request.answered_at) == (
        RequestState.ACCEPTED, "Đã sửa.", LATER,
    )  # fmt: skip
    session.flush()
    assert world.author.email in session.scalars(select(OutboxMessage.address)).all()
    with pytest.raises(IllegalMove):
        actions.answer(session, world.admin, request, "Lại", accepted=False, now=LATER)


def test_only_the_administrator_answers_and_never_without_words(
    world: World, session: Session
) -> None:
    request = asked(session, world.author)
    session.flush()

    for person in (world.author, world.secretary, world.leader):
        with pytest.raises(Denied):
            actions.answer(session, person, request, "Xong", accepted=True, now=LATER)
    with pytest.raises(Blocked):
        actions.answer(session, world.admin, request, "", accepted=True, now=LATER)
    assert request.state is RequestState.OPEN


def give(session: Session, actor: Actor, now: datetime = NOON) -> Consent:
    return actions.give_consent(session, actor, NAME, queries.wording(session, NAME).version, now)


def public_names(session: Session) -> str:
    session.flush()
    slug = session.scalars(select(PublishedSolution.slug)).one()
    found = gallery.public_solution(session, slug)
    assert found is not None
    return found.author_names


@BOTH
def test_a_withdrawn_consent_hides_the_name_at_once_and_in_search(
    app: Flask, world: World, session: Session
) -> None:
    entry = make_published(session, world, show_authors=True, idea={"coauthors": ("author2",)})
    give(session, world.author)
    assert public_names(session) == "Trần Ngọc Ánh, Phạm Đình Ân"

    changed = actions.withdraw_consent(session, world.author, NAME, LATER)

    assert (changed, public_names(session)) == (1, "Phạm Đình Ân")
    assert gallery.card_total(session, Filters(words="Trần Ngọc Ánh")) == 0
    give(session, world.author, LATER)
    assert public_names(session) == "Trần Ngọc Ánh, Phạm Đình Ân"
    assert entry.show_authors


def test_an_officers_later_edit_does_not_bring_the_name_back(
    world: World, session: Session
) -> None:
    entry = make_published(session, world, show_authors=True)
    actions.withdraw_consent(session, world.author, NAME, NOON)

    change_solution(session, world.communications, entry, text_of(entry), entry.version, LATER)

    assert public_names(session) == ""


def test_consent_is_to_the_words_that_were_shown(world: World, session: Session) -> None:
    actions.write_text(session, world.admin, NAME, "Lời văn mới.", NOON)
    session.flush()

    with pytest.raises(Blocked):
        actions.give_consent(session, world.author, NAME, 1, NOON)
    consent = give(session, world.author)
    actions.write_text(session, world.admin, NAME, "Lời văn thứ ba.", LATER)

    assert (consent.version, consent.text) == (2, "Lời văn mới.")
    with pytest.raises(AlreadyDone):
        give(session, world.author)


def test_saying_no_twice_is_said_once(world: World, session: Session) -> None:
    actions.withdraw_consent(session, world.author, NAME, NOON)
    with pytest.raises(AlreadyDone):
        actions.withdraw_consent(session, world.author, NAME, LATER)

    assert len(queries.consents(session, world.author.user_id or 0)) == 1


def leaver(session: Session, world: World) -> Account:
    """Somebody whose roles have ended."""
    new = NewAccount("nguoi-cu@quan3.example", "Lý Thị Cũ", world.units["P9"], DEMO_PASSWORD,
                     "Chuyên viên", demo=True)  # fmt: skip
    account = add_account(session, SYSTEM, new, NOON)
    session.add(SignIn(token_hash="t" * 64, account_id=account.id, started_at=NOON, seen_at=NOON,
                       ends_at=LATER, address="203.0.113.9", agent="Firefox"))  # fmt: skip
    session.flush()
    return account


def named(session: Session, idea_id: int, account: Account) -> IdeaAuthor:
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea_id)).one()
    author.account_id, author.full_name, author.email = account.id, "Lý Thị Cũ", account.email
    session.flush()
    return author


@BOTH
def test_anonymising_forgets_the_person_and_keeps_the_totals(
    app: Flask, world: World, session: Session
) -> None:
    account = leaver(session, world)
    round_ = make_round(session, world)
    kept = named(session, make_idea(session, world, round_, IdeaState.RECOGNISED).id, account)
    hidden = named(session, make_idea(session, world, round_, IdeaState.DECLINED).id, account)

    anonymising.anonymise(session, world.admin, account, "Đã nghỉ việc", LATER)

    session.flush()
    session.expire_all()
    name = rules.pseudonym(account.id)
    assert (account.full_name, account.position, account.active) == (name, "", False)
    assert "nguoi-cu" not in account.email + account.searched
    assert (kept.full_name, kept.email) == ("Lý Thị Cũ", "")
    assert (hidden.full_name, hidden.email, hidden.share) == (name, "", kept.share)
    sign_in = session.scalars(select(SignIn).where(SignIn.account_id == account.id)).one()
    assert (sign_in.address, sign_in.agent, sign_in.ended_at) == ("", "", LATER)
    assert queries.unwilling(session, [account.id]) == {account.id}


def test_the_chain_is_whole_after_anonymising(app: Flask, world: World) -> None:
    with transaction() as session:
        account = leaver(session, world)
        anonymising.anonymise(session, world.admin, account, "Đã nghỉ việc", LATER)

    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (last.verb, "Lý Thị Cũ" in last.detail) == ("personal_data:anonymise", False)
    assert first_break(db.session()) is None


def test_who_is_still_tied_is_not_anonymised(world: World, session: Session) -> None:
    make_idea(session, world, make_round(session, world), IdeaState.SUBMITTED)
    author = session.get_one(Account, world.author.user_id)

    with pytest.raises(Blocked) as refused:
        anonymising.anonymise(session, world.admin, author, "", LATER)

    fields = [blocker.field for blocker in refused.value.blockers]
    assert fields == ["roles", "dossiers", "reason"]
    assert author.full_name == "Trần Ngọc Ánh"


def test_the_last_administrator_and_oneself_are_never_anonymised(
    world: World, session: Session
) -> None:
    admin = session.get_one(Account, world.admin.user_id)

    with pytest.raises(Blocked) as refused:
        anonymising.anonymise(session, world.admin, admin, "Thử", LATER)

    assert [blocker.field for blocker in refused.value.blockers] == ["account", "roles"]
    with pytest.raises(Blocked):
        anonymising.anonymise(session, SYSTEM, admin, "Thử", LATER)
    with pytest.raises(Denied):
        anonymising.anonymise(session, world.secretary, leaver(session, world), "Thử", LATER)
    assert session.scalar(select(Anonymised.account_id)) is None


def test_what_is_over_its_time_is_listed_by_the_authoritys_own_periods(
    world: World, session: Session
) -> None:
    account = leaver(session, world)
    account.active = False
    session.add(SignIn(token_hash="u" * 64, account_id=account.id, started_at=NOON, seen_at=NOON,
                       ends_at=LATER))  # fmt: skip
    session.flush()

    def due(now: datetime) -> dict[str, int]:
        return {o.period.kind.code: o.count for o in retention.overdue(session, now) if o.count}

    assert due(NOON + timedelta(days=300)) == {}
    assert due(NOON + timedelta(days=740)) == {"account": 1, "sign_in": 1}
    actions.set_period(session, world.admin, "sign_in", 36, "QĐ 12/QĐ-UBND", LATER)
    session.flush()
    assert due(NOON + timedelta(days=740)) == {"account": 1}
    with pytest.raises(Blocked):
        actions.set_period(session, world.admin, "sign_in", 0, "", LATER)
    with pytest.raises(Denied):
        actions.set_period(session, world.leader, "sign_in", 12, "QĐ", LATER)


def test_months_before_lands_on_a_day_that_exists() -> None:
    assert rules.months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert rules.months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert rules.months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_the_list_of_requests_costs_the_same_at_any_size(app: Flask, world: World) -> None:
    costs = []
    for _ in range(2):
        with transaction() as session:
            for _turn in range(3):
                asked(session, world.author)
        with counted_queries() as counted:
            lines = queries.request_lines(db.session(), None, limit=50, offset=0)
        db.session.rollback()
        costs.append(counted.count)

    assert (costs[0], len(lines)) == (costs[1], 6)
