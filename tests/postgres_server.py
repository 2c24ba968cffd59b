"""A real PostgreSQL for tests: the distribution's programs, a temporary folder, a unix socket.

    server = start_server()                     about a second
    url = fresh_database(server, "ideas")       an empty database of that name
    stop_server(server)                         nothing is left behind

One server per test process is the simplest that cannot go wrong: no lock files, no process that
ends the server while another still uses it. Durability is off, because nothing outlives the run.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

OWNER = "tests"
STARTING_SECONDS = 30
UNPRIVILEGED = ("postgres", "nobody")  # the server refuses to run as root

_SETTINGS = {
    "listen_addresses": "",  # the socket only
    # The rest is for speed.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
}


class PostgresMissing(RuntimeError):
    """The server programs are not installed."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. `folder` holds its data, its socket and its log."""

    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """SQLAlchemy address of one of its databases."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)


def start_server(*, lasting: bool = False) -> PostgresServer:
    """Start a server on a socket in a new temporary folder; it dies with this process.

    `lasting`: what it acknowledged survives its own crash (`restart_server`).
    """
    programs = _programs()
    # Not pytest's own folder: that one is closed to the user the server runs as, and a socket's
    # path must stay under 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user = _as_unprivileged_user(folder)
    data = folder / "data"
    _initialise(programs, data, as_user)
    server = _launch(folder, [*as_user, str(programs / "postgres")], lasting=lasting)
    _wait_until_ready(server)
    return server


def restart_server(server: PostgresServer, how: signal.Signals) -> PostgresServer:
    """End a lasting server with this signal (SIGQUIT: it crashes) and start it on its data."""
    server.process.send_signal(how)
    server.process.wait(timeout=20)
    words = [*_as_unprivileged_user(server.folder), str(_programs() / "postgres")]
    again = _launch(server.folder, words, lasting=True)
    _wait_until_ready(again)
    return again


def _launch(folder: Path, words: list[str], *, lasting: bool) -> PostgresServer:
    values = _SETTINGS | ({"synchronous_commit": "on"} if lasting else {})
    settings = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*words, "-D", str(folder / "data"), "-k", str(folder), *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    return PostgresServer(folder, process)


def fresh_database(server: PostgresServer, name: str, template: str = "template0") -> str:
    """Make an empty database, in place of one of the same name; return its SQLAlchemy address.

    With `template`, a copy of that database instead: migrating once and copying is quicker than
    migrating for each test. Nobody may be connected to the template meanwhile.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise ValueError(f"{name!r} is not a plain database name.")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with server.connect("postgres") as connection:
        connection.execute(drop)
        connection.execute(create)
    return server.url(name)


def stop_server(server: PostgresServer) -> None:
    """End the server at once, whoever is connected, and remove its folder."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
        try:
            server.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
    shutil.rmtree(server.folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest server programs of the distribution, or those on the path."""
    installed = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if installed:
        return max(installed, key=lambda folder: float(folder.parent.name))
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise PostgresMissing("PostgreSQL is not installed: apt-get install postgresql")


def _as_unprivileged_user(folder: Path) -> list[str]:
    """The words before a command that let another user run it, when we are root.

    `setpriv` also has the server ended when this process dies; other users rely on stop_server.
    """
    with_parent = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return with_parent if shutil.which("setpriv") else []
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in UNPRIVILEGED if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*with_parent, *ids]


def _initialise(programs: Path, data: Path, as_user: list[str]) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "--no-sync"]
    options = ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
    done = subprocess.run(
        [*as_user, *command, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=data.parent,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _wait_until_ready(server: PostgresServer) -> None:
    give_up_at = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            server.connect("postgres").close()
            return
        except psycopg.OperationalError:
            if server.process.poll() is not None or time.monotonic() > give_up_at:
                log = (server.folder / "log").read_text("utf-8", errors="replace")
                stop_server(server)
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)
