"""The QR code of a permalink, as inline SVG without styles or scripts."""

import segno


def qr_svg(address: str) -> str:
    """A code that survives a bad print (15 % of it may be lost), with its quiet zone."""
    return segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
