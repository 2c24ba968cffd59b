"""The decision line by line: refused, held back by a complaint, issued later, revoked."""

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements.actions import current_of
from app.achievements.models import Achievement
from app.audit.actions import seal
from app.audit.queries import history_of
from app.awards import issuing
from app.awards.actions import (
    Revocation,
    issue_line,
    issue_list,
    note_recovery,
    refuse_line,
    revoke_award,
)
from app.awards.complaint_states import ComplaintState
from app.awards.decision_lines import typed_decisions
from app.awards.list_models import AwardRevocation, Complaint
from app.awards.models import Nomination, NominationList
from app.awards.states import LineOutcome, ListState
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.refusals import Blocked, Denied, IllegalMove
from app.outbox.models import OutboxMessage
from tests.awards.builders import issued_list, submitted_list
from tests.conftest import BOTH
from tests.people import NOON, World, sign_in

DAY = date(2026, 10, 1)
TAKEN_BACK = Revocation("90/QĐ-UBND", DAY, "Khai không đúng thành tích", 100_000, DAY)


def line(session: Session, name: str) -> Nomination:
    return session.scalars(select(Nomination).where(Nomination.name == name)).one()


def outcomes(session: Session) -> dict[str, LineOutcome]:
    session.flush()
    rows = session.execute(select(Nomination.name, Nomination.outcome))
    return {name: outcome for name, outcome in rows}


def complain(session: Session, list_: NominationList, row: Nomination,
             state: ComplaintState = ComplaintState.FILED) -> Complaint:  # fmt: skip
    complaint = Complaint(list_id=list_.id, nomination_id=row.id, about=row.name, text="Không đúng",
                          filed_at=NOON, due_on=DAY, state=state, answer="Đã xem")  # fmt: skip
    session.add(complaint)
    session.flush()
    return complaint


@BOTH
def test_a_refused_line_keeps_its_reason_and_the_rest_is_issued(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    refused = line(session, "Phạm Đình Ân")

    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", DAY, NOON,
               refused={refused.id: "Chưa đủ thời gian công tác"})  # fmt: skip

    assert outcomes(session) == {
        "Trần Ngọc Ánh": LineOutcome.ISSUED, "Phạm Đình Ân": LineOutcome.REFUSED,
        "Ủy ban nhân dân Phường 9": LineOutcome.ISSUED,
    }  # fmt: skip
    assert (refused.outcome_reason, refused.decision_number, refused.decided_on) == (
        "Chưa đủ thời gian công tác", "", None,
    )  # fmt: skip
    told = session.scalars(
        select(OutboxMessage.address).where(OutboxMessage.kind == "award_issued")
    ).all()
    assert told == [world.author.email]
    written = session.scalars(select(Achievement.name).order_by(Achievement.id)).all()
    assert sorted(written) == ["Trần Ngọc Ánh", "Ủy ban nhân dân Phường 9"]


