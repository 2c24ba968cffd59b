"""The QR code of a permalink, as inline SVG without styles or scripts."""

from functools import lru_cache

import segno
from markupsafe import Markup


@lru_cache(maxsize=1024)
def qr_svg(address: str) -> Markup:
    """A code that survives a bad print (15 % of it may be lost), with its quiet zone.

    Drawing it is most of what its page costs, and an address never changes: drawn once.
    """
    code = segno.make(address, error="m", micro=False)
    # Markup: segno writes numbers and fixed words only, the address is in the pattern.
    return Markup(code.svg_inline(border=2, omitsize=True))  # noqa: S704
