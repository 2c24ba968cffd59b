"""Sums and decisions about signing in: values in, decisions out."""

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.actor import Grant
from app.signin.states import Stage


def roles_digest(grants: Iterable[Grant]) -> str:
    """One short text per set of roles; it changes when any of them does."""
    lines = sorted(f"{grant.role} {grant.unit_id} {grant.council_id}" for grant in grants)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def stage_for(*, demanded: bool, has_factor: bool, passed: bool) -> Stage:
    """How far a person comes: a factor one has is asked for; one a role demands must be had."""
    if passed:
        return Stage.FULL
    if has_factor:
        return Stage.CODE
    return Stage.ENROL if demanded else Stage.FULL


@dataclass(frozen=True, slots=True)
class Budget:
    """`burst` guesses at once, then one each `every`: a sliding limit kept as one instant."""

    burst: int
    every: timedelta

    def after(self, full_at: datetime | None, now: datetime) -> datetime | None:
        """When the budget is full again after one more guess; None when nothing is left."""
        start = max(full_at or now, now)
        later = start + self.every
        return later if later - now <= self.burst * self.every else None

    def wait(self, full_at: datetime | None, now: datetime) -> timedelta:
        """How long until one more guess is admitted."""
        start = max(full_at or now, now)
        return max(start + self.every - self.burst * self.every - now, timedelta())


ACCOUNT = Budget(5, timedelta(minutes=6))
"""Guesses at one account from places it never signed in from: at most 15 in the first hour."""
ADDRESS = Budget(30, timedelta(minutes=2))
"""Wrong guesses from one address at all accounts together."""
KNOWN = Budget(10, timedelta(minutes=3))
"""Guesses from a browser that has signed in to this account before: nobody else can use it up."""
CODES = Budget(5, timedelta(minutes=5))
"""Wrong second-factor codes of one account."""
MAILS = Budget(3, timedelta(minutes=20))
"""Reset links asked for one address."""


Keys = tuple[tuple[str, Budget], ...]


def guess_keys(who: str, address: str, device: str, *, known_place: bool) -> tuple[Keys, Keys]:
    """The budgets one password guess uses up: its own, and the one it shares with its address.

    `who`: digest of the typed e-mail (of nobody's too, so that all are answered alike). A known
    browser has a budget of its own. A place the person signed in from before is counted apart
    from the rest of the world, so that strangers' guesses elsewhere do not keep the person out.
    """
    if device:
        return ((f"device:{device}:{who}", KNOWN),), ()
    network = address_key(address)
    own = f"place:{who}:{network}" if known_place else f"account:{who}"
    return ((own, ACCOUNT),), ((f"address:{network}", ADDRESS),)


def address_key(address: str) -> str:
    """One key per subscriber: the address itself, or the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"),
             ("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_name(agent: str) -> str:
    """A browser's own words in ours: "Chrome, Windows"; "" when it says nothing known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)
