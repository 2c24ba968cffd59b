"""The pages of questions, participants and conditions; what is typed is what is kept."""

import html
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.ideas.answer_queries import asked_of
from app.ideas.answering import save_answers
from app.ideas.drafts import AuthorLine, Information, ParticipantLine, Texts
from app.ideas.freezing import freeze
from app.ideas.models import Idea
from app.ideas.projections import open_idea
from app.ideas.queries import author_lines, participant_lines
from app.ideas.states import IdeaState
from app.ideas.writing import save_authors, save_information, save_participants, save_texts
from app.kernel.refusals import Blocked
from app.kernel.vietnamese import clean, clean_line
from app.rounds.models import Round
from tests.ideas.builders import PDF, make_idea
from tests.ideas.pages import open_round, text_of
from tests.ideas.questions import ask, ask_before
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round


def draft(world: World) -> tuple[int, dict[str, int]]:
    """A draft in an open round that asks every kind of question."""
    with transaction() as session:
        round_ = open_round(session, world)
        keys = ask(session, world, round_)
        return make_idea(session, world, round_, IdeaState.DRAFT).id, keys


def values(idea_id: int) -> dict[int, Any]:
    with transaction() as session:
        return dict(asked_of(session, idea_id).values)


def typed(keys: dict[str, int], **changes: str) -> dict[str, Any]:
    boxes = {
        "camera": "Có", "vi-tri": "Cổng chính", "mo-ta": "<p>Bước <b>một</b></p><script>x</script>",
        "luot": "1.250,5", "kinh-phi": "25.000.000", "ngay": "02/05/2026",
        "nhom": ["Người dân", "Cán bộ"],
    }  # fmt: skip
    posted: dict[str, Any] = {f"q{keys[name]}": value for name, value in boxes.items()}
    table = f"q{keys['bang']}"
    posted |= {f"{table}-0-c0": "Quý I", f"{table}-0-c1": "3,5", f"{table}-0-c2": "1.000",
               "version": "99"}  # fmt: skip
    return {**posted, **{f"q{keys[name.replace('_', '-')]}": v for name, v in changes.items()}}


def test_the_page_keeps_every_kind(client: FlaskClient, world: World) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))

    answer = client.post(f"/ho-so/{idea_id}/cau-hoi", data=typed(keys))

    assert answer.status_code == 303
    assert answer.location == f"/ho-so/{idea_id}/minh-chung"
    found = values(idea_id)
    assert found[keys["mo-ta"]] == "<p>Bước <b>một</b></p>"
    assert found[keys["luot"]] == Decimal("1250.5")
    assert found[keys["nhom"]] == ("Người dân", "Cán bộ")
    assert found[keys["bang"]] == (("Quý I", Decimal("3.5"), 1000),)
    page = client.get(f"/ho-so/{idea_id}/cau-hoi").get_data(as_text=True)
    assert 'value="25.000.000"' in page
    assert f'data-when="q{keys["camera"]}"' in page
    assert "Nếu “Có dùng camera không” là Có:" in html.unescape(page)
    check = client.get(f"/ho-so/{idea_id}/kiem-tra").get_data(as_text=True)
    assert "<p>Bước <b>một</b></p>" in check
    assert "1.250,5 lượt" in text_of(client.get(f"/ho-so/{idea_id}/kiem-tra"))


def test_wrong_answers_stay_in_their_boxes_with_their_message(
    client: FlaskClient, world: World
) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))
    wrong = typed(keys, luot="nhiều", kinh_phi="năm", ngay="31/02/2026", vi_tri="x" * 301)

    answer = client.post(f"/ho-so/{idea_id}/cau-hoi", data=wrong)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    for name in ("luot", "kinh-phi", "ngay", "vi-tri"):
        assert f'href="#q{keys[name]}"' in page
    assert 'value="nhiều"' in page
    assert 'value="31/02/2026"' in page
    assert re.search(r'<mark class="over">x</mark>', page)
    assert values(idea_id) == {}


