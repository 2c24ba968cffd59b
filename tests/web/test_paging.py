"""What is typed into an address as page or size is never a fault."""

import pytest
from flask import Flask

from app.web.paging import SIZES, asked_page, asked_size


@pytest.mark.parametrize("typed", ["", "²", "-1", "51", "9" * 20, "9" * 5000])
def test_nonsense_in_the_address_is_the_first_page_of_the_usual_size(
    app: Flask, typed: str
) -> None:
    with app.test_request_context("/", query_string={"size": typed, "page": typed[:4]}):
        assert asked_size() == SIZES[0]
        assert asked_page() >= 1


def test_an_offered_size_is_taken(app: Flask) -> None:
    with app.test_request_context("/?size=200"):
        assert asked_size() == 200
