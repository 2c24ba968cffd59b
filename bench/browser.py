"""A small HTTP client with a cookie jar: it signs in as people do, and times what it asks for."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

SIGN_IN = "/dang-nhap"
TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds the last byte was read."""

    status: int
    body: bytes
    seconds: float
    sql_seconds: float
    queries: int


class _HiddenFields(HTMLParser):
    """The hidden fields of a page's forms, the CSRF token among them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "input" and of.get("type") == "hidden" and of.get("name"):
            self.values[of["name"] or ""] = of.get("value") or ""


@dataclass
class Browser:
    """One person at one server, on a connection that is kept open like a browser's."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    bare_sql: bool = False

    def get(self, path: str) -> Answer:
        """Ask for a page; the time counts from sending to the last byte."""
        return self._ask("GET", path, None)

    def sign_in(self, email: str, password: str) -> None:
        """Fill in the sign-in form; raises RuntimeError when that is refused."""
        fields = _HiddenFields()
        fields.feed(self.get(SIGN_IN).body.decode("utf-8"))
        typed = {**fields.values, "email": email, "password": password}
        answer = self._ask("POST", SIGN_IN, urlencode(typed).encode("ascii"))
        if answer.status not in {302, 303}:
            raise RuntimeError(f"{email} could not sign in: status {answer.status}.")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        try:
            return self._ask_once(method, path, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()  # the server had closed the idle connection; that is no failure
            return self._ask_once(method, path, body)

    def _ask_once(self, method: str, path: str, body: bytes | None) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
            self.connection.connect()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.bare_sql:
            headers["X-Bare-Sql"] = "1"  # the server then times the page's SQL alone as well
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(line).items()})
        sql_seconds = float(response.headers.get("X-Query-Time-Ms", "0")) / 1000
        queries = int(response.headers.get("X-Query-Count", "0"))
        return Answer(response.status, content, seconds, sql_seconds, queries)