def test_what_the_action_refuses_stands_beside_its_box(client: FlaskClient, world: World) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))

    answer = client.post(f"/ho-so/{idea_id}/cau-hoi", data=typed(keys, kinh_phi="-5"))
    itself = client.post(f"/ho-so/{idea_id}/cau-hoi/tu-luu", data=typed(keys, kinh_phi="-5"))

    page = html.unescape(answer.get_data(as_text=True))
    assert (answer.status_code, itself.status_code) == (422, 422)
    assert "“Kinh phí đã chi” phải là số tiền từ 0 đồng trở lên" in page
    assert f'href="#q{keys["kinh-phi"]}"' in page
    assert "Cổng chính" in page
    assert values(idea_id) == {}


def test_rows_of_a_table_come_and_go_without_scripts(client: FlaskClient, world: World) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))
    table = f"q{keys['bang']}"

    more = client.post(f"/ho-so/{idea_id}/cau-hoi", data={**typed(keys), "add_row": table})
    page = more.get_data(as_text=True)
    two = {**typed(keys), f"{table}-1-c0": "Quý II", "remove_row": f"{table}-0"}
    less = client.post(f"/ho-so/{idea_id}/cau-hoi", data=two)
    forged = client.post(f"/ho-so/{idea_id}/cau-hoi", data={**typed(keys), "add_row": "authors"})

    assert (more.status_code, less.status_code, forged.status_code) == (200, 200, 303)
    assert f'name="{table}-1-c0"' in page
    assert 'value="Quý II"' in less.get_data(as_text=True)
    assert f'name="{table}-0-c0"' not in less.get_data(as_text=True)


def test_what_saves_itself_keeps_parts(client: FlaskClient, world: World) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))

    answer = client.post(f"/ho-so/{idea_id}/cau-hoi/tu-luu",
                         data={f"q{keys['luot']}": "7", "version": "99"})  # fmt: skip

    assert answer.status_code == 200
    assert values(idea_id) == {keys["luot"]: Decimal(7)}


def test_a_file_answers_a_question(client: FlaskClient, world: World) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email("author"))
    address = f"/ho-so/{idea_id}/cau-hoi/{keys['tep']}/tep"

    empty = client.post(address, data={})
    bad = client.post(address, data={"file": (io.BytesIO(b"MZ"), "a.exe")})
    sent = client.post(address, data={"file": (io.BytesIO(PDF), "Kế hoạch.pdf")})
    other = client.post(f"/ho-so/{idea_id}/cau-hoi/{keys['luot']}/tep",
                        data={"file": (io.BytesIO(PDF), "b.pdf")})  # fmt: skip

    assert [a.status_code for a in (empty, bad, sent, other)] == [303, 303, 303, 404]
    with transaction() as session:
        whole = open_idea(session, idea_id)
        assert whole is not None
        assert [(f.name, f.field_id) for f in whole.files] == [("Kế hoạch.pdf", keys["tep"])]
        assert [a.text for a in whole.answers if a.key == "tep"] == ["Kế hoạch.pdf"]
    assert "Kế hoạch.pdf" in client.get(f"/ho-so/{idea_id}/cau-hoi").get_data(as_text=True)