def test_a_refusal_needs_its_reason_its_line_and_somebody_left(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    keys = session.scalars(select(Nomination.id).order_by(Nomination.id)).all()
    said = []

    for refused in ({keys[0]: " "}, {987_654: "Lạ"}, dict.fromkeys(keys, "Không")):
        with pytest.raises(Blocked) as problem:
            issue_list(session, world.awards_officer, list_, "4/QĐ", DAY, NOON, refused=refused)
        said += [str(blocker.message) for blocker in problem.value.blockers]

    assert said == [
        "Nhập lý do không khen thưởng Trần Ngọc Ánh", "Có dòng không thuộc danh sách này",
        "Mọi dòng đều bị từ chối: ghi nhận là danh sách bị trả lại",
    ]  # fmt: skip
    assert list_.state is ListState.SUBMITTED


def test_a_decision_grants_somebody(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    first, *others = session.scalars(select(Nomination).order_by(Nomination.id)).all()
    complain(session, list_, first)
    refused = {one.id: "Chưa đủ điều kiện" for one in others}

    with pytest.raises(Blocked, match="đều đang giữ lại vì kiến nghị"):
        issue_list(session, world.awards_officer, list_, "4/QĐ", DAY, NOON, refused=refused)

    assert list_.state is ListState.SUBMITTED


@BOTH
def test_a_complaint_holds_back_its_own_line_alone(world: World, session: Session) -> None:
    list_ = submitted_list(session, world)
    held = line(session, "Trần Ngọc Ánh")
    complaint = complain(session, list_, held)
    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", DAY, NOON)
    at_first = outcomes(session)

    with pytest.raises(Blocked):
        issue_line(session, world.awards_officer, held, "460/QĐ-UBND", DAY, NOON)
    complaint.state = ComplaintState.DISMISSED
    session.info.setdefault("audit_recorded_subjects", set()).add(complaint.subject)
    session.flush()
    issue_line(session, world.awards_officer, held, "460/QĐ-UBND", DAY, NOON)

    assert at_first == {
        "Trần Ngọc Ánh": LineOutcome.HELD, "Phạm Đình Ân": LineOutcome.ISSUED,
        "Ủy ban nhân dân Phường 9": LineOutcome.ISSUED,
    }  # fmt: skip
    assert (held.outcome, held.decision_number) == (LineOutcome.ISSUED, "460/QĐ-UBND")
    assert set(outcomes(session).values()) == {LineOutcome.ISSUED}


def test_a_held_line_is_refused_when_the_complaint_was_right(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    held, other = line(session, "Trần Ngọc Ánh"), line(session, "Phạm Đình Ân")
    complain(session, list_, held, ComplaintState.UPHELD)
    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", DAY, NOON)

    with pytest.raises(IllegalMove):
        refuse_line(session, world.awards_officer, other, "Không", NOON)
    refuse_line(session, world.awards_officer, held, "Kiến nghị đúng", NOON)

    assert (held.outcome, held.outcome_reason) == (LineOutcome.REFUSED, "Kiến nghị đúng")


@BOTH
def test_an_award_is_revoked_with_decision_reason_and_money(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_ = issued_list(session, world)
    row, told = line(session, "Trần Ngọc Ánh"), []
    monkeypatch.setattr(issuing, "after_revoke", [lambda *given: told.append(given[3].name)])

    made = revoke_award(session, world.awards_officer, row, TAKEN_BACK, NOON)
    note_recovery(session, world.awards_officer, made, 759_000, DAY, NOON, certificate_back=True)
    seal(session)

    assert (row.outcome, row.decision_number) == (LineOutcome.REVOKED, "455/QĐ-UBND")
    assert (made.money, made.money_recovered, made.certificate_back) == (759_000, 759_000, True)
    assert told == ["Trần Ngọc Ánh"]
    ledger = current_of(session, f"nomination:{row.id}")
    assert ledger is not None
    assert (ledger.award_name, ledger.decision_number, ledger.revoked_number) == (
        "Giấy khen", "455/QĐ-UBND", "90/QĐ-UBND",
    )  # fmt: skip
    acts = [(act.verb, act.reason, act.detail) for act in history_of(session, row.subject)[-2:]]
    assert acts == [
        ("nomination:revoke", "Khai không đúng thành tích",
         {"list": list_.id, "decision": "90/QĐ-UBND", "day": "2026-10-01", "money": 759_000,
          "recovered": 100_000}),
        ("nomination:recover", "", {"was": 100_000, "now_is": 759_000, "certificate_back": True}),
    ]  # fmt: skip
    with pytest.raises(IllegalMove):
        revoke_award(session, world.awards_officer, row, TAKEN_BACK, NOON)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": " "}, "Nhập số quyết định thu hồi"),
        ({"number": "9" * 61}, "Số quyết định không được quá 60 ký tự"),
        ({"decided_on": None}, "Nhập ngày quyết định, ví dụ 05/02/2026"),
        ({"decided_on": date(2026, 10, 2)}, "Ngày quyết định không được sau ngày hôm nay"),
        ({"decided_on": date(2026, 9, 30)}, "Ngày thu hồi không được trước ngày khen thưởng "
                                            "01/10/2026"),
        ({"reason": " "}, "Nhập lý do thu hồi"),
        ({"reason": "x" * 501}, "Lý do không được quá 500 ký tự"),
        ({"money_recovered": 759_001}, "Số tiền đã thu phải từ 0 đến mức đã thưởng"),
        ({"recovered_on": None}, "Nhập ngày thu tiền"),
        ({"recovered_on": date(2026, 10, 2)}, "Ngày thu tiền không được sau ngày hôm nay"),
    ],
)  # fmt: skip
def test_a_revocation_says_what_is_wrong(
    world: World, session: Session, changes: dict[str, object], said: str
) -> None:
    issued_list(session, world)
    row = line(session, "Trần Ngọc Ánh")

    with pytest.raises(Blocked) as problem:
        revoke_award(session, world.awards_officer, row, replace(TAKEN_BACK, **changes), NOON)  # type: ignore[arg-type]

    assert [str(blocker.message) for blocker in problem.value.blockers] == [said]
    assert row.outcome is LineOutcome.ISSUED


def test_nobody_revokes_his_own_award_and_plan_officers_none(
    world: World, session: Session
) -> None:
    issued_list(session, world)
    row = line(session, "Trần Ngọc Ánh")
    himself = replace(world.awards_officer, user_id=world.author.user_id)

    for person in (himself, world.plan_officer):
        with pytest.raises(Denied):
            revoke_award(session, person, row, TAKEN_BACK, NOON)

    assert row.outcome is LineOutcome.ISSUED


def test_refusing_and_revoking_from_the_pages(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = submitted_list(session, world).id
        keys = {name: key for key, name in session.execute(select(Nomination.id, Nomination.name))}
    sign_in(client, world.email("awards_officer"))
    base = f"/khen-thuong/{list_id}"
    refused, revoked = keys["Phạm Đình Ân"], keys["Trần Ngọc Ánh"]
    decision = {"number": "455/QĐ-UBND", "decided_on": "1/10/2026", "theo-dong": "1",
                f"tc-{refused}": "Chưa đủ năm", f"tc-{revoked}": " "}  # fmt: skip
    taken = {"revoke_number": "9/QĐ", "revoked_on": "1/10/2026", "revoke_reason": "Khai sai"}

    table = client.get(f"{base}/ban-hanh").text
    wrong = client.post(f"{base}/ban-hanh", data={**decision, "number": ""})
    codes = [wrong.status_code, client.post(f"{base}/ban-hanh", data=decision).status_code]
    where = f"{base}/doi-tuong/{revoked}/thu-hoi"
    codes.append(client.post(where, data={**taken, "revoke_reason": ""}).status_code)
    codes.append(client.post(where, data=taken).status_code)
    for day in ("", "1/10/2026"):
        got = {"money_recovered": "759.000", "recovered_on": day}
        codes.append(client.post(f"{where}/da-thu", data=got).status_code)

    assert f'name="tc-{refused}"' in table
    assert ("Nhập số quyết định" in wrong.text, "Chưa đủ năm" in wrong.text) == (True, True)
    assert codes == [422, 303, 422, 303, 422, 303]
    page = client.get(f"{base}?mo={revoked}").text
    assert all(word in page for word in ("Đã thu hồi", "Không được khen thưởng", "Khai sai"))
    assert "Tiền thưởng của các dòng được khen thưởng: 1.518.000 đồng" in page
    db.session.remove()
    assert db.session().scalars(select(AwardRevocation.money_recovered)).one() == 759_000


def test_the_page_of_the_decision_names_the_lines_that_will_be_held_back(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = submitted_list(session, world)
        complain(session, list_, line(session, "Trần Ngọc Ánh"))
        list_id = list_.id
    sign_in(client, world.email("awards_officer"))

    rows = client.get(f"/khen-thuong/{list_id}/ban-hanh").text.split("<tr>")

    told = [row for row in rows if "giữ lại, chưa ban hành" in row]
    assert ["Trần Ngọc Ánh" in row for row in told] == [True]
    assert "1 dòng có kiến nghị được giữ lại" in rows[0]


def test_a_line_decided_later_is_told_though_its_person_had_another_award(
    world: World, session: Session
) -> None:
    list_ = submitted_list(session, world)
    held, other = line(session, "Trần Ngọc Ánh"), line(session, "Phạm Đình Ân")
    other.account_id = held.account_id
    complaint = complain(session, list_, held)
    issue_list(session, world.awards_officer, list_, "455/QĐ-UBND", DAY, NOON)
    complaint.state = ComplaintState.DISMISSED
    session.info.setdefault("audit_recorded_subjects", set()).add(complaint.subject)
    session.flush()

    issue_line(session, world.awards_officer, held, "460/QĐ-UBND", DAY, NOON)

    told = session.scalars(
        select(OutboxMessage.body).where(OutboxMessage.kind == "award_issued")
        .order_by(OutboxMessage.id)
    ).all()  # fmt: skip
    assert ["455/QĐ-UBND" in told[0], "460/QĐ-UBND" in told[1]] == [True, True]


def test_a_day_without_the_number_of_its_decision_is_not_dropped() -> None:
    with pytest.raises(Blocked) as problem:
        typed_decisions({"ngay-7": "1/10/2026", "qd-8": "9/QĐ", "ngay-9": "x"}, but={9})

    assert [str(blocker.message) for blocker in problem.value.blockers] == [
        "Nhập số của quyết định riêng ở dòng đã ghi ngày"
    ]
