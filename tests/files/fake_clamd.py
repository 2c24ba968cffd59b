"""A virus scanner of threads that speaks INSTREAM; it can also hang, break off or refuse."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VIRUS = b"X5O!P%@AP-INVENTED-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass
class Clamd:
    """What the scanner does and what it saw."""

    address: str = ""
    mode: str = "answer"
    seen: list[bytes] = field(default_factory=list)
    hung: threading.Event = field(default_factory=threading.Event)


@contextmanager
def clamd(where: Path | None = None, port: int = 0) -> Iterator[Clamd]:
    """Run it on a free port of this machine, or on a socket at this path."""
    state = Clamd()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _serve(state, self.rfile, self.connection)

    server: Any
    if where is None:
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)
        state.address = f"127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(where), Handler)
        state.address = str(where)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        state.hung.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _serve(state: Clamd, incoming: Any, line: socket.socket) -> None:
    command = b""
    while not command.endswith(b"\0"):
        command += incoming.read(1)
    if command == b"zPING\0":
        line.sendall(b"PONG\0")
        return
    assert command == b"zINSTREAM\0"
    content = b""
    while length := int.from_bytes(incoming.read(4), "big"):
        content += incoming.read(length)
        if state.mode == "break":
            return
    state.seen.append(content)
    if state.mode == "hang":
        state.hung.wait(30)
    elif state.mode == "half":
        line.sendall(b"stream: O")
    elif state.mode == "refuse":
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
    else:
        line.sendall(b"stream: Invented.Test FOUND\0" if VIRUS in content else b"stream: OK\0")
