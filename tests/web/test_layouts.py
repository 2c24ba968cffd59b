"""Every page has its language, its title, its way past the bar, and tells what went wrong."""

import re
from collections.abc import Callable

import pytest

from app.kernel.refusals import Difference
from app.kernel.text import T
from app.web.styleguide import empty_form, wrong_form

Render = Callable[..., str]


def page(layout: str) -> str:
    """A page of the given layout with one block filled."""
    return (
        f'{{% extends "web/{layout}.html" %}}{{% block title %}}Hồ sơ{{% endblock %}}'
        "{% block content %}<h1>Nội dung</h1>{% endblock %}"
    )


@pytest.mark.parametrize("layout", ["officer", "public", "signin", "plain"])
def test_skeleton(render: Render, layout: str) -> None:
    html = render(page(layout))
    assert html.lstrip().startswith("<!doctype html>")
    assert '<html lang="vi" data-theme="system" data-now="2026-11-14T06:00:00+00:00"' in html
    assert "<title>Hồ sơ – Sáng kiến số</title>" in html
    assert '<a class="skip" href="#noi-dung">' in html
    assert len(re.findall(r'<main id="noi-dung"', html)) == 1
    assert "<h1>Nội dung</h1>" in html
    assert "http://www.w3.org" not in html, "no foreign address, not even a namespace"


def test_title_begins_with_the_error(render: Render) -> None:
    assert "<title>Lỗi: Hồ sơ" in render(page("officer"), form=wrong_form())
    assert "<title>Lỗi: Hồ sơ" in render(page("officer"), errors=True)
    assert "<title>Hồ sơ" in render(page("officer"), form=empty_form())


def test_bar_names_person_tabs_and_round(render: Render) -> None:
    html = render(page("officer"))
    assert re.search(r'aria-current="page">Việc chờ tôi<span class="count">1\.200', html)
    assert "Cán bộ khen thưởng, Phòng Nội vụ" in html
    assert re.search(
        r'<form method="post" action="/out" data-signs-out data-unsaved="[^"]+">', html
    )
    assert "Đang chấm điểm" in html


def test_visitor_sees_no_person_and_no_sign_out(render: Render) -> None:
    html = render(page("officer"), current_actor=None, round_strip=None)
    assert "data-signs-out" not in html
    assert "data-user" not in html
    assert 'class="round"' not in html


def test_plain_page_needs_nobody(render: Render) -> None:
    html = render(page("plain"), current_actor=None, navigation=None, agency=None, round_strip=None)
    assert "<nav" not in html


def test_error_page_says_what_why_next(render: Render) -> None:
    html = render(
        '{% include "web/error.html" %}',
        title="Không tìm thấy nội dung", what="Không có.", why="Đã rút.", next="Tìm lại.",
        links=[{"label": "Về danh sách", "url": "/ds"}],
    )  # fmt: skip
    for said in ("Không có.", "Đã rút.", "Tìm lại."):
        assert f"<p>{said}</p>" in html
    assert '<a class="btn pen" href="/ds">Về danh sách</a>' in html
    assert 'class="bar"' in html


def test_fault_page_shows_the_code_and_does_without_the_bar(render: Render) -> None:
    html = render(
        '{% include "web/error.html" %}', title="Hệ thống gặp lỗi", what="Lỗi.", code="7F3A"
    )
    assert 'data-copy="7F3A"' in html
    assert 'class="bar"' not in html
    assert '<a class="btn pen" href="/">' in html


def test_conflict_shows_both_texts_and_posts_the_chosen(render: Render) -> None:
    html = render(
        '{% include "web/conflict.html" %}',
        who="Phạm Đình Ân", when_text="10:30", url="/save", version=4, kept=[("part", "2")],
        fields=[Difference("title", T("Tên"), "A <1>", "")],
    )  # fmt: skip
    radios = re.findall(r'type="radio" name="title" value="([^"]*)"( checked)?', html)
    assert radios == [("A &lt;1&gt;", " checked"), ("", "")]
    assert 'name="version" value="4"' in html
    assert '<input type="hidden" name="part" value="2">' in html
    assert "Để trống" in html
    assert "Ông/Bà Phạm Đình Ân cập nhật lúc 10:30" in html


@pytest.mark.parametrize(("here", "fit"), [(6, 4), (0, 6), (8, 5)])
def test_tabs_that_find_no_room_are_under_more_and_none_is_lost(
    render: Render, here: int, fit: int
) -> None:
    """A long tab from further on that is open takes room from those before it."""
    labels = ["Việc chờ tôi", "Kết quả", "Sổ thành tích", "Áp dụng", "Khen thưởng", "Đề cử",
              "Danh mục khen thưởng", "Mẫu văn bản", "Quản trị"]  # fmt: skip
    tabs = [
        {"label": label, "url": f"/{n}", "current": n == here, "count": 0}
        for n, label in enumerate(labels)
    ]
    bar = render('{% include "web/parts/tabs.html" %}', navigation=tabs)
    shown, _, later = bar.partition('<details class="more-tabs">')
    seen = {f"/{n}" for n in (*range(fit), here)}
    assert set(re.findall(r'href="([^"]+)"', shown)) == seen
    assert set(re.findall(r'href="([^"]+)"', later)) == {f"/{n}" for n in range(9)} - seen
