"""Numbers in addresses: what no column could hold is no number."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from app.kernel.keys import LARGEST, key_in
from app.web.forms import CountField, WebForm


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("0000000012", 12), (str(LARGEST), LARGEST), (str(LARGEST + 1), None),
     ("9" * 5000, None), ("", None), (None, None), ("-1", None), ("1.5", None), ("\u0663", None),
     ("\u00b2", None), (" 1", None)],
)  # fmt: skip
def test_a_number_is_read_or_is_none(text: str | None, number: int | None) -> None:
    assert key_in(text) == number


def test_an_address_with_a_number_that_no_column_holds_is_not_found(app: Flask) -> None:
    addresses = app.url_map.bind("localhost")

    endpoint, found = addresses.match(f"/khen-thuong/{LARGEST}")
    with pytest.raises(NotFound):
        addresses.match(f"/khen-thuong/{LARGEST + 1}")

    assert (endpoint, found) == ("awards.show", {"list_id": LARGEST})


def test_a_count_that_no_column_holds_is_told_at_its_box(app: Flask) -> None:
    class Form(WebForm):
        people = CountField("Số người")

    with app.test_request_context(method="POST", data={"people": "5.000.000.000"}):
        form = Form()
        form.validate()

    assert form.people.errors == ["Nhập số nguyên, ví dụ 120"]
