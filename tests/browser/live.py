"""The system as people meet it: a real server on a free port, over a copy of the loaded demo."""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import serve

DATABASE = "sangkien.sqlite"
DEMO = ("demo", "load", "--stage", "awarded", "--seed", "52", "--ideas", "24", "--reviewers", "9")


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running server: where it answers, and the file that holds its data."""

    url: str
    folder: Path

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What is stored, read beside the running server."""
        with sqlite3.connect(self.folder / DATABASE, timeout=10) as connection:
            found = connection.execute(sql, values).fetchall()
        connection.close()
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The one value that a question has as its answer."""
        [[found]] = self.rows(sql, *values)
        return found

    def change(self, sql: str, *values: Any) -> None:
        """Change what is stored, as only time or an accident does."""
        self.rows(sql, *values)

    def flask(self, *words: str) -> str:
        """What a command of the operators prints; raises when it exits with an error."""
        return run_flask(self.folder, *words)


def environment(folder: Path, port: int = 8000) -> dict[str, str]:
    """The settings of an installation for trying out, with its data in that folder."""
    foreign = ("MAIL_", "SECRET_KEY", "COOKIE_", "SESSION_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **kept,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "APP_ENV": "production",
        "REQUESTS_AT_ONCE": "0",  # tests of races send many at the same moment on purpose
        "DEMO": "1",
    }


def run_flask(folder: Path, *words: str) -> str:
    """Run one `flask` command on the data in that folder and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=serve.ROOT, env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def load_demo_once(folder: Path) -> Path:
    """The demo's data, loaded by whichever process comes first; the others wait for it."""
    folder.mkdir(exist_ok=True)
    done = folder / "loaded"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            run_flask(folder / "data", "db", "upgrade")
            run_flask(folder / "data", *DEMO)
            done.touch()
    return folder / "data"


def start_server(demo: Path, folder: Path) -> tuple[LiveServer, serve.Part]:
    """A server over its own copy of the demo, answering when this returns."""
    shutil.copytree(demo, folder)
    port = free_port()
    part = serve.start("web", serve.web_command("127.0.0.1", port), environment(folder, port))
    serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
    return LiveServer(f"http://127.0.0.1:{port}", folder), part


def stop_server(part: serve.Part) -> None:
    """End it as Ctrl+C does; nothing of it is left."""
    part.process.send_signal(signal.SIGTERM)
    serve.stop([part])


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
