"""How long an achievement may be to fit on the certificate of its award: data of the office."""

from app.awards.dated_data import data_of


def certificate_limit(award_code: str) -> int:
    """The most characters that fit; that of every other award when the code has none of its own."""
    limits: dict[str, int] = data_of("certificate_limits")["limits"]
    return limits.get(award_code, limits["*"])


def too_long_by(award_code: str, achievement: str) -> int:
    """How many characters do not fit; 0 when all do."""
    return max(0, len(achievement) - certificate_limit(award_code))
