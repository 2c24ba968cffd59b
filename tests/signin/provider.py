"""Identity providers for the tests: a real one in its own process, and one that lies on demand."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.browser.live import free_port

PERSON = {
    "sub": "cb-0042",
    "name": "Lương Thị Mơ",
    "email": "mo.luong@coquan.example",
    "email_verified": True,
}
NEWCOMER = PERSON | {"sub": "cb-0077", "name": "Đoàn Văn Ổi", "email": "oi.doan@coquan.example"}
DEADLINE = 30


@contextmanager
def real_provider() -> Iterator[str]:
    """`oidc-provider-mock` on a free port; its issuer.

    It knows PERSON and NEWCOMER, and takes any subject.
    """
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce",
         "true", "--user-claims", json.dumps(PERSON), "--user-claims", json.dumps(NEWCOMER)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ},
    )  # fmt: skip
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(issuer + "/.well-known/openid-configuration", process)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + DEADLINE
    while process.poll() is None and time.monotonic() < last:
        with contextlib.suppress(requests.RequestException):
            if requests.get(address, timeout=2).ok:
                return
        threading.Event().wait(0.05)
    raise AssertionError(f"{address} does not answer (exit {process.poll()})")


def agree(authorize_url: str, subject: object = PERSON["sub"]) -> str:
    """What the person does at the real provider: choose who they are. Where they are sent back."""
    answer = requests.post(
        authorize_url, data={"sub": str(subject)}, allow_redirects=False, timeout=10
    )
    assert answer.status_code in {302, 303}, answer.text
    return answer.headers["Location"]


@dataclass
class Liar:
    """A provider whose answers a test chooses. `sign`: how the ID token is made of its claims."""

    issuer: str = ""
    nonce: str = ""
    challenge: str = ""
    verified: list[bool] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    sign: Callable[["Liar", dict[str, Any]], str] = lambda self, claims: self.signed(claims)
    token_status: int = 200
    redirect_to: str = ""
    padding: int = 0
    access_token: str = "x"

    def signed(self, claims: dict[str, Any], key: Any = None, alg: str = "RS256") -> str:
        """An ID token signed with this provider's key, or another."""
        return jwt.encode({"alg": alg, "kid": "k1"}, claims, key or self.key, algorithms=[alg])

    def document(self, path: str, body: str = "") -> tuple[int, Any]:
        """What it answers to a request; of the code's trade it notes whether PKCE was right."""
        self.seen.append(path)
        if path.endswith("openid-configuration"):
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/jwks",
                **self.discovery,
            }
        if path == "/jwks":
            return 200, KeySet([self.key]).as_dict(private=False)
        verifier = parse_qs(body).get("code_verifier", [""])[0]
        self.verified.append(create_s256_code_challenge(verifier) == self.challenge)
        instant = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "sangkien", "sub": "cb-0042", "nonce": self.nonce,
            "iat": instant, "exp": instant + 300, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        token = {"access_token": self.access_token, "token_type": "Bearer",
                 "id_token": self.sign(self, claims)}  # fmt: skip
        return self.token_status, token | {"padding": "x" * self.padding}

    def back(self, authorize_url: str, code: str = "the-code") -> str:
        """Send the person back at once, remembering the nonce that was asked for."""
        asked = parse_qs(urlsplit(authorize_url).query)
        self.nonce, self.challenge = asked["nonce"][0], asked["code_challenge"][0]
        return f"{asked['redirect_uri'][0]}?code={code}&state={asked['state'][0]}"


@contextmanager
def lying_provider() -> Iterator[Liar]:
    """A `Liar` that answers on this machine until the test ends."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if liar.redirect_to:
                self.send_response(302)
                self.send_header("Location", liar.redirect_to)
                self.end_headers()
                return
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, found = liar.document(urlsplit(self.path).path, sent)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
