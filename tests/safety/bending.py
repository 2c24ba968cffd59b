"""Bent parameters, sent to the pages that look at them.

A request notes which parameters a page looks at, and each of these is bent alone: a refusal of one
would hide a fault in another. Those that the page never looks at go along in one request; where
they make a difference all the same, each goes alone after all.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse
from werkzeug.utils import cached_property

from tests.journeys.browser import Browser

LOOKED = "tests.looked"
READINESS = "/readyz"  # 503 is one of its answers

QUERIES = [
    "?page=-1", "?page=0", "?page=99999999999999999999", "?page=a", "?page=1%00",
    "?q=%27%20OR%201%3D1--", "?q=%22%29%20*", "?q=" + "%28" * 500, "?q=NEAR%28", "?q=%EF%BF%BF",
    "?q=" + "a" * 5000, "?q=%0d%0aSet-Cookie%3A%20x%3D1", "?q=%ff%fe", "?q=%25%5F",
    "?sort=password_hash", "?sort=id%3BDROP", "?order=desc%27", "?filter%5Bpassword_hash%5D=a",
    "?state=%27%3B", "?state=&state=b&state=c", "?unit=-1", "?unit=x%27", "?category=1e999",
    "?format=json", "?format=csv", "?format=xml", "?print=1", "?embed=1", "?debug=1",
    "?__class__=1", "?next=//evil.example", "?year=99999999999", "?stage=%3Cscript%3E",
    "?field=" + "9" * 400, "?q=%F0%9F%A6%84%CC%81%CC%81%CC%81",
    # What the links of a pager, which keep the whole address, must not take for their own words.
    "?endpoint=x", "?_external=1&_scheme=javascript", "?_anchor=x&_method=POST", "?values=1",
    "?self=1", "?round_id=9&idea_id=9&list_id=9&slug=x&key=x&code=x&account_id=9",
]  # fmt: skip
# For a page's own parameters, whatever they are called: each is bent in each of these ways.
BENDS = ["-1", "99999999999999999999", "1e999", "%00", "%27%3B--", "%28" * 500, "%ff%fe",
         "%EF%BF%BF", "%0d%0aSet-Cookie%3A%20x%3D1", "//evil.example", "%3Cscript%3E",
         "9" * 400]  # fmt: skip


def _names(query: str) -> set[str]:
    return {pair.partition("=")[0] for pair in query[1:].split("&")}


KNOWN = {name for query in QUERIES for name in _names(query)}


@dataclass
class Looked:
    """What was looked at in the address of one request."""

    names: set[str] = field(default_factory=set)
    all: bool = False
    """Everything there was, whatever its name."""


class Noticing(ImmutableMultiDict[str, str]):
    """Parameters that note which of them a page looks at, be they there or not."""

    def __init__(self, given: Any, looked: Looked) -> None:
        super().__init__(given)
        self.looked = looked

    def __contains__(self, name: object) -> bool:
        self.looked.names.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.looked.names.add(name)
        return super().__getitem__(name)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        self.looked.names.add(key)
        return super().getlist(key, type)

    def __iter__(self) -> Iterator[str]:
        self.looked.all = True
        return super().__iter__()

    def keys(self) -> Any:
        self.looked.all = True
        return super().keys()

    def items(self, multi: bool = False) -> Any:
        self.looked.all = True
        return super().items(multi)

    def lists(self) -> Any:
        self.looked.all = True
        return super().lists()

    def values(self) -> Any:
        self.looked.all = True
        return super().values()

    def listvalues(self) -> Any:
        self.looked.all = True
        return super().listvalues()


class NoticingRequest(Request):
    """A request that tells the test which parameters were looked at."""

    @cached_property
    def args(self) -> Any:
        return Noticing(super().args, self.environ.get(LOOKED) or Looked())


@dataclass
class Bent:
    """What came of all the bent addresses."""

    tried: int = 0
    faults: list[tuple[str, int]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """The bent parameters that some page looked at."""
    opened: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    """How many addresses there were that differ in their numbers only."""

    def bend(self, browser: Browser, path: str) -> None:
        """Send everything bent to a page that this person can open and nobody opened before."""
        if path in self.opened:
            return
        kind = re.sub(r"\d+", "0", path)
        page = _Page(self, browser, path, self.kinds[kind])
        plain = page.get("")
        if plain.status_code == 200:
            self.opened.add(path)
            self.kinds[kind] += 1
            page.bend(plain)


@dataclass
class _Page:
    whole: Bent
    browser: Browser
    path: str
    before: int
    """How many addresses of this kind were bent before."""
    looked: Looked = field(default_factory=Looked)

    def get(self, query: str) -> TestResponse:
        return self.browser.client.get(self.path + query, environ_overrides={LOOKED: self.looked})

    def bend(self, plain: TestResponse) -> None:
        """Each alone that is looked at, until no more are looked at; then the rest at once."""
        sent: set[str] = set()
        while alone := [query for query in self._met() if query not in sent]:
            for query in alone:
                self.send(query, plain)
            sent.update(alone)
        self.whole.met |= sent
        rest = [query for query in QUERIES if query not in sent]
        if rest and self.send("?" + "&".join(query[1:] for query in rest), plain):
            for query in rest:
                self.send(query, plain)

    def _met(self) -> list[str]:
        looked = self.looked
        own = sorted(looked.names - KNOWN)
        # The same view with another thing: what is bent there takes turns.
        bends = BENDS[self.before % 4 :: 4] if self.before else BENDS
        return [query for query in QUERIES if looked.all or _names(query) & looked.names
                ] + [f"?{name}={bend}" for name in own for bend in bends]  # fmt: skip

    def send(self, query: str, plain: TestResponse) -> bool:
        """Note a fault; whether the answer is of another kind than the plain one."""
        before = Looked(set(self.looked.names), self.looked.all)
        answer = self.get(query)
        self.whole.tried += 1
        cookies = [cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")]
        fault = answer.status_code >= 500 and self.path != READINESS
        bad = fault or "evil" in answer.headers.get("Location", "") or "x" in cookies
        other = answer.content_type != plain.content_type
        if bad or (other and answer.status_code == 200):
            self.whole.faults.append((self.path + query[:200], answer.status_code))
        return other or answer.status_code != plain.status_code or before != self.looked
