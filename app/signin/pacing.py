"""No person and no address takes the server away from the rest (ASVS 2.4.1, 15.4.4).

Two bounds in the memory of each web process: how many requests a minute, and how many of its
threads at the same moment. Signed-in people are counted by account, everybody else by network.
Nothing is written, so that looking at a page stays looking.
"""

import math
import threading
import time
from collections import OrderedDict
from typing import Any

from flask import Flask, g, request
from flask_babel import gettext as _
from flask_login import current_user

from app.signin.rules import address_key
from app.web.refusals import page
from config import Settings

REMEMBERED = 10_000
"""Keys at most: a flood from many addresses must not fill the memory."""
BURST_SECONDS = 20
FREE = frozenset({"static", "operation.health", "operation.ready", "operation.metrics"})


class Pace:
    """A leaky bucket a key, and how many requests of a key are under way."""

    def __init__(self, a_minute: int, at_once: int) -> None:
        self.every = 60 / a_minute if a_minute else 0.0
        self.at_once = at_once
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._running: dict[str, int] = {}
        self._lock = threading.Lock()

    def enter(self, key: str, moment: float) -> int:
        """0 when the request may run (then `leave` it), else the seconds to wait."""
        with self._lock:
            if self.at_once and self._running.get(key, 0) >= self.at_once:
                return 1
            if wait := self._wait(key, moment):
                return wait
            self._running[key] = self._running.get(key, 0) + 1
            return 0

    def _wait(self, key: str, moment: float) -> int:
        if not self.every:
            return 0
        later = max(self._full_at.get(key, moment), moment) + self.every
        if later - moment > BURST_SECONDS:
            return math.ceil(later - moment - BURST_SECONDS)
        self._full_at[key] = later
        self._full_at.move_to_end(key)
        while len(self._full_at) > REMEMBERED:
            self._full_at.popitem(last=False)
        return 0

    def leave(self, key: str) -> None:
        """The request is over."""
        with self._lock:
            left = self._running.get(key, 0) - 1
            if left > 0:
                self._running[key] = left
            else:
                self._running.pop(key, None)


def prepare_pace(app: Flask) -> None:
    """Count every request but those for files and for the watchers; 0 turns a bound off."""
    settings: Settings = app.config["SETTINGS"]
    pace = Pace(settings.requests_per_minute, settings.requests_at_once)
    if not pace.every and not pace.at_once:
        return

    @app.before_request
    def enter() -> Any:
        if request.endpoint in FREE:
            return None
        key = _key()
        wait = pace.enter(key, time.monotonic())
        if not wait:
            g.pace_key = key
            return None
        return _too_many(wait)

    @app.teardown_request
    def leave(_problem: BaseException | None) -> None:
        key = g.pop("pace_key", None)
        if key is not None:
            pace.leave(key)


def _key() -> str:
    person = getattr(current_user, "actor", None)
    if person is not None:
        return f"account:{person.user_id}"
    return f"address:{address_key(request.remote_addr or '')}"


def _too_many(wait: int) -> Any:
    """429; a page that was only looked at loads itself again, also without scripts."""
    body, status = page(429, _("Quá nhiều yêu cầu cùng lúc"),
                        _("Hệ thống tạm dừng trả lời để người khác cũng làm việc được."),
                        next=_("Trang tự tải lại sau %(n)s giây. Nếu vừa gửi biểu mẫu, quay lại "
                               "trang trước: nội dung đã nhập vẫn còn.", n=wait))  # fmt: skip
    headers = {"Retry-After": str(wait)}
    if request.method == "GET":
        headers["Refresh"] = str(wait)
    return body, status, headers
