"""A real S3 server process (moto) on a free port, with one bucket."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.files.s3 import S3Place, S3Storage

BUCKET = "sang-kien-tep"


@dataclass
class S3Server:
    """Where it listens; `stop` and `start` are a power cut and its end (moto forgets all)."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> S3Place:
        """The bucket."""
        url = f"http://127.0.0.1:{self.port}"
        return S3Place(url, BUCKET, "us-east-1", "invented", "invented", "tep")

    def start(self) -> None:
        """Start and make the bucket."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < deadline, "the S3 server did not start"
            assert self.process.poll() is None, "the S3 server ended"
        S3Storage(self.place)._api.create_bucket(Bucket=BUCKET)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, urllib.error.URLError):
            url = f"http://127.0.0.1:{self.port}/moto-api/"
            urllib.request.urlopen(url, timeout=1).close()
            return True
        return False

    def stop(self) -> None:
        """Cut the power."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = S3Server(probe.getsockname()[1])
    try:
        server.start()
        yield server
    finally:
        server.stop()