def test_participants_are_their_own_list(client: FlaskClient, world: World) -> None:
    idea_id, _keys = draft(world)
    sign_in(client, world.email("author"))
    row = {"participants-0-full_name": "Đỗ Thị Ước", "participants-0-born": "1985",
           "participants-0-workplace": "Phường 9", "participants-0-job_title": "Công chức",
           "participants-0-qualification": "Cử nhân", "participants-0-support": "Thử tại quầy",
           "version": "99"}  # fmt: skip

    saved = client.post(f"/ho-so/{idea_id}/nguoi-ap-dung-lan-dau", data=row)
    wrong = client.post(f"/ho-so/{idea_id}/nguoi-ap-dung-lan-dau",
                        data={**row, "participants-0-full_name": "",
                              "participants-0-born": "31/02/1985"})  # fmt: skip

    assert (saved.status_code, wrong.status_code) == (303, 422)
    assert "Nhập họ và tên" in wrong.get_data(as_text=True)
    assert "Ngày sinh phải là ngày có thật" in wrong.get_data(as_text=True)
    with transaction() as session:
        assert participant_lines(session, idea_id) == [
            ParticipantLine("Đỗ Thị Ước", "1985", "Phường 9", "Công chức", "Cử nhân",
                            "Thử tại quầy")
        ]  # fmt: skip


def test_conditions_come_before_the_dossier(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = open_round(session, world)
        ask_before(session, world, round_)
        round_id = round_.id
    sign_in(client, world.email("author"))
    page = client.get("/ho-so/moi").get_data(as_text=True)
    first, second = sorted(set(re.findall(r'name="(dk\d+)"', page)))

    unanswered = client.post("/ho-so/moi", data={"round_id": round_id})
    refused = client.post("/ho-so/moi", data={"round_id": round_id, first: "no", second: "yes"})
    text = html.unescape(refused.get_data(as_text=True))

    assert (unanswered.status_code, refused.status_code) == (422, 422)
    assert "Chưa đủ điều kiện: Hãy trao đổi với đơn vị." in text
    assert f'name="{first}" id="{first}-khong" value="no" checked' in text
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Idea)) == 0
    warned = client.post("/ho-so/moi", data={"round_id": round_id, first: "yes", second: "yes"})
    assert warned.status_code == 303
    with transaction() as session:
        kept = json.loads(session.scalars(select(Idea.eligibility)).one())
    assert [(one["wanted"], one["answer"]) for one in kept] == [(True, True), (False, True)]


def test_a_dossier_begun_without_the_conditions_is_asked_before_it_goes_in(
    client: FlaskClient, world: World
) -> None:
    with transaction() as session:
        round_ = open_round(session, world)
        ask_before(session, world, round_)
        idea_id = make_idea(session, world, round_, IdeaState.DRAFT).id
    sign_in(client, world.email("author"))
    check = client.get(f"/ho-so/{idea_id}/kiem-tra").get_data(as_text=True)
    tasks = client.get(f"/ho-so/{idea_id}").get_data(as_text=True)
    page = client.get(f"/ho-so/{idea_id}/dieu-kien").get_data(as_text=True)
    first, second = sorted(set(re.findall(r'name="(dk\d+)"', page)))
    address = f"/ho-so/{idea_id}/dieu-kien"

    assert "2 câu chưa trả lời" in tasks
    assert f'href="{address}"' in tasks
    assert f"{address}#{first}" in check
    assert client.post(address, data={first: "no", second: "no"}).status_code == 422
    assert client.post(address, data={first: "yes", second: "no"}).status_code == 303
    check = client.get(f"/ho-so/{idea_id}/kiem-tra").get_data(as_text=True)
    assert f"{address}#" not in check
    assert address not in client.get(f"/ho-so/{idea_id}").get_data(as_text=True)


@pytest.mark.parametrize("who", ["author2", "clerk", "secretary", "reviewer", "admin"])
def test_others_see_and_change_nothing_of_a_draft(
    client: FlaskClient, world: World, who: str
) -> None:
    idea_id, keys = draft(world)
    sign_in(client, world.email(who))

    for page in ("cau-hoi", "nguoi-ap-dung-lan-dau", "dieu-kien"):
        assert client.get(f"/ho-so/{idea_id}/{page}").status_code == 404
        assert client.post(f"/ho-so/{idea_id}/{page}", data=typed(keys)).status_code == 404
    sent = client.post(f"/ho-so/{idea_id}/cau-hoi/{keys['tep']}/tep",
                       data={"file": (io.BytesIO(PDF), "a.pdf")})  # fmt: skip
    assert sent.status_code == 404
    assert values(idea_id) == {}


