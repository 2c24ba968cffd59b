"""Ask a ClamAV daemon about one content: its INSTREAM command, over a socket or a port.

Protocol: `zINSTREAM`, then blocks each led by its length in four bytes, an empty block at the
end; the answer is one line, `stream: OK`, `stream: <name> FOUND` or `… ERROR`.
"""

import socket
from contextlib import closing
from typing import BinaryIO

CHUNK = 1 << 17
ANSWER_LIMIT = 4096


class ScannerDown(Exception):
    """The daemon does not answer, or stopped in the middle: ask again later."""


class ScannerRefused(Exception):
    """The daemon answered that it cannot judge this content."""


def virus_in(address: str, content: BinaryIO, seconds: float = 30) -> str:
    """The name of the virus found, "" when none. `address`: a path, or host:port."""
    try:
        with closing(_connect(address, seconds)) as line:
            line.sendall(b"zINSTREAM\0")
            while block := content.read(CHUNK):
                line.sendall(len(block).to_bytes(4, "big") + block)
            line.sendall(bytes(4))
            answer = _answer(line)
    except OSError as problem:
        raise ScannerDown(f"{address}: {problem}") from problem
    return _verdict(answer)


def answers(address: str, seconds: float = 5) -> bool:
    """Whether the daemon is there (its PING)."""
    try:
        with closing(_connect(address, seconds)) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except (OSError, ScannerDown):
        return False


def _connect(address: str, seconds: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host, int(port)), timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(address)
    except BaseException:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        block = line.recv(1024)
        if not block or len(answer) > ANSWER_LIMIT:
            raise ScannerDown("the answer was cut off")
        answer += block
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    result = answer.removeprefix("stream: ")
    if result == "OK":
        return ""
    if result.endswith(" FOUND"):
        return result.removesuffix(" FOUND")[:200] or "?"
    raise ScannerRefused(answer[:200])
