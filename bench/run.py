"""Times every page on a large demo, beside two floors measured in the same run.

The floors are what no rewriting of a page could take away: an empty page of the same server
(the layout alone, for the same person, its own SQL left out), and the page's bare SQL. The last
column is page / (empty + SQL); the aim is 3 at most. Times are of one request after the other on
this machine: compare the ratios, not the milliseconds.

Environment: BENCH_IDEAS (10000), BENCH_REVIEWERS (ideas / 100), BENCH_SEED (52),
BENCH_REQUESTS (40), BENCH_PORT (8765). The demo is kept under .bench/ by size and seed.
"""

import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from app.kernel.actor import ROLE_TITLES, Role  # noqa: E402 - after the path is set
from bench.browser import Answer, Browser  # noqa: E402
from bench.pages import PAGES, Page  # noqa: E402
from tools.serve import Part, Signals, start, stop, wait_until_it_answers, web_command  # noqa: E402

HOST = "127.0.0.1"
STAGE = "awarded"
EMPTY = "/trang-trong"  # the layout alone, as the person who asks for the page sees it
BARE_RUNS = 7  # requests that also time the page's SQL on a bare connection
WARM_UP = 5  # requests that fill caches and compile templates, not counted
AIM = 3.0
_SIGN_IN_LINE = re.compile(r"^\s*(?P<title>\S.*?)\s{2,}(?P<email>\S+@\S+)\s+(?P<password>\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demo is and how often each page is asked for."""

    ideas: int
    reviewers: int
    seed: int
    requests: int
    port: int

    @classmethod
    def from_env(cls) -> "Size":
        def number(name: str, default: int) -> int:
            return int(os.environ.get(name, default))

        ideas = number("BENCH_IDEAS", 10_000)
        return cls(
            ideas=ideas,
            reviewers=number("BENCH_REVIEWERS", max(10, ideas // 100)),
            seed=number("BENCH_SEED", 52),
            requests=number("BENCH_REQUESTS", 40),
            port=number("BENCH_PORT", 8765),
        )

    @property
    def folder(self) -> Path:
        return ROOT / ".bench" / f"ideas-{self.ideas}-reviewers-{self.reviewers}-seed-{self.seed}"


@dataclass(frozen=True, slots=True)
class Timing:
    """One line of the table, in milliseconds."""

    name: str
    status: int
    median: float
    p95: float
    sql: float
    queries: int
    kilobytes: float
    empty: float | None = None  # what the empty page costs the same person, without its SQL

    def ratio(self, empty: float) -> float:
        """How many times the floor the page takes."""
        return self.median / (empty + self.sql)

    @property
    def without_sql(self) -> float:
        """What the empty page costs beside its own SQL, which the page's SQL holds again."""
        return max(0.0, self.median - self.sql)


def summary(name: str, answers: Sequence[Answer]) -> Timing:
    """Median and 95th percentile; the status is the worst seen."""
    times = sorted(answer.seconds * 1000 for answer in answers)
    p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    return Timing(
        name=name,
        status=max(answer.status for answer in answers),
        median=statistics.median(times),
        p95=p95,
        sql=statistics.median(answer.sql_seconds * 1000 for answer in answers),
        queries=max(answer.queries for answer in answers),
        kilobytes=len(answers[-1].body) / 1000,
    )


def sign_ins(printed: str) -> dict[Role, tuple[str, str]]:
    """E-mail and password by role, out of what `flask demo sign-ins` prints."""
    role_of = {str(title): role for role, title in ROLE_TITLES.items()}
    found = [match for line in printed.splitlines() if (match := _SIGN_IN_LINE.match(line))]
    return {
        role_of[match["title"]]: (match["email"], match["password"])
        for match in found
        if match["title"] in role_of
    }


def table(timings: Sequence[Timing], empty: float) -> str:
    """The result as text; a page beyond the aim or not answered with 200 is marked."""
    head = f"{'page':34}{'median':>9}{'p95':>9}{'SQL':>9}{'queries':>9}{'kB':>8}{'ratio':>8}"
    lines = [head, "-" * len(head)]
    for timing in timings:
        ratio = timing.ratio(empty if timing.empty is None else timing.empty)
        mark = f"  status {timing.status}" if timing.status != 200 else ""
        mark = mark or (f"  over {AIM:g}" if ratio > AIM else "")
        lines.append(
            f"{timing.name:34}{timing.median:9.1f}{timing.p95:9.1f}{timing.sql:9.1f}"
            f"{timing.queries:9}{timing.kilobytes:8.1f}{ratio:8.2f}{mark}"
        )
    return "\n".join(lines)


def environment(folder: Path, port: int) -> dict[str, str]:
    """Settings of the bench installation: its own folder and the embedded database, no mail."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "BASE_URL"} and not name.startswith("MAIL_")
    }
    own = {"DATA_DIR": str(folder), "HOST": HOST, "PORT": str(port), "APP_ENV": "bench"}
    return {**inherited, **own, "DEMO": "1"}


def flask(folder: Path, port: int, *arguments: str) -> str:
    """Run one command of the installation; returns what it printed."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    env = environment(folder, port)
    return subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def prepare(size: Size) -> None:
    """Load the demo once; a load that was cut short leaves nothing that looks finished."""
    if size.folder.exists():
        return
    draft = size.folder.with_name(size.folder.name + ".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    print(f"Loading {size.ideas} ideas, {size.reviewers} reviewers (kept for the next run) …")
    flask(draft, size.port, "db", "upgrade")
    options = ["--stage", STAGE, "--seed", str(size.seed)]
    options += ["--ideas", str(size.ideas), "--reviewers", str(size.reviewers)]
    flask(draft, size.port, "demo", "load", *options)
    draft.rename(size.folder)


@contextmanager
def running_server(size: Size) -> Iterator[None]:
    """The same server as `make run` starts, without the worker."""
    server: Part = start(
        "server", web_command(HOST, size.port), environment(size.folder, size.port)
    )
    try:
        wait_until_it_answers(HOST, size.port, [server], Signals())
        yield
    finally:
        stop([server])


def time_page(browser: Browser, name: str, path: str, requests: int) -> Timing:
    """Ask for one page again and again, one request after the other."""
    for _ in range(WARM_UP):
        browser.get(path)
    timing = summary(name, [browser.get(path) for _ in range(requests)])
    browser.bare_sql = True
    bare = summary(name, [browser.get(path) for _ in range(BARE_RUNS)])
    browser.bare_sql = False
    return replace(timing, sql=bare.sql)


def time_pages(size: Size, pages: Sequence[Page]) -> tuple[list[Timing], list[Timing]]:
    """The empty page, and every page as the person it is for."""
    people = sign_ins(flask(size.folder, size.port, "demo", "sign-ins"))
    browsers: dict[Role | None, Browser] = {None: Browser(HOST, size.port)}
    for role in {page.role for page in pages if page.role is not None}:
        if role not in people:
            raise SystemExit(f"The demo has no sign-in for the role {role}.")
        browsers[role] = Browser(HOST, size.port)
        browsers[role].sign_in(*people[role])
    empty = {
        role: time_page(browser, "(empty page, signed in)" if role else "(empty page)", EMPTY,
                        size.requests)
        for role, browser in browsers.items()
    }  # fmt: skip
    with closing(sqlite3.connect(size.folder / "sangkien.sqlite")) as database:

        def ask(statement: str) -> object:
            row = database.execute(statement).fetchone()
            if row is None:
                raise LookupError(f"The bench database has no row for: {statement}")
            return row[0]

        timings = [
            replace(
                time_page(browsers[page.role], page.name, page.path(ask), size.requests),
                empty=empty[page.role].without_sql,
            )
            for page in pages
        ]
    for browser in browsers.values():
        browser.close()
    return [empty[None], empty[Role.SECRETARY]], timings


def main() -> int:
    size = Size.from_env()
    prepare(size)
    with running_server(size):
        empty, timings = time_pages(size, PAGES)
    print(f"\n{size.ideas} ideas, {size.requests} requests a page, milliseconds\n")
    print(table([*empty, *timings], empty[0].without_sql))
    return 1 if any(timing.status != 200 for timing in timings) else 0


if __name__ == "__main__":
    sys.exit(main())
