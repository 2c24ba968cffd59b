"""Many reviewers save at once, on the real server over HTTP: saves lost, and what one costs.

Each of LOAD_REVIEWERS (40) signs in, opens a sheet and saves it by script every LOAD_EVERY (10)
seconds for LOAD_SECONDS (600), as the scoring page does, while an officer takes the decision table
out as a workbook again and again. In the end the database is asked: every sheet must hold the
last text that was acknowledged, and its version must have risen by exactly the saves that were
acknowledged. What is missing is a lost save; what was refused is counted on its own.

Beside it, in the same run and on the same server with nobody else at work: one save, and an
empty POST with one insert. The aim is 3 times at most.

Environment: LOAD_DATABASES (sqlite,postgres), LOAD_IDEAS (200), LOAD_PORT (8767), BENCH_SEED (52).
Exits with 1 when a save was lost or refused.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, text  # noqa: E402 - after the path is set

from bench import run as bench  # noqa: E402
from bench.browser import Answer, Browser  # noqa: E402
from tests import postgres_server  # noqa: E402
from tools.serve import Signals, start, stop, wait_until_it_answers, web_command  # noqa: E402

HOST = "127.0.0.1"
PASSWORD = re.compile(r"\S+@\S+\s+(\S+)\s*$", re.MULTILINE)
OK = 200
EXPORT_PAUSE = 2.0
EMPTY_POST = "/ghi-trong"  # one insert, as the person who asks
PAIRS = 60  # saves and empty POSTs timed one after the other


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of the server."""

    reviewers: int = 40
    every: float = 10
    seconds: float = 600
    ideas: int = 200
    port: int = 8767
    seed: int = 52

    @classmethod
    def from_env(cls) -> "Load":
        def number(name: str, default: float) -> float:
            return float(os.environ.get(name, default))

        return cls(
            reviewers=int(number("LOAD_REVIEWERS", 40)), every=number("LOAD_EVERY", 10),
            seconds=number("LOAD_SECONDS", 600), ideas=int(number("LOAD_IDEAS", 200)),
            port=int(number("LOAD_PORT", 8767)), seed=int(number("BENCH_SEED", 52)),
        )  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What came of it; times in seconds."""

    acknowledged: int = 0
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    exports: int = 0
    save: float = 0.0
    empty: float = 0.0

    def line(self, name: str) -> str:
        """One line for people."""
        slow = sorted(self.times)[int(len(self.times) * 0.95)] if self.times else 0
        return (
            f"{name:9} saves {self.acknowledged}, lost {len(self.lost)}, refused "
            f"{len(self.refused)}; exports meanwhile {self.exports}; save under load: median "
            f"{statistics.median(self.times or [0]) * 1000:.0f} ms, p95 {slow * 1000:.0f} ms; "
            f"alone {self.save * 1000:.1f} ms = {self.save / self.empty:.2f} × empty POST "
            f"({self.empty * 1000:.1f} ms)"
        )


class SheetFields(HTMLParser):
    """The boxes of the sheet's form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form":
            self.inside = of.get("id") == "phieu"
        name, kind = of.get("name"), of.get("type") or ""
        left_out = kind in {"radio", "checkbox"} and "checked" not in of
        if self.inside and name and tag in {"textarea", "input"} and not left_out:
            self.values[name] = of.get("value") or ""


class Person(Browser):
    """A browser that also sends forms."""

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        """POST, as scripts do."""
        return self._ask("POST", path, urlencode(fields).encode())


@dataclass
class Reviewer:
    """One reviewer with one sheet."""

    email: str
    sheet_id: int
    browser: Person
    fields: dict[str, str] = field(default_factory=dict)
    first_version: int = 0
    acknowledged: int = 0
    last: str = ""

    def open(self, password: str) -> None:
        """Sign in and read the sheet."""
        self.browser.sign_in(self.email, password)
        page = self.browser.get(f"/cham-diem/{self.sheet_id}")
        found = SheetFields()
        found.feed(page.body.decode())
        if page.status != OK or "version" not in found.values:
            raise RuntimeError(f"{self.email}: sheet {self.sheet_id} not open: {page.status}.")
        self.fields = found.values
        self.first_version = int(found.values["version"])

    def save(self, number: int) -> Answer:
        """Type something new and save it."""
        typed = f"Nhận xét lần {number} của {self.email}"
        answer = self.browser.send(f"/cham-diem/{self.sheet_id}/tu-luu",
                                   {**self.fields, "remark": typed})  # fmt: skip
        if answer.status == OK:
            self.fields["version"] = str(json.loads(answer.body)["version"])
            self.last, self.acknowledged = typed, self.acknowledged + 1
        return answer


