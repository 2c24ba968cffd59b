"""Runs the whole system on one machine: web server and background worker, ended together.

`make run` ends here. The two parts get their own sessions, so that Ctrl+C in the terminal
reaches this process only, which then ends both in order. If one part dies, the other is ended
too and the exit code says so: half a system that looks alive is worse than none.
"""

import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable

STARTING_SECONDS = 60
ANSWER_SECONDS = 3  # for one try; short, so that a wish to stop is heard in between
STOPPING_SECONDS = 15  # longer than gunicorn's own patience below
LOOK_EVERY = 0.1
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

WEB_PROCESSES, WEB_THREADS = 2, 4


@dataclass(frozen=True, slots=True)
class Part:
    """One child process, with the name that people know it by."""

    name: str
    process: subprocess.Popen[bytes]


class Signals:
    """Remembers that someone asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


class Died(Exception):
    """A part ended by itself."""


def start(name: str, command: Sequence[str], environment: dict[str, str]) -> Part:
    """Start one part in its own session; it is ended even if this process is killed outright."""
    process = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )
    return Part(name, process)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def check_alive(parts: Sequence[Part]) -> None:
    """Raise Died with a sentence if any part has ended."""
    for part in parts:
        code = part.process.poll()
        if code is not None:
            raise Died(f"{part.name} đã dừng ngoài ý muốn (mã thoát {code}).")


def wait_until_it_answers(host: str, port: int, parts: Sequence[Part], signals: Signals) -> None:
    """Return once the address answers HTTP, or once someone asked to stop."""
    give_up_at = time.monotonic() + STARTING_SECONDS
    while not signals.asked and not _answers(host, port):
        check_alive(parts)
        if time.monotonic() > give_up_at:
            raise Died(f"Máy chủ web không trả lời sau {STARTING_SECONDS} giây.")
        time.sleep(LOOK_EVERY)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False


def watch(parts: Sequence[Part], signals: Signals) -> None:
    """Return when someone asked to stop; raise Died when a part ended by itself."""
    while not signals.asked:
        check_alive(parts)
        time.sleep(LOOK_EVERY)


def stop(parts: Sequence[Part]) -> None:
    """End all parts: politely, then by force for one that does not listen."""
    for part in parts:
        if part.process.poll() is None:
            part.process.terminate()
    give_up_at = time.monotonic() + STOPPING_SECONDS
    for part in parts:
        try:
            part.process.wait(timeout=max(0.0, give_up_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.process.pid, signal.SIGKILL)
            part.process.wait()


def refusal_to_listen(host: str, port: int) -> str | None:
    """Why the address cannot be listened on, in a sentence that says what to do; None if it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Cổng {port} trên {host} đang có chương trình khác dùng, "
                    "có thể là một lần chạy trước chưa tắt.\n"
                    f"Hãy tắt chương trình đó, hoặc chọn cổng khác: PORT={port + 1} make run"
                )
            return (
                f"Không mở được cổng {port} trên {host}: {error.strerror}.\n"
                "Hãy xem lại HOST và PORT; HOST là một địa chỉ của máy này, PORT từ 1024 đến 65535."
            )
    return None


def web_command(host: str, port: int) -> list[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        *(PYTHON, "-m", "gunicorn", "wsgi:app", "--bind", bind),
        # Imported once, before the processes part: no connection is open yet then.
        *("--preload", "--worker-class", "gthread"),
        *("--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)),
        *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    ]


def worker_command() -> list[str]:
    return [PYTHON, "-m", "flask", "--app", "wsgi", "outbox", "work"]


def main() -> int:
    # The project's folder is on the path only from here on.
    from config import Settings  # noqa: PLC0415
    from tools.prepare import remembered  # noqa: PLC0415

    settings = Settings.from_env()
    host, port = settings.host, settings.port
    if refusal := refusal_to_listen(host, port):
        print(refusal, file=sys.stderr)
        return 1
    os.umask(0o077)  # what the system stores about people is for its own account to read
    environment = {**os.environ, "DATA_DIR": str(settings.data_dir)}
    if host in {"127.0.0.1", "::1", "localhost"}:
        # Only this machine can open the page, so it may offer the demo accounts.
        environment.setdefault("DEMO", "1")
    sign_ins = remembered(settings)
    if sign_ins is None:
        sign_ins = _prepare(environment)
    return _serve(host, port, environment, f"{settings.base_url}\n\n{sign_ins}")


def _prepare(environment: dict[str, str]) -> str:
    print("Đang chuẩn bị cơ sở dữ liệu …", flush=True)
    command = [PYTHON, str(ROOT / "tools/prepare.py")]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit("Chưa chuẩn bị được cơ sở dữ liệu; lý do ở ngay trên.")
    return done.stdout


def _serve(host: str, port: int, environment: dict[str, str], greeting: str) -> int:
    signals, parts = Signals(), []
    signals.listen()
    try:
        parts.append(start("Máy chủ web", web_command(host, port), environment))
        wait_until_it_answers(host, port, parts, signals)
        # The worker comes second: mails can wait a moment, the first page should not.
        parts.append(start("Tiến trình gửi thư", worker_command(), environment))
        if not signals.asked:
            print(f"\nSáng kiến số đang chạy tại {greeting}\nMuốn dừng, bấm Ctrl+C.", flush=True)
        watch(parts, signals)
    except Died as death:
        print(death, file=sys.stderr)
        return 1
    finally:
        stop(parts)
    print("\nĐã dừng. Dữ liệu vẫn còn; chạy lại bằng: make run")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before the parts were started
        sys.exit(130)