NAME = "Nguyễn " * 720


def test_a_name_of_five_thousand_characters_is_refused_whole_and_kept(
    client: FlaskClient, world: World
) -> None:
    idea_id, _keys = draft(world)
    sign_in(client, world.email("author"))

    for page, row in (("tac-gia", "authors"), ("nguoi-ap-dung-lan-dau", "participants")):
        answer = client.post(f"/ho-so/{idea_id}/{page}",
                             data={f"{row}-0-full_name": NAME, "version": "99"})  # fmt: skip
        assert answer.status_code == 422
        assert NAME.strip() in answer.get_data(as_text=True)
        assert "không được quá 200 ký tự (hiện có 5.039 ký tự)" in answer.get_data(as_text=True)
    with transaction() as session:
        assert [line.full_name for line in author_lines(session, idea_id)] == ["Trần Ngọc Ánh"]


def test_a_note_of_a_file_is_not_shortened(client: FlaskClient, world: World) -> None:
    idea_id, _keys = draft(world)
    sign_in(client, world.email("author"))
    answer = client.post(f"/ho-so/{idea_id}/minh-chung",
                         data={"file": (io.BytesIO(PDF), "a.pdf"), "note": "x" * 201})  # fmt: skip
    assert answer.status_code == 422
    assert "x" * 201 in answer.get_data(as_text=True)


WORDS = st.text(min_size=1, max_size=60)


@given(title=WORDS, prose=st.text(max_size=200), name=WORDS, cell=WORDS)
@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_what_was_typed_is_what_is_stored_shown_and_frozen(
    world: World, session: Session, title: str, prose: str, name: str, cell: str
) -> None:
    round_ = session.scalar(select(Round)) or make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    author = world.author
    save_information(session, author, idea, Information(title), NOON, idea.version)
    save_texts(session, author, idea, Texts(problem=prose, confidential=prose), NOON, idea.version)
    save_authors(session, author, idea, [AuthorLine(name, share=Decimal(100))], NOON, idea.version)
    save_participants(session, author, idea, [ParticipantLine(name, support=cell)], NOON,
                      idea.version)  # fmt: skip
    answers = {keys["vi-tri"]: prose, keys["camera"]: "Có", keys["bang"]: ((cell, None, None),)}
    save_answers(session, author, idea, answers, NOON, idea.version)

    shown = open_idea(session, idea.id)
    frozen = json.loads(freeze(session, author, idea, NOON).content)

    assert shown is not None
    assert shown.blind.title == frozen["fields"]["title"] == clean_line(title)
    assert shown.blind.problem == frozen["fields"]["problem"] == clean(prose)
    assert shown.blind.confidential == frozen["fields"]["confidential"] == clean(prose)
    assert shown.authors[0].full_name == frozen["authors"][0]["full_name"] == clean_line(name)
    kept = {one["key"]: one["value"] for one in frozen["answers"]}
    assert kept.get("vi-tri", "") == clean(prose)
    assert kept.get("bang", [["", None, None]])[0][0] == clean_line(cell)
    assert [a.value for a in shown.answers if a.key == "vi-tri"] == [clean(prose)] * bool(
        clean(prose)
    )
    assert [(p.full_name, p.support) for p in shown.participants] == [
        (clean_line(name), clean_line(cell))
    ] * bool(clean_line(name) or clean_line(cell))


def test_too_long_is_refused_by_the_action_too(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    with pytest.raises(Blocked):
        save_participants(session, world.author, idea, [ParticipantLine(NAME)], NOON, idea.version)
    with pytest.raises(Blocked):
        save_participants(session, world.author, idea, [ParticipantLine("A", born="30/2/1985")],
                          NOON, idea.version)  # fmt: skip
    assert participant_lines(session, idea.id) == []
