"""The escape of our CSV files, and the way back.

A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return. Such a text gets
one apostrophe in front (also when apostrophes stand there already), and an import takes exactly
one away again: what comes back is what went out.
"""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def armoured(text: str) -> str:
    """The text as it stands in our CSV."""
    return f"'{text}" if _RUNS.match(text) else text


def bare(text: str) -> str:
    """The text that was armoured."""
    return text[1:] if _ESCAPED.match(text) else text
