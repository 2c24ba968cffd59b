"""What the source never does, so that no input can make it do worse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_imports import ROOT

SCRIPTS = sorted((ROOT / "app/static/js").glob("*.js"))
DANGEROUS = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string",
             "system", "popen", "mktemp"}  # fmt: skip
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "telnetlib", "ftplib"}
# Who may open a connection: each takes its address from the settings.
CONNECTING = {"socket", "smtplib", "requests", "boto3", "urllib.request", "http.client", "authlib"}
CONNECTED = {
    "app/files/clamd.py", "app/files/s3.py", "app/outbox/smtp.py", "app/outbox/delivery.py",
    "app/operation/examining.py", "app/operation/checking.py", "app/operation/weaknesses.py",
    "app/signin/oidc_client.py",
}  # fmt: skip
# Their loader is a SafeLoader that also refuses what stands twice.
OWN_LOADERS = {"app/rounds/settings_text.py", "app/kernel/shipped.py"}
# The list of leaked passwords is published under SHA-1; nothing is kept or trusted by it.
OTHER_HASHES = {("app/accounts/leaked_passwords.py", "sha1")}
HASHES = {"sha256", "file_digest"}  # the second names its digest, see below


QUOTES = ("'", '"')
FILE_DIGESTS = {"'sha256'", "hashlib.sha256"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the software."""
    for path in (*sorted((ROOT / "app").rglob("*.py")), ROOT / "config.py"):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Each call: what it is called on, its own name, and itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value), node.func.attr, node


def modules(tree: ast.AST) -> set[str]:
    """The modules that are imported."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_no_text_becomes_code() -> None:
    found = []
    for name, tree in sources():
        found += [(name, module) for module in modules(tree) & UNSAFE_MODULES]
        for on, verb, call in calls(tree):
            if verb in DANGEROUS and not (verb == "compile" and on):
                found.append((name, verb))
            shell = [word for word in call.keywords if word.arg == "shell"]
            loads = on == "yaml" and verb in {"load", "full_load", "unsafe_load"}
            if shell or (loads and name not in OWN_LOADERS):
                found.append((name, f"{on}.{verb}"))

    assert found == []


def test_no_pattern_is_made_of_input() -> None:
    """What is made once, while a module is read, is made of our own words."""
    made = []
    for name, tree in sources():
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for on, verb, call in (found for node in inside for found in calls(node)):
            if on == "re" and call.args and verb != "escape":
                pieces = [node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)]
                made += [(name, piece) for piece in pieces if piece != piece.upper()]

    assert made == []


def test_no_format_is_made_of_input() -> None:
    """`"…".format(…)` on words of ours; two tables of statements and a page are ours too."""
    ours = {
        "app/audit/protection.py", "app/checks/invariants.py", "app/awards/dossier_index.py",
    }  # fmt: skip
    made = {
        name
        for name, tree in sources()
        for on, verb, _call in calls(tree)
        if verb in {"format", "format_map"} and on and not on.lstrip("Markup(f").startswith(QUOTES)
    }
    assert made <= ours


def test_connections_begin_in_named_places_only() -> None:
    opening = {
        name for name, tree in sources()
        if any(module == one or module.startswith(f"{one}.")
               for module in modules(tree) for one in CONNECTING)
    }  # fmt: skip
    assert opening <= CONNECTED, sorted(opening - CONNECTED)
    assert len(opening) > 3


def test_secrets_come_from_the_systems_random_source() -> None:
    """`random` is for demo data and for spreading retries; UUIDs are no secrets."""
    allowed = {"app/outbox/delivery.py"}
    guessable = {
        name for name, tree in sources()
        if {"random", "uuid"} & modules(tree) and not name.startswith("app/demo/")
    }  # fmt: skip
    assert guessable <= allowed


def test_cryptography_comes_from_known_libraries() -> None:
    odd = []
    for name, tree in sources():
        for on, verb, call in calls(tree):
            if on == "hashlib" and verb not in HASHES and (name, verb) not in OTHER_HASHES:
                odd.append((name, verb))
            if verb == "file_digest" and ast.unparse(call.args[1]) not in FILE_DIGESTS:
                odd.append((name, ast.unparse(call)))
        primitive = {m for m in modules(tree) if m.startswith("cryptography.hazmat")}
        odd += [(name, module) for module in sorted(primitive)]
        odd += [(name, module) for module in modules(tree)
                if module.partition(".")[0] in {"Crypto", "nacl", "rsa", "ecdsa"}]  # fmt: skip

    assert odd == []
    assert {m.partition(".")[0] for _name, tree in sources() for m in modules(tree)} >= {
        "argon2", "cryptography",
    }  # fmt: skip


def test_scripts_write_text_only() -> None:
    banned = re.compile(
        # A BroadcastChannel speaks to this origin's own tabs alone: no other window is written to.
        r"(?<!channel\?\.)\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval"
        r"|postMessage"
        r"|new Function|importScripts|createContextualFragment|srcdoc)\b|\bon\w+\s*=\s*[\"'`]"
    )
    assert SCRIPTS
    assert [
        (path.name, found[0])
        for path in SCRIPTS
        if (found := banned.search(path.read_text(encoding="utf-8")))
    ] == []


def test_a_planted_fault_is_seen() -> None:
    """Else the tests above could not fail."""
    tree = ast.parse("import pickle\nre.search(typed, text)\nsubprocess.run(x, shell=True)")

    assert modules(tree) & UNSAFE_MODULES == {"pickle"}
    assert [(on, verb) for on, verb, _call in calls(tree)] == [
        ("re", "search"), ("subprocess", "run"),
    ]  # fmt: skip
    assert Path(SCRIPTS[0]).suffix == ".js"
