"""The office's list as a tool: columns, order, views, neighbours, many dossiers at once."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry as Entry
from app.database.transaction import transaction
from app.ideas import lists, neighbours
from app.ideas.lists import Filters
from app.ideas.models import Idea, IdeaAnswer, SupplementRequest
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.outbox.models import OutboxMessage
from app.rounds.fields import FieldSpec, Stage
from app.rounds.models import Category, Round
from tests.conftest import BOTH
from tests.ideas.pages import get, state_of, stored
from tests.ideas.questions import ask
from tests.people import World, sign_in
from tests.queries import counted_queries

S = IdeaState
pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")


def secretary(client: FlaskClient, world: World) -> FlaskClient:
    """The secretary's browser."""
    return sign_in(client, world.email("secretary"))


def page(client: FlaskClient, query: str = "", path: str = "/tiep-nhan") -> str:
    """The main part of a page as HTML."""
    text = get(client, f"{path}{query}").get_data(as_text=True)
    return text[text.index("<main") : text.index("</main>")]


def titles(client: FlaskClient, query: str = "") -> list[str]:
    """The dossiers in the order of the list."""
    return re.findall(r'<a class="row" href="[^"]*">([^<]*)</a>', page(client, query))


def heads(client: FlaskClient) -> list[str]:
    """The heads of the columns."""
    head = re.search(r"<thead>.*?</thead>", page(client), re.DOTALL)
    assert head
    cells = re.findall(r"<th[ >].*?</th>", head.group(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip().removeprefix("Chọn mọi hồ sơ trên trang này")
            for cell in cells]  # fmt: skip


def test_columns_are_chosen_kept_and_exported(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Alpha", saved_vnd=1_500_000, sector="Y tế")
    secretary(client, world)
    assert heads(client) == ["Hồ sơ", "Tác giả", "Đơn vị", "Lĩnh vực dự thi", "Đủ thông tin",
                             "Ngày nộp", "Hạn xử lý", "Trạng thái"]  # fmt: skip

    chosen = {"cot": ["saved_vnd", "sector", "state", "khong-co", "email"], "dong": "thoang"}
    answer = client.post("/tiep-nhan/cot", data={**chosen, "loc": "q=alpha&x=1"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/tiep-nhan?q=alpha")
    assert heads(client) == ["Hồ sơ", "Trạng thái", "Lĩnh vực áp dụng",
                             "Giá trị làm lợi trong năm đầu"]  # fmt: skip
    shown = page(client)
    assert "1.500.000" in shown
    assert "roomy" in shown
    book = openpyxl.load_workbook(io.BytesIO(client.get("/tiep-nhan/danh-sach.xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("Mã hồ sơ", "Tên giải pháp", "Trạng thái", "Lĩnh vực áp dụng",
                       "Giá trị làm lợi trong năm đầu")  # fmt: skip
    assert rows[1][1:] == ("Alpha", "Đã nộp", "Y tế", 1_500_000)
    client.post("/tiep-nhan/cot", data={"reset": "1", "cot": ["sector"]})
    assert len(heads(client)) == 8


def test_the_list_is_sorted_by_its_heads(client: FlaskClient, world: World) -> None:
    for title, saved in (("Alpha", 5), ("Beta", None), ("Gamma", 9)):
        stored(world, S.SUBMITTED, title=title, saved_vnd=saved)
    secretary(client, world)

    assert titles(client) == ["Gamma", "Beta", "Alpha"]
    assert titles(client, "?xep=nop") == ["Alpha", "Beta", "Gamma"]
    assert titles(client, "?xep=-lam-loi") == ["Gamma", "Alpha", "Beta"]
    assert titles(client, "?xep=ma") == ["Alpha", "Beta", "Gamma"]
    assert titles(client, "?xep=';DROP") == ["Gamma", "Beta", "Alpha"]
    shown = page(client, "?xep=-ma&q=tro")
    assert re.search(r'aria-sort="descending"><[^>]*><[^>]*>.*?|aria-sort="descending"', shown)
    assert 'href="/tiep-nhan?q=tro&amp;xep=ma"' in shown


def test_filters_are_chips_that_can_be_taken_off(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Alpha")
    secretary(client, world)
    unit = world.units["P9"]

    shown = page(client, f"?q=alp&don-vi={unit}&cho=1")

    assert "Đơn vị: Ủy ban nhân dân Phường 9" in shown
    assert f'href="/tiep-nhan?cho=1&amp;don-vi={unit}"' in shown
    assert 'href="/tiep-nhan?q=alp&amp;cho=1"' in shown


def test_what_is_overdue_says_since_when(client: FlaskClient, world: World) -> None:
    late = stored(world, S.SUPPLEMENT_ASKED, title="Alpha")
    stored(world, S.SUBMITTED, title="Beta")
    with transaction() as session:
        request = session.scalars(
            select(SupplementRequest).where(SupplementRequest.idea_id == late)
        )
        request.one().due_on = (now() - timedelta(days=3)).date()
    secretary(client, world)

    assert titles(client, "?qua-han=1") == ["Alpha"]
    assert re.search(r"quá hạn [234] ngày", page(client, "?qua-han=1"))
    with transaction() as session:
        session.scalars(select(Round)).one().checked_until = now() - timedelta(hours=1)
    assert titles(client, "?qua-han=1") == ["Beta", "Alpha"]
    assert titles(client, "?cho=1") == ["Beta"]


def test_pages_have_sizes_and_say_where_they_are(client: FlaskClient, world: World) -> None:
    for number in range(53):
        stored(world, S.SUBMITTED, title=f"Số {number}")
    secretary(client, world)

    first, second = page(client, "?q=so"), page(client, "?q=so&page=2&size=50")

    assert "1–50 / 53 hồ sơ" in first
    assert "51–53 / 53 hồ sơ" in second
    assert 'href="/tiep-nhan?q=so&amp;size=100"' in second
    assert "1–53 / 53 hồ sơ" in page(client, "?q=so&size=100")


def test_views_are_kept_per_person_and_shared_by_address(client: FlaskClient, world: World) -> None:
    stored(world, S.SUBMITTED, title="Alpha")
    secretary(client, world)

    kept = client.post("/tiep-nhan/che-do-xem",
                       data={"name": "Của tôi", "loc": "q=alp&xep=ma&page=7&x=1"})  # fmt: skip
    silent = client.post("/tiep-nhan/che-do-xem", data={"name": "", "loc": "q=alp"})

    assert kept.headers["Location"] == "/tiep-nhan?q=alp&xep=ma"
    assert (silent.status_code, "Nhập tên cho chế độ xem" in silent.text) == (422, True)
    assert 'value="alp"' in silent.text
    shown = page(client)
    assert '<a class="view" href="/tiep-nhan?q=alp&amp;xep=ma">Của tôi</a>' in shown
    address = re.search(r"/tiep-nhan/che-do-xem/\d+/xoa", shown)
    assert address
    other = client.application.test_client()
    sign_in(other, world.email("leader"))
    assert "Của tôi" not in page(other)
    other.post(address.group())
    assert "Của tôi" in page(client)
    client.post(address.group())
    assert "Của tôi" not in page(client)


@BOTH
@pytest.mark.parametrize("order", ["", "nop", "-ma", "don-vi", "lam-loi", "-trang-thai", "sua"])
def test_neighbours_walk_through_the_whole_filtered_list(world: World, order: str) -> None:
    made = [
        stored(world, state, title=f"Số {n}", author=author, saved_vnd=n % 3 or None)
        for n, (state, author) in enumerate(
            [(S.SUBMITTED, "author"), (S.ELIGIBLE, "other_author"), (S.SUBMITTED, "author"),
             (S.INELIGIBLE, "author"), (S.SUBMITTED, "other_author")]
        )
    ]  # fmt: skip
    with transaction() as session:
        filters = Filters(order=order)
        every = lists.office_ids(session, world.secretary, filters)
        walked: list[int] = []
        key: int | None = every[0]
        while key is not None:
            found = neighbours.neighbours(session, world.secretary, filters, key)
            assert found is not None
            assert (found.number, found.total) == (len(walked) + 1, len(made))
            assert found.before == (walked[-1] if walked else None)
            walked.append(key)
            key = found.after

    assert walked == every
    assert set(every) == set(made)


def test_the_dossier_leads_to_its_neighbours_in_the_filter(
    client: FlaskClient, world: World
) -> None:
    first, second = (stored(world, S.SUBMITTED, title=f"Alpha {n}") for n in (1, 2))
    between = stored(world, S.SUBMITTED, title="Beta")
    secretary(client, world)

    shown = page(client, "?q=alpha&ds=1", f"/tiep-nhan/{second}")

    assert "Hồ sơ 1 / 2" in shown
    assert f'rel="next" href="/tiep-nhan/{first}?q=alpha&amp;ds=1"' in shown
    assert 'href="/tiep-nhan?q=alpha"' in shown
    assert "không còn trong danh sách" in page(client, "?q=alpha&ds=1", f"/tiep-nhan/{between}")
    assert "Hồ sơ 1 /" not in page(client, "", f"/tiep-nhan/{second}")


def previewed(client: FlaskClient, **form: object) -> str:
    """The preview of one act."""
    answer = client.post("/tiep-nhan/nhieu-ho-so", data=form)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def shown_ids(text: str) -> str:
    """What the preview carries as looked at."""
    found = re.search(r'name="da-xem" value="([\d,]*)"', text)
    assert found
    return found.group(1)


def test_a_whole_filter_is_accepted_after_a_preview(client: FlaskClient, world: World) -> None:
    fresh = [stored(world, S.SUBMITTED, title="Alpha") for _ in range(3)]
    done = stored(world, S.ELIGIBLE, title="Alpha xong")
    other = stored(world, S.SUBMITTED, title="Beta")
    secretary(client, world)
    form = {"viec": "tiep-nhan", "pham-vi": "bo-loc", "loc": "q=alpha"}

    text = previewed(client, **form)
    assert "Sẽ thực hiện với 3 hồ sơ; 1 hồ sơ không thực hiện được" in text
    assert [state_of(key)[0] for key in fresh] == [S.SUBMITTED] * 3
    answer = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien",
                         data={**form, "da-xem": shown_ids(text)})  # fmt: skip

    assert (answer.status_code, answer.headers["Location"]) == (303, "/tiep-nhan?q=alpha")
    assert [state_of(key)[0] for key in (*fresh, done, other)] == [S.ELIGIBLE] * 4 + [S.SUBMITTED]
    with transaction() as session:
        verbs = session.scalars(select(Entry.verb).where(Entry.verb == "idea:accept")).all()
        assert len(verbs) == 3 + 1  # the builder's own


def test_the_preview_names_what_lacks_an_answer_and_the_others_are_accepted(
    client: FlaskClient, world: World
) -> None:
    whole, bare = (stored(world, S.SUBMITTED, title=title) for title in ("Đủ", "Thiếu"))
    with transaction() as session:
        question = FieldSpec("so", "Số quyết định", required_from=Stage.ACCEPT)
        keys = ask(session, world, session.scalars(select(Round)).one(), (question,))
        session.add(IdeaAnswer(idea_id=whole, field_id=keys["so"],
                               value='{"kind": "text", "value": "12/QĐ"}'))  # fmt: skip
    secretary(client, world)
    form = {"viec": "tiep-nhan", "ho-so": [str(whole), str(bare)]}

    text = previewed(client, **form)
    client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "da-xem": shown_ids(text)})

    assert "Sẽ thực hiện với 1 hồ sơ; 1 hồ sơ không thực hiện được" in text
    assert "cần tác giả trả lời câu hỏi “Số quyết định”" in text
    assert [state_of(key)[0] for key in (whole, bare)] == [S.ELIGIBLE, S.SUBMITTED]


def test_a_set_that_changed_is_shown_again_and_nothing_is_done(
    client: FlaskClient, world: World
) -> None:
    first = stored(world, S.SUBMITTED, title="Alpha")
    secretary(client, world)
    form = {"viec": "tiep-nhan", "pham-vi": "bo-loc", "loc": "q=alpha"}
    seen = shown_ids(previewed(client, **form))
    second = stored(world, S.SUBMITTED, title="Alpha mới")

    answer = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "da-xem": seen})

    assert (answer.status_code, "thêm 1, bớt 0 hồ sơ" in answer.text) == (409, True)
    assert shown_ids(answer.text) == f"{second},{first}"
    assert [state_of(key)[0] for key in (first, second)] == [S.SUBMITTED] * 2


def test_ticked_dossiers_get_one_request(client: FlaskClient, world: World) -> None:
    picked = [stored(world, S.SUBMITTED, title="Alpha") for _ in range(2)]
    left = stored(world, S.SUBMITTED, title="Alpha")
    foreign = stored(world, S.AWAITING_UNIT, title="Alpha")
    secretary(client, world)
    form = {"viec": "yeu-cau-bo-sung", "pham-vi": "trang", "ho-so": [*picked, foreign], "loc": ""}
    text = previewed(client, **form)
    form["da-xem"] = shown_ids(text)

    silent = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data=form)
    asked = client.post(
        "/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "reason": "Thiếu số liệu"}
    )

    assert (silent.status_code, "Nhập lý do" in silent.text) == (422, True)
    assert asked.status_code == 303
    states = [state_of(key)[0] for key in (*picked, left, foreign)]
    assert states == [S.SUPPLEMENT_ASKED] * 2 + [S.SUBMITTED, S.AWAITING_UNIT]
    again = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "reason": "Lần hai"})
    assert again.status_code == 409


