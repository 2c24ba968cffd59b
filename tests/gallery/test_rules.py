"""What may be published, and under which address."""

from dataclasses import replace
from typing import Any

import pytest

from app.gallery.rules import (
    SLUG_LIMIT,
    blockers_in_text,
    blockers_to_publish,
    blockers_to_withdraw,
    slug_of,
)
from app.ideas.states import IdeaState
from tests.gallery.builders import TEXT


def fields_of(**changes: Any) -> list[str]:
    return [blocker.field for blocker in blockers_in_text(replace(TEXT, **changes), "")]


def test_a_finished_text_of_an_applied_solution_may_go_out() -> None:
    assert blockers_to_publish(TEXT, IdeaState.RECOGNISED, 1, "") == []


@pytest.mark.parametrize("state", [s for s in IdeaState if s is not IdeaState.RECOGNISED])
def test_nothing_is_published_before_recognition(state: IdeaState) -> None:
    assert [b.field for b in blockers_to_publish(TEXT, state, 1, "")] == ["state"]


def test_everything_that_is_missing_is_said_at_once() -> None:
    empty = replace(TEXT, title="", problem="", solution="")

    found = [b.field for b in blockers_to_publish(empty, IdeaState.SCORED, 0, "")]

    assert found == ["state", "adoption", "title", "problem", "solution"]


@pytest.mark.parametrize(
    ("name", "most"),
    [("title", 200), ("problem", 6000), ("solution", 6000), ("effect", 6000), ("ai_note", 1000),
     ("sector", 80), ("decision_text", 200)],
)  # fmt: skip
def test_texts_have_a_longest_length(name: str, most: int) -> None:
    assert fields_of(**{name: "x" * most}) == []
    assert fields_of(**{name: "x" * (most + 1)}) == [name]


@pytest.mark.parametrize(
    "text",
    ["viết cho nguyen.an@quan3.example để hỏi", "gọi 0912 345 678", "gọi 0912345678",
     "gọi 0912-345-678", "số +84 912 345 678", "số +84-912-345-678", "định danh 079012345678"],
)  # fmt: skip
def test_ways_to_reach_a_person_stay_out(text: str) -> None:
    assert fields_of(effect=text) == ["effect"]


@pytest.mark.parametrize(
    "text",
    ["tiết kiệm 1.234.567.890 đồng", "từ 03/03/2025 đến 31/08/2025", "tổng đài 1022",
     "1.140 lượt @ quầy số 3", "Quyết định 412/QĐ-UBND", "84.912.345.678 đồng"],
)  # fmt: skip
def test_plain_numbers_are_no_telephone_numbers(text: str) -> None:
    assert fields_of(effect=text) == []


def test_a_confidential_sentence_is_found_whatever_its_marks() -> None:
    secret = "Khóa truy cập nằm ở máy chủ số 7; ngắn thôi."
    public = replace(TEXT, solution="Hệ thống chạy. KHOA TRUY CAP nằm ở Máy chủ số 7, tại quận.")

    assert [b.field for b in blockers_in_text(public, secret)] == ["solution"]
    assert blockers_in_text(TEXT, secret) == []
    assert blockers_in_text(replace(TEXT, effect="Ngắn thôi"), secret) == []


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Trợ lý đọc đơn tại quầy một cửa", "tro-ly-doc-don-tai-quay-mot-cua-7"),
        ("  ĐỀ ÁN: đô thị (2026)!", "de-an-do-thi-2026-7"),
        ("…", "7"),
    ],
)
def test_addresses_are_plain_words(title: str, slug: str) -> None:
    assert slug_of(title, 7) == slug


def test_addresses_fit_their_column() -> None:
    assert len(slug_of("rất " * 80, 10**15)) <= 120
    assert slug_of("x" * (SLUG_LIMIT + 1), 7) == "7"


def test_withdrawing_wants_a_reason() -> None:
    assert [b.field for b in blockers_to_withdraw("")] == ["reason"]
    assert [b.field for b in blockers_to_withdraw("x" * 1001)] == ["reason"]
    assert blockers_to_withdraw("Tác giả rút lại sự đồng ý.") == []
