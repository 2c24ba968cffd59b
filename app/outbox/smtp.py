"""One mail to one address over SMTP, in bounded time, and what the server's answer means."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from flask_mail import Connection, Message, sanitize_address

TIME_OUT = 20  # seconds for one answer of the server
STILL_OURS = Callable[[], bool]


class Outcome(StrEnum):
    """What became of one try."""

    SENT = "sent"
    LATER = "later"  # the server may take it another time
    NEVER = "never"  # the server said that this mail will never be taken
    STOPPED = "stopped"  # the claim ran out before the text was handed over: another worker's


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome with the server's words."""

    outcome: Outcome
    words: str = ""


class BoundedConnection(Connection):
    """Flask-Mail's connection with a limit on every answer, and a checked certificate."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect; a server that hangs costs `TIME_OUT` seconds, not the worker."""
        limit = current_app.config.get("MAIL_TIMEOUT", TIME_OUT)
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=limit)
        try:
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host


def send(letter: Message, still_ours: STILL_OURS) -> Answer:
    """Hand one mail over. Only a silence after the text leaves open whether it was taken."""
    host: smtplib.SMTP | None = None
    try:
        host = BoundedConnection(current_app.extensions["mail"]).configure_host()
        return _hand_over(host, letter, still_ours)
    except (OSError, smtplib.SMTPException) as problem:
        return Answer(Outcome.LATER, f"{type(problem).__name__}: {problem}"[:500])
    finally:
        if host is not None:
            # The mail's fate is known by now; a server that is gone cannot change it.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                host.close()


def _hand_over(host: smtplib.SMTP, letter: Message, still_ours: STILL_OURS) -> Answer:
    try:
        if letter.has_bad_headers():
            raise ValueError("a line break in a header")
        text = letter.as_bytes()
        sender = sanitize_address(letter.sender or "")
        [address] = [sanitize_address(one) for one in letter.recipients]
        address.encode("ascii")
        if "@" not in address:
            raise ValueError("no address")
    except Exception as problem:  # one mail that cannot be written stops no other
        return Answer(Outcome.NEVER, f"{type(problem).__name__}: {problem}"[:500])
    host.ehlo_or_helo_if_needed()
    code, words = host.mail(sender)
    if code != 250:
        return Answer(Outcome.LATER, _said(code, words))  # our sender: for the administrator
    code, words = host.rcpt(address)
    if code not in {250, 251}:
        return Answer(_refused(code), _said(code, words))
    if not still_ours():
        return Answer(Outcome.STOPPED)
    try:
        code, words = host.data(text)
    except smtplib.SMTPDataError as problem:
        return Answer(_refused(problem.smtp_code), _said(problem.smtp_code, problem.smtp_error))
    if code == 250:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            host.quit()
        return Answer(Outcome.SENT)
    return Answer(_refused(code), _said(code, words))


def _refused(code: int) -> Outcome:
    return Outcome.NEVER if 500 <= code < 600 else Outcome.LATER


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"[:500]
