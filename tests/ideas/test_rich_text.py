"""Formatted answers: what is kept, what is shown, what is read as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ideas.rich_text import is_formatted, plain, sanitised, shown

HOSTILE = [
    "<script>alert(1)</script><p>A</p>", "<p onclick=alert(1)>A</p>",
    "<img src=x onerror=alert(1)><b>A</b>",
    "<p><a href='javascript:alert(1)'>A</a></p>", "<p style='background:url(//x)'>A</p>",
    "<svg><script>1</script></svg><i>A</i>", "<b><iframe src=//x></iframe>A</b>",
    "<table><tr><td colspan=2 onload=x>A</td></tr></table>", "<p>A<!-- <script>x</script> --></p>",
    "<math href='data:x,<script>alert(4)</script>'></math><b>A", "<b\nonmouseover=x>A</b>",
    "<p class=x id=y data-x=1>A</p>", "<style>*{}</style><p>A</p>", "<p>A</p><form action=//x>",
]  # fmt: skip
WRONG = (
    "script", "onclick", "onerror", "onload", "onmouseover", "javascript:", "style", "<img", "<a",
    "<iframe", "<svg", "<form", "<math", "class=", "id=", "data-",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_only_the_safe_list_is_left(text: str) -> None:
    kept = sanitised(text)
    assert not [wrong for wrong in WRONG if wrong in kept.lower()]
    assert plain(text) == "A"


def test_text_without_tags_stays_as_it_was_typed() -> None:
    script = "<script>alert(1)</script>"
    for text in ("a < b & c > d", "Dòng một\nDòng hai\n\nĐoạn hai", script, ""):
        assert sanitised(text) == text
        assert plain(text) == text
        assert "<script" not in shown(text)
    assert shown("Một\nHai\n\nBa & <b") == "<p>Một<br>Hai</p><p>Ba &amp; &lt;b</p>"


def test_formatted_text_reads_as_lines() -> None:
    rows = "<table><tr><td>a</td><td>b</td></tr></table>"
    text = f"<h3>Đề mục</h3><ul><li>Một</li><li>Hai &amp; ba</li></ul>{rows}"
    assert plain(text) == "Đề mục\nMột\nHai & ba\n\na | b"
    assert shown(text).startswith("<h3>Đề mục</h3>")


@given(st.text())
def test_any_text_is_stable_and_safe(text: str) -> None:
    kept = sanitised(text)
    assert sanitised(kept) == kept
    assert "<script" not in shown(text).lower()
    if not is_formatted(text):
        assert kept == text
