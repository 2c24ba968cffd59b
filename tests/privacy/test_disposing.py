"""What is over its time is looked at, confirmed and gone; what is counted or awarded stays."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.audit.queries import first_break
from app.awards.models import NominationList
from app.checks.invariants import breaches
from app.database.base import Base
from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.models import StoredFile
from app.gallery.naming import public_names
from app.ideas.models import Evidence, Idea, IdeaAuthor, IdeaVersion
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.clock import now as clock
from app.kernel.refusals import Blocked, Denied
from app.outbox.actions import queue
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.plan.models import UnitReport
from app.privacy import actions, disposing, emptying, queries, retention
from app.privacy.models import Anonymised, Consent, DataRequest, Disposed
from app.privacy.states import Purpose, RequestKind
from app.review.models import CertificateEnd, InitiativeCertificate, Recognition, Sheet
from app.review.states import Ended
from tests.awards.builders import make_list, make_solution, nominate
from tests.conftest import BOTH
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.plan.builders import make_plan, make_report
from tests.privacy.test_actions import leaver
from tests.review.builders import locked, scoring_idea
from tests.rounds.builders import make_round

SECRET = "bimatcuahoso"
OLD = datetime.fromisoformat("1990-01-01T00:00:00+00:00")
LATER = NOON + timedelta(days=366 * 25)
PLACE = "/quan-tri/du-lieu-ca-nhan/thoi-han"
TEXTS = ("summary", "problem", "solution", "novelty", "effect", "confidential")


def counts(session: Session) -> dict[str, int]:
    """Rows of every table but the record's own."""
    session.flush()
    own = {"audit_entry", "audit_head", "disposed", "outbox_message", "search_due"}
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in own
    }


def changed(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - n for name, n in before.items() if after[name] != n}


def traces(session: Session, word: str) -> list[str]:
    """Every column of every table in which the word stands; the chain is written once."""
    session.flush()
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name != "audit_entry"
        for column in table.columns
        if session.scalar(
            select(func.count()).select_from(table).where(cast(column, Text).contains(word))
        )
    ]


def disposed(session: Session, world: World, kind: str, now: datetime) -> disposing.Outcome:
    session.flush()
    shown = len(disposing.due_ids(session, kind, now))
    outcome = disposing.dispose(session, world.admin, kind, shown, "QĐ 7/QĐ-UBND", now)
    session.flush()
    session.expire_all()
    return outcome


def test_every_kind_is_either_disposed_of_or_kept_with_a_reason() -> None:
    assert set(retention.LISTS) == set(disposing.DISPOSALS) | set(disposing.KEPT_KINDS)
    assert not set(disposing.DISPOSALS) & set(disposing.KEPT_KINDS)


@pytest.mark.usefixtures("app")
def test_what_is_named_to_stay_is_there() -> None:
    assert set(Base.metadata.tables) >= emptying.KEPT_TABLES


@BOTH
@pytest.mark.parametrize("state", [IdeaState.DRAFT, IdeaState.WITHDRAWN])
def test_an_old_draft_says_nothing_any_more(
    app: Flask, world: World, session: Session, state: IdeaState
) -> None:
    idea = _secret_idea(session, world, state)
    fresh = make_idea(session, world, session.get_one(Idea, idea.id).round, title="Bản nháp mới",
                      state=IdeaState.DRAFT, updated_at=LATER)  # fmt: skip
    fresh.updated_at = LATER
    before = counts(session)

    outcome = disposed(session, world, "draft", LATER)

    assert (outcome.done, outcome.left) == (1, 0)
    assert traces(session, SECRET) == []
    assert (idea.title, idea.state) == (emptying.EMPTY_TITLE, IdeaState.WITHDRAWN)
    assert fresh.title == "Bản nháp mới"
    gone = changed(before, counts(session))
    assert gone.pop("idea_version", 0) == -(1 if state is IdeaState.WITHDRAWN and idea.code else 0)
    assert gone == {"evidence": -1, "stored_file": -1}
    assert retention.overdue(session, LATER) is not None
    assert disposing.due_ids(session, "draft", LATER) == []
    db.session.commit()
    assert list(breaches(db.session(), storage())) == []


def _secret_idea(session: Session, world: World, state: IdeaState) -> Idea:
    round_ = make_round(session, world)
    changes: dict[str, Any] = dict.fromkeys(TEXTS, f"Nội dung {SECRET}")
    idea = make_idea(
        session,
        world,
        round_,
        state,
        title=f"Giải pháp {SECRET}",
        evidence=(f"{SECRET}.pdf",),
        **changes,
    )
    author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
    author.full_name, author.workplace = f"Trần {SECRET}", f"Phòng {SECRET}"
    session.flush()
    return idea