def test_authors_are_reminded_once_a_day(client: FlaskClient, world: World) -> None:
    key = stored(world, S.SUPPLEMENT_ASKED, title="Alpha")
    secretary(client, world)
    form = {"viec": "nhac-bo-sung", "pham-vi": "trang", "ho-so": [key], "da-xem": str(key)}

    for _ in range(2):
        assert client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data=form).status_code == 303

    with transaction() as session:
        mails = session.scalars(
            select(OutboxMessage.title).where(OutboxMessage.kind == "idea_supplement_reminded")
        ).all()
    assert len(mails) == 1
    assert "Nhắc bổ sung hồ sơ SK-2026-00001" in mails[0]


def test_a_category_of_the_round_is_assigned(client: FlaskClient, world: World) -> None:
    key = stored(world, S.SUBMITTED, title="Alpha")
    scored = stored(world, S.SCORING, title="Beta")
    with transaction() as session:
        other = session.scalars(select(Category.id).order_by(Category.position.desc())).first()
        assert other is not None
        assert session.get_one(Idea, key).category_id != other
    secretary(client, world)
    form = {"viec": "gan-linh-vuc", "pham-vi": "trang", "ho-so": [key, scored],
            "da-xem": str(key)}  # fmt: skip

    none = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data=form)
    wrong = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "category_id": "987654"})
    good = client.post("/tiep-nhan/nhieu-ho-so/thuc-hien", data={**form, "category_id": str(other)})

    assert (none.status_code, "Chọn lĩnh vực dự thi" in none.text) == (422, True)
    assert wrong.status_code == 409
    assert good.status_code == 303
    with transaction() as session:
        assert session.get_one(Idea, key).category_id == other
        assert session.get_one(Idea, scored).category_id != other
        entry = session.scalars(select(Entry).where(Entry.verb == "idea:assign_category")).one()
        assert entry.after == str(other)


