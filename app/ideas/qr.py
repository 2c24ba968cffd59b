"""QR codes as SVG that stands in the page itself."""

import io

import segno
from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """The address as an SVG without size, colour from the page, no style attributes."""
    written = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False,
              svgclass=None, lineclass=None, border=2)  # fmt: skip
    # The library writes numbers only; the address itself does not occur in the text.
    return Markup(written.getvalue().decode())  # noqa: S704 - see above
