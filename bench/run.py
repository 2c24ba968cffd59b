"""Times every page on a large demo, beside two floors measured in the same run.

The floors are what no rewriting of a page could take away: an empty page of the same server
(the layout alone, for the same person, its own SQL left out; asked for in turn with the page), and
the page's bare SQL. The last
column is page / (empty + SQL); the aim is 3 at most. Times are of one request after the other on
this machine: compare the ratios, not the milliseconds.

With BENCH_SMALL the same pages are timed on a demo of that many ideas as well, with the same
reviewers, in the same run: "growth" is how many times longer a page takes on the large one.

Environment: BENCH_IDEAS (10000), BENCH_REVIEWERS (ideas / 100), BENCH_SEED (52),
BENCH_REQUESTS (40), BENCH_PORT (8765), BENCH_SMALL (0: no second size). Each demo is kept under
.bench/ by size and seed, and brought up to the newest migration before it is timed.
"""

import os
import re
import shutil
import sqlite3
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
from bench.browser import Browser  # noqa: E402
from bench.pages import PAGES, Page  # noqa: E402
from bench.report import Timing, grown, summary, table  # noqa: E402
from tools.serve import Part, Signals, start, stop, wait_until_it_answers, web_command  # noqa: E402

HOST = "127.0.0.1"
STAGE = "awarded"
EMPTY = "/trang-trong"  # the layout alone, as the person who asks for the page sees it
BARE_RUNS = 7  # requests that also time the page's SQL on a bare connection
WARM_UP = 5  # requests that fill caches and compile templates, not counted
_SIGN_IN_LINE = re.compile(r"^\s*(?P<title>\S.*?)\s{2,}(?P<email>\S+@\S+)\s+(?P<password>\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demo is and how often each page is asked for."""

    ideas: int
    reviewers: int
    seed: int
    requests: int
    port: int
    small: int = 0

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
            small=number("BENCH_SMALL", 0),
        )

    @property
    def folder(self) -> Path:
        return ROOT / ".bench" / f"ideas-{self.ideas}-reviewers-{self.reviewers}-seed-{self.seed}"


def sign_ins(printed: str) -> dict[Role, tuple[str, str]]:
    """E-mail and password by role, out of what `flask demo sign-ins` prints."""
    role_of = {str(title): role for role, title in ROLE_TITLES.items()}
    found = [match for line in printed.splitlines() if (match := _SIGN_IN_LINE.match(line))]
    return {
        role_of[match["title"]]: (match["email"], match["password"])
        for match in found
        if match["title"] in role_of
    }


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
        flask(size.folder, size.port, "db", "upgrade")
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
    """Ask for one page again and again, and each time for the empty one: a machine that is slow
    for a while is slow for both.
    """
    for _ in range(WARM_UP):
        browser.get(path)
    pairs = [(browser.get(path), browser.get(EMPTY)) for _ in range(requests)]
    timing = summary(name, [page for page, _ in pairs])
    floor = summary(name, [empty for _, empty in pairs]).without_sql
    browser.bare_sql = True
    bare = summary(name, [browser.get(path) for _ in range(BARE_RUNS)])
    browser.bare_sql = False
    return replace(timing, sql=bare.sql, empty=floor)


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
            time_page(browsers[page.role], page.name, page.path(ask), size.requests)
            for page in pages
        ]
    for browser in browsers.values():
        browser.close()
    return [empty[None], empty[Role.SECRETARY]], timings


def measured(size: Size) -> tuple[list[Timing], list[Timing]]:
    """The empty pages and all others, on a demo of this size."""
    prepare(size)
    with running_server(size):
        return time_pages(size, PAGES)


def main() -> int:
    size = Size.from_env()
    empty, timings = measured(size)
    if size.small:
        small_empty, small = measured(replace(size, ideas=size.small))
        empty, timings = grown(empty, small_empty), grown(timings, small)
    print(f"\n{size.ideas} ideas, {size.requests} requests a page, milliseconds\n")
    print(table([*empty, *timings], empty[0].without_sql))
    return 1 if any(timing.status != 200 for timing in timings) else 0


if __name__ == "__main__":
    sys.exit(main())