@BOTH
def test_a_declined_dossier_keeps_its_points_and_loses_its_words(
    app: Flask, world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    idea = scoring_idea(session, world, round_, "reviewer", title=f"Giải pháp {SECRET}",
                        evidence=(f"{SECRET}.pdf",), **dict.fromkeys(TEXTS, SECRET))  # fmt: skip
    sheet = locked(session, round_, idea, world.reviewer)
    sheet.remark = f"Nhận xét {SECRET}"
    session.flush()
    session.connection().execute(Base.metadata.tables["idea"].update().values(state="declined"))
    total, before = sheet.total, counts(session)

    disposed(session, world, "dossier", LATER)

    assert traces(session, SECRET) == []
    assert session.scalars(select(Sheet)).one().total == total
    assert changed(before, counts(session)) == {
        "evidence": -1, "stored_file": -1, "idea_version": -1,
    }  # fmt: skip


@BOTH
def test_a_recognised_one_keeps_names_certificate_and_award(
    app: Flask, world: World, session: Session
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    list_ = make_list(session, world)
    nominate(session, world, list_, idea)
    idea.solution = SECRET
    title, authors = idea.title, public_names(session, idea.id)
    before = counts(session)

    outcome = disposed(session, world, "recognised", LATER)

    assert outcome.done == 1
    assert "idea.solution" not in traces(session, SECRET)
    assert (idea.title, public_names(session, idea.id)) == (title, authors)
    lost = changed(before, counts(session))
    kept = {"recognition", "initiative_certificate", "adoption", "nomination", "nomination_basis",
            "nomination_list", "idea_author", "published_solution"}  # fmt: skip
    assert not kept & set(lost)
    assert (
        session.scalar(select(func.count(InitiativeCertificate.id)))
        == before["initiative_certificate"]
    )


def test_an_emptied_dossier_leaves_no_word_with_its_certificate(
    world: World, session: Session
) -> None:
    idea = make_solution(session, world, make_round(session, world))
    recognition = session.scalars(select(Recognition.id)).one()
    author = session.scalars(select(IdeaAuthor.id)).first()
    row = InitiativeCertificate(recognition_id=recognition, author_id=author, number="001",
                                key="moi", issued_at=NOON, printed_name=SECRET)  # fmt: skip
    session.add(row)
    session.flush()
    session.add(CertificateEnd(certificate_id=row.id, kind=Ended.REPLACED, key="cu", reason=SECRET,
                               recorded_at=NOON))  # fmt: skip
    session.flush()

    emptying.empty(session, [idea.id], names=True)

    assert traces(session, SECRET) == []


def test_mails_requests_reports_and_old_consents(world: World, session: Session) -> None:
    mail = queue(session, kind="x", address="a@quan3.example", account_id=None,
                 title=SECRET, body=SECRET, now=OLD)  # fmt: skip
    waiting = queue(session, kind="x", address="b@quan3.example", account_id=None,
                    title="Chờ", body="Chờ", now=OLD)  # fmt: skip
    assert mail is not None
    assert waiting is not None
    mail.state, mail.sent_at = MessageState.SENT, OLD
    request = actions.ask(session, world.author, RequestKind.CORRECT, SECRET, NOON)
    session.flush()
    actions.answer(session, world.admin, request, SECRET, accepted=True, now=NOON)
    for day in (1, 2):
        session.add(Consent(account_id=world.author.user_id, purpose=Purpose.GALLERY_NAME,
                            version=1, text="Lời văn", given_at=NOON + timedelta(days=day),
                            withdrawn_at=NOON + timedelta(days=day, hours=1)))  # fmt: skip
    before = counts(session)

    for kind in ("mail", "request", "consent"):
        assert disposed(session, world, kind, LATER).done == 1

    left = [one for one in traces(session, SECRET) if not one.startswith("outbox")]
    assert left == []
    assert (mail.title, mail.body, mail.address, mail.state) == ("", "", "", MessageState.SENT)
    assert (waiting.title, waiting.address) == ("[Sáng kiến AI] Chờ", "b@quan3.example")
    assert session.get_one(DataRequest, request.id).answered_at == NOON
    assert changed(before, counts(session)) == {"consent": -1}
    assert queries.unwilling(session, [world.author.user_id or 0]) == {world.author.user_id}


def test_a_report_forgets_who_wrote_it(world: World, session: Session) -> None:
    make_plan(session, world)
    report: UnitReport = make_report(session, world)
    text, sender, before = report.achievements, report.sent_by, counts(session)
    assert sender is not None

    assert disposed(session, world, "report", LATER).done == 1

    assert (report.sent_by, report.updated_by, report.achievements) == (None, None, text)
    assert changed(before, counts(session)) == {}


def test_people_who_are_tied_are_left_and_the_rest_anonymised(
    world: World, session: Session
) -> None:
    free = leaver(session, world)
    free.active = False
    tied = leaver_with_role(session, world)
    session.flush()

    outcome = disposed(session, world, "account", LATER)

    assert session.scalars(select(Anonymised.account_id)).all() == [free.id]
    assert tied.full_name != f"Người đã ẩn danh {tied.id}"
    assert (outcome.done, outcome.left) == (1, 0)


def leaver_with_role(session: Session, world: World) -> Account:
    account = session.get_one(Account, world.clerk.user_id)
    account.active = False
    return account


def test_lists_and_the_log_are_never_disposed_of(world: World, session: Session) -> None:
    list_ = make_list(session, world)
    list_.decided_on = date(1990, 1, 1)
    for kind in disposing.KEPT_KINDS:
        with pytest.raises(Denied):
            disposing.dispose(session, world.admin, kind, 1, "Thử", LATER)
    assert session.get_one(NominationList, list_.id).title


def test_it_needs_the_number_that_was_shown_a_reason_and_an_administrator(
    world: World, session: Session
) -> None:
    idea = _secret_idea(session, world, IdeaState.DRAFT)
    for shown, reason in ((2, "Lý do"), (1, ""), (0, "Lý do")):
        with pytest.raises(Blocked):
            disposing.dispose(session, world.admin, "draft", shown, reason, LATER)
    with pytest.raises(Denied):
        disposing.dispose(session, world.secretary, "draft", 1, "Lý do", LATER)
    assert SECRET in idea.title
    assert session.scalar(select(func.count()).select_from(Disposed)) == 0


@BOTH
def test_in_batches_with_a_record_each_and_the_chain_is_whole(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disposing, "BATCH", 2)
    with transaction() as session:
        round_ = make_round(session, world)
        for _ in range(5):
            make_idea(session, world, round_, IdeaState.DRAFT)
    left = 5
    while left:
        with transaction() as session:
            left = disposing.dispose(session, SYSTEM, "draft", left, "QĐ 7", LATER).left

    entries = db.session.scalars(
        select(AuditEntry.detail)
        .where(AuditEntry.verb == "retention:dispose")
        .order_by(AuditEntry.id)
    ).all()
    assert [json.loads(one)["count"] for one in entries] == [2, 2, 1]
    assert first_break(db.session()) is None
    assert db.session.scalar(select(func.count(IdeaVersion.id))) == 0
    assert db.session.scalar(select(func.count(Evidence.id))) == 0
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


# Pages and the command


@pytest.fixture
def old_mail(world: World) -> None:
    with transaction() as session:
        for number in range(3):
            mail = queue(session, kind="x", address=f"a{number}@quan3.example", account_id=None,
                         title="Thư cũ", body="Thư cũ", now=OLD)  # fmt: skip
            assert mail is not None
            mail.state, mail.sent_at = MessageState.SENT, OLD


def left_with_text() -> int:
    db.session.remove()
    return db.session.scalar(
        select(func.count(OutboxMessage.id)).where(OutboxMessage.title.endswith("Thư cũ"))
    ) or 0  # fmt: skip


@pytest.mark.usefixtures("old_mail")
def test_the_page_shows_first_and_acts_on_a_reason(client: FlaskClient, world: World) -> None:
    sign_in(client, world.email("admin"))
    assert f"{PLACE}/mail/xu-ly" in client.get(PLACE).get_data(as_text=True)
    page = client.get(f"{PLACE}/mail/xu-ly").get_data(as_text=True)
    assert "Địa chỉ, tiêu đề, nội dung thư và người nhận" in page
    assert left_with_text() == 3

    wrong = client.post(f"{PLACE}/mail/xu-ly", data={"shown": "2", "reason": "GIỮ LẠI"})
    assert wrong.status_code == 422
    assert "GIỮ LẠI" in wrong.get_data(as_text=True)
    assert "Nay có 3 bản ghi quá hạn" in wrong.get_data(as_text=True)
    assert left_with_text() == 3

    done = client.post(f"{PLACE}/mail/xu-ly", data={"shown": "3", "reason": "QĐ 7/QĐ-UBND"})
    assert done.status_code == 303
    assert left_with_text() == 0
    again = client.post(f"{PLACE}/mail/xu-ly", data={"shown": "3", "reason": "QĐ 7/QĐ-UBND"})
    assert again.status_code == 422
    assert "Không có bản ghi nào quá hạn" in again.get_data(as_text=True)


@pytest.mark.usefixtures("old_mail")
@pytest.mark.parametrize("who", ["secretary", "inspector", "author", "leader"])
def test_nobody_else_disposes(client: FlaskClient, world: World, who: str) -> None:
    sign_in(client, world.email(who))
    sent = {"shown": "3", "reason": "Thử"}
    assert client.get(f"{PLACE}/mail/xu-ly").status_code == 403
    assert client.post(f"{PLACE}/mail/xu-ly", data=sent).status_code == 403
    assert client.post(f"{PLACE}/award/xu-ly", data=sent).status_code == 403
    assert left_with_text() == 3


@pytest.mark.usefixtures("old_mail")
def test_the_command_looks_first(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    seen = run(args=["privacy", "dispose", "--kind", "mail"])
    assert (seen.exit_code, left_with_text()) == (0, 3)
    assert "3 mail" in seen.output
    assert run(args=["privacy", "dispose", "--kind", "audit"]).exit_code == 1
    assert run(args=["privacy", "dispose", "--kind", "mail", "--yes"]).exit_code == 1
    assert left_with_text() == 3
    done = run(args=["privacy", "dispose", "--kind", "mail", "--yes", "--reason", "QĐ 7"])
    assert (done.exit_code, left_with_text()) == (0, 0)
    assert clock() > OLD
