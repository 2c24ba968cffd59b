"""A blind reviewer reads the redacted copy by every way; the dossier itself stays as it is."""

import io
import json
import re
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.database.transaction import transaction
from app.files.actions import storage
from app.files.models import CleanCopy, StoredFile
from app.files.upkeep import digest_of
from app.ideas.blind_models import BlindCopy
from app.ideas.clean_copies import clean_due
from app.ideas.models import Evidence, Idea
from app.ideas.searching import index_idea
from app.kernel.refusals import Blocked, Denied
from app.review.models import Sheet
from app.review.redaction_actions import Judged, confirm_blind_copy
from app.review.redaction_queries import page_of, unconfirmed
from app.rounds.models import Round
from app.rounds.states import BlindMode
from tests.conftest import BOTH
from tests.files.canaries import CANARIES, SUFFIX, holds_canary
from tests.ideas.builders import add_file
from tests.people import World, sign_in
from tests.review.builders import declares, scoring_idea, scoring_round, sheet_of
from tests.rounds.builders import SCORING

NAME, BARE, SHORT = "Trần Ngọc Ánh", "tran ngoc anh", "chị Ánh"
UNIT, MAIL, PHONE = "UBND Phường 9", "anh.rieng@phuong9.example", "0903 123 456"
TELLING = (NAME, BARE, SHORT, UNIT, "Phường 9", MAIL, PHONE)
TEXT = f"Do {NAME} ({BARE}, {SHORT}) tại {UNIT} viết; {MAIL}, {PHONE}."


@pytest.fixture
def told(world: World) -> dict[str, int]:
    """A dossier of a blind round whose every text tells who wrote it."""
    with transaction() as session:
        round_ = scoring_round(session, world)
        texts = dict.fromkeys(
            (
                "summary",
                "problem",
                "solution",
                "novelty",
                "conditions",
                "application",
                "effect",
                "risk_reason",
                "test_results",
            ),
            TEXT,
        )
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2",
                            title=f"Trợ lý của {NAME}", **texts)  # fmt: skip
        twin = scoring_idea(session, world, round_, "reviewer2", title=f"Trợ lý của {NAME}",
                            **texts)  # fmt: skip
        for one in (idea, twin):
            index_idea(session, one.id)
        return {"round": round_.id, "idea": idea.id, "twin": twin.id,
                "sheet": sheet_of(session, idea, world.reviewer).id}  # fmt: skip


def paths(told: dict[str, int]) -> list[str]:
    sheet, round_id = told["sheet"], told["round"]
    return [
        "/viec-cho-toi", f"/cham-diem?dot={round_id}", f"/cham-diem/{sheet}",
        f"/cham-diem/{sheet}/chot", f"/cham-diem/{sheet}/in", f"/cham-diem/{sheet}/trao-doi",
        f"/cham-diem/{sheet}/xin-khong-cham", f"/cham-diem/bang/{round_id}",
        f"/cham-diem/goi/{round_id}", f"/cham-diem/goi/{round_id}/goi-cham.xlsx",
        f"/doi-chieu/{told['idea']}", f"/doi-chieu/{told['idea']}?voi={told['twin']}",
        "/tim-kiem?q=tro+ly",
    ]  # fmt: skip


