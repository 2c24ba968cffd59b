"""Small habits that keep the house clean, each with the reason it is kept."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.test_imports import APP, ROOT, sources

MARKED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
TEMPLATES = sorted(APP.rglob("templates/**/*.html"))


def calls(tree: ast.Module, name: str) -> list[int]:
    """Lines on which a method of this name is called."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]  # fmt: skip


def test_only_transaction_commits() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in sources()
        for line in calls(tree, "commit")
        if path.name != "transaction.py"
    ]
    assert found == [], "Open transaction() in the view and let it commit."


def test_only_the_clock_reads_the_clock() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in sources()
        for name in ("now", "today", "utcnow")
        for line in calls(tree, name)
        if path.name != "clock.py"
    ]
    assert found == [], "Take the instant as an argument; only views and cli call clock.now()."


def test_actions_and_rules_do_not_read_the_clock() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path, tree in sources()
        if path.stem in {"actions", "rules", "policy", "queries", "models"}
        and "app.kernel.clock" in ast.unparse(tree)
    ]
    assert found == []


def test_numbers_of_requests_are_bounded() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"get", "getlist"}
        for word in node.keywords
        if word.arg == "type" and ast.unparse(word.value) == "int"
    ]  # fmt: skip
    assert found == [], "PostgreSQL fails on 3000000000: give type=whole of app.kernel.keys."


def test_no_legacy_queries() -> None:
    pattern = re.compile(r"\.query\.|Query\(|get_or_404")
    found = [
        str(path.relative_to(ROOT))
        for path, _tree in sources()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_views_hold_no_sql() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in sources()
        if path.stem == "views"
        for name in ("add", "delete", "execute", "scalars")
        for line in calls(tree, name)
    ]
    assert found == [], "Move it to queries.py or actions.py."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(APP)))
def test_every_text_of_a_template_can_be_translated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    source = re.sub(r"{%-?\s*trans.*?endtrans\s*-?%}", "", source, flags=re.DOTALL)
    source = re.sub(r"{{.*?}}|{%.*?%}", "", source, flags=re.DOTALL)
    source = re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL)
    bare = re.findall(f"[^<>\\n]*[{MARKED}][^<>\\n]*", source, flags=re.IGNORECASE)  # fmt: skip
    assert bare == [], "Put it into {{ _('…') }}."


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(APP)))
def test_templates_keep_the_content_policy(path: Path) -> None:
    source = re.sub(
        r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert not re.search(r"\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\bsrc=)|<style", source)
    assert not re.search(r"(src|href)=[\"']https?://", source)
    assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", "")


def test_source_texts_are_composed() -> None:
    import unicodedata  # noqa: PLC0415 - only here

    files = [*APP.rglob("*.py"), *TEMPLATES, *APP.rglob("*.yaml")]
    wrong = [
        str(path.relative_to(ROOT))
        for path in files
        if not unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_files_stay_small_enough_to_read() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in sorted(APP.rglob("*.py"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 420
    ]
    assert long == [], "Split it by subject."
