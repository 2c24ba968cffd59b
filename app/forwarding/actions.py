"""The one door of the room's writes: sending in `sending`, receiving in `receiving`."""

from app.forwarding.receiving import accept, answer_bundle, answer_line, drop, finish, take_in
from app.forwarding.sending import make_bundle, take_answer, withdraw

__all__ = [
    "accept", "answer_bundle", "answer_line", "drop", "finish", "make_bundle", "take_answer",
    "take_in", "withdraw",
]  # fmt: skip
