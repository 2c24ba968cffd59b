"""The table of security requirements is whole, honest in form, and its proofs exist."""

import ast
import re
from collections import Counter
from functools import cache
from typing import Any

from tests.architecture.test_imports import ROOT
from tools.asvs_page import STATES, chapters

# The public list: one figure, the level, for each requirement of a section in order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23", "3.1": "3", "3.2": "113",
    "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222", "5.1": "2", "5.2": "112333",
    "5.3": "113", "5.4": "222", "6.1": "122", "6.2": "111111112222", "6.3": "11223333",
    "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222", "7.1": "222",
    "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22", "8.1": "1233",
    "8.2": "1123", "8.3": "133", "8.4": "23", "9.1": "111", "9.2": "1222", "10.1": "22",
    "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222", "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222",
    "11.5": "23", "11.6": "23", "11.7": "33", "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233", "14.1": "22",
    "14.2": "12223333", "14.3": "122", "15.1": "12233", "15.2": "12233", "15.3": "1222222",
    "15.4": "3333", "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
DEEPER = ("V5.", "V8.3.", "V15.4.")


def the_list() -> dict[str, int]:
    """Every requirement of the public list with its level."""
    return {
        f"V{section}.{number}": int(level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
    }


def rows() -> list[dict[str, Any]]:
    """Every line of our table."""
    return [row for chapter in chapters().values() for row in chapter["requirements"]]


@cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests in a file, read and not run."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(node.name for node in found if node.name.startswith("test_"))


def sections_of(path: str) -> set[str]:
    """The headings of a page as its anchors."""
    heads = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9]+", "-", head.lower()).strip("-") for head in heads}


def test_the_public_list_has_the_counts_it_is_known_for() -> None:
    assert Counter(the_list().values()) == {1: 70, 2: 183, 3: 92}


def test_the_table_has_exactly_the_requirements_it_promises() -> None:
    wanted = {
        name: level for name, level in the_list().items() if level < 3 or name.startswith(DEEPER)
    }
    ours = rows()
    assert {row["id"]: row["level"] for row in ours} == wanted
    assert len(ours) == len(wanted)
    assert all(
        row["id"].startswith(f"{name}.")
        for name, chapter in chapters().items()
        for row in chapter["requirements"]
    )


def test_each_state_says_what_it_must() -> None:
    for row in rows():
        assert row["state"] in STATES, row
        tests = [proof for proof in row.get("proof", ()) if "::" in proof]
        assert tests or row["state"] != "holds", f"{row['id']} holds without a test"
        assert row.get("note") or row["state"] == "holds", f"{row['id']} gives no reason"
        assert "proof" not in row or row["state"] in {"holds", "proxy"}, row["id"]


def test_every_test_that_is_cited_exists() -> None:
    cited = {proof for row in rows() for proof in row.get("proof", ()) if "::" in proof}
    missing = sorted(
        proof for proof in cited
        if not (ROOT / proof.partition("::")[0]).exists()
        or proof.partition("::")[2] not in named_in(proof.partition("::")[0])
    )  # fmt: skip
    assert missing == []
    assert len(cited) > 100


def test_every_section_that_is_cited_is_there() -> None:
    cited = {proof for row in rows() for proof in row.get("proof", ()) if "#" in proof}
    cited |= {found for row in rows() for found in re.findall(r"\w+\.md#[a-z-]+", str(row))}
    assert len(cited) > 9
    assert [one for one in sorted(cited)
            if one.partition("#")[2] not in sections_of(one.partition("#")[0])] == []  # fmt: skip
