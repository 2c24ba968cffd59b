"""A server that shows a certificate nobody vouches for, or one for another name, gets nothing.

Each case is tried three ways: unvouched, vouched for but made out to another name, and right. The
last shows that the first two fail for their certificate and for nothing else.
"""

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from app.database.transaction import transaction
from app.extensions import mail
from app.files.s3 import S3Place, S3Storage
from app.files.storage import StorageDown
from app.kernel.clock import now
from app.operation.examining import MACHINE_CHECKS
from app.outbox.actions import queue
from app.outbox.delivery import send_due
from app.signin.oidc_client import way_out
from app.signin.oidc_rules import Provider, ProviderFault
from config import Settings
from tests.outbox.test_delivery import Box, free_port, states
from tests.people import NOON

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TRUSTED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE")


@dataclass
class Paper:
    """A certificate for one address, made just now, with its key."""

    path: Path
    server: ssl.SSLContext = field(init=False)

    def __post_init__(self) -> None:
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.path)


def certificate(folder: Path, address: str) -> Paper:
    """Signed by itself, for one IP address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "may-chu.example")])
    begun = now() - timedelta(hours=1)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(52)
        .not_valid_before(begun).not_valid_after(begun + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
                       critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / f"{address}.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return Paper(path)


@dataclass(frozen=True)
class Way:
    """One of the three ways, with what the server shows."""

    right: bool
    paper: Paper


@pytest.fixture(params=["unvouched", "other-name", "right"])
def way(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Way:
    """What the server shows, and whom this machine trusts."""
    paper = certificate(tmp_path, "127.0.0.9" if request.param == "other-name" else "127.0.0.1")
    if request.param != "unvouched":
        for name in TRUSTED_BY:
            monkeypatch.setenv(name, str(paper.path))
    return Way(request.param == "right", paper)


@pytest.fixture
def mail_port(way: Way) -> Iterator[tuple[int, Box]]:
    """A mail server that takes letters only over TLS."""
    box = Box()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, tls_context=way.paper.server,
                        require_starttls=True)  # fmt: skip
    server.start()
    yield port, box
    server.stop()


class Asked(ThreadingHTTPServer):
    """An HTTPS server that answers everything and notes that it was asked."""

    asked = 0

    def handle_error(self, *_args: Any) -> None:
        """A client that turns away at the certificate is what is wanted here."""


class Answers(BaseHTTPRequestHandler):
    """To S3 and to discovery alike."""

    server: Asked

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"{}")

    do_HEAD = do_GET  # noqa: N815 - named by the library

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def https(way: Way) -> Iterator[Asked]:
    """The HTTPS server with the certificate of this way."""
    server = Asked(("127.0.0.1", 0), Answers)
    server.socket = way.paper.server.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_mail_goes_only_to_a_server_that_proves_itself(
    app: Flask, way: Way, mail_port: tuple[int, Box]
) -> None:
    port, box = mail_port
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_USE_TLS=True)
    mail.init_app(app)
    with transaction() as session:
        queue(session, kind="test", address="a@quan3.example", title="Kết quả", body="Đạt.",
              now=NOON)  # fmt: skip

    assert send_due(NOON) == ((1, 0) if way.right else (0, 1))

    assert len(box.letters) == int(way.right)
    assert states()[0][1] == 1, "tried once; a refused one waits for its next try"
    app.config.update(MAIL_SERVER="", MAIL_PORT=0, MAIL_USE_TLS=False)
    mail.init_app(app)


def test_the_doctor_sees_what_the_sender_would_meet(
    way: Way, mail_port: tuple[int, Box], tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="x",
                        mail_server="127.0.0.1", mail_port=mail_port[0],
                        mail_use_tls=True)  # fmt: skip

    found = [
        one for check in MACHINE_CHECKS if check.__name__ == "_mail" for one in check(settings)
    ]

    assert [one.ok for one in found] == [way.right]
    if not way.right:
        assert "chứng thư" in found[0].text


def test_files_are_asked_only_of_a_store_that_proves_itself(way: Way, https: Asked) -> None:
    place = S3Place(f"https://127.0.0.1:{https.server_port}", "kho", "us-east-1", "a", "b")
    storage = S3Storage(place)

    if way.right:
        assert storage.exists(EMPTY)
    else:
        with pytest.raises(StorageDown):
            storage.exists(EMPTY)

    assert https.asked == int(way.right)


def test_nobody_is_sent_to_a_provider_that_does_not_prove_itself(way: Way, https: Asked) -> None:
    provider = Provider(f"https://127.0.0.1:{https.server_port}", "id", "secret", "SSO", "", ())

    with pytest.raises(ProviderFault) as fault:
        way_out(provider, "https://x.example/back", state="s", nonce="n", verifier="v" * 43)

    assert https.asked == int(way.right), str(fault.value)
