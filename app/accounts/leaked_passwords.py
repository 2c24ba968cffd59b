"""A list of leaked passwords that the authority lays beside the system (ASVS 6.2.12).

The file is the one of "Pwned Passwords", ordered by hash: a line each, "SHA-1 in hexadecimal",
then ":" and how often. Looked up by halves on the disk: neither memory nor network is used, and
no password or part of one leaves the machine.
"""

import hashlib
import os
from pathlib import Path

LONGEST_LINE = 128


def is_leaked(path: Path, typed: str) -> bool:
    """Whether this very password is on the list. OSError when the file cannot be read."""
    wanted = hashlib.sha1(typed.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline(LONGEST_LINE)  # into the middle of a line: its rest
            line = lines.readline(LONGEST_LINE)
            if not line or line[:40].upper() > wanted:
                high = middle
            elif line[:40].upper() == wanted:
                return True
            else:
                low = middle + 1
        lines.seek(0)
        return lines.readline(LONGEST_LINE)[:40].upper() == wanted
