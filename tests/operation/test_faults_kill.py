"""`kill -9` of web processes in the middle of writes: nothing acknowledged is lost, or half."""

import contextlib
import html
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask

from app.accounts.demo import DEMO_PASSWORD
from app.operation.backup import backups_in, check
from tests.browser.live import environment, free_port
from tests.operation.conftest import ON_SQLITE
from tests.operation.writing import PAGE, all_is_whole, stored
from tools import serve

KILLS = 12


class Author:
    """One author at a browser, who saves again and again and notes what was acknowledged."""

    def __init__(self, url: str) -> None:
        self.url, self.http = url, requests.Session()
        self.asked = self.saved = -1
        self.count = 0
        self.problems: list[int] = []
        self.stop = threading.Event()

    def sign_in(self) -> None:
        fields = {"email": "author@quan3.example", "password": DEMO_PASSWORD}
        answer = self.http.post(f"{self.url}/dang-nhap", timeout=20, allow_redirects=False,
                                data={**self.hidden("/dang-nhap"), **fields})  # fmt: skip
        assert answer.status_code == 303, answer.text[:500]

    def hidden(self, path: str) -> dict[str, str]:
        page = self.http.get(self.url + path, timeout=20).text
        fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
        found = [
            (re.search(r'name="([^"]*)"', f), re.search(r'value="([^"]*)"', f)) for f in fields
        ]
        return {n[1]: html.unescape(v[1]) for n, v in found if n and v}

    def write(self) -> None:
        while not self.stop.is_set():
            self.asked += 1
            with contextlib.suppress(requests.RequestException):  # its process was killed
                texts = {"problem": f"Lần {self.asked}", "solution": "Giải pháp"}
                answer = self.http.post(self.url + PAGE, timeout=20, allow_redirects=False,
                                        data={**self.hidden(PAGE), **texts})  # fmt: skip
                if answer.status_code == 303:
                    self.saved, self.count = self.asked, self.count + 1
                elif answer.status_code not in {409, 503}:
                    self.problems.append(answer.status_code)


@pytest.fixture
def server(house: Flask, tmp_path: Path) -> Iterator[tuple[str, serve.Part]]:
    """gunicorn with its processes over this installation."""
    port = free_port()
    part = serve.start("web", serve.web_command("127.0.0.1", port), environment(tmp_path, port))
    serve.wait_until_it_answers("127.0.0.1", port, [part], serve.Signals())
    yield f"http://127.0.0.1:{port}", part
    serve.stop([part])


def processes(part: serve.Part) -> list[int]:
    listed = Path(f"/proc/{part.process.pid}/task/{part.process.pid}/children").read_text()
    return [int(pid) for pid in listed.split()]


@ON_SQLITE
def test_web_processes_killed_at_random_lose_nothing_acknowledged(
    house: Flask, server: tuple[str, serve.Part]
) -> None:
    """12 kills at random moments while an author saves without pause."""
    url, part = server
    author, chance = Author(url), random.Random(52)  # noqa: S311 - the same moments each time
    author.sign_in()
    writer = threading.Thread(target=author.write)
    writer.start()
    killed = 0
    give_up_at = time.monotonic() + 60
    while killed < KILLS and time.monotonic() < give_up_at:
        goal, pause = author.count + 1, threading.Event()
        while author.count < goal and time.monotonic() < give_up_at:
            pause.wait(0.01)
        pause.wait(chance.random() * 0.1)
        for pid in processes(part):  # all of them: whichever holds the write dies in it
            os.kill(pid, signal.SIGKILL)
        killed += 1
    author.stop.set()
    writer.join()

    assert killed == KILLS
    assert author.problems == []
    last = int(stored(house)[1].removeprefix("Lần "))
    assert author.saved <= last <= author.asked
    all_is_whole(house)


BACKUP_LOOP = """
import sys
from pathlib import Path
from tests.operation.conftest import make_app
from tests.operation.hands import done
folder = Path(sys.argv[1])
app = make_app(f"sqlite:///{folder / 'sangkien.sqlite'}", folder)
print("ready", flush=True)
done(app, "backup", "create")
"""


@ON_SQLITE
def test_a_backup_that_is_killed_leaves_no_archive_that_looks_whole(
    house: Flask, tmp_path: Path
) -> None:
    """3 kills at growing moments; each time there is a whole archive or none."""
    (tmp_path / "files").mkdir()
    for number in range(3):
        child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", BACKUP_LOOP, str(tmp_path)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        with child.stdout as output:
            assert output.readline() == "ready\n"
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=0.05 + 0.15 * number)
            child.kill()
            child.wait()
        for found in backups_in(tmp_path / "backups"):
            check(found.path, None, tmp_path)
            found.path.unlink()
    all_is_whole(house)
