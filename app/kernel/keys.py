"""Numbers of rows and years in addresses and forms, as people and programs send them."""

LARGEST = 2**31 - 1
"""The largest number that every column of both databases holds."""


def whole(text: object) -> int:
    """The number; ValueError for what is none, or larger than any database could look for.

    To be given to `request.args.get(…, type=whole)`, which then answers the default.
    """
    typed = str(text)
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 10 and int(typed) <= LARGEST):
        raise ValueError(typed[:20])
    return int(typed)


def key_in(text: object) -> int | None:
    """The number, or None."""
    try:
        return whole(text)
    except ValueError:
        return None
