"""`make run` keeps web server and worker together: both run, or neither does."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.serve import (
    ROOT,
    Died,
    Part,
    Signals,
    check_alive,
    refusal_to_listen,
    start,
    stop,
    wait_until_it_answers,
    watch,
)

SLEEPER = "import time; time.sleep(600)"
# Says when it is ready, because a signal that comes earlier finds Python's own handlers.
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(600)"
)


@pytest.fixture
def parts() -> Iterator[list[Part]]:
    started: list[Part] = []
    yield started
    for part in started:
        if part.process.poll() is None:
            part.process.kill()
        part.process.wait()


def run(name: str, code: str) -> Part:
    return start(name, [sys.executable, "-c", code], {"PATH": "/usr/bin:/bin"})


def test_stopping_ends_all_parts(parts: list[Part]) -> None:
    parts += [run("web", SLEEPER), run("worker", SLEEPER)]

    stop(parts)

    assert [part.process.returncode for part in parts] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_part_that_does_not_listen_is_ended_by_force(
    parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.serve.STOPPING_SECONDS", 0.2)
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
    parts.append(Part("web", process))

    stop(parts)

    assert process.returncode == -signal.SIGKILL


def test_a_part_that_dies_is_named_with_its_exit_code(parts: list[Part]) -> None:
    parts += [run("Máy chủ web", SLEEPER), run("Tiến trình gửi thư", "raise SystemExit(3)")]
    parts[1].process.wait()

    with pytest.raises(Died, match=r"^Tiến trình gửi thư đã dừng ngoài ý muốn \(mã thoát 3\)\.$"):
        watch(parts, Signals())


def test_watching_ends_when_someone_asks(parts: list[Part]) -> None:
    parts.append(run("web", SLEEPER))
    signals = Signals()
    signals.asked = True

    watch(parts, signals)

    check_alive(parts)


def test_a_server_that_dies_while_starting_is_not_waited_for(parts: list[Part]) -> None:
    parts.append(run("Máy chủ web", "raise SystemExit(1)"))

    with pytest.raises(Died, match="mã thoát 1"):
        wait_until_it_answers("127.0.0.1", _free_port(), parts, Signals())


def test_parts_end_with_a_parent_that_is_killed_outright() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, '.');"
            "from tools.serve import start;"
            f"part = start('web', [sys.executable, '-c', {SLEEPER!r}], {{}});"
            "print(part.process.pid, flush=True); part.process.wait()",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout as output:
        child = int(output.readline())
        watched = os.pidfd_open(child)

        parent.kill()
        parent.wait()

        # A process's descriptor becomes readable when the process has ended.
        ended, _, _ = select.select([watched], [], [], 30)
        os.close(watched)
        assert ended == [watched]


def test_a_free_port_is_not_refused() -> None:
    assert refusal_to_listen("127.0.0.1", _free_port()) is None


def test_a_taken_port_is_refused_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refusal = refusal_to_listen("127.0.0.1", port)

    assert refusal == (
        f"Cổng {port} trên 127.0.0.1 đang có chương trình khác dùng, "
        "có thể là một lần chạy trước chưa tắt.\n"
        f"Hãy tắt chương trình đó, hoặc chọn cổng khác: PORT={port + 1} make run"
    )


def test_an_address_of_another_machine_is_refused_as_such() -> None:
    refusal = refusal_to_listen("192.0.2.1", 8000)  # reserved for documentation: nobody's

    assert refusal is not None
    assert refusal.startswith("Không mở được cổng 8000 trên 192.0.2.1")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
