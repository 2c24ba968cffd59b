"""A Giấy biên nhận: what was received, when, its hash, and where to check it."""

from dataclasses import dataclass

from app.documents import phrases


@dataclass(frozen=True, slots=True)
class Receipt:
    """The words of a receipt. `rows` are facts, `versions` are (lần, lúc, mã băm, tình trạng)."""

    superior: str
    issuer: str
    code: str
    standing: str
    rows: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str, str, str], ...]
    address: str
    qr_png: bytes
    printed: str


def receipt_words(receipt: Receipt) -> dict[str, object]:
    """The receipt as plain text for the page program; the picture as numbers 0-255."""
    return {
        "superior": phrases.head_lines(receipt.superior),
        "issuer": phrases.head_lines(receipt.issuer),
        "code": phrases.printable(receipt.code),
        "standing": phrases.printable(receipt.standing),
        "rows": [[phrases.printable(part) for part in row] for row in receipt.rows],
        "versions": [[phrases.printable(part) for part in row] for row in receipt.versions],
        "address": phrases.printable(receipt.address),
        "printed": phrases.printable(receipt.printed),
        "qr": list(receipt.qr_png),
    }