def open_sheets(url: str, most: int) -> list[tuple[str, int]]:
    """One open sheet for each of so many reviewers: address and sheet."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(
            "SELECT a.email, min(s.id) FROM sheet s JOIN account a ON a.id = s.reviewer_id"
            " JOIN idea i ON i.id = s.idea_id WHERE i.state = 'scoring'"
            " AND s.state IN ('not_started', 'draft') GROUP BY a.email ORDER BY a.email"
        )).all()  # fmt: skip
    engine.dispose()
    if len(rows) < most:
        raise RuntimeError(f"only {len(rows)} reviewers have an open sheet")
    return [(email, sheet) for email, sheet in rows[:most]]


def work(
    reviewer: Reviewer, load: Load, outcome: Outcome, lock: threading.Lock, until: float
) -> None:
    """Save every few seconds until the time is over."""
    number = 0
    while time.monotonic() < until:
        number += 1
        began = time.monotonic()
        try:
            answer = reviewer.save(number)
        except OSError as problem:
            with lock:
                outcome.refused.append(f"{reviewer.email}: {problem}")
            return
        with lock:
            outcome.times.append(answer.seconds)
            if answer.status == OK:
                outcome.acknowledged += 1
            else:
                outcome.refused.append(f"{reviewer.email}: {answer.status} {answer.body[:200]!r}")
        time.sleep(max(0.0, load.every - (time.monotonic() - began)))


def export(officer: Person, path: str, outcome: Outcome, until: float) -> None:
    """Take the workbook out again and again, with a breath between."""
    while time.monotonic() < until:
        if officer.get(path).status == OK:
            outcome.exports += 1
        time.sleep(EXPORT_PAUSE)


def missing(url: str, reviewers: list[Reviewer]) -> list[str]:
    """Every sheet that does not hold what was acknowledged."""
    engine = create_engine(url)
    found = []
    with engine.connect() as connection:
        for one in reviewers:
            remark, version = connection.execute(
                text("SELECT remark, version FROM sheet WHERE id = :id"), {"id": one.sheet_id}
            ).one()
            stored_here = version - one.first_version
            # The first save also begins the sheet; a version never rises less than the saves.
            if remark != one.last or stored_here < one.acknowledged:
                found.append(f"{one.email}: {remark!r}, version +{stored_here}, expected "
                             f"{one.last!r}, at least +{one.acknowledged}")  # fmt: skip
    engine.dispose()
    return found


def alone(reviewer: Reviewer, outcome: Outcome) -> None:
    """One save and one empty POST in turn, nobody else at work: the medians."""
    saves, empties = [], []
    token = {"csrf_token": reviewer.fields["csrf_token"]}
    for number in range(PAIRS):
        saves.append(reviewer.save(100_000 + number).seconds)
        answer = reviewer.browser.send(EMPTY_POST, {**token, "n": str(time.perf_counter_ns())})
        if answer.status != OK:
            raise RuntimeError(f"the empty POST was refused: {answer.status}")
        empties.append(answer.seconds)
    warm = PAIRS // 4
    outcome.save = statistics.median(saves[warm:])
    outcome.empty = statistics.median(empties[warm:])


@contextmanager
def server(folder: Path, url: str, load: Load) -> Iterator[None]:
    """The real server over this database."""
    env = {**bench.environment(folder, load.port), "DATABASE_URL": url}
    part = start("server", web_command(HOST, load.port), env)
    try:
        wait_until_it_answers(HOST, load.port, [part], Signals())
        yield
    finally:
        stop([part])


def prepare(folder: Path, url: str, load: Load) -> str:
    """A demo in which scoring is going on; the password of everybody in it."""
    flask(folder, url, load, "db", "upgrade")
    flask(folder, url, load, "demo", "load", "--stage", "reviewing", "--seed", str(load.seed),
          "--ideas", str(load.ideas), "--reviewers", str(load.reviewers + 10))  # fmt: skip
    found = PASSWORD.search(flask(folder, url, load, "demo", "sign-ins"))
    if found is None:
        raise RuntimeError("the demo names nobody who could sign in")
    return found[1]


def flask(folder: Path, url: str, load: Load, *words: str) -> str:
    """One command of the installation on this database."""
    env = {**bench.environment(folder, load.port), "DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def measure(folder: Path, url: str, load: Load) -> Outcome:
    """Everything on one database."""
    password = prepare(folder, url, load)
    outcome, lock = Outcome(), threading.Lock()
    with server(folder, url, load):
        people = [Reviewer(email, sheet, Person(HOST, load.port))
                  for email, sheet in open_sheets(url, load.reviewers)]  # fmt: skip
        for one in people:
            one.open(password)
        officer = Person(HOST, load.port)
        officer.sign_in("thu-ky@quan3.example", password)
        until = time.monotonic() + load.seconds
        threads = [threading.Thread(target=work, args=(one, load, outcome, lock, until))
                   for one in people]  # fmt: skip
        threads.append(threading.Thread(
            target=export, args=(officer, table_of(url), outcome, until)))  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        alone(people[0], outcome)
        for browser in (officer, *(one.browser for one in people)):
            browser.close()
    outcome.lost = missing(url, people)
    return outcome


def table_of(url: str) -> str:
    """Where the officer exports: the round that is being scored."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT round_id FROM idea WHERE state = 'scoring' LIMIT 1")
        ).scalar_one()
    engine.dispose()
    return f"/quyet-dinh/{found}/bang-quyet-dinh.xlsx"


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """An empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'sangkien.sqlite'}"
        return
    running = postgres_server.start_server()
    try:
        yield postgres_server.fresh_database(running, "load")
    finally:
        postgres_server.stop_server(running)


def measure_on(kind: str, load: Load) -> Outcome:
    """Everything on one kind of database, in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    try:
        with database(kind, folder) as url:
            return measure(folder, url, load)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Print one line for each database, then every loss."""
    load, code = Load.from_env(), 0
    kinds = os.environ.get("LOAD_DATABASES", "sqlite,postgres").split(",")
    print(f"{load.reviewers} reviewers, a save every {load.every:g} s for {load.seconds:g} s")
    for kind in kinds:
        outcome = measure_on(kind, load)
        print(outcome.line(kind), flush=True)
        for line in (*outcome.lost, *outcome.refused)[:10]:
            print("  ", line)
        code = code or int(bool(outcome.lost or outcome.refused))
    return code


if __name__ == "__main__":
    sys.exit(main())