@pytest.mark.parametrize("person", ["leader", "inspector", "author", "clerk", "admin"])
def test_only_the_secretary_acts_on_many(client: FlaskClient, world: World, person: str) -> None:
    key = stored(world, S.SUBMITTED, title="Alpha")
    sign_in(client, world.email(person))
    form = {"viec": "tiep-nhan", "pham-vi": "trang", "ho-so": [key], "da-xem": str(key)}

    for path in ("/tiep-nhan/nhieu-ho-so", "/tiep-nhan/nhieu-ho-so/thuc-hien"):
        assert client.post(path, data=form).status_code in {403, 404}
    assert state_of(key)[0] is S.SUBMITTED


def test_nonsense_is_refused_quietly(client: FlaskClient, world: World) -> None:
    key = stored(world, S.SUBMITTED, title="Alpha")
    secretary(client, world)

    assert client.post("/tiep-nhan/nhieu-ho-so", data={"viec": "xoa-het"}).status_code == 400
    assert "Chưa chọn hồ sơ nào" in previewed(
        client, viec="tiep-nhan", **{"ho-so": ["x", "²", "-1"]}
    )
    assert client.post("/tiep-nhan/cot", data={"cot": ["'; DROP"] * 500}).status_code == 303
    assert state_of(key)[0] is S.SUBMITTED


def test_the_list_with_every_column_costs_the_same_at_any_length(
    client: FlaskClient, world: World
) -> None:
    stored(world, S.SUBMITTED)
    secretary(client, world)
    client.post("/tiep-nhan/cot", data={"cot": ["sector", "round", "due", "authors", "ai_product"]})
    get(client, "/tiep-nhan")
    with counted_queries() as few:
        get(client, "/tiep-nhan")
    for _ in range(8):
        stored(world, S.SUPPLEMENT_ASKED, coauthors=("author2",), evidence=("a.pdf",))

    with counted_queries() as many:
        get(client, "/tiep-nhan")

    assert many.count == few.count
