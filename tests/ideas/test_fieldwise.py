"""Two windows on one page of a dossier: fields are saved one by one, nothing is overwritten."""

import html
import json
import re
import unicodedata
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database.transaction import transaction
from app.ideas.drafts import Effect, Texts
from app.ideas.queries import author_lines, stored_draft
from tests.ideas.pages import get, stored, text_of
from tests.people import World, sign_in


def page_of(world: World, client: FlaskClient, section: str = "van-de-giai-phap") -> str:
    """The address of a section of a fresh draft, its author signed in."""
    sign_in(client, world.email("author"))
    return f"/ho-so/{stored(world)}/{section}"


def opened(client: FlaskClient, url: str) -> dict[str, str]:
    """What a window sends back unchanged: every box of the page as it was read."""
    page = get(client, url).text
    boxes = dict(re.findall(r'<input[^>]* name="(version|read)"[^>]* value="([^"]*)"', page))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        boxes[name] = text.removeprefix("\r\n").removeprefix("\n")
    return {name: html.unescape(text) for name, text in boxes.items()}


def alone(window: dict[str, str], **typed: str) -> dict[str, str]:
    """What the script sends: the touched fields and the marks."""
    return {"version": window["version"], "read": window["read"], "touched": " ".join(typed),
            **typed}  # fmt: skip


def texts(url: str) -> Texts:
    with transaction() as session:
        return stored_draft(session, int(url.split("/")[2]), Texts)


def json_of(answer: TestResponse) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_two_fields_of_one_section_do_not_disturb_each_other(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    first, second = opened(client, url), opened(client, url)

    json_of(client.post(f"{url}/tu-luu", data=alone(first, problem="Chữ của cửa sổ một")))
    said = json_of(client.post(f"{url}/tu-luu", data=alone(second, novelty="Chữ của cửa sổ hai")))

    now = texts(url)
    assert (now.problem, now.novelty) == ("Chữ của cửa sổ một", "Chữ của cửa sổ hai")
    assert said["moved"]["problem"]["text"] == "Chữ của cửa sổ một"
    assert list(said["marks"]) == ["novelty"]


def test_without_scripts_a_whole_page_changes_only_what_was_touched(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    first, second = opened(client, url), opened(client, url)

    one = client.post(url, data={**first, "problem": "Chữ của cửa sổ một"})
    two = client.post(url, data={**second, "novelty": "Chữ của cửa sổ hai"})

    assert (one.status_code, two.status_code) == (303, 303)
    now = texts(url)
    assert (now.problem, now.novelty) == ("Chữ của cửa sổ một", "Chữ của cửa sổ hai")


def test_the_same_field_keeps_the_stored_text_and_shows_both(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    first, second = opened(client, url), opened(client, url)
    client.post(f"{url}/tu-luu", data=alone(first, problem="Chữ đến trước"))

    script = client.post(f"{url}/tu-luu", data=alone(second, problem="Chữ đến sau"),
                         headers={"Accept": "application/json"})  # fmt: skip
    page = client.post(url, data={**second, "problem": "Chữ đến sau", "novelty": "Thêm"})

    assert script.status_code == page.status_code == 409
    clash = script.get_json()
    assert [(f["name"], f["theirs"]) for f in clash["fields"]] == [("problem", "Chữ đến trước")]
    assert "Chữ đến trước" in text_of(page)
    assert "Chữ đến sau" in text_of(page)
    assert texts(url).problem == "Chữ đến trước"


def test_the_chosen_text_is_saved_and_the_rest_of_the_page_with_it(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    first, second = opened(client, url), opened(client, url)
    client.post(f"{url}/tu-luu", data=alone(first, problem="Chữ đến trước", solution="Cách một"))
    both = client.post(url, data={**second, "problem": "Chữ đến sau", "novelty": "Thêm"}).text

    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', both))
    chosen = {name: html.unescape(text) for name, text in kept.items()}
    assert client.post(url, data={**chosen, "problem": "Chữ đến sau"}).status_code == 303

    now = texts(url)
    assert (now.problem, now.novelty, now.solution) == ("Chữ đến sau", "Thêm", "Cách một")


def test_a_save_whose_answer_was_lost_is_sent_again_in_peace(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    body = alone(opened(client, url), problem="Chữ vừa gõ")

    first, again = (client.post(f"{url}/tu-luu", data=body) for _ in range(2))

    assert json_of(first)["marks"] == json_of(again)["marks"]
    assert texts(url).problem == "Chữ vừa gõ"


def test_a_wrong_field_waits_and_the_others_are_saved(client: FlaskClient, world: World) -> None:
    url = page_of(world, client, "ap-dung-hieu-qua")
    window = opened(client, url)

    said = json_of(client.post(f"{url}/tu-luu", data=alone(
        window, first_applied_on="hôm qua", effect="Nhanh gấp đôi")))  # fmt: skip

    assert list(said["invalid"]) == ["first_applied_on"]
    assert list(said["marks"]) == ["effect"]
    with transaction() as session:
        now = stored_draft(session, int(url.split("/")[2]), Effect)
    assert now.effect == "Nhanh gấp đôi"


def test_decomposed_typing_is_stored_composed(client: FlaskClient, world: World) -> None:
    url = page_of(world, client)
    text = "Tiếng Việt: đường, người, ước mơ, ngữ nghĩa"
    typed = unicodedata.normalize("NFD", text)

    body = alone(opened(client, url), problem=typed)
    json_of(client.post(f"{url}/tu-luu", data=body))

    assert texts(url).problem == text
    assert json_of(client.post(f"{url}/tu-luu", data=body))["marks"]


def test_rows_changed_on_both_sides_are_shown_row_by_row(client: FlaskClient, world: World) -> None:
    url = page_of(world, client, "tac-gia")
    window = opened(client, url)
    row = {"authors-0-full_name": "Trần Ngọc Ánh", "authors-0-workplace": "Phường 9",
           "authors-0-email": "author@quan3.example", "authors-0-share": "100"}  # fmt: skip
    mine = {**window, **row, "authors-0-job_title": "Chuyên viên"}
    client.post(url, data={**window, **row, "authors-0-job_title": "Trưởng phòng"})

    answer = client.post(url, data=mine)

    assert answer.status_code == 409
    assert "Trưởng phòng" in text_of(answer)
    assert "Chuyên viên" in text_of(answer)
    with transaction() as session:
        assert author_lines(session, int(url.split("/")[2]))[0].job_title == "Trưởng phòng"


def test_marks_that_were_tampered_with_fall_back_to_the_version(
    client: FlaskClient, world: World
) -> None:
    url = page_of(world, client)
    first, second = opened(client, url), opened(client, url)
    client.post(url, data={**first, "problem": "Chữ đến trước"})

    for read in ("", "[", "[]", "null", json.dumps({"problem": None}), "x" * 9000):
        answer = client.post(url, data={**second, "read": read, "problem": "Đè lên"})
        assert answer.status_code == 409, read

    assert texts(url).problem == "Chữ đến trước"
