"""Makes an installation ready to serve: schema up to date, demo data if there is none at all.

Progress goes to standard error, the demo sign-ins to standard output. One process for three
commands, because importing the application is most of what each of them would cost. What was
found ready is remembered beside the embedded database, so that the next start need not even
import the application to know it (see `remembered`).
"""

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import Settings

ROOT = Path(__file__).resolve().parent.parent
STAGE, SEED = "awarded", "52"
SQLITE = "sqlite:///"


def remembered(settings: "Settings") -> str | None:
    """The sign-ins as printed last time, if nothing has changed since; None: prepare again.

    Nothing has changed when the migrations are the same files and the database itself still says
    that it is at the revision it was left at: a restored older copy says otherwise. Only for the
    embedded database; a server is asked each time.
    """
    note = _note(settings)
    try:
        told = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    found = _state(settings)
    if found is None or not isinstance(told, dict) or told.get("state") != found:
        return None
    return str(told.get("sign_ins", ""))


def remember(settings: "Settings", sign_ins: str) -> None:
    """Note what `remembered` compares with; readable by the owner only, like the database."""
    state = _state(settings)
    if state is None:
        return
    handle = os.open(_note(settings), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"state": state, "sign_ins": sign_ins}, file, ensure_ascii=False)


def _note(settings: "Settings") -> Path:
    return settings.data_dir / "prepared.json"


def _state(settings: "Settings") -> list[str] | None:
    """The migrations there are, and the revision that the embedded database is at."""
    revision = _revision(settings)
    if revision is None:
        return None
    folder = ROOT / "migrations"
    files = sorted(folder.rglob("*.py"))
    parts = [f"{path.relative_to(folder)}\0{path.read_text('utf-8')}" for path in files]
    return [hashlib.sha256("\0".join(parts).encode()).hexdigest(), revision]


def _revision(settings: "Settings") -> str | None:
    """What the embedded database says of its own schema; None without such a database."""
    path = Path(settings.database_url.removeprefix(SQLITE))
    if not settings.database_url.startswith(SQLITE) or not path.is_file():
        return None
    with contextlib.closing(sqlite3.connect(path, timeout=5)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.Error:
            return None
    return str(row[0]) if row else None


def main() -> None:
    # The project's folder is on the path only from here on, and Flask only inside .venv.
    from flask.cli import FlaskGroup  # noqa: PLC0415

    from wsgi import app  # noqa: PLC0415

    command = FlaskGroup(create_app=lambda: app, load_dotenv=False)

    def flask(*arguments: str) -> None:
        command.main(args=list(arguments), prog_name="flask", standalone_mode=False)

    with contextlib.redirect_stdout(sys.stderr):
        flask("db", "upgrade")
        flask("demo", "ensure", "--stage", STAGE, "--seed", SEED)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        flask("demo", "sign-ins")
    remember(app.config["SETTINGS"], printed.getvalue())
    print(printed.getvalue(), end="")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
