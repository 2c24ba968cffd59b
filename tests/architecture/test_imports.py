"""Who may import whom: rooms in order, furniture inside a room."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"

# A room may import the rooms before it. `web` is for views, forms and their helpers only.
ORDER = (
    "kernel", "database", "audit", "outbox", "jobs", "files", "documents", "accounts", "signin",
    "switches", "papers", "councils", "citations", "sittings", "rounds", "problems", "ideas",
    "novelty", "imports", "finding", "community", "review", "adoption", "achievements", "awards",
    "forwarding", "plan", "gallery", "privacy", "oversight", "checks", "operation", "demo",
)  # fmt: skip
PURE = {"states", "rules", "policy"}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every source file of the application."""
    for path in sorted(APP.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module a file imports, written in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """The folder under app/, or the file itself at the top."""
    return path.relative_to(APP).parts[0].removesuffix(".py")


def test_rooms_import_only_lower_rooms() -> None:
    breaches = []
    for path, tree in sources():
        room = room_of(path)
        if room not in ORDER:
            continue
        for module in imported(tree):
            parts = module.split(".")
            if parts[0] != "app" or len(parts) < 2 or parts[1] not in ORDER:
                continue
            if ORDER.index(parts[1]) > ORDER.index(room):
                breaches.append(f"{path.relative_to(ROOT)} imports {module}")
    assert breaches == [], "Ask from the higher room, or connect them in create_app:\n" + "\n".join(
        sorted(set(breaches))
    )


def test_web_is_only_for_pages() -> None:
    """A file that uses the web belongs to the pages: nothing behind the gate may import it."""
    page_side = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path, tree in sources()
        if room_of(path) in ORDER and any(m.startswith("app.web") for m in imported(tree))
    }
    behind = {"states", "rules", "policy", "models", "queries", "actions", "drafts", "exports"}
    breaches = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, tree in sources()
        if room_of(path) in ORDER and (path.stem in behind or path.stem.endswith("_actions"))
        for module in imported(tree)
        if module in page_side or module.startswith("app.web")
    ]
    assert breaches == [], "Move the shared part out of the page file:\n" + "\n".join(breaches)


def test_rules_states_and_policies_know_neither_web_nor_database() -> None:
    forbidden = (
        "flask",
        "sqlalchemy",
        "wtforms",
        "app.extensions",
        "app.database",
        "app.kernel.clock",
    )
    breaches = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, tree in sources()
        for module in imported(tree)
        if (path.stem in PURE or room_of(path) == "kernel") and module.startswith(forbidden)
    ]
    assert breaches == [], "Pass values in; do not reach out:\n" + "\n".join(breaches)


def test_heavy_libraries_stay_at_the_edge() -> None:
    heavy = {"pandas", "scipy", "typst", "docx", "xlsxwriter", "openpyxl"}
    breaches = []
    for path, tree in sources():
        top = {
            name.split(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        }  # fmt: skip
        if top & {"pandas", "scipy"} and path.stem not in {"exports", "calibration"}:
            breaches.append(f"{path.relative_to(ROOT)}: {sorted(top & heavy)}")
        if path.stem in {"views", "actions", "queries", "home"} and top & heavy:
            breaches.append(f"{path.relative_to(ROOT)}: {sorted(top & heavy)}")
    assert breaches == [], "Import it inside the function that uses it:\n" + "\n".join(breaches)
