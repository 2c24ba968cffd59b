"""What the rules once asked a person for has a place: months, gender, position, wider effect."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.compiling import compile_list
from app.awards.models import EligibilityRule, Nomination, NominationList
from app.awards.person_year import PersonYear, known_of_year, take_over
from app.awards.states import Gender, PositionKind, SubjectKind, Verdict
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.kernel.refusals import Blocked
from app.review.revocation_models import WiderEffect
from app.review.revocation_states import EffectScope
from app.review.wider_effects import EffectDraft, note_effect
from tests.awards.builders import ready_list
from tests.people import NOON, World, sign_in
from tests.review.recognised import decided

TYPED = {"scope": "province", "effect_number": "900/QĐ-UBND", "effect_on": "10/11/2026",
         "issuer": "Chủ tịch UBND Thành phố"}  # fmt: skip


def a_person(session: Session) -> Nomination:
    return session.scalars(
        select(Nomination)
        .where(Nomination.subject_kind == SubjectKind.INDIVIDUAL)
        .order_by(Nomination.id)
        .limit(1)
    ).one()


def test_an_officer_notes_the_months_and_the_rule_answers(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        list_ = ready_list(session, world)
        row = a_person(session)
        rule = session.scalars(
            select(EligibilityRule).where(EligibilityRule.condition == "time_in_year")
        ).first()
        assert rule is not None
        rule.active, rule.award_code, rule.off_for = True, "*", ""
        list_id, key, version = list_.id, row.id, row.version
    sign_in(client, world.email("awards_officer"))
    form = {"award": "GK-CN", "achievement": "Việc", "parts": ["TTr"], "gender": "female",
            "position_kind": "staff", "version": version}  # fmt: skip

    wrong = client.post(f"/khen-thuong/{list_id}/doi-tuong/{key}",
                        data=form | {"months_worked": "8", "maternity_months": "6"})  # fmt: skip
    saved = client.post(f"/khen-thuong/{list_id}/doi-tuong/{key}",
                        data=form | {"months_worked": "6", "maternity_months": "6"})  # fmt: skip

    assert (wrong.status_code, saved.status_code) == (422, 303)
    assert "cộng lại không quá 12" in wrong.text
    with transaction() as session:
        lines = compile_list(session, session.get_one(NominationList, list_id)).lines
        line = next(one for one in lines if one.nomination_id == key)
        answer = next(one for one in line.answers if one.code == "time")
        assert answer.verdict is Verdict.MET
        assert "nghỉ thai sản 6 tháng" in str(answer.data_looked_at)


def test_what_is_known_of_a_year_is_taken_over_to_its_next_list(
    world: World, session: Session
) -> None:
    list_ = ready_list(session, world)
    row = a_person(session)
    facts = PersonYear(Gender.FEMALE, PositionKind.STAFF, 9, 3)
    take_over(row, facts)
    session.flush()

    same = known_of_year(session, list_.year, [row.subject_key])
    other = known_of_year(session, list_.year - 1, [row.subject_key])

    assert same == {row.subject_key: facts}
    assert other == {}


def test_the_counters_are_silent_where_nobody_was_noted(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        list_id = ready_list(session, world).id
    sign_in(client, world.email("awards_officer"))
    empty = client.get(f"/khen-thuong/{list_id}").text
    with transaction() as session:
        take_over(a_person(session), PersonYear(Gender.FEMALE))

    noted = client.get(f"/khen-thuong/{list_id}").text

    assert "Nữ, trên số đã rõ" not in empty
    assert "Trực tiếp công tác, trên số đã rõ" not in empty
    assert "Chưa ghi giới tính, vị trí công tác của ai" in empty
    assert "Nữ, trên số đã rõ" in noted
    assert "Chưa ghi vị trí công tác của ai" in noted


def test_the_council_notes_the_wider_effect_on_the_initiative(
    client: FlaskClient, world: World
) -> None:
    idea_id = decided(world)
    sign_in(client, world.email("secretary"))

    noted = client.post(f"/cong-nhan/{idea_id}/nhan-rong", data=TYPED)
    twice = client.post(f"/cong-nhan/{idea_id}/nhan-rong", data=TYPED)
    page = client.get(f"/cong-nhan/{idea_id}/nhan-rong").text
    shown = client.get(f"/cong-nhan/{idea_id}").text

    assert (noted.status_code, twice.status_code) == (303, 422)
    assert "Đã ghi quyết định cho phạm vi này" in twice.text
    assert "900/QĐ-UBND" in page
    assert "Chủ tịch UBND Thành phố" in shown
    with transaction() as session:
        key = session.scalars(select(WiderEffect.id)).one()
    unsaid = client.post(f"/cong-nhan/{idea_id}/nhan-rong/{key}/bo", data={"drop_reason": ""})
    dropped = client.post(f"/cong-nhan/{idea_id}/nhan-rong/{key}/bo",
                          data={"drop_reason": "Ghi nhầm hồ sơ."})  # fmt: skip
    assert (unsaid.status_code, dropped.status_code) == (422, 303)
    with transaction() as session:
        assert session.scalars(select(WiderEffect)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"effect_on": "01/11/2026"}, "không được trước ngày công nhận"),
        ({"effect_on": "31/12/2099"}, "không được sau ngày hôm nay"),
        ({"issuer": " "}, "Nhập cơ quan quyết định"),
    ],
)
def test_a_wider_effect_is_a_decision_with_its_day(
    client: FlaskClient, world: World, typed: dict[str, str], said: str
) -> None:
    idea_id = decided(world)
    sign_in(client, world.email("secretary"))

    answer = client.post(f"/cong-nhan/{idea_id}/nhan-rong", data=TYPED | typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_list_sees_the_wider_effect_of_its_solutions(world: World, session: Session) -> None:
    list_ = ready_list(session, world)
    idea = session.scalars(select(Idea)).one()
    note_effect(session, world.awards_officer, idea,
                EffectDraft(EffectScope.PROVINCE, "900/QĐ-UBND", date(2026, 9, 21),
                            "Chủ tịch UBND Thành phố"), NOON)  # fmt: skip
    session.flush()
    rule = session.scalars(
        select(EligibilityRule).where(EligibilityRule.condition == "wider_effect")
    ).first()
    assert rule is not None
    rule.award_code = "*"
    session.flush()

    lines = compile_list(session, list_).lines

    found = {one.verdict for line in lines for one in line.answers if one.code == "wider"}
    assert found == {Verdict.MET}
    with pytest.raises(Blocked):
        note_effect(session, world.awards_officer, idea,
                    EffectDraft(EffectScope.NATION, "", None, ""), NOON)  # fmt: skip