def words_of(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [book.read(name).decode() for name in book.namelist()]
    return re.sub(r"<[^>]+>", " ", " ".join(parts))


def test_no_way_of_a_blind_reviewer_shows_who_is_named_in_the_texts(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    sign_in(client, world.email("reviewer"))

    for path in paths(told):
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen = words_of(answer.data)
        assert [word for word in TELLING if word in seen] == [], path
    assert "[tác giả]" in client.get(f"/cham-diem/{told['sheet']}").text


@BOTH
@pytest.mark.parametrize("word", [NAME, BARE, "ngoc anh", '"trần ngọc ánh"', UNIT, PHONE, MAIL])
def test_a_hidden_word_finds_as_much_as_a_word_that_is_nowhere(
    client: FlaskClient, world: World, told: dict[str, int], word: str
) -> None:
    sign_in(client, world.email("reviewer"))

    def found(asked: str) -> str:
        page = client.get("/tim-kiem", query_string={"q": asked}).text
        page = page[page.index("<main") : page.index("</main>")]
        return re.sub(r'value="[^"]*"|q=[^"&]*', "", page).replace(asked, "")

    assert f"/cham-diem/{told['sheet']}" not in found(word)
    assert len(found(word)) == len(found("xyzzykhongco"))
    assert f"/cham-diem/{told['sheet']}" in found("trợ lý")


def test_the_dossier_the_author_and_the_secretary_keep_the_original(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    for who, path in (("author", f"/ho-so/{told['idea']}"),
                      ("secretary", f"/tiep-nhan/{told['idea']}")):  # fmt: skip
        client.delete_cookie("sangkien")
        assert TEXT in sign_in(client, world.email(who)).get(path).text


def test_in_an_open_round_nothing_is_hidden(client: FlaskClient, world: World) -> None:
    with transaction() as session:
        round_ = scoring_round(session, world, blind=BlindMode.OPEN)
        idea = scoring_idea(session, world, round_, "reviewer", problem=TEXT)
        sheet = sheet_of(session, idea, world.reviewer).id
    sign_in(client, world.email("reviewer"))

    assert TEXT in client.get(f"/cham-diem/{sheet}").text


@BOTH
def test_what_the_secretary_confirms_is_what_reviewers_read(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    url = f"/phan-cong/{told['round']}/an-danh/{told['idea']}"
    sign_in(client, world.email("secretary"))
    page = client.get(url)
    assert page.text.count('<mark class="tells">') > 9 * 5
    typed = {"version": "0", "then": "next", "t-solution": "Lời đã soát của tôi."}

    answer = client.post(url, data=typed)

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/an-danh/{told['twin']}")
    client.delete_cookie("sangkien")
    seen = sign_in(client, world.email("reviewer")).get(f"/cham-diem/{told['sheet']}").text
    assert "Lời đã soát của tôi." in seen
    assert [word for word in TELLING if word in seen] == []


def test_a_text_that_changed_after_it_was_confirmed_is_hidden_by_the_finder_again(
    world: World, told: dict[str, int]
) -> None:
    with transaction() as session:
        _confirm(session, world, told, {"solution": "Đã soát."})
        idea = session.get_one(Idea, told["idea"])
        idea.solution, idea.content_hash = f"Bản mới của {NAME}", "0" * 64

    with transaction() as session:
        round_ = session.get_one(Round, told["round"])
        page = page_of(session, world.secretary, round_, told["idea"])

    shown = {part.name: part.shown for part in page.parts}
    assert shown["solution"] == "Bản mới của [tác giả]"
    assert page.outdated


def _confirm(session: Session, world: World, told: dict[str, int], typed: dict[str, str],
             version: int = 0, who: str = "secretary") -> BlindCopy:  # fmt: skip
    round_ = session.get_one(Round, told["round"])
    page = page_of(session, world.secretary, round_, told["idea"])
    return confirm_blind_copy(session, getattr(world, who), round_, page.idea, page.parts, typed,
                              Judged({}, {}), version, SCORING)  # fmt: skip


def test_two_secretaries_do_not_overwrite_each_other(world: World, told: dict[str, int]) -> None:
    with transaction() as session:
        _confirm(session, world, told, {"title": "Một"})

    with pytest.raises(StaleDataError), transaction() as session:
        _confirm(session, world, told, {"title": "Hai"}, version=0)
    with transaction() as session:
        kept = json.loads(session.get_one(BlindCopy, told["idea"]).texts)
    assert kept["title"][1] == "Một"


def test_an_empty_text_is_refused_by_its_name(world: World, told: dict[str, int]) -> None:
    with pytest.raises(Blocked) as refused, transaction() as session:
        _confirm(session, world, told, {"title": " ", "summary": "ổn"})

    assert [b.field for b in refused.value.blockers] == ["t-title"]


@pytest.mark.parametrize("who", ["chair", "reviewer", "author", "clerk", "admin"])
def test_only_the_secretary_confirms(world: World, told: dict[str, int], who: str) -> None:
    with pytest.raises(Denied), transaction() as session:
        _confirm(session, world, told, {}, who=who)


@BOTH
def test_a_secretary_in_conflict_is_shut_out_of_the_copy(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    with transaction() as session:
        declares(session, session.get_one(Idea, told["idea"]), world.secretary)
    sign_in(client, world.email("secretary"))
    base = f"/phan-cong/{told['round']}/an-danh"

    assert client.get(f"{base}/{told['idea']}").status_code == 404
    assert client.post(f"{base}/{told['idea']}", data={"version": "0"}).status_code == 404
    listed = client.get(base).text
    assert f"/an-danh/{told['idea']}" not in listed
    assert f"/an-danh/{told['twin']}" in listed
    with transaction() as session:
        assert [line.number for line in unconfirmed(session, world.secretary)] == [1]


@pytest.mark.parametrize("media_type", CANARIES)
def test_a_name_in_the_metadata_never_reaches_a_blind_reviewer_and_the_original_stays(
    client: FlaskClient, world: World, told: dict[str, int], media_type: str
) -> None:
    original = CANARIES[media_type]()
    with transaction() as session:
        idea = session.get_one(Idea, told["idea"])
        row = add_file(session, world, idea, f"Kkcanary{SUFFIX[media_type]}",
                       now=idea.submitted_at, content=original)  # type: ignore[arg-type]  # fmt: skip
        key = row.file_id
    sign_in(client, world.email("reviewer"))
    before = client.get(f"/tep/{key}")

    while clean_due(SCORING):
        pass
    after = client.get(f"/tep/{key}")
    inside = client.get(f"/cham-diem/{told['sheet']}/tep/{key}")

    assert before.status_code == 409
    assert after.status_code == 200
    assert after.headers["Content-Disposition"].endswith(f"tep-1{SUFFIX[media_type]}")
    for answer in (before, after, inside, *map(client.get, paths(told))):
        assert not holds_canary(answer.data)
        assert "Kkcanary" not in str(answer.headers)
    for who in ("author", "secretary"):
        client.delete_cookie("sangkien")
        assert sign_in(client, world.email(who)).get(f"/tep/{key}").data == original
    with transaction() as session:
        stored = session.get_one(StoredFile, key)
        copy = session.get_one(CleanCopy, key)
        with storage().open(stored.sha256) as content:
            assert digest_of(content) == (stored.sha256, len(original))
    assert client.get(f"/tep/{copy.copy_id}").status_code == 404


def test_a_file_that_cannot_be_cleaned_is_held_back_and_the_secretary_is_told(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    with transaction() as session:
        idea = session.get_one(Idea, told["idea"])
        key = add_file(session, world, idea, "a.pdf", now=idea.submitted_at,  # type: ignore[arg-type]
                       content=b"%PDF-1.7\nkhong doc duoc\n%%EOF\n").file_id  # fmt: skip
    clean_due(SCORING)
    sign_in(client, world.email("reviewer"))

    assert client.get(f"/tep/{key}").status_code == 409
    assert client.get(f"/cham-diem/{told['sheet']}/tep/{key}").status_code == 404
    page = client.get(f"/cham-diem/{told['sheet']}").text
    assert f"/tep/{key}" not in page
    assert "chưa có bản ẩn danh" in page
    client.delete_cookie("sangkien")
    sign_in(client, world.email("secretary"))
    url = f"/phan-cong/{told['round']}/an-danh"
    assert "Không gỡ được thông tin ẩn" in client.get(f"{url}/{told['idea']}").text
    assert "1 tệp" in client.get(url).text
    assert client.get(f"/tep/{key}").status_code == 200


def test_the_secretary_holds_a_file_back_that_shows_a_name(
    client: FlaskClient, world: World, told: dict[str, int]
) -> None:
    with transaction() as session:
        idea = session.get_one(Idea, told["idea"])
        key = add_file(session, world, idea, "a.pdf", now=idea.submitted_at).file_id  # type: ignore[arg-type]
    clean_due(SCORING)
    url = f"/phan-cong/{told['round']}/an-danh/{told['idea']}"
    sign_in(client, world.email("secretary"))
    client.post(url, data={"version": "0", f"f-{key}": "held"})
    client.delete_cookie("sangkien")
    sign_in(client, world.email("reviewer"))

    assert client.get(f"/tep/{key}").status_code == 409
    with transaction() as session:
        assert session.scalars(select(Evidence.file_id)).all() == [key]
        assert session.get_one(Sheet, told["sheet"]).idea_id == told["idea"]
