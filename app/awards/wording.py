"""How long an achievement may be to fit on the certificate of its award: data of the office."""

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("data") / "certificate_limits.yaml"


@cache
def _limits() -> dict[str, int]:
    loaded: dict[str, int] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["limits"]
    return loaded


def certificate_limit(award_code: str) -> int:
    """The most characters that fit; that of every other award when the code has none of its own."""
    limits = _limits()
    return limits.get(award_code, limits["*"])


def too_long_by(award_code: str, achievement: str) -> int:
    """How many characters do not fit; 0 when all do."""
    return max(0, len(achievement) - certificate_limit(award_code))
