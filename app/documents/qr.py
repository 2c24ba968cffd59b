"""QR codes: an SVG that stands in a page itself, a PNG for paper. An address is drawn once."""

import io
from functools import lru_cache

import segno
from markupsafe import Markup

PAPER_SCALE = 8


@lru_cache(maxsize=1024)
def qr_svg(address: str) -> Markup:
    """The address as an SVG without size and style, with its quiet zone; a bad print may lose 15 %.

    Drawing it is most of what its page costs, and an address never changes.
    """
    written = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False,
              svgclass=None, lineclass=None, border=2)  # fmt: skip
    # The library writes numbers only; the address itself does not occur in the text.
    return Markup(written.getvalue().decode())  # noqa: S704 - see above


@lru_cache(maxsize=1024)
def qr_png(address: str) -> bytes:
    """The picture of an address, dark on white, to be scanned from paper."""
    written = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(written, kind="png", scale=PAPER_SCALE, border=2)
    return written.getvalue()
