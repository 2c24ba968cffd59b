"""Categories and rubric as rows: adding, removing, refusing, all without JavaScript."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from wtforms import FieldList, FormField

from app.extensions import db
from app.rounds.queries import rubric_of
from app.rounds.rubric_forms import RubricForm, typed_rubric
from app.rounds.rubrics import draft_of
from app.rounds.sample import rubric_sample
from app.rounds.states import RoundState
from tests.people import World, sign_in
from tests.rounds.builders import CATEGORIES, reread, stored


def posted(form: Any) -> dict[str, str]:
    """Every box of a form with rows, as a browser posts it."""
    found: dict[str, str] = {}
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                found |= posted(entry.form)
        elif isinstance(field, FormField):
            found |= posted(field.form)
        elif field.type == "BooleanField":
            found |= {field.name: "y"} if field.data else {}
        else:
            found[field.name] = field._value()
    return found


def rubric_boxes(**changes: str) -> dict[str, str]:
    form = RubricForm(formdata=None, data=typed_rubric(rubric_sample()))
    return {**posted(form), **changes}


@pytest.fixture
def secretary(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("secretary"))


@pytest.fixture
def draft_id(world: World) -> int:
    return stored(world, state=RoundState.DRAFT)[0]


def test_the_rubric_survives_the_form_unchanged(secretary: FlaskClient, draft_id: int) -> None:
    url = f"/dot-xet/{draft_id}/thang-diem"
    assert secretary.get(url).status_code == 200

    answer = secretary.post(url, data=rubric_boxes())

    assert answer.status_code == 303
    view = rubric_of(db.session(), draft_id)
    assert view is not None
    assert draft_of(view) == rubric_sample()


def test_looking_at_the_sample_stores_nothing(secretary: FlaskClient, draft_id: int) -> None:
    small = {name: text for name, text in rubric_boxes().items() if "criteria-" not in name}
    secretary.post(f"/dot-xet/{draft_id}/thang-diem", data=small)

    page = secretary.get(f"/dot-xet/{draft_id}/thang-diem?mau=1").get_data(as_text=True)

    assert 'value="An toàn dữ liệu, dùng TTNT có trách nhiệm"' in page
    view = rubric_of(db.session(), draft_id)
    assert view is not None
    assert view.criteria == ()


def test_rows_are_added_and_removed_by_the_server(secretary: FlaskClient, draft_id: int) -> None:
    url = f"/dot-xet/{draft_id}/thang-diem"

    def page(**button: str) -> str:
        answer = secretary.post(url, data=rubric_boxes(name="Tên đang gõ", **button))
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    more = page(add_row="criteria")
    wider = page(add_row="criteria-0-bands")
    less = page(remove_row="criteria-1")
    narrower = page(remove_row="criteria-0-bands-1")

    assert 'name="criteria-4-bands-3-label"' in more
    assert 'name="criteria-0-bands-4-label"' in wider
    assert 'name="criteria-1-name"' not in less
    assert 'name="criteria-0-bands-1-label"' not in narrower
    assert all('value="Tên đang gõ"' in one for one in (more, wider, less, narrower))
    view = rubric_of(db.session(), draft_id)
    assert view is not None
    assert view.name == rubric_sample().name


def test_a_removed_row_in_the_middle_is_no_gap(secretary: FlaskClient, draft_id: int) -> None:
    boxes = {k: v for k, v in rubric_boxes(pass_mark="50").items() if "criteria-1-" not in k}

    secretary.post(f"/dot-xet/{draft_id}/thang-diem", data=boxes)

    view = rubric_of(db.session(), draft_id)
    assert view is not None
    assert [(c.position, c.name) for c in view.criteria] == [
        (1, "Tính mới, tính sáng tạo"),
        (2, "Hiệu quả đo được"),
        (3, "An toàn dữ liệu, dùng TTNT có trách nhiệm"),
    ]


def test_wrong_numbers_are_said_beside_their_box(secretary: FlaskClient, draft_id: int) -> None:
    boxes = rubric_boxes(**{
        "criteria-0-floor": "26", "criteria-1-maximum": "", "criteria-2-bands-1-high": "1.234",
        "criteria-3-bands-0-label": "",
    })  # fmt: skip

    answer = secretary.post(f"/dot-xet/{draft_id}/thang-diem", data=boxes)
    page = answer.get_data(as_text=True)
    ruled = secretary.post(
        f"/dot-xet/{draft_id}/thang-diem", data=rubric_boxes(**{"criteria-0-floor": "26"})
    )

    assert answer.status_code == ruled.status_code == 422
    assert "Dòng 2: Nhập điểm tối đa" in page
    assert 'href="#criteria-2-bands-1-high"' in page
    assert 'value="1.234"' in page
    assert "Nhập tên mức" in page
    assert (
        '<a href="#criteria-0-floor">Dòng 1: Điểm sàn phải từ 0 đến điểm tối đa của tiêu chí</a>'
        in ruled.get_data(as_text=True)
    )


def test_an_unfinished_rubric_is_kept_and_said_to_be(secretary: FlaskClient, draft_id: int) -> None:
    boxes = rubric_boxes(**{"criteria-0-bands-1-low": "7,5"})

    answer = secretary.post(
        f"/dot-xet/{draft_id}/thang-diem", data=boxes, follow_redirects=True
    )  # fmt: skip

    page = answer.get_data(as_text=True)
    assert "Còn 1 chỗ phải sửa trước khi công bố" in page
    assert "mức “Cải tiến một phần” phải bắt đầu từ 7 để không hở" in page


def test_an_older_rubric_does_not_overwrite_a_newer_one(
    secretary: FlaskClient, world: World
) -> None:
    round_id, version = stored(world, state=RoundState.DRAFT)
    url = f"/dot-xet/{round_id}/thang-diem"
    secretary.post(url, data=rubric_boxes(pass_mark="55", version=str(version)))

    answer = secretary.post(url, data=rubric_boxes(pass_mark="65", version=str(version)))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'name="pass_mark" value="65"' in page
    assert 'name="pass_mark" value="55"' in page
    view = rubric_of(db.session(), round_id)
    assert view is not None
    assert view.pass_mark == 55


def test_categories_are_rows_and_empty_ones_are_left_out(
    secretary: FlaskClient, draft_id: int
) -> None:
    ids = [str(category.id) for category in reread(draft_id).categories]
    boxes = {
        "categories-0-category_id": ids[2], "categories-0-name": "Giáo dục",
        "categories-1-category_id": "", "categories-1-name": " ",
        "categories-2-category_id": "", "categories-2-name": "Kinh tế",
    }  # fmt: skip
    url = f"/dot-xet/{draft_id}/linh-vuc"

    more = secretary.post(url, data={**boxes, "add_row": "categories"})
    less = secretary.post(url, data={**boxes, "remove_row": "categories-0"})
    untouched = [category.name for category in reread(draft_id).categories]
    answer = secretary.post(url, data=boxes)

    assert 'name="categories-3-name"' in more.get_data(as_text=True)
    assert 'name="categories-0-name"' not in less.get_data(as_text=True)
    assert untouched == list(CATEGORIES)
    assert answer.status_code == 303
    assert [c.name for c in reread(draft_id).categories] == ["Giáo dục", "Kinh tế"]


def test_a_category_twice_is_refused_and_kept(secretary: FlaskClient, draft_id: int) -> None:
    boxes = {"categories-0-name": "Kinh tế", "categories-1-name": "kinh tế"}

    answer = secretary.post(f"/dot-xet/{draft_id}/linh-vuc", data=boxes)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Lĩnh vực “kinh tế” bị trùng tên" in page
    assert 'value="kinh tế"' in page
